// SPDX-License-Identifier: Apache-2.0

package web

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every word of the pages is there in both languages, with the same places for
// values and without anything that was left empty.
func TestBothLanguagesSayEverything(t *testing.T) {
	c, err := loadCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := c.words["zh-CN"], c.words["en"]
	if len(zh) < 100 {
		t.Fatalf("only %d words: the test looks in the wrong place", len(zh))
	}
	places := regexp.MustCompile(`\{[a-z_]+\}`)
	in := func(s string) []string {
		list := places.FindAllString(s, -1)
		slices.Sort(list)
		return slices.Compact(list)
	}
	for k, z := range zh {
		e, ok := en[k]
		switch {
		case !ok:
			t.Errorf("%s is missing in English", k)
		case !slices.Equal(in(z), in(e)):
			t.Errorf("%s has %v in Chinese and %v in English", k, in(z), in(e))
		case strings.TrimSpace(z) == "" || strings.TrimSpace(e) == "":
			t.Errorf("%s is empty", k)
		}
	}
	for k := range en {
		if _, ok := zh[k]; !ok {
			t.Errorf("%s is missing in Chinese", k)
		}
	}
}

// The pages speak the same way everywhere: Chinese with full-width punctuation,
// neither language with exclamation marks or the promise that something is safe.
func TestVoice(t *testing.T) {
	c, err := loadCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	han := regexp.MustCompile(`\p{Han}[,;:?!()]|[,;:?!(]\p{Han}`)
	for k, s := range c.words["zh-CN"] {
		if m := han.FindString(s); m != "" {
			t.Errorf("%s: half-width punctuation beside Chinese: %q in %q", k, m, s)
		}
		if strings.ContainsAny(s, "！") {
			t.Errorf("%s: an exclamation mark: %q", k, s)
		}
	}
	for k, s := range c.words["en"] {
		if strings.Contains(s, "!") || strings.Contains(strings.ToLower(s), " safe ") {
			t.Errorf("%s: %q", k, s)
		}
	}
}

var (
	keyInPage = regexp.MustCompile(`\.(?:T|Has) "([a-z][a-zA-Z0-9_.\-]*[a-zA-Z0-9])"`)
	keyInCode = regexp.MustCompile(`\.text\((?:q\.lang|lang), "([a-z][a-zA-Z0-9_.\-]*[a-zA-Z0-9])"`)
)

// Every word that a template or the code asks for by its whole name exists.
// Names that are put together are seen by the tests that open the pages: they
// fail on the brackets that stand for a missing word.
func TestWordsThatPagesAskFor(t *testing.T) {
	c, err := loadCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	check := func(name string, text []byte, re *regexp.Regexp) {
		for _, m := range re.FindAllSubmatch(text, -1) {
			n++
			if !c.has("en", string(m[1])) {
				t.Errorf("%s asks for %q, which has no words", name, m[1])
			}
		}
	}
	for name, text := range sources(t) {
		check(name, text, keyInPage)
		check(name, text, keyInCode)
	}
	if n < 100 {
		t.Fatalf("only %d words asked for: the test looks in the wrong place", n)
	}
}

// sources are the templates and the code of this package, by name.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, pattern := range []string{"html/*.html", "*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			if out[name], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}
