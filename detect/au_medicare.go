// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "au_medicare", typ: "AU_MEDICARE", region: "AU",
	en: "Australian Medicare card", zh: "澳大利亚医保卡号",
	presidio: "AU_MEDICARE", dlp: "AUSTRALIA_MEDICARE_NUMBER",
	source:  "Services Australia, Medicare card number: begins with 2 to 6; weights 1, 3, 7, 9, 1, 3, 7, 9; remainder by 10; issue number, person's number",
	about:   "Number of a Medicare card of Australia: ten digits, the ninth a check digit, with or without the person's number",
	cues:    `medicare medicare_card medicare_no medicare_number medicare_card_number 澳大利亚医保卡 澳洲医保卡 澳洲国民医保`,
	layouts: []string{"9999-99999-9", "9999-99999-9-9", "999-999-999-9-9"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] < '2' || id[0] > '6':
			return false, 0, "does not begin with 2 to 6"
		case sameDigits(id) || id[9] == '0':
			return false, 0, "a placeholder"
		case weighted(id, 1, 3, 7, 9, 1, 3, 7, 9)%10 != int(id[8]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.3, // ten digits are telephone numbers far more often
})
