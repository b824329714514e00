// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"io/fs"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/web"
)

// An invitation shows its link once, the person joins with it, and is given and
// loses roles; each change asks for a fresh proof of who the admin is.
func TestPeople(t *testing.T) {
	s := newSite(t, "")
	admin := s.people[account.Admin]
	invite := url.Values{"do": {"invite"}, "name": {"Made-up Wei"}, "email": {"wei@clearbrook.example"}, "role": {"moderator"}, "lang": {"en"}}

	s.wait(6 * time.Minute)
	if a := s.post(admin, "/staff/people", invite); a.status != 303 || a.to != "/staff/stepup?back=people" {
		t.Fatalf("without a fresh proof: %d %s", a.status, a.to)
	}
	says(t, s.get(admin, "/staff/people"), 200, "Before you change anything")
	says(t, s.post(admin, "/staff/stepup", url.Values{"back": {"people"}, "password": {admin.Password}, "code": {"000000"}}), 422, "The password or the code does not fit")
	s.stepUp(admin)

	says(t, s.post(admin, "/staff/people", url.Values{"do": {"invite"}}), 422, "Give the name", "Choose at least one role")
	a := s.post(admin, "/staff/people", invite)
	says(t, a, 200, "shown this once")
	link := regexp.MustCompile(`/staff/join\?token=[A-Z0-9]+`).FindString(a.body)
	if link == "" {
		t.Fatal("no link on the page")
	}
	if a := s.get(admin, "/staff/people"); strings.Contains(a.body, "token=") {
		t.Error("the link is shown again")
	}
	says(t, s.post(admin, "/staff/people", invite), 422, "Somebody has this address already")
	says(t, s.get(nil, link+"&lang=en"), 200, "Choose a password")

	moderator := s.people[account.Moderator]
	do := func(m *member, v url.Values) answer { return s.post(admin, "/staff/people", with(v, "id", m.id)) }
	grants := ok[[]account.Grant](t)(s.Accounts.Grants(t.Context(), account.Fixed(admin.id, s.clock(), account.Admin), moderator.id))
	if a := do(moderator, url.Values{"do": {"end"}, "grant": {grants[0].ID}}); a.status != 303 {
		t.Fatalf("end of a role: %d", a.status)
	}
	if a := do(moderator, url.Values{"do": {"grant"}, "role": {"auditor"}}); a.status != 303 {
		t.Fatalf("a role: %d", a.status)
	}
	if a := s.get(moderator, "/staff/queue"); a.status != 403 {
		t.Errorf("the old role still works: %d", a.status)
	}
	says(t, s.get(moderator, "/staff/ledger"), 200, "Newest checkpoint")
	says(t, do(moderator, url.Values{"do": {"grant"}, "role": {"officer"}}), 422, "One person cannot have these roles together")
	says(t, do(moderator, url.Values{"do": {"grant"}, "role": {"trainer"}, "queue": {"main"}}), 422, "cannot be given for one queue only")
	says(t, do(moderator, url.Values{"do": {"grant"}, "role": {"trainer"}, "until": {"2026-11-01"}}), 422, "The day must be after today")
	own := ok[[]account.Grant](t)(s.Accounts.Grants(t.Context(), account.Fixed(admin.id, s.clock(), account.Admin), admin.id))
	says(t, do(admin, url.Values{"do": {"end"}, "grant": {own[0].ID}}), 422, "Somebody must stay who manages people")
	says(t, do(admin, url.Values{"do": {"grant"}, "role": {"officer"}}), 422, "changed by somebody else")
	if a := do(moderator, url.Values{"do": {"suspend"}}); a.status != 303 {
		t.Fatalf("suspend: %d", a.status)
	}
	if a := s.get(moderator, "/staff/ledger"); a.to != "/staff/signin" {
		t.Errorf("who is suspended still reads: %d", a.status)
	}
	says(t, do(moderator, url.Values{"do": {"left"}}), 422, "Tick first that you are sure")
	for _, step := range []string{"resume", "left", "erase"} {
		if a := do(moderator, url.Values{"do": {step}, "sure": {"1"}}); a.status != 303 {
			t.Fatalf("%s: %d", step, a.status)
		}
	}
	if a := s.get(admin, "/staff/people"); strings.Contains(a.body, moderator.Email) {
		t.Error("the address of who left is still there")
	}
	if a := s.post(admin, "/staff/people", url.Values{"do": {"resume"}, "id": {"nobody"}}); a.status != 404 {
		t.Errorf("an unknown person: %d", a.status)
	}
	s.verify()
}

