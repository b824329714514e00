// SPDX-License-Identifier: Apache-2.0

package detect

// enNameFields are names of fields that hold one person's name or part of it.
var enNameFields = cues("en_name_field", `first_name last_name given_name family_name middle_name maiden_name mothers_maiden mother_maiden surname full_name customer_name
	patient_name holder_name cardholder_name employee_name contact_name recipient_name passenger_name guest_name student_name applicant_name`)

// maxNameField is the longest name taken from a field, in bytes: ISO/IEC 7501
// leaves 39 characters for a name in a passport, some letters take two bytes.
const maxNameField = 64

// enNameField takes the whole value of a field that is named after a person's
// name, whether the lists know it or not.
func enNameField(s *scan, start, end int) {
	if s.fieldAt != nil || s.field == "" || end-start < 2 || end-start > maxNameField {
		return
	}
	if m := s.fieldMask(start); !m.has(enNameFields) {
		return
	}
	for end > start && s.text[end-1] <= ' ' {
		end--
	}
	words, letters := 1, 0
	for i := start; i < end; i++ {
		switch c := s.text[i]; {
		case s.letterAt(i):
			letters++
		case c == ' ':
			words++
		case c != '-' && c != '\'' && c != '.' && (c < 0x80 || c > 0xBF): // 0x80 on: the rest of a letter
			return
		}
	}
	// Up to five words: "Juan Carlos de la Cruz". None and N/A are no names.
	if words > 5 || letters < 2 || !s.letterAt(start) || s.listsOf(span{start, end}).has(enNoName) {
		return
	}
	s.emit(Finding{Kind: "latin", Start: start, End: end, Score: 0.8, Evidence: HasShape | HasField})
}

// enNoName are values that stand in for a missing name.
var enNoName = enWords("none null nil unknown anonymous test na empty undefined true false male female")
