// SPDX-License-Identifier: Apache-2.0

package web

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/law"
	"github.com/hulanhq/hulan/internal/store"
)

func caseRoutes() []route {
	return []route{
		{"GET", "/staff", signedIn, home},
		{"GET", "/staff/queue", account.CaseRead, queuePage},
		{"POST", "/staff/queue/export", account.CaseDecide, queueExport},
		{"GET", "/staff/cases/{ref}", account.CaseRead, casePage},
		{"POST", "/staff/cases/{ref}", account.CaseWork, casePost},
		{"GET", "/staff/cases/{ref}/files/{id}", account.CaseRead, caseFile},
	}
}

// home is the first page that somebody may see.
func home(w *Web, q *request) error {
	to := ""
	switch {
	case len(q.who.Actor.Roles()) == 0 && q.who.Actor.NeedsFactor():
		to = "/staff/factor"
	case q.can(account.CaseRead):
		to = "/staff/queue"
	case q.can(account.StatsRead):
		to = "/staff/overview"
	default:
		w.render(q, "home", "staff", map[string]any{})
		return nil
	}
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

func (q *request) actor() docket.Actor { return docket.Actor{Kind: docket.Staff, ID: q.who.StaffID} }

// staffMessage is a message with what is personal in it masked.
type staffMessage struct {
	Direction, By, At, Purpose string
	Body                       *Masked
	Read                       bool
	Files                      []map[string]string
}

// stepForm is a step that staff may take, with its texts to start from.
type stepForm struct {
	Event     string
	Tells     bool
	Outcomes  []string
	Templates []docket.Template
	// Text is what the field begins with, Template where that comes from.
	Text, Template, Outcome string
	Open                    bool
}

// extendForm is a clock that may be moved, with the reasons its rule has.
type extendForm struct {
	ID, Name, Amount string
	Reasons          []law.ExtensionReason
}

// stepView is a step that was taken.
type stepView struct {
	Event, To, At, By string
	Told              bool
}

func casePage(w *Web, q *request) error { return w.showStaffCase(q, nil, nil) }

// caseData is what the page of a case reads in one transaction.
type caseData struct {
	co      *desk.Complaint
	msgs    []docket.Message
	files   []docket.Attachment
	clocks  []docket.Clock
	steps   []docket.Transition
	similar []*docket.Case
	lease   *docket.Lease
	tags    []string
	allTags []string
	temps   []docket.Template
	queues  []docket.Queue
	next    []docket.Item
}

// besideCases is how many cases the list beside a case shows.
const besideCases = 30

func (w *Web) readCase(q *request) (*caseData, error) {
	ctx, d := q.r.Context(), &caseData{}
	err := w.opts.DB.Write(ctx, func(tx *store.Tx) (err error) {
		c, err := q.caseOf(tx, q.r.PathValue("ref"), account.CaseRead)
		if err != nil {
			return err
		}
		if d.co, err = w.opts.Desk.Complaint(ctx, tx, c.ID); err != nil {
			return err
		}
		if d.msgs, err = w.opts.Docket.Messages(ctx, tx, c, true); err != nil {
			return err
		}
		if d.files, err = w.opts.Docket.Attachments(ctx, tx, c); err != nil {
			return err
		}
		if d.clocks, err = w.opts.Docket.Clocks(ctx, tx, c); err != nil {
			return err
		}
		if d.steps, err = docket.Transitions(ctx, tx, c.ID); err != nil {
			return err
		}
		if d.similar, err = w.opts.Desk.Similar(ctx, tx, c.ID); err != nil {
			return err
		}
		d.similar = slices.DeleteFunc(d.similar, func(x *docket.Case) bool { return !q.canIn(account.CaseRead, x.Queue) })
		if d.temps, err = docket.Templates(ctx, tx, "", c.Lang); err != nil {
			return err
		}
		if d.lease, err = docket.Held(ctx, tx, c.ID); errors.Is(err, store.ErrNotFound) {
			d.lease = nil
		} else if err != nil {
			return err
		}
		if err := w.readAround(q, tx, c, d); err != nil {
			return err
		}
		return w.opts.Docket.Seen(ctx, tx, c, docket.Staff)
	})
	return d, err
}

// tightest puts the clocks that wait for somebody first, the earliest before the
// others, and those that are over behind them.
func tightest(now time.Time, clocks []docket.Clock) []docket.Clock {
	out := slices.Clone(clocks)
	slices.SortStableFunc(out, func(a, b docket.Clock) int {
		over := func(k docket.Clock) int {
			if s := k.State(now); s == law.Running || s == law.Breached || s == law.Paused {
				return 0
			}
			return 1
		}
		return cmp.Or(over(a)-over(b), a.Due(now).Compare(b.Due(now)))
	})
	return out
}

// readAround reads what stands beside a case: tags, queues, the cases that come
// next.
func (w *Web) readAround(q *request, tx *store.Tx, c *docket.Case, d *caseData) (err error) {
	ctx := q.r.Context()
	if d.tags, err = docket.Tags(ctx, tx, c.ID); err != nil {
		return err
	}
	if d.allTags, err = docket.AllTags(ctx, tx); err != nil {
		return err
	}
	if d.queues, err = docket.Queues(ctx, tx); err != nil {
		return err
	}
	d.next, err = w.opts.Docket.List(ctx, tx, q.within(docket.Filter{Limit: besideCases}))
	return err
}

func (w *Web) showStaffCase(q *request, p *posted, bad []problem) error {
	d, err := w.readCase(q)
	if err != nil {
		return err
	}
	c := d.co.Case
	what, err := w.mask(q.lang, string(d.co.What))
	if err != nil {
		return err
	}
	var places []template.HTML
	for _, pl := range d.co.Places {
		places = append(places, w.defang(q.lang, string(pl)))
	}
	msgs, err := w.staffMessages(q, d)
	if err != nil {
		return err
	}
	can, err := c.Can(q.actor())
	if err != nil {
		return err
	}
	if p == nil {
		p = &posted{}
	}
	mine := d.lease != nil && d.lease.Staff == q.who.StaffID
	colleagues, err := w.colleagues(q, c, mine)
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	done := q.r.URL.Query().Get("done")
	if !w.lang.has(q.lang, "done."+done) {
		done = ""
	}
	w.render(q, "staffcase", "staff", map[string]any{
		"C": c, "State": string(c.State), "Co": d.co, "What": what, "Places": places, "Messages": msgs, "Files": w.fileViews(q.lang, d.files, ""),
		"Clocks": w.clockViews(q.lang, q.now, tightest(q.now, d.clocks)), "Steps": w.stepViews(q, d), "Similar": d.similar, "Mine": mine, "Held": d.lease != nil,
		"Tags": d.tags, "OtherTags": slices.DeleteFunc(d.allTags, func(t string) bool { return slices.Contains(d.tags, t) }),
		"Until": leaseEnd(d.lease), "Forms": w.stepForms(q, p, c, can, d.temps), "Problems": bad, "NoteText": noteText(p), "Colleagues": colleagues,
		"Extend": w.extendForms(q, c, d.clocks), "Queues": w.named(q.lang, d.queues), "Items": w.queueItems(q, d.next, d.queues, c.Ref), "Next": nextRef(d.next, c.Ref), "Done": done,
		"CanHold": q.canIn(account.CaseHold, c.Queue), "CanWork": q.canIn(account.CaseWork, c.Queue), "Levels": []int{0, 1, 2, 3, 4},
		"Relation": string(d.co.Relation), "Mode": string(d.co.Mode), "Channel": string(d.co.Channel), "At": w.at(q.lang, c, c.Opened),
	})
	return nil
}

func noteText(p *posted) string {
	if p.Get("do") == "note" {
		return p.Get("text")
	}
	return ""
}

// nextRef is the first case of the list that is not this one.
func nextRef(items []docket.Item, ref string) string {
	for _, it := range items {
		if it.Ref != ref && it.Holder == "" {
			return it.Ref
		}
	}
	return ""
}

// colleague is somebody a case can be handed to.
type colleague struct{ ID, Name string }

// colleagues lists who can take a case over, for who holds one.
func (w *Web) colleagues(q *request, c *docket.Case, mine bool) ([]colleague, error) {
	if !mine {
		return nil, nil
	}
	all, err := w.opts.Accounts.Colleagues(q.r.Context(), q.who.Actor, account.CaseWork, account.InQueue(c.Queue))
	if err != nil {
		return nil, err
	}
	var out []colleague
	for _, x := range all {
		out = append(out, colleague{x.ID, x.Name.Clear()})
	}
	return out, nil
}

func leaseEnd(l *docket.Lease) string {
	if l == nil {
		return ""
	}
	return l.Until.In(china).Format("15:04")
}

func (w *Web) fileViews(lang string, all []docket.Attachment, message string) (out []map[string]string) {
	for _, a := range all {
		if a.Message != message {
			continue
		}
		v := map[string]string{"ID": a.ID, "Scrub": string(a.Scrub), "Media": a.Media, "About": w.about(lang, a.Media, a.Scrub, a.Size, a.Width, a.Height)}
		if a.Scrub == docket.Clean {
			v["Picture"] = "1"
		}
		out = append(out, v)
	}
	return out
}

// by says who did something, without a name.
func (w *Web) by(q *request, actor string) string {
	switch {
	case actor == string(docket.System):
		return w.lang.text(q.lang, "by.system")
	case actor == q.actor().String():
		return w.lang.text(q.lang, "who.me")
	case strings.HasPrefix(actor, string(docket.Staff)):
		return w.lang.text(q.lang, "who.staff")
	case strings.HasPrefix(actor, string(docket.Client)):
		return w.lang.text(q.lang, "who.program")
	}
	return w.lang.text(q.lang, "who.person")
}

func (w *Web) staffMessages(q *request, d *caseData) ([]staffMessage, error) {
	var out []staffMessage
	for _, m := range d.msgs {
		body, err := w.mask(q.lang, string(m.Text))
		if err != nil {
			return nil, err
		}
		out = append(out, staffMessage{string(m.Direction), w.by(q, m.Author), w.at(q.lang, d.co.Case, m.At), m.Purpose, body, !m.ReadAt.IsZero(), w.fileViews(q.lang, d.files, m.ID)})
	}
	return out, nil
}

func (w *Web) stepViews(q *request, d *caseData) []stepView {
	tells := docket.ComplaintMachine().Tells
	var out []stepView
	for _, t := range d.steps {
		out = append(out, stepView{string(t.Event), string(t.To), w.at(q.lang, d.co.Case, t.At), w.by(q, t.Actor), slices.Contains(tells, t.Event)})
	}
	return out
}

// staffEvents are the steps that staff take, in the order of the page.
var staffEvents = []docket.Event{docket.Acknowledge, docket.Investigate, docket.Ask, docket.Respond, docket.Uphold, docket.Overturn, docket.Close, docket.Reopen, docket.ExitScope, docket.Transfer}

// needRight is what a step needs beyond working on cases.
func needRight(e docket.Event) account.Right {
	switch e {
	case docket.Respond, docket.Uphold, docket.Overturn, docket.Close, docket.Reopen, docket.ExitScope, docket.Transfer:
		return account.CaseDecide
	}
	return account.CaseWork
}

// stepForms are the steps that may be taken now. The address may choose one to
// be open and the template that its text begins with, so that templates need no
// script.
func (w *Web) stepForms(q *request, p *posted, c *docket.Case, can []docket.Event, temps []docket.Template) []stepForm {
	m, v := docket.ComplaintMachine(), q.r.URL.Query()
	var out []stepForm
	for _, e := range staffEvents {
		if !slices.Contains(can, e) || !q.canIn(needRight(e), c.Queue) {
			continue
		}
		f := stepForm{Event: string(e), Tells: slices.Contains(m.Tells, e), Open: v.Get("event") == string(e)}
		if e == docket.Respond {
			f.Outcomes = desk.Outcomes()
		}
		for _, t := range temps {
			if t.Purpose != string(e) {
				continue
			}
			f.Templates = append(f.Templates, t)
			if f.Open && t.ID == v.Get("template") {
				f.Text, f.Template = t.Body, t.Name()
			}
		}
		if p.Get("do") == "step" && p.Get("event") == string(e) {
			f.Text, f.Template, f.Outcome, f.Open = p.Get("text"), p.Get("template"), p.Get("outcome"), true
		}
		out = append(out, f)
	}
	return out
}

// extendForms are the clocks that may be moved now.
func (w *Web) extendForms(q *request, c *docket.Case, clocks []docket.Clock) []extendForm {
	var out []extendForm
	for _, k := range clocks {
		if k.Rule.Extend == nil || !k.ExtendedAt.IsZero() || k.State(q.now) != law.Running || !q.canIn(account.CaseDecide, c.Queue) {
			continue
		}
		out = append(out, extendForm{k.ID, k.Rule.Name.In(q.lang), w.amount(q.lang, k.Rule.Extend.Amount), k.Rule.Extend.Reasons})
	}
	return out
}

// amount is an ISO 8601 duration of the clock rules in words; one that is not
// simple is shown as it is.
func (w *Web) amount(lang, iso string) string {
	body := strings.TrimPrefix(strings.TrimPrefix(iso, "P"), "T")
	if len(body) < 2 || strings.Trim(body[:len(body)-1], "0123456789") != "" {
		return iso
	}
	key := map[byte]string{'D': "span.day", 'H': "span.hour", 'M': "span.month"}[body[len(body)-1]]
	if key == "" || key == "span.month" && strings.HasPrefix(iso, "PT") {
		return iso
	}
	return w.lang.text(lang, key, "n", body[:len(body)-1])
}
