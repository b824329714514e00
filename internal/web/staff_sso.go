// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/sso"
)

// SSOPath is the page that takes the identity provider's answer; it stands in
// the provider's settings.
const SSOPath = "/staff/sso"

// ssoRoutes lead to the identity provider and back. They are links and not
// forms: a form may not lead to another site (form-action).
func ssoRoutes() []route {
	return []route{
		{"GET", SSOPath + "/go", "", ssoGo},
		{"GET", SSOPath, "", ssoBack},
	}
}

// ssoGo sends the browser to the provider, to sign in or to prove again who the
// reader is.
func ssoGo(w *Web, q *request) error {
	if w.opts.SSO == nil {
		return &httpError{status: http.StatusNotFound, key: "not_found"}
	}
	why := sso.SignIn
	if q.r.URL.Query().Get("why") == string(sso.StepUp) {
		why = sso.StepUp
	}
	to, flow, err := w.opts.SSO.Begin(q.r.Context(), why)
	if err != nil {
		w.log.Warn("single sign-on", "error", err.Error())
		return w.showSignIn(q, "", w.lang.text(q.lang, "sso.away"))
	}
	w.keep(q, account.CookieFlow, flow)
	return q.see(to)
}

// ssoBack takes the provider's answer. Which check an answer failed stands in
// the log, not on the page.
func ssoBack(w *Web, q *request) error {
	if w.opts.SSO == nil {
		return &httpError{status: http.StatusNotFound, key: "not_found"}
	}
	ctx, flow, session := q.r.Context(), w.cookie(q, account.CookieFlow), w.cookie(q, account.CookieSession)
	w.keep(q, account.CookieFlow, "")
	again := strings.HasPrefix(flow.Clear(), string(sso.StepUp)+".")
	var in account.SignedIn
	var err error
	if again {
		in, err = w.opts.SSO.StepUp(ctx, flow, q.r.URL.Query(), session)
	} else {
		in, err = w.opts.SSO.SignIn(ctx, flow, q.r.URL.Query(), session)
	}
	switch {
	case errors.Is(err, account.ErrRefused):
		w.log.Warn("single sign-on", "error", err.Error())
		return w.showSignIn(q, "", w.lang.text(q.lang, "sso.wrong"))
	case errors.Is(err, sso.ErrAway):
		w.log.Warn("single sign-on", "error", err.Error())
		return w.showSignIn(q, "", w.lang.text(q.lang, "sso.away"))
	case err != nil:
		return err
	case again:
		w.admit(q, in)
		return q.see("/staff/me")
	}
	return w.signedIn(q, in)
}
