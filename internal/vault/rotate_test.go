// SPDX-License-Identifier: Apache-2.0

package vault_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

// seeded is a vault with sealed values, some of them erased.
type seeded struct {
	*fixture
	ids    []string
	sealed map[string][]byte
	erased []string
	pepper []byte
	index  []byte
}

func seed(t testing.TB, db *store.DB, n int) *seeded {
	t.Helper()
	s := &seeded{fixture: open(t, db), sealed: map[string][]byte{}}
	s.write(func(tx *store.Tx) error {
		for i := range n {
			k, err := s.NewKey(t.Context(), tx, vault.Owner{Kind: "case", ID: fmt.Sprint(i)})
			if err != nil {
				return err
			}
			if i%100 == 7 {
				s.erased = append(s.erased, k.ID())
				if err := s.Erase(t.Context(), tx, k.ID()); err != nil {
					return err
				}
				continue
			}
			s.ids = append(s.ids, k.ID())
			s.sealed[k.ID()] = k.Seal(cell, []byte("value of "+k.ID()))
		}
		return nil
	})
	s.pepper, s.index = s.Derive("receipt pepper"), s.Index("receipt", "1234")
	return s
}

// readable says whether v opens what was sealed under a key.
func (s *seeded) readable(ctx context.Context, v *vault.Vault, id string) error {
	return s.db.Read(ctx, func(tx *store.Tx) error {
		k, err := v.Key(ctx, tx, id)
		if err != nil {
			return err
		}
		got, err := k.Open(cell, s.sealed[id])
		if err == nil && string(got) != "value of "+id {
			err = errors.New("another value")
		}
		return err
	})
}

// check reads everything with v.
func (s *seeded) check(v *vault.Vault, when string) {
	s.t.Helper()
	for _, id := range s.ids {
		if err := s.readable(s.t.Context(), v, id); err != nil {
			s.t.Fatalf("%s: %v", when, err)
		}
	}
	for _, id := range s.erased {
		if _, err := key(s.t, s.db, v, id); !errors.Is(err, vault.ErrErased) {
			s.t.Fatalf("%s: erased key: %v", when, err)
		}
	}
	if !bytes.Equal(v.Derive("receipt pepper"), s.pepper) || !bytes.Equal(v.Index("receipt", "1234"), s.index) {
		s.t.Fatalf("%s: derived keys or indexes are others than before", when)
	}
}

// states counts the KEKs of each state, and data keys under another than the
// active one.
func (s *seeded) states() (of map[string]int, behind int) {
	s.t.Helper()
	of = map[string]int{}
	err := s.db.Read(s.t.Context(), func(tx *store.Tx) error {
		all, err := store.Rows(s.t.Context(), tx, func(scan func(...any) error) (st string, err error) { return st, scan(&st) },
			"SELECT state FROM key_version WHERE purpose = 'kek'")
		for _, st := range all {
			of[st]++
		}
		if err != nil {
			return err
		}
		return tx.Get(s.t.Context(), "SELECT count(*) FROM dek d JOIN key_version k ON k.id = d.kek_id WHERE d.destroyed = 0 AND k.state <> 'active'", nil, &behind)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return of, behind
}

func (s *seeded) finished(when string, versions int) {
	s.t.Helper()
	of, behind := s.states()
	if of["active"] != 1 || of["destroyed"] != versions-1 || len(of) > 2 || behind != 0 {
		s.t.Fatalf("%s: states %v, %d data keys behind; want %d versions, all but one destroyed", when, of, behind, versions)
	}
}

// A rotation ends with one KEK, under which every value opens, for vaults that
// were open before, too; progress rises to the end; readers and makers of keys
// run beside it and see no error.
func TestRotate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := seed(t, db, 1200)
		other := reopen(t, db, s.root)
		ctx, stop := context.WithCancel(t.Context())
		var beside sync.WaitGroup
		var reads, made atomic.Int64
		beside.Go(func() {
			for ctx.Err() == nil {
				if err := s.readable(t.Context(), other, s.ids[rand.N(len(s.ids))]); err != nil {
					t.Errorf("read beside the rotation: %v", err)
					return
				}
				reads.Add(1)
			}
		})
		beside.Go(func() {
			for ctx.Err() == nil {
				err := db.Write(t.Context(), func(tx *store.Tx) error {
					_, err := other.NewKey(t.Context(), tx, vault.Owner{Kind: "case", ID: "new"})
					return err
				})
				if err != nil {
					t.Errorf("new key beside the rotation: %v", err)
					return
				}
				made.Add(1)
			}
		})
		for round := range 3 {
			last, total := 0, 0
			if err := s.Rotate(t.Context(), func(done, of int) {
				if done < last || done > of {
					t.Errorf("progress %d of %d after %d", done, of, last)
				}
				last, total = done, of
			}); err != nil {
				t.Fatal(err)
			}
			if last != total || total < len(s.ids) {
				t.Errorf("progress ended at %d of %d", last, total)
			}
			s.finished("after a rotation", round+2)
		}
		stop()
		beside.Wait()
		if reads.Load() == 0 || made.Load() == 0 {
			t.Errorf("%d reads and %d new keys beside: nothing was tested", reads.Load(), made.Load())
		}
		for _, v := range []*vault.Vault{s.Vault, other, reopen(t, db, s.root)} {
			s.check(v, "after three rotations")
		}
		if got := leaves(t, db); got["vault.kek.made"] != 3 || got["vault.kek.activated"] != 3 || got["vault.kek.destroyed"] != 3 {
			t.Errorf("leaves %v", got)
		}
	})
}

