// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"math/big"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// The check characters of published numbers come out right.
func TestCheckCharacters(t *testing.T) {
	one := func(f func(string) byte) func(string) string {
		return func(s string) string { return string(f(s)) }
	}
	checks := map[string]func(string) string{
		"gb11643": one(gb11643), "orgCheck": one(orgCheck), "usccCheck": one(usccCheck), "luhn": one(luhn),
		"hkid": one(hkidCheck), "tw": one(twCheck),
		"vin":   func(s string) string { return string(vinCheck(strings.Replace(s, "_", "0", 1))) },
		"mod97": func(s string) string { return strconv.Itoa(98 - mod97(s)) },
	}
	for _, row := range vectors(t, "check.txt") {
		if got := checks[row[0]](row[1]); got != row[2] {
			t.Errorf("%s %s: %s, want %s", row[0], row[1], got, row[2])
		}
	}
}

// valid holds, for each type, a check of its own making that a surrogate must
// pass: written from the standards, not with the functions under test. It gets
// the surrogate without separators, the value likewise, and the surrogate.
var valid = map[detect.Type]func(got, was, text string) bool{
	detect.PhoneNumber: func(got, was, _ string) bool {
		return got[0] == was[0] && matches(`^(1[3-9]\d{9}|861[3-9]\d{9}|0\d{9,11}|1\d{3}55501\d\d|447700900\d{3}|442079460\d{3}|33\d{9}|\d{7})$`, got)
	},
	detect.CNResidentID: func(got, was, _ string) bool {
		if len(got) == 15 {
			_, err := time.Parse("060102", got[6:12])
			return err == nil && got[:2] == was[:2] && (got[14]-was[14])%2 == 0
		}
		return residentValid(got) && got[:2] == was[:2] && (got[16]-was[16])%2 == 0
	},
	detect.CNForeignerID:   func(got, was, _ string) bool { return residentValid(got) && got[:6] == was[:6] },
	detect.CNPassport:      func(got, _, _ string) bool { return matches(`^E\d{8}$`, got) },
	detect.CNHKMacauPermit: func(got, _, _ string) bool { return matches(`^C\d{8}$`, got) },
	detect.CNTaiwanPermit:  func(got, _, _ string) bool { return matches(`^\d{8}$`, got) },
	detect.CNLicensePlate: func(got, was, _ string) bool {
		return matches(`^\p{Han}[A-HJ-NP-Z]([DF]?[A-HJ-NP-Z\d]{5}|\d{5}[DF]|\d{4}港)$`, got) && []rune(got)[0] == []rune(was)[0]
	},
	detect.CNUSCC: func(got, _, _ string) bool {
		org := got
		if len(got) == 18 {
			sum, w := 0, 1
			for i := range 18 {
				v := strings.IndexByte("0123456789ABCDEFGHJKLMNPQRTUWXY", got[i])
				sum += v * []int{w, 1}[i/17]
				w = w * 3 % 31
			}
			if sum%31 != 0 {
				return false
			}
			org = got[8:17]
		}
		sum := 0
		for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2, 1} {
			sum += w * strings.IndexByte("0123456789X", org[i])
		}
		return sum%11 == 0
	},
	detect.CNMilitaryID: func(_, _, text string) bool { return matches(`^军字第\d{8}号$`, text) },
	detect.CNSocialCard: func(got, _, _ string) bool { return matches(`^A\d{8}$`, got) },
	detect.CNQQ:         func(got, _, _ string) bool { return matches(`^[1-9]\d{8}$`, got) },
	detect.CNWeChatID: func(_, _, text string) bool {
		return matches(`^(wxid_[a-z0-9]{14}|[a-z]{5}_\d\d)$`, text)
	},
	detect.SocialHandle: func(_, _, text string) bool { return matches(`^user_[a-z0-9]{8}$`, text) },
	detect.HKIDCard: func(got, _, _ string) bool {
		s := got
		if len(s) == 8 {
			s = "[" + s // the sign after Z counts 36, as a space does
		}
		sum := 0
		for i := range 9 {
			d := int(s[i]) - '0'
			if s[i] >= 'A' {
				d = int(s[i]) - 'A' + 10
			}
			sum += d * (9 - i)
		}
		return sum%11 == 0
	},
	detect.MOIDCard: func(got, _, text string) bool { return matches(`^[157]\d{6}\(\d\)$`, text) && got != "" },
	detect.TWNationalID: func(got, _, _ string) bool {
		codes := map[byte]int{'A': 10, 'B': 11, 'C': 12, 'D': 13}
		n := codes[got[0]]
		sum := n/10 + n%10*9
		for i, w := range []int{8, 7, 6, 5, 4, 3, 2, 1, 1} {
			d := int(got[i+1] - '0')
			if got[i+1] >= 'A' {
				d = codes[got[i+1]] % 10
			}
			sum += d * w
		}
		return sum%10 == 0
	},
	detect.USSSN: func(_, _, text string) bool {
		return matches(`^8\d\d-\d\d-\d{4}$`, text) && !strings.Contains(text, "-00-") && !strings.HasSuffix(text, "-0000")
	},
	detect.UKNINO: func(_, _, text string) bool {
		return matches(`^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d\d \d\d \d\d [A-D]$`, text) && !matches(`^(BG|GB|KN|NK|NT|TN|ZZ)`, text)
	},
	detect.CreditCard: func(got, was, _ string) bool { return luhnValid(got) && got[0] == was[0] },
	detect.IBANCode: func(got, was, _ string) bool {
		var digits strings.Builder
		for _, r := range got[4:] + got[:4] {
			n, _ := strconv.ParseInt(string(r), 36, 0)
			digits.WriteString(strconv.FormatInt(n, 10))
		}
		n, ok := new(big.Int).SetString(digits.String(), 10)
		return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1 && got[:2] == was[:2]
	},
	detect.IMEI: func(got, _, _ string) bool {
		return strings.HasPrefix(got, "00") && (len(got) == 14 || luhnValid(got))
	},
	detect.VIN: func(got, was, _ string) bool {
		const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ" // position modulo 10 is the value
		sum := 0
		for i, w := range []int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2} {
			sum += strings.IndexByte(values, got[i]) % 10 * w
		}
		return got[8] == "0123456789X"[sum%11] && got[:3] == was[:3]
	},
	detect.EmailAddress: func(_, _, text string) bool { return matches(`^user\.[a-z0-9]{8}@example\.com$`, text) },
	detect.IPAddress: func(_, _, text string) bool {
		a, err := netip.ParseAddr(text)
		for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"} {
			if err == nil && netip.MustParsePrefix(p).Contains(a) {
				return true
			}
		}
		return false
	},
	detect.MACAddress: func(_, _, text string) bool {
		m, err := net.ParseMAC(text)
		return err == nil && m[0]&3 == 2
	},
	detect.URL: func(_, _, text string) bool { return matches(`^https://example\.com/[a-z0-9]{10}$`, text) },
	detect.DateOfBirth: func(_, _, text string) bool {
		d, ok := parseDate(text)
		return ok && d.Year() >= 1986 && d.Year() <= 1988
	},
	detect.Coordinates: func(_, _, text string) bool {
		return matches(`^-?\d\d\.\d{4,6}, ?\d{3}\.\d{4,6}$`, text)
	},
	detect.Address: func(_, _, text string) bool {
		return matches(`^(浙江省杭州市示例路\d+号\d+室|\d+ Example Street)$`, text)
	},
	detect.Person: func(_, _, text string) bool { return matches(`^(\p{Han}{2}|[A-Z][a-z]+ [A-Z][a-z]+)$`, text) },
}

