// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// toolRoutes are what the desk works with: texts, queues, rules.
func toolRoutes() []route {
	return []route{
		{"GET", "/staff/templates", account.TemplateEdit, func(w *Web, q *request) error { return w.showTemplates(q, nil, nil) }},
		{"POST", "/staff/templates", account.TemplateEdit, templatePost},
		{"GET", "/staff/queues", account.QueueEdit, func(w *Web, q *request) error { return w.showQueues(q, nil) }},
		{"POST", "/staff/queues", account.QueueEdit, queuesPost},
	}
}

// purposes are the steps that a template is for: those that tell something.
func purposes() []string {
	var out []string
	m := docket.ComplaintMachine()
	for _, e := range staffEvents {
		if slices.Contains(m.Tells, e) {
			out = append(out, string(e))
		}
	}
	return append(out, "note")
}

func (w *Web) showTemplates(q *request, p *posted, bad []problem) error {
	ctx := q.r.Context()
	var all []docket.Template
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = docket.Templates(ctx, tx, "", "")
		return err
	})
	if err != nil {
		return err
	}
	var form docket.Template
	form.Lang = q.lang
	if i := slices.IndexFunc(all, func(t docket.Template) bool { return t.ID == q.r.URL.Query().Get("edit") }); i >= 0 {
		form = all[i]
	}
	if p != nil {
		form = docket.Template{Purpose: p.Get("purpose"), Lang: p.Get("lang"), Title: p.Get("title"), Body: p.Get("body")}
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "templates", "staff", map[string]any{"Templates": all, "Form": form, "Purposes": purposes(), "Problems": bad})
	return nil
}

func templatePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	t := docket.Template{Purpose: p.Get("purpose"), Lang: w.pick(p.Get("lang"), ""), Title: strings.TrimSpace(p.Get("title")), Body: strings.TrimSpace(strings.ReplaceAll(p.Get("body"), "\r\n", "\n")), Active: p.Get("do") != "retire"}
	var bad []problem
	say := func(field, key string, args ...any) {
		bad = append(bad, problem{field, w.lang.text(q.lang, key, args...)})
	}
	if !slices.Contains(purposes(), t.Purpose) {
		say("purpose", "template.purpose_missing")
	}
	if t.Title == "" || len(t.Title) > 200 {
		say("title", "template.title_missing")
	}
	if t.Body == "" || len(t.Body) > docket.MaxTemplate {
		say("body", "template.body_missing")
	} else if m, err := w.mask(q.lang, t.Body); err != nil {
		return err
	} else if m.Level >= 1 {
		// A template goes to many: nobody's number belongs into it.
		say("body", "template.personal", "types", reasonNames(m))
	}
	if len(bad) > 0 {
		return w.showTemplates(q, p, bad)
	}
	ctx := q.r.Context()
	err = w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := w.opts.Docket.PutTemplate(ctx, tx, t, q.actor())
		return err
	})
	if err != nil {
		return err
	}
	http.Redirect(q.w, q.r, "/staff/templates", http.StatusSeeOther)
	return nil
}

// ruleView is a routing rule in words.
type ruleView struct {
	docket.Rule
	QueueName  string
	Categories []string
}

// queueView is a queue with its name as pages show it.
type queueView struct {
	docket.Queue
	Shown string
	Main  bool
	Open  int
}

