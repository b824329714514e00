// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
)

func followPage(w *Web, q *request) error {
	w.showFollow(q, "", nil)
	return nil
}

func (w *Web) showFollow(q *request, typed string, bad []problem) {
	w.render(q, "follow", "public", map[string]any{"InForm": true, "Typed": typed, "Problems": bad})
}

func followPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	q.chooseLang(p)
	token := desk.Token(p.Get("token"))
	if token == "" {
		return w.enter(q, p)
	}
	verb, arg, _ := strings.Cut(p.Get("go"), ":")
	if p.Get("lang") != "" {
		verb = "show"
	}
	ctx := q.r.Context()
	switch verb {
	case "leave":
		if err := w.opts.Desk.Leave(ctx, token); err != nil {
			return err
		}
		q.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
		w.showFollow(q, "", nil)
		return nil
	case "file":
		data, a, err := w.opts.Desk.PersonFile(ctx, token, arg)
		if err != nil {
			return err
		}
		q.send(string(a.Name), a.Media, a.Scrub, data)
		return nil
	case "withdraw?":
		w.render(q, "confirm", "public", map[string]any{"InForm": true, "Token": string(token), "Key": "withdraw", "Action": "/follow", "Go": "withdraw"})
		return nil
	}
	bad, err := w.act(q, p, token, verb)
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	return w.showCase(q, token, p, bad)
}

// enter looks a receipt up.
func (w *Web) enter(q *request, p *posted) error {
	typed := p.Get("receipt")
	if p.Get("lang") != "" {
		w.showFollow(q, typed, nil)
		return nil
	}
	// Guessing one of a million cases at 60 an hour takes 10^11 years; the bound is
	// for the server's sake.
	if !w.guard.allow(q.r, "follow", w.opts.Intake.Lookups) {
		return &httpError{http.StatusTooManyRequests, "too_many", nil}
	}
	// What is no receipt at all is looked up like one that opens nothing: the
	// answer and the work are the same.
	r, err := desk.ParseReceipt(typed)
	if err != nil {
		r = ""
	}
	token, err := w.opts.Desk.Enter(q.r.Context(), r, docket.Text(p.Get("passphrase")))
	if errors.Is(err, desk.ErrUnknownReceipt) {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
		w.showFollow(q, typed, w.problems(q.lang, []desk.Problem{{Field: "receipt", Code: "unknown"}}))
		return nil
	}
	if err != nil {
		return err
	}
	return w.showCase(q, token, &posted{}, nil)
}

// act does what a person asks for in their case. What they can mend comes back
// as problems.
func (w *Web) act(q *request, p *posted, token desk.Token, verb string) ([]problem, error) {
	ctx := q.r.Context()
	field := "text"
	var err error
	if (verb == "write" || verb == "appeal") && !w.guard.allow(q.r, "message", w.opts.Intake.Messages) {
		return nil, &httpError{http.StatusTooManyRequests, "too_many", nil}
	}
	switch verb {
	case "write":
		var files []docket.File
		for _, u := range p.files {
			f, code := keepable(u)
			if len(files) >= max(0, w.opts.Desk.Limits().Files) {
				code = "too_many"
			}
			if code != "" {
				return w.problems(q.lang, []desk.Problem{{Field: "files", Code: code}}), nil
			}
			files = append(files, f)
		}
		err = w.opts.Desk.Write(ctx, token, docket.Text(strings.TrimSpace(p.Get("text"))), files)
	case "appeal":
		field = "why"
		err = w.opts.Desk.Appeal(ctx, token, docket.Text(strings.TrimSpace(p.Get("why"))))
	case "withdraw":
		err = w.opts.Desk.Withdraw(ctx, token)
	case "rate":
		n, _ := strconv.Atoi(p.Get("stars"))
		if n == 0 {
			return w.problems(q.lang, []desk.Problem{{Field: "star-1", Code: "none"}}), nil
		}
		err = w.opts.Desk.Rate(ctx, token, n)
	}
	for known, code := range map[error]string{desk.ErrEmpty: "empty", desk.ErrTooLong: "too_long", desk.ErrNotText: "not_text", desk.ErrReceiptInText: "receipt", desk.ErrTooLate: "too_late"} {
		if errors.Is(err, known) {
			return w.problems(q.lang, []desk.Problem{{Field: field, Code: code}}), nil
		}
	}
	if err == nil {
		delete(p.Values, "text")
		delete(p.Values, "why")
	}
	return nil, err
}

