// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/hulanhq/hulan/internal/account"
)

func meRoutes() []route {
	return []route{
		{"GET", "/staff/me", signedIn, mePage},
		{"POST", "/staff/me", signedIn, mePost},
		{"GET", "/staff/stepup", signedIn, func(w *Web, q *request) error { return w.showStepUp(q, q.r.URL.Query().Get("back"), nil) }},
		{"POST", "/staff/stepup", signedIn, stepUpPost},
	}
}

func mePage(w *Web, q *request) error {
	var roles, rights []string
	for _, r := range q.who.Roles {
		roles = append(roles, w.lang.text(q.lang, "role."+string(r)))
	}
	for _, r := range account.AllRights() {
		if q.who.Can(r) {
			rights = append(rights, w.lang.text(q.lang, "right."+string(r)))
		}
	}
	w.render(q, "me", "staff", map[string]any{"Name": string(q.who.Name), "Roles": roles, "Rights": rights, "Saved": q.r.URL.Query().Get("saved") != ""})
	return nil
}

func mePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if !slices.Contains(w.opts.Languages, p.Get("lang")) {
		return &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	if err := w.opts.Accounts.SetLang(q.r.Context(), q.who, p.Get("lang")); err != nil {
		return err
	}
	http.Redirect(q.w, q.r, "/staff/me?saved=1", http.StatusSeeOther)
	return nil
}

// backs are the pages that a fresh proof of who somebody is leads back to. An
// address from outside is never followed.
var backs = []string{"people", "keys", "identity", "me"}

func (w *Web) showStepUp(q *request, back string, bad []problem) error {
	if !slices.Contains(backs, back) {
		back = "me"
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	w.render(q, "stepup", "staff", map[string]any{"Back": back, "Problems": bad})
	return nil
}

// tries bounds wrong codes: five at once and then one a minute for each member
// of staff, so that who finds an unlocked screen cannot try a million codes.
type tries struct {
	mu sync.Mutex // guards by
	by map[string]*rate.Limiter
}

func (t *tries) allow(id string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil {
		t.by = map[string]*rate.Limiter{}
	}
	l := t.by[id]
	if l == nil {
		l = rate.NewLimiter(rate.Every(time.Minute), 5)
		t.by[id] = l
	}
	return l.AllowN(now, 1)
}

func stepUpPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	back := p.Get("back")
	if !w.tries.allow(q.who.ID, q.now) {
		return w.showStepUp(q, back, []problem{{"code", w.lang.text(q.lang, "step.wait")}})
	}
	err = w.opts.Accounts.StepUp(q.r.Context(), q.who, p.Get("code"))
	if errors.Is(err, account.ErrCode) {
		return w.showStepUp(q, back, []problem{{"code", w.lang.text(q.lang, "step.wrong")}})
	}
	if _, waits := errors.AsType[*account.WaitError](err); waits {
		return w.showStepUp(q, back, []problem{{"code", w.lang.text(q.lang, "step.wait")}})
	}
	if err != nil {
		return err
	}
	if !slices.Contains(backs, back) {
		back = "me"
	}
	http.Redirect(q.w, q.r, "/staff/"+back, http.StatusSeeOther)
	return nil
}
