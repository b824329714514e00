// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/law"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// world is a desk with everything below it.
type world struct {
	t      testing.TB
	clock  *clock
	db     *store.DB
	ledger *ledger.Log
	docket *docket.Docket
	desk   *desk.Desk
	told   []string // cases for which a mail would be sent
}

var ann, bob = docket.Actor{Kind: docket.Staff, ID: "ann"}, docket.Actor{Kind: docket.Staff, ID: "bob"}

// each runs f with a desk on SQLite and on PostgreSQL.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, newWorld(t, store.Options{Path: t.TempDir() + "/hulan.db"})) })
	t.Run("postgres", func(t *testing.T) { f(t, newWorld(t, store.Options{Postgres: storetest.Postgres(t)})) })
}

func newWorld(t testing.TB, o store.Options) *world {
	t.Helper()
	// A Tuesday in a week without holidays.
	w := &world{t: t, clock: &clock{now: time.Date(2026, 11, 24, 9, 20, 0, 0, time.UTC)}}
	o.Now = w.clock.Now
	w.db = storetest.Open(t, o)
	root := vault.NewRoot()
	v, err := vault.Open(t.Context(), w.db, nil, root)
	w.must(err)
	w.ledger, err = ledger.Open(t.Context(), w.db, ledger.Options{Origin: "test.example/hulan", Seed: v.Derive("checkpoint"), Tables: slices.Concat(vault.Tables, docket.Tables(), desk.Tables())})
	w.must(err)
	w.must(v.Use(t.Context(), w.ledger))
	w.docket = docket.New(w.db, v, w.ledger, append(law.Select("complaint", []string{"CN"}, nil), law.Select("appeal", []string{"CN"}, nil)...), docket.Options{})
	w.desk = desk.New(w.db, w.docket, v, w.ledger, desk.Options{
		Acknowledgement: func(lang string, c *docket.Case) string { return "Received. We work on it." },
		DuplicateText:   func(lang, outcome string) string { return "Somebody else reported this too: " + outcome },
		Notify: func(_ context.Context, _ *store.Tx, id string) error {
			w.told = append(w.told, id)
			return nil
		},
	})
	w.must(w.db.Write(t.Context(), func(tx *store.Tx) error { return w.docket.Seed(t.Context(), tx) }))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// verify says that the ledger and the rows agree.
func (w *world) verify() {
	w.t.Helper()
	_, err := w.ledger.Checkpoint(w.t.Context())
	w.must(err)
	r, err := w.ledger.Verify(w.t.Context(), ledger.VerifyOptions{})
	w.must(err)
	for _, p := range r.Problems {
		w.t.Errorf("ledger: %s", p)
	}
}

func form() *desk.Form {
	return &desk.Form{
		Lang: "en", Channel: desk.Web, Mode: desk.Anonymous, Categories: []string{"contact", "address"}, Relation: desk.Self,
		Remedies: []string{"remove"}, Places: []docket.Text{"https://clearbrook.example/t/20419"}, What: "My number and my street are in the third post.",
	}
}

func (w *world) file(f *desk.Form) *desk.Submitted {
	w.t.Helper()
	s, err := w.desk.File(w.t.Context(), f, desk.NewReceipt(), store.NewID(), docket.Actor{Kind: docket.Person})
	w.must(err)
	return s
}

func (w *world) view(token desk.Token) *desk.View {
	w.t.Helper()
	v, err := w.desk.View(w.t.Context(), token)
	w.must(err)
	return v
}

func (w *world) act(id string, do docket.Doing) *docket.Case {
	w.t.Helper()
	c, err := w.desk.Act(w.t.Context(), id, do)
	w.must(err)
	return c
}

// A complaint from the form to the outcome, an appeal, and its decision by
// somebody else.
func TestJourney(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s := w.file(form())
		if s.AckDue.IsZero() || s.OutcomeDue.IsZero() {
			t.Errorf("no dates promised: %+v", s)
		}
		token, err := w.desk.Enter(ctx, s.Receipt, "")
		w.must(err)
		v := w.view(token)
		if v.Case.State != docket.Acknowledged || len(v.Messages) != 1 || string(v.Messages[0].Text) != "Received. We work on it." {
			t.Fatalf("after filing: %s, %d messages", v.Case.State, len(v.Messages))
		}
		w.act(s.CaseID, docket.Doing{Event: docket.Ask, Actor: ann, Text: "Which post?"})
		w.must(w.desk.Write(ctx, token, "The third one.", nil))
		if v = w.view(token); v.Case.State != docket.Investigating {
			t.Fatalf("after the answer: %s", v.Case.State)
		}
		if _, err := w.desk.Act(ctx, s.CaseID, docket.Doing{Event: docket.Close, Actor: ann}); err == nil {
			t.Fatal("closed without an outcome told")
		}
		w.act(s.CaseID, docket.Doing{Event: docket.Respond, Actor: ann, Outcome: "removed", Text: "It is gone."})
		w.must(w.desk.Appeal(ctx, token, "The quote below still shows it."))
		_, err = w.desk.Act(ctx, s.CaseID, docket.Doing{Event: docket.Overturn, Actor: ann, Text: "no"})
		if e, ok := errors.AsType[*docket.RefusedError](err); !ok || e.Code != "other_reviewer" {
			t.Fatalf("the decider decided the appeal: %v", err)
		}
		w.act(s.CaseID, docket.Doing{Event: docket.Overturn, Actor: bob, Text: "You are right, we look again."})
		w.act(s.CaseID, docket.Doing{Event: docket.Investigate, Actor: bob})
		w.act(s.CaseID, docket.Doing{Event: docket.Respond, Actor: bob, Outcome: "removed", Text: "The quote is gone too."})
		w.must(w.desk.Rate(ctx, token, 5))
		w.act(s.CaseID, docket.Doing{Event: docket.Close, Actor: bob})
		if v = w.view(token); v.Case.State != docket.Closed || v.Complaint.Satisfaction != 5 || v.Case.RetentionUntil.IsZero() {
			t.Errorf("at the end: %s, satisfaction %d", v.Case.State, v.Complaint.Satisfaction)
		}
		for _, k := range v.Clocks {
			if st := k.State(w.clock.Now()); st == law.Running || st == law.Breached {
				t.Errorf("clock %s is %s in a closed case", k.Rule.ID, st)
			}
		}
		w.verify()
	})
}

