// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// everything goes through what a person and an administrator do, and returns
// each value that must be nowhere in clear.
func everything(h *house) (secrets []string) {
	ctx := h.t.Context()
	add := func(all ...account.Secret) {
		for _, s := range all {
			secrets = append(secrets, s.Clear())
		}
	}
	setup, err := h.SetupToken(ctx)
	h.ok(err)
	add(setup)
	admin := h.setUp()
	add(admin.Token, admin.Device, admin.secret)
	add(admin.recovery...)
	admin.again()
	_, link, err := h.Invite(ctx, admin.actor(), account.NewPerson{Name: "欧阳护栏", Email: "ouyang.planted@example.com"})
	h.ok(err)
	add(link)
	p := &someone{h: h, email: "ouyang.planted@example.com"}
	p.SignedIn, err = h.Accept(ctx, link, password)
	h.ok(err)
	add(p.Token)
	h.ok(h.Label(ctx, p.actor(), "PlantedLabel 老房子"))
	p.addApp()
	add(p.Token, p.secret)
	add(p.recovery...)
	half, err := h.SignIn(ctx, attempt(p.email, password))
	h.ok(err)
	add(half.Token)
	code := p.code()
	p.SignedIn, err = h.SecondFactor(ctx, half.Token, code)
	h.ok(err)
	add(p.Token, p.Device)
	_, err = h.SignIn(ctx, attempt("planted.stranger@example.com", "planted wrong password"))
	h.want(err, account.ErrRefused)
	reset, err := h.Reset(ctx, admin.actor(), p.id())
	h.ok(err)
	add(reset)
	_, key, err := h.NewKey(ctx, admin.actor(), account.Key{Label: "plugin", Rights: []account.Right{account.CaseEnter}})
	h.ok(err)
	add(key, key[19:])
	challenge, err := h.Begin(ctx, "test", p.id(), "{}")
	h.ok(err)
	add(challenge)
	return append(secrets, password.Clear(), "钱一", "root@example.com", "欧阳护栏", "ouyang.planted", "PlantedLabel", "老房子",
		"planted.stranger", "planted wrong", "$argon2id$")
}

// Whoever has the database, its write-ahead log and the folder beside it finds
// no name, address, label, password, token, code, key or link in them.
func TestStolenDatabase(t *testing.T) {
	h := sqlite(t)
	secrets := everything(h)
	files, err := filepath.Glob(filepath.Join(filepath.Dir(h.path), "*"))
	h.ok(err)
	var all []byte
	for _, name := range files {
		data, err := os.ReadFile(name)
		h.ok(err)
		all = append(all, data...)
	}
	if !bytes.Contains(all, []byte("staff.")) && !bytes.Contains(all, []byte("person.invited")) {
		t.Fatal("the rows are not in the files: the test looks in the wrong place")
	}
	for _, s := range secrets {
		if len(s) < 6 || bytes.Contains(all, []byte(s)) {
			t.Errorf("%q stands in the database", s)
		}
	}
}

// The same on PostgreSQL: every column of every table.
func TestStolenTables(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		secrets := everything(h)
		var all strings.Builder
		for _, table := range []string{
			"staff", "role_grant", "credential", "session", "ticket", "api_key", "ceremony", "lockout", "account_count", "leaf", "leaf_salt",
		} {
			rows := 0
			h.ok(h.db.Read(t.Context(), func(tx *store.Tx) error {
				r, err := tx.Query(t.Context(), "SELECT * FROM "+table)
				if err != nil {
					return err
				}
				defer r.Close()
				columns, err := r.Columns()
				if err != nil {
					return err
				}
				for r.Next() {
					rows++
					cells := make([]any, len(columns))
					for i := range cells {
						cells[i] = new(any)
					}
					if err := r.Scan(cells...); err != nil {
						return err
					}
					for _, c := range cells {
						fmt.Fprintf(&all, "%s\n", *c.(*any))
					}
				}
				return r.Err()
			}))
			if rows == 0 {
				t.Errorf("%s is empty: the test does not look at it", table)
			}
		}
		for _, s := range secrets {
			if strings.Contains(all.String(), s) {
				t.Errorf("%q stands in a table", s)
			}
		}
	})
}