// showCase shows a person's case.
func (w *Web) showCase(q *request, token desk.Token, p *posted, bad []problem) error {
	v, err := w.opts.Desk.View(q.r.Context(), token)
	if err != nil {
		return err
	}
	c := v.Case
	can := func(e docket.Event) bool { return slices.Contains(v.Can, e) }
	label := "case.write"
	if c.State == docket.AwaitingComplainant {
		label = "case.answer"
	}
	type star struct {
		N  int
		On bool
	}
	var stars []star
	for n := 5; n >= 1; n-- {
		stars = append(stars, star{n, v.Complaint.Satisfaction == n})
	}
	w.render(q, "case", "public", map[string]any{
		"InForm": true, "Token": string(token), "Ref": c.Ref, "State": string(c.State), "Way": way(c), "Notice": w.notice(q.lang, v),
		"Outcome": c.Outcome, "Messages": w.talk(q, v), "Open": c.State != docket.Closed, "WriteLabel": label, "Problems": bad,
		"Typed": p.Get("text"), "TypedWhy": p.Get("why"), "CanWithdraw": can(docket.Withdraw), "CanAppeal": can(docket.Appeal),
		"CanRate": !c.FeedbackAt.IsZero(), "Stars": stars,
	})
	return nil
}

// talkLine is a message as the person sees it.
type talkLine struct {
	Mine   bool
	By, At string
	Lines  []string
	Files  []map[string]string
}

func (w *Web) talk(q *request, v *desk.View) []talkLine {
	files := func(message string) (out []map[string]string) {
		for _, a := range v.Attachments {
			if a.Message == message {
				out = append(out, map[string]string{"ID": a.ID, "Scrub": string(a.Scrub), "Name": string(a.Name), "About": w.about(q.lang, a.Media, a.Scrub, a.Size, a.Width, a.Height)})
			}
		}
		return out
	}
	first := talkLine{Mine: true, By: w.lang.text(q.lang, "by.you"), At: w.at(q.lang, v.Case, v.Case.Opened), Files: files("")}
	for _, p := range v.Complaint.Places {
		first.Lines = append(first.Lines, string(p))
	}
	first.Lines = append(first.Lines, lines(string(v.Complaint.What))...)
	out := []talkLine{first}
	for _, m := range v.Messages {
		l := talkLine{Mine: m.Direction == docket.In, At: w.at(q.lang, v.Case, m.At), Lines: lines(string(m.Text)), Files: files(m.ID)}
		switch {
		case l.Mine:
			l.By = w.lang.text(q.lang, "by.you")
		case m.Author == string(docket.System):
			l.By = w.lang.text(q.lang, "by.system")
		default:
			l.By = w.lang.text(q.lang, "by.staff")
		}
		out = append(out, l)
	}
	return out
}

// wayStep is a step of the line above a case.
type wayStep struct {
	Name      string
	Done, Now bool
}

// way is where a case stands, in the five steps that a person knows.
func way(c *docket.Case) []wayStep {
	names := []string{"received", "accepted", "working", "outcome"}
	at := 0
	switch c.State {
	case docket.Received:
	case docket.Acknowledged:
		at = 1
	case docket.Assessed, docket.Investigating, docket.Reopened, docket.Appealed, docket.OutOfScope, docket.Duplicate, docket.Withdrawn, docket.Transferred:
		at = 2
	case docket.AwaitingComplainant:
		names = []string{"received", "accepted", "working", "waiting", "outcome"}
		at = 3
	case docket.Responded, docket.Closed:
		at = 3
	}
	var out []wayStep
	for i, n := range names {
		out = append(out, wayStep{n, i < at || c.State == docket.Responded || c.State == docket.Closed, i == at})
	}
	return out
}

// notice says by when the person will hear.
func (w *Web) notice(lang string, v *desk.View) string {
	if v.Case.State == docket.AwaitingComplainant {
		return w.lang.text(lang, "notice.waiting")
	}
	var due time.Time
	for _, k := range v.Clocks {
		if k.Rule.Stop == "complaint.outcome_sent" && k.MetAt.IsZero() && k.CancelledAt.IsZero() && (due.IsZero() || k.DueAt.Before(due)) {
			due = k.DueAt
		}
	}
	if due.IsZero() || v.Case.State == docket.Responded || v.Case.State == docket.Closed {
		return ""
	}
	return w.lang.text(lang, "notice.due", "date", date(lang, due))
}
