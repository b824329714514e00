// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/server"
)

// The command line stands in for a second admin: it lists the staff, approves a
// role that one admin gave, makes a link for a new password, and takes second
// factors away.
func TestAdminPeople(t *testing.T) {
	dir := t.TempDir()
	cfg, err := config.Load(config.Options{Env: []string{}, Flags: map[string]string{"data": dir}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.Open(t.Context(), cfg, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := server.DemoPerson{Roles: []account.Role{account.Trainer}, Name: "Made-up Wei", Email: "wei@clearbrook.example", Password: "plum lantern orchard", Locale: "en"}
	if err := s.Join(t.Context(), &p); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.Grant(t.Context(), account.Fixed("first", s.DB.Now(), account.Admin), account.Grant{StaffID: p.ID, Role: account.Custodian}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		var out, bad bytes.Buffer
		a := &app{stdout: &out, stderr: &bad, env: func(string) string { return "" }, now: time.Now}
		if code := a.run(t.Context(), append([]string{"admin", "people", "--data", dir}, args...)); code != 0 {
			t.Fatalf("%v: %d %s", args, code, bad.String())
		}
		return out.String()
	}
	list := run()
	grant := regexp.MustCompile(`--approve ([A-Z0-9]+)`).FindStringSubmatch(list)
	if grant == nil || !strings.Contains(list, p.ID) || !strings.Contains(list, p.Email) {
		t.Fatalf("list: %s", list)
	}
	run("--approve", grant[1])
	if list := run(); !strings.Contains(list, "trainer, custodian") {
		t.Errorf("after approving: %s", list)
	}
	if link := run("--reset", p.ID); !strings.Contains(link, "http://localhost:8787/staff/reset?token=") {
		t.Errorf("link: %s", link)
	}
	run("--factors", p.ID)
	if list := run(); strings.Contains(list, "custodian") {
		t.Errorf("a role of two persons outlives the second factor: %s", list)
	}
}
