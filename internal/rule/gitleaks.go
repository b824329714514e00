// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"fmt"

	"github.com/BurntSushi/toml"

	"github.com/hulanhq/hulan/detect"
)

// gitleaksFile is the part of gitleaks' configuration that describes rules
// (gitleaks 8, README "Configuration").
type gitleaksFile struct {
	Rules []struct {
		ID          string
		Description string
		Regex       string
		Keywords    []string
		Entropy     float64
		SecretGroup int
		Path        string
		Tags        []string
		Allowlists  []gitleaksAllow
		Allowlist   *gitleaksAllow
	}
	Allowlist  *gitleaksAllow
	Allowlists []gitleaksAllow
}

type gitleaksAllow struct {
	Regexes   []string
	StopWords []string
	Paths     []string
	Commits   []string
}

// parseGitleaks makes a rule of each [[rules]]. Without secretGroup the first
// group is the secret, as in gitleaks; all are credentials.
func parseGitleaks(data []byte) (rules []detect.Rule, notes []string, err error) {
	var f gitleaksFile
	if _, err := toml.Decode(string(data), &f); err != nil {
		if parse, ok := err.(toml.ParseError); ok {
			return nil, nil, fmt.Errorf("%s", parse.ErrorWithPosition())
		}
		return nil, nil, err
	}
	global := f.Allowlists
	if f.Allowlist != nil {
		global = append(global, *f.Allowlist)
	}
	for _, r := range f.Rules {
		if r.Regex == "" {
			notes = append(notes, fmt.Sprintf("rule %q has no regex (it looks at file names); left out", r.ID))
			continue
		}
		if r.Path != "" {
			notes = append(notes, fmt.Sprintf("rule %q: path is not looked at; the rule applies to every file", r.ID))
		}
		rule := detect.Rule{
			ID: r.ID, Type: detect.Credential, Description: r.Description, Pattern: r.Regex, Group: r.SecretGroup,
			Keywords: r.Keywords, MinEntropy: r.Entropy, Boundary: "none",
		}
		if rule.Group == 0 {
			rule.Group = firstGroup(r.Regex)
		}
		allow := append(r.Allowlists, global...)
		if r.Allowlist != nil {
			allow = append(allow, *r.Allowlist)
		}
		for _, a := range allow {
			rule.Allow = append(rule.Allow, a.Regexes...)
			rule.AllowWords = append(rule.AllowWords, a.StopWords...)
		}
		rules = append(rules, rule)
	}
	return rules, notes, nil
}

// firstGroup returns 1 if the expression has a capturing group, else 0.
func firstGroup(expr string) int {
	for i := 0; i < len(expr); i++ {
		switch expr[i] {
		case '\\':
			i++
		case '[':
			// A bracket expression ends at the first ] behind its first character.
			for i += 2; i < len(expr) && expr[i] != ']'; i++ {
				if expr[i] == '\\' {
					i++
				}
			}
		case '(':
			if i+1 < len(expr) && (expr[i+1] != '?' || i+2 < len(expr) && (expr[i+2] == 'P' || expr[i+2] == '<')) {
				return 1
			}
		}
	}
	return 0
}
