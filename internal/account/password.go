// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is the work of one argon2id hash (RFC 9106).
type Cost struct {
	// Time is the number of passes, MemoryKiB the memory, Threads the lanes.
	Time, MemoryKiB uint32
	Threads         uint8
}

// DefaultCost is OWASP's first choice for argon2id (Password Storage Cheat
// Sheet): 19 MiB, two passes, one lane; 24 ms on the machine of decision 0026.
var DefaultCost = Cost{Time: 2, MemoryKiB: 19 * 1024, Threads: 1}

// Bounds of what is read from a row, so that a changed row cannot eat the
// machine: ten times the work anybody uses.
const (
	maxTime   = 32
	maxMemory = 1 << 20 // KiB, 1 GiB
	saltLen   = 16      // RFC 9106 §3.1 recommends 16 octets
	keyLen    = 32
)

// hasher runs at most two hashes at a time, and lets at most maxWaiting wait:
// otherwise a sign-in page is a way to use up memory and processor.
type hasher struct {
	cost    Cost
	slots   chan struct{}
	waiting atomic.Int32
	// dummy is compared where there is no password, so that it takes as long.
	dummy string
	// runs counts the hashes computed.
	runs atomic.Int64
}

// maxWaiting × 24 ms / 2 slots is 0.8 s; three seconds on a machine that is four
// times slower, as long as a person waits.
const maxWaiting = 64

func newHasher(c Cost) (*hasher, error) {
	if c.Time < 1 || c.Time > maxTime || c.MemoryKiB < 8 || c.MemoryKiB > maxMemory || c.Threads < 1 {
		return nil, fmt.Errorf("account: cost of passwords: time 1 to %d, memory 8 to %d KiB, threads 1 to 255", maxTime, maxMemory)
	}
	h := &hasher{cost: c, slots: make(chan struct{}, 2)}
	// Nobody's password: random octets in place of a hash.
	key := make([]byte, keyLen)
	rand.Read(key)
	h.dummy = phc(c, randomSalt(), key)
	return h, nil
}

func randomSalt() []byte {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	return salt
}

// enter waits for a slot; leave gives it back.
func (h *hasher) enter(ctx context.Context) error {
	if h.waiting.Add(1) > maxWaiting {
		h.waiting.Add(-1)
		return ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.slots }

// hash makes the string that is stored of a password.
func (h *hasher) hash(ctx context.Context, password Secret) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	salt := randomSalt()
	h.runs.Add(1)
	return phc(h.cost, salt, derive(h.cost, password, salt, keyLen)), nil
}

// verify compares a password with a stored string; an empty one stands for an
// account without password and takes as long. weak says that the string was
// made with less work than now.
func (h *hasher) verify(ctx context.Context, stored string, password Secret) (ok, weak bool, err error) {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	c, salt, key, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer h.leave()
	h.runs.Add(1)
	same := subtle.ConstantTimeCompare(key, derive(c, password, salt, uint32(len(key)))) == 1
	return same && known, c.Time < h.cost.Time || c.MemoryKiB < h.cost.MemoryKiB, nil
}

// derive hashes the password in NFKC (NIST SP 800-63B-4 §3.1.1.2): full-width
// and composed characters count alike on every keyboard.
func derive(c Cost, password Secret, salt []byte, n uint32) []byte {
	return argon2.IDKey(norm.NFKC.Bytes([]byte(password)), salt, c.Time, c.MemoryKiB, c.Threads, n)
}

// phc writes the PHC string format, the form of the reference implementation.
func phc(c Cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Time, c.Threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

var errPHC = errors.New("stored password is not an argon2id string")

func parsePHC(s string) (c Cost, salt, key []byte, err error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errPHC
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Time, &c.Threads); err != nil {
		return c, nil, nil, errPHC
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err1 := b64.DecodeString(part[4])
	key, err2 := b64.DecodeString(part[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64 {
		return c, nil, nil, errPHC
	}
	if c.Time < 1 || c.Time > maxTime || c.MemoryKiB < 8 || c.MemoryKiB > maxMemory || c.Threads < 1 || phc(c, salt, key) != s {
		return c, nil, nil, errPHC
	}
	return c, salt, key, nil
}

// Bounds of a password: 12 characters keep the patterns of [commonPassword]
// few; 1,024 octets are more than any password manager makes.
const (
	minPassword = 12
	maxPassword = 1024
)

// Errors of a new password; a page shows which it is.
var (
	ErrPasswordShort  = fmt.Errorf("password: at least %d characters", minPassword)
	ErrPasswordLong   = fmt.Errorf("password: at most %d octets", maxPassword)
	ErrPasswordCommon = errors.New("password: too easy to guess; several words that have nothing to do with each other are good")
)

// CheckPassword says whether a new password will do. There are no rules of
// which characters to use (NIST SP 800-63B-4 §3.1.1.2): length, and nothing
// that is among the first guesses. own are the person's name and address,
// which it may not be made of.
func CheckPassword(p Secret, own ...Personal) error {
	if len(p) > maxPassword {
		return ErrPasswordLong
	}
	s := norm.NFKC.String(string(p))
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) < minPassword {
		return ErrPasswordShort
	}
	words := make([]string, 0, 2*len(own))
	for _, o := range own {
		local, _, _ := strings.Cut(strings.ToLower(norm.NFKC.String(string(o))), "@")
		words = append(words, strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune(" .-_+", r) })...)
	}
	if commonPassword(s, words) {
		return ErrPasswordCommon
	}
	return nil
}