// A role that two persons give counts after the second one: not who gave it, and
// not who gets it.
func TestSecondPerson(t *testing.T) {
	s := newSite(t, "")
	first, second, trainer := s.people[account.Admin], s.member(account.Admin, "en"), s.people[account.Trainer]
	s.stepUp(first)
	s.stepUp(second)
	if a := s.post(first, "/staff/people", url.Values{"do": {"grant"}, "id": {trainer.id}, "role": {"custodian"}}); a.status != 303 {
		t.Fatalf("grant: %d", a.status)
	}
	page := s.get(first, "/staff/people")
	says(t, page, 200, "waits for a second person")
	grant := regexp.MustCompile(`name="grant" value="([^"]+)"><button class="link" name="do" value="approve"`)
	if grant.MatchString(page.body) {
		t.Error("who gave the role is asked to approve it")
	}
	m := grant.FindStringSubmatch(s.get(second, "/staff/people").body)
	if m == nil {
		t.Fatal("nobody is asked to approve")
	}
	approve := url.Values{"do": {"approve"}, "id": {trainer.id}, "grant": {m[1]}}
	says(t, s.post(first, "/staff/people", approve), 422, "A second person approves")
	if a := s.get(trainer, "/staff/identity"); a.status != 403 {
		t.Errorf("the role counts before it was approved: %d", a.status)
	}
	if a := s.post(second, "/staff/people", approve); a.status != 303 {
		t.Fatalf("approve: %d", a.status)
	}
	says(t, s.get(trainer, "/staff/identity"), 200)
	s.verify()
}

// Passwords and codes cannot be tried without end, not even by who has the
// session; and no address from outside is ever led to.
func TestStepUpIsBounded(t *testing.T) {
	s := newSite(t, "")
	m := s.people[account.Custodian]
	wrong := url.Values{"password": {m.Password}, "code": {"000000"}}
	for range 5 {
		says(t, s.post(m, "/staff/stepup", wrong), 422, "The password or the code does not fit")
	}
	says(t, s.post(m, "/staff/stepup", wrong), 422, "Too many attempts")
	s.wait(2 * time.Minute)
	for _, back := range []string{"//evil.example", "../../evil", "https://evil.example", ""} {
		if a := s.post(m, "/staff/stepup", url.Values{"back": {back}, "password": {m.Password}, "code": {s.code(m)}}); a.to != "/staff/me" {
			t.Errorf("back %q led to %q (%d)", back, a.to, a.status)
		}
		s.wait(2 * time.Minute)
	}
}

// The custodian sees a name with a reason; the look is a leaf and its reason a
// note in the case. A wrong reference and a case without a name sound the same.
func TestIdentity(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		m := s.people[account.Custodian]
		named := s.file(func(f *desk.Form) { f.Mode, f.Contact, f.Name = desk.Identified, "xu@mail.example", "Made-up Xu" })
		anonymous := s.file(nil)
		s.stepUp(m)
		ask := func(ref string) answer {
			return s.post(m, "/staff/identity", url.Values{"ref": {ref}, "reason": {"safety"}, "why": {"The police asked by telephone."}})
		}
		says(t, s.post(m, "/staff/identity", url.Values{}), 422, "Give the reference", "Choose the reason", "Say why")
		says(t, ask(" "+strings.ToLower(named.Ref)+" "), 200, "The name is Made-up Xu")
		if a := s.get(m, "/staff/identity"); strings.Contains(a.body, "Xu") {
			t.Error("the name is still on the page")
		}
		without, unknown := ask(anonymous.Ref), ask("C-2222-2222")
		says(t, without, 422, "There is no such reference, or no name was left")
		if norm := strings.ReplaceAll(without.body, anonymous.Ref, "C-2222-2222"); norm != unknown.body {
			t.Error("a case without a name can be told from a reference that does not exist")
		}
		says(t, s.get(s.people[account.Officer], "/staff/cases/"+named.Ref), 200, "The custodian looked at the name: somebody is in danger. The police asked")
		s.read(func(tx *store.Tx) error {
			var n int
			err := tx.Get(t.Context(), "SELECT count(*) FROM leaf WHERE type = 'identity.seen'", nil, &n)
			if n != 1 {
				t.Errorf("%d leaves tell of a look, want 1", n)
			}
			return err
		})
		s.verify()
		s.wait(10 * time.Minute)
		if a := ask(named.Ref); a.to != "/staff/stepup?back=identity" {
			t.Errorf("without a fresh proof: %d %s", a.status, a.to)
		}
		if strings.Contains(s.log.String(), "Xu") {
			t.Error("the log has the name")
		}
	})
}