// Wrong, unknown and passphrase-less receipts give one answer; the right ones open.
func TestReceipts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		f := form()
		f.Passphrase = "Green Lantern"
		s := w.file(f)
		for _, tt := range []struct {
			r    desk.Receipt
			pass docket.Text
		}{{desk.NewReceipt(), ""}, {desk.NewReceipt(), "green lantern"}, {s.Receipt, ""}, {s.Receipt, "blue"}} {
			if _, err := w.desk.Enter(ctx, tt.r, tt.pass); !errors.Is(err, desk.ErrUnknownReceipt) {
				t.Errorf("error %v", err)
			}
		}
		token, err := w.desk.Enter(ctx, s.Receipt, " green LANTERN ")
		w.must(err)
		if err := w.desk.Write(ctx, token, docket.Text("my receipt is "+string(s.Receipt)), nil); !errors.Is(err, desk.ErrReceiptInText) {
			t.Errorf("a message with the receipt: %v", err)
		}
		w.must(w.desk.Leave(ctx, token))
		if _, err := w.desk.View(ctx, token); !errors.Is(err, desk.ErrExpired) {
			t.Errorf("after leaving: %v", err)
		}
		token, err = w.desk.Enter(ctx, s.Receipt, "green lantern")
		w.must(err)
		w.clock.Set(w.clock.Now().Add(time.Hour + time.Minute))
		if _, err := w.desk.View(ctx, token); !errors.Is(err, desk.ErrExpired) {
			t.Errorf("after an hour: %v", err)
		}
	})
}