// Nothing that holds a secret or a person shows it when it is printed, logged
// or encoded, alone or inside another value; nor do errors.
func TestNothingShows(t *testing.T) {
	h := sqlite(t)
	p := h.setUp()
	p.again()
	n := must[account.NewTOTP](t)(h.AddTOTP(t.Context(), p.actor()))
	me := must[account.Person](t)(h.Person(t.Context(), p.actor(), p.id()))
	_, _, taken := h.Invite(t.Context(), p.actor(), account.NewPerson{Name: "钱一", Email: "root@example.com"})
	_, _, invalid := h.Invite(t.Context(), p.actor(), account.NewPerson{Name: "钱一", Email: "root@@example.com"})
	in := account.Attempt{Email: p.email, Password: password, Device: p.Device, Old: p.Token}
	secrets := []string{password.Clear(), p.Token.Clear(), p.Device.Clear(), p.recovery[0].Clear(), n.Secret.Clear(), "钱一", "root@"}
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	text := slog.New(slog.NewTextHandler(&out, nil))
	for _, v := range []any{p.SignedIn, &p.SignedIn, p.recovery, n, me, &me, in, &in, taken, invalid, password, p.email, map[string]any{"token": p.Token, "email": &p.email}} {
		fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d\n", v, v, v, v, v, v, v)
		log.Info("x", "v", v)
		text.Info("x", "v", v)
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	hex := slices.Clone(secrets)
	for i, s := range hex {
		hex[i] = fmt.Sprintf("%x", s)
	}
	for _, s := range append(secrets, hex...) {
		if strings.Contains(out.String(), s) {
			t.Errorf("%q shows", s)
		}
	}
}

// The leaf of each step commits to the rows that the step wrote: what stands in
// the listed tables afterwards is what the last leaf of each row says.
func TestLeavesHoldTheRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_ = everything(h)
		var leaves [][]byte
		h.ok(h.db.Read(t.Context(), func(tx *store.Tx) (err error) {
			leaves, err = store.Rows(t.Context(), tx, func(scan func(...any) error) (b []byte, err error) { return b, scan(&b) },
				"SELECT body FROM leaf ORDER BY n")
			return err
		}))
		named := map[ledger.Row]bool{}
		for _, b := range leaves {
			var body struct {
				Rows []struct{ Table, ID string } `json:"rows"`
			}
			h.ok(json.Unmarshal(b, &body))
			for _, r := range body.Rows {
				named[ledger.Row{Table: r.Table, ID: r.ID}] = true
			}
		}
		for _, table := range account.Tables {
			pending := ""
			if table.Name == "credential" {
				pending = " WHERE state <> 'pending'"
			}
			var ids []string
			h.ok(h.db.Read(t.Context(), func(tx *store.Tx) (err error) {
				ids, err = store.Rows(t.Context(), tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
					"SELECT "+table.Key+" FROM "+table.Name+pending)
				return err
			}))
			if len(ids) == 0 {
				t.Errorf("%s is empty", table.Name)
			}
			for _, id := range ids {
				if !named[ledger.Row{Table: table.Name, ID: id}] {
					t.Errorf("no leaf speaks of a row of %s", table.Name)
				}
			}
		}
	})
}

// An unknown address takes as long as a wrong password: tried in turn, with a
// hash of some milliseconds, the medians lie within a factor of two. (That it is
// the same work says TestUnknownTakesAsLong; this one would find what else could
// differ.)
func TestTiming(t *testing.T) {
	h := sqliteCost(t, account.Cost{Time: 1, MemoryKiB: 8192, Threads: 1})
	p := h.setUp()
	try := func(email account.Personal) time.Duration {
		h.clock.add(12 * time.Hour) // no wait
		start := time.Now()
		_, err := h.SignIn(t.Context(), attempt(email, "wrong password 123"))
		took := time.Since(start)
		h.want(err, account.ErrRefused)
		return took
	}
	var known, unknown []time.Duration
	for i := range 100 {
		known = append(known, try(p.email))
		unknown = append(unknown, try(account.Personal(fmt.Sprintf("nobody%d@example.com", i))))
	}
	slices.Sort(known)
	slices.Sort(unknown)
	if a, b := known[50], unknown[50]; a > 2*b || b > 2*a {
		t.Errorf("known %v, unknown %v", a, b)
	} else {
		t.Logf("known %v, unknown %v", a, b)
	}
}
