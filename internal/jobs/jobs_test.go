// SPDX-License-Identifier: Apache-2.0

package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv("HULAN_JOBS_CRASH") != "" {
		crash()
		return
	}
	os.Exit(storetest.Main(m))
}

type args struct {
	Case string `json:"case,omitempty"`
	N    int    `json:"n,omitempty"`
}

func open(t testing.TB, db *store.DB, o jobs.Options, kinds ...jobs.Kind) *jobs.Runner {
	t.Helper()
	r, err := jobs.Open(t.Context(), db, kinds, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(r.Stop(context.Background()), r.Close()); err != nil {
			t.Error(err)
		}
	})
	return r
}

func start(t testing.TB, r *jobs.Runner) {
	t.Helper()
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func insert(t testing.TB, db *store.DB, r *jobs.Runner, j jobs.Job) (id int64) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
		id, err = r.Insert(t.Context(), tx, j)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// soon waits until f is true; half a minute is for a machine under load.
func soon(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 30 seconds: %s", what)
		}
	}
}

func state(t testing.TB, r *jobs.Runner, id int64) jobs.Info {
	t.Helper()
	i, err := r.State(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func reaches(t testing.TB, r *jobs.Runner, id int64, s jobs.State) jobs.Info {
	t.Helper()
	soon(t, fmt.Sprintf("job %d is %s", id, s), func() bool { return state(t, r, id).State == s })
	return state(t, r, id)
}

// A job is there exactly when its transaction is, and then runs with the
// arguments it was given.
func TestJobBelongsToItsTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		got := make(chan args, 10)
		r := open(t, db, jobs.Options{}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(_ context.Context, a args) error {
			got <- a
			return nil
		})})
		start(t, r)
		stop := errors.New("stop")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := r.Insert(t.Context(), tx, jobs.Job{Kind: "case.open", Args: args{Case: "rolled-back"}}); err != nil {
				t.Error(err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		id := insert(t, db, r, jobs.Job{Kind: "case.open", Args: args{Case: "C1", N: 7}})
		if a := <-got; a != (args{"C1", 7}) {
			t.Errorf("arguments %+v", a)
		}
		i := reaches(t, r, id, jobs.Done)
		if i.Attempt != 1 || i.Kind != "case.open" || i.Finished.IsZero() || string(i.Args) != `{"n":7,"case":"C1"}` && string(i.Args) != `{"case":"C1","n":7}` {
			t.Errorf("%+v %s", i, i.Args)
		}
		counts, err := r.Counts(t.Context())
		if err != nil || !slices.Equal(counts, []jobs.Count{{"case.open", jobs.Done, 1}}) {
			t.Errorf("%v %v", counts, err)
		}
	})
}

// A key is taken while a job with it waits or runs, and free again afterwards.
func TestKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, jobs.Options{}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(context.Context, args) error { return nil })},
			jobs.Kind{Name: "case.shut", Run: jobs.Handle(func(context.Context, args) error { return nil })})
		first := insert(t, db, r, jobs.Job{Kind: "case.open", Key: "C1", Args: args{N: 1}})
		if again := insert(t, db, r, jobs.Job{Kind: "case.open", Key: "C1", Args: args{N: 2}}); again != first {
			t.Errorf("inserted %d beside %d", again, first)
		}
		if other := insert(t, db, r, jobs.Job{Kind: "case.shut", Key: "C1"}); other == first {
			t.Error("the key of another kind counted")
		}
		if other := insert(t, db, r, jobs.Job{Kind: "case.open", Key: "C2"}); other == first {
			t.Error("another key counted")
		}
		start(t, r)
		reaches(t, r, first, jobs.Done)
		if next := insert(t, db, r, jobs.Job{Kind: "case.open", Key: "C1"}); next == first {
			t.Error("the key is still taken by a job that is done")
		}
	})
}

