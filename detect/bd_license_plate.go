// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "bd_license_plate", typ: "BD_LICENSE_PLATE", region: "BD",
	en: "Bangladeshi license plate", zh: "孟加拉国车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "Motor Vehicle Rules 1984 (Bangladesh); BRTA, vehicle classes: district, perhaps METRO, class letter, two and four digits",
	about:      "License plate of Bangladesh behind a context word, in Bengali or Latin letters: Dhaka Metro-GA 11-1234",
	cues: `গাড়ির_নম্বর গাড়ি_নম্বর গাড়ির_নাম্বার নম্বর_প্লেট রেজিস্ট্রেশন_নম্বর license_plate number_plate plate_number vehicle_registration
		vehicle_registration_number vehicle_no 孟加拉国车牌 孟加拉车牌`,
	pattern: `(?:DHAKA|CHATTOGRAM|CHATTO|CHITTAGONG|RAJSHAHI|KHULNA|SYLHET|BARISHAL|RANGPUR|GAZIPUR|CUMILLA|NARAYANGANJ|MYMENSINGH|BOGURA|JASHORE)(?: ?-?METRO)?[ -][A-Z]{1,3}[ -][0-9]{2}[ -][0-9]{4}` +
		`|\p{Bengali}{3,20}(?:[ -]মেট্রো)?[ -]\p{Bengali}{1,3}[ -][0-9]{2}[ -][0-9]{4}`,
	form: "DHAKA METRO-GA 11-1234",
	check: func(id []byte) (bool, Evidence, string) {
		if numberOf(id[len(id)-4:]) == 0 {
			return false, 0, "the number is above 0000"
		}
		return true, 0, "has the form of a plate"
	},
})