// A form that is sent twice, at once or later, makes one case and gives one answer.
func TestSentTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		token, dr, err := w.desk.NewDraft(ctx, "zh-CN", desk.Web)
		w.must(err)
		dr.Categories, dr.Relation, dr.Mode, dr.Places = []string{"id"}, desk.Self, desk.Anonymous, []string{"https://clearbrook.example/1"}
		dr.Receipt = string(desk.NewReceipt())
		w.must(w.desk.SaveDraft(ctx, token, dr))
		w.must(w.desk.AddFile(ctx, token, dr, docket.File{Name: "shot.png", Media: "image/png", Scrub: docket.Clean, Data: []byte("picture")}))
		var refs [4]string
		var wg sync.WaitGroup
		for i := range refs {
			wg.Go(func() {
				sent, err := w.desk.Send(ctx, token)
				if err != nil {
					t.Error(err)
					return
				}
				refs[i] = sent.Sent.Ref
			})
		}
		wg.Wait()
		for _, r := range refs {
			if r == "" || r != refs[0] {
				t.Fatalf("answers %v", refs)
			}
		}
		var n, files int
		w.must(w.db.Read(ctx, func(tx *store.Tx) error {
			if err := tx.Get(ctx, "SELECT count(*) FROM case_", nil, &n); err != nil {
				return err
			}
			return tx.Get(ctx, "SELECT count(*) FROM draft_file", nil, &files)
		}))
		if n != 1 || files != 0 {
			t.Errorf("%d cases, %d files left in drafts", n, files)
		}
		r, err := desk.ParseReceipt(dr.Receipt)
		w.must(err)
		ft, err := w.desk.Enter(ctx, r, "")
		w.must(err)
		v := w.view(ft)
		data, _, err := w.desk.PersonFile(ctx, ft, v.Attachments[0].ID)
		w.must(err)
		if string(data) != "picture" {
			t.Errorf("file holds %q", data)
		}
		w.verify()
	})
}

// Many complain about one page: each is linked, all are joined in one step, and
// each person is told the outcome in an own case.
func TestMassComplaints(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var all []*desk.Submitted
		for i := range 6 {
			f := form()
			f.Places = []docket.Text{docket.Text([]string{"https://www.clearbrook.example/t/20419/?utm_source=x", "clearbrook.example/t/20419", "http://CLEARBROOK.example/t/20419#p3"}[i%3])}
			if i == 5 {
				f.Mode, f.Contact = desk.Contactable, "lin@mail.example"
			}
			all = append(all, w.file(f))
		}
		other := form()
		other.Places = []docket.Text{"https://clearbrook.example/t/1"}
		w.file(other)
		main := all[0].CaseID
		var ids []string
		w.must(w.db.Read(ctx, func(tx *store.Tx) error {
			same, err := w.desk.Similar(ctx, tx, main)
			for _, c := range same {
				ids = append(ids, c.ID)
			}
			return err
		}))
		if len(ids) != 5 {
			t.Fatalf("%d similar cases, want 5", len(ids))
		}
		w.must(w.desk.Join(ctx, main, ids, ann))
		w.act(main, docket.Doing{Event: docket.Respond, Actor: ann, Outcome: "removed", Text: "Dear Lin, it is gone."})
		for _, s := range all[1:] {
			token, err := w.desk.Enter(ctx, s.Receipt, "")
			w.must(err)
			v := w.view(token)
			last := v.Messages[len(v.Messages)-1]
			if v.Case.State != docket.Responded || v.Case.Outcome != "removed" || strings.Contains(string(last.Text), "Lin") {
				t.Errorf("%s: %s, outcome %q", v.Case.Ref, v.Case.State, v.Case.Outcome)
			}
			if err := w.desk.Appeal(ctx, token, "Not for me."); err != nil {
				t.Errorf("appeal of a joined complaint: %v", err)
			}
		}
		if !slices.Contains(w.told, all[5].CaseID) || slices.Contains(w.told, main) {
			t.Errorf("mails for %v", w.told)
		}
		w.verify()
	})
}

// Clocks warn and break once, with two nodes that look at the same time, and
// again after a restart; a question rests those that may rest.
func TestClocksFireOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s := w.file(form())
		w.act(s.CaseID, docket.Doing{Event: docket.Ask, Actor: ann, Text: "Which?"})
		w.clock.Set(w.clock.Now().AddDate(0, 0, 3))
		token, err := w.desk.Enter(ctx, s.Receipt, "")
		w.must(err)
		w.must(w.desk.Write(ctx, token, "That one.", nil))
		seen := map[string]int{}
		for range 60 {
			w.clock.Set(w.clock.Now().Add(24 * time.Hour))
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					if _, err := w.docket.Tick(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		w.must(w.db.Read(ctx, func(tx *store.Tx) error {
			all, err := docket.Alarms(ctx, tx, 1000)
			for _, a := range all {
				seen[a.Clock+" "+a.Step]++
			}
			return err
		}))
		if len(seen) < 6 {
			t.Errorf("only %d alarms in two months", len(seen))
		}
		for k, n := range seen {
			if n != 1 {
				t.Errorf("%s fired %d times", k, n)
			}
		}
		v := w.view(mustEnter(w, s.Receipt))
		breached, rested := 0, 0
		for _, k := range v.Clocks {
			if k.State(w.clock.Now()) == law.Breached {
				breached++
			}
			if len(k.Pauses) > 0 {
				rested++
			}
		}
		if breached < 2 || rested == 0 {
			t.Errorf("%d clocks breached, %d rested", breached, rested)
		}
		w.verify()
	})
}

