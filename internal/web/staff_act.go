// SPDX-License-Identifier: Apache-2.0

package web

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/law"
	"github.com/hulanhq/hulan/internal/store"
)

// casePost does what a button of a case's page asks for.
func casePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx := q.r.Context()
	var c *docket.Case
	if err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = q.caseOf(tx, q.r.PathValue("ref"), account.CaseWork)
		return err
	}); err != nil {
		return err
	}
	bad, err := w.caseDo(q, p, c)
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		return w.showStaffCase(q, p, bad)
	}
	done := p.Get("do")
	if done == "step" {
		done = p.Get("event")
	}
	http.Redirect(q.w, q.r, "/staff/cases/"+c.Ref+"?done="+done, http.StatusSeeOther)
	return nil
}

// caseDo does one thing with a case. What the reader can mend comes back as
// problems.
func (w *Web) caseDo(q *request, p *posted, c *docket.Case) ([]problem, error) {
	ctx := q.r.Context()
	text := strings.TrimSpace(strings.ReplaceAll(p.Get("text"), "\r\n", "\n"))
	write := func(f func(tx *store.Tx) error) ([]problem, error) { return nil, w.opts.DB.Write(ctx, f) }
	switch p.Get("do") {
	case "claim":
		return write(func(tx *store.Tx) error { _, err := w.opts.Docket.Claim(ctx, tx, c.ID, q.who.StaffID); return err })
	case "release":
		return write(func(tx *store.Tx) error { return w.opts.Docket.Release(ctx, tx, c.ID, q.who.StaffID) })
	case "hand":
		return w.handOver(q, p, c)
	case "tag", "untag":
		return w.tagCase(q, p, c)
	case "level", "move", "extend":
		return w.changeCase(q, p, c)
	case "join":
		if err := w.notOthers(ctx, q, c); err != nil {
			return nil, err
		}
		return nil, w.join(q, c, p.Values["case"])
	case "hold", "unhold":
		if !q.canIn(account.CaseHold, c.Queue) {
			return nil, &httpError{status: http.StatusForbidden, key: "no_right"}
		}
		return write(func(tx *store.Tx) error { return w.opts.Docket.Hold(ctx, tx, c.ID, p.Get("do") == "hold", q.actor()) })
	case "note":
		if text == "" {
			return []problem{{"text-note", w.lang.text(q.lang, "problem.text.empty")}}, nil
		}
		return nil, w.opts.Desk.Say(ctx, c.ID, docket.Draft{Direction: docket.Internal, Actor: q.actor(), Text: text})
	case "step":
		return w.caseStep(q, p, c, text)
	}
	return nil, &httpError{status: http.StatusBadRequest, key: "bad_form"}
}

// holder reads who works on a case; its Staff is empty when nobody does.
func (w *Web) holder(ctx context.Context, c *docket.Case) (*docket.Lease, error) {
	var held *docket.Lease
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		held, err = docket.Held(ctx, tx, c.ID)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return &docket.Lease{Case: c.ID}, nil
	}
	return held, err
}

// notOthers refuses a change of a case that somebody else works on.
func (w *Web) notOthers(ctx context.Context, q *request, c *docket.Case) error {
	held, err := w.holder(ctx, c)
	if err == nil && held.Staff != "" && held.Staff != q.who.StaffID {
		err = &docket.HeldError{Staff: held.Staff, Until: held.Until}
	}
	return err
}

// handOver gives a case that the reader holds to a colleague.
func (w *Web) handOver(q *request, p *posted, c *docket.Case) ([]problem, error) {
	ctx := q.r.Context()
	to, err := w.colleagues(q, c, true)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(to, func(x colleague) bool { return x.ID == p.Get("to") }) {
		return []problem{{"to", w.lang.text(q.lang, "case.to_missing")}}, nil
	}
	return nil, w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := w.opts.Docket.HandOver(ctx, tx, c.ID, q.who.StaffID, p.Get("to"))
		return err
	})
}

// join makes cases that are about the same part of this one. They must be among
// those that the reader may work on.
func (w *Web) join(q *request, c *docket.Case, ids []string) error {
	ctx := q.r.Context()
	var similar []*docket.Case
	if err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		similar, err = w.opts.Desk.Similar(ctx, tx, c.ID)
		return err
	}); err != nil {
		return err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(similar, func(x *docket.Case) bool { return x.ID == id && q.canIn(account.CaseWork, x.Queue) }) {
			return store.ErrNotFound
		}
	}
	return w.opts.Desk.Join(ctx, c.ID, ids, q.actor())
}

