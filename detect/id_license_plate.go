// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "id_license_plate", typ: "ID_LICENSE_PLATE", region: "ID",
	en: "Indonesian license plate", zh: "印度尼西亚车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "Peraturan Kepolisian Republik Indonesia No. 7 Tahun 2021 (TNKB): region of one or two letters, one to four digits, one to three letters",
	about:      "License plate of Indonesia behind a context word: B 1234 XYZ",
	cues: `plat_nomor nomor_plat nopol no_pol no_polisi nomor_polisi tnkb plat_mobil plat_motor plat_kendaraan nomor_kendaraan indonesian_license_plate
		印尼车牌 印度尼西亚车牌`,
	pattern: `[A-Z]{1,2}[ -]?[0-9]{1,4}[ -]?[A-Z]{1,3}`,
	form:    "B 1234 XYZ",
	check: func(id []byte) (bool, Evidence, string) {
		n := 1
		if isLetter(id[1]) {
			n = 2
		}
		switch {
		case !strings.Contains(indonesiaRegions, " "+string(id[:n])+" "):
			return false, 0, "no region has this code"
		case id[n] == '0':
			return false, 0, "the number does not begin with 0"
		}
		return true, HasRegion, "region and form are right"
	},
})

// indonesiaRegions are the codes of regions, by island from Java to Papua.
const indonesiaRegions = " A B D E F T Z G H K R AA AB AD AE AG L M N P S W BA BB BD BE BG BH BK BL BM BN BP " +
	"DK DR EA EB ED DH KB DA KH KT KU DB DL DM DN DT DD DC DP DW DE DG PA PB PG PS PT PY "
