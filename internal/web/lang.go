// SPDX-License-Identifier: Apache-2.0

package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"slices"
	"strings"
)

// languages are those that have words. The operator offers some or all of them.
var languages = []string{"zh-CN", "en"}

// catalogue holds the words of the pages: language, key, text. A text may hold
// {name} where a value goes, and <wbr> where a long Chinese heading may break.
type catalogue struct {
	words map[string]map[string]string
}

// loadCatalogue reads lang/<area>.<language>.json. Each is one flat object.
func loadCatalogue(dir fs.FS) (*catalogue, error) {
	c := &catalogue{words: map[string]map[string]string{}}
	for _, l := range languages {
		c.words[l] = map[string]string{}
	}
	names, err := fs.Glob(dir, "lang/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		_, lang, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, "lang/"), ".json"), ".")
		into, ok := c.words[lang]
		if !ok {
			return nil, fmt.Errorf("%s: language %q is not one of %v", name, lang, languages)
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		var words map[string]string
		if err := json.Unmarshal(text, &words); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for k, v := range words {
			if _, twice := into[k]; twice {
				return nil, fmt.Errorf("%s: %q is in another file too", name, k)
			}
			into[k] = v
		}
	}
	return c, nil
}

// text looks a key up and fills in the values: name, value, name, value … A key
// that is missing is shown as itself in brackets; tests find it.
func (c *catalogue) text(lang, key string, args ...any) string {
	s, ok := c.words[lang][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return s
}

// html is text for a page: escaped, with <wbr> kept.
func (c *catalogue) html(lang, key string, args ...any) template.HTML {
	s := template.HTMLEscapeString(c.text(lang, key, args...))
	return template.HTML(strings.ReplaceAll(s, "&lt;wbr&gt;", "<wbr>"))
}

// has says whether a key exists.
func (c *catalogue) has(lang, key string) bool {
	_, ok := c.words[lang][key]
	return ok
}

// fill puts values into all words at once, for those that hold for the whole
// service, such as the limits of its forms.
func (c *catalogue) fill(values map[string]map[string]string) {
	for lang, words := range c.words {
		var pairs []string
		for name, v := range values[lang] {
			pairs = append(pairs, "{"+name+"}", v)
		}
		r := strings.NewReplacer(pairs...)
		for k, s := range words {
			words[k] = r.Replace(s)
		}
	}
}

// pick chooses the language of a request among those that the operator offers:
// what the reader chose on the page, else the first one that the browser asks
// for, else the first one offered.
func (w *Web) pick(chosen, accept string) string {
	offered := w.opts.Languages
	if slices.Contains(offered, chosen) {
		return chosen
	}
	for part := range strings.SplitSeq(accept, ",") {
		tag := strings.ToLower(strings.TrimSpace(part))
		for _, l := range offered {
			if base, _, _ := strings.Cut(l, "-"); strings.HasPrefix(tag, base) {
				return l
			}
		}
	}
	return offered[0]
}
