// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// defaultEngine is made once: some tests ask it a thousand times, and making one
// takes a tenth of a second in a browser.
var defaultEngine = sync.OnceValues(func() (*Engine, error) { return New(Options{}) })

// foundOf returns what an engine with default options finds of a type in text.
func foundOf(t testing.TB, typ Type, in Input) []Finding {
	t.Helper()
	e, err := defaultEngine()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(e.Append(nil, in), func(f Finding) bool { return f.Type != typ || !strings.HasPrefix(f.Rule, "cn_") })
}

func valuesOf(text string, fs []Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, text[f.Start:f.End])
	}
	return out
}

// The engine is shown every surname that the lexicon says counts without a
// context word, in both scripts, and no character without a use.
func TestCNSurnamesMatchLexicon(t *testing.T) {
	lex := hanNames()
	asked := map[rune]bool{}
	for _, r := range cnSurnames {
		if asked[r] {
			t.Errorf("%c stands twice in cnSurnames", r)
		}
		asked[r] = true
		if c := lex.of(r); (c.surname == notInNames || lex.has(r, cueOnly)) && !lex.has(r, beginsCompound|endsCompound) {
			t.Errorf("%c is asked for but is no surname", r)
		}
	}
	for i, c := range lex.weights {
		if r := rune(i) + hanFirst; c.surname != notInNames && !lex.has(r, cueOnly) && !asked[r] {
			t.Errorf("%c (%d) is a surname that is not asked for", r, c.surname)
		}
	}
}

// Every compound surname can be found with any given name behind a context word.
func TestCNCompoundSurnames(t *testing.T) {
	for s := range strings.FieldsSeq(compoundSurnames) {
		for _, given := range []string{"静", "明哲"} {
			text := "收件人：" + s + given + "，电话13800138006"
			if got := valuesOf(text, foundOf(t, Person, Input{Text: []byte(text)})); !slices.Equal(got, []string{s + given}) {
				t.Errorf("%s: got %q", text, got)
			}
		}
	}
}

// The embedded tables are well-formed: characters of the block, weights within
// range, words sorted and without repetition.
func TestCNPersonTables(t *testing.T) {
	seen := map[rune]bool{}
	for l := range dataLines(cnPersonChars) {
		f := strings.Split(l, "\t")
		r := firstRune(f[0])
		if f[0] == "!" && len(f) == 2 {
			continue
		}
		if len(f) != 5 || !inHan(r) || seen[r] {
			t.Errorf("cn_person_chars.tsv: line %q is malformed or repeated", l)
		}
		seen[r] = true
		for _, w := range f[1:] {
			if n := weight(strings.TrimSuffix(w, "*")); w != "-" && (n == notInNames || n > 60) {
				t.Errorf("cn_person_chars.tsv: %q: weight %q", l, w)
			}
		}
	}
	for l := range dataLines(cnPersonTrad) {
		if utf8.RuneCountInString(l)%2 != 0 {
			t.Errorf("cn_person_trad.txt: line %.12q… holds half a pair", l)
		}
	}
	short, long, ok := strings.Cut(cnPersonWords, "\n---\n")
	if !ok {
		t.Fatal("cn_person_words.txt: the line of dashes is missing")
	}
	for _, part := range []string{short, long} {
		lines := slices.Collect(dataLines(part))
		if !slices.IsSorted(lines) {
			t.Error("cn_person_words.txt: not sorted")
		}
	}
}

// The name of the field counts like a word in front, for rare surnames as well.
func TestCNPersonFields(t *testing.T) {
	for _, c := range []struct {
		field, text string
		want        []string
	}{
		{"收货人", "费云涛", []string{"费云涛"}},
		{"user.name", "国明华", []string{"国明华"}},
		{"contactName", "上官静", []string{"上官静"}},
		{"姓名", "方便", nil},
		{"姓名", "王某", nil},
		{"商品名", "费云涛", nil},
		{"remark", "国明华", nil},
	} {
		got := valuesOf(c.text, foundOf(t, Person, Input{Text: []byte(c.text), Field: c.field}))
		if !slices.Equal(got, c.want) {
			t.Errorf("field %s, text %s: got %q, want %q", c.field, c.text, got, c.want)
		}
	}
	table := "陈雨桐,苹果\n沈佳宜,香蕉\n"
	column := func(off int) string {
		if strings.LastIndexByte(table[:off], '\n') >= strings.LastIndexByte(table[:off], ',') {
			return "收件人"
		}
		return "品名"
	}
	got := valuesOf(table, foundOf(t, Person, Input{Text: []byte(table), FieldAt: column}))
	if want := []string{"陈雨桐", "沈佳宜"}; !slices.Equal(got, want) {
		t.Errorf("column of names: got %q, want %q", got, want)
	}
}

