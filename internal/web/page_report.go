// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
)

// steps of a complaint, one page each, all under one address.
var steps = []string{"what", "where", "whose", "remedy", "contact", "check", "receipt"}

func report(w *Web, q *request) error {
	w.showStep(q, "", &desk.Draft{Lang: q.lang}, "what", "", nil)
	return nil
}

func reportPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	q.chooseLang(p)
	token, dr, err := w.draft(q, p)
	if err != nil {
		return err
	}
	if dr.Sent != nil {
		return w.afterSending(q, p, token, dr)
	}
	step, go_ := p.Get("step"), p.Get("go")
	bad := w.take(q, p, step, dr, token)
	dr.Lang = q.lang
	if err := w.opts.Desk.SaveDraft(q.r.Context(), token, dr); err != nil {
		return err
	}
	return w.walk(q, p, token, dr, step, go_, bad)
}

// chooseLang takes the language of the page, or the one that the switch chose.
func (q *request) chooseLang(p *posted) {
	chosen := p.Get("lang")
	if chosen == "" {
		chosen = p.Get("lang_now")
	}
	q.lang = q.web.pick(chosen, q.r.Header.Get("Accept-Language"))
}

// draft opens the draft of a form, or begins one with its first page.
func (w *Web) draft(q *request, p *posted) (desk.Token, *desk.Draft, error) {
	ctx := q.r.Context()
	if t := desk.Token(p.Get("token")); t != "" {
		dr, err := w.opts.Desk.Draft(ctx, t)
		return t, dr, err
	}
	if err := w.mayBegin(q); err != nil {
		return "", nil, err
	}
	return w.opts.Desk.NewDraft(ctx, q.lang, desk.Web)
}

// mayBegin says whether one more complaint is taken now, from this network and
// from anybody.
func (w *Web) mayBegin(q *request) error {
	if !w.guard.allow(q.r, "report", w.opts.Intake.Complaints) {
		return &httpError{http.StatusTooManyRequests, "too_many", nil}
	}
	if !w.guard.allowAll(w.opts.Intake.Total) {
		q.w.Header().Set("Retry-After", "60")
		return &httpError{http.StatusServiceUnavailable, "busy", nil}
	}
	return nil
}

// walk decides which page comes next. An answer that cannot be taken shows its
// page again, unless the person goes back or only switches the language.
func (w *Web) walk(q *request, p *posted, token desk.Token, dr *desk.Draft, step, go_ string, bad []problem) error {
	verb, arg, _ := strings.Cut(go_, ":")
	switch {
	case p.Get("lang") != "":
		w.showStep(q, token, dr, step, p.Get("change"), nil)
	case verb == "change" && slices.Contains(steps, arg):
		w.showStep(q, token, dr, arg, "1", nil)
	case verb == "drop":
		if err := w.opts.Desk.DropFile(q.r.Context(), token, dr, arg); err != nil {
			return err
		}
		w.showStep(q, token, dr, step, p.Get("change"), nil)
	case slices.Contains(steps, verb):
		w.showStep(q, token, dr, verb, "", nil)
	case len(bad) > 0:
		q.w.WriteHeader(http.StatusUnprocessableEntity)
		w.showStep(q, token, dr, step, p.Get("change"), bad)
	case step == "receipt":
		return w.sendDraft(q, token)
	default:
		return w.nextStep(q, token, dr, step, p.Get("change") != "")
	}
	return nil
}