// A complaint by telephone is filed once, whatever is clicked twice; the receipt
// that is read out opens it; the ledger says that staff wrote it down.
func TestEnter(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		m := s.people[account.Moderator]
		token := field(t, s.get(m, "/staff/enter").body, "token")
		v := url.Values{"token": {token}, "channel": {"phone"}, "case_lang": {"en"}}
		says(t, s.post(m, "/staff/enter", v), 422, "Choose at least one", "Choose whose information it is")
		v["category"], v["relation"], v["mode"], v["what"] = []string{"contact"}, []string{"self"}, []string{"anonymous"}, []string{"Her number is in the market board."}
		a := s.post(m, "/staff/enter", v)
		says(t, a, 200, "Filed", "read it out")
		digits := regexp.MustCompile(`<li>(\d{5,6})</li>`).FindAllStringSubmatch(a.body, -1)
		if len(digits) != 4 {
			t.Fatalf("the receipt has %d groups", len(digits))
		}
		if again := s.post(m, "/staff/enter", v); again.body != a.body {
			t.Error("a second click shows something else")
		}
		var receipt strings.Builder
		for _, d := range digits {
			receipt.WriteString(d[1] + " ")
		}
		ref := regexp.MustCompile(`C-[A-Z0-9]{4}-[A-Z0-9]{4}`).FindString(a.body)
		follow := s.post(nil, "/follow", url.Values{"receipt": {receipt.String()}, "go": {"enter"}, "lang_now": {"en"}})
		says(t, follow, 200, "Her number is in the market board.")
		says(t, s.get(s.people[account.Officer], "/staff/cases/"+ref), 200, "telephone")
		s.read(func(tx *store.Tx) error {
			var n int
			var body []byte
			err := tx.Get(t.Context(), "SELECT (SELECT count(*) FROM leaf WHERE type = 'complaint.opened'), body FROM leaf WHERE type = 'complaint.opened'", nil, &n, &body)
			if n != 1 || !strings.Contains(string(body), "staff:"+m.id) {
				t.Errorf("%d complaints were opened, want 1, by the member of staff: %s", n, body)
			}
			return err
		})
		s.verify()
	})
}

