// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "phone_e164", typ: PhoneNumber, core: true,
	source: "ITU-T E.164 (11/2010) and its list of assigned country codes",
	about:  "Telephone number in international form: '+', country code, 7 to 15 digits in all",
	on:     []trigger{onRun(e164Run, 7, 8, 9, 10, 11, 12, 13, 14, 15), onGroups(e164Groups)},
	check: func(v string) (bool, string) {
		d := digitsOf(v)
		switch {
		case !strings.HasPrefix(strings.TrimSpace(v), "+"):
			return false, "no '+' in front"
		case len(d) < 7 || len(d) > 15:
			return false, "not 7 to 15 digits"
		case countryCode([]byte(d)) == 0:
			return false, "country code is not assigned"
		case d[0] == '1' && (len(d) != 11 || d[1] < '2' || d[4] < '2'):
			return false, "not a number of the North American plan"
		}
		return true, "assigned country code, 7 to 15 digits"
	},
})

// callingCodes are the assigned country codes of two and three digits; 1 and 7
// stand alone.
const callingCodes = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98" +
	" 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 247 248 249" +
	" 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359" +
	" 370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599" +
	" 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 808 850 852 853 855 856 870 878 880 881 882 883 886 888" +
	" 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 992 993 994 995 996 998 "

// countryCode returns the length of the country code that d begins with, 0 if
// none is assigned.
func countryCode(d []byte) int {
	if len(d) < 4 {
		return 0
	}
	if d[0] == '1' || d[0] == '7' {
		return 1
	}
	var key [5]byte
	for n := 2; n <= 3; n++ {
		key[0], key[n+1] = ' ', ' '
		copy(key[1:], d[:n])
		if strings.Contains(callingCodes, string(key[:n+2])) {
			return n
		}
	}
	return 0
}

func e164Run(s *scan, start, end int) {
	if start > s.lo && s.text[start-1] == '+' {
		s.e164(start-1, end, s.text[start:end])
	}
}

func e164Groups(s *scan, start, _ int) {
	if !s.groups.plus || s.groups.digits < 7 {
		return
	}
	// Take groups while the number is not longer than 15 digits.
	gs, n, k := &s.groups, 0, 0
	for k < gs.n && n+gs.g[k].len() <= 15 {
		n += gs.g[k].len()
		k++
	}
	if k < 2 || gs.g[0].len() == 1 && s.text[start] != '1' && s.text[start] != '7' {
		return // no other country code has one digit: +3.140000 is a number
	}
	end := gs.g[k-1].end
	s.e164(start-1, end, s.digits(s.buf[:0], start, end))
}

func (s *scan) e164(start, end int, d []byte) {
	if len(d) < 7 || len(d) > 15 || countryCode(d) == 0 || d[0] == '1' && (len(d) != 11 || d[1] < '2' || d[4] < '2') {
		return
	}
	if end < s.hi && s.text[end] == '+' || start > s.lo && s.text[start-1] == '+' {
		return // part of a version: 14~++20211111+d56b
	}
	// A '+' behind a word, a full stop or a superscript is arithmetic.
	if start > s.lo && (isWord(s.text[start-1]) || s.text[start-1] == '.') || s.decimal(start+1, end) || start-2 >= s.lo && s.text[start-2] == 0xC2 && s.text[start-1] != 0xA0 {
		return
	}
	f := Finding{Kind: "e164", Start: start, End: end, Score: 0.7, Evidence: HasShape | HasPlan}
	h, ev := s.near(start, end, maskOf(phoneCues), maskOf(orderCues))
	f.cue(h, ev)
	switch {
	case repeated(d[2:]):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case ev&(HasCue|HasField) != 0:
		f.Score = 0.95
	case ev&NotCue != 0:
		f.Score = 0.4
	}
	s.emit(f)
}
