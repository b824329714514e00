// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// assessPost is a block of testdata/assess/posts.txt.
type assessPost struct {
	line    int
	level   Level
	codes   []string
	own     bool
	persons int // -1: not said
	opt     AssessOptions
	text    string
	fs      []Finding
}

// TestAssessPosts ensures that every post of testdata/assess/posts.txt gets the
// grade and exactly the reasons written above it.
func TestAssessPosts(t *testing.T) {
	posts := readPosts(t, "testdata/assess/posts.txt")
	if len(posts) < 80 {
		t.Fatalf("%d posts: at least 80 were promised", len(posts))
	}
	for _, p := range posts {
		a := Assess([]byte(p.text), p.fs, p.opt)
		if a.Level != p.level {
			t.Errorf("line %d: level %v, want %v\n%s\n%v", p.line, a.Level, p.level, p.text, codesOf(a))
		}
		if got := codesOf(a); !slices.Equal(got, p.codes) {
			t.Errorf("line %d: reasons %v, want %v\n%s", p.line, got, p.codes, p.text)
		}
		if a.Own != p.own {
			t.Errorf("line %d: own %v, want %v\n%s", p.line, a.Own, p.own, p.text)
		}
		if p.persons >= 0 && a.Persons != p.persons {
			t.Errorf("line %d: %d persons, want %d\n%s", p.line, a.Persons, p.persons, p.text)
		}
	}
}

// TestAssessReasons ensures that every code is reached by a post or the test of
// counts, is worded in both languages, anchored, and listed once.
func TestAssessReasons(t *testing.T) {
	reached := map[string]bool{ReasonEspecially: true, ReasonPlatformLine: true, ReasonCriminalLine: true} // TestAssessDump
	for _, p := range readPosts(t, "testdata/assess/posts.txt") {
		for _, c := range p.codes {
			reached[c] = true
		}
	}
	seen := map[string]bool{}
	for _, r := range reasonTable {
		if seen[r.Code] {
			t.Errorf("%s stands twice", r.Code)
		}
		seen[r.Code] = true
		if r.ZH == "" || r.EN == "" || r.Anchor == "" {
			t.Errorf("%s lacks a text or an anchor", r.Code)
		}
		if !reached[r.Code] {
			t.Errorf("%s: no post has it", r.Code)
		}
	}
	for code := range reached {
		if !seen[code] {
			t.Errorf("posts.txt names the unknown reason %s", code)
		}
	}
}

// TestAssessDump ensures that a dump of 500 cards passes the lines of the law
// and that no reason carries more indexes than promised.
func TestAssessDump(t *testing.T) {
	var text strings.Builder
	var fs []Finding
	for i := range 500 {
		start := text.Len()
		fmt.Fprintf(&text, "62220200%08d", i)
		fs = append(fs, Finding{Type: CreditCard, Start: start, End: text.Len(), Score: 1})
		text.WriteByte('\n')
	}
	a := Assess([]byte(text.String()), fs, AssessOptions{})
	want := []string{ReasonCount, ReasonCriminalLine, ReasonEspecially, ReasonList, ReasonPlatformLine, ReasonSensitive}
	slices.Sort(want)
	if got := codesOf(a); a.Level != S4 || !slices.Equal(got, want) {
		t.Errorf("%v %v, want S4 %v", a.Level, got, want)
	}
	if a.Persons != 500 || a.Counts["BANK_CARD"] != 500 || a.Units.U != 50_000 {
		t.Errorf("%d persons, counts %v, U %d", a.Persons, a.Counts, a.Units.U)
	}
	for _, r := range a.Reasons {
		if len(r.Findings) > MaxReasonFindings || !slices.IsSorted(r.Findings) {
			t.Errorf("%s has %d findings, sorted %v", r.Code, len(r.Findings), slices.IsSorted(r.Findings))
		}
	}
	// An insider with half of them is over the tenfold line as well, but the
	// platform's line knows no half.
	half := Assess([]byte(text.String()), fs[:250], AssessOptions{Insider: true})
	if !half.Has(ReasonEspecially) || half.Has(ReasonPlatformLine) {
		t.Errorf("insider with 250 cards: %v", codesOf(half))
	}
}