// A template fills the text of a step without a script, is remembered by the
// message, cannot hold a number, and is not offered once retired.
func TestTemplates(t *testing.T) {
	s := newSite(t, "")
	m := s.people[account.Officer]
	put := func(do, body string) answer {
		return s.post(m, "/staff/templates", url.Values{"do": {do}, "purpose": {"respond"}, "lang": {"en"}, "title": {"Gone"}, "body": {body}})
	}
	says(t, put("save", "Call Wang Wei, 13800138000."), 422, "must not hold personal information")
	says(t, s.post(m, "/staff/templates", url.Values{}), 422, "Choose the purpose", "Give a title", "Write the text")
	if a := put("save", "The post is gone."); a.status != 303 {
		t.Fatalf("save: %d", a.status)
	}
	sub := s.file(nil)
	path := "/staff/cases/" + sub.Ref
	s.post(m, path, url.Values{"do": {"claim"}})
	s.post(m, path, url.Values{"do": {"step"}, "event": {"investigate"}})
	id := regexp.MustCompile(`<option value="([A-Z0-9]+)">Gone</option>`).FindStringSubmatch(s.get(m, path).body)
	if id == nil {
		t.Fatal("the template is not offered")
	}
	page := s.get(m, path+"?event=respond&template="+id[1])
	says(t, page, 200, "The post is gone.")
	name := regexp.MustCompile(`name="template" value="(respond/[^"]+)"`).FindStringSubmatch(page.body)
	if name == nil {
		t.Fatal("the form does not name its template")
	}
	for _, tpl := range []string{name[1], "made/up/1"} {
		if tpl != name[1] {
			s.post(m, path, url.Values{"do": {"step"}, "event": {"reopen"}, "text": {"Again."}})
		}
		s.post(m, path, url.Values{"do": {"step"}, "event": {"respond"}, "outcome": {"removed"}, "text": {"The post is gone."}, "template": {tpl}})
	}
	s.read(func(tx *store.Tx) error {
		var n int
		err := tx.Get(t.Context(), "SELECT count(*) FROM message WHERE template = $1", []any{name[1]}, &n)
		if n != 1 {
			t.Errorf("%d messages remember the template, want 1", n)
		}
		if err == nil {
			err = tx.Get(t.Context(), "SELECT count(*) FROM message WHERE template = 'made/up/1'", nil, &n)
		}
		if n != 0 {
			t.Error("a message names a template that is none")
		}
		return err
	})
	if a := put("retire", "The post is gone."); a.status != 303 {
		t.Fatalf("retire: %d", a.status)
	}
	says(t, s.get(m, "/staff/templates"), 200, "No templates yet")
}

// A rule sends new cases to a queue, and the queue's page lists them.
func TestQueuesAndRules(t *testing.T) {
	s := newSite(t, "")
	ref := s.busy()
	m := s.people[account.Officer]
	s.signIn(m)
	s.signIn(s.people[account.Admin])
	a := s.get(m, "/staff/queue?queue="+s.queue)
	if n := strings.Count(a.body, "/staff/cases/"); n != 1 || strings.Contains(a.body, ref) {
		t.Errorf("the queue of the rule lists %d cases, want the one about a child", n)
	}
	says(t, s.post(s.people[account.Admin], "/staff/queues", url.Values{"do": {"rule"}, "position": {"2"}, "level": {"0"}, "queue": {"main"}}), 422, "Set at least one condition")
	says(t, s.post(s.people[account.Admin], "/staff/queues", url.Values{"do": {"queue"}}), 422, "Give the queue a name")
	if a := s.post(m, "/staff/cases/"+ref, url.Values{"do": {"claim"}}); a.status != 303 {
		t.Fatal("claim", a.status)
	}
	if a := s.post(m, "/staff/cases/"+ref, url.Values{"do": {"move"}, "queue": {s.queue}}); a.to != "/staff/cases/"+ref+"?done=move" {
		t.Errorf("move: %d %s", a.status, a.to)
	}
	if a := s.get(m, "/staff/queue?queue="+s.queue); !strings.Contains(a.body, ref) {
		t.Error("the moved case is not in its queue")
	}
	if a := s.get(m, "/staff/queue?find="+strings.ToLower(ref)); a.to != "/staff/cases/"+ref {
		t.Errorf("find led to %q", a.to)
	}
	says(t, s.get(m, s.get(m, "/staff/queue?find=C-0000-0000").to), 200, "There is no case of this reference")
	says(t, s.get(m, "/staff/queue?tag=market&level=9&after=x,y,z&show=what"), 200, ref)
}

