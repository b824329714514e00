// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_bank_number", typ: "US_BANK_NUMBER", region: "US", entity: "FINANCIAL_ACCOUNT",
	en: "US bank account", zh: "美国银行账号",
	presidio: "US_BANK_NUMBER", dlp: "FINANCIAL_ACCOUNT_NUMBER", comprehend: "BANK_ACCOUNT_NUMBER",
	source: "Nacha Operating Rules, entry detail record: DFI account number of up to 17 characters; banks use 8 to 17 digits",
	about:  "Account number at a bank in the United States: 8 to 17 digits beside a context word",
	cues: `bank_account bank_accounts bank_account_number bank_account_no bank_acct checking_account checking_acct savings_account savings_acct
		direct_deposit cuenta_bancaria cuenta_corriente cuenta_de_ahorros 美国银行账号 美国银行账户`,
	layouts: []string{
		"99999999", "999999999", "9999999999", "99999999999", "999999999999",
		"9999999999999", "99999999999999", "999999999999999", "9999999999999999", "99999999999999999",
	},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id) {
			return false, 0, "a placeholder"
		}
		return true, 0, "8 to 17 digits"
	},
	cued: 0.55, // no form of its own: cards and other accounts score higher
})
