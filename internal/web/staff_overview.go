// SPDX-License-Identifier: Apache-2.0

package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/law"
	"github.com/hulanhq/hulan/internal/store"
)

func overviewRoutes() []route {
	return []route{
		{"GET", "/staff/overview", account.StatsRead, overview},
		{"POST", "/staff/overview", account.CaseWork, alarmSeen},
	}
}

// Lengths of the lists of the overview: what a duty officer takes in at a glance.
const (
	overviewClocks = 10
	overviewAlarms = 20
	// soon is how near a clock's end is when the overview shows it.
	soon = 48 * time.Hour
)

// tight is a case whose clock is about to break.
type tight struct {
	Ref   string
	Level int
	Clock clockView
	State string
	Held  bool
}

// alarmView is something a clock told.
type alarmView struct{ ID, Ref, Duty, Kind, Tell, At string }

// queueLine is a queue with its counts.
type queueLine struct {
	docket.Counts
	Name, Age string
}

// overviewData is what the page reads in one transaction.
type overviewData struct {
	clocks  []tight
	alarms  []alarmView
	queues  []queueLine
	total   docket.Counts
	figures *docket.Figures
	voices  *desk.Figures
}

func (w *Web) readOverview(q *request) (*overviewData, error) {
	ctx, d := q.r.Context(), &overviewData{}
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if d.figures, d.voices, err = w.figures.read(ctx, tx, w.opts.DB.Now); err != nil {
			return err
		}
		if err = w.tight(q, tx, d); err != nil {
			return err
		}
		alarms, err := docket.Alarms(ctx, tx, overviewAlarms)
		if err != nil {
			return err
		}
		for _, a := range alarms {
			rule, err := law.FindRule(a.Rule, a.Version)
			if err != nil {
				return err
			}
			d.alarms = append(d.alarms, alarmView{a.ID, a.Ref, rule.Name.In(q.lang), string(a.Kind), a.Tell, stamp(a.At)})
		}
		return w.queueLines(q, tx, d)
	})
	return d, err
}

// figures are the counts of the overview, which are the same for all readers.
// With 100,000 complaints in twelve weeks they take half a second, so they are
// kept for a hundred times as long as they took: one per cent of a core at most,
// and always fresh on a small desk.
type figures struct {
	mu     sync.Mutex // guards what follows
	until  time.Time
	cases  *docket.Figures
	voices *desk.Figures
}

func (f *figures) read(ctx context.Context, tx *store.Tx, now func() time.Time) (*docket.Figures, *desk.Figures, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	begin := now()
	if f.cases != nil && begin.Before(f.until) {
		return f.cases, f.voices, nil
	}
	cases, err := docket.Measure(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	voices, err := desk.Measure(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	end := now()
	f.cases, f.voices, f.until = cases, voices, end.Add(100*end.Sub(begin))
	return cases, voices, nil
}

func (w *Web) tight(q *request, tx *store.Tx, d *overviewData) error {
	ctx := q.r.Context()
	items, err := w.opts.Docket.List(ctx, tx, docket.Filter{Limit: overviewClocks})
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.NextDue.IsZero() || it.NextDue.After(q.now.Add(soon)) {
			continue
		}
		clocks, err := w.opts.Docket.Clocks(ctx, tx, it.Case)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(clocks, func(k docket.Clock) bool { return k.Waits() && k.DueAt.Equal(it.NextDue) })
		if i < 0 {
			continue
		}
		d.clocks = append(d.clocks, tight{it.Ref, it.Severity, w.clockViews(q.lang, q.now, clocks[i:i+1])[0], string(it.State), it.Holder != ""})
	}
	return nil
}

func (w *Web) queueLines(q *request, tx *store.Tx, d *overviewData) error {
	counts, err := w.opts.Docket.Count(q.r.Context(), tx)
	if err != nil {
		return err
	}
	queues, err := docket.Queues(q.r.Context(), tx)
	if err != nil {
		return err
	}
	for _, x := range queues {
		c, ok := counts[x.ID]
		if !ok && !x.Active {
			continue
		}
		l := queueLine{Counts: c, Name: w.queueName(q.lang, x)}
		if c.Open > 0 {
			l.Age = w.span(q.lang, q.now.Sub(c.Oldest))
		}
		d.queues = append(d.queues, l)
		d.total.Open, d.total.Overdue, d.total.Soon = d.total.Open+c.Open, d.total.Overdue+c.Overdue, d.total.Soon+c.Soon
	}
	return nil
}

// queueName is a queue's name; the one that every service begins with has words.
func (w *Web) queueName(lang string, q docket.Queue) string {
	if q.ID == docket.MainQueue && q.Name == docket.MainQueue {
		return w.lang.text(lang, "queue.main")
	}
	return q.Name
}

// stamp is an instant of the staff's pages.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format("2006-01-02 15:04")
}