// Better evidence never scores lower: each text adds to the one before.
func TestCNPersonScoresGrow(t *testing.T) {
	e, err := New(Options{MinScore: -1})
	if err != nil {
		t.Fatal(err)
	}
	last := 0.0
	for _, text := range []string{"段雪", "段雪，", "找段雪，", "找段雪，13800138006", "联系人段雪，13800138006", "联系人：段雪，13800138006"} {
		score := 0.0
		for _, f := range e.Find(text) {
			if f.Type == Person && text[f.Start:f.End] == "段雪" {
				score = max(score, f.Score)
			}
		}
		if score < last {
			t.Errorf("%s scores %.2f, less than %.2f without the last addition", text, score, last)
		}
		last = score
	}
	if last < 0.9 {
		t.Errorf("a name behind 联系人： with a number scores only %.2f", last)
	}
}

// A name alone, however typical, is below the threshold; the word of a lexicon
// does not suffice.
func TestCNPersonNeedsContext(t *testing.T) {
	for _, name := range []string{"陈雨桐", "欧阳静怡", "刘志强", "李梓涵", "張家豪"} {
		for _, text := range []string{name, name + "。", "，" + name + "，"} {
			if fs := foundOf(t, Person, Input{Text: []byte(text)}); len(fs) > 0 {
				t.Errorf("%s: found without context, score %.2f, %v", text, fs[0].Score, fs[0].Evidence.Names())
			}
		}
	}
}

// A text in traditional characters gives the same findings as in simplified.
func TestCNPersonScripts(t *testing.T) {
	simplified := "联系人：陈俊宏，电话13800138006；张丽华女士和刘建国先生，学生钟晓东"
	traditional := "聯絡人：陳俊宏，電話13800138006；張麗華女士和劉建國先生，學生鍾曉東"
	a := foundOf(t, Person, Input{Text: []byte(simplified)})
	b := foundOf(t, Person, Input{Text: []byte(traditional)})
	if len(a) != 4 || len(a) != len(b) {
		t.Fatalf("simplified %q, traditional %q", valuesOf(simplified, a), valuesOf(traditional, b))
	}
	for i := range a {
		if a[i].Start != b[i].Start || a[i].End != b[i].End {
			t.Errorf("finding %d: simplified %d-%d, traditional %d-%d", i, a[i].Start, a[i].End, b[i].Start, b[i].End)
		}
	}
}

// Repetitions are marked as such and found in any number of places; a mention
// and a word that only contains the name are not.
func TestCNPersonRepeats(t *testing.T) {
	text := "举报人：钱雨桐，13800138006。" + strings.Repeat("钱雨桐昨天又来了一次。", 50) + "@钱雨桐桐 回复"
	fs := foundOf(t, Person, Input{Text: []byte(text)})
	if len(fs) != 51 {
		t.Fatalf("found %d, want 51", len(fs))
	}
	for _, f := range fs[1:] {
		if text[f.Start:f.End] != "钱雨桐" {
			t.Errorf("found %q", text[f.Start:f.End])
		}
	}
}

// What is reported is a name by form: whole characters inside the text, two to
// four of them from the block, or parts with dots; never overlapping; the
// longest stretch does not depend on what the lexicon is asked.
func FuzzCNPerson(f *testing.F) {
	for _, s := range []string{
		"姓名：陈雨桐，电话13800138006", "张三、李四、王五", "学生阿依古丽·吐尔逊（身份证号", "请何静怡同学", "欧阳", "王", "·", "姓名：",
		"聯絡人歐陽慧敏小姐", "\xe7\x8e王\xff芳先生", "**郭采薇** 13800138006", "@王小明 ", "王王王王王王先生先生",
		"\xe7\x94&\xe9X\xbf依古丽·吐尔逊",
	} {
		f.Add(s)
	}
	e, err := New(Options{MinScore: -1, Types: []Type{Person}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, x := range e.Find(text) {
			if x.Rule != "cn_person" {
				continue
			}
			if x.Start < end || x.End > len(text) || x.Start >= x.End {
				t.Fatalf("%q: finding %d-%d behind %d", text, x.Start, x.End, end)
			}
			end = x.End
			v := text[x.Start:x.End]
			if !utf8.ValidString(v) {
				t.Fatalf("%q: cuts a character", v)
			}
			n, dots := 0, 0
			for _, r := range v {
				switch {
				case inHan(r):
					n++
				case strings.ContainsRune("·•・‧", r):
					dots++
				default:
					t.Fatalf("%q holds %q", v, r)
				}
			}
			if dots == 0 && (n < 2 || n > 4) {
				t.Fatalf("%q has %d characters", v, n)
			}
		}
	})
}
