// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "cn_uscc", typ: CNUSCC, region: "CN",
	source: "GB 32100-2015 (unified social credit code, check character modulus 31) and GB 11714-1997 (organisation code, modulus 11)",
	about:  "Unified social credit code and old organisation code; reported only where the text says that a sole trader is meant, companies are no persons",
	on: []trigger{
		onRun(usccRun, 18),
		onWord(usccRun, 18),
		onWord(orgCodeWord, 9),
		onCue(orgCues, orgCodeCue),
	},
	check: func(v string) (bool, string) {
		d := []byte(strings.ReplaceAll(plainForm(v), "-", ""))
		switch {
		case len(d) == 9 && orgCode(d):
			return true, "organisation code, check character is right"
		case len(d) == 9:
			return false, "check character of an organisation code is wrong"
		case len(d) != 18:
			return false, "neither 18 nor 9 characters"
		case !usccShape(d):
			return false, "a character is not allowed in its place"
		case usccCheck(d) != d[17]:
			return false, "check character is wrong"
		}
		return true, "characters and check character are right"
	},
})

var (
	usccCues = cues("uscc", `统一社会信用代码 統一社會信用代碼 社会信用代码 信用代码 税号 稅號 纳税人识别号 开票税号 营业执照 营业执照号 工商注册号 注册号 uscc usci credit_code
		social_credit_code tax_no tax_id taxpayer_id business_license`)
	orgCues = cues("org_code", `组织机构代码 組織機構代碼 组织机构代码证 机构代码 org_code organization_code organisation_code`)
	// soleTraderCues say that the code stands for one person and their trade.
	soleTraderCues = cues("sole_trader", `个体工商户 個體工商戶 个体户 個體戶 个体经营 个体 经营者 經營者 sole_trader sole_proprietor self_employed`)
)

// usccAlphabet holds the characters in the order of their values (GB 32100-2015,
// table 2): no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccShape reports whether d, 18 characters, is made of an authority, a kind,
// six digits of a region, nine characters of an organisation and a check
// character.
func usccShape(d []byte) bool {
	if !allDigits(d[2:8]) || strings.IndexByte("123456789AFNY", d[0]) < 0 {
		return false
	}
	for _, c := range d {
		if strings.IndexByte(usccAlphabet, c) < 0 {
			return false
		}
	}
	return true
}

// usccCheck returns the check character that the first 17 of d ask for: weights
// are the powers of 3 modulo 31.
func usccCheck(d []byte) byte {
	sum, w := 0, 1
	for _, c := range d[:17] {
		sum += w * strings.IndexByte(usccAlphabet, c)
		w = w * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// orgCode reports whether d, nine characters, is an organisation code: eight
// digits or capitals and a check character, 0-9 or X (weights 3 7 9 10 5 8 4 2).
func orgCode(d []byte) bool {
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		switch c := d[i]; {
		case isDigit(c):
			sum += w * int(c-'0')
		case isUpper(c):
			sum += w * int(c-'A'+10)
		default:
			return false
		}
	}
	return d[8] == "0123456789X0"[11-sum%11]
}

func usccRun(s *scan, start, end int) {
	d := s.text[start:end]
	if !usccShape(d) || usccCheck(d) != d[17] {
		return
	}
	s.company(Finding{Kind: "uscc", Start: start, End: end, Evidence: HasShape | HasChecksum})
}

func orgCodeWord(s *scan, start, end int) {
	if d := s.text[start:end]; isAlnum(d[8]) && orgCode(d) {
		if _, ev := s.near(start, end, maskOf(orgCues), maskOf(passportCues, permitCues)); ev&(HasCue|HasField) != 0 {
			s.company(Finding{Kind: "org_code", Start: start, End: end, Evidence: HasShape | HasChecksum})
		}
	}
}

// orgCodeCue finds the writing with a dash, 12345678-9, and nine digits.
func orgCodeCue(s *scan, _, end int) {
	start, stop, ok := s.labelled(end)
	if !ok {
		return
	}
	d := append(s.buf[:0], s.text[start:stop]...)
	if len(d) == 8 && stop+1 < s.hi && s.text[stop] == '-' {
		d = append(d, s.text[stop+1])
		stop += 2
	}
	if len(d) == 9 && orgCode(d) && !s.wordAfter(stop) {
		s.company(Finding{Kind: "org_code", Start: start, End: stop, Evidence: HasShape | HasChecksum})
	}
}

// company reports a code, which is a person's only if the text says so.
func (s *scan) company(f Finding) {
	h, ev := s.near(f.Start, f.End, maskOf(soleTraderCues), cueMask{})
	if ev&(HasCue|HasField) != 0 {
		f.Score = 0.85
		f.cue(h, ev)
		s.emit(f)
		return
	}
	f.Score, f.Evidence = 0.35, f.Evidence|NotPersonal
	if h, ev := s.near(f.Start, f.End, maskOf(usccCues, orgCues), cueMask{}); ev != 0 {
		f.cue(h, ev)
	}
	s.emit(f)
}
