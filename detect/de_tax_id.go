// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "de_tax_id", typ: "DE_TAX_ID", region: "DE",
	en: "German tax identification number", zh: "德国税号",
	source: "§ 139b AO; BZSt, Aufbau der Identifikationsnummer: one digit of the first ten occurs two or three times; ISO/IEC 7064 MOD 11,10",
	about:  "Tax identification number of Germany: eleven digits, the last one a check digit",
	cues: `steuer-id steuer_id steuerid steuer-identifikationsnummer steuer_identifikationsnummer steueridentifikationsnummer identifikationsnummer idnr
		german_tax_id tax_identification_number 德国税号 税务识别号`,
	layouts: []string{"99999999999", "99_999_999_999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] == '0':
			return false, 0, "does not begin with 0"
		case !oneRepeats(id[:10]):
			return false, 0, "of the first ten digits exactly one occurs twice or three times"
		case mod11_10(id[:10]) != id[10]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.4,
})

// oneRepeats reports whether exactly one digit of d occurs more than once, and at
// most three times.
func oneRepeats(d []byte) bool {
	var count [10]int
	for _, c := range d {
		count[c-'0']++
	}
	repeated := 0
	for _, n := range count {
		switch {
		case n > 3:
			return false
		case n > 1:
			repeated++
		}
	}
	return repeated == 1
}