func (w *Web) showQueues(q *request, bad []problem) error {
	ctx := q.r.Context()
	var queues []docket.Queue
	var rules []docket.Rule
	var counts map[string]docket.Counts
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if queues, err = docket.Queues(ctx, tx); err != nil {
			return err
		}
		if counts, err = w.opts.Docket.Count(ctx, tx); err != nil {
			return err
		}
		rules, err = docket.Rules(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var shown []queueView
	names := map[string]string{}
	for _, x := range queues {
		names[x.ID] = w.queueName(q.lang, x)
		shown = append(shown, queueView{x, names[x.ID], x.ID == docket.MainQueue, counts[x.ID].Open})
	}
	var list []ruleView
	next := 1
	for _, r := range rules {
		list = append(list, ruleView{r, names[r.Queue], r.If.Facts["category"]})
		next = max(next, r.Position+1)
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	var categories []string
	for _, c := range desk.Categories() {
		categories = append(categories, c.ID)
	}
	w.render(q, "queues", "staff", map[string]any{"Queues": shown, "Rules": list, "Next": next, "Categories": categories, "Problems": bad})
	return nil
}

func queuesPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx := q.r.Context()
	var bad []problem
	err = w.opts.DB.Write(ctx, func(tx *store.Tx) (err error) {
		switch p.Get("do") {
		case "queue":
			bad, err = w.putQueue(q, p, tx)
		case "rule":
			bad, err = w.putRule(q, p, tx)
		case "rule-on", "rule-off":
			err = w.flipRule(q, p, tx)
		default:
			err = &httpError{status: http.StatusBadRequest, key: "bad_form"}
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		return w.showQueues(q, bad)
	}
	http.Redirect(q.w, q.r, "/staff/queues", http.StatusSeeOther)
	return nil
}

func (w *Web) putQueue(q *request, p *posted, tx *store.Tx) ([]problem, error) {
	x := docket.Queue{ID: p.Get("id"), Name: strings.TrimSpace(p.Get("name")), Active: p.Get("active") != ""}
	if lang := p.Get("lang"); slices.Contains(w.opts.Languages, lang) {
		x.Lang = lang
	}
	if x.Name == "" || len(x.Name) > 200 {
		return []problem{{"name-" + x.ID, w.lang.text(q.lang, "queues.name_missing")}}, nil
	}
	if x.ID != "" {
		all, err := docket.Queues(q.r.Context(), tx)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(o docket.Queue) bool { return o.ID == x.ID }) {
			return nil, store.ErrNotFound
		}
	}
	_, err := w.opts.Docket.PutQueue(q.r.Context(), tx, x, q.actor())
	return nil, err
}

func (w *Web) putRule(q *request, p *posted, tx *store.Tx) ([]problem, error) {
	r := docket.Rule{Queue: p.Get("queue"), Active: true}
	r.Position, _ = strconv.Atoi(p.Get("position"))
	level, err := strconv.Atoi(p.Get("level"))
	if err != nil || level < 0 || level > 4 || r.Position < 1 || r.Position > 10_000 {
		return nil, &httpError{http.StatusBadRequest, "bad_form", err}
	}
	r.If.MinSeverity = level
	if lang := p.Get("lang"); slices.Contains(w.opts.Languages, lang) {
		r.If.Lang = []string{lang}
	}
	var categories []string
	for _, c := range desk.Categories() {
		if slices.Contains(p.Values["category"], c.ID) {
			categories = append(categories, c.ID)
		}
	}
	if len(categories) > 0 {
		r.If.Facts = map[string][]string{"category": categories}
	}
	if level == 0 && len(r.If.Lang) == 0 && len(categories) == 0 {
		return []problem{{"rule", w.lang.text(q.lang, "queues.rule_empty")}}, nil
	}
	queues, err := docket.Queues(q.r.Context(), tx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(queues, func(o docket.Queue) bool { return o.ID == r.Queue }) {
		return []problem{{"queue", w.lang.text(q.lang, "queues.queue_missing")}}, nil
	}
	_, err = w.opts.Docket.PutRule(q.r.Context(), tx, r, q.actor())
	return nil, err
}

func (w *Web) flipRule(q *request, p *posted, tx *store.Tx) error {
	rules, err := docket.Rules(q.r.Context(), tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rules, func(r docket.Rule) bool { return r.ID == p.Get("id") })
	if i < 0 {
		return store.ErrNotFound
	}
	rules[i].Active = p.Get("do") == "rule-on"
	_, err = w.opts.Docket.PutRule(q.r.Context(), tx, rules[i], q.actor())
	return err
}
