// SPDX-License-Identifier: Apache-2.0

package rest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// Case is a line of a listing.
type Case struct {
	Ref       string     `json:"ref" example:"C-7K3M-92QX"`
	State     string     `json:"state"`
	Outcome   string     `json:"outcome,omitempty"`
	Level     int        `json:"level" minimum:"0" maximum:"4" doc:"0 to 4 for S0 to S4."`
	Queue     string     `json:"queue" doc:"The id of its queue."`
	Lang      string     `json:"lang"`
	Anonymous bool       `json:"anonymous"`
	Opened    time.Time  `json:"opened" doc:"The hour, for anonymous complaints."`
	Due       *time.Time `json:"due,omitempty" doc:"When the next running clock ends."`
	Unread    int        `json:"unread" doc:"What the person wrote since staff last looked."`
	Held      bool       `json:"held" doc:"Whether somebody works on it now."`
	Tags      []string   `json:"tags"`
}

// CasePage is a part of a listing.
type CasePage struct {
	Cases []Case `json:"cases" doc:"The tightest clock first, then the oldest."`
	Next  string `json:"next,omitempty" doc:"Ask with it as after for what follows."`
}

// OneCase is a complaint with what it says, masked.
type OneCase struct {
	Case
	Channel    string   `json:"channel"`
	Mode       string   `json:"mode"`
	Categories []string `json:"categories"`
	Relation   string   `json:"relation"`
	Remedies   []string `json:"remedies"`
	Places     []string `json:"places" doc:"Masked."`
	What       string   `json:"what" doc:"Masked."`
	Clocks     []Clock  `json:"clocks"`
	Can        []string `json:"can" doc:"The steps that this key may take now."`
}

// Clock is a time limit of a case.
type Clock struct {
	Rule  string    `json:"rule" doc:"See docs/clocks.md."`
	Due   time.Time `json:"due"`
	State string    `json:"state" enum:"armed,running,paused,met,breached,met_late,cancelled" doc:"Where it stands."`
	House bool      `json:"house" doc:"A house default and no legal term."`
}

// NewMessage is a message to be written.
type NewMessage struct {
	To     string `json:"to" enum:"person,staff" doc:"The person sees it under the receipt; staff see both."`
	Text   string `json:"text" minLength:"1" maxLength:"20000"`
	Anyway bool   `json:"anyway,omitempty" doc:"Send to the person even though the text seems to hold personal information."`
}

// NewStep is a step to take.
type NewStep struct {
	Event   string `json:"event" enum:"acknowledge,investigate,ask,respond,close,reopen,exit_scope,transfer" doc:"All but the first three need the right case.decide. Appeals are decided by people."`
	Outcome string `json:"outcome,omitempty" doc:"With respond: removed, masked, partly, already_gone, not_found, not_personal, public_interest, consent, not_ours, withdrawn."`
	Text    string `json:"text,omitempty" maxLength:"20000" doc:"What the person is told. Required with steps that tell something."`
	Reason  string `json:"reason,omitempty" maxLength:"60" pattern:"^[a-z0-9_]*$" doc:"A code that says why. No free text."`
	Anyway  bool   `json:"anyway,omitempty" doc:"See the same field of a message."`
}

