// SPDX-License-Identifier: Apache-2.0

package rest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/rest"
	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// world is a service with programs that have keys, on a clock that tests move.
type world struct {
	t testing.TB
	*server.Service
	mu  sync.Mutex
	now time.Time
	log bytes.Buffer
	// maker makes the keys.
	maker server.DemoPerson
}

func newWorld(t testing.TB, flags map[string]string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 24, 9, 20, 0, 0, time.UTC)}
	all := map[string]string{"data": t.TempDir()}
	maps.Copy(all, flags)
	cfg, err := config.Load(config.Options{Env: []string{}, Flags: all})
	w.must(err)
	w.Service, err = server.Open(t.Context(), cfg, slog.New(slog.NewTextHandler(&w.log, nil)), func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.now
	})
	w.must(err)
	t.Cleanup(func() { w.must(w.Close()) })
	return w
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// key makes a program with rights; its maker has all that programs can have.
func (w *world) key(rights ...account.Right) string {
	w.t.Helper()
	return w.keyFor(account.Key{Label: "test", Rights: rights})
}

func (w *world) keyFor(k account.Key) string {
	w.t.Helper()
	if w.maker.ID == "" {
		w.maker = server.DemoPerson{
			Roles: []account.Role{account.Admin, account.Officer, account.Trainer}, Name: "Made-up", Email: "maker@clearbrook.example", Password: "plum lantern orchard",
		}
		w.must(w.Join(w.t.Context(), &w.maker))
	}
	_, secret, err := w.Accounts.NewKey(w.t.Context(), account.Fixed(w.maker.ID, w.DB.Now(), w.maker.Roles...), k)
	w.must(err)
	return secret.Clear()
}

// answer is what came back.
type answer struct {
	status int
	text   string
	header http.Header
}

// into reads the answer as JSON.
func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.text), v); err != nil {
		t.Fatalf("%v: %s", err, a.text)
	}
}

func (w *world) do(key, method, path string, in any) answer {
	w.t.Helper()
	var body io.Reader
	if in != nil {
		text, ok := in.(string)
		if !ok {
			b, err := json.Marshal(in)
			w.must(err)
			text = string(b)
		}
		body = strings.NewReader(text)
	}
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, body)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	return answer{rec.Code, rec.Body.String(), rec.Header()}
}

type obj = map[string]any

// complaint is a whole one, which a test changes.
func complaint(more obj) obj {
	c := obj{
		"lang": "en", "categories": []string{"contact"}, "relation": "self", "places": []string{"https://clearbrook.example/t/1"},
		"what": "My number 13800138000 is in the third post.", "remedies": []string{"remove"},
	}
	maps.Copy(c, more)
	return c
}

// A complaint that a program files is worked on, answered, and followed with its
// receipt; staff's side is masked, the person's own is not.
func TestJourney(t *testing.T) {
	for name, flags := range map[string]func(t *testing.T) map[string]string{
		"sqlite":   func(*testing.T) map[string]string { return nil },
		"postgres": func(t *testing.T) map[string]string { return map[string]string{"database": storetest.Postgres(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, flags(t))
			key := w.key(account.CaseEnter, account.CaseRead, account.CaseWork, account.CaseDecide)
			var filed rest.Filed
			a := w.do(key, "POST", "/v1/complaints", complaint(obj{"key": "forum-17"}))
			if a.status != 201 {
				t.Fatalf("file: %d %s", a.status, a.text)
			}
			a.into(t, &filed)
			if len(filed.Receipt) != 22 || filed.OutcomeDue == nil || filed.AckDue == nil {
				t.Errorf("filed %+v", filed)
			}
			if a := w.do(key, "POST", "/v1/complaints", complaint(obj{"key": "forum-17"})); a.status != 409 {
				t.Errorf("filed twice under one key: %d", a.status)
			}

			var page rest.CasePage
			w.do(key, "GET", "/v1/cases", nil).into(t, &page)
			if len(page.Cases) != 1 || page.Cases[0].Ref != filed.Ref || page.Cases[0].Level != 2 {
				t.Fatalf("list %+v", page)
			}
			var one rest.OneCase
			w.do(key, "GET", "/v1/cases/"+filed.Ref, nil).into(t, &one)
			if strings.Contains(one.What, "13800138000") || !strings.Contains(one.What, "third post") || one.Channel != "api" {
				t.Errorf("case %+v", one)
			}
			if want := []string{"investigate", "ask", "respond", "exit_scope", "transfer"}; !slices.Equal(slices.Sorted(slices.Values(one.Can)), slices.Sorted(slices.Values(want))) {
				t.Errorf("the key may take %v, want %v", one.Can, want)
			}
			w.steps(key, filed.Ref)

			var f rest.Followed
			a = w.do(key, "POST", "/v1/complaints/follow", obj{"receipt": filed.Receipt})
			a.into(t, &f)
			if f.State != "responded" || f.Outcome != "masked" || len(f.Messages) != 3 || !slices.Equal(f.Can, []string{"appeal"}) || f.Messages[len(f.Messages)-1].Text != "It is covered." {
				t.Errorf("follow %+v", f)
			}
			if a.header.Get("Cache-Control") != "no-store" {
				t.Error("the answer may be kept by a cache")
			}
			w.verify()
			if w.log.Len() > 0 {
				t.Errorf("the service logged:\n%s", w.log.String())
			}
		})
	}
}

