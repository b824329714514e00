// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "in_voter", typ: "IN_VOTER", region: "IN",
	en: "Indian voter card (EPIC)", zh: "印度选民证号",
	presidio: "IN_VOTER", comprehend: "IN_VOTER_NUMBER",
	source: "Registration of Electors Rules 1960, rule 28; Election Commission of India, EPIC number: three letters and seven digits, before 2000 state, constituency and six digits",
	about:  "Number of a voter's photo identity card of India, beside a context word",
	cues: `epic epic_no epic_number voter voter_id voter_id_no voter_card voter_no elector elector's_photo election_card
		मतदाता मतदाता_पहचान_पत्र वोटर_आईडी வாக்காளர் ভোটার 印度选民证`,
	layouts: []string{"AAA9999999", "AA-99-999-999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[3:]) {
			return false, 0, "a placeholder"
		}
		return true, 0, "of the form of a voter card"
	},
	cued: 0.7,
})
