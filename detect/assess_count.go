// SPDX-License-Identifier: Apache-2.0

package detect

import "math"

// Units is a count of personal information against the lines of the criminal
// law: art. 5 of the 2017 judicial interpretation for whoever discloses or
// sells, art. 4 of the 2019 one for a platform that refuses an order to
// correct. It is an indicator, not a legal finding.
type Units struct {
	N50   int64 `json:"n50"`   // items of the kinds where 50 are serious
	N500  int64 `json:"n500"`  // items of the kinds where 500 are serious
	N5000 int64 `json:"n5000"` // every other item
	// U is the proportional sum, 100·N50 + 10·N500 + N5000.
	U int64 `json:"u"`
	// Line is the sum at which a disclosure is serious, 5000.
	Line int64 `json:"line"`
	// Insider says that the discloser got the data in duty or service: half
	// the sum is enough for Serious and EspeciallySerious.
	Insider           bool `json:"insider"`
	Serious           bool `json:"serious"`
	EspeciallySerious bool `json:"especially_serious"`
	PlatformLine      bool `json:"platform_line"`
	// Floor is the level that the count alone gives.
	Floor Level `json:"level_floor"`
}

// criminalLine is the sum at which a disclosure is serious: 5000 ordinary items,
// each of which counts one.
const criminalLine = 5000

// maxCount bounds one kind's count so that the sums cannot overflow. It is far
// above every line.
const maxCount = math.MaxInt64 / 100_000

// Count adds up items by the law's names of their kinds, as [Class.Entity] gives
// them. Each number is one of distinct values; negative numbers count as zero, a
// kind the tables do not know as an ordinary one (art. 5(1)(5) takes every other
// personal information). Only integers are used: near the line floating point
// was seen to give 0.9998.
func Count(items map[string]int, insider bool) Units {
	return countTiers(items, insider, nil)
}

// countTiers is Count with as many items of each kind as raised says counted by
// [Class.RaisedTier].
func countTiers(items map[string]int, insider bool, raised map[string]int) Units {
	u := Units{Line: criminalLine, Insider: insider}
	for entity, n := range items {
		n = max(n, 0)
		c, ok := classOfEntity(entity)
		if !ok {
			c.Tier = 5000
		}
		if r := min(raised[entity], n); r > 0 && c.RaisedTier != 0 {
			u.add(c.RaisedTier, int64(r))
			n -= r
		}
		u.add(c.Tier, int64(n))
	}
	u.U = 100*u.N50 + 10*u.N500 + u.N5000
	weighed := u.U
	if insider {
		weighed *= 2
	}
	u.Serious = weighed >= criminalLine
	u.EspeciallySerious = weighed >= 10*criminalLine
	u.PlatformLine = u.U >= 10*criminalLine
	u.Floor = floorOf(u.U, u.Serious)
	return u
}

func (u *Units) add(tier int, n int64) {
	sum := func(a int64) int64 { return min(a+min(n, maxCount), maxCount) }
	switch {
	case tier == 0:
	case tier <= 50:
		u.N50 = sum(u.N50)
	case tier <= 500:
		u.N500 = sum(u.N500)
	default:
		u.N5000 = sum(u.N5000)
	}
}

// floorOf returns the level that a sum alone gives: S2 from a hundredth of the
// criminal line, S3 from a tenth, S4 from the line itself.
func floorOf(u int64, serious bool) Level {
	switch {
	case serious:
		return S4
	case u >= criminalLine/10:
		return S3
	case u >= criminalLine/100:
		return S2
	case u >= 1:
		return S1
	}
	return S0
}

// IncidentLevel returns the level of an incident by the number of persons whose
// data leaked, from the annex of the National Cybersecurity Incident Reporting
// Measures: "relatively_major" from one million, "major" from ten,
// "especially_major" from a hundred, else nothing. The numbers are inclusive.
func IncidentLevel(persons int) string {
	switch {
	case persons >= 100_000_000:
		return "especially_major"
	case persons >= 10_000_000:
		return "major"
	case persons >= 1_000_000:
		return "relatively_major"
	}
	return ""
}
