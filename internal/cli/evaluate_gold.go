// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// goldDoc is one line of labelled data. Offsets count code points.
type goldDoc struct {
	ID    string     `json:"id"`
	Text  string     `json:"text"`
	Spans []goldSpan `json:"spans"`
	// File is where the text comes from. That of a table (.csv, .tsv) is read
	// as one, so that the columns' names count.
	File string `json:"file"`
	// NegFor are labels that are promised not to occur: any finding of these
	// types is a false alarm.
	NegFor []string `json:"neg_for"`
}

type goldSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Type  string `json:"type"`
}

// UnmarshalJSON takes numbers and strings as ID.
func (d *goldDoc) UnmarshalJSON(data []byte) error {
	type plain goldDoc // without this method
	in := struct {
		*plain
		ID json.RawMessage `json:"id"`
	}{plain: (*plain)(d)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	d.ID = strings.Trim(string(in.ID), `"`)
	return nil
}

// readGold reads labelled data. bad counts lines that were passed over; the
// first of them is described.
func readGold(r io.Reader) (docs []goldDoc, bad int, first error, err error) {
	in := bufio.NewReaderSize(r, 1<<20)
	for n := 1; ; n++ {
		line, err := readLine(in)
		end := errors.Is(err, io.EOF)
		if err != nil && !end && !errors.Is(err, errLongLine) {
			return docs, bad, first, err
		}
		if len(bytes.TrimSpace(line)) > 0 || errors.Is(err, errLongLine) {
			d, err := parseGold(line)
			if err != nil {
				if bad++; first == nil {
					first = fmt.Errorf("line %d: %w", n, err)
				}
			} else {
				docs = append(docs, d)
			}
		}
		if end {
			return docs, bad, first, nil
		}
	}
}

// parseGold reads one line and checks its spans.
func parseGold(line []byte) (goldDoc, error) {
	var d goldDoc
	if err := json.Unmarshal(line, &d); err != nil {
		return d, errors.New(explainJSON(err))
	}
	n := utf8.RuneCountInString(d.Text)
	for i, s := range d.Spans {
		if s.Start < 0 || s.Start >= s.End || s.End > n {
			return d, fmt.Errorf("span %d is %d to %d, the text has %d code points", i, s.Start, s.End, n)
		}
	}
	return d, nil
}

func openGold(name string, stdin io.Reader) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(stdin), nil
	}
	return os.Open(name)
}

// interval is a stretch of code points of one type.
type interval struct {
	start, end int
	typ        detect.Type
}

func (a interval) meets(b interval) bool { return a.start < b.end && b.start < a.end }

// shared returns how many code points both have.
func (a interval) shared(b interval) int { return max(0, min(a.end, b.end)-max(a.start, b.start)) }

// ignoredLabels are role words, titles and handles: not finding them is no miss,
// and what overlaps them is no alarm for PERSON.
var ignoredLabels = []string{"PERSON_NOMINAL", "TITLE", "USERNAME"}

// titles do not belong to a name; they are cut on both sides of both spans.
var titles = strings.Fields(`mr mrs ms miss mx dr prof professor sir madam lady lord rev fr hon
	先生 女士 小姐 太太 夫人 老师 同学 教授 医生 大夫 律师 经理 总监 主任 书记 师傅 阿姨 叔叔 老板`)

// trimTitles cuts titles, with their dots, and white space from a name.
func trimTitles(text []rune, s interval) interval {
	if s.typ != detect.Person {
		return s
	}
	for {
		before := s
		for s.start < s.end && (unicode.IsSpace(text[s.start]) || text[s.start] == '.') {
			s.start++
		}
		for s.end > s.start && unicode.IsSpace(text[s.end-1]) {
			s.end--
		}
		for _, t := range titles {
			s = cutTitle(text, s, []rune(t))
		}
		if s == before || s.start >= s.end {
			break
		}
	}
	return s
}

// cutTitle cuts one title from the start or the end of a name, unless it is all
// of it. A Latin title must be a word of its own.
func cutTitle(text []rune, s interval, title []rune) interval {
	n := len(title)
	if s.end-s.start <= n {
		return s
	}
	latin := title[0] < 0x80
	word := text[s.start:s.end]
	if equalFold(word[:n], title) && (!latin || !unicode.IsLetter(word[n])) {
		s.start += n
		return s
	}
	tail := word
	if latin && tail[len(tail)-1] == '.' {
		tail = tail[:len(tail)-1]
	}
	if len(tail) > n && equalFold(tail[len(tail)-n:], title) && (!latin || unicode.IsSpace(tail[len(tail)-n-1])) {
		s.end = s.start + len(tail) - n
	}
	return s
}

func equalFold(a, b []rune) bool {
	return slices.EqualFunc(a, b, func(x, y rune) bool { return unicode.ToLower(x) == y })
}
