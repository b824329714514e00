// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "nz_ird", typ: "NZ_IRD", region: "NZ",
	en: "New Zealand tax number (IRD)", zh: "新西兰税号 (IRD)",
	dlp:     "NEW_ZEALAND_IRD_NUMBER",
	source:  "Tax Administration Act 1994, § 24B; Inland Revenue, RWT and NRWT specification: 10 to 200 million; weights 3, 2, 7, 6, 5, 4, 3, 2, else 7, 4, 3, 2, 5, 2, 7, 6; remainder by 11",
	about:   "Tax number of New Zealand: eight or nine digits with a check digit",
	cues:    `ird ird_no ird_number inland_revenue inland_revenue_number tau_tari_taake 新西兰税号 新西蘭稅號`,
	layouts: []string{"999-999-999", "99-999-999"},
	check: func(id []byte) (bool, Evidence, string) {
		d := [9]byte{'0'}
		copy(d[9-len(id):], id)
		switch n := numberOf(d[:]); {
		case n < 10_000_000 || n > 200_000_000:
			return false, 0, "outside of the range that is given out"
		case sameDigits(id):
			return false, 0, "a placeholder"
		case irdDigit(d[:]) != int(d[8]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // eight digits are dates far more often
})

// irdDigit returns the check digit of the first eight digits of d, 10 if they can
// have none. The second weights count where the first give ten.
func irdDigit(d []byte) int {
	r := (11 - weighted(d, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
	if r == 10 {
		r = (11 - weighted(d, 7, 4, 3, 2, 5, 2, 7, 6)%11) % 11
	}
	return r
}
