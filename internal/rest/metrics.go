// SPDX-License-Identifier: Apache-2.0

package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Metrics are counts for a monitor, in the text format of Prometheus. A monitor
// keeps them to the second for months, so what people do is told by the hour:
// the rows of an anonymous complaint give the hour, and a counter that moves at
// 10:00:15 would give the rest. What depends on staff and clocks alone is fresh.
type metrics struct {
	mu sync.Mutex // guards what follows
	// hour is when cases and leaves were read, at when live was.
	hour, at time.Time
	cases    docket.Figures
	leaves   int64
	live     live
	requests map[request]int64
	start    time.Time
}

// live is what clocks and staff alone change.
type live struct {
	overdue, soon, alarms int
	tampered, up          bool
}

// request is a class of requests: "staff", "api" or "public", and "2xx" to "5xx".
type request struct{ area, class string }

// fresh is how long the live part is kept, so that scrapes cost nothing.
const fresh = 10 * time.Second

// maxAlarms bounds the count of alarms nobody has seen.
const maxAlarms = 1000

// Count counts the requests of staff and programs by class. Those of the public,
// and of programs that file and follow for them, are counted only when they
// failed by our fault.
func (a *API) Count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		k := request{"public", fmt.Sprintf("%dxx", rec.status/100)}
		switch {
		case strings.HasPrefix(r.URL.Path, "/staff"):
			k.area = "staff"
		case strings.HasPrefix(r.URL.Path, "/v1/") && !strings.HasPrefix(r.URL.Path, "/v1/complaints"):
			k.area = "api"
		case rec.status < 500:
			return
		}
		m := &a.metrics
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.requests == nil {
			m.requests = map[request]int64{}
		}
		m.requests[k]++
	})
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (a *API) serveMetrics(w http.ResponseWriter, r *http.Request) {
	switch a.o.Metrics {
	case Off:
		http.NotFound(w, r)
		return
	case Keyed:
		act, err := a.program(r)
		if err != nil && !errors.Is(err, account.ErrRefused) {
			http.Error(w, "try again in a minute", http.StatusServiceUnavailable)
			return
		}
		if err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="hulan"`)
			http.Error(w, "show the key of a program that has the right stats.read", http.StatusUnauthorized)
			return
		}
		if !act.Can(account.StatsRead, account.All) {
			http.Error(w, "the key lacks the right stats.read", http.StatusForbidden)
			return
		}
	}
	m := &a.metrics
	m.mu.Lock()
	defer m.mu.Unlock()
	m.read(r.Context(), a)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.write(w, a.o.DB.Now())
}

// read brings the figures up to date. A database that is away leaves the last
// ones and hulan_up at 0.
func (m *metrics) read(ctx context.Context, a *API) {
	now := a.o.DB.Now()
	if m.start.IsZero() {
		m.start = now
	}
	if now.Sub(m.at) < fresh && now.After(m.at) {
		return
	}
	hourly := !now.Truncate(time.Hour).Equal(m.hour)
	err := a.o.DB.Read(ctx, func(tx *store.Tx) error {
		if hourly {
			f, err := docket.Measure(ctx, tx)
			if err != nil {
				return err
			}
			m.cases, m.hour = *f, now.Truncate(time.Hour)
		}
		counts, err := a.o.Docket.Count(ctx, tx)
		if err != nil {
			return err
		}
		m.live.overdue, m.live.soon = 0, 0
		for _, c := range counts {
			m.live.overdue, m.live.soon = m.live.overdue+c.Overdue, m.live.soon+c.Soon
		}
		alarms, err := docket.Alarms(ctx, tx, maxAlarms)
		m.live.alarms = len(alarms)
		return err
	})
	if err == nil {
		var cp ledger.Checkpoint
		cp, err = a.o.Ledger.Checkpoint(ctx)
		m.live.tampered = errors.Is(err, ledger.ErrTampered)
		if err == nil && hourly {
			m.leaves = cp.Size
		}
		if m.live.tampered || errors.Is(err, store.ErrNotFound) {
			err = nil
		}
	}
	m.live.up, m.at = err == nil, now
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (m *metrics) write(w io.Writer, now time.Time) {
	head := func(name, kind, help string) { fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }
	gauge := func(name, help string, v any) {
		head(name, "gauge", help)
		fmt.Fprintf(w, "%s %v\n", name, v)
	}
	gauge("hulan_up", "1 when the database answered.", flag(m.live.up))
	head("hulan_cases", "gauge", "Cases by state, as of the hour.")
	for _, s := range slices.Sorted(maps.Keys(m.cases.States)) {
		fmt.Fprintf(w, "hulan_cases{state=%q} %d\n", s, m.cases.States[s])
	}
	head("hulan_outcome_seconds", "gauge", "Time from a complaint to its outcome over the last 12 weeks, as of the hour.")
	fmt.Fprintf(w, "hulan_outcome_seconds{quantile=\"0.5\"} %.0f\nhulan_outcome_seconds{quantile=\"0.95\"} %.0f\n", m.cases.Told.Median.Seconds(), m.cases.Told.P95.Seconds())
	gauge("hulan_outcomes", "Outcomes told in the last 12 weeks, as of the hour.", m.cases.Told.N)
	gauge("hulan_cases_overdue", "Open cases with a clock that has passed.", m.live.overdue)
	gauge("hulan_cases_due_soon", "Open cases with a clock that ends within a day.", m.live.soon)
	gauge("hulan_alarms", "Alarms of clocks that nobody has seen, 1000 at most.", m.live.alarms)
	gauge("hulan_ledger_leaves", "Leaves of the ledger, as of the hour.", m.leaves)
	gauge("hulan_ledger_tampered", "1 when the ledger and the database do not agree; nothing is signed then.", flag(m.live.tampered))
	head("hulan_http_requests_total", "counter", "Answered requests of staff and programs by class; of the public those that failed by our fault.")
	for _, k := range slices.SortedFunc(maps.Keys(m.requests), func(a, b request) int { return strings.Compare(a.area+a.class, b.area+b.class) }) {
		fmt.Fprintf(w, "hulan_http_requests_total{area=%q,class=%q} %d\n", k.area, k.class, m.requests[k])
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	gauge("hulan_start_time_seconds", "When the metrics were first read since the start.", m.start.Unix())
	gauge("hulan_uptime_seconds", "Seconds since then.", int64(now.Sub(m.start).Seconds()))
	gauge("go_goroutines", "Goroutines.", runtime.NumGoroutine())
	gauge("go_memstats_heap_inuse_bytes", "Octets of the heap in use.", mem.HeapInuse)
}
