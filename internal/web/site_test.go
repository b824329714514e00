// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// site is a whole service with somebody of each role, on a clock that tests move.
type site struct {
	t testing.TB
	*server.Service
	mu     sync.Mutex
	now    time.Time
	log    bytes.Buffer
	people map[account.Role]*member
	// queue is one that busy made.
	queue string
}

// member is somebody who works here.
type member struct {
	server.DemoPerson
	role account.Role
	id   string
	// jar is what the browser keeps: name, value.
	jar map[string]string
}

// newSite opens a service; flags are settings as KEY=VALUE.
func newSite(t testing.TB, dsn string, flags ...string) *site {
	t.Helper()
	s := openSite(t, dsn, flags...)
	for _, r := range account.Roles {
		s.people[r.Role] = s.member(r.Role, "en")
	}
	return s
}

// openSite is a service in which nobody works yet; flags as in newSite.
func openSite(t testing.TB, dsn string, flags ...string) *site {
	t.Helper()
	// A Tuesday in a week without holidays.
	s := &site{t: t, now: time.Date(2026, 11, 24, 9, 20, 0, 0, time.UTC), people: map[account.Role]*member{}}
	set := map[string]string{"data": t.TempDir(), "platform.name": "Clearbrook"}
	for _, f := range flags {
		k, v, _ := strings.Cut(f, "=")
		set[k] = v
	}
	cfg, err := config.Load(config.Options{Env: []string{}, Flags: set})
	s.must(err)
	if dsn != "" {
		cfg.Database = config.NewSecret(dsn)
	}
	s.Service, err = server.Open(t.Context(), cfg, slog.New(slog.NewTextHandler(&s.log, nil)), s.clock)
	s.must(err)
	t.Cleanup(func() { s.must(s.Close()) })
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// member makes somebody who has joined and signs in.
func (s *site) member(r account.Role, lang string) *member {
	s.t.Helper()
	m := &member{role: r, DemoPerson: server.DemoPerson{
		Roles: []account.Role{r}, Name: "Made-up " + string(r), Email: strings.ToLower(string(r)+store.NewID()) + "@clearbrook.example", Locale: lang,
		Password: "plum lantern orchard " + string(r), Second: "somebody",
	}}
	s.must(s.Join(s.t.Context(), &m.DemoPerson))
	m.id = m.ID
	s.signIn(m)
	return m
}

// code waits for the next code, since each is good once.
func (s *site) code(m *member) string {
	s.t.Helper()
	s.wait(31 * time.Second)
	c, err := totp.GenerateCode(m.Secret, s.clock())
	s.must(err)
	return c
}

func (s *site) signIn(m *member) {
	s.t.Helper()
	m.jar = map[string]string{}
	if a := s.post(m, "/staff/signin", url.Values{"email": {m.Email}, "password": {m.Password}}); a.status != http.StatusSeeOther || a.to != "/staff/signin/code" {
		s.t.Fatalf("password of %s: %d %s", m.role, a.status, a.to)
	}
	if a := s.post(m, "/staff/signin/code", url.Values{"code": {s.code(m)}}); a.status != http.StatusSeeOther || a.to != "/staff" {
		s.t.Fatalf("code of %s: %d %s", m.role, a.status, a.to)
	}
}

// stepUp proves again who m is.
func (s *site) stepUp(m *member) {
	s.t.Helper()
	if r := s.post(m, "/staff/stepup", url.Values{"back": {"me"}, "password": {m.Password}, "code": {s.code(m)}}); r.status != http.StatusSeeOther {
		s.t.Fatalf("step-up of %s: %d", m.role, r.status)
	}
}

// answer is what came back.
type answer struct {
	status  int
	body    string
	to      string
	header  http.Header
	cookies []*http.Cookie
}

func (s *site) do(m *member, r *http.Request) answer {
	if m != nil {
		for name, value := range m.jar {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, r)
	res := rec.Result()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	s.must(err)
	if m != nil && m.jar != nil {
		for _, c := range res.Cookies() {
			if m.jar[c.Name] = c.Value; c.MaxAge < 0 {
				delete(m.jar, c.Name)
			}
		}
	}
	return answer{res.StatusCode, string(body), res.Header.Get("Location"), res.Header, res.Cookies()}
}

func (s *site) get(m *member, path string) answer {
	return s.do(m, httptest.NewRequestWithContext(s.t.Context(), "GET", path, nil))
}

func (s *site) post(m *member, path string, v url.Values) answer {
	r := httptest.NewRequestWithContext(s.t.Context(), "POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(m, r)
}

// file makes a complaint and returns it.
func (s *site) file(change func(*desk.Form)) *desk.Submitted {
	s.t.Helper()
	f := &desk.Form{
		Lang: "en", Channel: desk.Web, Mode: desk.Anonymous, Categories: []string{"contact"}, Relation: desk.Self, Remedies: []string{"remove"},
		Places: []docket.Text{"https://clearbrook.example/t/1"}, What: "My number 13800138000 is in the third post.",
	}
	if change != nil {
		change(f)
	}
	sub, err := s.Desk.File(s.t.Context(), f, desk.NewReceipt(), store.NewID(), docket.Actor{Kind: docket.Person})
	s.must(err)
	return sub
}

// read runs f in a transaction.
func (s *site) read(f func(tx *store.Tx) error) {
	s.t.Helper()
	s.must(s.DB.Read(s.t.Context(), f))
}

// verify says that the ledger and the rows agree.
func (s *site) verify() {
	s.t.Helper()
	_, err := s.Ledger.Checkpoint(s.t.Context())
	s.must(err)
	r, err := s.Ledger.Verify(s.t.Context(), ledger.VerifyOptions{})
	s.must(err)
	for _, p := range r.Problems {
		s.t.Errorf("ledger: %s", p)
	}
}

// field finds the value of a hidden field.
func field(t testing.TB, body, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("the page has no field %q", name)
	}
	return m[1]
}

var tags = regexp.MustCompile(`<[^>]*>`)

// says checks that a page has words; tags are left out.
func says(t testing.TB, a answer, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d: %s", a.status, status, strings.TrimSpace(tags.ReplaceAllString(a.body, " "))[:min(200, len(tags.ReplaceAllString(a.body, " ")))])
	}
	text := tags.ReplaceAllString(a.body, "")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q", w)
		}
	}
}

// both runs f on SQLite and on PostgreSQL.
func both(t *testing.T, f func(t *testing.T, s *site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, newSite(t, "")) })
	t.Run("postgres", func(t *testing.T) { f(t, newSite(t, storetest.Postgres(t))) })
}

// mustCase reads the case of a reference.
func mustCase(s *site, tx *store.Tx, ref string) *docket.Case {
	s.t.Helper()
	c, err := docket.ByRef(s.t.Context(), tx, ref)
	s.must(err)
	return c
}
