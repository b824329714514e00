// SPDX-License-Identifier: Apache-2.0

package jobs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// Two nodes that start together over one empty PostgreSQL share the jobs: each
// runs once.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	const n = 200
	var mu sync.Mutex
	ran := map[int]int{}
	var byNode [2]atomic.Int32
	var nodes [2]*jobs.Runner
	var dbs [2]*store.DB
	var wg sync.WaitGroup
	for k := range nodes {
		wg.Go(func() {
			dbs[k] = storetest.Open(t, store.Options{Postgres: dsn})
			nodes[k] = open(t, dbs[k], jobs.Options{Workers: 4, PollOnly: k == 1}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(_ context.Context, a args) error {
				time.Sleep(5 * time.Millisecond)
				byNode[k].Add(1)
				mu.Lock()
				defer mu.Unlock()
				ran[a.N]++
				return nil
			})})
			start(t, nodes[k])
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for i := range n {
		insert(t, dbs[i%2], nodes[i%2], jobs.Job{Kind: "case.open", Args: args{N: i + 1}})
	}
	soon(t, "all jobs are done", func() bool {
		for _, c := range counts(t, nodes[0]) {
			if c.State == jobs.Done && c.N == n {
				return true
			}
		}
		return false
	})
	t.Logf("one node ran %d, the other %d", byNode[0].Load(), byNode[1].Load())
	for i := range n {
		if ran[i+1] != 1 {
			t.Errorf("job %d ran %d times", i+1, ran[i+1])
		}
	}
}

// crash is the other process of TestCrash: it takes up a job, says so and never
// ends it.
func crash() {
	path, dsn := os.Getenv("HULAN_JOBS_CRASH"), ""
	if strings.Contains(path, "=") {
		path, dsn = "", path
	}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Path: path, Postgres: dsn})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := jobs.Open(ctx, db, []jobs.Kind{{Name: "case.open", Timeout: time.Second, Run: jobs.Handle(func(context.Context, args) error {
		fmt.Println("taken")
		select {}
	})}}, jobs.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		_, err := r.Insert(ctx, tx, jobs.Job{Kind: "case.open", Args: args{Case: "C1"}})
		return err
	})
	if err = errors.Join(err, r.Start(ctx)); err != nil {
		fmt.Println(err)
		return
	}
	select {}
}

// A job whose process was killed in the middle runs again: on SQLite as soon as
// the service starts, on PostgreSQL when its time is over.
func TestCrash(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			o := store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")}
			if dialect == store.Postgres {
				o = store.Options{Postgres: storetest.Postgres(t)}
			}
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), "HULAN_JOBS_CRASH="+o.Path+o.Postgres)
			out, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if kerr := child.Process.Signal(syscall.SIGKILL); kerr != nil {
				t.Fatal(kerr)
			}
			_ = child.Wait()
			if err != nil || line != "taken\n" {
				t.Fatalf("the other process: %q %v", line, err)
			}
			db := storetest.Open(t, o)
			begin := time.Now()
			ran := make(chan args, 5)
			r := open(t, db, jobs.Options{RescueMargin: time.Second}, jobs.Kind{
				Name: "case.open", Timeout: time.Second, Backoff: time.Millisecond,
				Run: jobs.Handle(func(_ context.Context, a args) error { ran <- a; return nil }),
			})
			start(t, r)
			select {
			case a := <-ran:
				t.Logf("ran again after %v", time.Since(begin).Round(time.Millisecond))
				if a.Case != "C1" {
					t.Errorf("%+v", a)
				}
			case <-time.After(90 * time.Second):
				t.Fatal("did not run again within 90 seconds")
			}
			list, err := r.List(t.Context(), jobs.Filter{})
			if err != nil || len(list) != 1 || list[0].Attempt != 2 {
				t.Errorf("%+v %v", list, err)
			}
		})
	}
}

// Stop before Start, twice and during Start do what they promise, jobs can be
// inserted throughout, and nothing is left running.
func TestStop(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before := goroutines()
		r, err := jobs.Open(t.Context(), db, []jobs.Kind{{Name: "case.open", Run: jobs.Handle(func(context.Context, args) error { return nil })}}, jobs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Stop(t.Context()); err != nil {
			t.Errorf("stop before start: %v", err)
		}
		for range 3 { // and it can be started again
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() {
					if err := r.Start(t.Context()); err != nil {
						t.Errorf("start: %v", err)
					}
				})
				wg.Go(func() {
					if err := r.Stop(t.Context()); err != nil {
						t.Errorf("stop: %v", err)
					}
				})
			}
			wg.Wait()
		}
		start(t, r)
		if err := r.Close(); err == nil {
			t.Error("closed while running")
		}
		id := insert(t, db, r, jobs.Job{Kind: "case.open"})
		reaches(t, r, id, jobs.Done)
		for range 2 {
			if err := r.Stop(t.Context()); err != nil {
				t.Errorf("stop: %v", err)
			}
		}
		id = insert(t, db, r, jobs.Job{Kind: "case.open"})
		time.Sleep(200 * time.Millisecond)
		if i := state(t, r, id); i.State != jobs.Waiting {
			t.Errorf("after stop: %+v", i)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		soon(t, "no goroutine is left", func() bool { return len(left(before)) == 0 })
	})
}

