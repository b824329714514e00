// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

// staffRoutes are for those who work here. Each names the right it needs.
func staffRoutes() []route {
	var all []route
	for _, part := range [][]route{
		signInRoutes(), overviewRoutes(), caseRoutes(), enterRoutes(), identityRoutes(), toolRoutes(),
		peopleRoutes(), keyRoutes(), ledgerRoutes(), jobRoutes(), settingRoutes(), meRoutes(), lookRoutes(),
	} {
		all = append(all, part...)
	}
	return all
}

func signInRoutes() []route {
	return []route{
		{"GET", "/staff/setup", "", setupPage},
		{"POST", "/staff/setup", "", setupPost},
		{"GET", "/staff/signin", "", signInPage},
		{"POST", "/staff/signin", "", signInPost},
		{"POST", "/staff/signout", signedIn, signOut},
	}
}

// cookie is the name of the session's cookie. Over https it can be set by this
// host alone.
func (w *Web) cookie() string {
	if w.secure() {
		return "__Host-hulan"
	}
	return "hulan"
}

func (w *Web) secure() bool { return strings.HasPrefix(w.opts.Public, "https://") }

func (w *Web) setCookie(q *request, token string) {
	c := &http.Cookie{Name: w.cookie(), Value: token, Path: "/", HttpOnly: true, Secure: w.secure(), SameSite: http.SameSiteStrictMode}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(q.w, c)
}

// signIn finds out who asks and whether they may. done says that the answer was
// already given.
func (w *Web) signIn(q *request, need account.Right) (done bool) {
	c, err := q.r.Cookie(w.cookie())
	if err != nil {
		return w.toSignIn(q)
	}
	who, err := w.opts.Accounts.Session(q.r.Context(), c.Value)
	if errors.Is(err, account.ErrNoSession) {
		w.setCookie(q, "")
		return w.toSignIn(q)
	}
	if err != nil {
		w.fail(q, err)
		return true
	}
	q.who = who
	q.lang = w.pick(who.Lang, "")
	if need != signedIn && !who.Can(need) {
		w.fail(q, &httpError{status: http.StatusForbidden, key: "no_right"})
		return true
	}
	return false
}

func (w *Web) toSignIn(q *request) bool {
	if q.r.Method != http.MethodGet {
		w.fail(q, &httpError{status: http.StatusUnauthorized, key: "signed_out"})
		return true
	}
	http.Redirect(q.w, q.r, "/staff/signin", http.StatusSeeOther)
	return true
}

func signInPage(w *Web, q *request) error {
	w.render(q, "signin", "staff", map[string]any{})
	return nil
}

func signInPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	token, err := w.opts.Accounts.SignIn(q.r.Context(), p.Get("email"), p.Get("password"), p.Get("code"))
	text := ""
	if wait, ok := errors.AsType[*account.WaitError](err); ok {
		text = w.lang.text(q.lang, "signin.wait", "s", int(wait.Until.Sub(q.now)/time.Second)+1)
	} else if errors.Is(err, account.ErrSignIn) {
		text = w.lang.text(q.lang, "signin.wrong")
	} else if err != nil {
		return err
	}
	if text != "" {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
		w.render(q, "signin", "staff", map[string]any{"Problems": []problem{{"email", text}}, "Email": p.Get("email")})
		return nil
	}
	w.setCookie(q, token)
	http.Redirect(q.w, q.r, "/staff", http.StatusSeeOther)
	return nil
}

func signOut(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if err := w.opts.Accounts.SignOut(q.r.Context(), q.who, p.Get("everywhere") != ""); err != nil {
		return err
	}
	w.setCookie(q, "")
	q.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(q.w, q.r, "/staff/signin", http.StatusSeeOther)
	return nil
}

// setupPage is where a link leads that sets the service up, or that somebody
// was invited with.
func setupPage(w *Web, q *request) error {
	return w.showSetup(q, q.r.URL.Query().Get("token"), account.NewSecret(), account.Joining{}, nil)
}

func (w *Web) showSetup(q *request, token, secret string, j account.Joining, bad []problem) error {
	id, err := w.opts.Accounts.LinkFor(q.r.Context(), token)
	if errors.Is(err, account.ErrLink) {
		return &httpError{http.StatusGone, "setup_done", err}
	}
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	var groups []string
	for i := 0; i < len(secret); i += 4 {
		groups = append(groups, secret[i:min(i+4, len(secret))])
	}
	label := string(j.Email)
	if label == "" {
		label = "staff"
	}
	link, err := account.SecretURL(secret, w.opts.Platform[q.lang], label)
	if err != nil {
		return &httpError{http.StatusBadRequest, "bad_form", err}
	}
	w.render(q, "setup", "staff", map[string]any{
		"Token": token, "First": id == "", "Secret": secret, "Groups": strings.Join(groups, " "), "Link": link,
		"Name": string(j.Name), "Email": string(j.Email), "Problems": bad,
	})
	return nil
}

func setupPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	q.chooseLang(p)
	token := p.Get("token")
	j := account.Joining{
		Name: account.Name(strings.TrimSpace(p.Get("name"))), Email: account.Name(strings.TrimSpace(p.Get("email"))), Lang: q.lang,
		Password: p.Get("password"), Secret: p.Get("secret"), Code: p.Get("code"),
	}
	id, err := w.opts.Accounts.LinkFor(q.r.Context(), token)
	if errors.Is(err, account.ErrLink) {
		return &httpError{http.StatusGone, "setup_done", err}
	}
	if err != nil {
		return err
	}
	var bad []problem
	if id == "" && (j.Name == "" || !strings.Contains(string(j.Email), "@")) {
		bad = append(bad, problem{"name", w.lang.text(q.lang, "setup.who_missing")})
	}
	if len(bad) == 0 {
		_, err = w.opts.Accounts.Join(q.r.Context(), token, j)
		switch {
		case errors.Is(err, account.ErrPassword):
			bad = append(bad, problem{"password", w.lang.text(q.lang, "setup.password_bad")})
		case errors.Is(err, account.ErrCode):
			bad = append(bad, problem{"code", w.lang.text(q.lang, "setup.code_bad")})
		case errors.Is(err, account.ErrTaken):
			bad = append(bad, problem{"email", w.lang.text(q.lang, "setup.taken")})
		case errors.Is(err, account.ErrLink):
			return &httpError{http.StatusGone, "setup_done", err}
		case err != nil:
			return err
		}
	}
	if len(bad) > 0 {
		return w.showSetup(q, token, j.Secret, j, bad)
	}
	http.Redirect(q.w, q.r, "/staff/signin", http.StatusSeeOther)
	return nil
}
