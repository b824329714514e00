// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "in_pan", typ: "IN_PAN", region: "IN",
	en: "Indian permanent account number (PAN)", zh: "印度永久账号 (PAN)",
	presidio: "IN_PAN", dlp: "INDIA_PAN_INDIVIDUAL", comprehend: "IN_PERMANENT_ACCOUNT_NUMBER",
	source: "Income-tax Act 1961, § 139A; Income Tax Department, structure of PAN: the fourth letter is the kind of holder; the rule of the last letter is not published",
	about:  "Permanent account number of a taxpayer in India: five letters, four digits, a letter, beside a context word",
	// pan alone is a common word, but few words are five letters, digits and a letter.
	cues: `pan pan_no pan_number pan_card permanent_account_number permanent_account_no income_tax_number पैन पैन_नंबर पैन_कार्ड स्थायी_खाता_संख्या
		印度永久账号 印度税号`,
	layouts: []string{"AAAAA9999A"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case !strings.Contains("ABCFGHJLPT", string(id[3])):
			return false, 0, "the fourth letter is no kind of holder"
		case string(id[5:9]) == "0000":
			return false, 0, "0000 is never given out"
		}
		return true, HasPlan, "the fourth letter is a kind of holder"
	},
	cued: 0.85, // no check digit, but few words are like this
})
