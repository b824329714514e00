// SPDX-License-Identifier: Apache-2.0

package cli

import "github.com/hulanhq/hulan/internal/ledger"

// ledgerTables are the tables that the ledger covers: those of all domain
// packages, each of which exports its own as Tables. docs/ledger.md lists them.
func ledgerTables() []ledger.Table {
	var all []ledger.Table
	for _, of := range [][]ledger.Table{} {
		all = append(all, of...)
	}
	return all
}
