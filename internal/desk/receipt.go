// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"unicode"
)

// Receipt is what a person keeps to come back to a complaint: 20 random digits
// (66 bits) and 2 check digits by ISO 7064 MOD 97-10, which finds every wrong
// digit and every swap of neighbours. Digits are the same in every language and
// can be read out over a telephone.
//
// Who has it can read the case, so it prints itself as its last two digits.
type Receipt string

// ErrReceipt is returned for what is not a receipt: wrong length or wrong check
// digits. The person mistyped; nothing was looked up.
var ErrReceipt = errors.New("not a receipt number: it has 22 digits, and the last two do not fit the others")

const receiptDigits = 22

// NewReceipt draws a receipt.
func NewReceipt() Receipt {
	n, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(10), big.NewInt(receiptDigits-2), nil))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	digits := fmt.Sprintf("%020d", n)
	return Receipt(digits + check(digits))
}

// check gives the two digits that make the whole number 1 modulo 97.
func check(digits string) string {
	return fmt.Sprintf("%02d", 98-mod97(digits+"00"))
}

func mod97(digits string) int {
	r := 0
	for _, d := range digits {
		r = (r*10 + int(d-'0')) % 97
	}
	return r
}

// ParseReceipt reads what a person typed: digits of any width, with spaces,
// dashes or dots between them.
func ParseReceipt(s string) (Receipt, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case unicode.IsSpace(r) || strings.ContainsRune("-–—.·_，,、", r):
		default:
			return "", ErrReceipt
		}
		if b.Len() > receiptDigits {
			return "", ErrReceipt
		}
	}
	if b.Len() != receiptDigits || mod97(b.String()) != 1 {
		return "", ErrReceipt
	}
	return Receipt(b.String()), nil
}

// Groups is the receipt as it is shown, 5-5-6-6.
func (r Receipt) Groups() []string {
	if len(r) != receiptDigits {
		return nil
	}
	return []string{string(r[:5]), string(r[5:10]), string(r[10:16]), string(r[16:])}
}

// String masks the receipt.
func (r Receipt) String() string {
	if len(r) != receiptDigits {
		return "[no receipt]"
	}
	return "[receipt …" + string(r[receiptDigits-2:]) + "]"
}

// Format masks the receipt for every verb.
func (r Receipt) Format(s fmt.State, _ rune) { fmt.Fprint(s, r.String()) }

// LogValue masks the receipt.
func (r Receipt) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalJSON masks the receipt.
func (r Receipt) MarshalJSON() ([]byte, error) { return []byte(`"` + r.String() + `"`), nil }

// In says whether a text contains the receipt, in whatever way it is spaced. A
// message that does is refused: the receipt would be readable for the staff.
func (r Receipt) In(text string) bool {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			b.WriteRune(c)
		case c >= '０' && c <= '９':
			b.WriteRune(c - '０' + '0')
		}
	}
	// Without the check digits too: those can be computed.
	return len(r) == receiptDigits && strings.Contains(b.String(), string(r[:receiptDigits-2]))
}
