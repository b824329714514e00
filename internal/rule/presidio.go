// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/hulanhq/hulan/detect"
)

// presidioFile is the part of Presidio's recogniser registry that describes
// pattern recognisers (presidio-analyzer, conf/default_recognizers.yaml).
type presidioFile struct {
	Recognizers []struct {
		Name              string `yaml:"name"`
		Type              string `yaml:"type"`
		SupportedEntity   string `yaml:"supported_entity"`
		SupportedEntities []any  `yaml:"supported_entities"`
		Enabled           *bool  `yaml:"enabled"`
		Patterns          []struct {
			Name  string  `yaml:"name"`
			Regex string  `yaml:"regex"`
			Score float64 `yaml:"score"`
		} `yaml:"patterns"`
		Context            []string `yaml:"context"`
		SupportedLanguages []struct {
			Context []string `yaml:"context"`
		} `yaml:"-"`
		DenyList      []string `yaml:"deny_list"`
		DenyListScore float64  `yaml:"deny_list_score"`
	} `yaml:"recognizers"`
}

// parsePresidio makes a rule of each pattern. Presidio matches without regard
// to case, over several lines, and reports scores of 0 upwards; so do these.
func parsePresidio(data []byte) (rules []detect.Rule, notes []string, err error) {
	var f presidioFile
	if err := yaml.Unmarshal(data, &f); err != nil {
		return nil, nil, fmt.Errorf("%s", yaml.FormatError(err, false, false))
	}
	for i, r := range f.Recognizers {
		if r.Enabled != nil && !*r.Enabled {
			continue
		}
		if r.Type == "predefined" || len(r.Patterns) == 0 && len(r.DenyList) == 0 {
			notes = append(notes, fmt.Sprintf("recognizer %q has no patterns and no deny list; left out", r.Name))
			continue
		}
		if r.SupportedEntity == "" {
			return nil, nil, fmt.Errorf("recognizer %d (%q): supported_entity is missing", i+1, r.Name)
		}
		base := detect.Rule{Type: detect.Type(r.SupportedEntity), Description: r.Name, Context: r.Context, Boundary: "none"}
		for k, p := range r.Patterns {
			rule := base
			rule.ID = ruleID(r.Name, p.Name, k)
			rule.Pattern, rule.Score = "(?ism)"+p.Regex, p.Score
			rules = append(rules, rule)
		}
		if len(r.DenyList) > 0 {
			var words []string
			for _, w := range r.DenyList {
				words = append(words, regexp.QuoteMeta(w))
			}
			rule := base
			rule.ID, rule.Boundary = ruleID(r.Name, "deny list", 0), "word"
			rule.Pattern, rule.Score = strings.Join(words, "|"), r.DenyListScore
			if rule.Score == 0 {
				rule.Score = 1 // Presidio's default
			}
			rules = append(rules, rule)
		}
	}
	return rules, notes, nil
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

func ruleID(name, pattern string, k int) string {
	id := notWord.ReplaceAllString(strings.ToLower(name+" "+pattern), "_")
	if pattern == "" {
		id += fmt.Sprint(k + 1)
	}
	return strings.Trim(id, "_")
}