func mustEnter(w *world, r desk.Receipt) desk.Token {
	w.t.Helper()
	token, err := w.desk.Enter(w.t.Context(), r, "")
	w.must(err)
	return token
}

// Two people never hold one case, and none is lost.
func TestLeases(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for i := range 30 {
			f := form()
			f.Places = []docket.Text{docket.Text(fmt.Sprintf("https://clearbrook.example/%d", i))}
			w.file(f)
		}
		got := make([][]string, 10)
		var wg sync.WaitGroup
		for n := range got {
			wg.Go(func() {
				me := fmt.Sprintf("officer%d", n)
				for {
					var id string
					err := w.db.Write(ctx, func(tx *store.Tx) error {
						id = ""
						items, err := w.docket.List(ctx, tx, docket.Filter{Free: true, Limit: 1})
						if err != nil || len(items) == 0 {
							return err
						}
						id = items[0].ID
						_, err = w.docket.Claim(ctx, tx, id, me)
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					if id == "" {
						return
					}
					got[n] = append(got[n], id)
				}
			})
		}
		wg.Wait()
		all := map[string]bool{}
		for _, ids := range got {
			for _, id := range ids {
				if all[id] {
					t.Errorf("case %s was claimed twice", id)
				}
				all[id] = true
			}
		}
		if len(all) != 30 {
			t.Errorf("%d cases claimed, want 30", len(all))
		}
		// Somebody else's case is refused until the lease ends.
		id := got[0]
		if len(id) > 0 {
			claim := func(who string) error {
				return w.db.Write(ctx, func(tx *store.Tx) error { _, err := w.docket.Claim(ctx, tx, id[0], who); return err })
			}
			if _, held := errors.AsType[*docket.HeldError](claim("ann")); !held {
				t.Error("a held case was claimed")
			}
			w.clock.Set(w.clock.Now().Add(31 * time.Minute))
			w.must(claim("ann"))
		}
	})
}

// What is past its retention cannot be read again, the ledger still verifies,
// and what is under legal hold stays.
func TestRetention(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var subs []*desk.Submitted
		for range 2 {
			f := form()
			f.Mode, f.Contact, f.Name = desk.Identified, "lin@mail.example", "Lin Xia"
			s := w.file(f)
			w.act(s.CaseID, docket.Doing{Event: docket.Respond, Actor: ann, Outcome: "removed", Text: "Gone."})
			w.act(s.CaseID, docket.Doing{Event: docket.Close, Actor: ann})
			subs = append(subs, s)
		}
		w.must(w.db.Write(ctx, func(tx *store.Tx) error { return w.docket.Hold(ctx, tx, subs[1].CaseID, true, ann) }))
		w.clock.Set(w.clock.Now().AddDate(3, 0, 1))
		n, err := w.desk.EraseExpired(ctx)
		w.must(err)
		if n != 1 {
			t.Fatalf("%d cases erased, want 1", n)
		}
		if _, err := w.desk.Enter(ctx, subs[0].Receipt, ""); !errors.Is(err, desk.ErrUnknownReceipt) {
			t.Errorf("erased case entered: %v", err)
		}
		w.must(w.db.Write(ctx, func(tx *store.Tx) error {
			if _, err := w.desk.Complaint(ctx, tx, subs[0].CaseID); !errors.Is(err, vault.ErrErased) {
				t.Errorf("erased complaint read: %v", err)
			}
			name, err := w.desk.Identity(ctx, tx, subs[1].CaseID, docket.Actor{Kind: docket.Staff, ID: "custodian"})
			if string(name) != "Lin Xia" {
				t.Errorf("name %v", name)
			}
			return err
		}))
		w.verify()
	})
}