type listInput struct {
	Queue  string `query:"queue" doc:"The id of a queue."`
	State  string `query:"state"`
	Tag    string `query:"tag"`
	Level  int    `query:"level" minimum:"0" maximum:"4" doc:"The least level."`
	Unread bool   `query:"unread"`
	Closed bool   `query:"closed" doc:"Closed cases instead of open ones."`
	After  string `query:"after" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type refInput struct {
	Ref string `path:"ref" maxLength:"20" example:"C-7K3M-92QX"`
}

func (a *API) cases(api huma.API) {
	reg := func(id, method, path, summary string, need account.Right) huma.Operation {
		return a.operation(api, id, method, path, summary, need, http.StatusNotFound, http.StatusUnprocessableEntity)
	}
	huma.Register(api, reg("list-cases", http.MethodGet, "/v1/cases", "List cases", account.CaseRead), a.list)
	huma.Register(api, reg("read-case", http.MethodGet, "/v1/cases/{ref}", "Read a case, masked", account.CaseRead), a.read)
	huma.Register(api, reg("list-messages", http.MethodGet, "/v1/cases/{ref}/messages", "Read the messages of a case, masked", account.CaseRead), a.messages)
	op := a.operation(api, "write-message", http.MethodPost, "/v1/cases/{ref}/messages", "Write to the person or to colleagues", account.CaseWork, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity)
	op.DefaultStatus = http.StatusNoContent
	huma.Register(api, op, a.write)
	op = a.operation(api, "take-step", http.MethodPost, "/v1/cases/{ref}/steps", "Take a step", account.CaseWork, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity)
	op.Description += " Steps that decide need case.decide too. A case that a member of staff works on is refused with 409."
	huma.Register(api, op, a.step)
}

func line(it docket.Item) Case {
	return Case{
		Ref: it.Ref, State: string(it.State), Outcome: it.Outcome, Level: it.Severity, Queue: it.Queue, Lang: it.Lang, Anonymous: it.Anonymous, Opened: it.Opened.UTC(),
		Due: date(it.NextDue), Unread: it.Unread, Held: it.Holder != "", Tags: append([]string{}, it.Tags...),
	}
}

func (a *API) list(ctx context.Context, in *listInput) (*body[CasePage], error) {
	f := docket.Filter{State: docket.State(in.State), MinSeverity: in.Level, Tag: in.Tag, Unread: in.Unread, Closed: in.Closed, Limit: in.Limit}
	if in.Queue != "" {
		f.Queues = []string{in.Queue}
	}
	f.Queues = caller(ctx).Limit(account.CaseRead, f.Queues)
	if in.After != "" {
		raw, err := base64.RawURLEncoding.DecodeString(in.After)
		if err == nil {
			err = json.Unmarshal(raw, &f.After)
		}
		if err != nil {
			return nil, huma.Error422UnprocessableEntity("after is not the next of a page")
		}
	}
	out := CasePage{Cases: []Case{}}
	err := a.o.DB.Read(ctx, func(tx *store.Tx) error {
		items, err := a.o.Docket.List(ctx, tx, f)
		for _, it := range items {
			out.Cases = append(out.Cases, line(it))
		}
		if err == nil && len(items) == in.Limit {
			raw, merr := json.Marshal(items[len(items)-1].Position())
			out.Next, err = base64.RawURLEncoding.EncodeToString(raw), merr
		}
		return err
	})
	return &body[CasePage]{out}, a.problem(err)
}

func (a *API) read(ctx context.Context, in *refInput) (*body[OneCase], error) {
	out := OneCase{Places: []string{}, Clocks: []Clock{}, Can: []string{}}
	err := a.o.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := caseOf(ctx, tx, in.Ref, account.CaseRead)
		if err != nil {
			return err
		}
		it := docket.Item{Case: c}
		held, err := docket.Held(ctx, tx, c.ID)
		if err == nil {
			it.Holder = held.Staff
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if it.Tags, err = docket.Tags(ctx, tx, c.ID); err != nil {
			return err
		}
		out.Case = line(it)
		return a.fill(ctx, tx, c, &out)
	})
	return &body[OneCase]{out}, a.problem(err)
}

func (a *API) fill(ctx context.Context, tx *store.Tx, c *docket.Case, out *OneCase) error {
	co, err := a.o.Desk.Complaint(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	out.Channel, out.Mode, out.Relation = string(co.Channel), string(co.Mode), string(co.Relation)
	out.Categories, out.Remedies = append([]string{}, co.Categories...), append([]string{}, co.Remedies...)
	if out.What, _, err = a.o.Mask(string(co.What)); err != nil {
		return err
	}
	for _, p := range co.Places {
		masked, _, err := a.o.Mask(string(p))
		if err != nil {
			return err
		}
		out.Places = append(out.Places, masked)
	}
	clocks, err := a.o.Docket.Clocks(ctx, tx, c)
	if err != nil {
		return err
	}
	now := tx.Now()
	for _, k := range clocks {
		out.Clocks = append(out.Clocks, Clock{k.Rule.ID, k.Due(now).UTC(), string(k.State(now)), k.Rule.HouseDefault})
	}
	can, err := c.Can(actor(ctx))
	for _, e := range can {
		if slices.Contains(events, e) && caller(ctx).Can(need(e), account.InQueue(c.Queue)) {
			out.Can = append(out.Can, string(e))
		}
	}
	return err
}

func (a *API) messages(ctx context.Context, in *refInput) (*body[[]Message], error) {
	out := []Message{}
	err := a.o.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := caseOf(ctx, tx, in.Ref, account.CaseRead)
		if err != nil {
			return err
		}
		all, err := a.o.Docket.Messages(ctx, tx, c, true)
		if err != nil {
			return err
		}
		for _, m := range all {
			masked, _, err := a.o.Mask(string(m.Text))
			if err != nil {
				return err
			}
			out = append(out, Message{string(m.Direction), m.Purpose, masked, m.At.UTC(), !m.ReadAt.IsZero()})
		}
		return nil
	})
	return &body[[]Message]{out}, a.problem(err)
}

// caseOf reads the case of a reference. One in a queue that the key is not for
// is not found.
func caseOf(ctx context.Context, tx *store.Tx, ref string, right account.Right) (*docket.Case, error) {
	c, err := docket.ByRef(ctx, tx, ref)
	if err == nil && !caller(ctx).Can(right, account.InQueue(c.Queue)) {
		return nil, store.ErrNotFound
	}
	return c, err
}

// free gives the case of a reference that nobody works on.
func (a *API) free(ctx context.Context, ref string, right account.Right) (*docket.Case, error) {
	var c *docket.Case
	err := a.o.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if c, err = caseOf(ctx, tx, ref, right); err != nil {
			return err
		}
		held, err := docket.Held(ctx, tx, c.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return nil
		case err != nil:
			return err
		}
		return &docket.HeldError{Staff: held.Staff, Until: held.Until}
	})
	return c, err
}

// fit holds back a text to a person that would be a second disclosure.
func (a *API) fit(text string, anyway bool) error {
	if anyway {
		return nil
	}
	_, level, err := a.o.Mask(text)
	if err == nil && level >= 1 {
		err = huma.Error422UnprocessableEntity("the text seems to hold personal information; take it out, or send it with anyway", &huma.ErrorDetail{Location: "body.text", Message: "personal"})
	}
	return err
}

type messageInput struct {
	Ref  string `path:"ref" maxLength:"20" example:"C-7K3M-92QX"`
	Body NewMessage
}

func (a *API) write(ctx context.Context, in *messageInput) (*struct{}, error) {
	d := docket.Draft{Direction: docket.Internal, Actor: actor(ctx), Text: strings.TrimSpace(in.Body.Text)}
	if d.Text == "" {
		return nil, huma.Error422UnprocessableEntity("the message is empty")
	}
	c, err := a.free(ctx, in.Ref, account.CaseWork)
	if in.Body.To == "person" {
		d.Direction = docket.Out
		if err == nil {
			err = a.fit(d.Text, in.Body.Anyway)
		}
	} else if _, held := errors.AsType[*docket.HeldError](err); held {
		err = nil // a note disturbs nobody
	}
	if err != nil {
		return nil, a.problem(err)
	}
	return nil, a.problem(a.o.Desk.Say(ctx, c.ID, d))
}

// events are the steps that programs may take. An appeal is decided by a person.
var events = []docket.Event{docket.Acknowledge, docket.Investigate, docket.Ask, docket.Respond, docket.Close, docket.Reopen, docket.ExitScope, docket.Transfer}

// need is the right that a step asks for.
func need(e docket.Event) account.Right {
	switch e {
	case docket.Acknowledge, docket.Investigate, docket.Ask:
		return account.CaseWork
	}
	return account.CaseDecide
}

type stepInput struct {
	Ref  string `path:"ref" maxLength:"20" example:"C-7K3M-92QX"`
	Body NewStep
}

func (a *API) step(ctx context.Context, in *stepInput) (*body[Case], error) {
	e, text := docket.Event(in.Body.Event), strings.TrimSpace(in.Body.Text)
	if !caller(ctx).May(need(e)) {
		return nil, huma.Error403Forbidden("the key lacks the right " + string(need(e)))
	}
	tells := slices.Contains(docket.ComplaintMachine().Tells, e)
	switch {
	case tells && text == "":
		return nil, huma.Error422UnprocessableEntity("the step tells something", &huma.ErrorDetail{Location: "body.text", Message: "missing"})
	case !tells && text != "":
		return nil, huma.Error422UnprocessableEntity("the step tells nothing", &huma.ErrorDetail{Location: "body.text", Message: "not allowed"})
	case e == docket.Respond && !slices.Contains(desk.Outcomes(), in.Body.Outcome):
		return nil, huma.Error422UnprocessableEntity("unknown outcome", &huma.ErrorDetail{Location: "body.outcome", Message: "unknown"})
	}
	c, err := a.free(ctx, in.Ref, need(e))
	if err == nil && tells {
		err = a.fit(text, in.Body.Anyway)
	}
	if err == nil {
		c, err = a.o.Desk.Act(ctx, c.ID, docket.Doing{Event: e, Actor: actor(ctx), Reason: in.Body.Reason, Outcome: in.Body.Outcome, Text: text})
	}
	if err != nil {
		return nil, a.problem(err)
	}
	return &body[Case]{line(docket.Item{Case: c})}, nil
}