// A key is shown once, works, and ends when it is revoked. Admins can give it
// what shows no case, officers what they may do themselves; an admin sees and
// revokes all, an officer their own.
func TestKeys(t *testing.T) {
	s := newSite(t, "")
	admin, officer := s.people[account.Admin], s.people[account.Officer]
	for _, c := range []struct {
		m   *member
		can account.Right
	}{{admin, account.LedgerRead}, {officer, account.CaseRead}} {
		s.stepUp(c.m)
		make := url.Values{"do": {"make"}, "days": {"90"}}
		says(t, s.post(c.m, "/staff/keys", with(make, "right", "people.manage")), 422, "Choose at least one right")
		make["right"] = []string{"case.enter", "case.read", "ledger.read"}
		says(t, s.post(c.m, "/staff/keys", with(make, "name", "王伟的手机")), 422, "letters, digits, dots")
		says(t, s.post(c.m, "/staff/keys", with(with(make, "name", "forum"), "from", "everywhere")), 422, "Write networks as")
		if a := s.post(c.m, "/staff/keys", with(with(make, "name", "forum"), "queue", "nowhere")); a.status != 400 {
			t.Errorf("a key for a queue that is not there: %d", a.status)
		}
		a := s.post(c.m, "/staff/keys", with(with(make, "name", "forum"), "from", "192.0.2.0/24, 2001:db8::1"))
		says(t, a, 200, "The key, shown this once")
		secret := account.Secret(regexp.MustCompile(`hulan_[a-z0-9]+_[A-Z0-9]+`).FindString(a.body))
		who := ok[account.Actor](t)(s.Accounts.Program(t.Context(), secret, netip.MustParseAddr("192.0.2.7")))
		for _, r := range []account.Right{account.CaseRead, account.LedgerRead} {
			if who.Can(r, account.All) != (r == c.can) {
				t.Errorf("%s made a key that may %s: %v", c.m.role, r, who.Can(r, account.All))
			}
		}
		if !who.Can(account.CaseEnter, account.All) {
			t.Error("the key lacks a right that was chosen")
		}
		if _, err := s.Accounts.Program(t.Context(), secret, netip.MustParseAddr("198.51.100.1")); err == nil {
			t.Error("the key works from elsewhere")
		}
		list := s.get(c.m, "/staff/keys")
		if strings.Contains(list.body, secret.Clear()) {
			t.Error("the key is shown again")
		}
		if n := strings.Count(list.body, `value="revoke"`); n != 1 {
			t.Errorf("%s sees %d keys that work", c.m.role, n)
		}
		if a := s.post(c.m, "/staff/keys", url.Values{"do": {"revoke"}, "id": {field(t, list.body, "id")}}); a.status != 303 {
			t.Fatalf("revoke: %d", a.status)
		}
		if _, err := s.Accounts.Program(t.Context(), secret, netip.MustParseAddr("192.0.2.7")); err == nil {
			t.Error("a revoked key works")
		}
		says(t, s.get(c.m, "/staff/keys"), 200, "revoked")
	}
	s.verify()
}

// The ledger's page shows the checkpoint, hands it out, and finds a row that was
// changed behind the service.
func TestLedgerPage(t *testing.T) {
	s := newSite(t, "")
	s.file(nil)
	m := s.people[account.Auditor]
	page := s.get(m, "/staff/ledger")
	says(t, page, 200, strings.ReplaceAll(s.Ledger.VerifierKey(), "+", "&#43;"))
	note := s.get(m, "/staff/ledger/checkpoint")
	if !strings.HasPrefix(note.body, "localhost_8787/hulan\n") || !strings.HasPrefix(note.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("checkpoint %q, %q", note.body, note.header.Get("Content-Disposition"))
	}
	says(t, s.post(m, "/staff/ledger", nil), 200, "Nothing wrong")
	s.must(s.DB.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE case_ SET severity = 0")
		return err
	}))
	says(t, s.post(m, "/staff/ledger", nil), 200, "row changed case_")
}