func overview(w *Web, q *request) error {
	d, err := w.readOverview(q)
	if err != nil {
		return err
	}
	// Who reads some queues only sees the figures of all like who reads none.
	exact := q.canIn(account.CaseRead, "")
	t := func(key string, args ...any) string { return w.lang.text(q.lang, key, args...) }
	var names []string
	var counts []int
	for _, o := range desk.Outcomes() {
		if n := d.figures.Outcomes[o]; n > 0 || !exact {
			names, counts = append(names, t("outcome."+o)), append(counts, n)
		}
	}
	var stars []string
	for n := range 5 {
		stars = append(stars, t(fmt.Sprintf("stars.%d", n+1)))
	}
	wait := ""
	if d.figures.Waiting > 0 {
		wait = w.span(q.lang, d.figures.OldestWait)
	}
	w.render(q, "overview", "staff", map[string]any{
		"At": stamp(q.now), "Clocks": d.clocks, "Alarms": d.alarms, "Queues": d.queues, "Total": d.total, "Waiting": d.figures.Waiting, "OldestWait": wait,
		"Seen": q.canIn(account.CaseWork, ""), "Links": exact, "Exact": exact, "Median": w.days(q.lang, d.figures.Told, exact, false), "P95": w.days(q.lang, d.figures.Told, exact, true),
		"Times": w.timesChart(q.lang, d.figures, exact), "Ages": w.agesChart(q.lang, d.figures), "Inflow": w.inflow(d.figures),
		"Outcomes": barRows(names, counts, exact), "Stars": barRows(stars, d.voices.Stars[:], exact),
		"Came": share(d.voices.Came, d.voices.Told, exact), "Read": share(d.voices.Read, d.voices.Told, exact), "Weeks": docket.FigureWeeks,
	})
	return nil
}

// share is a part in per cent; "–" when it would be one of few.
func share(part, of int, exact bool) string {
	if of == 0 || !exact && (of < fewest || part < fewest || of-part < fewest) {
		return "–"
	}
	return fmt.Sprintf("%d%%", (100*part+of/2)/of)
}

// days is a time to the outcome in days, "–" when there is none or it would be
// that of few.
func (w *Web) days(lang string, s docket.Spread, exact, p95 bool) string {
	d := s.Median
	if p95 {
		d = s.P95
	}
	if s.N == 0 || !exact && s.N < fewest {
		return "–"
	}
	return w.lang.text(lang, "overview.days", "n", inDays(d))
}

func inDays(d time.Duration) string { return fmt.Sprintf("%.1f", d.Hours()/24) }

// termDays is the term that the chart of times is compared with: 15 days, MIIT
// Order 24/2013, article 12 (docs/clocks.md).
const termDays = 15

func (w *Web) timesChart(lang string, f *docket.Figures, exact bool) *lineChart {
	t := func(key string, args ...any) string { return w.lang.text(lang, key, args...) }
	var median, p95 series
	var names []string
	c := lineChart{Title: t("overview.times"), Unit: t("overview.times_unit"), Table: table{Head: []string{t("overview.week"), t("overview.median"), "p95"}}}
	for _, wk := range f.Weeks {
		name := wk.From.In(china).Format("01-02")
		names = append(names, name)
		m, p := math.NaN(), math.NaN()
		row := []string{name, "–", "–"}
		if wk.N > 0 && (exact || wk.N >= fewest) {
			m, p = wk.Median.Hours()/24, wk.P95.Hours()/24
			row[1], row[2] = inDays(wk.Median), inDays(wk.P95)
		}
		median, p95 = append(median, m), append(p95, p)
		c.Table.Rows = append(c.Table.Rows, row)
	}
	c.Label = t("overview.times_label", "median", w.days(lang, f.Told, exact, false), "p95", w.days(lang, f.Told, exact, true), "n", docket.FigureWeeks)
	return newLines(c, median, p95, termDays, t("overview.term", "n", termDays), names, func(i int, v float64) string {
		if i == 0 {
			return t("overview.end_median", "n", fmt.Sprintf("%.1f", v))
		}
		return t("overview.end_p95", "n", fmt.Sprintf("%.1f", v))
	})
}

func (w *Web) agesChart(lang string, f *docket.Figures) *barChart {
	t := func(key string, args ...any) string { return w.lang.text(lang, key, args...) }
	names := []string{t("overview.age.0"), t("overview.age.1"), t("overview.age.2"), t("overview.age.3"), t("overview.age.4")}
	c := barChart{Title: t("overview.ages"), Unit: t("overview.ages_unit"), Table: table{Head: []string{t("queue.age"), t("overview.cases")}}}
	over := len(names) - 1
	c.Label = t("overview.ages_label", "n", f.Ages[over])
	return newBars(c, names, f.Ages[:], over)
}

// inflow is how many complaints came in each week. That is the desk's load and
// says nothing of a person, so small numbers are shown to all.
func (w *Web) inflow(f *docket.Figures) []barRow {
	var names []string
	var counts []int
	for _, wk := range f.Weeks {
		names, counts = append(names, wk.From.In(china).Format("01-02")), append(counts, wk.Opened)
	}
	return barRows(names, counts, true)
}

// alarmSeen marks alarms as seen.
func alarmSeen(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if !q.canIn(account.CaseWork, "") {
		return &httpError{status: http.StatusForbidden, key: "no_right"}
	}
	ctx := q.r.Context()
	err = w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		for _, id := range p.Values["alarm"] {
			if err := w.opts.Docket.AlarmSeen(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	http.Redirect(q.w, q.r, "/staff/overview", http.StatusSeeOther)
	return nil
}