// TestAssessSafetyTier ensures that addresses count tenfold only where the
// passage turns on the person.
func TestAssessSafetyTier(t *testing.T) {
	text, fs := parsePost("[PERSON:王铁柱]住[ADDRESS:幸福路88号]，大家去他家" + strings.Repeat("。", 200) + "另：[ADDRESS:和平路1号]")
	a := Assess([]byte(text), fs, AssessOptions{})
	if a.Units.N500 != 1 || a.Units.N5000 != 2 {
		t.Errorf("n500 %d, n5000 %d; want 1 and 2", a.Units.N500, a.Units.N5000)
	}
}

// TestAssessJSON ensures the keys that outsiders rely on, lists that are never
// null, the note, and that no value is in the result.
func TestAssessJSON(t *testing.T) {
	text, fs := parsePost("[PERSON:李雷]的电话是 [PHONE_NUMBER:13800138000]")
	b, err := json.Marshal(Assess([]byte(text), fs, AssessOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"level":"S2","reasons":[{"code":"who_contact","level":"S2","zh":"姓名与联系方式同时出现",` +
		`"en":"links a name with a way to reach the person",` +
		`"anchor":"house rule on composites; PIPL art. 28; GB/T 45574-2025 (aggregates)","findings":[0,1]}],` +
		`"persons":1,"own":false,"counts":{"PERSON_NAME":1,"PHONE_CN":1},` +
		`"units":{"n50":0,"n500":0,"n5000":2,"u":2,"line":5000,"insider":false,"serious":false,` +
		`"especially_serious":false,"platform_line":false,"level_floor":"S1"},` +
		`"note":"indicator, not a legal finding; 仅为风险提示，不是法律认定"}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	empty, err := json.Marshal(Assess(nil, nil, AssessOptions{}))
	if err != nil || strings.Contains(string(empty), "null") {
		t.Errorf("empty: %s, %v", empty, err)
	}
	var back Assessment
	if err := json.Unmarshal(b, &back); err != nil || back.Level != S2 {
		t.Errorf("read back: %v, %v", back.Level, err)
	}
}

// TestAssessCount ensures all vectors of the law's counting, and the levels of
// incidents.
func TestAssessCount(t *testing.T) {
	var file struct {
		Vectors []struct {
			ID      string         `json:"id"`
			Counts  map[string]int `json:"counts"`
			Insider bool           `json:"insider"`
			Tiers   struct {
				N50   int64 `json:"n50"`
				N500  int64 `json:"n500"`
				N5000 int64 `json:"n5000"`
			} `json:"tier_counts"`
			Expect struct {
				U          int64 `json:"U"`
				Line       int64 `json:"line"`
				Serious    bool  `json:"serious"`
				Especially bool  `json:"especially_serious"`
				Platform   bool  `json:"platform_line"`
			} `json:"expect"`
			Floor Level `json:"expect_level_floor_by_count"`
		} `json:"vectors"`
		Incidents struct {
			Vectors []struct {
				ID      string `json:"id"`
				Persons int    `json:"persons_leaked"`
				Level   string `json:"expect_level"`
			} `json:"vectors"`
		} `json:"incident_level_by_persons"`
	}
	readAssessJSON(t, "testdata/assess/severity-vectors.json", &file)
	if len(file.Vectors) < 23 || len(file.Incidents.Vectors) < 6 {
		t.Fatalf("%d and %d vectors", len(file.Vectors), len(file.Incidents.Vectors))
	}
	for _, v := range file.Vectors {
		want := Units{
			N50: v.Tiers.N50, N500: v.Tiers.N500, N5000: v.Tiers.N5000, U: v.Expect.U, Line: v.Expect.Line,
			Insider: v.Insider, Serious: v.Expect.Serious, EspeciallySerious: v.Expect.Especially,
			PlatformLine: v.Expect.Platform, Floor: v.Floor,
		}
		if got := Count(v.Counts, v.Insider); got != want {
			t.Errorf("%s: %+v, want %+v", v.ID, got, want)
		}
	}
	for _, v := range file.Incidents.Vectors {
		if got := IncidentLevel(v.Persons); got != v.Level {
			t.Errorf("%s: %q, want %q", v.ID, got, v.Level)
		}
	}
}

// TestAssessCountOdd ensures that odd numbers and kinds do no harm: negative
// ones count nothing, huge ones do not overflow, unknown kinds are ordinary and
// kinds that are not counted stay out.
func TestAssessCountOdd(t *testing.T) {
	for _, c := range []struct {
		counts map[string]int
		u      int64
	}{
		{map[string]int{"PHONE_CN": -7}, 0},
		{map[string]int{"NO_SUCH_KIND": 3}, 3},
		{map[string]int{"INTIMATE_IMAGE": 3, "ANY_PI_UNDER_14": 9}, 0},
	} {
		if got := Count(c.counts, false); got.U != c.u {
			t.Errorf("%v: U %d, want %d", c.counts, got.U, c.u)
		}
	}
	const huge = int(^uint(0) >> 1)
	u := Count(map[string]int{"TRACK": huge, "BANK_CARD": huge, "HEALTH_RECORD": huge, "PHONE_CN": huge}, true)
	if u.U <= 0 || !u.Serious || !u.PlatformLine || u.Floor != S4 {
		t.Errorf("huge counts: %+v", u)
	}
}

// TestAssessBadSpans ensures that spans outside the text, empty and reversed
// ones are passed over, whatever the order of the findings.
func TestAssessBadSpans(t *testing.T) {
	text := []byte("李雷 13800138000")
	a := Assess(text, []Finding{
		{Type: PhoneNumber, Start: 7, End: 18},
		{Type: PhoneNumber, Start: -1, End: 3},
		{Type: PhoneNumber, Start: 5, End: 900},
		{Type: PhoneNumber, Start: 9, End: 9},
		{Type: PhoneNumber, Start: 9, End: 2},
		{Type: Person, Start: 0, End: 6},
	}, AssessOptions{})
	if a.Counts["PHONE_CN"] != 1 || !a.Has(ReasonWhoContact) {
		t.Errorf("counts %v, reasons %v", a.Counts, codesOf(a))
	}
}

// TestAssessHints ensures the borders of phrases: ASCII ones need a word's end,
// Chinese ones do not, and longer harmless words win.
func TestAssessHints(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // the kinds found, in order
	}{
		{"Call  Him now", "ring"},
		{"recall him", "other"},
		{"call himself", ""},
		{"电话：call him吧", "ring"},
		{"élève his", "other"},
		{"éhis hisé", ""},
		{"其他人", ""},
		{"告诉他人", "other"},
		{"他妈的", ""},
		{"call\nhim", "ring"},
		{"I’m", "own_name"},
		{"大家快去打他", "call"},
		{"長曝光", ""},
		{"曝光他", "spread other"},
		{"我的手機", "own"},
		{"MY PHONE", "own"},
		{"my phones", ""},
		{"小学老师", ""},
		{"三年级2班", "grade grade"},
		{"call" + strings.Repeat(" ", 9) + "him", "other"}, // a long gap is no phrase
	} {
		var got []string
		for _, h := range hintPhrases().find([]byte(c.text)) {
			for i, name := range hintNames {
				if h.kind>>i&1 == 1 {
					got = append(got, name)
				}
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
		}
	}
}

// TestAssessHintTable ensures that calls.tsv is well formed: known kinds, closed
// groups, no phrase of one byte (他 has three), blanks only inside, none of
// "none" with another kind, and a use for every kind.
func TestAssessHintTable(t *testing.T) {
	used := map[string]bool{}
	for row := range tableRows(callsTSV) {
		if len(row) != 2 || !slices.Contains(hintNames[:], row[0]) {
			t.Errorf("bad row %q", row)
			continue
		}
		used[row[0]] = true
		p := row[1]
		if strings.Count(p, "(") != strings.Count(p, ")") || strings.TrimSpace(p) != p || strings.ContainsAny(p, "?[]*{}") || nestedGroup(p) {
			t.Errorf("bad pattern %q", p)
		}
		if strings.ToLower(p) != p {
			t.Errorf("%q must be lower case", p)
		}
	}
	for _, name := range hintNames {
		if !used[name] {
			t.Errorf("no phrase of kind %s", name)
		}
	}
	kinds := map[string]map[string]bool{}
	for row := range tableRows(callsTSV) {
		for _, phrase := range writeOut(parsePattern(row[1])) {
			if kinds[phrase] == nil {
				kinds[phrase] = map[string]bool{}
			}
			kinds[phrase][row[0]] = true
		}
	}
	for phrase, k := range kinds {
		if len(phrase) < 2 || strings.TrimSpace(phrase) != phrase || strings.Contains(phrase, "  ") {
			t.Errorf("bad phrase %q", phrase)
		}
		if k["none"] && len(k) > 1 {
			t.Errorf("%q is none and something", phrase)
		}
		// Every phrase is found by itself, whole, unless a longer one of the
		// table can be read into it.
		got := hintPhrases().find([]byte(phrase))
		if !k["none"] && (len(got) != 1 || got[0].end != len(phrase)) {
			t.Errorf("%q: found %v", phrase, got)
		}
	}
}

// nestedGroup reports whether a group begins before the one in front has ended;
// no text matches such a row.
func nestedGroup(pattern string) bool {
	inside := false
	for _, r := range pattern {
		if r == '(' && inside {
			return true
		}
		inside = r == '(' || inside && r != ')'
	}
	return false
}

// writeOut returns all phrases of a pattern.
func writeOut(words [][]string) []string {
	if len(words) == 0 {
		return []string{""}
	}
	var out []string
	for _, rest := range writeOut(words[1:]) {
		for _, member := range words[0] {
			out = append(out, member+rest)
		}
	}
	return out
}

// TestAssessValueKey ensures that spellings of one value are one and different
// values stay apart.
func TestAssessValueKey(t *testing.T) {
	for _, c := range []struct {
		typ  Type
		a, b string
		same bool
	}{
		{PhoneNumber, "138-0013-8000", "+86 138 0013 8000", true},
		{PhoneNumber, "１３８００１３８０００", "13800138000", true},
		{PhoneNumber, "一三八〇〇一三八零零零", "13800138000", true},
		{PhoneNumber, "幺叁捌00①③⑧000", "13800138000", true},
		{PhoneNumber, "86 1380 0138", "13800138", false}, // not eleven digits
		{PhoneNumber, "13800138000", "13900138000", false},
		{EmailAddress, "Li.Mei@Example.com", "li.mei@example.com", true},
		{EmailAddress, "li.mei@example.com", "limei@example.com", false},
		{CNResidentID, "11010519491231002x", "11010519491231002X", true},
		{Person, "Jane  Roe", "jane roe", true},
		{Person, "王一", "王二", false}, // not numerals in a name
		{Person, "王一", "王1", false},
		{Address, "幸福路88号 3单元", "幸福路８８号3单元", true},
		{Credential, "Abc", "abc", false},
		{CreditCard, "6222 0200 0000 0000 018", "6222020000000000018", true},
	} {
		if got := valueKey(c.typ, []byte(c.a)) == valueKey(c.typ, []byte(c.b)); got != c.same {
			t.Errorf("%s %q and %q: same %v, want %v", c.typ, c.a, c.b, got, c.same)
		}
	}
}

// TestAssessNumber ensures how ages are read.
func TestAssessNumber(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"8", 8},
		{"八", 8},
		{"十", 10},
		{"十二", 12},
		{"二十", 20},
		{"三十八", 38},
		{"１２", 12},
		{"nine ", 9},
		{"Thirteen-", 13},
		{"38", 38},
		{"138", -1},
		{"", -1},
		{"x8", -1},
		{"第", -1},
		{"小8", -1},
		{"年幼四", -1},
		{"100000000000000000009", -1},
	} {
		if got := numberBefore([]byte(c.text), len(c.text)); got != c.want {
			t.Errorf("%q: %d, want %d", c.text, got, c.want)
		}
	}
	for _, c := range []struct {
		text string
		want int
	}{{": 9,", 9}, {" 12", 12}, {" of", -1}, {"2024年", -1}} {
		if got := numberAfter([]byte(c.text), 0); got != c.want {
			t.Errorf("%q: %d, want %d", c.text, got, c.want)
		}
	}
}

