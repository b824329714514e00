// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

func meRoutes() []route {
	return []route{
		{"GET", "/staff/me", signedIn, func(w *Web, q *request) error { return w.showMe(q, nil) }},
		{"POST", "/staff/me", signedIn, mePost},
	}
}

// wayView is a way to sign in as its owner sees it.
type wayView struct {
	ID, Kind, Label, Added, Used string
}

// sessionView is where somebody is signed in. No address and no browser is
// known; the person may give it a name.
type sessionView struct {
	ID, Label, Since, Seen string
	// Strong says that it was proved by a second factor.
	Strong, Here bool
}

// dayOf shows the day of a time, nothing for never.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func (w *Web) showMe(q *request, bad []problem) error {
	ctx, act := q.r.Context(), q.who.Actor
	all, err := w.opts.Accounts.Credentials(ctx, act)
	if err != nil {
		return err
	}
	sessions, err := w.opts.Accounts.Sessions(ctx, act)
	if err != nil {
		return err
	}
	var roles, rights []string
	for _, r := range act.Roles() {
		roles = append(roles, w.lang.text(q.lang, "role."+string(r)))
	}
	for _, r := range account.Rights {
		if q.can(r.Right) {
			rights = append(rights, w.lang.text(q.lang, "right."+string(r.Right)))
		}
	}
	var ways []wayView
	codes, has := 0, map[string]bool{}
	for _, c := range all {
		has[c.Kind] = true
		if c.Kind == "recovery" {
			codes++
			continue
		}
		ways = append(ways, wayView{c.ID, c.Kind, c.Label.Clear(), dayOf(c.CreatedAt), dayOf(c.UsedDay)})
	}
	var open []sessionView
	for _, s := range sessions {
		open = append(open, sessionView{s.ID, s.Label.Clear(), stamp(s.CreatedAt), stamp(s.SeenAt), s.Level > 1, s.Current})
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "me", "staff", map[string]any{
		"Name": q.who.Name.Clear(), "Roles": roles, "Rights": rights, "Saved": q.r.URL.Query().Get("saved") != "", "Stepped": q.stepped(),
		"Ways": ways, "Codes": codes, "Has": has, "Passkeys": w.opts.Passkeys != nil, "Sessions": open, "Label": q.who.Label.Clear(), "Problems": bad,
		"Needs": act.NeedsFactor(),
	})
	return nil
}

func mePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx, act, reg := q.r.Context(), q.who.Actor, w.opts.Accounts
	switch p.Get("do") {
	case "lang":
		if !slices.Contains(w.opts.Languages, p.Get("lang")) {
			return &httpError{status: http.StatusBadRequest, key: "bad_form"}
		}
		err = reg.SetLocale(ctx, act, p.Get("lang"))
	case "password":
		err = reg.SetPassword(ctx, act, account.Secret(p.Get("password")))
	case "remove":
		err = reg.RemoveCredential(ctx, act, p.Get("id"))
	case "recovery":
		codes, err := reg.NewRecovery(ctx, act)
		if err != nil {
			return err
		}
		return w.showRecovery(q, codes)
	case "label":
		err = reg.Label(ctx, act, account.Personal(p.Get("label")))
	case "end":
		err = reg.EndSession(ctx, act, p.Get("id"))
	case "others":
		err = reg.EndOthers(ctx, act)
	default:
		return &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	if text := w.passwordProblem(q, err); text != "" {
		return w.showMe(q, []problem{{"password", text}})
	}
	if errors.Is(err, account.ErrLastWay) {
		return w.showMe(q, []problem{{"way-" + p.Get("id"), w.lang.text(q.lang, "me.last_way")}})
	}
	if err != nil {
		return err
	}
	return q.see("/staff/me?saved=1")
}
