// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// dialects are the databases that benchmarks run on, with their settings.
func dialects(b *testing.B, f func(b *testing.B, flags map[string]string)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { f(b, map[string]string{}) })
	b.Run("postgres", func(b *testing.B) { f(b, map[string]string{"database": storetest.Postgres(b)}) })
}

// listening opens a service that answers on a port of this machine, with its jobs.
func listening(b *testing.B, flags map[string]string) (*Service, string) {
	b.Helper()
	s, err := Open(b.Context(), settings(b, b.TempDir(), flags), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, "http://" + l.Addr().String()
}

// load is a program that files complaints over HTTP.
type load struct {
	url, key string
	http     http.Client
	mu       sync.Mutex // guards what follows
	n        int
	took     []time.Duration
	cpu      time.Duration // of this process, when the clock was set
}

// reset forgets what was filed before.
func (l *load) reset(b *testing.B) {
	l.took, l.cpu = nil, processor(b)
	b.ResetTimer()
}

// processor is the processor time that this process has used: what a busy
// machine does not change much.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func newLoad(b *testing.B, s *Service, url string) *load {
	b.Helper()
	maker := DemoPerson{Roles: []account.Role{account.Officer}, Name: "Maker", Email: "maker@clearbrook.example", Locale: "en", Password: "four lanterns orchard", Second: "somebody"}
	if err := s.Join(b.Context(), &maker); err != nil {
		b.Fatal(err)
	}
	_, key, err := s.Accounts.NewKey(b.Context(), account.Fixed(maker.ID, s.DB.Now(), account.Officer), account.Key{Label: "load", Rights: []account.Right{account.CaseEnter}})
	if err != nil {
		b.Fatal(err)
	}
	return &load{url: url, key: key.Clear(), http: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}}
}

// file files one complaint of 60 words and notes how long the answer took since
// it was due.
func (l *load) file(ctx context.Context, due time.Time) error {
	l.mu.Lock()
	l.n++
	n := l.n
	l.mu.Unlock()
	body := fmt.Sprintf(`{"lang":"en","categories":["contact","address"],"relation":"self","remedies":["remove"],"places":["https://clearbrook.example/t/%d"],"what":%q}`,
		n, strings.Repeat("Somebody posted my number and my street in this thread. ", 6))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url+"/v1/complaints", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+l.key)
	res, err := l.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusCreated {
		err = fmt.Errorf("status %d: %s", res.StatusCode, text)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, time.Since(due))
	return err
}

func (l *load) report(b *testing.B) {
	slices.Sort(l.took)
	at := func(percent int) float64 { return float64(l.took[(len(l.took)-1)*percent/100].Microseconds()) / 1000 }
	b.ReportMetric(float64(len(l.took))/b.Elapsed().Seconds(), "complaints/s")
	b.ReportMetric(float64((processor(b)-l.cpu).Microseconds())/1000/float64(len(l.took)), "cpu-ms/complaint")
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// How many complaints a whole service takes over HTTP when 16 programs send as
// fast as they are answered. Each is on disk before it is answered.
func BenchmarkComplaints(b *testing.B) {
	dialects(b, func(b *testing.B, flags map[string]string) {
		s, url := listening(b, flags)
		l := newLoad(b, s, url)
		if err := l.file(b.Context(), time.Now()); err != nil { // the engine is made
			b.Fatal(err)
		}
		b.SetParallelism(8) // of 2 processors: 16 at once
		l.reset(b)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := l.file(b.Context(), time.Now()); err != nil {
					b.Error(err)
					return
				}
			}
		})
		l.report(b)
	})
}