// nextStep shows the page after step, or the answers when one was changed.
func (w *Web) nextStep(q *request, token desk.Token, dr *desk.Draft, step string, changed bool) error {
	if !slices.Contains(dr.Done, step) {
		dr.Done = append(dr.Done, step)
	}
	next := "what"
	if i := slices.Index(steps, step); i >= 0 {
		next = steps[i+1]
	}
	if changed {
		next = "check"
	}
	if next == "receipt" {
		// Nobody sees a receipt before all is answered.
		if list := dr.Check(w.opts.Desk.Limits()); len(list) > 0 {
			q.w.WriteHeader(http.StatusUnprocessableEntity)
			w.showStep(q, token, dr, stepOf(list[0].Field), "1", w.problems(q.lang, list))
			return nil
		}
		if dr.Receipt == "" {
			dr.Receipt = string(desk.NewReceipt())
		}
	}
	if err := w.opts.Desk.SaveDraft(q.r.Context(), token, dr); err != nil {
		return err
	}
	w.showStep(q, token, dr, next, "", nil)
	return nil
}

// stepOf is the page that a field is on.
func stepOf(field string) string {
	switch field {
	case "categories":
		return "what"
	case "relation":
		return "whose"
	case "remedies":
		return "remedy"
	case "mode", "contact", "name":
		return "contact"
	case "typed", "passphrase":
		return "receipt"
	}
	return "where"
}

// take puts the answers of a page into the draft and says what is wrong with
// them. What is wrong is kept all the same, so that the person can mend it.
func (w *Web) take(q *request, p *posted, step string, dr *desk.Draft, token desk.Token) []problem {
	var extra []desk.Problem
	switch step {
	case "what":
		dr.Categories = p.Values["category"]
	case "where":
		dr.Places, dr.What = lines(p.Get("places")), strings.TrimSpace(p.Get("what"))
		extra = w.takeFiles(q, p, dr, token)
	case "whose":
		dr.Relation = desk.Relation(p.Get("relation"))
	case "remedy":
		dr.Remedies = p.Values["remedy"]
	case "contact":
		dr.Mode = desk.Mode(p.Get("mode"))
		dr.Contact, dr.Name = strings.TrimSpace(p.Get("contact")), strings.TrimSpace(p.Get("name"))
		if dr.Mode == desk.Anonymous {
			dr.Contact, dr.Name = "", ""
		}
	case "receipt":
		dr.Passphrase = p.Get("passphrase")
		typed, err := desk.ParseReceipt(p.Get("typed"))
		if err != nil || string(typed) != dr.Receipt {
			extra = append(extra, desk.Problem{Field: "typed", Code: "wrong"})
		}
	}
	var own []desk.Problem
	for _, x := range append(dr.Check(w.opts.Desk.Limits()), extra...) {
		if stepOf(x.Field) == step {
			own = append(own, x)
		}
	}
	return w.problems(q.lang, own)
}

// lines are the lines of a field that say something.
func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (w *Web) takeFiles(q *request, p *posted, dr *desk.Draft, token desk.Token) []desk.Problem {
	for _, u := range p.files {
		f, code := keepable(u)
		if code != "" {
			return []desk.Problem{{Field: "files", Code: code}}
		}
		if err := w.opts.Desk.AddFile(q.r.Context(), token, dr, f); err != nil {
			if e, ok := errors.AsType[*desk.BadFormError](err); ok {
				return e.Problems
			}
			w.log.Error("file of a draft", "error", err.Error())
			return []desk.Problem{{Field: "files", Code: "not_kept"}}
		}
	}
	return nil
}