// Who reads no case sees no count below five of what people said or were told,
// and cannot reckon it; who reads cases sees all.
func TestSmallCounts(t *testing.T) {
	s := newSite(t, "")
	officer := s.people[account.Officer]
	tell := func() {
		sub := s.file(nil)
		for _, v := range []url.Values{{"do": {"claim"}}, {"do": {"step"}, "event": {"investigate"}}, {"do": {"step"}, "event": {"respond"}, "outcome": {"masked"}, "text": {"It is covered."}}} {
			s.post(officer, "/staff/cases/"+sub.Ref, v)
		}
	}
	row := regexp.MustCompile(`The information was covered\.</th><td>.*?</td><td>([^<]*)(?:&lt;)?([^<]*)</td>`)
	shown := func(m *member) string {
		t.Helper()
		got := row.FindStringSubmatch(s.get(m, "/staff/overview").body)
		if got == nil {
			t.Fatal("the outcomes are not on the page")
		}
		return strings.ReplaceAll(got[1]+got[2], "&lt;", "<")
	}
	for range 4 {
		tell()
	}
	if got := shown(officer); got != "4" {
		t.Errorf("the officer sees %q, want 4", got)
	}
	if got := shown(s.people[account.Trainer]); got != "<5" {
		t.Errorf("the trainer sees %q, want <5", got)
	}
	if a := s.get(s.people[account.Trainer], "/staff/overview"); regexp.MustCompile(`href="/staff/cases/`).MatchString(a.body) {
		t.Error("the trainer is led to cases")
	}
	tell()
	if got := shown(s.people[account.Trainer]); got != "5" {
		t.Errorf("the trainer sees %q, want 5", got)
	}
}

// Alarms of clocks are shown until somebody who works on cases has seen them.
func TestAlarms(t *testing.T) {
	s := newSite(t, "")
	s.busy()
	m := s.people[account.Officer]
	s.signIn(m)
	page := s.get(m, "/staff/overview")
	var ids []string
	for _, x := range regexp.MustCompile(`name="alarm" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
		ids = append(ids, x[1])
	}
	if len(ids) == 0 {
		t.Fatal("no alarm after sixteen days")
	}
	for len(ids) > 0 {
		if a := s.post(m, "/staff/overview", url.Values{"alarm": ids}); a.status != 303 {
			t.Fatalf("mark: %d", a.status)
		}
		ids = nil
		for _, x := range regexp.MustCompile(`name="alarm" value="([^"]+)"`).FindAllStringSubmatch(s.get(m, "/staff/overview").body, -1) {
			ids = append(ids, x[1])
		}
	}
	says(t, s.get(m, "/staff/overview"), 200, "No alarm that nobody has seen")
}

// A clock that was cancelled may have the same end as the one that runs: the
// overview shows the one that runs.
func TestOverviewClockBesideACancelledOne(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		m := s.people[account.Officer]
		f := s.file(nil)
		s.must(s.DB.Write(t.Context(), func(tx *store.Tx) error {
			n, err := tx.Exec(t.Context(), `INSERT INTO clock SELECT '0' || id, case_id, rule, rule_ver, started_at, due_at, provisional, paused_at, pauses,
				extended_at, extended_by, extend_reason, met_at, breached_at, started_at, fired, 0
				FROM clock WHERE case_id = (SELECT id FROM case_ WHERE ref = $1)`, f.Ref)
			if n == 0 {
				t.Error("the case has no clock")
			}
			return err
		}))
		s.wait(14 * 24 * time.Hour)
		s.signIn(m)
		says(t, s.get(m, "/staff/overview"), 200, f.Ref)
	})
}

