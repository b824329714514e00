// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"context"
	"fmt"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// batch is how many data keys one transaction of a rotation wraps anew: 16 ms
// on average on a busy machine, during which other writers wait (docs/vault.md).
const batch = 250

// Rotate makes a new version of the KEK, wraps every data key under it, and
// destroys the old version. The service runs on meanwhile. When it is stopped
// at any point, also by a crash, the next call finishes what was begun instead
// of beginning anew; several calls at once, also of several processes, share
// the work.
//
// progress may be nil; it is told how many data keys of how many are done.
func (v *Vault) Rotate(ctx context.Context, progress func(done, total int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := v.db.Write(ctx, func(tx *store.Tx) error { return v.beginRotation(ctx, tx) }); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if err := v.db.Write(ctx, func(tx *store.Tx) error { return v.switchKEK(ctx, tx) }); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if err := v.rewrapAll(ctx, progress); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if err := v.db.Write(ctx, func(tx *store.Tx) error { return v.endRotation(ctx, tx) }); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	return nil
}

func (v *Vault) rewrapAll(ctx context.Context, progress func(done, total int)) error {
	var done, total int
	err := v.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT count(*), count(CASE WHEN k.state = 'active' THEN 1 END) FROM dek d JOIN key_version k ON k.id = d.kek_id WHERE d.destroyed = 0",
			nil, &total, &done)
	})
	if err != nil {
		return err
	}
	for {
		var moved int
		err := v.db.Write(ctx, func(tx *store.Tx) (err error) {
			moved, err = v.rewrap(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		// Another process may do its share of them.
		done = min(done+moved, total)
		progress(done, total)
		if moved < batch {
			return nil
		}
	}
}

// unfinished lists the KEKs that a rotation has yet to deal with.
func unfinished(ctx context.Context, tx *store.Tx) ([]version, error) {
	return store.Rows(ctx, tx, scanVersion, "SELECT id, purpose, n, state FROM key_version WHERE purpose = $1 AND state IN ('pre_activation', 'deactivated', 'compromised') ORDER BY n", purposeKEK)
}

func (v *Vault) beginRotation(ctx context.Context, tx *store.Tx) error {
	if left, err := unfinished(ctx, tx); err != nil || len(left) > 0 {
		return err
	}
	id, err := v.newVersion(ctx, tx, purposeKEK)
	if err != nil {
		return err
	}
	return v.leaf(ctx, tx, "vault.kek.made", "kek:"+id, ledger.Row{Table: "key_version", ID: id})
}

// switchKEK lets the new KEK take the old one's place.
func (v *Vault) switchKEK(ctx context.Context, tx *store.Tx) error {
	left, err := unfinished(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range left {
		if k.State != preActivation {
			continue
		}
		old, _, err := v.activeKEK(ctx, tx)
		if err != nil {
			return err
		}
		if err := advance(ctx, tx, old, deactivated); err != nil {
			return err
		}
		if err := advance(ctx, tx, k.ID, active); err != nil {
			return err
		}
		return v.leaf(ctx, tx, "vault.kek.activated", "kek:"+k.ID, ledger.Row{Table: "key_version", ID: old}, ledger.Row{Table: "key_version", ID: k.ID})
	}
	return nil
}

// rewrap wraps some data keys of old KEKs under the active one and says how
// many. Ledger leaves say nothing of it: the key that a row holds is the same.
func (v *Vault) rewrap(ctx context.Context, tx *store.Tx) (int, error) {
	to, kek, err := v.activeKEK(ctx, tx)
	if err != nil {
		return 0, err
	}
	type row struct {
		key     *Key
		kekID   string
		wrapped []byte
	}
	left, err := unfinished(ctx, tx)
	if err != nil {
		return 0, err
	}
	moved := 0
	for _, old := range left {
		rows, err := store.Rows(ctx, tx, func(scan func(...any) error) (r row, err error) {
			r.key = &Key{}
			return r, scan(&r.key.id, &r.key.owner.Kind, &r.key.owner.ID, &r.kekID, &r.wrapped)
		}, "SELECT id, owner_kind, owner_id, kek_id, wrapped FROM dek WHERE kek_id = $1 AND destroyed = 0 ORDER BY id LIMIT $2", old.ID, batch-moved)
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			if err := v.unwrap(ctx, tx, r.key, r.kekID, r.wrapped); err != nil {
				return 0, fmt.Errorf("key %s: %w", r.key.id, err)
			}
			if _, err := tx.Exec(ctx, "UPDATE dek SET kek_id = $2, wrapped = $3 WHERE id = $1", r.key.id, to, r.key.wrap(to, kek)); err != nil {
				return 0, err
			}
		}
		moved += len(rows)
	}
	return moved, nil
}

// endRotation destroys the old KEKs, on which nothing hangs any more.
func (v *Vault) endRotation(ctx context.Context, tx *store.Tx) error {
	left, err := unfinished(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range left {
		var n int
		if err := tx.Get(ctx, "SELECT count(*) FROM dek WHERE kek_id = $1 AND destroyed = 0", []any{k.ID}, &n); err != nil {
			return err
		}
		// Another rotation, begun when this one was nearly done.
		if n > 0 || k.State == preActivation {
			continue
		}
		if err := advance(ctx, tx, k.ID, destroyed); err != nil {
			return err
		}
		if err := v.leaf(ctx, tx, "vault.kek.destroyed", "kek:"+k.ID, ledger.Row{Table: "key_version", ID: k.ID}); err != nil {
			return err
		}
		tx.AfterCommit(func() {
			v.mu.Lock()
			defer v.mu.Unlock()
			delete(v.keks, k.ID)
		})
	}
	return nil
}
