// SPDX-License-Identifier: Apache-2.0

package detect

// mergedDigits is the digit mask; zero where no byte is a digit.
//
//go:noescape
func mergedDigits(b *[window]byte) uint64

// anyDigit reports whether one of the first n bytes, a multiple of eight, is a digit.
func anyDigit(b *[window]byte, n int) bool { return mergedDigits(b)<<(window-n) != 0 }

// classifyCore fills the digit, upper and high masks from d, the mergedDigits, and
// clears the others.
//
//go:noescape
func classifyCore(b *[window]byte, d uint64, m *masks)

// classifyAll fills every mask.
//
//go:noescape
func classifyAll(b *[window]byte, m *masks)
