// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
)

// staffRoutes are for those who work here. Each names the right it needs.
func staffRoutes() []route {
	var all []route
	for _, part := range [][]route{
		signInRoutes(), linkRoutes(), factorRoutes(), passkeyRoutes(), ssoRoutes(), overviewRoutes(), caseRoutes(), enterRoutes(), identityRoutes(), toolRoutes(),
		peopleRoutes(), keyRoutes(), ledgerRoutes(), jobRoutes(), settingRoutes(), meRoutes(), lookRoutes(),
	} {
		all = append(all, part...)
	}
	return all
}

// secure says whether people reach the pages over https.
func (w *Web) secure() bool { return strings.HasPrefix(w.opts.Public, "https://") }

// cookie reads what a browser keeps for us, empty where it keeps nothing.
func (w *Web) cookie(q *request, k account.CookieKind) account.Secret {
	c, err := q.r.Cookie(account.CookieName(k, w.secure()))
	if err != nil {
		return ""
	}
	return account.Secret(c.Value)
}

// keep gives the browser something to keep; empty takes it away.
func (w *Web) keep(q *request, k account.CookieKind, v account.Secret) {
	http.SetCookie(q.w, account.Cookie(k, w.secure(), v))
}

// admit gives the browser its session, which may be a new one or an old one with
// a new token.
func (w *Web) admit(q *request, in account.SignedIn) {
	w.keep(q, account.CookieSession, in.Token)
	if in.Device != "" {
		w.keep(q, account.CookieDevice, in.Device)
	}
}

// signIn finds out who asks and whether they may. done says that the answer was
// already given.
func (w *Web) signIn(q *request, need account.Right) (done bool) {
	token := w.cookie(q, account.CookieSession)
	if token == "" {
		return w.toSignIn(q)
	}
	who, err := w.opts.Accounts.Session(q.r.Context(), token)
	if errors.Is(err, account.ErrRefused) {
		w.keep(q, account.CookieSession, "")
		return w.toSignIn(q)
	}
	if err != nil {
		w.fail(q, err)
		return true
	}
	q.who = &who
	q.lang = w.pick(who.Locale, "")
	if need == signedIn || q.can(need) {
		return false
	}
	// A role that asks for a second factor does not count without one.
	if who.Actor.NeedsFactor() && q.r.Method == http.MethodGet {
		http.Redirect(q.w, q.r, "/staff/factor", http.StatusSeeOther)
		return true
	}
	w.fail(q, &httpError{status: http.StatusForbidden, key: "no_right"})
	return true
}

func (w *Web) toSignIn(q *request) bool {
	if q.r.Method != http.MethodGet {
		w.fail(q, &httpError{status: http.StatusUnauthorized, key: "signed_out"})
		return true
	}
	http.Redirect(q.w, q.r, "/staff/signin", http.StatusSeeOther)
	return true
}

// see says where to go on.
func (q *request) see(to string) error {
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}
