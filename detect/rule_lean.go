// SPDX-License-Identifier: Apache-2.0

//go:build hulanlean

package detect

import (
	"errors"
	"strconv"
)

// Slow reports false: the lean build has no user rules.
func (r Rule) Slow() bool { return false }

// addRules refuses rules: the lean build leaves out regular expressions.
func (p *plan) addRules(rules []Rule) error {
	if len(rules) > 0 {
		return errors.New("rule " + strconv.Quote(rules[0].ID) + ": this build was made with the tag hulanlean, which leaves out user rules")
	}
	return nil
}

// testExamples has nothing to test.
func (e *Engine) testExamples() error { return nil }
