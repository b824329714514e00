// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"
	"time"

	"github.com/hulanhq/hulan/detect"
)

// A resident ID shows its first and last character only, the stricter of the
// two Chinese customs (前1后1; the other is 前6后4). The longer one hides just
// the birth date, which is often known: then the number is complete, and even
// with 4 + 4 the check digit leaves less than one wrong guess per county.
var _ = register(treatment{
	typ:       detect.CNResidentID,
	numeric:   true,
	shows:     firstAndLast,
	surrogate: residentSurrogate,
})

// The foreign permanent residence card issued since December 2023 has the same
// structure behind a 9: place of application, nationality, birth date, serial.
var _ = register(treatment{
	typ:       detect.CNForeignerID,
	shows:     firstAndLast,
	surrogate: residentSurrogate,
})

// gb11643 returns the check character of the first 17 digits (GB 11643-1999
// §4.2.1, ISO 7064 MOD 11-2).
func gb11643(digits string) byte {
	m := 0
	for i := range 17 {
		m = (m + int(digits[i]-'0')) * 2 % 11
	}
	return "10X98765432"[m]
}

// residentSurrogate keeps province, sex and roughly the age: the birth date
// moves by at most a year. The county becomes the "municipal districts" entry
// of the provincial capital (GB/T 2260, xx0101), which stands in the table of
// regions but is hardly ever issued; numbers of foreigners, Hong Kong, Macau
// and Taiwan residents keep their six digits, which name no place.
func residentSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	long := len(p) == 18
	if !long && len(p) != 15 || strings.Trim(p[:len(p)-1], "0123456789") != "" {
		return "", false
	}
	region, birth, seq := p[:6], p[6:len(p)-3], p[len(p)-3:]
	layout := "060102"
	if long {
		birth, seq, layout = p[6:14], p[14:17], "20060102"
	}
	born, err := time.Parse(layout, birth)
	if err != nil {
		return "", false
	}
	if !long && born.Year() >= 2000 {
		born = born.AddDate(-100, 0, 0) // 15 digits were issued until 1999
	}
	days := 1 + s.below(365)
	if s.below(2) == 0 || born.Year() >= 2020 { // not into the future
		days = -days
	}
	moved := born.AddDate(0, 0, days)
	if !long && moved.Year() >= 2000 {
		moved = born.AddDate(0, 0, -days)
	}
	if region[0] < '7' {
		region = region[:2] + "0101"
	}
	sex := int(seq[2]-'0') % 2 // odd for men (GB 11643-1999)
	out := region + moved.Format(layout) + padded(2*s.below(500)+sex, 3)
	if long {
		out += string(gb11643(out))
		if strings.ContainsRune(v.text, 'x') {
			out = strings.ToLower(out)
		}
	}
	return v.refill(out)
}
