// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"slices"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// FigureWeeks is how far back [Measure] looks: a quarter of a year shows a
// trend, and its rows fit in memory (a million outcomes take 24 MB).
const FigureWeeks = 12

// week is the width of a point in the figures.
const week = 7 * 24 * time.Hour

// AgeLimits part the open cases by age: within a day, 3, 7 and 15 days, older.
// 15 days is the term of MIIT Order 24/2013, article 12.
func AgeLimits() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{day, 3 * day, 7 * day, 15 * day}
}

// Spread tells how long things took.
type Spread struct {
	N           int
	Median, P95 time.Duration
}

// Week is one week of [Figures].
type Week struct {
	From time.Time
	// Opened counts the cases that came in.
	Opened int
	// Spread is the time from a case's opening to its outcome, for the outcomes
	// told in the week.
	Spread
}

// Figures are counts and times of the cases of a database: nothing about one
// case. Times of anonymous cases are whole hours, as their rows are.
type Figures struct {
	// Ages counts the cases that somebody has to work on by age, see [AgeLimits].
	Ages [5]int
	// Waiting counts the cases that wait for the person; OldestWait is the longest.
	Waiting    int
	OldestWait time.Duration
	// States counts all cases that were not erased, by state.
	States map[State]int
	// Weeks are the last [FigureWeeks], oldest first; the last one ends now.
	Weeks []Week
	// Told is the time to the outcome over all weeks, Outcomes how often each code.
	Told     Spread
	Outcomes map[string]int
}

// Measure reads the figures.
func Measure(ctx context.Context, tx *store.Tx) (*Figures, error) {
	f := &Figures{States: map[State]int{}, Outcomes: map[string]int{}}
	if err := f.states(ctx, tx); err != nil {
		return nil, err
	}
	if err := f.ages(ctx, tx); err != nil {
		return nil, err
	}
	return f, f.weeks(ctx, tx)
}

func (f *Figures) states(ctx context.Context, tx *store.Tx) error {
	now := tx.Now()
	_, err := store.Rows(ctx, tx, func(scan func(...any) error) (struct{}, error) {
		var s State
		var n int
		var since int64
		err := scan(&s, &n, &since)
		f.States[s] = n
		if s == AwaitingComplainant {
			f.Waiting, f.OldestWait = n, max(0, now.Sub(store.Time(since)))
		}
		return struct{}{}, err
	}, "SELECT state, count(*), min(state_at) FROM case_ GROUP BY state")
	return err
}

func (f *Figures) ages(ctx context.Context, tx *store.Tx) error {
	args := []any{}
	for _, l := range AgeLimits() {
		args = append(args, store.Millis(tx.Now().Add(-l)))
	}
	return tx.Get(ctx, `SELECT count(*) FILTER (WHERE opened_at > $1), count(*) FILTER (WHERE opened_at <= $1 AND opened_at > $2),
		count(*) FILTER (WHERE opened_at <= $2 AND opened_at > $3), count(*) FILTER (WHERE opened_at <= $3 AND opened_at > $4),
		count(*) FILTER (WHERE opened_at <= $4) FROM case_ WHERE state <> 'closed' AND state <> 'responded'`,
		args, &f.Ages[0], &f.Ages[1], &f.Ages[2], &f.Ages[3], &f.Ages[4])
}

func (f *Figures) weeks(ctx context.Context, tx *store.Tx) error {
	from := tx.Now().Add(-FigureWeeks * week)
	took := make([][]time.Duration, FigureWeeks)
	for i := range FigureWeeks {
		f.Weeks = append(f.Weeks, Week{From: from.Add(time.Duration(i) * week)})
	}
	_, err := store.Rows(ctx, tx, func(scan func(...any) error) (struct{}, error) {
		var i, n int
		err := scan(&i, &n)
		f.Weeks[min(max(i, 0), FigureWeeks-1)].Opened += n
		return struct{}{}, err
	}, "SELECT (opened_at - $1) / 604800000, count(*) FROM case_ WHERE opened_at >= $1 GROUP BY 1", store.Millis(from))
	if err != nil {
		return err
	}
	var all []time.Duration
	_, err = store.Rows(ctx, tx, func(scan func(...any) error) (struct{}, error) {
		var opened, told int64
		var outcome string
		err := scan(&opened, &told, &outcome)
		d := time.Duration(told-opened) * time.Millisecond
		i := min(int((told-store.Millis(from))/week.Milliseconds()), FigureWeeks-1)
		took[i], all = append(took[i], d), append(all, d)
		f.Outcomes[outcome]++
		return struct{}{}, err
	}, "SELECT opened_at, feedback_at, outcome FROM case_ WHERE feedback_at >= $1", store.Millis(from))
	for i, d := range took {
		f.Weeks[i].Spread = spread(d)
	}
	f.Told = spread(all)
	return err
}

// spread sorts d. The percentiles are those of the nearest rank: always a time
// that something really took.
func spread(d []time.Duration) Spread {
	if len(d) == 0 {
		return Spread{}
	}
	slices.Sort(d)
	at := func(percent int) time.Duration { return d[max(0, (len(d)*percent+99)/100-1)] }
	return Spread{N: len(d), Median: at(50), P95: at(95)}
}