func matches(pattern, s string) bool { return regexp.MustCompile(pattern).MatchString(s) }

func residentValid(s string) bool {
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} { // GB 11643-1999 table of weights
		sum += int(s[i]-'0') * w
	}
	_, err := time.Parse("20060102", s[6:14])
	return len(s) == 18 && err == nil && "10X98765432"[sum%11] == s[17]
}

func luhnValid(s string) bool {
	sum := 0
	for i := len(s) - 1; i >= 0; i-- {
		d := int(s[i] - '0')
		if (len(s)-i)%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}

// For each value of the list, under many keys: the surrogate passes the check of
// its type, is not the value, is the same again, and keeps the shape where the
// type has one.
func TestSurrogate(t *testing.T) {
	free := []detect.Type{detect.EmailAddress, detect.IPAddress, detect.URL, detect.Address, detect.Person, detect.DateOfBirth, detect.SocialHandle}
	for key := range 25 {
		r, err := New(Policy{Default: Operator{Kind: KindSurrogate}, Key: []byte("sixteen bytes or more " + strconv.Itoa(key))})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range vectors(t, "surrogate.txt") {
			typ, value := detect.Type(row[0]), row[1]
			got := replaceOne(t, r, typ, value)
			if len(row) == 3 {
				if !matches(`^<`+row[0]+`_[A-Z2-7]{10}>$`, got) {
					t.Errorf("%s %s: %s, want a token", typ, value, got)
				}
				continue
			}
			check := valid[typ]
			if check == nil {
				t.Fatalf("%s has no check in this test", typ)
			}
			_, v := treat(typ, "", got)
			if _, was := treat(typ, "", value); got == value || !check(v.plain, was.plain, got) {
				t.Errorf("%s %s: %s is not valid", typ, value, got)
			}
			if again := replaceOne(t, r, typ, value); again != got {
				t.Errorf("%s %s: %s, then %s", typ, value, got, again)
			}
			if !slices.Contains(free, typ) && typ != detect.Coordinates && utf8.RuneCountInString(got) != utf8.RuneCountInString(value) {
				t.Errorf("%s %s: %s has another length", typ, value, got)
			}
		}
	}
}

// Two ways of writing a number get surrogates with the same digits, each in its
// own way of writing.
func TestSurrogateLinks(t *testing.T) {
	r := redactor(t, Operator{Kind: KindSurrogate})
	a, b := replaceOne(t, r, detect.PhoneNumber, "13800138000"), replaceOne(t, r, detect.PhoneNumber, "+86 138-0013-8000")
	if b != "+86 "+a[:3]+"-"+a[3:7]+"-"+a[7:] {
		t.Errorf("%s and %s", a, b)
	}
}

// Whatever the value: no panic, never the value itself if it holds a letter or
// a digit, valid UTF-8, and the same again.
func FuzzReplace(f *testing.F) {
	types := registeredTypes()
	for _, name := range []string{"surrogate.txt", "generalise.txt"} {
		for i, row := range vectors(f, name) {
			f.Add(uint8(i), uint8(i), row[len(row)-2])
		}
	}
	for i := range types {
		f.Add(uint8(i), uint8(KindSurrogate), "\xff1@2.3:4")
	}
	f.Fuzz(func(t *testing.T, i, k uint8, value string) {
		o := Operator{Kind: Kind(k) % KindKeep, KeepStart: int(k%3) - 1}
		r := redactor(t, o)
		typ := types[int(i)%len(types)]
		got := replaceOne(t, r, typ, value)
		if again := replaceOne(t, r, typ, value); again != got {
			t.Fatalf("%s %q by %v: %q, then %q", typ, value, o.Kind, got, again)
		}
		if utf8.ValidString(value) && !utf8.ValidString(got) {
			t.Fatalf("%s %q by %v: %q is not UTF-8", typ, value, o.Kind, got)
		}
		_, v := treat(typ, "", value)
		if v.total > 0 && got == value && strings.Trim(v.plain, "*") != "" && o.Kind != KindGeneralise {
			t.Fatalf("%s %q by %v stays", typ, value, o.Kind)
		}
	})
}
