// SPDX-License-Identifier: Apache-2.0

package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Charts are drawn on the server: per cent across and pixels down, so that words
// keep their size, with classes and no inline style, and with the numbers as a
// table below (design/design.md, part 8).

// Geometry of a chart in pixels and per cent: 14 above the highest grid line,
// 150 down to the base, 26 for the words below it.
const (
	chartTop, chartHigh, chartAll = 14, 150, 190
	chartLeft                     = 8.0
	lineWide                      = 67.0
	barWide                       = 92.0
)

// tick is a word of an axis with its place.
type tick struct {
	X, Text  string
	Y, TextY int
}

// table is the numbers of a chart.
type table struct {
	Head []string
	Rows [][]string
}

// lineChart shows two series over weeks.
type lineChart struct {
	Title, Unit, Label string
	Grid, Below        []tick
	First, Second      []string // points of each unbroken stretch
	Dots               []tick   // single points, which no line shows
	Ends               []tick
	Limit              *tick
	Table              table
	High, All, Top     int
}

// barChart shows counts.
type barChart struct {
	Title, Unit, Label string
	Grid               []tick
	Bars               []bar
	Table              table
	High, All, Top     int
}

// bar is one bar of a chart.
type bar struct {
	X, Wide, Middle, End string
	Y, High, TextY       int
	Value, Name          string
	// Over is a bar over the limit: striped, so that it needs no colour.
	Over    bool
	Stripes []int
}

// scale chooses the highest grid line and how many there are: a number of 1, 2 or
// 5 times a power of ten for each step, three or four steps.
func scale(high float64) (step float64, n int) {
	if high <= 0 {
		return 1, 3
	}
	raw := high / 3
	step = math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step*m >= raw {
			step *= m
			break
		}
	}
	return step, max(1, int(math.Ceil(high/step)))
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func percent(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) + "%" }

// grid is the lines across a chart, the base first.
func grid(step float64, n int) []tick {
	var out []tick
	for i := range n + 1 {
		y := chartTop + chartHigh - i*chartHigh/n
		out = append(out, tick{Text: number(math.Round(step*float64(i)*100) / 100), Y: y, TextY: y + 4})
	}
	return out
}

// series is the values of a line; NaN is one that is not shown.
type series []float64

func (s series) max() float64 {
	out := 0.0
	for _, v := range s {
		if !math.IsNaN(v) {
			out = max(out, v)
		}
	}
	return out
}

// last is the last value that is shown.
func (s series) last() (float64, bool) {
	for i := len(s) - 1; i >= 0; i-- {
		if !math.IsNaN(s[i]) {
			return s[i], true
		}
	}
	return 0, false
}

// lines are the points of each stretch, in a box of 100 by 100, and the stretches
// of one point, which are drawn as dots.
func (s series) lines(top float64) (lines []string, dots []tick) {
	var part []string
	var only tick
	end := func() {
		if len(part) > 1 {
			lines = append(lines, strings.Join(part, " "))
		} else if len(part) == 1 {
			dots = append(dots, only)
		}
		part = nil
	}
	for i, v := range s {
		if math.IsNaN(v) {
			end()
			continue
		}
		x := 100 * float64(i) / float64(max(1, len(s)-1))
		part = append(part, fmt.Sprintf("%.2f,%.2f", x, 100-100*v/top))
		only = tick{X: percent(chartLeft + x*lineWide/100), Y: chartTop + chartHigh - int(v/top*chartHigh)}
	}
	end()
	return lines, dots
}

// newLines draws two series. names are the words below the points.
func newLines(c lineChart, first, second series, limit float64, limitText string, names []string, end func(i int, v float64) string) *lineChart {
	step, n := scale(max(first.max(), second.max(), limit))
	top := step * float64(n)
	c.Grid, c.High, c.All, c.Top = grid(step, n), chartHigh, chartAll, chartTop
	var dots []tick
	c.First, c.Dots = first.lines(top)
	c.Second, dots = second.lines(top)
	c.Dots = append(c.Dots, dots...)
	for i := 0; i < len(names); i += 3 {
		c.Below = append(c.Below, tick{X: percent(chartLeft + lineWide*float64(i)/float64(len(names)-1)), Text: names[i], TextY: chartAll - 6})
	}
	place := func(v float64) int { return chartTop + chartHigh - int(v/top*chartHigh) + 4 }
	taken := []int{}
	if limit > 0 {
		c.Limit = &tick{Text: limitText, Y: place(limit) - 4, TextY: place(limit)}
		taken = append(taken, place(limit))
	}
	for i, s := range []series{first, second} {
		if v, ok := s.last(); ok {
			y := place(v)
			for _, t := range taken { // words never lie on each other
				if d := y - t; d > -14 && d < 14 {
					y = t + 14
				}
			}
			taken = append(taken, y)
			c.Ends = append(c.Ends, tick{Text: end(i, v), TextY: y})
		}
	}
	return &c
}

// newBars draws counts; those from over on are over a limit.
func newBars(c barChart, names []string, counts []int, over int) *barChart {
	high := 0
	for _, n := range counts {
		high = max(high, n)
	}
	step, _ := scale(float64(high))
	step = max(1, step) // counts have no halves
	n := max(1, int(math.Ceil(float64(high)/step)))
	c.Grid, c.High, c.All, c.Top = grid(step, n), chartHigh, chartAll, chartTop
	each := barWide / float64(len(counts))
	for i, count := range counts {
		tall := int(float64(count) / (step * float64(n)) * chartHigh)
		x, y := chartLeft+each*(float64(i)+0.2), chartTop+chartHigh-tall
		b := bar{
			X: percent(x), Wide: percent(each * 0.6), Middle: percent(x + each*0.3), End: percent(x + each*0.6), Y: y, High: tall, TextY: y - 5,
			Value: strconv.Itoa(count), Name: names[i], Over: i >= over,
		}
		if b.Over {
			for s := y + 5; s < chartTop+chartHigh; s += 6 {
				b.Stripes = append(b.Stripes, s)
			}
		}
		c.Bars = append(c.Bars, b)
		c.Table.Rows = append(c.Table.Rows, []string{names[i], strconv.Itoa(count)})
	}
	return &c
}

// barRow is a line of a table whose middle column is a bar.
type barRow struct{ Name, Wide, Value string }

// barRows draws counts as lines of a table. exact says whether small counts may
// be shown, see [few].
func barRows(names []string, counts []int, exact bool) []barRow {
	high := 1
	for _, n := range counts {
		high = max(high, n)
	}
	var out []barRow
	for i, n := range counts {
		wide := n
		if !exact && n < fewest {
			wide = 0
		}
		out = append(out, barRow{names[i], percent(100 * float64(wide) / float64(high)), few(n, exact)})
	}
	return out
}

// fewest is the smallest count that is shown to readers who cannot read cases.
// With fewer, a colleague who knows one of the persons could tell what that
// person said or was told. Five is the usual threshold of official statistics.
const fewest = 5

// few is a count, or "<5". Zero is hidden too: it would say as much.
func few(n int, exact bool) string {
	if exact || n >= fewest {
		return strconv.Itoa(n)
	}
	return "<" + strconv.Itoa(fewest)
}
