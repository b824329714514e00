// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_driver_license", typ: "US_DRIVER_LICENSE", region: "US",
	en: "US driver's license", zh: "美国驾驶执照号",
	presidio: "US_DRIVER_LICENSE", dlp: "US_DRIVERS_LICENSE_NUMBER", comprehend: "DRIVER_ID",
	source: "AAMVA DL/ID Card Design Standard, element DAQ; the formats are those that the states publish",
	about:  "Number of a driver's license of a state of the United States, beside a context word",
	cues: `driver_license drivers_license driver's_license driver’s_license driving_license driver_lic drivers_lic license_dl
		dl_number dl_no dl_num dl# dln driver_id driver_identification licencia_de_conducir licencia_de_manejar
		美国驾照 美国驾驶证 美国驾驶执照 美國駕照`,
	layouts: []string{
		"9999999", "99999999", "999-999-999", "9999-99-9999", "999999999999", // AK, TX and others; NY, IN, NC
		"99-999-9999", "99-999-999", "999999-999", // CO, PA, WY
		"A99999", "A999999", "A9999999", "A99999999", "A999999999", "A99-999-999", "A99-99-9999", // MO, WV, CA, AZ, OK, KY, KS
		"A999-9999-9999", "A999-999-999-999", "A-999-999-999-999", "A999-999-99-999-9", // IL, MN, MD and MI, FL
		"A999-9999-9999-99", "A9999-99999-99999", // WI, NJ
		"AA999999", "AA999999A", "AAA999999", "99AAA99999", "999AA9999", "9999999A", "999999999A", "wdlXXXXXXXXX", // OH, ID, ND, NH, IA, VT, MO, WA
	},
	check: func(id []byte) (bool, Evidence, string) {
		first := 0
		for first < len(id) && isLetter(id[first]) {
			first++
		}
		if sameDigits(id[first:]) {
			return false, 0, "a placeholder"
		}
		return true, 0, "of the form of a state"
	},
})
