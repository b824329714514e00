// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// childEnv names the database that a child process writes until it is killed.
const childEnv = "HULAN_LEDGER_CHILD"

// child makes things and says each id once it is on disk; it signs now and then.
func child() int {
	ctx := context.Background()
	db, err := store.Open(ctx, dbOptions(os.Getenv(childEnv)))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	l, err := ledger.Open(ctx, db, options())
	for i := 0; err == nil; i++ {
		id := store.NewID()
		if _, err = put(ctx, db, l, id, "x"); err == nil {
			fmt.Println(id)
		}
		if err == nil && i%7 == 6 {
			_, err = l.Checkpoint(ctx)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func dbOptions(where string) store.Options {
	if strings.HasPrefix(where, "host=") {
		return store.Options{Postgres: where}
	}
	return store.Options{Path: where}
}

// A process that is killed at any moment loses nothing that it said was done,
// no row is without its leaf, and the log verifies.
func TestKill(t *testing.T) {
	kills := 5
	if long {
		kills = 200
	}
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			where := filepath.Join(t.TempDir(), "hulan.db")
			if kind == "postgres" {
				where = storetest.Postgres(t)
			}
			db := storetest.Open(t, dbOptions(where))
			l := open(t, db)
			var ids []string
			for range kills {
				ids = append(ids, killed(t, where)...)
			}
			checkpoint(t, l)
			rep := verify(t, l)
			mustHold(t, rep)
			for _, id := range ids {
				var n int
				if err := db.Read(t.Context(), func(tx *store.Tx) error {
					return tx.Get(t.Context(), "SELECT n FROM thing WHERE id = $1", []any{id}, &n)
				}); err != nil {
					t.Errorf("a thing that was said to be written is not there: %v", err)
				}
			}
			t.Logf("%d kills, %d things acknowledged, %d rows, %d leaves", kills, len(ids), rep.Rows, rep.Leaves)
			if len(ids) == 0 {
				t.Error("no child wrote anything before it was killed")
			}
		})
	}
}

// killed starts a child, kills it at a random moment after its first word, and
// returns what it said was written.
func killed(t *testing.T, where string) (ids []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+where)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(ids) == 0 {
			time.AfterFunc(rand.N(40*time.Millisecond), func() { _ = cmd.Process.Kill() })
		}
		if id := lines.Text(); len(id) == 26 { // not a line that was cut off
			ids = append(ids, id)
		}
	}
	_ = cmd.Wait() // it was killed
	return ids
}
