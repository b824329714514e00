// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

func keyRoutes() []route {
	return []route{
		{"GET", "/staff/keys", account.KeysManage, func(w *Web, q *request) error { return w.showKeys(q, nil, nil, "") }},
		{"POST", "/staff/keys", account.KeysManage, keysPost},
	}
}

// keyView is the key of a program as the list shows it.
type keyView struct {
	account.APIKey
	Until string
	// State is good, revoked or over.
	State string
}

// keyDays are the lives that a key can be given; a year is the longest.
var keyDays = []int{30, 90, 365}

func (w *Web) showKeys(q *request, p *posted, bad []problem, secret string) error {
	keys, err := w.opts.Accounts.APIKeys(q.r.Context())
	if err != nil {
		return err
	}
	var list []keyView
	for _, k := range keys {
		v := keyView{k, stamp(k.Expires), "good"}
		switch {
		case k.Revoked:
			v.State = "revoked"
		case !k.Expires.After(q.now):
			v.State = "over"
		}
		list = append(list, v)
	}
	if p == nil {
		p = &posted{}
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	chosen := map[string]bool{}
	for _, r := range p.Values["right"] {
		chosen[r] = true
	}
	w.render(q, "keys", "staff", map[string]any{
		"Keys": list, "Rights": account.ProgramRights(), "Days": keyDays, "Stepped": q.who.SteppedUp(), "Secret": secret,
		"Name": p.Get("name"), "Chosen": chosen, "Problems": bad,
	})
	return nil
}

func keysPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if !w.stepUp(q, "keys") {
		return nil
	}
	ctx := q.r.Context()
	if p.Get("do") == "revoke" {
		if err := w.opts.Accounts.RevokeAPIKey(ctx, p.Get("id"), q.who); err != nil {
			return err
		}
		http.Redirect(q.w, q.r, "/staff/keys", http.StatusSeeOther)
		return nil
	}
	name := strings.TrimSpace(p.Get("name"))
	days, _ := strconv.Atoi(p.Get("days"))
	var rights []account.Right
	for _, r := range account.ProgramRights() {
		if slices.Contains(p.Values["right"], string(r)) {
			rights = append(rights, r)
		}
	}
	var bad []problem
	if name == "" || len(name) > 100 {
		bad = append(bad, problem{"name", w.lang.text(q.lang, "keys.name_missing")})
	}
	if len(rights) == 0 {
		bad = append(bad, problem{"rights", w.lang.text(q.lang, "keys.rights_missing")})
	}
	if !slices.Contains(keyDays, days) {
		return &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	if len(bad) > 0 {
		return w.showKeys(q, p, bad, "")
	}
	secret, err := w.opts.Accounts.NewAPIKey(ctx, name, rights, time.Duration(days)*24*time.Hour, q.who)
	if err != nil {
		return err
	}
	return w.showKeys(q, nil, nil, secret)
}