// A failed job is tried again after its pause, as often as its kind says; what
// is kept of an error, a panic and a timeout is a code, never a word of it.
func TestFailures(t *testing.T) {
	t.Parallel()
	const planted = "planted-13800138000"
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var log syncBuffer
		var tries, waits atomic.Int32
		fail := func(f func(ctx context.Context) error) func(context.Context, json.RawMessage) error {
			return func(ctx context.Context, _ json.RawMessage) error { return f(ctx) }
		}
		quick := func(name string, run func(ctx context.Context) error) jobs.Kind {
			return jobs.Kind{Name: name, Attempts: 2, Backoff: time.Millisecond, Timeout: 300 * time.Millisecond, Run: fail(run)}
		}
		kinds := []jobs.Kind{
			quick("fail.coded", func(context.Context) error { return jobs.Fail("mail.refused", errors.New(planted)) }),
			quick("fail.plain", func(context.Context) error { return errors.New(planted) }),
			quick("fail.panic", func(context.Context) error { panic(planted) }),
			quick("fail.late", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }),
			quick("fail.forever", func(context.Context) error { return jobs.GiveUp("mail.unknown", errors.New(planted)) }),
			quick("fail.badcode", func(context.Context) error { return jobs.Fail("code of "+planted+" 张", errors.New("x")) }),
			quick("fail.once", func(context.Context) error {
				if tries.Add(1) == 1 {
					return errors.New(planted)
				}
				return nil
			}),
			quick("fail.wait", func(context.Context) error {
				if waits.Add(1) < 3 {
					return jobs.Later(time.Millisecond)
				}
				return nil
			}),
		}
		r := open(t, db, jobs.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}, kinds...)
		start(t, r)
		want := []struct {
			kind, code string
			state      jobs.State
			attempts   int
		}{
			{"fail.coded", "mail.refused", jobs.Failed, 2},
			{"fail.plain", "error", jobs.Failed, 2},
			{"fail.panic", "panic", jobs.Failed, 2},
			{"fail.late", "timeout", jobs.Failed, 2},
			{"fail.forever", "mail.unknown", jobs.Cancelled, 1},
			{"fail.badcode", "error", jobs.Failed, 2},
			{"fail.once", "error", jobs.Done, 2},
			{"fail.wait", "", jobs.Done, 1},
		}
		var ids []int64
		for _, c := range want {
			ids = append(ids, insert(t, db, r, jobs.Job{Kind: c.kind}))
		}
		for n, c := range want {
			i := reaches(t, r, ids[n], c.state)
			if i.Code != c.code || i.Attempt != c.attempts || (c.code != "") == i.FailedAt.IsZero() {
				t.Errorf("%s: %+v, want code %q after %d attempts", c.kind, i, c.code, c.attempts)
			}
		}
		if s := stored(t, db); strings.Contains(s, planted) || !strings.Contains(s, "mail.refused") {
			t.Errorf("what the database keeps: %s", s)
		}
		panics := 0
		for line := range strings.SplitSeq(log.String(), "\n") {
			if strings.Contains(line, "job panicked") {
				panics++
				if strings.Contains(line, planted) {
					t.Errorf("the log repeats the value of a panic: %s", line)
				}
			}
		}
		if panics != 2 || !strings.Contains(log.String(), "code=mail.refused") {
			t.Errorf("%d panics in the log:\n%s", panics, log.String())
		}
	})
}

// stored is every row of the jobs' tables as text.
func stored(t *testing.T, db *store.DB) string {
	t.Helper()
	var all []string
	err := db.Read(t.Context(), func(tx *store.Tx) (err error) {
		q := "SELECT json(args) || coalesce(json(errors), '') || json(metadata) FROM river_job"
		if tx.Dialect() == store.Postgres {
			q = "SELECT args::text || coalesce(errors::text, '') || metadata::text FROM river_job"
		}
		all, err = store.Rows(t.Context(), tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) }, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// A job for later runs then: not before, and at most some seconds after.
func TestScheduledJobs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ran := make(chan time.Time, 1)
		r := open(t, db, jobs.Options{}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(context.Context, args) error { ran <- time.Now(); return nil })})
		start(t, r)
		due := time.Now().Add(2 * time.Second)
		id := insert(t, db, r, jobs.Job{Kind: "case.open", At: due})
		if i := state(t, r, id); i.State != jobs.Scheduled || i.Due.Sub(due).Abs() > time.Second {
			t.Errorf("%+v", i)
		}
		select {
		case at := <-ran:
			t.Logf("ran %v after it was due", at.Sub(due))
			if at.Before(due.Add(-50 * time.Millisecond)) {
				t.Errorf("ran %v early", due.Sub(at))
			}
		case <-time.After(30 * time.Second):
			t.Error("did not run within 30 seconds")
		}
	})
}

