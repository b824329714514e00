// SPDX-License-Identifier: Apache-2.0

// Package rule reads the files in which people keep recognisers of their own:
// Hulan's YAML, gitleaks' TOML and Presidio's recogniser YAML. What comes out are
// [detect.Rule]s; what a file asks for and Hulan cannot do is an error that
// names the rule, or a note where leaving it out only finds more.
//
// Hulan's own form:
//
//	rules:
//	  - id: acme_badge
//	    type: EMPLOYEE_ID
//	    description: Badge number of ACME
//	    shape: {charset: A-Z0-9, prefix: KD, min: 8, max: 8}
//	    context: [工卡, badge]
//	    score: 0.4
//	    match: ["工卡 KD4F9A21"]
//	    no_match: ["KD4F9A2"]
//
// In place of shape there may be pattern (RE2) and group. Keys are those of
// [detect.Rule] in lower case with underscores; an unknown key is an error.
package rule

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/hulanhq/hulan/detect"
)

// maxFile is the longest rule file that is read: gitleaks' own has 120 KB.
const maxFile = 4 << 20

// Parse reads a rule file. name is used in errors and, by its extension, to tell
// TOML from YAML. notes say what was left out.
func Parse(name string, data []byte) (rules []detect.Rule, notes []string, err error) {
	if len(data) > maxFile {
		return nil, nil, fmt.Errorf("%s: %d bytes; rule files may have %d", name, len(data), maxFile)
	}
	switch {
	case strings.EqualFold(filepath.Ext(name), ".toml"):
		rules, notes, err = parseGitleaks(data)
	case bytes.Contains(data, []byte("recognizers:")):
		rules, notes, err = parsePresidio(data)
	default:
		rules, err = parseOwn(data)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rules) == 0 {
		return nil, nil, fmt.Errorf("%s: no rules in it; Hulan's files have a list \"rules\", Presidio's \"recognizers\", gitleaks' [[rules]]", name)
	}
	return rules, notes, nil
}

type ownFile struct {
	Rules []ownRule `yaml:"rules"`
}

type ownRule struct {
	ID          string    `yaml:"id"`
	Type        string    `yaml:"type"`
	Description string    `yaml:"description"`
	Pattern     string    `yaml:"pattern"`
	Group       int       `yaml:"group"`
	Shape       *ownShape `yaml:"shape"`
	Keywords    []string  `yaml:"keywords"`
	Context     []string  `yaml:"context"`
	Score       float64   `yaml:"score"`
	MinEntropy  float64   `yaml:"min_entropy"`
	Boundary    string    `yaml:"boundary"`
	Check       string    `yaml:"check"`
	Allow       []string  `yaml:"allow"`
	AllowWords  []string  `yaml:"allow_words"`
	Match       []string  `yaml:"match"`
	NoMatch     []string  `yaml:"no_match"`
}

type ownShape struct {
	Charset string `yaml:"charset"`
	Prefix  string `yaml:"prefix"`
	Min     int    `yaml:"min"`
	Max     int    `yaml:"max"`
}

func parseOwn(data []byte) ([]detect.Rule, error) {
	var f ownFile
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s", yaml.FormatError(err, false, false))
	}
	var rules []detect.Rule
	for _, r := range f.Rules {
		out := detect.Rule{
			ID: r.ID, Type: detect.Type(r.Type), Description: r.Description, Pattern: r.Pattern, Group: r.Group,
			Keywords: r.Keywords, Context: r.Context, Score: r.Score, MinEntropy: r.MinEntropy, Boundary: r.Boundary,
			Check: r.Check, Allow: r.Allow, AllowWords: r.AllowWords, Match: r.Match, NoMatch: r.NoMatch,
		}
		if r.Shape != nil {
			out.Shape = &detect.Shape{Charset: r.Shape.Charset, Prefix: r.Shape.Prefix, Min: r.Shape.Min, Max: r.Shape.Max}
		}
		rules = append(rules, out)
	}
	return rules, nil
}
