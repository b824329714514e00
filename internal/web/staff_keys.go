// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
)

func keyRoutes() []route {
	return []route{
		{"GET", "/staff/keys", account.KeysManage, func(w *Web, q *request) error { return w.showKeys(q, nil, nil, "") }},
		{"POST", "/staff/keys", account.KeysManage, keysPost},
	}
}

// keyView is the key of a program as the list shows it.
type keyView struct {
	ID, Label, Until, Used string
	Rights                 []account.Right
	Queues                 []string
	From                   []netip.Prefix
	// State is good, revoked or over.
	State string
}

// keyDays are the lives that a key can be given; a year is the longest.
var keyDays = []int{30, 90, 365}

func (w *Web) showKeys(q *request, p *posted, bad []problem, secret account.Secret) error {
	keys, err := w.opts.Accounts.Keys(q.r.Context(), q.who.Actor)
	if err != nil {
		return err
	}
	queues, err := w.queues(q)
	if err != nil {
		return err
	}
	var list []keyView
	for _, k := range keys {
		v := keyView{k.ID, k.Label, stamp(k.ExpiresAt), dayOf(k.UsedDay), k.Rights, nil, k.From, "good"}
		for _, x := range queues {
			if slices.Contains(k.Queues, x.ID) {
				v.Queues = append(v.Queues, x.Name)
			}
		}
		switch {
		case !k.RevokedAt.IsZero():
			v.State = "revoked"
		case !k.ExpiresAt.After(q.now):
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
		"Keys": list, "Rights": q.who.Actor.KeyRights(), "Queues": queues, "Queue": p.Get("queue"), "Days": keyDays, "Stepped": q.stepped(), "Secret": secret.Clear(),
		"Name": p.Get("name"), "From": p.Get("from"), "Chosen": chosen, "Problems": bad,
	})
	return nil
}

func keysPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if err := w.stepUp(q); err != nil {
		return err
	}
	ctx := q.r.Context()
	if p.Get("do") == "revoke" {
		if err := w.opts.Accounts.RevokeKey(ctx, q.who.Actor, p.Get("id")); err != nil {
			return err
		}
		return q.see("/staff/keys")
	}
	days, _ := strconv.Atoi(p.Get("days"))
	if !slices.Contains(keyDays, days) {
		return &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	k := account.Key{Label: strings.TrimSpace(p.Get("name")), ExpiresAt: q.now.Add(time.Duration(days) * 24 * time.Hour)}
	for _, r := range q.who.Actor.KeyRights() {
		if slices.Contains(p.Values["right"], string(r)) {
			k.Rights = append(k.Rights, r)
		}
	}
	if id := p.Get("queue"); id != "" {
		queues, err := w.queues(q)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(queues, func(x docket.Queue) bool { return x.ID == id }) {
			return &httpError{status: http.StatusBadRequest, key: "bad_form"}
		}
		k.Queues = []string{id}
	}
	var bad []problem
	say := func(field, key string) { bad = append(bad, problem{field, w.lang.text(q.lang, key)}) }
	if len(k.Rights) == 0 {
		say("rights", "keys.rights_missing")
	}
	if k.From, err = networks(p.Get("from")); err != nil {
		say("from", "keys.from_bad")
	}
	var secret account.Secret
	if len(bad) == 0 {
		_, secret, err = w.opts.Accounts.NewKey(ctx, q.who.Actor, k)
		if errors.Is(err, account.ErrBadLabel) {
			say("name", "keys.name_bad")
		} else if err != nil {
			return err
		}
	}
	if len(bad) > 0 {
		return w.showKeys(q, p, bad, "")
	}
	return w.showKeys(q, nil, nil, secret)
}

// networks reads networks or single addresses, one a line or with commas.
func networks(s string) (all []netip.Prefix, err error) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,;\r\n\t", r) }) {
		p, err := netip.ParsePrefix(part)
		if err != nil {
			a, err := netip.ParseAddr(part)
			if err != nil {
				return nil, err
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		all = append(all, p.Masked())
	}
	return all, nil
}