// A schedule inserts one job for each interval, also when nodes start, stop and
// lead in turn.
func TestSchedules(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kind := jobs.Kind{Name: "clock.tick", Run: jobs.Handle(func(context.Context, args) error { return nil })}
		// The day does not end during the test, except in the seconds around midnight.
		o := jobs.Options{Schedules: []jobs.Schedule{{Name: "daily", Kind: "clock.tick", Every: 24 * time.Hour, Args: args{N: 1}}, {Name: "second", Kind: "clock.tick", Every: time.Second}}}
		begin := time.Now()
		for range 3 {
			r := open(t, db, o, kind)
			start(t, r)
			time.Sleep(1500 * time.Millisecond)
			if err := r.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r := open(t, db, o, kind)
		start(t, r)
		soon(t, "four seconds have had their job", func() bool {
			n := 0
			for _, c := range counts(t, r) {
				if c.State == jobs.Done {
					n += c.N
				}
			}
			return n >= 5
		})
		if begin.UTC().Day() != time.Now().UTC().Day() {
			t.Skip("midnight came in between")
		}
		keys := map[string]int{}
		for s := range strings.SplitSeq(stored(t, db), "\n") {
			_, key, _ := strings.Cut(s, "schedule:")
			key, _, _ = strings.Cut(key, `"`)
			keys[key]++
		}
		daily := 0
		for key, n := range keys {
			if n != 1 {
				t.Errorf("%s was inserted %d times", key, n)
			}
			if strings.HasPrefix(key, "daily:") {
				daily++
			}
		}
		if daily != 1 {
			t.Errorf("the day has %d jobs, want 1: %v", daily, keys)
		}
	})
}

func counts(t testing.TB, r *jobs.Runner) []jobs.Count {
	t.Helper()
	c, err := r.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Intervals lie at whole multiples, and each instant is in exactly one.
func TestIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := jobs.Schedule{Every: time.Duration(rapid.IntRange(1, 86400).Draw(t, "every")) * time.Second}
		now := time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "now"))
		next := s.Next(now)
		if d := next.Sub(now); d <= 0 || d > s.Every || next.Unix()%int64(s.Every/time.Second) != 0 {
			t.Fatalf("every %v: after %v comes %v", s.Every, now, next)
		}
		if again := s.Next(next); again.Sub(next) != s.Every {
			t.Fatalf("every %v: after %v comes %v", s.Every, next, again)
		}
	})
}

