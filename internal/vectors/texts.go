// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

type typeVector struct {
	Type        detect.Type       `json:"type"`
	English     string            `json:"en,omitempty"`
	Chinese     string            `json:"zh,omitempty"`
	Sensitive   bool              `json:"sensitive"`
	Level       detect.Level      `json:"level"`
	Others      map[string]string `json:"other_names,omitempty"`
	Recognisers []recogniser      `json:"recognisers"`
}

type recogniser struct {
	ID     string `json:"id"`
	Region string `json:"region,omitempty"`
	Source string `json:"source"`
	Checks bool   `json:"checks"`
}

// types lists the types with what recognises them.
func types(string) (section, error) {
	var out []typeVector
	for _, t := range detect.Types() {
		c := detect.ClassOf(t, "")
		v := typeVector{Type: t, Sensitive: c.Sensitive, Level: c.Level, Others: map[string]string{}}
		v.English, v.Chinese, _ = detect.TypeNames(t)
		for _, name := range detect.Vocabularies() {
			if a := t.Alias(name); a != "" && name != "gold" { // "gold" is ours alone
				v.Others[name] = a
			}
		}
		for _, r := range detect.Recognisers() {
			if r.Type == t {
				v.Recognisers = append(v.Recognisers, recogniser{r.ID, r.Region, r.Source, r.Checks})
			}
		}
		out = append(out, v)
	}
	return section{lists: []list{rows("types", out)}}, nil
}

type valueVector struct {
	Type  detect.Type `json:"type"`
	Value string      `json:"value"`
	Valid bool        `json:"valid"`
	Why   string      `json:"why"`
}

// values reads detect/testdata/*_checks.txt: type, value, yes or no, remark,
// parted by tabs or by "|". The reason is the program's own, in full.
func values(root string) (section, error) {
	names, err := filepath.Glob(filepath.Join(root, "detect/testdata/*_checks.txt"))
	if err != nil || len(names) == 0 {
		return section{}, fmt.Errorf("no files of lone values (%v)", err)
	}
	var out []valueVector
	for _, name := range names {
		lines, err := readLines(name)
		if err != nil {
			return section{}, err
		}
		for _, l := range lines {
			sep := "|"
			if strings.Contains(l.text, "\t") {
				sep = "\t"
			}
			cell := strings.Split(l.text, sep)
			if len(cell) < 3 {
				return section{}, fmt.Errorf("%s:%d: want type, value, yes or no", name, l.n)
			}
			v := valueVector{Type: detect.Type(strings.TrimSpace(cell[0])), Value: cell[1], Valid: strings.TrimSpace(cell[2]) == "yes"}
			if sep == "|" {
				v.Value = strings.TrimSpace(v.Value)
			}
			ok, why, err := detect.Check(v.Type, v.Value)
			if err != nil || ok != v.Valid {
				return section{}, fmt.Errorf("%s:%d: the program says %v (%v)", name, l.n, ok, err)
			}
			v.Why = why
			out = append(out, v)
		}
	}
	return section{lists: []list{rows("values", out)}}, nil
}

type textVector struct {
	ID    string      `json:"id"`
	Lang  string      `json:"lang,omitempty"`
	Type  detect.Type `json:"type,omitempty"`
	Text  string      `json:"text"`
	Found []span      `json:"found"`
	Note  string      `json:"note,omitempty"`
}

// span is where a value stands, in three units; the end is behind the last one.
type span struct {
	Type       detect.Type `json:"type,omitempty"`
	Kind       string      `json:"kind,omitempty"`
	Value      string      `json:"value"`
	Bytes      [2]int      `json:"bytes"`
	UTF16      [2]int      `json:"utf16"`
	CodePoints [2]int      `json:"code_points"`
}

// newSpan measures text[start:end] in the three units.
func newSpan(text string, start, end int) span {
	s := span{Value: text[start:end], Bytes: [2]int{start, end}}
	s.UTF16, s.CodePoints = s.Bytes, s.Bytes
	detect.ToUnit([]byte(text), detect.UTF16, &s.UTF16[0], &s.UTF16[1])
	detect.ToUnit([]byte(text), detect.CodePoints, &s.CodePoints[0], &s.CodePoints[1])
	return s
}

// texts reads detect/testdata/recognisers/*.txt.
func texts(root string) (section, error) {
	var out []textVector
	for _, r := range detect.Recognisers() {
		name := filepath.Join(root, "detect/testdata/recognisers", r.ID+".txt")
		lines, err := readLines(name)
		if err != nil {
			return section{}, err
		}
		for i, l := range lines {
			rest, note, _ := strings.Cut(l.text[min(2, len(l.text)):], " ## ")
			text, found := unbracket(strings.ReplaceAll(rest, `\n`, "\n"))
			if (l.text[0] == '+') != (len(found) > 0) {
				return section{}, fmt.Errorf("%s:%d: want \"+ text with [[value]]\" or \"- text\"", name, l.n)
			}
			out = append(out, textVector{ID: fmt.Sprintf("%s-%d", r.ID, i+1), Type: r.Type, Text: text, Found: found, Note: strings.TrimSpace(note)})
		}
	}
	return section{lists: []list{rows("texts", out)}}, nil
}

// evasion reads detect/testdata/evasion/*.txt, where the type stands behind the
// text and comments name the language.
func evasion(root string) (section, error) {
	names, err := filepath.Glob(filepath.Join(root, "detect/testdata/evasion/*.txt"))
	if err != nil {
		return section{}, err
	}
	var out []textVector
	for _, name := range names {
		lines, err := readLines(name)
		if err != nil {
			return section{}, err
		}
		way := strings.TrimSuffix(filepath.Base(name), ".txt")
		for i, l := range lines {
			rest, typ, _ := strings.Cut(l.text[min(2, len(l.text)):], "  ## ")
			const backslash = "\x01"
			rest = strings.ReplaceAll(strings.ReplaceAll(rest, `\\`, backslash), `\n`, "\n")
			v := textVector{ID: fmt.Sprintf("%s-%d", way, i+1)}
			v.Text, v.Found = unbracket(strings.ReplaceAll(rest, backslash, `\`))
			if l.heading == "zh" || l.heading == "en" {
				v.Lang = l.heading
			}
			if l.text[0] == '+' {
				v.Type = detect.Type(typ)
			} else {
				v.Note = typ
			}
			out = append(out, v)
		}
	}
	return section{lists: []list{rows("texts", out)}}, nil
}

// unbracket takes [[marks]] out of s and returns the text and where they stood.
func unbracket(s string) (text string, found []span) {
	var b strings.Builder
	var at [][2]int
	for {
		before, rest, ok := strings.Cut(s, "[[")
		b.WriteString(before)
		if !ok {
			break
		}
		value, after, _ := strings.Cut(rest, "]]")
		at = append(at, [2]int{b.Len(), b.Len() + len(value)})
		b.WriteString(value)
		s = after
	}
	text, found = b.String(), []span{}
	for _, p := range at {
		found = append(found, newSpan(text, p[0], p[1]))
	}
	return text, found
}

// textLine is a line of a file of examples; heading is the last comment of one
// word in front of it.
type textLine struct {
	n             int
	text, heading string
}

// readLines reads a file of examples without comments and empty lines.
func readLines(name string) ([]textLine, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out []textLine
	heading := ""
	for i, l := range strings.Split(string(data), "\n") {
		l = strings.TrimSuffix(l, "\r")
		if h, ok := strings.CutPrefix(l, "#"); ok {
			heading = strings.TrimSpace(h)
		} else if l != "" {
			out = append(out, textLine{i + 1, l, heading})
		}
	}
	return out, nil
}
