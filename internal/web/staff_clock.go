// SPDX-License-Identifier: Apache-2.0

package web

import (
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/law"
)

// clockView is a clock as a page shows it.
type clockView struct {
	// Class is run, warn, late, pause or met.
	Class, Text, Name, Citation, At string
	House, Provisional              bool
}

// nextClock shows the earliest clock of a case.
func (w *Web) nextClock(lang string, now time.Time, c *docket.Case) *clockView {
	if c.NextDue.IsZero() {
		return nil
	}
	out := &clockView{Class: "run", At: c.NextDue.In(china).Format("2006-01-02 15:04")}
	left := c.NextDue.Sub(now)
	switch {
	case left < 0:
		out.Class, out.Text = "late", w.lang.text(lang, "clock.over", "t", w.span(lang, -left))
	case left < 24*time.Hour:
		out.Class = "warn"
		fallthrough
	default:
		out.Text = w.lang.text(lang, "clock.left", "t", w.span(lang, left))
	}
	return out
}

// span is a length of time in its largest unit.
func (w *Web) span(lang string, d time.Duration) string {
	switch {
	case d < time.Hour:
		return w.lang.text(lang, "span.min", "n", max(1, int(d.Minutes())))
	case d < 48*time.Hour:
		return w.lang.text(lang, "span.hour", "n", int(d.Hours()))
	}
	return w.lang.text(lang, "span.day", "n", int(d.Hours()/24))
}

func (w *Web) clockViews(lang string, now time.Time, clocks []docket.Clock) []clockView {
	var out []clockView
	for i := range clocks {
		k := &clocks[i]
		v := clockView{
			Name: k.Rule.Name.In(lang), Citation: k.Rule.Citation.In(lang), House: k.Rule.HouseDefault, Provisional: k.Provisional != "",
			At: k.Due(now).In(china).Format("2006-01-02 15:04"),
		}
		left := k.Due(now).Sub(now)
		switch k.State(now) {
		case law.Running:
			v.Class, v.Text = "run", w.lang.text(lang, "clock.left", "t", w.span(lang, left))
			if left < 24*time.Hour {
				v.Class = "warn"
			}
		case law.Breached:
			v.Class, v.Text = "late", w.lang.text(lang, "clock.over", "t", w.span(lang, -left))
		case law.Paused:
			v.Class, v.Text = "pause", w.lang.text(lang, "clock.paused")
		case law.Met:
			v.Class, v.Text = "met", w.lang.text(lang, "clock.met")
		case law.MetLate:
			v.Class, v.Text = "late", w.lang.text(lang, "clock.met_late")
		default:
			continue
		}
		out = append(out, v)
	}
	return out
}
