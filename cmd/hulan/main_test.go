// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"hulan": func() {
		if os.Getenv(ignoreLimitSignal) != "" {
			signal.Ignore(syscall.SIGXFSZ)
		}
		main()
	}})
}

// ignoreLimitSignal makes the program take the limit of a file's size for a full
// disk, where the operating system would end it.
const ignoreLimitSignal = "TEST_IGNORE_SIGXFSZ"

// tests are those of this package, with a PostgreSQL server where one needs it.
type tests struct{ *testing.M }

func (t tests) Run() int { return storetest.Main(t.M) }

// The scripts are the commands as a user types them, with what they answer:
// testdata/script/*.txt. UPDATE=1 rewrites their expected output.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/.config")
			env.Setenv("LANG", "C.UTF-8")
			return nil
		},
		RequireExplicitExec: true,
		Condition:           func(cond string) (bool, error) { return cond == "root" && os.Getuid() == 0, nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "unhex": unhex, "ledgerlog": ledgerLog, "sql": runSQL,
		},
	})
}

// status runs a command and checks its exit status:
//
//	status 1 hulan scan a.txt
func status(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: status N command args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// unhex replaces the hexadecimal digits in a file by the bytes they stand for:
// scripts are text.
func unhex(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		data, err := hex.DecodeString(strings.TrimSpace(ts.ReadFile(name)))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o644))
	}
}

// withData opens a data directory's database as a service does.
func withData(ts *testscript.TestScript, dir string, do func(context.Context, *store.DB)) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Path: filepath.Join(ts.MkAbs(dir), "hulan.db")})
	ts.Check(err)
	do(ctx, db)
	ts.Check(db.Close())
}

// ledgerLog writes leaves as a service would, a checkpoint behind the last one,
// and the proof of the first:
//
//	ledgerlog DIR N PROOF
func ledgerLog(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: ledgerlog DIR N PROOF")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	withData(ts, args[0], func(ctx context.Context, db *store.DB) {
		l, err := ledger.Open(ctx, db, ledger.Options{Origin: "forum.example/hulan", Seed: make([]byte, ledger.SeedSize)})
		ts.Check(err)
		ts.Check(db.Write(ctx, func(tx *store.Tx) error {
			for range n {
				if _, err := l.Append(ctx, tx, ledger.Entry{Type: "case.opened", Object: "case:" + store.NewID(), Actor: "complainant"}); err != nil {
					return err
				}
			}
			return nil
		}))
		_, err = l.Checkpoint(ctx)
		ts.Check(err)
		p, err := l.Prove(ctx, 0)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[2]), p.Bytes(), 0o644))
	})
}

// runSQL changes a database behind the application:
//
//	sql DIR STATEMENT
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sql DIR STATEMENT")
	}
	withData(ts, args[0], func(ctx context.Context, db *store.DB) {
		_, err := db.Writer().ExecContext(ctx, args[1])
		ts.Check(err)
	})
}
