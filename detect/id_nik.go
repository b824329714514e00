// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "id_nik", typ: "ID_NIK", region: "ID",
	en: "Indonesian identity number (NIK)", zh: "印度尼西亚身份号 (NIK)",
	dlp:    "INDONESIA_NIK_NUMBER",
	source: "Peraturan Pemerintah Nomor 40 Tahun 2019; Kementerian Dalam Negeri, kode wilayah: region, date with 40 added to a woman's day, four digits",
	about:  "Identity number of a resident of Indonesia: sixteen digits with region and date of birth, beside a context word",
	cues: `nik no_nik nomor_nik nomor_induk_kependudukan ktp no_ktp nomor_ktp e-ktp ektp kartu_tanda_penduduk
		印尼身份证 印度尼西亚身份证`,
	layouts: []string{"9999999999999999", "9999-9999-9999-9999", "999999-999999-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		date := [6]byte{id[10], id[11], id[8], id[9], id[6], id[7]}
		if date[4] >= '4' { // a woman's day
			date[4] -= 4
		}
		switch {
		case !indonesianProvince(numberOf(id[:2])) || string(id[2:4]) == "00" || string(id[4:6]) == "00":
			return false, 0, "no region has this code"
		case !eitherCentury(yymmdd(date[:])):
			return false, 0, "no such date of birth"
		case string(id[12:]) == "0000":
			return false, 0, "0000 is never given out"
		}
		return true, HasDate | HasRegion, "region and date of birth exist"
	},
	cued: 0.85, // one number in 70 is like this
})

// indonesianProvince reports whether n is the code of a province (Kepmendagri
// 100.1.1-6117 of 2022).
func indonesianProvince(n int) bool {
	last := [10]int{1: 19, 2: 21, 3: 36, 5: 53, 6: 65, 7: 76, 8: 82, 9: 97}[n/10]
	return n%10 > 0 && n <= last
}
