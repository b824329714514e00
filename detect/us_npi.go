// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_npi", typ: "US_NPI", region: "US",
	en: "US national provider identifier", zh: "美国医疗服务提供者识别号",
	presidio: "US_NPI", dlp: "US_HEALTHCARE_NPI",
	source: "45 CFR § 162.406; CMS, NPI check digit: Luhn over 80840 and the number; the first digit is 1 or 2",
	about:  "National provider identifier of the United States: ten digits with Luhn check",
	cues: `npi npis npi_number npi_no national_provider_identifier national_provider provider_identifier provider_number rendering_provider
		美国医疗服务提供者识别号 医疗服务提供者识别号`,
	layouts: []string{"9999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] != '1' && id[0] != '2':
			return false, 0, "does not begin with 1 or 2"
		case sameDigits(id):
			return false, 0, "a placeholder"
		case !luhn80840(id):
			return false, 0, "Luhn check digit is wrong"
		}
		return true, HasChecksum, "Luhn check digit is right"
	},
	bare: 0.1, // ten digits that begin with 1 are seconds since 1970 far more often
})

// luhn80840 is luhn with 80840, the prefix of health cards of the United States,
// in front.
func luhn80840(id []byte) bool {
	var d [15]byte
	return luhn(d[:copy(d[copy(d[:], "80840"):], id)+5])
}
