// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hulan": main})
}

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
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": status, "unhex": unhex},
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
