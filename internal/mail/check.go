// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/hulanhq/hulan/detect"
)

// ErrDisclosure is wrapped by what [Check] returns.
var ErrDisclosure = errors.New("the text would disclose personal information")

// Disclosure says what a mail would have disclosed, by type alone.
type Disclosure struct {
	// Types are the types of the findings, such as PHONE_NUMBER, and RECEIPT, each
	// once.
	Types []string
}

func (d *Disclosure) Error() string {
	return ErrDisclosure.Error() + ": " + strings.Join(d.Types, ", ")
}

func (d *Disclosure) Unwrap() error { return ErrDisclosure }

// engine is built when the first mail is sent: it takes some milliseconds.
var engine = sync.OnceValues(func() (*detect.Engine, error) { return detect.New(detect.Options{}) })

// Check refuses a text that discloses personal information, level S1 or higher,
// or that holds a receipt. own are values that the operator publishes about
// itself. The error is a [*Disclosure].
func Check(text string, own ...string) error {
	e, err := engine()
	if err != nil {
		return err
	}
	found := e.Find(text)
	d := &Disclosure{}
	if detect.Assess([]byte(text), found, detect.AssessOptions{Author: own}).Level >= detect.S1 {
		for _, f := range found {
			d.add(string(f.Type))
		}
		if len(d.Types) == 0 { // graded by what it says, without a value
			d.add("SPECIAL_CATEGORY")
		}
	}
	if holdsReceipt(text) {
		d.add("RECEIPT")
	}
	if len(d.Types) == 0 {
		return nil
	}
	return d
}

func (d *Disclosure) add(t string) {
	if !slices.Contains(d.Types, t) {
		d.Types = append(d.Types, t)
	}
}

// receiptDigits is how long the secret part of a receipt is: 20 random digits,
// with 2 check digits behind them.
const receiptDigits = 20

// holdsReceipt says whether as many digits as a receipt has stand together, plain
// or full-width, with at most one character between two that is no letter: two
// points in time beside each other are further apart.
func holdsReceipt(text string) bool {
	digits, gap := 0, 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			digits++
			gap = 0
		case digits > 0 && gap < 1 && !letter(r):
			gap++
		default:
			digits, gap = 0, 0
		}
		if digits == receiptDigits {
			return true
		}
	}
	return false
}

func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x3400
}
