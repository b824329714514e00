// SPDX-License-Identifier: Apache-2.0

//go:build !hulanlean

package detect

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

const (
	ruleReach    = 512 // bytes around a keyword or literal
	contextBoost = 0.35
	contextFloor = 0.4
	ruleScore    = 0.85
)

// userRule is a compiled rule.
type userRule struct {
	Rule
	re       *regexp.Regexp
	allow    []*regexp.Regexp
	keywords [][]byte // lower case
	literals [][]byte // one of them is in every match
	context  *cueTable
	rec      *recogniser
}

// Slow reports whether the rule has neither keywords nor a literal of three
// bytes or more, so that its expression runs over everything.
func (r Rule) Slow() bool {
	u, err := compileRule(r)
	return err == nil && len(u.keywords) == 0 && len(u.literals) == 0
}

// addRules compiles the user's rules into the plan.
func (p *plan) addRules(rules []Rule) error {
	seen := map[string]bool{}
	for _, r := range recognisers() {
		seen[r.id] = true
	}
	for i, r := range rules {
		if r.ID == "" {
			return fmt.Errorf("rule %d has no id", i+1)
		}
		if seen[r.ID] {
			return fmt.Errorf("rule %q: the id is taken; give it another", r.ID)
		}
		seen[r.ID] = true
		u, err := compileRule(r)
		if err != nil {
			return fmt.Errorf("rule %q: %w", r.ID, err)
		}
		u.rec.on = []trigger{onEnd(u.find)}
		u.rec.on[0].rec = u.rec
		p.add(u.rec)
	}
	return nil
}

// compileRule checks a rule and names the field that is wrong.
func compileRule(r Rule) (*userRule, error) {
	if r.Type == "" {
		return nil, fmt.Errorf("type is missing; name what the rule finds, for example EMPLOYEE_ID")
	}
	if r.Score < 0 || r.Score > 1 {
		return nil, fmt.Errorf("score is %v; allowed is 0 to 1", r.Score)
	}
	if r.Score == 0 {
		r.Score = ruleScore
	}
	pattern, err := r.expression()
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern does not compile: %w; RE2 has no look-around: use boundary, check, context or allow instead", err)
	}
	if r.Group < 0 || r.Group > re.NumSubexp() {
		return nil, fmt.Errorf("group is %d, but the pattern has %d groups", r.Group, re.NumSubexp())
	}
	if !slices.Contains([]string{"", "word", "none"}, r.Boundary) {
		return nil, fmt.Errorf("boundary is %q; allowed are word and none", r.Boundary)
	}
	if r.Check != "" && ruleChecks[r.Check] == nil {
		return nil, fmt.Errorf("check is %q; allowed are luhn, mod97 and mod11-2", r.Check)
	}
	u := &userRule{Rule: r, re: re, rec: &recogniser{id: r.ID, typ: r.Type}}
	for _, a := range r.Allow {
		re, err := regexp.Compile(a)
		if err != nil {
			return nil, fmt.Errorf("allow %q does not compile: %w", a, err)
		}
		u.allow = append(u.allow, re)
	}
	for _, k := range r.Keywords {
		if k != "" {
			u.keywords = append(u.keywords, []byte(strings.ToLower(k)))
		}
	}
	if parsed, err := syntax.Parse(pattern, syntax.Perl); err == nil {
		u.literals = requiredLiterals(parsed.Simplify())
	}
	u.context = emptyCueTable(1)
	for _, c := range r.Context {
		if c = strings.ReplaceAll(strings.TrimSpace(strings.ToLower(c)), " ", "_"); c != "" {
			u.context.add(c, 1)
		}
	}
	u.context.sort()
	return u, nil
}

// expression returns the rule's regular expression.
func (r Rule) expression() (string, error) {
	if (r.Pattern == "") == (r.Shape == nil) {
		return "", fmt.Errorf("give either pattern or shape")
	}
	if r.Shape == nil {
		return r.Pattern, nil
	}
	sh := r.Shape
	n := len([]rune(sh.Prefix))
	switch {
	case sh.Charset == "":
		return "", fmt.Errorf("shape.charset is empty; give the characters, for example A-Z0-9")
	case sh.Min < 1 || sh.Max < sh.Min || sh.Max > 256:
		return "", fmt.Errorf("shape.min is %d and shape.max %d; allowed is 1 ≤ min ≤ max ≤ 256", sh.Min, sh.Max)
	case n > sh.Min:
		return "", fmt.Errorf("shape.prefix has %d characters, more than shape.min %d", n, sh.Min)
	}
	return fmt.Sprintf("%s[%s]{%d,%d}", regexp.QuoteMeta(sh.Prefix), sh.Charset, sh.Min-n, sh.Max-n), nil
}

var ruleChecks = map[string]func([]byte) bool{
	"luhn":    func(b []byte) bool { return luhn([]byte(digitsOf(string(b)))) },
	"mod97":   func(b []byte) bool { return mod97(bytes.ReplaceAll(b, []byte(" "), nil)) == 1 },
	"mod11-2": mod11Check,
}

