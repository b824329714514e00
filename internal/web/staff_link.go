// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
)

// linkRoutes are where one-time links lead: to set the service up, to join it,
// to choose a new password.
func linkRoutes() []route {
	var out []route
	for _, kind := range []string{account.LinkSetup, account.LinkInvite, account.LinkReset} {
		path := linkPath(kind)
		out = append(out,
			route{"GET", path, "", func(w *Web, q *request) error {
				return w.showLink(q, kind, account.Secret(q.r.URL.Query().Get("token")), &posted{}, nil)
			}},
			route{"POST", path, "", func(w *Web, q *request) error { return linkPost(w, q, kind) }})
	}
	return out
}

// linkPath is where a kind of link leads.
func linkPath(kind string) string {
	switch kind {
	case account.LinkInvite:
		return "/staff/join"
	case account.LinkReset:
		return "/staff/reset"
	}
	return "/staff/setup"
}

// LinkURL is the address of a one-time link, at a service that people reach
// under public.
func LinkURL(public, kind string, token account.Secret) string {
	return strings.TrimSuffix(public, "/") + linkPath(kind) + "?token=" + token.Clear()
}

// showLink shows the page of a link that works.
func (w *Web) showLink(q *request, kind string, token account.Secret, p *posted, bad []problem) error {
	who, err := w.opts.Accounts.Link(q.r.Context(), kind, token)
	if errors.Is(err, account.ErrRefused) {
		return &httpError{http.StatusGone, "link_done", err}
	}
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "link", "staff", map[string]any{
		"Kind": kind, "Token": token.Clear(), "Who": who.Name.Clear(), "Mail": who.Email.Clear(), "Problems": bad,
		"Name": p.Get("name"), "Email": p.Get("email"), "Officer": p.Get("officer") != "",
	})
	return nil
}

func linkPost(w *Web, q *request, kind string) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	q.chooseLang(p)
	token, password := account.Secret(p.Get("token")), account.Secret(p.Get("password"))
	if password == "" {
		err = account.ErrPasswordShort
	}
	var in account.SignedIn
	ctx, reg := q.r.Context(), w.opts.Accounts
	if err == nil {
		switch kind {
		case account.LinkSetup:
			in, err = reg.CompleteSetup(ctx, token, account.SetUp{
				NewPerson: account.NewPerson{Name: account.Personal(p.Get("name")), Email: account.Personal(p.Get("email")), Locale: q.lang},
				Password:  password, Officer: p.Get("officer") != "",
			})
		case account.LinkInvite:
			in, err = reg.Accept(ctx, token, password)
		case account.LinkReset:
			in, err = reg.CompleteReset(ctx, token, password, account.Secret(p.Get("code")))
		}
	}
	if err == nil {
		w.admit(q, in)
		if in.Session.Actor.NeedsFactor() {
			return q.see("/staff/factor")
		}
		return q.see("/staff")
	}
	bad := w.linkProblems(q, kind, err)
	if len(bad) == 0 {
		return err
	}
	return w.showLink(q, kind, token, p, bad)
}

// linkProblems says what the reader can mend; a link that does not work is told
// by showing it.
func (w *Web) linkProblems(q *request, kind string, err error) []problem {
	say := func(field, key string) []problem { return []problem{{field, w.lang.text(q.lang, key)}} }
	if text := w.passwordProblem(q, err); text != "" {
		return []problem{{"password", text}}
	}
	if wait, ok := errors.AsType[*account.WaitError](err); ok {
		return []problem{{"code", w.refusal(q, wait, "")}}
	}
	switch {
	case errors.Is(err, account.ErrBadName):
		return say("name", "people.name_missing")
	case errors.Is(err, account.ErrBadEmail):
		return say("email", "people.email_bad")
	case errors.Is(err, account.ErrEmailTaken):
		return say("email", "setup.taken")
	case errors.Is(err, account.ErrSetUp):
		return say("password", "error.link_done.title")
	case errors.Is(err, account.ErrRefused) && kind == account.LinkReset:
		return say("code", "signin.code_wrong")
	case errors.Is(err, account.ErrRefused):
		return say("password", "error.link_done.title")
	}
	return nil
}

// passwordProblem says why a new password will not do; "" for another error.
func (w *Web) passwordProblem(q *request, err error) string {
	switch {
	case errors.Is(err, account.ErrPasswordShort):
		return w.lang.text(q.lang, "setup.password_short")
	case errors.Is(err, account.ErrPasswordLong):
		return w.lang.text(q.lang, "setup.password_long")
	case errors.Is(err, account.ErrPasswordCommon):
		return w.lang.text(q.lang, "setup.password_common")
	}
	return ""
}
