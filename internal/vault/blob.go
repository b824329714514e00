// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"context"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Blobs are the sealed files of a vault.
type Blobs struct{}

func (v *Vault) eraseBlobs(ctx context.Context, tx *store.Tx, dek string) ([]ledger.Row, error) {
	return nil, nil
}