// TestAssessBirth ensures which dates make a child, in which spelling.
func TestAssessBirth(t *testing.T) {
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		typ   Type
		value string
		want  bool
	}{
		{DateOfBirth, "2015-03-07", true},
		{DateOfBirth, "2015年3月7日", true},
		{DateOfBirth, "二〇一五年三月七日", true},
		{DateOfBirth, "20150307", true},
		{DateOfBirth, "2012-06-01", false}, // fourteen today
		{DateOfBirth, "2012-06-02", true},  // tomorrow
		{DateOfBirth, "2027-01-01", false}, // not born yet
		{DateOfBirth, "03/07/2015", false}, // no order is guessed
		{DateOfBirth, "2015-13-40", false},
		{DateOfBirth, "9999999999999999999999-1-1", false},
		{CNResidentID, "110101201503070018", true},
		{CNResidentID, "110101150307001", false}, // the form of 15 digits ended in 1999
	} {
		f := []Finding{{Type: c.typ, End: len(c.value)}}
		a := Assess([]byte(c.value), f, AssessOptions{Now: now})
		if a.Has(ReasonMinor) != c.want {
			t.Errorf("%s %s: minor %v, want %v", c.typ, c.value, !c.want, c.want)
		}
		if b := Assess([]byte(c.value), f, AssessOptions{}); b.Has(ReasonMinor) {
			t.Errorf("%s: an age without a clock", c.value)
		}
	}
}

