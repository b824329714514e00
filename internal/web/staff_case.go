// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
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
		{"GET", "/staff/cases/{ref}", account.CaseRead, casePage},
		{"POST", "/staff/cases/{ref}", account.CaseWork, casePost},
		{"GET", "/staff/cases/{ref}/files/{id}", account.CaseRead, caseFile},
	}
}

// home is the first page that somebody may see.
func home(w *Web, q *request) error {
	to := "/staff/signin"
	switch {
	case q.who.Can(account.CaseRead):
		to = "/staff/queue"
	case q.who.Can(account.StatsRead):
		to = "/staff/overview"
	default:
		w.render(q, "home", "staff", map[string]any{})
		return nil
	}
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

func (q *request) actor() docket.Actor { return docket.Actor{Kind: docket.Staff, ID: q.who.ID} }

// queueItem is a line of the queue.
type queueItem struct {
	Ref, State string
	Level      int
	Clock      *clockView
	Unread     int
	Mine, Held bool
	Tags       []string
	Age        string
}

// clockView is a clock as a page shows it.
type clockView struct {
	// Class is run, warn, late, pause or met.
	Class, Text, Name, Citation, At string
	House, Provisional              bool
}

func queuePage(w *Web, q *request) error {
	f := docket.Filter{Limit: 50}
	v := q.r.URL.Query()
	switch v.Get("show") {
	case "mine":
		f.Holder = q.who.ID
	case "free":
		f.Free = true
	case "unread":
		f.Unread = true
	case "closed":
		f.Closed = true
	}
	if after := strings.Split(v.Get("after"), ","); len(after) == 3 {
		due, err1 := strconv.ParseInt(after[0], 10, 64)
		opened, err2 := strconv.ParseInt(after[1], 10, 64)
		if err1 == nil && err2 == nil {
			f.After = docket.Position{Due: due, Opened: opened, ID: after[2]}
		}
	}
	var items []docket.Item
	var counts map[string]docket.Counts
	err := w.opts.DB.Read(q.r.Context(), func(tx *store.Tx) (err error) {
		if items, err = w.opts.Docket.List(q.r.Context(), tx, f); err != nil {
			return err
		}
		counts, err = w.opts.Docket.Count(q.r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	var list []queueItem
	more := ""
	for _, it := range items {
		list = append(list, queueItem{Ref: it.Ref, State: string(it.State), Level: it.Severity, Clock: w.nextClock(q.lang, q.now, it.Case), Unread: it.Unread,
			Mine: it.Holder == q.who.ID, Held: it.Holder != "", Tags: it.Tags, Age: w.span(q.lang, q.now.Sub(it.Opened))})
	}
	if len(items) == 50 {
		p := items[49].Position()
		more = fmt.Sprintf("%d,%d,%s", p.Due, p.Opened, p.ID)
	}
	open, overdue := 0, 0
	for _, c := range counts {
		open, overdue = open+c.Open, overdue+c.Overdue
	}
	w.render(q, "queue", "staff", map[string]any{"Items": list, "Open": open, "Overdue": overdue, "Show": v.Get("show"), "More": more})
	return nil
}

// nextClock shows the earliest clock of a case.
func (w *Web) nextClock(lang string, now time.Time, c *docket.Case) *clockView {
	if c.NextDue.IsZero() {
		return nil
	}
	out := &clockView{Class: "run", At: c.NextDue.In(china).Format("2006-01-02 15:04")}
	left := c.NextDue.Sub(now)
	switch {
	case left < 0:
		out.Class, out.Text = "late", w.lang.text(lang, "clock.over", "t", w.span(lang, -left))
	case left < 24*time.Hour:
		out.Class = "warn"
		fallthrough
	default:
		out.Text = w.lang.text(lang, "clock.left", "t", w.span(lang, left))
	}
	return out
}

// span is a length of time in its largest unit.
func (w *Web) span(lang string, d time.Duration) string {
	switch {
	case d < time.Hour:
		return w.lang.text(lang, "span.min", "n", max(1, int(d.Minutes())))
	case d < 48*time.Hour:
		return w.lang.text(lang, "span.hour", "n", int(d.Hours()))
	}
	return w.lang.text(lang, "span.day", "n", int(d.Hours()/24))
}

func (w *Web) clockViews(lang string, now time.Time, clocks []docket.Clock) []clockView {
	var out []clockView
	for i := range clocks {
		k := &clocks[i]
		v := clockView{Name: k.Rule.Name.In(lang), Citation: k.Rule.Citation.In(lang), House: k.Rule.HouseDefault, Provisional: k.Provisional != "",
			At: k.Due(now).In(china).Format("2006-01-02 15:04")}
		left := k.Due(now).Sub(now)
		switch k.State(now) {
		case law.Running:
			v.Class, v.Text = "run", w.lang.text(lang, "clock.left", "t", w.span(lang, left))
			if left < 24*time.Hour {
				v.Class = "warn"
			}
		case law.Breached:
			v.Class, v.Text = "late", w.lang.text(lang, "clock.over", "t", w.span(lang, -left))
		case law.Paused:
			v.Class, v.Text = "pause", w.lang.text(lang, "clock.paused")
		case law.Met:
			v.Class, v.Text = "met", w.lang.text(lang, "clock.met")
		case law.MetLate:
			v.Class, v.Text = "late", w.lang.text(lang, "clock.met_late")
		default:
			continue
		}
		out = append(out, v)
	}
	return out
}

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
	temps   []docket.Template
}

func (w *Web) readCase(q *request) (*caseData, error) {
	ctx, d := q.r.Context(), &caseData{}
	err := w.opts.DB.Write(ctx, func(tx *store.Tx) (err error) {
		c, err := docket.ByRef(ctx, tx, q.r.PathValue("ref"))
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
		if d.tags, err = docket.Tags(ctx, tx, c.ID); err != nil {
			return err
		}
		if d.temps, err = docket.Templates(ctx, tx, "", c.Lang); err != nil {
			return err
		}
		if d.lease, err = docket.Held(ctx, tx, c.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil {
			d.lease = nil
		}
		return w.opts.Docket.Seen(ctx, tx, c, docket.Staff)
	})
	return d, err
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
	mine := d.lease != nil && d.lease.Staff == q.who.ID
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "staffcase", "staff", map[string]any{
		"C": c, "State": string(c.State), "Co": d.co, "What": what, "Places": places, "Messages": msgs, "Files": w.fileViews(q.lang, d.files, ""),
		"Clocks": w.clockViews(q.lang, q.now, d.clocks), "Steps": d.steps, "Similar": d.similar, "Tags": d.tags, "Mine": mine, "Held": d.lease != nil,
		"Until": leaseEnd(d.lease), "Forms": w.stepForms(q, c, can, d.temps), "Problems": bad, "Typed": p.Get("text"), "Event": p.Get("event"),
		"Relation": string(d.co.Relation), "Mode": string(d.co.Mode), "Channel": string(d.co.Channel), "At": w.at(q.lang, c, c.Opened),
	})
	return nil
}

func leaseEnd(l *docket.Lease) string {
	if l == nil {
		return ""
	}
	return l.Until.In(china).Format("15:04")
}

func (w *Web) fileViews(lang string, all []docket.Attachment, message string) (out []map[string]string) {
	for _, a := range all {
		if a.Message == message {
			out = append(out, map[string]string{"ID": a.ID, "Media": a.Media, "About": w.about(lang, a.Media, a.Scrub, a.Size, a.Width, a.Height)})
		}
	}
	return out
}

func (w *Web) staffMessages(q *request, d *caseData) ([]staffMessage, error) {
	var out []staffMessage
	for _, m := range d.msgs {
		body, err := w.mask(q.lang, string(m.Text))
		if err != nil {
			return nil, err
		}
		by := w.lang.text(q.lang, "who.person")
		switch {
		case m.Author == string(docket.System):
			by = w.lang.text(q.lang, "by.system")
		case m.Author == q.actor().String():
			by = w.lang.text(q.lang, "who.me")
		case strings.HasPrefix(m.Author, string(docket.Staff)):
			by = w.lang.text(q.lang, "who.staff")
		}
		out = append(out, staffMessage{string(m.Direction), by, w.at(q.lang, d.co.Case, m.At), m.Purpose, body, !m.ReadAt.IsZero(), w.fileViews(q.lang, d.files, m.ID)})
	}
	return out, nil
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

func (w *Web) stepForms(q *request, c *docket.Case, can []docket.Event, temps []docket.Template) []stepForm {
	m := docket.ComplaintMachine()
	var out []stepForm
	for _, e := range staffEvents {
		if !slices.Contains(can, e) || !q.who.Can(needRight(e)) {
			continue
		}
		f := stepForm{Event: string(e), Tells: slices.Contains(m.Tells, e)}
		if e == docket.Respond {
			f.Outcomes = desk.Outcomes()
		}
		for _, t := range temps {
			if t.Purpose == string(e) {
				f.Templates = append(f.Templates, t)
			}
		}
		out = append(out, f)
	}
	return out
}

// casePost does what a button of a case's page asks for.
func casePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx := q.r.Context()
	var c *docket.Case
	if err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = docket.ByRef(ctx, tx, q.r.PathValue("ref"))
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
	http.Redirect(q.w, q.r, "/staff/cases/"+c.Ref, http.StatusSeeOther)
	return nil
}

func (w *Web) caseDo(q *request, p *posted, c *docket.Case) ([]problem, error) {
	ctx := q.r.Context()
	text := strings.TrimSpace(p.Get("text"))
	write := func(f func(tx *store.Tx) error) ([]problem, error) { return nil, w.opts.DB.Write(ctx, f) }
	switch p.Get("do") {
	case "claim":
		return write(func(tx *store.Tx) error { _, err := w.opts.Docket.Claim(ctx, tx, c.ID, q.who.ID); return err })
	case "release":
		return write(func(tx *store.Tx) error { return w.opts.Docket.Release(ctx, tx, c.ID, q.who.ID) })
	case "tag", "untag":
		return write(func(tx *store.Tx) error {
			return w.opts.Docket.Tag(ctx, tx, c.ID, p.Get("tag"), p.Get("do") == "tag", q.actor())
		})
	case "join":
		return nil, w.opts.Desk.Join(ctx, c.ID, p.Values["case"], q.actor())
	case "hold", "unhold":
		if !q.who.Can(account.CaseHold) {
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

// caseStep takes a step of the machine. Only who holds a case moves it.
func (w *Web) caseStep(q *request, p *posted, c *docket.Case, text string) ([]problem, error) {
	ctx, e := q.r.Context(), docket.Event(p.Get("event"))
	if !slices.Contains(staffEvents, e) {
		return nil, &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	if !q.who.Can(needRight(e)) {
		return nil, &httpError{status: http.StatusForbidden, key: "no_right"}
	}
	var held *docket.Lease
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		held, err = docket.Held(ctx, tx, c.ID)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && held.Staff != q.who.ID {
		return []problem{{"claim", w.lang.text(q.lang, "case.claim_first")}}, nil
	}
	if err != nil {
		return nil, err
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
	_, err = w.opts.Desk.Act(ctx, c.ID, docket.Doing{Event: e, Actor: q.actor(), Outcome: p.Get("outcome"), Text: text, Template: p.Get("template")})
	return nil, err
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

// caseFile sends a picture of a case, or another file as a download.
func caseFile(w *Web, q *request) error {
	ctx := q.r.Context()
	var data []byte
	var a docket.Attachment
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := docket.ByRef(ctx, tx, q.r.PathValue("ref"))
		if err != nil {
			return err
		}
		all, err := w.opts.Docket.Attachments(ctx, tx, c)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x docket.Attachment) bool { return x.ID == q.r.PathValue("id") })
		if i < 0 {
			return store.ErrNotFound
		}
		a = all[i]
		data, err = w.opts.Docket.Data(ctx, tx, c, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	q.send(string(a.Name), a.Media, a.Scrub, data)
	return nil
}
