// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/server"
)

// ledgerTables are the tables that the ledger covers: those of all domain
// packages, each of which exports its own as Tables. docs/ledger.md lists them.
func ledgerTables() []ledger.Table { return server.Tables() }
