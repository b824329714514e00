// SPDX-License-Identifier: Apache-2.0

package detect

// phoneFields are names of fields that hold a telephone number and nothing else.
var phoneFields = cues("phone_field", `phone telephone tel mobile cellphone phone_number telephone_number mobile_number phone_no mobile_no 手机 手机号 手机号码 电话 电话号码 联系电话 固话 座机`)

// phoneField takes the whole value of a field that is named after a telephone,
// in the grouping of any country.
func phoneField(s *scan, start, end int) {
	if s.fieldAt != nil || s.field == "" || end-start < 6 || end-start > 24 {
		return
	}
	if m := s.fieldMask(start); !m.has(phoneFields) {
		return
	}
	for end > start && s.text[end-1] <= ' ' {
		end--
	}
	// Six digits are the shortest subscriber numbers without area code; 15 are
	// the most (ITU-T E.164).
	digits := s.buf[:0]
	for i := start; i < end; i++ {
		switch c := s.text[i]; c {
		case ' ', '-', '.', '(', ')', '/', '+':
		default:
			if !isDigit(c) {
				return
			}
			digits = append(digits, c)
		}
	}
	if len(digits) < 6 || len(digits) > 15 || repeated(digits) {
		return
	}
	// Forms that are known by themselves score higher and win.
	s.emit(Finding{Kind: "national", Start: start, End: end, Score: 0.7, Evidence: HasShape | HasField})
}
