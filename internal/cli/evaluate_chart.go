// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// chart is precision and recall against the least score. Places across are in
// per cent of the width, places down in pixels, so that words never shrink.
type chart struct {
	ID, Name, Label                  string
	Height, Bottom                   int
	Precision, Recall                string // points of the lines, in a square of 100
	PrecisionAt, RecallAt, Lead      string // where the names of the lines stand
	NowAt, Now                       string
	Rows                             [][6]string // least score, P, R, F2, strict P, R
	Ticks                            []chartTick
	Steps                            []chartTick
	PlotTop, PlotHeight, LabelBottom int
}

type chartTick struct{ At, Text, TextAt string }

const (
	chartLeft, chartWidth = 8.0, 68.0 // per cent; the rest is for the names of lines
	chartTop              = 18        // pixels; above stands the least score in use
)

// addCharts draws the curve of all types together and that of each.
func (a *app) addCharts(out *reportSet, s *setScore, order []detect.Type, now float64) {
	pooled := new(curve)
	for _, t := range order {
		if c := s.detail.curve(t); c.gold > 0 {
			pooled.add(c)
			out.Charts = append(out.Charts, a.newChart(a.typeName(t), c, 130, now))
		}
	}
	if len(out.Charts) == 1 {
		out.Charts[0] = a.newChart(out.Charts[0].Name, pooled, 200, now)
	}
	if len(out.Charts) > 1 {
		c := a.newChart(a.tr("all of these", "以上合计"), pooled, 200, now)
		out.Pooled = &c
	}
	if rest := len(out.Charts) - openCharts; rest > 0 {
		out.Charts, out.Further = out.Charts[:openCharts], out.Charts[openCharts:]
		out.FurtherName = a.trf("Show %s with fewer labels", "显示标注较少的%s", a.count(rest, "more type", "more types", "种类型"))
	}
}

// openCharts is how many types' curves are open at once: three rows of three.
const openCharts = 9

func (a *app) newChart(name string, c *curve, height int, now float64) chart {
	ch := chart{
		Name: name, PlotTop: chartTop, PlotHeight: height, Height: height + chartTop + 26,
		Bottom: height + chartTop, LabelBottom: height + chartTop + 18,
		NowAt: across(now), Now: fmt.Sprintf("%.2f", now),
	}
	lastP, lastR := -1, -1
	var precision, recall []string
	for i := range curveSteps + 1 {
		ov, st := c.overlap(i), c.strict(i)
		if ov.P >= 0 {
			precision, lastP = append(precision, point(i, ov.P)), i
		}
		if ov.R >= 0 {
			recall, lastR = append(recall, point(i, ov.R)), i
		}
		ch.Rows = append(ch.Rows, [6]string{fmt.Sprintf("%.2f", leastScore(i)), share(ov.P), share(ov.R), share(ov.F2), share(st.P), share(st.R)})
	}
	ch.Precision, ch.Recall = strings.Join(precision, " "), strings.Join(recall, " ")
	ch.place(c, lastP, lastR)
	for _, y := range []float64{0, 0.5, 1} {
		ch.Ticks = append(ch.Ticks, chartTick{ch.down(y, 0), fmt.Sprintf("%.1f", y), ch.down(y, 4)})
	}
	for _, x := range []float64{0, 0.25, 0.5, 0.75, 1} {
		ch.Steps = append(ch.Steps, chartTick{At: across(x), Text: fmt.Sprint(x)})
	}
	ch.Label = a.chartLabel(name, c, now)
	return ch
}

// place puts the name of each line beside its end, and apart from the other.
func (ch *chart) place(c *curve, lastP, lastR int) {
	const apart = 16 // pixels: a line of small text
	p, r := float64(ch.Bottom), float64(ch.Bottom)
	if lastP >= 0 {
		p = float64(ch.PlotTop) + float64(ch.PlotHeight)*(1-c.overlap(lastP).P)
	}
	if lastR >= 0 {
		r = float64(ch.PlotTop) + float64(ch.PlotHeight)*(1-c.overlap(lastR).R)
	}
	if lastP >= 0 && lastP < curveSteps { // a line leads from its end to its name
		ch.Lead = fmt.Sprintf("%.1f%%", chartLeft+chartWidth*leastScore(lastP))
	}
	ch.PrecisionAt = fmt.Sprintf("%.0f", p)
	if d := r - p; d >= 0 && d < apart {
		r = p + apart
	} else if d < 0 && d > -apart {
		r = p - apart
	}
	ch.RecallAt = fmt.Sprintf("%.0f", r)
}

// across and point place a least score and a share.
func across(x float64) string { return fmt.Sprintf("%.1f%%", chartLeft+chartWidth*x) }

func point(step int, y float64) string {
	return fmt.Sprintf("%.0f,%.2f", 100*leastScore(step), 100*(1-y))
}

// down returns the pixel of a share, moved by some.
func (ch *chart) down(y float64, by int) string {
	return fmt.Sprint(ch.PlotTop + int(float64(ch.PlotHeight)*(1-y)) + by)
}

// chartLabel says in a sentence what the picture shows.
func (a *app) chartLabel(name string, c *curve, now float64) string {
	step := min(curveSteps, max(0, int(now*curveSteps+0.5)))
	f, low, high := c.overlap(step), c.overlap(0), c.overlap(curveSteps*4/5)
	label := a.trf("%s: at a least score of %.2f precision is %s and recall %s; at 0 they are %s and %s, at 0.8 %s and %s.",
		"%s：最低分值为 %.2f 时精确率 %s，召回率 %s；为 0 时分别是 %s 和 %s，为 0.8 时是 %s 和 %s。",
		name, leastScore(step), share(f.P), share(f.R), share(low.P), share(low.R), share(high.P), share(high.R))
	first, n := utf8.DecodeRuneInString(label)
	return strings.ToUpper(string(first)) + label[n:]
}
