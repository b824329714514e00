// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
)

// enterRoutes are for complaints that come by telephone and letter.
func enterRoutes() []route {
	return []route{
		{"GET", "/staff/enter", account.CaseEnter, enterPage},
		{"POST", "/staff/enter", account.CaseEnter, enterPost},
	}
}

// byStaff are the ways in which a complaint reaches somebody who writes it down.
var byStaff = []desk.Channel{desk.Phone, desk.Letter, desk.Mail}

func enterPage(w *Web, q *request) error {
	// The token makes a second click harmless: it names this one complaint.
	token, dr, err := w.opts.Desk.NewDraft(q.r.Context(), q.lang, desk.Phone)
	if err != nil {
		return err
	}
	dr.Mode = desk.Anonymous
	w.showEnter(q, token, dr, nil)
	return nil
}

func (w *Web) showEnter(q *request, token desk.Token, dr *desk.Draft, bad []problem) {
	var categories []string
	for _, c := range desk.Categories() {
		categories = append(categories, c.ID)
	}
	on := map[string]bool{}
	for _, c := range dr.Categories {
		on["c-"+c] = true
	}
	for _, r := range dr.Remedies {
		on["m-"+r] = true
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "enter", "staff", map[string]any{
		"Token": string(token), "Channels": byStaff, "Channel": string(dr.Channel), "CaseLang": dr.Lang, "Categories": categories, "Remedies": desk.Remedies(),
		"On": on, "Places": strings.Join(dr.Places, "\n"), "What": dr.What, "Relation": string(dr.Relation), "Mode": string(dr.Mode), "Contact": dr.Contact, "Name": dr.Name,
		"Files": w.draftFiles(q.lang, dr), "Problems": bad,
	})
}

func enterPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx, token := q.r.Context(), desk.Token(p.Get("token"))
	dr, err := w.opts.Desk.Draft(ctx, token)
	if err != nil {
		return err
	}
	if dr.Sent != nil {
		w.showEntered(q, dr)
		return nil
	}
	dr.Lang, dr.By = w.pick(p.Get("case_lang"), ""), q.who.StaffID
	if c := desk.Channel(p.Get("channel")); slices.Contains(byStaff, c) {
		dr.Channel = c
	}
	dr.Categories, dr.Remedies = p.Values["category"], p.Values["remedy"]
	dr.Places, dr.What = lines(p.Get("places")), strings.TrimSpace(p.Get("what"))
	dr.Relation, dr.Mode = desk.Relation(p.Get("relation")), desk.Mode(p.Get("mode"))
	dr.Contact, dr.Name = "", ""
	if dr.Mode != desk.Anonymous {
		dr.Contact = strings.TrimSpace(p.Get("contact"))
	}
	if dr.Mode == desk.Identified {
		dr.Name = strings.TrimSpace(p.Get("name"))
	}
	if dr.Receipt == "" {
		dr.Receipt = string(desk.NewReceipt())
	}
	bad := w.takeFiles(q, p, dr, token)
	bad = append(dr.Check(w.opts.Desk.Limits()), bad...)
	if err := w.opts.Desk.SaveDraft(ctx, token, dr); err != nil {
		return err
	}
	if len(bad) > 0 {
		w.showEnter(q, token, dr, w.problems(q.lang, bad))
		return nil
	}
	sent, err := w.opts.Desk.Send(ctx, token)
	if e, ok := errors.AsType[*desk.BadFormError](err); ok {
		w.showEnter(q, token, dr, w.problems(q.lang, e.Problems))
		return nil
	}
	if err != nil {
		return err
	}
	w.showEntered(q, sent)
	return nil
}

// showEntered shows the receipt, to be read out or sent with the answer.
func (w *Web) showEntered(q *request, dr *desk.Draft) {
	w.render(q, "entered", "staff", map[string]any{"Ref": dr.Sent.Ref, "Digits": desk.Receipt(dr.Receipt).Groups(), "Promises": w.promised(dr.Lang, dr.Sent), "CaseLang": dr.Lang, "Read": q.can(account.CaseRead)})
}
