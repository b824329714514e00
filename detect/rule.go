// SPDX-License-Identifier: Apache-2.0

package detect

// Rule is a recogniser that the user brings: a regular expression (RE2 syntax)
// or a declarative [Shape], with what decides about a match. Rules run after the
// built-in recognisers, only around their literals and keywords where they have
// any.
type Rule struct {
	ID          string // unique
	Type        Type   // reported; built-in or new, upper case
	Description string
	// Pattern is a regular expression; Group is the submatch that is reported,
	// 0 the whole match. Exactly one of Pattern and Shape is given.
	Pattern string
	Group   int
	Shape   *Shape
	// Keywords: one of them must stand within 512 bytes, any case. Empty: no
	// such condition.
	Keywords []string
	// Context words raise the score by 0.35, to at least 0.4 and at most 1.
	Context []string
	// Score of a match, 0 to 1. Zero means 0.85.
	Score float64
	// MinEntropy refuses matches with fewer bits per character (Shannon). Zero:
	// no condition. Keys of random characters have 3.5 and more.
	MinEntropy float64
	// Boundary "word" (the default) refuses a match inside a word of ASCII
	// letters and digits; "none" does not.
	Boundary string
	// Check names a check digit: "luhn", "mod97" or "mod11-2". A match that
	// fails is dropped, one that passes scores at least 0.9.
	Check string
	// Allow are regular expressions; a match that one of them matches is not
	// reported. AllowWords are words that a match may not contain, any case.
	Allow      []string
	AllowWords []string
	// Match and NoMatch are examples that [New] tests.
	Match   []string
	NoMatch []string
}

// Shape describes a value without a regular expression.
type Shape struct {
	// Charset is a bracket expression without brackets, as "A-Z0-9".
	Charset string
	// Prefix is what the value begins with; counted in the length.
	Prefix string
	// Min and Max bound the length in characters. Max is at most 256.
	Min, Max int
}
