// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "cn_driver_license", typ: CNDriverLicense, region: "CN",
	source: "GA 482-2012 (driving licence; its number is the resident number, the file number has twelve digits that begin with the issuing prefecture, GB/T 2260)",
	about:  "File number of a driving licence, twelve digits behind its name",
	on:     []trigger{onCue(driverCues, driverCue)},
	check: func(v string) (bool, string) {
		switch d := []byte(plainForm(v)); {
		case len(d) != 12 || !allDigits(d):
			return false, "not 12 digits"
		case regionLevel(d) < regionPrefecture:
			return false, "no prefecture has this code"
		}
		return true, "12 digits that begin with a prefecture; there is no check digit"
	},
})

// CNDriverLicense is the type of the file number of a Chinese driving licence.
const CNDriverLicense Type = "CN_DRIVER_LICENSE"

var driverCues = cues("driver", `档案编号 檔案編號 驾驶证档案编号 驾驶证编号 驾驶证号 驾驶证 驾照 驾照号 驾照编号 駕駛證 駕照 driver_license driver_license_no driving_license driver_licence driving_licence license_file_no`)

func driverCue(s *scan, start, end int) {
	from, stop, ok := s.labelled(end)
	if !ok || stop-from != 12 || !allDigits(s.text[from:stop]) || regionLevel(s.text[from:stop]) < regionPrefecture || s.decimal(from, stop) {
		return
	}
	s.emit(Finding{
		Start: from, End: stop, Score: 0.85, Evidence: HasShape | HasRegion | HasCue,
		CueStart: start, CueEnd: end,
	})
}