// How long each of a hundred complaints a second waits for its answer, counted
// from when it was due: a service that falls behind shows it.
func BenchmarkHundredASecond(b *testing.B) {
	dialects(b, func(b *testing.B, flags map[string]string) {
		s, url := listening(b, flags)
		l := newLoad(b, s, url)
		if err := l.file(b.Context(), time.Now()); err != nil {
			b.Fatal(err)
		}
		l.reset(b)
		var wg sync.WaitGroup
		start := time.Now()
		for i := range b.N {
			due := start.Add(time.Duration(i) * 10 * time.Millisecond)
			time.Sleep(time.Until(due))
			wg.Go(func() {
				if err := l.file(b.Context(), due); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		l.report(b)
	})
}

// manyCases is how many open cases the benchmarks of pages and of the start have.
const manyCases = 100_000

// multiply copies the rows of the cases there are until there are manyCases,
// with clocks and times moved: filing them would take minutes. The log speaks of
// the first ones alone; it gets as many leaves as the others would have, empty.
func multiply(b *testing.B, s *Service) {
	b.Helper()
	ctx := b.Context()
	var have, leaves int
	if err := s.DB.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT (SELECT count(*) FROM case_ WHERE state <> 'closed'), (SELECT count(*) FROM leaf)", nil, &have, &leaves)
	}); err != nil {
		b.Fatal(err)
	}
	times, bulk := manyCases/have-1, s.DB.Writer()
	if s.DB.Dialect() == store.SQLite {
		var err error
		if bulk, err = sql.Open("sqlite", s.DB.DSN()+"&_pragma=synchronous(OFF)&_pragma=cache_size(-200000)"); err != nil {
			b.Fatal(err)
		}
		defer bulk.Close()
	}
	series := fmt.Sprintf("WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %d) ", times)
	// A column that is not named here is copied as it is.
	moved := map[string]map[string]string{
		"dek":        {"id": "t.id || k", "owner_id": "t.owner_id || k"},
		"case_":      {"id": "t.id || k", "ref": "t.ref || k", "key_id": "t.key_id || k", "opened_at": "t.opened_at - k * 60000", "next_due": "t.next_due - k * 30000"},
		"complaint":  {"case_id": "t.case_id || k", "ref": "t.ref || k", "receipt_bi": "CAST(CAST(t.case_id || 'r' || k AS TEXT) AS BLOB)", "submission_bi": "CAST(CAST(t.case_id || 's' || k AS TEXT) AS BLOB)"},
		"clock":      {"id": "t.id || k", "case_id": "t.case_id || k", "due_at": "t.due_at - k * 30000", "next_at": "CASE WHEN t.next_at > 0 THEN t.next_at + 31536000000 ELSE 0 END"},
		"message":    {"id": "t.id || k", "case_id": "t.case_id || k"},
		"transition": {"id": "t.id || k", "case_id": "t.case_id || k"},
		"leaf":       {"n": fmt.Sprintf("t.n + k * %d", leaves), "body": "CAST('x' AS BLOB)"},
	}
	for _, table := range []string{"dek", "case_", "complaint", "clock", "message", "transition", "leaf"} {
		rows, err := bulk.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0")
		if err != nil {
			b.Fatal(err)
		}
		names, err := rows.Columns()
		if err = errors.Join(err, rows.Err(), rows.Close()); err != nil {
			b.Fatal(err)
		}
		exprs := make([]string, len(names))
		for i, c := range names {
			if exprs[i] = moved[table][c]; exprs[i] == "" {
				exprs[i] = "t." + c
			}
			if s.DB.Dialect() == store.Postgres {
				exprs[i] = strings.ReplaceAll(exprs[i], "AS BLOB", "AS BYTEA")
			}
		}
		q := series + "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") SELECT " + strings.Join(exprs, ", ") + " FROM " + table + " t, n"
		if _, err := bulk.ExecContext(ctx, q); err != nil {
			b.Fatalf("%s: %v", table, err)
		}
	}
	if _, err := bulk.ExecContext(ctx, "ANALYZE"); err != nil {
		b.Fatal(err)
	}
}

// busyDesk is a service with manyCases open cases, and an officer who is signed in.
func busyDesk(b *testing.B, dir string, flags map[string]string) (s *Service, cookie string) {
	b.Helper()
	s = open(b, dir, flags)
	for i := range 100 {
		sub, _ := file(b, s)
		if i%3 == 0 {
			if _, err := s.Desk.Act(b.Context(), sub.CaseID, docket.Doing{Event: docket.Ask, Actor: docket.Actor{Kind: docket.Staff, ID: "ann"}, Text: "Which?"}); err != nil {
				b.Fatal(err)
			}
		}
	}
	multiply(b, s)
	p := DemoPerson{Roles: []account.Role{account.Officer}, Name: "Officer", Email: "officer@clearbrook.example", Locale: "en", Password: "four lanterns orchard", Second: "somebody"}
	if err := s.Join(b.Context(), &p); err != nil {
		b.Fatal(err)
	}
	in, err := s.Accounts.SignIn(b.Context(), account.Attempt{Email: account.Personal(p.Email), Password: account.Secret(p.Password)})
	if err != nil {
		b.Fatal(err)
	}
	code, err := totp.GenerateCode(p.Secret, s.DB.Now().Add(30*time.Second))
	if err != nil {
		b.Fatal(err)
	}
	if in, err = s.Accounts.SecondFactor(b.Context(), in.Token, account.Secret(code)); err != nil {
		b.Fatal(err)
	}
	cookie = in.Token.Clear()
	return s, cookie
}

// How long the console's lists take with 100,000 open cases.
func BenchmarkBusyDesk(b *testing.B) {
	dialects(b, func(b *testing.B, flags map[string]string) {
		s, cookie := busyDesk(b, b.TempDir(), flags)
		for _, path := range []string{"/staff/queue", "/staff/queue?show=free", "/staff/queue?show=unread", "/staff/queue?level=3", "/staff/overview"} {
			b.Run(strings.TrimPrefix(path, "/staff/"), func(b *testing.B) {
				from := processor(b)
				for b.Loop() {
					req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, path, http.NoBody)
					if err != nil {
						b.Fatal(err)
					}
					req.AddCookie(account.Cookie(account.CookieSession, false, account.Secret(cookie)))
					w := httptest.NewRecorder()
					s.Handler().ServeHTTP(w, req)
					if w.Code != http.StatusOK || w.Body.Len() < 1000 {
						b.Fatalf("status %d: %s", w.Code, w.Body)
					}
				}
				b.ReportMetric(float64((processor(b)-from).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			})
		}
	})
}

// How long a service takes to open with 100,000 cases. HULAN_START, a folder,
// keeps the database for the command line to start from.
func BenchmarkOpen(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "data")
	if keep := os.Getenv("HULAN_START"); keep != "" {
		dir = keep
	}
	s, _ := busyDesk(b, dir, nil)
	c := s.Config
	from := processor(b)
	for b.Loop() {
		again, err := Open(b.Context(), c, slog.New(slog.DiscardHandler), nil)
		if err != nil {
			b.Fatal(err)
		}
		if err := again.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processor(b)-from).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}