// TestAssessLevelText ensures that levels are written and read as S0 … S4.
func TestAssessLevelText(t *testing.T) {
	for l := S0; l <= S4; l++ {
		b, _ := l.MarshalText()
		var back Level
		if err := back.UnmarshalText(b); err != nil || back != l || string(b) != l.String() {
			t.Errorf("%v: %s, %v, %v", l, b, back, err)
		}
	}
	for _, bad := range []string{"", "S", "S5", "s1", "S11", "1"} {
		if err := new(Level).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if got := Level(9).String(); got != "Level(9)" {
		t.Errorf("Level(9) is %q", got)
	}
}

// FuzzAssess ensures for any text and spans: no panic; the level is that of the
// highest reason; indexes point at findings; the same input gives the same
// result; adding a test value changes no level.
func FuzzAssess(f *testing.F) {
	for _, p := range []string{"[PERSON:李雷] [PHONE_NUMBER:13800138000] 打爆他电话", "我叫[PERSON:A]\xff 8岁", "call him"} {
		text, _ := parsePost(p)
		f.Add([]byte(text), []byte{0, 0, 6, 1, 7, 11, 2, 3, 9})
	}
	types := []Type{Person, PhoneNumber, Address, CNResidentID, DateOfBirth, Coordinates, CreditCard, CNUSCC, "X"}
	f.Fuzz(func(t *testing.T, text, spans []byte) {
		var fs []Finding
		for c := range slices.Chunk(spans, 3) {
			if len(c) == 3 {
				start := int(c[1]) - 2
				fs = append(fs, Finding{Type: types[int(c[0])%len(types)], Start: start, End: start + int(c[2])})
			}
		}
		o := AssessOptions{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Author: []string{"A"}}
		a := Assess(text, fs, o)
		top := S0
		for _, r := range a.Reasons {
			top = max(top, r.Level)
			for _, i := range r.Findings {
				if i < 0 || i >= len(fs) {
					t.Fatalf("%s points at %d of %d findings", r.Code, i, len(fs))
				}
			}
		}
		if top != a.Level {
			t.Fatalf("level %v, highest reason %v", a.Level, top)
		}
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(Assess(text, fs, o))
		if string(x) != string(y) {
			t.Fatalf("%s\n%s", x, y)
		}
		if len(text) == 0 {
			return
		}
		test := Finding{Type: CreditCard, Start: len(text) - 1, End: len(text), Evidence: IsTest}
		if !slices.ContainsFunc(hintPhrases().find(text), func(h hint) bool { return h.end == len(text) }) && len(fs) == 0 {
			if b := Assess(text, []Finding{test}, o); b.Level != a.Level {
				t.Fatalf("a test value made %v of %v", b.Level, a.Level)
			}
		}
	})
}

// BenchmarkAssess measures a page of forum text with a finding every other line.
func BenchmarkAssess(b *testing.B) {
	text, fs := parsePost(strings.Repeat("今天大家讨论了很多事情，我觉得还可以，电话 [PHONE_NUMBER:13800138000]，其他人怎么看？\n"+
		"The quick brown fox jumps over the lazy dog, and nobody called him for it.\n", 500))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Assess([]byte(text), fs, AssessOptions{})
	}
}

