// SPDX-License-Identifier: Apache-2.0

package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"
)

// Secret is a password or key. Every way of printing it shows [secret], or
// nothing when it is empty.
type Secret struct{ s string }

// NewSecret makes a secret of s, for tests and for who fills a struct by hand.
func NewSecret(s string) Secret { return Secret{s} }

// Reveal is the secret itself. Call it where it is used, and nowhere else.
func (s Secret) Reveal() string { return s.s }

func (s Secret) String() string {
	if s.s == "" {
		return ""
	}
	return "[secret]"
}

func (s Secret) GoString() string { return "config.Secret{" + s.String() + "}" }

// Format masks it under every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks it in JSON, YAML and wherever else text is written.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes any text that is not empty.
func (s *Secret) UnmarshalText(b []byte) error {
	s.s = string(b)
	return nil
}

// Off is the value of a limit or term that is turned off.
const Off = -1

// Count is a number of things; [Off] none.
type Count int

// UnmarshalText reads a number above zero, or off.
func (c *Count) UnmarshalText(b []byte) error {
	n, err := number(string(b), 1_000_000)
	*c = Count(n)
	return err
}

// Size is a number of octets.
type Size int64

// UnmarshalText reads a number with B, kB or MB (1000s), KiB or MiB (1024s).
func (s *Size) UnmarshalText(b []byte) error {
	for _, u := range []struct {
		unit string
		n    int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"kB", 1e3}, {"MB", 1e6}, {"B", 1}} {
		if digits, ok := strings.CutSuffix(string(b), u.unit); ok {
			n, err := number(strings.TrimSpace(digits), math.MaxInt32)
			if err != nil || n < 0 {
				break
			}
			*s = Size(int64(n) * u.n)
			return nil
		}
	}
	return errors.New("want a number with kB, MB, KiB or MiB, such as 10MB")
}

// Period is a length of time; a day has 24 hours. [Off] without end.
type Period time.Duration

// Duration is p for package time; negative when it is off.
func (p Period) Duration() time.Duration { return time.Duration(p) }

// UnmarshalText reads a number with m, h or d, or off.
func (p *Period) UnmarshalText(b []byte) error {
	n, unit, err := numberUnit(string(b), 100_000, "m", "h", "d")
	if err != nil {
		return err
	}
	*p = Period(time.Duration(n) * map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "": 1}[unit])
	return nil
}

// Term is the length of a clock. Days and working days are counted in the
// calendar of the rule, so a term is no [time.Duration].
type Term struct {
	// N is how many, above zero.
	N int
	// Unit is h (hours), d (calendar days) or wd (working days).
	Unit string
}

// UnmarshalText reads a number with h, d or wd.
func (t *Term) UnmarshalText(b []byte) error {
	n, unit, err := numberUnit(string(b), 10_000, "wd", "h", "d")
	if err != nil || n < 0 {
		return errors.New("want a number with h (hours), d (calendar days) or wd (working days), such as 10wd")
	}
	*t = Term{n, unit}
	return nil
}

func (t Term) String() string { return strconv.Itoa(t.N) + t.Unit }

// Rate is how many in how long. N is [Off] when there is no limit.
type Rate struct {
	N   int
	Per time.Duration
}

// UnmarshalText reads N/s, N/m, N/h or N/d, or off.
func (r *Rate) UnmarshalText(b []byte) error {
	if string(b) == "off" {
		*r = Rate{N: Off}
		return nil
	}
	digits, unit, _ := strings.Cut(string(b), "/")
	per := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[unit]
	n, err := number(digits, 1_000_000)
	if err != nil || n < 0 || per == 0 {
		return errors.New("want a number with /s, /m, /h or /d, such as 20/h, or off")
	}
	*r = Rate{n, per}
	return nil
}

// number reads a number above zero, or off as [Off].
func number(s string, largest int) (int, error) {
	if s == "off" {
		return Off, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > largest {
		return 0, fmt.Errorf("want a number from 1 to %d, or off", largest)
	}
	return n, nil
}

func numberUnit(s string, largest int, units ...string) (int, string, error) {
	if s == "off" {
		return Off, "", nil
	}
	for _, u := range units {
		if digits, ok := strings.CutSuffix(s, u); ok {
			n, err := number(digits, largest)
			if err == nil && n > 0 {
				return n, u, nil
			}
		}
	}
	return 0, "", fmt.Errorf("want a number with %s, such as 3%s, or off", strings.Join(units, ", "), units[len(units)-1])
}

// Colour is a colour of sRGB. It is not set when Set is false, so that black is
// a colour too.
type Colour struct {
	R, G, B uint8
	Set     bool
}

// UnmarshalText reads #rrggbb.
func (c *Colour) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(strings.TrimPrefix(string(b), "#"), 16, 32)
	if err != nil || len(b) != 7 || b[0] != '#' {
		return errors.New("want a colour as #rrggbb, such as #0b5673")
	}
	*c = Colour{uint8(n >> 16), uint8(n >> 8), uint8(n), true}
	return nil
}

func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition
// "contrast ratio").
func Contrast(a, b Colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is WCAG 2.2's relative luminance; its constants are those of sRGB
// (IEC 61966-2-1).
func (c Colour) luminance() float64 {
	lin := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}
