// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// confirm adds an authenticator app on the page and gives its secret and the
// recovery codes.
func (s *site) confirm(m *member) (codes []string) {
	s.t.Helper()
	page := s.post(m, "/staff/factor", url.Values{"do": {"app"}})
	says(s.t, page, 200, "Scan the picture")
	m.Secret = field(s.t, page.body, "secret")
	v := url.Values{"do": {"confirm"}, "id": {field(s.t, page.body, "id")}, "secret": {m.Secret}, "url": {strings.ReplaceAll(field(s.t, page.body, "url"), "&amp;", "&")}}
	again := s.post(m, "/staff/factor", with(v, "code", "000000"))
	says(s.t, again, 422, "The digits do not fit")
	if field(s.t, again.body, "secret") != m.Secret {
		s.t.Error("a mistyped code begins anew")
	}
	done := s.post(m, "/staff/factor", with(v, "code", s.code(m)))
	says(s.t, done, 200, "Write down the recovery codes")
	for _, x := range regexp.MustCompile(`<li>([A-Z2-7]{5}-[A-Z2-7]{5})</li>`).FindAllStringSubmatch(done.body, -1) {
		codes = append(codes, x[1])
	}
	if len(codes) != 10 {
		s.t.Fatalf("%d recovery codes", len(codes))
	}
	return codes
}

// An invitation is joined on the page; the role counts with a second factor
// only. A recovery code stands in for the app once. A reset link sets a new
// password with the second factor and ends every session.
func TestJoining(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		admin := s.people[account.Admin]
		s.stepUp(admin)
		made := s.post(admin, "/staff/people", url.Values{"do": {"invite"}, "name": {"Made-up Wei"}, "email": {"Wei@clearbrook.example"}, "role": {"officer"}, "lang": {"en"}})
		link := regexp.MustCompile(`/staff/join\?token=([A-Z0-9]+)`).FindStringSubmatch(made.body)
		m := &member{role: account.Officer, jar: map[string]string{}}
		m.Email = "wei@clearbrook.example"
		join := url.Values{"token": {link[1]}, "lang_now": {"en"}}
		for password, words := range map[string]string{"short": "too short", "password1234": "too easy to guess", strings.Repeat("x", 1100): "too long"} {
			says(t, s.post(m, "/staff/join", with(join, "password", password)), 422, words)
		}
		if a := s.post(m, "/staff/join", with(join, "password", "plum lantern orchard")); a.to != "/staff/factor" {
			t.Fatalf("joined: %d %s", a.status, a.to)
		}
		says(t, s.get(m, link[0]+"&lang=en"), 410, "This link cannot be used any more")
		if a := s.get(m, "/staff/queue"); a.to != "/staff/factor" {
			t.Errorf("the role counts without a second factor: %d %s", a.status, a.to)
		}
		if a := s.get(m, "/staff"); a.to != "/staff/factor" {
			t.Errorf("the first page leads to %s", a.to)
		}
		codes := s.confirm(m)
		says(t, s.get(m, "/staff/queue"), 200)

		m.Password = "plum lantern orchard"
		for i, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
			m.jar = map[string]string{}
			s.post(m, "/staff/signin", url.Values{"email": {m.Email}, "password": {m.Password}})
			if a := s.post(m, "/staff/signin/code", url.Values{"code": {strings.ToLower(codes[0])}}); a.status != want {
				t.Errorf("use %d of a recovery code: %d", i+1, a.status)
			}
			if a := s.get(m, "/staff/me"); (a.status == 200) != (want == http.StatusSeeOther) {
				t.Errorf("after use %d of a recovery code: %d", i+1, a.status)
			} else if a.status == 200 {
				says(t, a, 200, "9 recovery codes are left")
			}
		}
		s.signIn(m)
		s.stepUp(admin)
		who := ok[account.Session](t)(s.Accounts.Session(t.Context(), account.Secret(m.jar["hulan"])))
		link = regexp.MustCompile(`/staff/reset\?token=([A-Z0-9]+)`).FindStringSubmatch(s.post(admin, "/staff/people", url.Values{"do": {"reset"}, "id": {who.StaffID}}).body)
		other := &member{role: account.Officer, jar: map[string]string{}}
		reset := url.Values{"token": {link[1]}, "password": {"quartz meadow lantern"}, "lang_now": {"en"}}
		says(t, s.post(other, "/staff/reset", with(reset, "code", "000000")), 422, "The code does not fit")
		if a := s.post(other, "/staff/reset", with(reset, "code", s.code(m))); a.to != "/staff" {
			t.Fatalf("reset: %d %s", a.status, a.to)
		}
		if a := s.get(m, "/staff/me"); a.to != "/staff/signin" {
			t.Errorf("a session outlives the new password: %d", a.status)
		}
		says(t, s.get(other, "/staff/me"), 200, "Made-up Wei")
		s.verify()
	})
}

