// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "in_aadhaar", typ: "IN_AADHAAR", region: "IN",
	en: "Indian identity number (Aadhaar)", zh: "印度身份号 (Aadhaar)",
	presidio: "IN_AADHAAR", dlp: "INDIA_AADHAAR_INDIVIDUAL", comprehend: "IN_AADHAAR",
	source: "Aadhaar Act 2016, § 4; UIDAI, A UID Numbering Scheme: twelve digits, none begins with 0 or 1, Verhoeff check digit",
	about:  "Aadhaar number of a resident of India: twelve digits with Verhoeff check, 9999 9999 9999",
	cues: `aadhaar aadhar adhaar aadhaar_number aadhaar_no aadhaar_card uidai uid_number आधार आधार_संख्या ஆதார் ఆధార్ আধার આધાર ಆಧಾರ್ ആധാർ ਆਧਾਰ آدھار
		印度身份证 印度身份号`,
	layouts: []string{"9999-9999-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] < '2':
			return false, 0, "does not begin with 0 or 1"
		case sameDigits(id) || palindrome(id):
			return false, 0, "a placeholder"
		case !verhoeffCheck(id):
			return false, 0, "Verhoeff check digit is wrong"
		}
		return true, HasChecksum, "Verhoeff check digit is right"
	},
	bare: 0.4,
})

// palindrome reports whether d reads the same backwards: such numbers are not
// given out.
func palindrome(d []byte) bool {
	for i := range len(d) / 2 {
		if d[i] != d[len(d)-1-i] {
			return false
		}
	}
	return true
}

// verhoeffCheck reports whether the last of d is the check digit of the others
// (J. Verhoeff, Error Detecting Decimal Codes, 1969): they are multiplied in the
// dihedral group of ten elements, each permuted as often as its place says.
func verhoeffCheck(d []byte) bool {
	c := 0
	for k := range d {
		n := int(d[len(d)-1-k] - '0')
		for range k % 8 {
			n = [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}[n]
		}
		c = dihedral(c, n)
	}
	return c == 0
}

// dihedral multiplies in the group of the pentagon: 0 to 4 are turns, 5 to 9
// reflections.
func dihedral(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b)%5
	case b < 5:
		return 5 + (a-b)%5
	}
	return (a - b + 5) % 5
}