// mod11Check applies ISO 7064 MOD 11-2 to digits of any number with a final
// check character 0–9 or X.
func mod11Check(b []byte) bool {
	sum := 0
	for i, c := range b {
		v := int(c - '0')
		if (c == 'X' || c == 'x') && i == len(b)-1 {
			v = 10
		} else if !isDigit(c) {
			return false
		}
		sum = (sum + v) * 2 % 11
	}
	// The last character was doubled once too often: undo by 6, the inverse of 2.
	return len(b) > 1 && sum*6%11 == 1
}

// requiredLiterals returns literals of at least three bytes of which every match
// of re contains one; nil if there are none.
func requiredLiterals(re *syntax.Regexp) [][]byte {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 && len(string(re.Rune)) >= 3 {
			return [][]byte{[]byte(string(re.Rune))}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return requiredLiterals(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return requiredLiterals(re.Sub[0])
		}
	case syntax.OpConcat:
		var best [][]byte
		for _, sub := range re.Sub {
			if l := requiredLiterals(sub); l != nil && (best == nil || shortest(l) > shortest(best)) {
				best = l
			}
		}
		return best
	case syntax.OpAlternate:
		var all [][]byte
		for _, sub := range re.Sub {
			l := requiredLiterals(sub)
			if l == nil {
				return nil
			}
			all = append(all, l...)
		}
		return all
	}
	return nil
}

func shortest(ls [][]byte) int {
	n := math.MaxInt
	for _, l := range ls {
		n = min(n, len(l))
	}
	return n
}

// find runs the rule over the unit.
func (u *userRule) find(s *scan, _, _ int) {
	for _, w := range u.windows(s) {
		for _, m := range u.re.FindAllSubmatchIndex(s.text[w.start:w.end], -1) {
			if start, end := m[2*u.Group], m[2*u.Group+1]; start >= 0 && end > start {
				u.judge(s, w.start+start, w.start+end)
			}
		}
	}
}

// windows returns the stretches of the unit where the rule may match, in order.
func (u *userRule) windows(s *scan) []span {
	text := s.text[s.lo:s.hi]
	needles, fold := u.literals, false
	if len(u.keywords) > 0 {
		needles, fold = u.keywords, true
	}
	if len(needles) == 0 {
		return []span{{s.lo, s.hi}}
	}
	if fold {
		text = bytes.ToLower(text)
		if len(text) != s.hi-s.lo {
			return []span{{s.lo, s.hi}} // folding changed lengths: look everywhere
		}
	}
	var hits []int
	for _, n := range needles {
		for i := 0; ; i++ {
			k := bytes.Index(text[i:], n)
			if k < 0 {
				break
			}
			i += k
			hits = append(hits, s.lo+i)
		}
	}
	slices.Sort(hits)
	var out []span
	for _, h := range hits {
		lo, hi := s.runeBounds(h-ruleReach, h+ruleReach)
		if n := len(out); n > 0 && lo <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, hi)
			continue
		}
		out = append(out, span{lo, hi})
	}
	return out
}

// judge reports the match [start, end) if nothing speaks against it.
func (u *userRule) judge(s *scan, start, end int) {
	value := s.text[start:end]
	if u.Boundary != "none" && (isWord(value[0]) && s.wordBefore(start) || isWord(value[len(value)-1]) && s.wordAfter(end)) {
		return
	}
	for _, a := range u.allow {
		if a.Match(value) {
			return
		}
	}
	for _, w := range u.AllowWords {
		if bytes.Contains(bytes.ToLower(value), []byte(strings.ToLower(w))) {
			return
		}
	}
	if u.MinEntropy > 0 && entropy(value) < u.MinEntropy {
		return
	}
	f := Finding{Start: start, End: end, Score: u.Score, Evidence: HasShape}
	if check := ruleChecks[u.Check]; check != nil {
		if !check(value) {
			return
		}
		f.Score, f.Evidence = max(f.Score, 0.9), f.Evidence|HasChecksum
	}
	var hit cueHit
	u.context.find(s.text, max(s.lo, start-cueReach), min(s.hi, end+cueAfter), func(h cueHit) {
		if h.end <= start || h.start >= end {
			hit = h
		}
	})
	if hit.end > 0 {
		f.cue(hit, HasCue)
		f.Score = min(1, max(contextFloor, f.Score+contextBoost))
	}
	s.emit(f)
}

// entropy returns the Shannon entropy of b in bits per byte.
func entropy(b []byte) float64 {
	var count [256]int
	for _, c := range b {
		count[c]++
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(b))
			h -= p * math.Log2(p)
		}
	}
	return h
}

// testExamples runs the examples that rules bring.
func (e *Engine) testExamples() error {
	for _, r := range e.opt.Rules {
		for want, texts := range map[bool][]string{true: r.Match, false: r.NoMatch} {
			for i, text := range texts {
				found := slices.ContainsFunc(e.Append(nil, Input{Text: []byte(text)}), func(f Finding) bool { return f.Rule == r.ID })
				if found != want {
					what := "must match, but is not found"
					if found {
						what = "must not match, but is found"
					}
					return fmt.Errorf("rule %q: example %d %s", r.ID, i+1, what)
				}
			}
		}
	}
	return nil
}