// The jobs page lists jobs in pages and by state, tries one again and cancels
// one that waits or runs.
func TestListRetryCancel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var broken atomic.Bool
		broken.Store(true)
		hang := make(chan struct{})
		r := open(t, db, jobs.Options{}, jobs.Kind{Name: "case.open", Attempts: 1, Run: jobs.Handle(func(context.Context, args) error {
			if broken.Load() {
				return errors.New("broken")
			}
			return nil
		})}, jobs.Kind{Name: "case.hang", Run: jobs.Handle(func(ctx context.Context, _ args) error {
			close(hang)
			<-ctx.Done()
			return ctx.Err()
		})})
		start(t, r)
		id := insert(t, db, r, jobs.Job{Kind: "case.open"})
		reaches(t, r, id, jobs.Failed)
		broken.Store(false)
		change := func(f func(context.Context, *store.Tx, int64) error, id int64) {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *store.Tx) error { return f(t.Context(), tx, id) }); err != nil {
				t.Fatal(err)
			}
		}
		change(r.Retry, id)
		reaches(t, r, id, jobs.Done)

		later := insert(t, db, r, jobs.Job{Kind: "case.open", At: time.Now().Add(time.Hour)})
		change(r.Cancel, later)
		if i := state(t, r, later); i.State != jobs.Cancelled {
			t.Errorf("%+v", i)
		}
		runs := insert(t, db, r, jobs.Job{Kind: "case.hang"})
		<-hang
		change(r.Cancel, runs)
		if i := reaches(t, r, runs, jobs.Cancelled); i.Code != "cancelled" {
			t.Errorf("%+v", i)
		}
		for _, c := range []struct {
			f    jobs.Filter
			want []int64
		}{
			{jobs.Filter{}, []int64{runs, later, id}},
			{jobs.Filter{Limit: 1}, []int64{runs}},
			{jobs.Filter{Before: later}, []int64{id}},
			{jobs.Filter{States: []jobs.State{jobs.Cancelled}}, []int64{runs, later}},
			{jobs.Filter{States: []jobs.State{jobs.Cancelled}, Kinds: []string{"case.open"}}, []int64{later}},
		} {
			list, err := r.List(t.Context(), c.f)
			var got []int64
			for _, i := range list {
				got = append(got, i.ID)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%+v: %v %v, want %v", c.f, got, err, c.want)
			}
		}
		if _, err := r.State(t.Context(), 9999); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an unknown job: %v", err)
		}
		if _, err := r.List(t.Context(), jobs.Filter{States: []jobs.State{"odd"}}); err == nil {
			t.Error("listed an unknown state")
		}
	})
}

// Names of kinds, schedules and arguments that would be wrong, or could hold
// personal data, are refused before anything is written.
func TestRefusals(t *testing.T) {
	db := storetest.SQLite(t)
	run := jobs.Handle(func(context.Context, args) error { return nil })
	ok := jobs.Kind{Name: "case.open", Run: run}
	for _, c := range []struct {
		kinds []jobs.Kind
		s     []jobs.Schedule
		want  string
	}{
		{[]jobs.Kind{{Name: "x", Run: run}}, nil, "two words"},
		{[]jobs.Kind{{Name: "Case.Open", Run: run}}, nil, "two words"},
		{[]jobs.Kind{{Name: "case.open"}}, nil, "Run is missing"},
		{[]jobs.Kind{{Name: "case.open", Run: run, Timeout: -1}}, nil, "none below zero"},
		{[]jobs.Kind{ok, ok}, nil, "twice"},
		{[]jobs.Kind{ok}, []jobs.Schedule{{Name: "a", Kind: "no.kind", Every: time.Minute}}, "no kind"},
		{[]jobs.Kind{ok}, []jobs.Schedule{{Name: "a b", Kind: "case.open", Every: time.Minute}}, "letters"},
		{[]jobs.Kind{ok}, []jobs.Schedule{{Name: "a", Kind: "case.open", Every: 25 * time.Hour}}, "24 hours"},
		{[]jobs.Kind{ok}, []jobs.Schedule{{Name: "a", Kind: "case.open", Every: time.Minute, Args: map[string]string{"who": "梁松"}}}, "no id"},
	} {
		if _, err := jobs.Open(t.Context(), db, c.kinds, jobs.Options{Schedules: c.s}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v %+v: %v, want %q", c.kinds, c.s, err, c.want)
		}
	}
	r := open(t, db, jobs.Options{}, ok)
	for _, j := range []jobs.Job{
		{Kind: "case.shut"},
		{Kind: "case.open", Args: args{Case: "a sentence"}},
		{Kind: "case.open", Args: args{Case: "a@forum.example"}},
		{Kind: "case.open", Args: args{Case: "梁松"}},
		{Kind: "case.open", Args: map[string]any{"a": []any{map[string]any{"b": "two words"}}}},
		{Kind: "case.open", Args: "text"},
		{Kind: "case.open", Args: args{Case: strings.Repeat("a", 101)}},
		{Kind: "case.open", Key: "two words"},
	} {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := r.Insert(t.Context(), tx, j)
			return err
		})
		if err == nil {
			t.Errorf("inserted %+v", j)
		} else if s := err.Error(); strings.Contains(s, "梁松") || strings.Contains(s, "sentence") {
			t.Errorf("the error repeats the argument: %s", s)
		}
	}
}
