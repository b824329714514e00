// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// docs/ledger.md lists the tables and columns that the ledger covers, as the
// code has them. UPDATE=1 writes the list.
func TestLedgerTablesInDocs(t *testing.T) {
	const file, begin, end = "../../docs/ledger.md", "<!-- tables -->\n", "<!-- end of tables -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(text), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the list, between %q and %q", file, begin, end)
	}
	var want strings.Builder
	fmt.Fprint(&want, "\n| table | key | columns |\n|---|---|---|\n")
	for _, table := range ledgerTables() {
		fmt.Fprintf(&want, "| `%s` | `%s` | `%s` |\n", table.Name, table.Key, strings.Join(table.Columns, "`, `"))
	}
	if len(ledgerTables()) == 0 {
		fmt.Fprint(&want, "| none yet | | |\n")
	}
	want.WriteString("\n")
	if got == want.String() {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatalf("the list in %s is not the code's; write it with UPDATE=1", file)
	}
	if err := os.WriteFile(file, []byte(head+begin+want.String()+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
