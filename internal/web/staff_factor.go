// SPDX-License-Identifier: Apache-2.0

package web

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
)

// factorRoutes are where somebody adds a second factor: the first page after
// joining, and again from one's own page.
func factorRoutes() []route {
	return []route{
		{"GET", "/staff/factor", signedIn, func(w *Web, q *request) error {
			w.render(q, "factor", "staff", map[string]any{"Passkeys": w.opts.Passkeys != nil, "Stepped": q.stepped(), "Needs": q.who.Actor.NeedsFactor()})
			return nil
		}},
		{"POST", "/staff/factor", signedIn, factorPost},
	}
}

// factorPost begins to add an authenticator app, or makes it count by a code.
func factorPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx := q.r.Context()
	switch p.Get("do") {
	case "app":
		n, err := w.opts.Accounts.AddTOTP(ctx, q.who.Actor)
		if err != nil {
			return err
		}
		return w.showApp(q, n, "")
	case "confirm":
		n := account.NewTOTP{ID: p.Get("id"), URL: account.Secret(p.Get("url")), Secret: account.Secret(p.Get("secret"))}
		in, codes, err := w.opts.Accounts.ConfirmTOTP(ctx, q.who.Actor, n.ID, account.Secret(p.Get("code")))
		if text := w.refusal(q, err, "setup.code_bad"); text != "" {
			return w.showApp(q, n, text)
		}
		if err != nil {
			return err
		}
		w.admit(q, in)
		q.who = &in.Session
		return w.showRecovery(q, codes)
	}
	return &httpError{status: http.StatusBadRequest, key: "bad_form"}
}

// showApp shows the secret of an authenticator app that is being added. It comes
// back with the form, so that a mistyped code does not begin anew.
func (w *Web) showApp(q *request, n account.NewTOTP, wrong string) error {
	var bad []problem
	if wrong != "" {
		bad = []problem{{"code", wrong}}
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	var groups []string
	secret := n.Secret.Clear()
	for i := 0; i < len(secret); i += 4 {
		groups = append(groups, secret[i:min(i+4, len(secret))])
	}
	qr, err := n.QR()
	if err != nil || !strings.HasPrefix(n.URL.Clear(), "otpauth://") {
		return &httpError{http.StatusBadRequest, "bad_form", err}
	}
	w.render(q, "app", "staff", map[string]any{
		"ID": n.ID, "Secret": secret, "Groups": strings.Join(groups, " "), "URL": n.URL.Clear(), "Problems": bad,
		// The template lets no other scheme through than those of the web.
		"Link": template.URL(n.URL.Clear()), "QR": template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(qr)),
	})
	return nil
}

// showRecovery shows recovery codes, once.
func (w *Web) showRecovery(q *request, codes []account.Secret) error {
	var list []string
	for _, c := range codes {
		list = append(list, c.Clear())
	}
	w.render(q, "recovery", "staff", map[string]any{"Codes": list})
	return nil
}
