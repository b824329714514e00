// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"errors"
	"strconv"
)

// Level grades a disclosure, from S0 (none) to S4 (critical).
type Level int

// The levels. An action clock of the house goes with each: S1 a reviewer within
// 24 hours; S2 hide and review within 4 hours; S3 hide at once, a person within
// the hour; S4 opens an incident.
const (
	S0 Level = iota
	S1
	S2
	S3
	S4
)

func (l Level) String() string {
	if l < S0 || l > S4 {
		return "Level(" + strconv.Itoa(int(l)) + ")"
	}
	return "S" + string(rune('0'+l))
}

// MarshalText writes the level as S0 … S4.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads S0 … S4.
func (l *Level) UnmarshalText(b []byte) error {
	if len(b) != 2 || b[0] != 'S' || b[1] < '0' || b[1] > '4' {
		return errors.New("level: got " + strconv.Itoa(len(b)) + " bytes that are not S0, S1, S2, S3 or S4")
	}
	*l = Level(b[1] - '0')
	return nil
}
