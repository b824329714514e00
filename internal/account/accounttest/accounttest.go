// SPDX-License-Identifier: Apache-2.0

// Package accounttest gives tests a register of staff that costs little: a
// sealer in memory, a clock that the test moves, cheap password hashes.
package accounttest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// Sealer is AES-256-GCM with a key for each person, held in memory: what the
// vault does, without its rows.
type Sealer struct {
	mu   sync.Mutex
	keys map[string]cipher.AEAD
	mac  []byte
}

// NewSealer makes a sealer with keys of its own.
func NewSealer() *Sealer {
	s := &Sealer{keys: map[string]cipher.AEAD{}, mac: make([]byte, 32)}
	rand.Read(s.mac)
	return s
}

// NewKey is as [account.Sealer] says.
func (s *Sealer) NewKey(_ context.Context, _ *store.Tx, _ string) (string, error) {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := store.NewID()
	s.keys[id] = aead
	return id, nil
}

func (s *Sealer) key(id string) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[id] == nil {
		return nil, errors.New("the key is destroyed")
	}
	return s.keys[id], nil
}

// Seal is as [account.Sealer] says.
func (s *Sealer) Seal(_ context.Context, _ *store.Tx, keyID, table, column, row string, plain []byte) ([]byte, error) {
	k, err := s.key(keyID)
	if err != nil {
		return nil, err
	}
	return k.Seal(nil, nil, plain, []byte(table+"|"+column+"|"+row)), nil
}

// Open is as [account.Sealer] says.
func (s *Sealer) Open(_ context.Context, _ *store.Tx, keyID, table, column, row string, sealed []byte) ([]byte, error) {
	k, err := s.key(keyID)
	if err != nil {
		return nil, err
	}
	return k.Open(nil, nil, sealed, []byte(table+"|"+column+"|"+row))
}

// Index is as [account.Sealer] says.
func (s *Sealer) Index(domain, value string) []byte {
	h := hmac.New(sha256.New, s.mac)
	h.Write([]byte(domain + "\x00" + value))
	return h.Sum(nil)[:16]
}

// Erase is as [account.Sealer] says.
func (s *Sealer) Erase(_ context.Context, _ *store.Tx, keyID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, keyID)
	return nil
}

// Clock is a clock that the test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time that the test set.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// House is a register with its database and clock.
type House struct {
	*account.Register
	DB    *store.DB
	Clock *Clock
	// Options are those that the register was made with, to make a second one over
	// the same rows: another node.
	Options account.Options
}

// Cheap is a password hash that costs next to nothing.
var Cheap = account.Cost{Time: 1, MemoryKiB: 8, Threads: 1}

// Open opens a register on a new database, at nine in the morning UTC of a
// Tuesday.
func Open(t testing.TB, o store.Options) *House {
	t.Helper()
	return OpenCost(t, o, Cheap)
}

// OpenCost is [Open] with another cost of passwords.
func OpenCost(t testing.TB, o store.Options, cost account.Cost) *House {
	t.Helper()
	c := &Clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	o.Now = c.Now
	db := storetest.Open(t, o)
	log, err := ledger.New(db, account.Tables...)
	if err != nil {
		t.Fatal(err)
	}
	with := account.Options{DB: db, Ledger: log, Sealer: NewSealer(), Cost: cost}
	r, err := account.New(with)
	if err != nil {
		t.Fatal(err)
	}
	return &House{Register: r, DB: db, Clock: c, Options: with}
}

// Password is what the people of [House.SetUp] sign in with.
const Password account.Secret = "correct horse battery 护栏"

// SetUp makes the first administrator, root@example.com, signed in by password.
func (h *House) SetUp(t testing.TB) account.SignedIn {
	t.Helper()
	token, err := h.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in, err := h.CompleteSetup(t.Context(), token, account.SetUp{
		NewPerson: account.NewPerson{Name: "钱一", Email: "root@example.com"}, Password: Password,
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}
