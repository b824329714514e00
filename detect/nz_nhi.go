// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "nz_nhi", typ: "NZ_NHI", region: "NZ",
	en: "New Zealand health index number (NHI)", zh: "新西兰国民健康号 (NHI)",
	dlp:     "NEW_ZEALAND_NHI_NUMBER",
	source:  "HISO 10046:2023 Consumer Health Identity Standard: AAA9999 with a digit by 11, AAA99AA with a letter by 23; letters without I and O",
	about:   "National health index number of New Zealand: seven characters with a check digit or letter",
	cues:    `nhi nhi_no nhi_number national_health_index health_index_number 新西兰国民健康号 新西兰健康号`,
	layouts: []string{"AAA9999", "AAA99AA"},
	check: func(id []byte) (bool, Evidence, string) {
		sum := 0
		for k, c := range id[:6] {
			if c == 'I' || c == 'O' {
				return false, 0, "I and O are not used"
			}
			sum += nhiValue(c) * (7 - k)
		}
		right := false
		if isDigit(id[6]) {
			check := 11 - sum%11 // 11 belongs to no number
			right = check < 11 && check%10 == nhiValue(id[6])
		} else {
			right = id[6] != 'I' && id[6] != 'O' && 23-sum%23 == nhiValue(id[6])
		}
		if !right {
			return false, 0, "check character is wrong"
		}
		return true, HasChecksum, "check character is right"
	},
	bare: 0.2, // words and models of products are of this form
})

// nhiValue returns what a character counts: letters by their place in the
// alphabet without I and O, from 1.
func nhiValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c > 'O':
		return int(c-'A') - 1
	case c > 'I':
		return int(c - 'A')
	}
	return int(c-'A') + 1
}