// codesOf returns the reasons' codes, sorted.
func codesOf(a Assessment) []string {
	codes := []string{}
	for _, r := range a.Reasons {
		codes = append(codes, r.Code)
	}
	slices.Sort(codes)
	return codes
}

func readAssessJSON(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func readPosts(t *testing.T, name string) []assessPost {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var posts []assessPost
	line := 0
	for block := range strings.SplitSeq(string(b), "\n\n") {
		if header, body, ok := strings.Cut(block, "\n"); ok && strings.HasPrefix(header, "== ") {
			p := parseHeader(t, line+1, header)
			p.text, p.fs = parsePost(strings.TrimSuffix(body, "\n"))
			posts = append(posts, p)
		}
		line += strings.Count(block, "\n") + 2
	}
	return posts
}

func parseHeader(t *testing.T, line int, header string) assessPost {
	t.Helper()
	header, _, _ = strings.Cut(header, " #")
	words := strings.Fields(header)[1:]
	p := assessPost{line: line, persons: -1, codes: []string{}}
	p.opt.Now = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if err := p.level.UnmarshalText([]byte(words[0])); err != nil {
		t.Fatalf("line %d: %v", line, err)
	}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "own":
			p.own = true
		case "persons":
			p.persons, _ = strconv.Atoi(value)
		case "total":
			p.opt.Persons, _ = strconv.Atoi(value)
		case "author":
			p.opt.Author = append(p.opt.Author, strings.ReplaceAll(value, "+", " "))
		case "org":
			p.opt.Organisation = true
		case "owndb":
			p.opt.OwnDatabase = true
		case "insider": // an option, and the reason that follows from it
			p.opt.Insider = true
			p.codes = append(p.codes, ReasonInsider)
		default:
			p.codes = append(p.codes, w)
		}
	}
	slices.Sort(p.codes)
	p.codes = slices.Compact(p.codes)
	return p
}

// parsePost reads the markup of posts.txt.
func parsePost(s string) (text string, fs []Finding) {
	evidence := map[string]Evidence{"test": IsTest, "masked": IsMasked, "public": NotPersonal}
	var b strings.Builder
	for s != "" {
		before, rest, ok := strings.Cut(s, "[")
		b.WriteString(before)
		if !ok {
			break
		}
		inner, after, _ := strings.Cut(rest, "]")
		name, value, _ := strings.Cut(inner, ":")
		name, ev, _ := strings.Cut(name, "!")
		typ, kind, _ := strings.Cut(name, "/")
		f := Finding{Type: Type(typ), Kind: kind, Start: b.Len(), Score: 0.9, Evidence: evidence[ev]}
		b.WriteString(value)
		f.End = b.Len()
		fs = append(fs, f)
		s = after
	}
	return b.String(), fs
}