// steps works on a case and tells the outcome.
func (w *world) steps(key, ref string) {
	t := w.t
	t.Helper()
	at := "/v1/cases/" + ref
	for _, c := range []struct {
		path   string
		in     obj
		status int
	}{
		{"/steps", obj{"event": "close"}, 409},
		{"/steps", obj{"event": "investigate"}, 200},
		{"/messages", obj{"to": "staff", "text": "The number 13800138000 is in it."}, 204},
		{"/messages", obj{"to": "person", "text": "Wang Wei, 13800138000, is it you?"}, 422},
		{"/messages", obj{"to": "person", "text": " "}, 422},
		{"/messages", obj{"to": "person", "text": "We are looking at it."}, 204},
		{"/steps", obj{"event": "respond", "outcome": "masked"}, 422},
		{"/steps", obj{"event": "respond", "outcome": "burnt", "text": "It is covered."}, 422},
		{"/steps", obj{"event": "uphold", "text": "No."}, 422},
		{"/steps", obj{"event": "investigate", "text": "Nobody hears this."}, 422},
		{"/steps", obj{"event": "respond", "outcome": "masked", "text": "It is covered."}, 200},
	} {
		if a := w.do(key, "POST", at+c.path, c.in); a.status != c.status {
			t.Errorf("%s %v: %d %s", c.path, c.in, a.status, a.text)
		}
	}
	var all []rest.Message
	a := w.do(key, "GET", at+"/messages", nil)
	a.into(t, &all)
	if len(all) != 4 || strings.Contains(a.text, "13800138000") {
		t.Errorf("messages %s", a.text)
	}
}

func (w *world) verify() {
	w.t.Helper()
	_, err := w.Ledger.Checkpoint(w.t.Context())
	w.must(err)
	r, err := w.Ledger.Verify(w.t.Context(), ledger.VerifyOptions{})
	w.must(err)
	for _, p := range r.Problems {
		w.t.Errorf("ledger: %s", p)
	}
}

// Errors are problem documents that never repeat what was sent.
func TestProblems(t *testing.T) {
	w := newWorld(t, nil)
	key := w.key(account.CaseEnter, account.CaseRead, account.CaseWork)
	const secret = "13800138000"
	for _, c := range []struct {
		name, key, method, path string
		in                      any
		status                  int
	}{
		{"no key", "", "GET", "/v1/cases", nil, 401},
		{"wrong key", "hulan_" + secret, "GET", "/v1/cases", nil, 401},
		{"unknown case", key, "GET", "/v1/cases/C-2222-2222", nil, 404},
		{"unknown address", key, "GET", "/v1/" + secret, nil, 404},
		{"wrong method", key, "DELETE", "/v1/cases", nil, 405},
		{"not JSON", key, "POST", "/v1/complaints", `{"what": "` + secret, 400},
		{"wrong type", key, "POST", "/v1/complaints", complaint(obj{"what": 13800138000}), 422},
		{"unknown field", key, "POST", "/v1/complaints", complaint(obj{"phone": secret}), 422},
		{"unknown category", key, "POST", "/v1/complaints", complaint(obj{"categories": []string{secret}}), 422},
		{"no address", key, "POST", "/v1/complaints", complaint(obj{"mode": "contactable", "contact": secret}), 422},
		{"mistyped receipt", key, "POST", "/v1/complaints/follow", obj{"receipt": secret}, 422},
		{"unknown receipt", key, "POST", "/v1/complaints/follow", obj{"receipt": string(desk.NewReceipt())}, 404},
		{"bad cursor", key, "GET", "/v1/cases?after=" + secret, nil, 422},
		{"too long", key, "POST", "/v1/complaints", complaint(obj{"what": strings.Repeat(secret, 1000)}), 422},
		{"too large", key, "POST", "/v1/complaints", complaint(obj{"what": strings.Repeat(secret, 200_000)}), 413},
	} {
		a := w.do(c.key, c.method, c.path, c.in)
		if a.status != c.status {
			t.Errorf("%s: %d, want %d: %s", c.name, a.status, c.status, a.text)
		}
		if strings.Contains(a.text, secret) {
			t.Errorf("%s: the error repeats what was sent: %s", c.name, a.text)
		}
		if a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %q", c.name, a.header.Get("Content-Type"))
		}
		if c.status == 401 && a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no challenge", c.name)
		}
	}
	if strings.Contains(w.log.String(), secret) {
		t.Error("the log repeats what was sent")
	}
}

