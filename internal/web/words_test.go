// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/web"
)

// Each word is there in every language, with the same values to fill in, and
// every fixed key of a template exists.
func TestWords(t *testing.T) {
	words, err := web.Words()
	if err != nil {
		t.Fatal(err)
	}
	holes := regexp.MustCompile(`\{[a-z_]+\}`)
	for lang, list := range words {
		for other, others := range words {
			for key, text := range list {
				if _, ok := others[key]; !ok {
					t.Errorf("%s has %q, %s has not", lang, key, other)
				}
				for _, h := range holes.FindAllString(text, -1) {
					if !strings.Contains(others[key], h) {
						t.Errorf("%s: %q has no %s in %s", lang, key, h, other)
					}
				}
			}
		}
	}
	fixed := regexp.MustCompile(`\.T "([^"]+)"`)
	pages, err := fs.Glob(web.Files, "html/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range pages {
		text, err := fs.ReadFile(web.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fixed.FindAllStringSubmatch(string(text), -1) {
			if _, ok := words["en"][m[1]]; !ok {
				t.Errorf("%s: no words for %q", name, m[1])
			}
		}
	}
}

// Keys that are put together from codes exist for every code.
func TestWordsOfCodes(t *testing.T) {
	words, err := web.Words()
	if err != nil {
		t.Fatal(err)
	}
	need := func(prefix string, codes ...string) {
		for _, c := range codes {
			if words["en"][prefix+"."+c] == "" {
				t.Errorf("no words for %s.%s", prefix, c)
			}
		}
	}
	m := docket.ComplaintMachine()
	for _, s := range m.States() {
		need("state", string(s))
	}
	for _, e := range m.Edges {
		need("event", string(e.Event))
	}
	for _, r := range account.Roles {
		need("role", string(r.Role), string(r.Role)+".hint")
	}
	for _, r := range account.Rights {
		need("right", string(r.Right))
	}
	for _, c := range desk.Categories() {
		need("category", c.ID)
	}
	for _, c := range []desk.Channel{desk.Web, desk.API, desk.Mail, desk.Phone, desk.Letter} {
		need("channel", string(c))
	}
	need("outcome", desk.Outcomes()...)
	need("remedy", desk.Remedies()...)
	need("alarm", "warn", "breach", "end", "escalate")
	need("tell", "assignee", "lead", "management")
	need("person", "invited", "active", "suspended", "left")
	need("likelihood", "1", "2", "3", "4", "5")
	need("done", "claim", "release", "hand", "tag", "untag", "level", "move", "extend", "join", "hold", "unhold", "note", "acknowledge", "investigate", "ask", "respond", "uphold", "overturn", "close", "reopen", "exit_scope", "transfer")
}

var (
	inline = regexp.MustCompile(`(?i)<script(?:[^>]*)>[^<]|\sstyle=|\son[a-z]+="|javascript:`)
	idAttr = regexp.MustCompile(`\sid="([^"]+)"`)
	forID  = regexp.MustCompile(`\s(?:for|aria-describedby|aria-labelledby|list)="([^"]+)"`)
	titled = regexp.MustCompile(`<title>\s*\S`)
)

// sound checks what every page has: all words, no inline script or style, ids
// once each, labels that lead somewhere.
func sound(t *testing.T, what string, a answer) {
	t.Helper()
	if i := strings.Index(a.body, "⟦"); i >= 0 {
		t.Errorf("%s: a word is missing: %.80s", what, a.body[i:])
	}
	if m := inline.FindString(a.body); m != "" {
		t.Errorf("%s: inline script or style: %q", what, m)
	}
	if !titled.MatchString(a.body) {
		t.Errorf("%s: no title", what)
	}
	seen := map[string]bool{}
	for _, m := range idAttr.FindAllStringSubmatch(a.body, -1) {
		if seen[m[1]] {
			t.Errorf("%s: the id %q is there twice", what, m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range forID.FindAllStringSubmatch(a.body, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if !seen[id] {
				t.Errorf("%s: %q leads to no element", what, id)
			}
		}
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("%s: policy %q", what, csp)
	}
	if a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: may be kept by a cache", what)
	}
}

// Every page that every role can open, in both languages, over a desk with
// cases in many states, queues, rules, templates, keys and alarms.
func TestEveryPage(t *testing.T) {
	s := newSite(t, "")
	ref := s.busy()
	for _, lang := range []string{"zh-CN", "en"} {
		for _, r := range roles() {
			m := s.people[r]
			s.signIn(m)
			if a := s.post(m, "/staff/me", url.Values{"do": {"lang"}, "lang": {lang}}); a.status != 303 {
				t.Fatalf("language of %s: %d", r, a.status)
			}
			for _, rt := range web.Routes() {
				if rt.Method != "GET" || !mayOpen(rt, r) || strings.Contains(rt.Path, "files") || strings.HasSuffix(rt.Path, "checkpoint") {
					continue
				}
				path := strings.NewReplacer("{ref}", ref, "{$}", "").Replace(rt.Path)
				a := s.get(m, path+"?lang="+lang)
				if a.status == 303 || rt.Path == "/staff/setup" || rt.Path == "/staff/join" || rt.Path == "/staff/reset" || strings.HasPrefix(rt.Path, "/staff/sso") {
					continue
				}
				what := fmt.Sprintf("%s as %s in %s", path, r, lang)
				if a.status != 200 {
					t.Errorf("%s: %d", what, a.status)
				}
				if !strings.Contains(a.body, `<html lang="`+lang+`"`) {
					t.Errorf("%s is in another language", what)
				}
				sound(t, what, a)
				if strings.Contains(a.body, "13800138000") {
					t.Errorf("%s shows a number", what)
				}
			}
		}
	}
}

// busy fills the desk and returns the reference of a case with everything on it.
func (s *site) busy() string {
	s.t.Helper()
	t, admin, officer := s.t, s.people[account.Admin], s.people[account.Officer]
	s.stepUp(admin)
	for _, p := range []struct {
		path string
		v    url.Values
	}{
		{"/staff/queues", url.Values{"do": {"queue"}, "name": {"Urgent"}, "active": {"1"}}},
		{"/staff/templates", url.Values{"do": {"save"}, "purpose": {"respond"}, "lang": {"en"}, "title": {"Gone"}, "body": {"The post is gone."}}},
		{"/staff/keys", url.Values{"do": {"make"}, "name": {"forum"}, "right": {"case.enter"}, "days": {"30"}}},
	} {
		if a := s.post(admin, p.path, p.v); a.status >= 400 {
			t.Fatalf("%s: %d", p.path, a.status)
		}
	}
	s.read(func(tx *store.Tx) error {
		all, err := docket.Queues(t.Context(), tx)
		if err != nil {
			return err
		}
		s.queue = all[len(all)-1].ID
		return nil
	})
	if a := s.post(admin, "/staff/queues", url.Values{"do": {"rule"}, "position": {"1"}, "level": {"4"}, "category": {"minor"}, "queue": {s.queue}}); a.status != 303 {
		t.Fatalf("rule: %d", a.status)
	}
	s.file(func(f *desk.Form) { f.Categories = []string{"minor"} })
	sub := s.file(nil)
	path := "/staff/cases/" + sub.Ref
	for _, v := range []url.Values{
		{"do": {"claim"}},
		{"do": {"tag"}, "tag": {"market"}},
		{"do": {"step"}, "event": {"investigate"}},
		{"do": {"note"}, "text": {"Call 13800138000 is in it."}},
	} {
		if a := s.post(officer, path, v); a.status != 303 {
			t.Fatalf("%v: %d", v, a.status)
		}
	}
	told := s.file(nil)
	for _, v := range []url.Values{{"do": {"claim"}}, {"do": {"step"}, "event": {"investigate"}}, {"do": {"step"}, "event": {"respond"}, "outcome": {"removed"}, "text": {"It is gone."}}} {
		s.post(officer, "/staff/cases/"+told.Ref, v)
	}
	s.wait(16 * 24 * time.Hour)
	if _, err := s.Docket.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	return sub.Ref
}
