// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"

	"github.com/hulanhq/hulan/internal/desk"
)

// claimPage asks for the code that a mail brought.
func claimPage(w *Web, q *request) error {
	w.showClaim(q, "", nil, nil)
	return nil
}

// showClaim shows the question for the code, or the receipt that it brings.
func (w *Web) showClaim(q *request, code string, digits []string, bad []problem) {
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "claim", "public", map[string]any{"InForm": true, "Code": code, "Digits": digits, "Problems": bad})
}

// claimPost brings the receipt of a code, and takes it once it was typed back.
func claimPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	q.chooseLang(p)
	typed := p.Get("code")
	if p.Get("lang") != "" && p.Get("typed_back") == "" && p.Get("go") == "" {
		w.showClaim(q, typed, nil, nil)
		return nil
	}
	if !w.guard.allow(q.r, "follow", w.opts.Intake.Lookups) {
		return &httpError{http.StatusTooManyRequests, "too_many", nil}
	}
	ctx, code := q.r.Context(), desk.ParseCode(typed)
	r, err := w.opts.Desk.Claim(ctx, code)
	if errors.Is(err, desk.ErrExpired) {
		w.showClaim(q, typed, nil, w.problems(q.lang, []desk.Problem{{Field: "code", Code: "unknown"}}))
		return nil
	}
	if err != nil {
		return err
	}
	if p.Get("go") != "take" {
		w.showClaim(q, string(code), r.Groups(), nil)
		return nil
	}
	// What is no receipt at all is a wrong one.
	back, _ := desk.ParseReceipt(p.Get("typed_back"))
	token, err := w.opts.Desk.TakeReceipt(ctx, code, back)
	if errors.Is(err, desk.ErrUnknownReceipt) {
		w.showClaim(q, string(code), r.Groups(), w.problems(q.lang, []desk.Problem{{Field: "typed_back", Code: "wrong"}}))
		return nil
	}
	if err != nil {
		return err
	}
	return w.showCase(q, token, &posted{}, nil)
}
