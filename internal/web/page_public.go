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
		{"GET", "/rights", "", prose("rights", "see", "correct", "delete", "disagree", "law")},
		{"GET", "/policy", "", prose("policy", "what", "how", "data", "time", "proof")},
	}
}

func start(w *Web, q *request) error {
	w.render(q, "start", "public", map[string]any{"Promises": w.promises(q.lang, nil)})
	return nil
}

// prose is a page of text: a lead, and parts with a heading each.
func prose(key string, parts ...string) func(*Web, *request) error {
	return func(w *Web, q *request) error {
		w.render(q, "prose", "public", map[string]any{"Key": key, "Parts": parts})
		return nil
	}
}

// promises says what happens next, with dates once they are known.
func (w *Web) promises(lang string, s *desk.Submitted) []string {
	t := w.lang.text
	ack, outcome := t(lang, "promise.ack"), t(lang, "promise.outcome")
	if s != nil && !s.AckDue.IsZero() {
		ack = t(lang, "promise.ack_by", "date", date(lang, s.AckDue))
	}
	if s != nil && !s.OutcomeDue.IsZero() {
		outcome = t(lang, "promise.outcome_by", "date", date(lang, s.OutcomeDue))
	}
	return []string{ack, t(lang, "promise.ask"), outcome, t(lang, "promise.appeal")}
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

// at is the time of something in a case: to the hour when it is anonymous.
func (w *Web) at(lang string, c *docket.Case, t time.Time) string {
	t = t.In(china)
	switch {
	case lang == "en" && c.Anonymous:
		return t.Format("2 January 2006, 15:00") + " UTC+8"
	case lang == "en":
		return t.Format("2 January 2006, 15:04") + " UTC+8"
	case c.Anonymous:
		return t.Format("2006年1月2日 15时")
	}
	return t.Format("2006年1月2日 15:04")
}
