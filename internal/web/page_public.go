// SPDX-License-Identifier: Apache-2.0

package web

import (
	"time"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
)

// publicRoutes are for everybody. They set no cookie and need no JavaScript.
func publicRoutes() []route {
	return []route{
		{"GET", "/{$}", "", start},
		{"GET", "/report", "", report},
		{"POST", "/report", "", reportPost},
		{"GET", "/follow", "", followPage},
		{"POST", "/follow", "", followPost},
		{"GET", "/follow/code", "", claimPage},
		{"POST", "/follow/code", "", claimPost},
		{"GET", "/rights", "", prose("rights", "see", "correct", "delete", "disagree", "law")},
		{"GET", "/policy", "", prose("policy", "what", "how", "data", "time", "proof")},
	}
}

func start(w *Web, q *request) error {
	w.render(q, "start", "public", map[string]any{"Promises": w.promises(q.lang)})
	return nil
}

// prose is a page of text: a lead, and parts with a heading each.
func prose(key string, parts ...string) func(*Web, *request) error {
	return func(w *Web, q *request) error {
		w.render(q, "prose", "public", map[string]any{"Key": key, "Parts": parts})
		return nil
	}
}

// promises says what happens next, before there are dates.
func (w *Web) promises(lang string) []string {
	t := w.lang.text
	return []string{t(lang, "promise.ack"), t(lang, "promise.ask"), t(lang, "promise.outcome"), t(lang, "promise.appeal")}
}

// promise is what happens by a day.
type promise struct{ When, What string }

// promised says what happens next after a complaint was filed.
func (w *Web) promised(lang string, s *desk.Submitted) []promise {
	t := w.lang.text
	var out []promise
	by := func(due time.Time, what string) {
		if !due.IsZero() {
			out = append(out, promise{t(lang, "promise.by", "date", date(lang, due)), t(lang, what)})
		}
	}
	by(s.AckDue, "promise.by_ack")
	out = append(out, promise{t(lang, "promise.any"), t(lang, "promise.any_ask")})
	by(s.OutcomeDue, "promise.by_outcome")
	return out
}

// china is where the dates of public pages are told: the operator's people and
// most readers live by it. The zone is fixed so that a page needs no database.
var china = time.FixedZone("UTC+8", 8*3600)

// date is a day in the reader's words.
func date(lang string, t time.Time) string {
	t = t.In(china)
	if lang == "en" {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// at is the time of something in a case: to the hour when it is anonymous, and
// with the year when it is not this one.
func (w *Web) at(lang string, c *docket.Case, t time.Time) string {
	t = t.In(china)
	this := t.Year() == w.opts.DB.Now().In(china).Year()
	day, clock := "2006年1月2日", " 15:04"
	if this {
		day = "1月2日"
	}
	if c.Anonymous {
		clock = " 15时"
	}
	if lang != "en" {
		return t.Format(day + clock)
	}
	day, clock = "2 January 2006", ", 15:04"
	if this {
		day = "2 January"
	}
	if c.Anonymous {
		clock = ", 15:00"
	}
	return t.Format(day+clock) + " UTC+8"
}
