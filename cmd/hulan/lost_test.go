// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// PostgreSQL ends its connections, and is killed and away for a while, as people
// use the service. They read that it cannot take anything now; it never stops,
// goes on by itself once the server is back, and what it confirmed is there.
func TestLostPostgres(t *testing.T) {
	rounds := 1
	if long {
		rounds = 20
	}
	pg := storetest.Alone(t)
	n := newNode(t, "--data", t.TempDir(), "--set", "trusted_proxies=127.0.0.0/8", "--set", "database="+pg.DSN())
	n.start()
	if code, _ := get(t, n.url+"/metrics"); code != http.StatusOK {
		t.Fatalf("metrics: status %d", code)
	}
	audit := newLog(t, "--postgres", pg.DSN())
	audit.anchor(t)
	all := &told{}
	var refused atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		all.crowd(ctx, n.url, "lost", 4, func(err error) bool {
			if ctx.Err() != nil {
				all.mu.Lock()
				all.unsure++
				all.mu.Unlock()
				return true
			}
			refused.Add(1)
			if bad := all.honest(err); bad != nil {
				t.Error(bad)
			}
			return false
		})
	}()
	var slowest time.Duration
	for range rounds {
		goesOn(t, all)
		for range 3 {
			pg.Drop(t)
			goesOn(t, all)
		}
		pg.Kill(t)
		before := refused.Load()
		for end := time.Now().Add(time.Minute); refused.Load() < before+4 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		}
		if refused.Load() == before {
			t.Error("nobody was told that the database is away")
		}
		for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/": http.StatusOK} {
			if code, _ := get(t, n.url+path); code != want {
				t.Errorf("without a database, %s: status %d, want %d", path, code, want)
			}
		}
		pg.Again(t)
		back := time.Now()
		goesOn(t, all)
		slowest = max(slowest, time.Since(back))
	}
	cancel()
	<-done
	if t.Failed() {
		t.Log(n.said())
	}
	if n.cmd.ProcessState != nil {
		t.Error("the service has stopped")
	}
	all.areThere(t, n.url)
	audit.anchor(t)
	n.stop()
	all.areAll(t, store.Options{Postgres: pg.DSN()})
	all.leftNothing(t, n)
	report, _, _ := strings.Cut(audit.verify(t), "root")
	t.Logf("PostgreSQL killed %d times, its connections ended %d times; %d texts confirmed, %d refusals, of %d texts nobody knows, after %v at the latest it went on\n%s", rounds, 3*rounds, all.said, refused.Load(), all.unsure, slowest.Round(time.Millisecond), report)
}

// goesOn waits until two more texts are confirmed.
func goesOn(t *testing.T, o *told) {
	t.Helper()
	from := o.saidNow()
	for end := time.Now().Add(time.Minute); o.saidNow() < from+2; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing was confirmed within a minute")
		}
	}
}