// A case is handed to a colleague and a clock is extended once, with a reason of
// its rule.
func TestHandOverAndExtend(t *testing.T) {
	s := newSite(t, "")
	m, other := s.people[account.Officer], s.people[account.Moderator]
	path := "/staff/cases/" + s.file(nil).Ref
	s.post(m, path, url.Values{"do": {"claim"}})
	page := s.get(m, path)
	clock := field(t, page.body, "clock")
	reason := regexp.MustCompile(`(?s)id="reason-` + clock + `".*?<option value="([a-z_]+)">`).FindStringSubmatch(page.body)
	if reason == nil {
		t.Fatal("no reason is offered")
	}
	says(t, s.post(m, path, url.Values{"do": {"extend"}, "clock": {clock}, "reason": {"because"}}), 422, "Choose the reason")
	if a := s.post(m, path, url.Values{"do": {"extend"}, "clock": {clock}, "reason": {reason[1]}}); a.status != 303 {
		t.Fatalf("extend: %d", a.status)
	}
	says(t, s.post(m, path, url.Values{"do": {"extend"}, "clock": {clock}, "reason": {reason[1]}}), 422, "was extended before")
	says(t, s.post(m, path, url.Values{"do": {"hand"}, "to": {"nobody"}}), 422, "Choose a colleague")
	if a := s.post(m, path, url.Values{"do": {"hand"}, "to": {other.id}}); a.status != 303 {
		t.Fatalf("hand over: %d", a.status)
	}
	says(t, s.get(m, path), 200, "With a colleague until")
	says(t, s.get(other, path), 200, "Yours until")
	says(t, s.post(m, path, url.Values{"do": {"level"}, "level": {"1"}}), 409, "Somebody else works on this case")
	says(t, s.post(other, path, url.Values{"do": {"tag"}, "tag": {"no name, please"}}), 422, "A tag has 2 to 30")
	s.verify()
}

// What staff write to a person is looked at by the engine: a reply that repeats
// a number is held back once, with the text kept.
func TestReplyThatRepeats(t *testing.T) {
	s := newSite(t, "")
	m := s.people[account.Officer]
	path := "/staff/cases/" + s.file(nil).Ref
	s.post(m, path, url.Values{"do": {"claim"}})
	s.post(m, path, url.Values{"do": {"step"}, "event": {"investigate"}})
	v := url.Values{"do": {"step"}, "event": {"respond"}, "outcome": {"removed"}, "text": {"Wang Wei, 13800138000, is gone."}}
	a := s.post(m, path, v)
	says(t, a, 422, "This seems to hold personal information", "Wang Wei, 13800138000, is gone.")
	sound(t, "a reply held back", a)
	v.Set("anyway", "1")
	if a := s.post(m, path, v); a.status != 303 {
		t.Fatalf("confirmed: %d", a.status)
	}
}

// Settings are shown with their manual and without secrets.
func TestSettingsPage(t *testing.T) {
	s := newSite(t, "")
	s.Config.Mail.Password.UnmarshalText([]byte("hunter2"))
	a := s.get(s.people[account.Auditor], "/staff/settings")
	says(t, a, 200, "mail.password", "[secret]", "HULAN_MAIL_PASSWORD", "1095d")
	if strings.Contains(a.body, "hunter2") {
		t.Error("a secret is on the page")
	}
}

// The script of the console is one file of ours that makes no markup, runs no
// text and sends nothing.
func TestKeysScript(t *testing.T) {
	text, err := fs.ReadFile(web.Files, "static/keys.js")
	if err != nil {
		t.Fatal(err)
	}
	if bad := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(|fetch\(|XMLHttp|submit\(|\.click\(|sendBeacon`).FindString(string(text)); bad != "" {
		t.Errorf("keys.js has %q", bad)
	}
	s := newSite(t, "")
	src := regexp.MustCompile(`<script src="([^"]+)" defer></script>`).FindStringSubmatch(s.get(s.people[account.Officer], "/staff/queue").body)
	if src == nil {
		t.Fatal("the console does not load its script")
	}
	a := s.get(nil, src[1])
	if a.status != 200 || !strings.Contains(a.header.Get("Content-Type"), "javascript") {
		t.Errorf("script: %d %s", a.status, a.header.Get("Content-Type"))
	}
	if a := s.get(nil, "/?lang=en"); strings.Contains(a.body, "<script") {
		t.Error("a public page loads a script")
	}
}

// A form from another site is refused, whoever is signed in.
func TestForeignForm(t *testing.T) {
	s := newSite(t, "")
	m := s.people[account.Admin]
	r, err := http.NewRequestWithContext(t.Context(), "POST", "/staff/people", strings.NewReader("do=invite"))
	s.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	says(t, s.do(m, r), 403)
}

// with is a form with one field more.
func with(v url.Values, name, value string) url.Values {
	out := maps.Clone(v)
	out[name] = []string{value}
	return out
}

// ok is a value without its error, which fails the test.
func ok[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
