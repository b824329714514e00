// SPDX-License-Identifier: Apache-2.0

package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/passkey"
	"github.com/hulanhq/hulan/internal/config"
)

// passkeyRoutes are what static/passkey.js asks: each step is a challenge and
// the browser's answer to it. Everything else works without them.
func passkeyRoutes() []route {
	return []route{
		{"POST", "/staff/passkey/signin/begin", "", passkeyDo(beginPasskeySignIn)},
		{"POST", "/staff/passkey/signin", "", passkeyDo(passkeySignIn)},
		{"POST", "/staff/passkey/add/begin", signedIn, passkeyDo(beginPasskeyAdd)},
		{"POST", "/staff/passkey/add", signedIn, passkeyDo(passkeyAdd)},
		{"POST", "/staff/passkey/stepup/begin", signedIn, passkeyDo(beginPasskeyStepUp)},
		{"POST", "/staff/passkey/stepup", signedIn, passkeyDo(passkeyStepUp)},
	}
}

// passkeyAnswer is what the script gets: a challenge, where to go on, or what
// went wrong.
type passkeyAnswer struct {
	Token   string          `json:"token,omitempty"`
	Options json.RawMessage `json:"options,omitempty"`
	To      string          `json:"to,omitempty"`
	Wrong   string          `json:"wrong,omitempty"`
}

// passkeyDo answers the script in JSON. What the reader can mend is 422.
func passkeyDo(f func(w *Web, q *request, p *posted) (passkeyAnswer, error)) func(w *Web, q *request) error {
	return func(w *Web, q *request) error {
		if w.opts.Passkeys == nil {
			return &httpError{status: http.StatusNotFound, key: "not_found"}
		}
		p, err := form(q)
		if err != nil {
			return err
		}
		a, err := f(w, q, p)
		status := http.StatusOK
		switch {
		case errors.Is(err, account.ErrStepUp):
			a.To = "/staff/stepup?back=" + backTo(p.Get("back"))
		case errors.Is(err, account.ErrRefused), errors.Is(err, account.ErrForbidden):
			status, a.Wrong = http.StatusUnprocessableEntity, w.lang.text(q.lang, "passkey.wrong")
		case err != nil:
			return err
		}
		q.w.Header().Set("Content-Type", "application/json")
		q.w.WriteHeader(status)
		return json.NewEncoder(q.w).Encode(a)
	}
}

func challenge(c passkey.Challenge, err error) (passkeyAnswer, error) {
	if err != nil {
		return passkeyAnswer{}, err
	}
	return passkeyAnswer{Token: c.Token.Clear(), Options: json.RawMessage(c.Options.Clear())}, nil
}

// beginsPerHour bounds how many challenges one network is given: each is a row
// for five minutes.
var beginsPerHour = config.Rate{N: 600, Per: time.Hour}

func beginPasskeySignIn(w *Web, q *request, _ *posted) (passkeyAnswer, error) {
	if !w.guard.allow(q.r, "passkey", beginsPerHour) {
		return passkeyAnswer{}, &httpError{status: http.StatusTooManyRequests, key: "too_many"}
	}
	return challenge(w.opts.Passkeys.BeginSignIn(q.r.Context()))
}

func passkeySignIn(w *Web, q *request, p *posted) (passkeyAnswer, error) {
	in, err := w.opts.Passkeys.SignIn(q.r.Context(), account.Secret(p.Get("token")), []byte(p.Get("answer")), w.cookie(q, account.CookieSession))
	if err != nil {
		return passkeyAnswer{}, err
	}
	w.admit(q, in)
	return passkeyAnswer{To: "/staff"}, nil
}

func beginPasskeyAdd(w *Web, q *request, _ *posted) (passkeyAnswer, error) {
	if err := w.stepUp(q); err != nil {
		return passkeyAnswer{}, err
	}
	return challenge(w.opts.Passkeys.BeginAdd(q.r.Context(), q.who.Actor))
}

func passkeyAdd(w *Web, q *request, p *posted) (passkeyAnswer, error) {
	in, err := w.opts.Passkeys.Add(q.r.Context(), q.who.Actor, account.Secret(p.Get("token")), []byte(p.Get("answer")), account.Personal(p.Get("label")))
	if err != nil {
		return passkeyAnswer{}, err
	}
	w.admit(q, in)
	if q.who.Actor.NeedsFactor() {
		return passkeyAnswer{To: "/staff"}, nil
	}
	return passkeyAnswer{To: "/staff/me?saved=1"}, nil
}

func beginPasskeyStepUp(w *Web, q *request, _ *posted) (passkeyAnswer, error) {
	return challenge(w.opts.Passkeys.BeginStepUp(q.r.Context(), q.who.Actor))
}

func passkeyStepUp(w *Web, q *request, p *posted) (passkeyAnswer, error) {
	in, err := w.opts.Passkeys.StepUp(q.r.Context(), account.Secret(p.Get("token")), w.cookie(q, account.CookieSession), []byte(p.Get("answer")))
	if err != nil {
		return passkeyAnswer{}, err
	}
	w.admit(q, in)
	return passkeyAnswer{To: "/staff/" + backTo(p.Get("back"))}, nil
}