// On their own page people change the password, remove ways to sign in but the
// last, name and end sessions; what concerns the sign-in asks for a fresh proof.
func TestOwnPage(t *testing.T) {
	s := newSite(t, "")
	m := s.people[account.Officer]
	here := m.jar
	s.signIn(m)
	s.wait(6 * time.Minute)
	do := func(v url.Values) answer { return s.post(m, "/staff/me", v) }
	change := url.Values{"do": {"password"}, "password": {"quartz meadow lantern"}}
	if a := do(change); a.to != "/staff/stepup?back=me" {
		t.Errorf("a new password without a fresh proof: %d %s", a.status, a.to)
	}
	if a := do(url.Values{"do": {"label"}, "label": {"office"}}); a.status != 303 {
		t.Errorf("a name for the session: %d", a.status)
	}
	s.stepUp(m)
	page := s.get(m, "/staff/me")
	says(t, page, 200, "office", "10 recovery codes are left", "Authenticator app")
	if n := strings.Count(page.body, `value="end"`); n != 1 {
		t.Errorf("%d other sessions", n)
	}
	says(t, do(with(change, "password", "short")), 422, "too short")
	if a := do(change); a.status != 303 {
		t.Fatalf("a new password: %d", a.status)
	}
	now := m.jar
	m.jar = here
	if a := s.get(m, "/staff/me"); a.to != "/staff/signin" {
		t.Errorf("another session outlives the new password: %d", a.status)
	}
	m.jar, m.Password = now, "quartz meadow lantern"
	way := regexp.MustCompile(`id="way-([^"]+)"><div class="row-h"><b>Password`).FindStringSubmatch(s.get(m, "/staff/me").body)
	says(t, do(url.Values{"do": {"remove"}, "id": {way[1]}}), 422, "This is your last way to sign in")
	says(t, do(url.Values{"do": {"recovery"}}), 200, "Write down the recovery codes")
	if a := do(url.Values{"do": {"end"}, "id": {"nobody's"}}); a.status != 404 {
		t.Errorf("a session of nobody: %d", a.status)
	}
	s.verify()
}

