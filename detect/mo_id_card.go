// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "mo_id_card", typ: MOIDCard, region: "MO",
	source: "Identification Services Bureau of Macau, resident identity card: 1, 5 or 7, six digits, and a check digit whose rule is not published",
	about:  "Macau identity card number, 1234567(8), beside a context word or another one",
	on: []trigger{
		onRun(moidRun, 7),
		onGroups(moidGroups),
		onCue(moidCues, moidCue),
	},
	check: func(v string) (bool, string) {
		d := strings.Map(func(r rune) rune {
			if strings.ContainsRune("()/[]", r) {
				return -1
			}
			return r
		}, plainForm(v))
		switch {
		case len(d) != 8 || !allDigits([]byte(d)):
			return false, "not seven digits and a check digit"
		case !moidFirst(d[0]):
			return false, "does not begin with 1, 5 or 7"
		}
		return true, "begins with 1, 5 or 7; the rule of the check digit is not public"
	},
})

var moidCues = cues("moid", `澳门身份证 澳門身份證 澳門身分證 澳门居民身份证 澳門居民身份證 澳门永久性居民身份证 澳門永久性居民身份證 澳门证 澳門證 澳门证件 澳門證件 bir macau_id macao_id macau_identity macao_identity mo_id`)

// moidFirst: 5 for cards of the first issue, 7 for Portuguese cards taken over,
// 1 for those given out since.
func moidFirst(c byte) bool { return c == '1' || c == '5' || c == '7' }

func moidRun(s *scan, start, end int) {
	if n := bracketed(s.text[end:s.hi]); n > 0 && moidFirst(s.text[start]) && isDigit(bracketDigit(s.text[end:end+n])) {
		s.moid(start, end+n, 0.4)
	}
}

// moidGroups finds the old writing 5/123456/7.
func moidGroups(s *scan, _, _ int) {
	if start, end, ok := s.groups.match(0, 1, 6, 1); ok && s.groups.n == 3 && moidFirst(s.text[start]) && s.text[start+1] == '/' && s.text[end-2] == '/' {
		s.moid(start, end, 0.3)
	}
}

// moidCue finds eight digits in a row behind a context word.
func moidCue(s *scan, _, end int) {
	if start, stop, ok := s.labelled(end); ok && stop-start == 8 && allDigits(s.text[start:stop]) && moidFirst(s.text[start]) {
		s.moid(start, stop, 0.1)
	}
}

// moidReach is how far back another such number speaks for this one, bytes:
// the next sentence.
const moidReach = 300

func (s *scan) moid(start, end int, bare float64) {
	f := Finding{Start: start, End: end, Evidence: HasShape}
	neg := maskOf(orderCues, phoneCues)
	s.weigh(&f, maskOf(moidCues), neg, bare, 0.92)
	if f.Evidence&(HasCue|HasField|HasList) == 0 {
		switch h, ev := s.near(start, end, maskOf(residentCues, hkidCues), neg); {
		case ev&(HasCue|HasField) != 0:
			f.Score = 0.8
			f.cue(h, ev)
		case s.continues(start, moidReach):
			f.Score, f.Evidence = 0.7, f.Evidence|HasList
		}
	}
	s.emit(f)
}
