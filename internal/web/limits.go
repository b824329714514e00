// SPDX-License-Identifier: Apache-2.0

package web

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/internal/law"
)

// limits are the bounds of the forms in words, by language, for the places
// {limit_…} and {term_…} of the catalogue: what a page says follows what the
// operator has set.
func (w *Web) limits() map[string]map[string]string {
	l := w.opts.Desk.Limits()
	values := map[string]string{
		"limit_files": strconv.Itoa(max(0, l.Files)), "limit_size": size(int64(w.opts.Intake.AttachmentSize)),
		"limit_chars": thousands(l.Text), "limit_all": size(maxBody),
	}
	out := map[string]map[string]string{}
	for _, lang := range languages {
		out[lang] = maps.Clone(values)
		for name, stop := range map[string]string{"term_ack": "complaint.acknowledged", "term_outcome": "complaint.outcome_sent"} {
			if r, ok := w.opts.Docket.Promise(stop, w.opts.DB.Now()); ok {
				out[lang][name] = w.term(lang, r)
			}
		}
	}
	return out
}

// term is the length of a clock in words.
func (w *Web) term(lang string, r law.Rule) string {
	p, err := law.ParsePeriod(r.Amount)
	if err != nil {
		return r.Amount // no rule has such an amount
	}
	n, unit := p.Days, "d"
	switch {
	case r.Kind == law.Elapsed:
		n, unit = int(p.Time.Hours()), "h"
	case r.Kind == law.WorkingDays:
		unit = "wd"
	case p.Months > 0:
		n, unit = p.Months, "m"
	}
	if n == 1 {
		return w.lang.text(lang, "term.one."+unit)
	}
	return w.lang.text(lang, "term.many."+unit, "n", n)
}

// size is a number of octets as people know it.
func size(n int64) string {
	switch {
	case n >= 1e6 && n%1e6 == 0:
		return fmt.Sprintf("%d MB", n/1e6)
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n/1e5)/10) // cut off: never more than is allowed
	}
	return fmt.Sprintf("%d kB", n/1e3)
}

// thousands writes a number with a comma before each three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	var parts []string
	for len(s) > 3 {
		parts = append([]string{s[len(s)-3:]}, parts...)
		s = s[:len(s)-3]
	}
	return strings.Join(append([]string{s}, parts...), ",")
}