// A job under way at Stop may finish within the grace period; after it, its
// context ends, and it runs again after the next start without losing an attempt.
func TestGrace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		took := make(chan bool, 5)
		var quick atomic.Bool
		r := open(t, db, jobs.Options{Grace: 500 * time.Millisecond}, jobs.Kind{Name: "case.short", Run: jobs.Handle(func(ctx context.Context, _ args) error {
			took <- true
			time.Sleep(200 * time.Millisecond)
			return ctx.Err()
		})}, jobs.Kind{Name: "case.long", Run: jobs.Handle(func(ctx context.Context, _ args) error {
			took <- true
			if quick.Load() {
				return nil
			}
			<-ctx.Done()
			return fmt.Errorf("wait: %w", ctx.Err())
		})})
		short := insert(t, db, r, jobs.Job{Kind: "case.short"})
		long := insert(t, db, r, jobs.Job{Kind: "case.long"})
		start(t, r)
		<-took
		<-took
		begin := time.Now()
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(begin); d < 400*time.Millisecond || d > 10*time.Second {
			t.Errorf("stop took %v", d)
		}
		if i := state(t, r, short); i.State != jobs.Done {
			t.Errorf("the short job: %+v", i)
		}
		if i := state(t, r, long); i.State == jobs.Done || i.State == jobs.Failed || i.State == jobs.Running {
			t.Errorf("the long job: %+v", i)
		}
		quick.Store(true)
		start(t, r)
		if i := reaches(t, r, long, jobs.Done); i.Attempt != 1 {
			t.Errorf("the long job was tried %d times, want 1 that counts", i.Attempt)
		}
	})
}

// goroutines lists what runs, one stack each.
func goroutines() []string {
	buf := make([]byte, 1<<20)
	return strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n")
}

// left are the goroutines of jobs that were not there before.
func left(before []string) (all []string) {
	old := map[string]bool{}
	for _, g := range before {
		old[strings.Fields(g)[1]] = true
	}
	for _, g := range goroutines() {
		if strings.Contains(g, "riverqueue") && !old[strings.Fields(g)[1]] {
			all = append(all, g)
		}
	}
	return all
}

// What a runner costs that has nothing to do: processor time in thousandths.
func BenchmarkIdle(b *testing.B) {
	for _, c := range []struct {
		name, db string
		poll     bool
	}{{"sqlite", "sqlite", false}, {"postgres", "postgres", false}, {"postgres-poll", "postgres", true}} {
		b.Run(c.name, func(b *testing.B) {
			r := open(b, openNamed(b, c.db), jobs.Options{PollOnly: c.poll}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(context.Context, args) error { return nil })})
			start(b, r)
			time.Sleep(7 * time.Second) // the leader is elected and its chores have begun
			cpu := usage()
			begin := time.Now()
			for b.Loop() {
				time.Sleep(time.Second)
			}
			b.ReportMetric(float64(usage()-cpu)/float64(time.Since(begin))*1000, "‰cpu")
		})
	}
}

func usage() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// How long 200 jobs take that are inserted at once and take 5 ms each.
func BenchmarkMany(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			db := openNamed(b, name)
			var done atomic.Int32
			r := open(b, db, jobs.Options{}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(context.Context, args) error {
				time.Sleep(5 * time.Millisecond)
				done.Add(1)
				return nil
			})})
			start(b, r)
			for b.Loop() {
				done.Store(0)
				if err := db.Write(b.Context(), func(tx *store.Tx) error {
					for range 200 {
						if _, err := r.Insert(b.Context(), tx, jobs.Job{Kind: "case.open"}); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
				soon(b, "all are done", func() bool { return done.Load() == 200 })
			}
		})
	}
}

func openNamed(b *testing.B, name string) *store.DB {
	if name == "sqlite" {
		return storetest.SQLite(b)
	}
	return storetest.Open(b, store.Options{Postgres: storetest.Postgres(b)})
}

// How long a job takes from its transaction to its end, on an idle service.
func BenchmarkJob(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			db := openNamed(b, name)
			done := make(chan bool)
			r := open(b, db, jobs.Options{}, jobs.Kind{Name: "case.open", Run: jobs.Handle(func(context.Context, args) error { done <- true; return nil })})
			start(b, r)
			for b.Loop() {
				insert(b, db, r, jobs.Job{Kind: "case.open"})
				<-done
			}
		})
	}
}