// A rotation whose transactions fail at any point goes on where it was: each
// value opens in between, and no version is made twice.
func TestRotateInterrupted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := seed(t, db, 1100)
		interrupted, rounds := 0, 3
		if testing.Short() {
			rounds = 1
		}
		for round := range rounds {
			for range 30 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.N(int64(60*time.Millisecond))))
				err := s.Rotate(ctx, nil)
				cancel()
				if err == nil {
					break
				}
				if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) && ctx.Err() == nil {
					t.Fatal(err)
				}
				interrupted++
				if err := s.readable(t.Context(), s.Vault, s.ids[rand.N(len(s.ids))]); err != nil {
					t.Fatal(err)
				}
			}
			if of, behind := s.states(); of["active"] != 1 || behind > 0 || of["deactivated"]+of["pre_activation"] > 0 {
				if err := s.Rotate(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
			}
			of, behind := s.states()
			if of["active"] != 1 || of["deactivated"] != 0 || of["pre_activation"] != 0 || behind != 0 {
				t.Fatalf("round %d: states %v, %d behind", round, of, behind)
			}
			s.check(reopen(t, db, s.root), "after a resumed rotation")
		}
		if interrupted == 0 {
			t.Error("no rotation was interrupted: nothing was tested")
		}
		t.Logf("%d interruptions", interrupted)
	})
}

// Two processes that rotate at once share the work.
func TestRotateTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := seed(t, db, 900)
		other := reopen(t, db, s.root)
		var both sync.WaitGroup
		for _, v := range []*vault.Vault{s.Vault, other} {
			both.Go(func() {
				if err := v.Rotate(t.Context(), nil); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if err := s.Rotate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		of, behind := s.states()
		if of["active"] != 1 || behind != 0 || of["pre_activation"]+of["deactivated"] != 0 {
			t.Errorf("states %v, %d behind", of, behind)
		}
		s.check(other, "after both")
	})
}

const (
	childEnv = "HULAN_VAULT_TEST_CHILD" // "sqlite" or "postgres": this process rotates until it is killed
	childDB  = "HULAN_VAULT_TEST_DB"
	childKey = "HULAN_VAULT_TEST_ROOT"
)

func rotateForEver() int {
	ctx := context.Background()
	o := store.Options{Path: os.Getenv(childDB)}
	if os.Getenv(childEnv) == "postgres" {
		o = store.Options{Postgres: os.Getenv(childDB), MaxConns: 2}
	}
	fail := func(err error) int {
		fmt.Println("error:", err)
		return 1
	}
	db, err := store.Open(ctx, o)
	if err != nil {
		return fail(err)
	}
	root, err := vault.LoadRoot(os.Getenv(childKey))
	if err != nil {
		return fail(err)
	}
	log, err := ledger.New(db, vault.Tables...)
	if err != nil {
		return fail(err)
	}
	v, err := vault.Open(ctx, db, log, root)
	if err != nil {
		return fail(err)
	}
	for {
		fmt.Println("begin")
		if err := v.Rotate(ctx, func(done, total int) { fmt.Println(done, total) }); err != nil {
			return fail(err)
		}
		fmt.Println("end")
	}
}

