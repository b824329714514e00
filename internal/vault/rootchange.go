// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"context"
	"errors"
	"fmt"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// ErrTwoRoots is returned by what needs one root only, while it is being
// changed: finish that with [Vault.KeepRoot].
var ErrTwoRoots = errors.New("the root key is being changed")

// RotateRoot begins the change of the root key: the keys below it are wrapped
// under next as well, in one transaction, so that a crash leaves all of it or
// nothing. From then on the database opens with either root. Nothing else
// changes, not what [Vault.Derive] gives either.
//
// Save next before, hand it to every process and start them again with it, then
// call [Vault.KeepRoot] on a vault opened with it. Until then [Vault.Rotate]
// returns [ErrTwoRoots]. Calling RotateRoot again with the same next is no error.
func (v *Vault) RotateRoot(ctx context.Context, next Root) error {
	if !next.valid() {
		return errors.New("change root: no new root key")
	}
	err := v.db.Write(ctx, func(tx *store.Tx) error {
		var state string
		err := tx.Get(ctx, "SELECT state FROM vault_root WHERE id = $1", []any{next.ID()}, &state)
		switch {
		case err == nil && state == active && next.ID() != v.root.ID():
			return nil
		case err == nil:
			return errors.New("this root key was in use before: make a new one")
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		if err := v.onlyRoot(ctx, tx); err != nil {
			return err
		}
		return v.addRoot(ctx, tx, next)
	})
	if err != nil {
		return fmt.Errorf("change root: %w", err)
	}
	return nil
}

func (v *Vault) addRoot(ctx context.Context, tx *store.Tx, next Root) error {
	if _, err := tx.Exec(ctx, "UPDATE vault_root SET state = 'deactivated', deactivated = $2 WHERE id = $1", v.root.ID(), store.Millis(tx.Now())); err != nil {
		return err
	}
	if err := insertRoot(ctx, tx, next); err != nil {
		return err
	}
	all, err := versions(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.State == destroyed {
			continue
		}
		key, err := v.unwrapVersion(ctx, tx, k)
		if err != nil {
			return err
		}
		if err := insertWrap(ctx, tx, next, k, key); err != nil {
			return err
		}
	}
	return v.leaf(ctx, tx, "vault.root.made", "root:"+next.ID(), ledger.Row{Table: "vault_root", ID: v.root.ID()}, ledger.Row{Table: "vault_root", ID: next.ID()})
}

// KeepRoot ends the change of the root key: the one that this vault was opened
// with is the only one from now on, the database opens with no other. Called on
// a vault opened with the new root it finishes the change, with the old root it
// takes it back. Without a change under way it does nothing.
//
// A process that still has the other root goes on until it starts again or
// meets a new KEK.
func (v *Vault) KeepRoot(ctx context.Context) error {
	err := v.db.Write(ctx, func(tx *store.Tx) error {
		roots, err := liveRoots(ctx, tx)
		if err != nil {
			return err
		}
		if roots[v.root.ID()] == "" {
			return fmt.Errorf("%w any more", ErrWrongRoot)
		}
		if len(roots) == 1 {
			return nil
		}
		rows := []ledger.Row{{Table: "vault_root", ID: v.root.ID()}}
		for id := range roots {
			if id == v.root.ID() {
				continue
			}
			if _, err := tx.Exec(ctx, "DELETE FROM key_wrap WHERE root_id = $1", id); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, "UPDATE vault_root SET state = 'destroyed', destroyed = $2 WHERE id = $1", id, store.Millis(tx.Now())); err != nil {
				return err
			}
			rows = append(rows, ledger.Row{Table: "vault_root", ID: id})
		}
		if _, err := tx.Exec(ctx, "UPDATE vault_root SET state = 'active', deactivated = 0 WHERE id = $1", v.root.ID()); err != nil {
			return err
		}
		return v.leaf(ctx, tx, "vault.root.kept", "root:"+v.root.ID(), rows...)
	})
	if err != nil {
		return fmt.Errorf("keep root: %w", err)
	}
	return nil
}

// liveRoots gives the state of each root that opens the database, by id.
func liveRoots(ctx context.Context, tx *store.Tx) (map[string]string, error) {
	type root struct{ id, state string }
	all, err := store.Rows(ctx, tx, func(scan func(...any) error) (r root, err error) {
		return r, scan(&r.id, &r.state)
	}, "SELECT id, state FROM vault_root WHERE state <> 'destroyed'")
	live := map[string]string{}
	for _, r := range all {
		live[r.id] = r.state
	}
	return live, err
}

// onlyRoot is nil when this vault's root opens the database and no other does.
// A new key wrapped under another root than that would be lost.
func (v *Vault) onlyRoot(ctx context.Context, tx *store.Tx) error {
	roots, err := liveRoots(ctx, tx)
	switch {
	case err != nil:
		return err
	case roots[v.root.ID()] == "":
		return fmt.Errorf("%w any more: start again with the new one", ErrWrongRoot)
	case len(roots) > 1:
		return ErrTwoRoots
	}
	return nil
}

func insertRoot(ctx context.Context, tx *store.Tx, r Root) error {
	_, err := tx.Exec(ctx, "INSERT INTO vault_root (id, state, created) VALUES ($1, 'active', $2)", r.ID(), store.Millis(tx.Now()))
	return err
}

// Scrub takes what was deleted from the files of the database: SQLite's log is
// written back and emptied (deleted octets of the database itself are zeros
// already), PostgreSQL writes the tables of keys anew. Call it after
// [Vault.Erase] and [Vault.Rotate], for many of them once. On SQLite it fails
// while a reader stands in the way for longer than 20 s; on PostgreSQL those who
// need a key wait while the tables are written (VACUUM FULL).
//
// Copies that others made of the files are out of its reach: backups, snapshots,
// PostgreSQL's write-ahead log. docs/vault.md says what helps against them.
func (v *Vault) Scrub(ctx context.Context) error {
	if v.db.Dialect() == store.Postgres {
		if _, err := v.db.Writer().ExecContext(ctx, "VACUUM FULL dek, key_wrap"); err != nil {
			return errors.New("scrub: PostgreSQL could not write the tables of keys anew: does the user own them?")
		}
		return nil
	}
	var busy, pages, moved int
	err := v.db.Writer().QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err != nil {
		return fmt.Errorf("scrub: %w", err)
	}
	if busy != 0 {
		return errors.New("scrub: somebody is reading for long: try again")
	}
	return nil
}