// Who has a role for one queue sees and works on its cases, and finds no others;
// what is not of a queue is not theirs.
func TestOneQueue(t *testing.T) {
	s := newSite(t, "")
	admin, m := s.people[account.Admin], s.people[account.Trainer]
	s.stepUp(admin)
	s.post(admin, "/staff/queues", url.Values{"do": {"queue"}, "name": {"Urgent"}, "active": {"1"}})
	s.read(func(tx *store.Tx) error {
		all, err := docket.Queues(t.Context(), tx)
		s.queue = all[len(all)-1].ID
		return err
	})
	s.post(admin, "/staff/queues", url.Values{"do": {"rule"}, "position": {"1"}, "level": {"0"}, "category": {"minor"}, "queue": {s.queue}})
	grant := url.Values{"do": {"grant"}, "id": {m.id}, "role": {"officer"}, "queue": {s.queue}, "until": {"2026-12-24"}}
	if a := s.post(admin, "/staff/people", grant); a.status != 303 {
		t.Fatalf("grant: %d", a.status)
	}
	says(t, s.get(admin, "/staff/people"), 200, "Officer, Urgent, until 2026-12-24")
	theirs, others := s.file(func(f *desk.Form) { f.Categories = []string{"minor"} }).Ref, s.file(nil).Ref

	queue := s.get(m, "/staff/queue")
	if !strings.Contains(queue.body, theirs) || strings.Contains(queue.body, others) {
		t.Error("the queue shows other cases than those of its own")
	}
	if strings.Contains(s.get(m, "/staff/queue?queue=main").body, others) {
		t.Error("another queue is shown when it is asked for")
	}
	says(t, s.get(m, "/staff/cases/"+theirs), 200)
	for _, a := range []answer{s.get(m, "/staff/cases/"+others), s.post(m, "/staff/cases/"+others, url.Values{"do": {"claim"}})} {
		if a.status != 404 {
			t.Errorf("a case of another queue: %d", a.status)
		}
	}
	if a := s.get(m, "/staff/queue?find="+others); a.to != "/staff/queue?missing=1" {
		t.Errorf("a case of another queue is found: %s", a.to)
	}
	for _, do := range []url.Values{{"do": {"claim"}}, {"do": {"step"}, "event": {"investigate"}}, {"do": {"hold"}}} {
		if a := s.post(m, "/staff/cases/"+theirs, do); a.status != 303 {
			t.Errorf("%v: %d", do, a.status)
		}
	}
	page := s.get(m, "/staff/cases/"+theirs)
	if strings.Contains(page.body, others) {
		t.Error("beside a case stands one of another queue")
	}
	if !strings.Contains(page.body, s.people[account.Officer].id) || strings.Contains(page.body, s.people[account.Auditor].id) {
		t.Error("the case is handed to others than those who may work on it")
	}
	for _, path := range []string{"/staff/templates", "/staff/keys"} {
		if a := s.get(m, path); a.status != 403 {
			t.Errorf("%s is not of a queue: %d", path, a.status)
		}
	}
	if a := s.get(m, "/staff/overview"); strings.Contains(a.body, others) || strings.Contains(a.body, theirs) {
		t.Error("the overview names cases")
	}
	s.wait(31 * 24 * time.Hour)
	s.signIn(m)
	if a := s.get(m, "/staff/queue"); a.status != 403 {
		t.Errorf("the role outlives its end: %d", a.status)
	}
}

// The first admin is set up by the link of an empty service, once.
func TestSetUp(t *testing.T) {
	s := openSite(t, "")
	token := ok[account.Secret](t)(s.Accounts.SetupToken(t.Context()))
	m := &member{role: account.Admin, jar: map[string]string{}}
	v := url.Values{"token": {token.Clear()}, "lang_now": {"en"}, "name": {"Made-up Admin"}, "email": {"admin@clearbrook.example"}, "password": {"plum lantern orchard"}}
	says(t, s.get(nil, "/staff/setup?lang=en&token="+token.Clear()), 200, "Set up the service")
	says(t, s.post(m, "/staff/setup", with(v, "name", " ")), 422, "Give the name")
	says(t, s.post(m, "/staff/setup", with(v, "email", "nowhere")), 422, "Give an e-mail address")
	if a := s.post(m, "/staff/setup", v); a.to != "/staff/factor" {
		t.Fatalf("set-up: %d %s", a.status, a.to)
	}
	s.confirm(m)
	says(t, s.get(m, "/staff/people"), 200, "Made-up Admin")
	says(t, s.post(nil, "/staff/setup", v), 410, "This link cannot be used any more")
	if _, err := s.Accounts.SetupToken(t.Context()); err == nil {
		t.Error("there is a second first admin")
	}
	if code, err := totp.GenerateCode(m.Secret, s.clock()); err != nil || len(code) != 6 {
		t.Error("the secret on the page is none")
	}
	s.verify()
}