// A case that a member of staff works on is left to them; notes go through.
func TestHeldCase(t *testing.T) {
	w := newWorld(t, nil)
	key := w.key(account.CaseEnter, account.CaseWork, account.CaseRead)
	var filed rest.Filed
	w.do(key, "POST", "/v1/complaints", complaint(nil)).into(t, &filed)
	w.must(w.DB.Write(t.Context(), func(tx *store.Tx) error {
		c, err := docket.ByRef(t.Context(), tx, filed.Ref)
		if err != nil {
			return err
		}
		_, err = w.Docket.Claim(t.Context(), tx, c.ID, "ann")
		return err
	}))
	at := "/v1/cases/" + filed.Ref
	if a := w.do(key, "POST", at+"/steps", obj{"event": "investigate"}); a.status != 409 {
		t.Errorf("step: %d", a.status)
	}
	if a := w.do(key, "POST", at+"/messages", obj{"to": "person", "text": "Hello."}); a.status != 409 {
		t.Errorf("message: %d", a.status)
	}
	if a := w.do(key, "POST", at+"/messages", obj{"to": "staff", "text": "The post is back."}); a.status != 204 {
		t.Errorf("note: %d", a.status)
	}
	if a := w.do(key, "POST", at+"/steps", obj{"event": "respond", "outcome": "removed", "text": "Gone."}); a.status != 403 {
		t.Errorf("a step that decides, without the right: %d", a.status)
	}
}

// A key for one queue lists, reads and works on its cases, and finds no others;
// a key for a network works from there alone.
func TestKeyOfOneQueue(t *testing.T) {
	w := newWorld(t, nil)
	all := w.key(account.CaseEnter)
	var theirs, others rest.Filed
	w.do(all, "POST", "/v1/complaints", complaint(nil)).into(t, &theirs)
	w.do(all, "POST", "/v1/complaints", complaint(nil)).into(t, &others)
	var queue string
	w.must(w.DB.Write(t.Context(), func(tx *store.Tx) (err error) {
		by := docket.Actor{Kind: docket.Staff, ID: w.maker.ID}
		if queue, err = w.Docket.PutQueue(t.Context(), tx, docket.Queue{Name: "Urgent", Active: true}, by); err != nil {
			return err
		}
		c, err := docket.ByRef(t.Context(), tx, theirs.Ref)
		if err != nil {
			return err
		}
		return w.Docket.Move(t.Context(), tx, c.ID, queue, by)
	}))
	k := account.Key{Label: "urgent", Rights: []account.Right{account.CaseRead, account.CaseWork, account.CaseEnter}, Queues: []string{queue}}
	key := w.keyFor(k)
	for path, want := range map[string]int{"/v1/cases": 1, "/v1/cases?queue=" + queue: 1, "/v1/cases?queue=main": 0} {
		var p rest.CasePage
		w.do(key, "GET", path, nil).into(t, &p)
		if len(p.Cases) != want || want == 1 && p.Cases[0].Ref != theirs.Ref {
			t.Errorf("%s lists %d cases, want %d", path, len(p.Cases), want)
		}
	}
	for ref, want := range map[string][]int{theirs.Ref: {200, 200, 204, 200}, others.Ref: {404, 404, 404, 404}} {
		at := "/v1/cases/" + ref
		got := []int{
			w.do(key, "GET", at, nil).status, w.do(key, "GET", at+"/messages", nil).status,
			w.do(key, "POST", at+"/messages", obj{"to": "staff", "text": "Seen."}).status, w.do(key, "POST", at+"/steps", obj{"event": "investigate"}).status,
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", ref, got, want)
		}
	}
	k.From = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
	if a := w.do(w.keyFor(k), "GET", "/v1/cases", nil); a.status != 401 { // the test's requests come from 192.0.2.1
		t.Errorf("from another network: %d", a.status)
	}
	k.From[0] = netip.MustParsePrefix("192.0.2.1/32")
	if a := w.do(w.keyFor(k), "GET", "/v1/cases", nil); a.status != 200 {
		t.Errorf("from its network: %d", a.status)
	}
}

