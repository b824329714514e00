// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

const (
	docPath  = "../../docs/accounts.md"
	docBegin = "<!-- made from internal/account/right.go by UPDATE=1 go test -run TestMatrix ./internal/account -->\n"
	docEnd   = "<!-- end -->\n"
)

// docs/accounts.md shows who may do what, as the program has it.
func TestMatrix(t *testing.T) {
	data, err := os.ReadFile(docPath)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(data), docBegin)
	_, after, ok2 := strings.Cut(rest, docEnd)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the matrix", docPath)
	}
	want := before + docBegin + matrix() + docEnd + after
	if want == string(data) {
		return
	}
	if os.Getenv("UPDATE") != "1" {
		t.Fatalf("%s is not what right.go says; run UPDATE=1 go test -run TestMatrix ./internal/account", docPath)
	}
	if err := os.WriteFile(docPath, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func matrix() string {
	var b strings.Builder
	b.WriteString("\n| role | for whom | second factor | one queue | two persons | not together with |\n|---|---|---|---|---|---|\n")
	yes := func(v bool, s string) string {
		if v {
			return s
		}
		return "–"
	}
	for _, r := range account.Roles {
		not := make([]string, len(r.Not))
		for i, x := range r.Not {
			not[i] = string(x)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.Role, r.Text, yes(r.Level == 2, "must"), yes(r.Queues, "possible"),
			yes(r.TwoPersons, "must"), yes(len(not) > 0, strings.Join(not, ", ")))
	}
	b.WriteString("\n| right | allows |")
	for _, r := range account.Roles {
		fmt.Fprintf(&b, " %s |", r.Role)
	}
	b.WriteString(" key | step-up | in one queue |\n|---|---|" + strings.Repeat("---|", len(account.Roles)) + "---|---|---|\n")
	for _, x := range account.Rights {
		fmt.Fprintf(&b, "| `%s` | %s |", x.Right, x.Text)
		for _, r := range account.Roles {
			b.WriteString(" " + yes(r.Role.Has(x.Right), "yes") + " |")
		}
		key := "as its maker"
		switch {
		case x.Machine:
			key = "yes"
		case x.StepUp:
			key = "never"
		}
		fmt.Fprintf(&b, " %s | %s | %s |\n", key, yes(x.StepUp, "yes"), yes(x.Queues, "yes"))
	}
	return b.String() + "\n"
}

// The table holds what the roles stand for: who manages people or settings sees
// no content, who sees content cannot grant; every right is somebody's and
// exists; exclusions go both ways.
func TestTableOfRoles(t *testing.T) {
	known := map[account.Right]account.RightInfo{}
	for _, x := range account.Rights {
		known[x.Right] = x
		if !slices.ContainsFunc(account.Roles, func(r account.RoleInfo) bool { return r.Role.Has(x.Right) }) {
			t.Errorf("%s is nobody's", x.Right)
		}
	}
	for _, r := range account.Roles {
		for _, right := range r.Rights {
			x, ok := known[right]
			if !ok {
				t.Errorf("%s has %s, which does not exist", r.Role, right)
			}
			if x.Content && (r.Role.Has(account.PeopleManage) || r.Role.Has(account.RolesGrant)) {
				t.Errorf("%s manages and reads: %s", r.Role, right)
			}
		}
		if r.Role.Has(account.IdentityRead) && (!r.TwoPersons || r.Role.Has(account.CaseDecide) || !slices.Contains(r.Not, account.Officer)) {
			t.Errorf("%s sees identities and decides, or is made by one person", r.Role)
		}
		for _, other := range account.Roles {
			if slices.Contains(r.Not, other.Role) != slices.Contains(other.Not, r.Role) {
				t.Errorf("%s and %s exclude each other one way only", r.Role, other.Role)
			}
		}
	}
}

// Nobody may do anything; a fixed actor may do what its roles say.
func TestActors(t *testing.T) {
	now := time.Now()
	for _, x := range account.Rights {
		if (account.Actor{}).Can(x.Right, account.All) {
			t.Errorf("nobody may %s", x.Right)
		}
		if account.System().Can(x.Right, account.All) && x.Content {
			t.Errorf("the program itself may %s", x.Right)
		}
	}
	a := account.Fixed("X", now, account.Officer)
	if a.Allow(account.CaseDecide, account.InQueue("q"), now) != nil || a.Allow(account.PeopleManage, account.All, now) == nil {
		t.Error("a fixed actor has other rights than its role")
	}
	if (account.Actor{}).ID() != "nobody" || a.ID() != "staff:X" || account.System().ID() != "system" {
		t.Error("names of actors")
	}
}