// showStep shows one page of the form.
func (w *Web) showStep(q *request, token desk.Token, dr *desk.Draft, step, change string, bad []problem) {
	if !slices.Contains(steps, step) {
		step = "what"
	}
	n := slices.Index(steps, step)
	prev := ""
	if n > 0 {
		prev = steps[n-1]
	}
	d := map[string]any{
		"InForm": true, "Token": string(token), "Step": step, "N": n + 1, "Of": len(steps), "Prev": prev, "Change": change, "Problems": bad,
		"Places": strings.Join(dr.Places, "\n"), "What": dr.What, "Relation": string(dr.Relation), "Mode": string(dr.Mode),
		"Contact": dr.Contact, "Name": dr.Name, "Passphrase": dr.Passphrase, "Files": w.draftFiles(q.lang, dr),
	}
	type choice struct {
		ID string
		On bool
	}
	var categories, remedies []choice
	for _, c := range desk.Categories() {
		categories = append(categories, choice{c.ID, slices.Contains(dr.Categories, c.ID)})
	}
	for _, r := range desk.Remedies() {
		remedies = append(remedies, choice{r, slices.Contains(dr.Remedies, r)})
	}
	d["Categories"], d["Remedies"] = categories, remedies
	switch step {
	case "check":
		d["Answers"] = w.answers(q.lang, dr)
		d["Urgent"] = slices.Contains(dr.Categories, "doxxing") || slices.Contains(dr.Categories, "minor")
	case "receipt":
		d["Digits"] = desk.Receipt(dr.Receipt).Groups()
	}
	w.render(q, "report", "public", d)
}

func (w *Web) draftFiles(lang string, dr *desk.Draft) []map[string]string {
	var out []map[string]string
	for _, f := range dr.Files {
		out = append(out, map[string]string{"ID": f.ID, "Name": f.Name, "About": w.about(lang, f.Media, f.Scrub, int64(f.Size), f.Width, f.Height)})
	}
	return out
}

// answer is a line of the page that shows all answers.
type answer struct {
	Name, Step string
	Lines      []string
}

func (w *Web) answers(lang string, dr *desk.Draft) []answer {
	t := func(prefix string, ids ...string) []string {
		var out []string
		for _, id := range ids {
			if id != "" {
				out = append(out, w.lang.text(lang, prefix+"."+id))
			}
		}
		return out
	}
	var files []string
	for _, f := range w.draftFiles(lang, dr) {
		files = append(files, f["Name"]+" ("+f["About"]+")")
	}
	contact := t("mode", string(dr.Mode))
	if dr.Contact != "" {
		contact = append(contact, dr.Contact)
	}
	if dr.Name != "" {
		contact = append(contact, dr.Name)
	}
	return []answer{
		{"what", "what", t("category", dr.Categories...)},
		{"places", "where", dr.Places},
		{"words", "where", lines(dr.What)},
		{"files", "where", files},
		{"whose", "whose", t("relation", string(dr.Relation))},
		{"remedy", "remedy", t("remedy", dr.Remedies...)},
		{"contact", "contact", contact},
	}
}

// sendDraft files the complaint and shows the confirmation.
func (w *Web) sendDraft(q *request, token desk.Token) error {
	dr, err := w.opts.Desk.Send(q.r.Context(), token)
	if e, ok := errors.AsType[*desk.BadFormError](err); ok {
		old, derr := w.opts.Desk.Draft(q.r.Context(), token)
		if derr != nil {
			return derr
		}
		q.w.WriteHeader(http.StatusUnprocessableEntity)
		w.showStep(q, token, old, stepOf(e.Problems[0].Field), "1", w.problems(q.lang, e.Problems))
		return nil
	}
	if err != nil {
		return err
	}
	w.showSent(q, token, dr)
	return nil
}

func (w *Web) showSent(q *request, token desk.Token, dr *desk.Draft) {
	w.render(q, "sent", "public", map[string]any{
		"InForm": true, "Token": string(token), "Ref": dr.Sent.Ref, "Digits": desk.Receipt(dr.Receipt).Groups(), "Promises": w.promised(q.lang, dr.Sent),
	})
}

// afterSending answers what is asked under the token of a complaint that was
// sent: the proof, or the confirmation again.
func (w *Web) afterSending(q *request, p *posted, token desk.Token, dr *desk.Draft) error {
	if p.Get("go") == "proof" {
		text, err := w.opts.Proof(q.r.Context(), dr.Sent)
		if err != nil {
			return err
		}
		q.send("hulan-"+dr.Sent.Ref+".tlog-proof", "text/plain", docket.KeptOriginal, text)
		return nil
	}
	w.showSent(q, token, dr)
	return nil
}
