// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

func signInRoutes() []route {
	return []route{
		{"GET", "/staff/signin", "", func(w *Web, q *request) error { return w.showSignIn(q, "", "") }},
		{"POST", "/staff/signin", "", signInPost},
		{"GET", "/staff/signin/code", "", func(w *Web, q *request) error { return w.showCode(q, "") }},
		{"POST", "/staff/signin/code", "", codePost},
		{"POST", "/staff/signout", signedIn, signOut},
		{"GET", "/staff/stepup", signedIn, func(w *Web, q *request) error { return w.showStepUp(q, q.r.URL.Query().Get("back"), "") }},
		{"POST", "/staff/stepup", signedIn, stepUpPost},
	}
}

// showSignIn shows the door, with what went wrong if something did.
func (w *Web) showSignIn(q *request, email, wrong string) error {
	var bad []problem
	if wrong != "" {
		bad = []problem{{"email", wrong}}
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "signin", "staff", map[string]any{
		"Problems": bad, "Email": email, "Passkeys": w.opts.Passkeys != nil, "SSO": w.opts.SSO != nil,
	})
	return nil
}

// refusal says what the reader is told about a password or code that does not
// count; "" means that it is another error. Which of the parts is wrong is not
// told.
func (w *Web) refusal(q *request, err error, wrong string) string {
	if wait, ok := errors.AsType[*account.WaitError](err); ok {
		return w.lang.text(q.lang, "signin.wait", "s", int(wait.Until.Sub(q.now)/time.Second)+1)
	}
	if errors.Is(err, account.ErrRefused) {
		return w.lang.text(q.lang, wrong)
	}
	return ""
}

func signInPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	in, err := w.opts.Accounts.SignIn(q.r.Context(), account.Attempt{
		Email: account.Personal(p.Get("email")), Password: account.Secret(p.Get("password")),
		Device: w.cookie(q, account.CookieDevice), Old: w.cookie(q, account.CookieSession),
	})
	if text := w.refusal(q, err, "signin.wrong"); text != "" {
		return w.showSignIn(q, p.Get("email"), text)
	}
	if err != nil {
		return err
	}
	return w.signedIn(q, in)
}

// signedIn goes on after a sign-in: to the page for the code where one is asked
// for.
func (w *Web) signedIn(q *request, in account.SignedIn) error {
	w.admit(q, in)
	if in.NeedCode {
		return q.see("/staff/signin/code")
	}
	return q.see("/staff")
}

func (w *Web) showCode(q *request, wrong string) error {
	var bad []problem
	if wrong != "" {
		bad = []problem{{"code", wrong}}
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "code", "staff", map[string]any{"Problems": bad})
	return nil
}

// codePost takes the second half of a sign-in: a code of the app, or one of the
// codes that were written down.
func codePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	in, err := w.opts.Accounts.SecondFactor(q.r.Context(), w.cookie(q, account.CookieSession), account.Secret(p.Get("code")))
	if text := w.refusal(q, err, "signin.code_wrong"); text != "" {
		return w.showCode(q, text)
	}
	if err != nil {
		return err
	}
	return w.signedIn(q, in)
}

func signOut(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if p.Get("everywhere") != "" {
		if err := w.opts.Accounts.EndOthers(q.r.Context(), q.who.Actor); err != nil {
			return err
		}
	}
	if err := w.opts.Accounts.SignOut(q.r.Context(), w.cookie(q, account.CookieSession)); err != nil {
		return err
	}
	w.keep(q, account.CookieSession, "")
	q.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return q.see("/staff/signin")
}

// backs are the pages that a fresh proof of who somebody is leads back to. An
// address from outside is never followed.
var backs = []string{"people", "keys", "identity", "me", "factor"}

// backTo is the page of a name, one's own for any other.
func backTo(back string) string {
	if !slices.Contains(backs, back) {
		back = "me"
	}
	return back
}

// proofs are what the reader has to prove again who they are.
type proofs struct {
	// Form says that the form will do: password and code, as much as the session
	// was proved by.
	Form, Password, Code, Passkey, SSO bool
}

func (w *Web) proofs(q *request) (p proofs, err error) {
	all, err := w.opts.Accounts.Credentials(q.r.Context(), q.who.Actor)
	for _, c := range all {
		p.Password = p.Password || c.Kind == "password"
		p.Code = p.Code || c.Kind == "totp"
		p.Passkey = p.Passkey || c.Kind == "passkey" && w.opts.Passkeys != nil
		p.SSO = p.SSO || c.Kind == "sso" && w.opts.SSO != nil
	}
	p.Form = p.Password && p.Code || p.Code && q.who.Level < 2 || p.Password && q.who.Level < 2
	return p, err
}

func (w *Web) showStepUp(q *request, back, wrong string) error {
	have, err := w.proofs(q)
	if err != nil {
		return err
	}
	var bad []problem
	if wrong != "" {
		field := "password"
		if !have.Password {
			field = "code"
		}
		bad = []problem{{field, wrong}}
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "stepup", "staff", map[string]any{"Back": backTo(back), "Have": have, "Problems": bad})
	return nil
}

func stepUpPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	in, err := w.opts.Accounts.StepUp(q.r.Context(), w.cookie(q, account.CookieSession), account.Proof{Password: account.Secret(p.Get("password")), Code: account.Secret(p.Get("code"))})
	if text := w.refusal(q, err, "step.wrong"); text != "" {
		return w.showStepUp(q, p.Get("back"), text)
	}
	if err != nil {
		return err
	}
	w.admit(q, in)
	return q.see("/staff/" + backTo(p.Get("back")))
}

// stepUp is nil when the reader has proved lately who they are.
func (w *Web) stepUp(q *request) error {
	if q.stepped() {
		return nil
	}
	return account.ErrStepUp
}
