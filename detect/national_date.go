// SPDX-License-Identifier: Apache-2.0

package detect

import "time"

// Many national numbers hold the date of birth with two digits for the year; the
// century is said by another digit, by the month or not at all.

// firstRegistered is the first year that the century codes of the numbers reach
// (PESEL, EGN, CNP and isikukood all begin with 1800): registers keep the dead.
// The last year is lastYear, as for other dates of birth.
const firstRegistered = 1800

// liveDay reports whether day, month and year are a date that exists and on which
// the holder of a number may have been born.
func liveDay(year, month, day int) bool {
	if year < firstRegistered || year > lastYear || month < 1 || month > 12 || day < 1 {
		return false
	}
	// time.Date moves a day that the month does not have to the next month.
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// eitherCentury is liveDay for a year yy of which nothing says the century.
func eitherCentury(yy, month, day int) bool {
	return liveDay(1900+yy, month, day) || liveDay(2000+yy, month, day)
}

// yymmdd returns the three numbers of two digits each at the start of id; which
// of them are year, month and day is up to the caller.
func yymmdd(id []byte) (a, b, c int) {
	return numberOf(id[:2]), numberOf(id[2:4]), numberOf(id[4:6])
}
