// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"github.com/hulanhq/hulan/internal/store"
)

// SeedSize is the length of [Options.Seed] in octets.
const SeedSize = 32

// keys are what a log signs with.
type keys struct {
	vkey    string
	verify  note.Verifier
	private ed25519.PrivateKey
	tail    []byte // for the MACs of leaves that no checkpoint covers yet
}

func newKeys(origin string, seed []byte) (*keys, error) {
	if len(seed) != SeedSize {
		return nil, fmt.Errorf("ledger: the seed has %d octets, not %d", len(seed), SeedSize)
	}
	sign, err := hkdf.Key(sha256.New, seed, nil, "hulan ledger checkpoints", ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	tail, err := hkdf.Key(sha256.New, seed, nil, "hulan ledger tail", 32)
	if err != nil {
		return nil, err
	}
	k := &keys{private: ed25519.NewKeyFromSeed(sign), tail: tail}
	if k.vkey, err = note.NewEd25519VerifierKey(origin, k.private.Public().(ed25519.PublicKey)); err != nil {
		return nil, err
	}
	if k.verify, err = note.NewVerifier(k.vkey); err != nil {
		return nil, fmt.Errorf("ledger: origin %q must be a name without spaces and plus signs: %w", origin, err)
	}
	return k, nil
}

// Name, KeyHash and Sign make keys a [note.Signer].
func (k *keys) Name() string                     { return k.verify.Name() }
func (k *keys) KeyHash() uint32                  { return k.verify.KeyHash() }
func (k *keys) Sign(text []byte) ([]byte, error) { return ed25519.Sign(k.private, text), nil }

// String hides the keys from whoever prints them.
func (k *keys) String() string { return "keys of " + k.vkey }

// GoString is String.
func (k *keys) GoString() string { return k.String() }

// tailMAC proves, until a checkpoint does, that a leaf is the program's own.
func (k *keys) tailMAC(n int64, body []byte) []byte {
	return mac(k.tail, binary.BigEndian.AppendUint64(nil, uint64(n)), body)
}

// VerifierKey is the key that the log's checkpoints are verified with, in the
// form of C2SP signed notes: name+hash+base64. It is to be published where the
// operator of the database cannot change it unseen. Empty without a seed.
func (l *Log) VerifierKey() string {
	if k := l.keys.Load(); k != nil {
		return k.vkey
	}
	return ""
}

// Key is a verification key that the log names.
type Key struct {
	// Leaf is the leaf that names the key: it signs the checkpoints of larger trees.
	Leaf int64
	// Verifier is the key, see [Log.VerifierKey].
	Verifier string
	was      string
}

// Keys are the keys that the log has been signed with, oldest first, as the
// database says: who has nothing else to verify them by has verified nothing.
func (l *Log) Keys(ctx context.Context) (ks []Key, err error) {
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		ks, err = readKeys(ctx, tx)
		return err
	})
	return ks, err
}

func readKeys(ctx context.Context, tx *store.Tx) ([]Key, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (Key, error) {
		var k Key
		var text []byte
		if err := scan(&k.Leaf, &text); err != nil {
			return k, err
		}
		if b, err := decode(text); err == nil {
			k.Verifier, k.was = b.Key, b.Was
		}
		return k, nil
	}, "SELECT n, body FROM leaf WHERE type = 'ledger.key' ORDER BY n")
}

// checkKey says whether k is the log's newest key, and notes the leaf that says
// so. In a log without a checkpoint any key is.
func (l *Log) checkKey(ctx context.Context, tx *store.Tx, k *keys) error {
	ks, err := readKeys(ctx, tx)
	if err != nil || len(ks) == 0 {
		return err
	}
	last := ks[len(ks)-1]
	if last.Verifier != k.vkey {
		return fmt.Errorf("%w: leaf %d names %s, the seed gives %s", ErrKey, last.Leaf, last.Verifier, k.vkey)
	}
	l.keyLeaf.Store(last.Leaf)
	return nil
}

// Rotate makes the key of a new seed the log's key. A leaf names it, and the
// checkpoint of the tree that ends with that leaf is signed by both keys. The
// caller keeps the seed before. Other processes with the old seed cannot append
// from then on and get [ErrKey].
func (l *Log) Rotate(ctx context.Context, seed []byte) error {
	old := l.keys.Load()
	if old == nil {
		return ErrNoKey
	}
	next, err := newKeys(l.origin, seed)
	if err != nil {
		return err
	}
	if next.vkey == old.vkey {
		return errors.New("ledger: the new key is the old one")
	}
	if _, err := l.Checkpoint(ctx); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var h head
	err = l.db.Write(ctx, func(tx *store.Tx) error {
		n, err := l.append(ctx, tx, l.keyEntry(next), &body{Key: next.vkey, Was: old.vkey})
		if err != nil {
			return err
		}
		if h, _, err = l.sign(ctx, tx, old, next); err != nil {
			return err
		}
		tx.AfterCommit(func() {
			l.keys.Store(next)
			l.keyLeaf.Store(n)
			l.signed = h
		})
		return nil
	})
	return err
}

func (l *Log) keyEntry(k *keys) Entry {
	return Entry{Type: typeKey, Object: fmt.Sprintf("key:%08x", k.KeyHash()), Actor: "system"}
}
