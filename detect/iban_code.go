// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "iban_code", typ: IBANCode, core: true,
	source: "ISO 13616-1; SWIFT IBAN Registry, release 99 (lengths by country); ISO 7064 MOD 97-10",
	about:  "International bank account number, solid or in fours",
	on:     []trigger{onIBAN(iban)},
	check: func(v string) (bool, string) {
		b := []byte(strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "").Replace(v)))
		if len(b) < 5 {
			return false, "too short"
		}
		switch n := ibanLength(b[0], b[1]); {
		case n == 0:
			return false, "country has no IBAN"
		case n != len(b):
			return false, "length is not the country's"
		case !ibanBank(b):
			return false, "bank code is not four letters, as in this country"
		case !ibanChecks(b):
			return false, "remainder by 97 is not 1"
		}
		return true, "length of the country, remainder by 97 is 1"
	},
})

// ibanLengths holds country and length of each registered IBAN.
const ibanLengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23" +
	"GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23" +
	"PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"

// ibanPartial holds countries that use the form without having registered it
// (list kept by SWIFT beside the registry).
const ibanPartial = "AO25BF28BJ28CF27CG27CI28CM27CV25DZ26GA27GQ27GW25IR26KM27MA28MG27ML28MZ25NE28SN28TD27TG28"

// ibanLetters are countries whose bank code is four letters.
const ibanLetters = "AZBGBHGBGIIEIQJOKWLCLVMTNINLPKPSQAROSCSVVG"

// ibanBank reports whether the bank code has letters where the country wants them.
func ibanBank(b []byte) bool {
	for i := 0; i < len(ibanLetters); i += 2 {
		if ibanLetters[i] == b[0] && ibanLetters[i+1] == b[1] {
			for _, c := range b[4:8] {
				if !isUpper(c) {
					return false
				}
			}
		}
	}
	return true
}

func ibanLength(a, b byte) int {
	const all = ibanLengths + ibanPartial
	for i := 0; i < len(all); i += 4 {
		if all[i] == a && all[i+1] == b {
			return int(all[i+2]-'0')*10 + int(all[i+3]-'0')
		}
	}
	return 0
}

// ibanChecks reports whether b, without spaces, has the remainder 1.
func ibanChecks(b []byte) bool {
	var buf [40]byte
	return mod97(append(append(buf[:0], b[4:]...), b[:4]...)) == 1
}

func iban(s *scan, start, _ int) {
	want := ibanLength(s.text[start], s.text[start+1])
	if want == 0 {
		return
	}
	// Gather that many letters and digits; single spaces or hyphens may part fours.
	b := s.buf[:0]
	i, spaced := start, false
	for i < s.hi && len(b) < want {
		c := s.text[i]
		if (c == ' ' || c == '-') && len(b) > 0 && len(b)%4 == 0 {
			spaced = true
		} else if isDigit(c) || isUpper(c) {
			b = append(b, c)
		} else {
			return
		}
		i++
	}
	if len(b) != want || s.wordAfter(i) || !ibanBank(b) || !ibanChecks(b) {
		return
	}
	f := Finding{Start: start, End: i, Score: 0.97, Evidence: HasShape | HasChecksum | HasRegion}
	if spaced && s.text[i-1] == ' ' {
		f.End--
	}
	switch string(b) {
	case "GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606", "GB29NWBK60161331926819", "GB33BUKB20201555555555":
		// the registry's and its articles' own examples
		f.Score, f.Evidence = 0.4, f.Evidence|IsTest
	}
	s.emit(f)
}