// tagWord is what a tag may be, as [docket.Docket.Tag] has it.
// Its tables take a megabyte, so it is made when first needed.
var tagWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\p{L}\p{N}-]{2,30}$`) })

func (w *Web) tagCase(q *request, p *posted, c *docket.Case) ([]problem, error) {
	ctx := q.r.Context()
	tag := strings.TrimSpace(p.Get("tag"))
	if !tagWord().MatchString(tag) {
		return []problem{{"tag", w.lang.text(q.lang, "case.tag_bad")}}, nil
	}
	return nil, w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		return w.opts.Docket.Tag(ctx, tx, c.ID, tag, p.Get("do") == "tag", q.actor())
	})
}

// changeCase changes the level, the queue or a clock of a case that nobody else
// works on.
func (w *Web) changeCase(q *request, p *posted, c *docket.Case) ([]problem, error) {
	ctx := q.r.Context()
	if err := w.notOthers(ctx, q, c); err != nil {
		return nil, err
	}
	var bad []problem
	err := w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		switch p.Get("do") {
		case "level":
			n, err := strconv.Atoi(p.Get("level"))
			if err != nil || n < 0 || n > 4 {
				return &httpError{http.StatusBadRequest, "bad_form", err}
			}
			return w.opts.Docket.SetSeverity(ctx, tx, c.ID, n, q.actor())
		case "move":
			queues, err := docket.Queues(ctx, tx)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(queues, func(x docket.Queue) bool { return x.ID == p.Get("queue") && x.Active }) {
				bad = []problem{{"queue", w.lang.text(q.lang, "queues.queue_missing")}}
				return nil
			}
			return w.opts.Docket.Move(ctx, tx, c.ID, p.Get("queue"), q.actor())
		default:
			if !q.canIn(account.CaseDecide, c.Queue) {
				return &httpError{status: http.StatusForbidden, key: "no_right"}
			}
			return w.opts.Docket.Extend(ctx, tx, c.ID, p.Get("clock"), p.Get("reason"), q.actor())
		}
	})
	for known, key := range map[error]string{law.ErrNotExtension: "case.extend_reason", law.ErrExtended: "case.extend_twice", law.ErrBreached: "case.extend_late", law.ErrPaused: "case.extend_paused"} {
		if errors.Is(err, known) {
			return []problem{{"reason-" + p.Get("clock"), w.lang.text(q.lang, key)}}, nil
		}
	}
	return bad, err
}

// caseStep takes a step of the machine. Only who holds a case moves it.
func (w *Web) caseStep(q *request, p *posted, c *docket.Case, text string) ([]problem, error) {
	ctx, e := q.r.Context(), docket.Event(p.Get("event"))
	if !slices.Contains(staffEvents, e) {
		return nil, &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	if !q.canIn(needRight(e), c.Queue) {
		return nil, &httpError{status: http.StatusForbidden, key: "no_right"}
	}
	held, err := w.holder(ctx, c)
	if err != nil {
		return nil, err
	}
	if held.Staff != q.who.StaffID {
		return []problem{{"claim", w.lang.text(q.lang, "case.claim_first")}}, nil
	}
	tells := slices.Contains(docket.ComplaintMachine().Tells, e)
	if tells && text == "" {
		return []problem{{"text-" + string(e), w.lang.text(q.lang, "problem.text.empty")}}, nil
	}
	if tells {
		// What goes out is looked at by our own engine: a reply that repeats a
		// number would be a second disclosure.
		if m, err := w.mask(q.lang, text); err != nil {
			return nil, err
		} else if m.Level >= 1 && p.Get("anyway") == "" {
			return []problem{{"text-" + string(e), w.lang.text(q.lang, "case.repeats", "types", reasonNames(m))}}, nil
		}
	}
	if e == docket.Respond && !slices.Contains(desk.Outcomes(), p.Get("outcome")) {
		return []problem{{"outcome", w.lang.text(q.lang, "case.outcome_missing")}}, nil
	}
	name, err := w.templateName(ctx, p.Get("template"))
	if err != nil {
		return nil, err
	}
	_, err = w.opts.Desk.Act(ctx, c.ID, docket.Doing{Event: e, Actor: q.actor(), Outcome: p.Get("outcome"), Text: text, Template: name})
	return nil, err
}

// templateName is the name of a template in use, "" for anything else.
func (w *Web) templateName(ctx context.Context, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	var all []docket.Template
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = docket.Templates(ctx, tx, "", "")
		return err
	})
	if i := slices.IndexFunc(all, func(t docket.Template) bool { return t.Name() == name }); i < 0 {
		name = ""
	}
	return name, err
}

func reasonNames(m *Masked) string {
	var names []string
	for _, r := range m.Reasons {
		if !slices.Contains(names, r.Type) {
			names = append(names, r.Type)
		}
	}
	return strings.Join(names, ", ")
}