// However staff and the person act, a closed case has an outbound message with
// an outcome since it was last opened, on a real database.
func TestRandomWalks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		walks := 40
		if os.Getenv("HULAN_LONG") == "1" {
			walks = 1000
		}
		events := []docket.Event{
			docket.Acknowledge, docket.Assess, docket.Investigate, docket.Ask, docket.Answer, docket.ExitScope, docket.Withdraw,
			docket.Transfer, docket.Respond, docket.Appeal, docket.Uphold, docket.Overturn, docket.Close, docket.Reopen,
		}
		closed := 0
		for seed := range walks {
			s := w.file(form())
			x := uint32(seed*2654435761 + 12345)
			next := func(n int) int { x ^= x << 13; x ^= x >> 17; x ^= x << 5; return int(x % uint32(n)) }
			for range 15 {
				var c *docket.Case
				w.must(w.db.Read(ctx, func(tx *store.Tx) (err error) { c, err = docket.Get(ctx, tx, s.CaseID); return err }))
				e := events[next(len(events))]
				actor := []docket.Actor{ann, bob}[next(2)]
				if can, err := c.Can(actor); err == nil && len(can) > 0 && next(4) > 0 {
					e = can[next(len(can))]
				}
				if e == docket.ExitDuplicate {
					continue
				}
				do := docket.Doing{Event: e, Actor: actor, Outcome: "removed"}
				if next(3) > 0 {
					do.Text = "words"
				}
				c, err := w.desk.Act(ctx, s.CaseID, do)
				if _, refused := errors.AsType[*docket.RefusedError](err); err != nil && !refused {
					t.Fatal(err)
				}
				if err == nil && c.State == docket.Closed {
					closed++
					w.must(w.db.Read(ctx, func(tx *store.Tx) error { return feedbackSinceOpened(t, w, tx, c) }))
				}
			}
		}
		if closed < walks/10 {
			t.Errorf("closed %d times in %d walks: too few to mean anything", closed, walks)
		}
		w.verify()
	})
}

func feedbackSinceOpened(t *testing.T, w *world, tx *store.Tx, c *docket.Case) error {
	steps, err := docket.Transitions(t.Context(), tx, c.ID)
	if err != nil {
		return err
	}
	var last docket.Event
	for _, s := range steps {
		switch s.Event {
		case docket.Respond, docket.Uphold, docket.Reopen, docket.Overturn:
			last = s.Event
		}
	}
	msgs, err := w.docket.Messages(t.Context(), tx, c, false)
	if err != nil {
		return err
	}
	told := slices.ContainsFunc(msgs, func(m docket.Message) bool {
		return m.Direction == docket.Out && (m.Purpose == string(docket.Respond) || m.Purpose == string(docket.Uphold))
	})
	if (last != docket.Respond && last != docket.Uphold) || !told {
		t.Errorf("case %s closed; the last of its steps that matter is %q, told: %v", c.Ref, last, told)
	}
	return nil
}

// A stolen database holds nothing that a person wrote, in no file.
func TestStolenDatabase(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, store.Options{Path: dir + "/hulan.db"})
	ctx := t.Context()
	f := form()
	f.Mode, f.Contact, f.Name, f.Passphrase = desk.Identified, "planted-contact@mail.example", "Planted Nameholder", "planted passphrase"
	f.What, f.Places = "planted words of the complaint", []docket.Text{"https://planted-place.example/t/1"}
	f.Files = []docket.File{{Name: "planted-file.png", Media: "image/png", Scrub: docket.Clean, Data: []byte("planted octets of the picture")}}
	s := w.file(f)
	token, err := w.desk.Enter(ctx, s.Receipt, "planted passphrase")
	w.must(err)
	w.must(w.desk.Write(ctx, token, "planted message of the person", nil))
	w.act(s.CaseID, docket.Doing{Event: docket.Respond, Actor: ann, Outcome: "removed", Text: "planted answer of the officer"})
	dt, dr, err := w.desk.NewDraft(ctx, "en", desk.Web)
	w.must(err)
	dr.What = "planted draft"
	w.must(w.desk.SaveDraft(ctx, dt, dr))
	w.must(w.desk.AddFile(ctx, dt, dr, docket.File{Name: "planted-draft.png", Media: "image/png", Scrub: docket.Clean, Data: []byte("planted draft octets")}))
	entries, err := os.ReadDir(dir)
	w.must(err)
	if len(entries) < 2 {
		t.Fatalf("only %d files: the write-ahead log is not looked at", len(entries))
	}
	for _, e := range entries {
		data, err := os.ReadFile(dir + "/" + e.Name())
		w.must(err)
		for _, secret := range []string{"planted", "Planted", "Nameholder", string(s.Receipt), string(s.Receipt[:20]), string(token), string(dt), "lanted-"} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds %q", e.Name(), secret)
			}
		}
	}
}
