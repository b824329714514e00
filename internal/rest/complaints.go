// SPDX-License-Identifier: Apache-2.0

package rest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// NewComplaint is a complaint as a program files it for somebody.
type NewComplaint struct {
	Lang       string   `json:"lang" enum:"zh-CN,en" doc:"The language in which the person is answered."`
	Categories []string `json:"categories" minItems:"1" maxItems:"12" doc:"What was disclosed: contact, address, id, photo, chat, health, money, account, minor, doxxing, workplace, other."`
	Relation   string   `json:"relation" enum:"self,guardian,agent,third_party" doc:"Whose information it is."`
	Places     []string `json:"places,omitempty" maxItems:"20" doc:"Addresses of pages, or words that say where."`
	What       string   `json:"what,omitempty" maxLength:"5000" doc:"What happened, in the person's words."`
	Remedies   []string `json:"remedies,omitempty" maxItems:"5" doc:"What the person wants: remove, mask, tell_author, stop_spread, explain."`
	Mode       string   `json:"mode,omitempty" enum:"anonymous,contactable,identified" default:"anonymous" doc:"How the person can be reached besides the receipt."`
	Contact    string   `json:"contact,omitempty" maxLength:"320" doc:"An e-mail address, for contactable and identified."`
	Name       string   `json:"name,omitempty" maxLength:"320" doc:"The person's name, for identified. Only a custodian sees it."`
	Passphrase string   `json:"passphrase,omitempty" maxLength:"200" doc:"Asked beside the receipt later, when given."`
	Key        string   `json:"key,omitempty" maxLength:"200" doc:"The caller's own name for this complaint: filed again under the same key, it is refused with 409. Keep personal data out of it."`
}

// Filed is what the caller hands to the person.
type Filed struct {
	Ref        string     `json:"ref" example:"C-7K3M-92QX" doc:"The reference, which opens nothing."`
	Receipt    string     `json:"receipt" doc:"22 digits that open the complaint again. They are told this once and kept nowhere: show them to the person, and do not store them."`
	AckDue     *time.Time `json:"acknowledged_by,omitempty" doc:"By when the person should have an acknowledgement."`
	OutcomeDue *time.Time `json:"outcome_by,omitempty" doc:"By when the person should have an outcome."`
	Leaf       int64      `json:"leaf" doc:"The leaf of the ledger that proves the filing."`
}

// Follow opens a complaint by its receipt.
type Follow struct {
	Receipt    string `json:"receipt" maxLength:"64" doc:"22 digits, with or without spaces."`
	Passphrase string `json:"passphrase,omitempty" maxLength:"200"`
}

// Followed is a complaint as its person sees it: in clear, it is theirs.
type Followed struct {
	Ref        string     `json:"ref"`
	State      string     `json:"state"`
	Outcome    string     `json:"outcome,omitempty"`
	OutcomeDue *time.Time `json:"outcome_by,omitempty"`
	Messages   []Message  `json:"messages"`
	Can        []string   `json:"can" doc:"What the person may do next, on the pages: answer, withdraw, appeal."`
}

// Message is one that was written.
type Message struct {
	Direction string    `json:"direction" enum:"in,out,internal"`
	Purpose   string    `json:"purpose" doc:"The step it went with, or note."`
	Text      string    `json:"text"`
	At        time.Time `json:"at" doc:"The hour, for anonymous complaints."`
	Read      bool      `json:"read" doc:"Whether the other side has seen it."`
}

type body[T any] struct{ Body T }

func (a *API) complaints(api huma.API) {
	op := a.operation(api, "file-complaint", http.MethodPost, "/v1/complaints", "File a complaint", account.CaseEnter, http.StatusConflict, http.StatusUnprocessableEntity)
	op.DefaultStatus = http.StatusCreated
	huma.Register(api, op, a.file)
	op = a.operation(api, "follow-complaint", http.MethodPost, "/v1/complaints/follow", "Follow a complaint by its receipt", account.CaseEnter, http.StatusNotFound, http.StatusUnprocessableEntity)
	op.Description += " The receipt stands in the body, so that no log of addresses has it."
	huma.Register(api, op, a.follow)
}

func (a *API) file(ctx context.Context, in *body[NewComplaint]) (*body[Filed], error) {
	c := in.Body
	f := &desk.Form{
		Lang: c.Lang, Channel: desk.API, Mode: desk.Mode(c.Mode), Categories: c.Categories, Relation: desk.Relation(c.Relation), Remedies: c.Remedies,
		What: docket.Text(c.What), Contact: docket.Text(c.Contact), Name: docket.Text(c.Name), Passphrase: docket.Text(c.Passphrase),
	}
	for _, p := range c.Places {
		f.Places = append(f.Places, docket.Text(p))
	}
	key := store.NewID()
	if c.Key != "" {
		key = "program " + caller(ctx).KeyID() + " " + c.Key
	}
	r := desk.NewReceipt()
	s, err := a.o.Desk.File(ctx, f, r, key, actor(ctx))
	if err != nil {
		return nil, a.problem(err)
	}
	return &body[Filed]{Filed{Ref: s.Ref, Receipt: string(r), AckDue: date(s.AckDue), OutcomeDue: date(s.OutcomeDue), Leaf: s.Leaf}}, nil
}

func date(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func (a *API) follow(ctx context.Context, in *body[Follow]) (*body[Followed], error) {
	r, err := desk.ParseReceipt(in.Body.Receipt)
	if err != nil {
		return nil, a.problem(err)
	}
	token, err := a.o.Desk.Enter(ctx, r, docket.Text(in.Body.Passphrase))
	if err != nil {
		return nil, a.problem(err)
	}
	v, err := a.o.Desk.View(ctx, token)
	if err != nil {
		return nil, a.problem(err)
	}
	if err := a.o.Desk.Leave(ctx, token); err != nil {
		return nil, a.problem(err)
	}
	out := Followed{Ref: v.Case.Ref, State: string(v.Case.State), Outcome: v.Case.Outcome, Messages: []Message{}, Can: []string{}}
	for _, k := range v.Clocks {
		if k.Rule.Stop == "complaint.outcome_sent" && k.MetAt.IsZero() && k.CancelledAt.IsZero() && (out.OutcomeDue == nil || k.DueAt.Before(*out.OutcomeDue)) {
			out.OutcomeDue = date(k.DueAt)
		}
	}
	for _, m := range v.Messages {
		out.Messages = append(out.Messages, Message{string(m.Direction), m.Purpose, string(m.Text), m.At.UTC(), !m.ReadAt.IsZero()})
	}
	for _, e := range []docket.Event{docket.Answer, docket.Withdraw, docket.Appeal} {
		if slices.Contains(v.Can, e) {
			out.Can = append(out.Can, string(e))
		}
	}
	return &body[Followed]{out}, nil
}