// A process killed with signal 9 in the middle of a rotation leaves every value
// readable, and the next one finishes what it began.
func TestRotateKilled(t *testing.T) {
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	if os.Getenv("HULAN_LONG") == "1" {
		rounds = 100
	}
	run := func(t *testing.T, kind, name string, db *store.DB) {
		s := seed(t, db, 900)
		file := filepath.Join(t.TempDir(), "root")
		if err := s.root.Save(file); err != nil {
			t.Fatal(err)
		}
		middle := 0
		for range rounds {
			killedInRotation(t, kind, name, file)
			if of, behind := s.states(); behind > 0 || of["pre_activation"]+of["deactivated"] > 0 {
				middle++
			}
			s.check(reopen(t, db, s.root), "after signal 9")
		}
		if middle == 0 {
			t.Error("no kill met a rotation: nothing was tested")
		}
		t.Logf("%d of %d kills in the middle of a rotation", middle, rounds)
		if err := s.Rotate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		of, behind := s.states()
		if of["active"] != 1 || of["deactivated"]+of["pre_activation"] != 0 || behind != 0 {
			t.Errorf("states %v, %d behind", of, behind)
		}
		s.check(s.Vault, "at the end")
	}
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hulan.db")
		run(t, "sqlite", path, storetest.Open(t, store.Options{Path: path}))
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := storetest.Postgres(t)
		run(t, "postgres", dsn, storetest.Open(t, store.Options{Postgres: dsn}))
	})
}

// killedInRotation starts a process that rotates, and kills it at a random
// moment after it began.
func killedInRotation(t *testing.T, kind, name, rootFile string) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), childEnv+"="+kind, childDB+"="+name, childKey+"="+rootFile)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var first string
	if lines.Scan() {
		first = lines.Text()
	}
	go func() {
		for lines.Scan() {
		}
	}()
	time.Sleep(time.Duration(rand.N(int64(80 * time.Millisecond))))
	_ = c.Process.Kill() // SIGKILL
	if err := c.Wait(); first != "begin" || err == nil {
		t.Fatalf("the process said %q and ended with %v", first, err)
	}
}

// While the root is changed the database opens with both, afterwards with the
// new one only; values, derived keys and indexes stay. The change can be taken
// back, is done in one transaction, and no KEK is made meanwhile.
func TestRotateRoot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := seed(t, db, 50)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		next, lost := vault.NewRoot(), vault.NewRoot()
		must(s.RotateRoot(t.Context(), lost))
		must(s.RotateRoot(t.Context(), lost))
		must(s.KeepRoot(t.Context())) // taken back: the new file was lost
		must(s.KeepRoot(t.Context()))
		if _, err := vault.Open(t.Context(), db, nil, lost); !errors.Is(err, vault.ErrWrongRoot) {
			t.Errorf("a root taken back: %v", err)
		}
		if err := s.RotateRoot(t.Context(), lost); err == nil {
			t.Error("a root taken back is taken again")
		}
		must(s.Rotate(t.Context(), nil))

		must(s.RotateRoot(t.Context(), next))
		if err := s.Rotate(t.Context(), nil); !errors.Is(err, vault.ErrTwoRoots) {
			t.Errorf("rotation with two roots: %v", err)
		}
		if err := s.RotateRoot(t.Context(), vault.NewRoot()); !errors.Is(err, vault.ErrTwoRoots) {
			t.Errorf("a third root: %v", err)
		}
		after := reopen(t, db, next)
		for _, v := range []*vault.Vault{s.Vault, after, reopen(t, db, s.root)} {
			s.check(v, "with two roots")
		}
		must(after.KeepRoot(t.Context()))
		if _, err := vault.Open(t.Context(), db, nil, s.root); !errors.Is(err, vault.ErrWrongRoot) {
			t.Errorf("the old root: %v", err)
		}
		// A process that was not started again must not lose keys.
		for what, err := range map[string]error{"rotate": s.Rotate(t.Context(), nil), "keep": s.KeepRoot(t.Context()), "change": s.RotateRoot(t.Context(), vault.NewRoot())} {
			if !errors.Is(err, vault.ErrWrongRoot) {
				t.Errorf("%s by a process with the old root: %v", what, err)
			}
		}
		s.check(s.Vault, "a process with the old root")
		must(after.Rotate(t.Context(), nil))
		if err := s.readable(t.Context(), s.Vault, s.ids[0]); !errors.Is(err, vault.ErrWrongRoot) {
			t.Errorf("a process with the old root meets a new KEK: %v", err)
		}
		s.check(after, "after the change")
		s.check(reopen(t, db, next), "after the change, opened anew")
		if got := leaves(t, db); got["vault.root.made"] != 2 || got["vault.root.kept"] != 2 {
			t.Errorf("leaves %v", got)
		}
	})
}

// BenchmarkRotate is a rotation of 10,000 data keys; longest is the longest that
// another writer would have waited.
func BenchmarkRotate(b *testing.B) {
	db := storetest.SQLite(b)
	s := seed(b, db, 10_000)
	var longest time.Duration
	for b.Loop() {
		last := time.Now()
		if err := s.Rotate(b.Context(), func(int, int) {
			longest = max(longest, time.Since(last))
			last = time.Now()
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(longest.Microseconds())/1000, "longest-ms")
}