// A listing goes on where its page ended, and tells each case once.
func TestPages(t *testing.T) {
	w := newWorld(t, nil)
	key := w.key(account.CaseEnter, account.CaseRead)
	for range 7 {
		w.do(key, "POST", "/v1/complaints", complaint(nil))
		w.wait(time.Hour)
	}
	seen, after := map[string]bool{}, ""
	for range 9 {
		var p rest.CasePage
		w.do(key, "GET", "/v1/cases?limit=3&after="+after, nil).into(t, &p)
		for _, c := range p.Cases {
			if seen[c.Ref] {
				t.Errorf("%s is listed twice", c.Ref)
			}
			seen[c.Ref] = true
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if len(seen) != 7 {
		t.Errorf("%d cases were listed, want 7", len(seen))
	}
}

// Every operation answers exactly the keys that have its right, and
// docs/http.md has the table.
func TestRights(t *testing.T) {
	w := newWorld(t, nil)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct{ OperationID, Summary string }
	}
	w.do("", "GET", "/openapi.json", nil).into(t, &doc)
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %q", doc.OpenAPI)
	}
	needs := rest.New(rest.Options{}).Needs()
	var table strings.Builder
	table.WriteString("| operation | what it does | right |\n|---|---|---|\n")
	keys := map[account.Right]string{}
	for _, r := range account.Fixed("", time.Now(), account.Admin, account.Officer, account.Trainer).KeyRights() {
		keys[r] = w.key(r)
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			op := doc.Paths[path][method]
			need := needs[op.OperationID]
			fmt.Fprintf(&table, "| `%s %s` | %s | %s |\n", strings.ToUpper(method), path, op.Summary, need)
			at := strings.ReplaceAll(path, "{ref}", "C-2222-2222")
			var in any
			if method == "post" {
				in = "{}"
			}
			if a := w.do("", strings.ToUpper(method), at, in); a.status != 401 {
				t.Errorf("%s %s without a key: %d", method, path, a.status)
			}
			for r, key := range keys {
				if a := w.do(key, strings.ToUpper(method), at, in); (a.status != 403) != (r == need) {
					t.Errorf("%s %s with %s: %d", method, path, r, a.status)
				}
			}
		}
	}
	updated(t, "../../docs/http.md", func(old string) string {
		const begin, end = "<!-- operations -->\n", "<!-- end -->"
		i, j := strings.Index(old, begin), strings.Index(old, end)
		if i < 0 || j < i {
			t.Fatal("docs/http.md has no place for the table")
		}
		return old[:i+len(begin)] + table.String() + old[j:]
	})
}

// docs/openapi.json is what the service answers.
func TestOpenAPI(t *testing.T) {
	w := newWorld(t, nil)
	var doc obj
	w.do("", "GET", "/openapi.json", nil).into(t, &doc)
	doc["info"].(obj)["version"] = "0"
	b, err := json.MarshalIndent(doc, "", " ")
	w.must(err)
	updated(t, "../../docs/openapi.json", func(string) string { return string(b) + "\n" })
}

// updated compares a file with what it should be; UPDATE=1 writes it.
func updated(t *testing.T, file string, want func(old string) string) {
	t.Helper()
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	text := want(string(old))
	if string(old) == text {
		return
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is not what the service does; UPDATE=1 writes it", file)
}

// Metrics follow the text format, say nothing of a person, and do not tell to
// the second when somebody files.
func TestMetrics(t *testing.T) {
	w := newWorld(t, nil)
	key := w.key(account.CaseEnter)
	first := w.do("", "GET", "/metrics", nil)
	if first.status != 200 || !strings.HasPrefix(first.header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatalf("metrics: %d %s", first.status, first.header.Get("Content-Type"))
	}
	line := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.]+)$`)
	for l := range strings.Lines(first.text) {
		if !line.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("not a line of the format: %q", l)
		}
	}
	w.do(key, "POST", "/v1/complaints", complaint(nil))
	w.wait(time.Minute)
	still := regexp.MustCompile(`(?m)^(hulan_uptime|go_).*\n`)
	if second := w.do("", "GET", "/metrics", nil); still.ReplaceAllString(second.text, "") != still.ReplaceAllString(first.text, "") {
		t.Errorf("a complaint is seen within a minute:\n%s", second.text)
	}
	w.wait(time.Hour)
	if later := w.do("", "GET", "/metrics", nil); !strings.Contains(later.text, `hulan_cases{state="acknowledged"} 1`) {
		t.Errorf("a complaint is not seen an hour later:\n%s", later.text)
	}
}

// Beyond this machine, metrics need a key; off is off.
func TestMetricsAccess(t *testing.T) {
	w := newWorld(t, map[string]string{"listen": "0.0.0.0:8787"})
	for key, status := range map[string]int{"": 401, w.key(account.CaseRead): 403, w.key(account.StatsRead): 200} {
		if a := w.do(key, "GET", "/metrics", nil); a.status != status {
			t.Errorf("%d, want %d", a.status, status)
		}
	}
	if a := newWorld(t, map[string]string{"metrics.access": "off"}).do("", "GET", "/metrics", nil); a.status != 404 {
		t.Errorf("turned off: %d", a.status)
	}
}
