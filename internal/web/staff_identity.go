// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// identityRoutes are the custodian's: the one page that shows a name.
func identityRoutes() []route {
	return []route{
		{"GET", "/staff/identity", account.IdentityRead, func(w *Web, q *request) error { return w.showIdentity(q, nil, nil, "") }},
		{"POST", "/staff/identity", account.IdentityRead, identityPost},
	}
}

// identityReasons are why a name may be looked at.
func identityReasons() []string {
	return []string{"person_asked", "safety", "authority", "guardian"}
}

func (w *Web) showIdentity(q *request, p *posted, bad []problem, name string) error {
	if p == nil {
		p = &posted{}
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "identity", "staff", map[string]any{
		"Stepped": q.stepped(), "Reasons": identityReasons(), "Ref": p.Get("ref"), "Why": p.Get("why"), "Reason": p.Get("reason"),
		"Name": name, "Problems": bad,
	})
	return nil
}

// maxWhy bounds the words of a reason.
const maxWhy = 2000

// identityPost shows the name that a person gave. The look is a leaf of the
// ledger, and the reason a note in the case, in the same transaction: those who
// work on the case see that somebody looked, and why.
func identityPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if err := w.stepUp(q); err != nil {
		return err
	}
	ref, why, reason := strings.ToUpper(strings.TrimSpace(p.Get("ref"))), strings.TrimSpace(p.Get("why")), p.Get("reason")
	var bad []problem
	say := func(field, key string) { bad = append(bad, problem{field, w.lang.text(q.lang, key)}) }
	if ref == "" {
		say("ref", "identity.ref_missing")
	}
	if !slices.Contains(identityReasons(), reason) {
		say("reason", "identity.reason_missing")
	}
	if why == "" || len(why) > maxWhy {
		say("why", "identity.why_missing")
	}
	if len(bad) > 0 {
		return w.showIdentity(q, p, bad, "")
	}
	ctx := q.r.Context()
	var name docket.Text
	err = w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := docket.ByRef(ctx, tx, ref)
		if err != nil {
			return err
		}
		if name, err = w.opts.Desk.Identity(ctx, tx, c.ID, q.actor()); err != nil {
			return err
		}
		text := w.lang.text(c.Lang, "identity.note", "reason", w.lang.text(c.Lang, "identity.reason."+reason), "why", why)
		_, err = w.opts.Docket.Say(ctx, tx, c.ID, docket.Draft{Direction: docket.Internal, Purpose: "identity", Actor: q.actor(), Text: text})
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		// The same words whether there is no such case or no name in it: the
		// custodian reads no case and learns nothing of them here.
		return w.showIdentity(q, p, []problem{{"ref", w.lang.text(q.lang, "identity.none")}}, "")
	}
	if err != nil {
		return err
	}
	return w.showIdentity(q, &posted{}, nil, string(name))
}
