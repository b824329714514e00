// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func both(b *testing.B, f func(b *testing.B, db *store.DB)) {
	b.Run("sqlite", func(b *testing.B) { f(b, storetest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { f(b, storetest.Open(b, store.Options{Postgres: storetest.Postgres(b)})) })
}

// BenchmarkStep is a step in a transaction of its own, on disk when it returns:
// a row and its leaf.
func BenchmarkStep(b *testing.B) {
	both(b, func(b *testing.B, db *store.DB) {
		l := open(b, db)
		for b.Loop() {
			if _, err := put(b.Context(), db, l, store.NewID(), "x"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAppend is a leaf alone, a thousand in a transaction.
func BenchmarkAppend(b *testing.B) {
	both(b, func(b *testing.B, db *store.DB) {
		l := open(b, db)
		grow(b, db, l, b.N)
	})
}

// grow makes n things in transactions of a thousand.
func grow(b testing.TB, db *store.DB, l *ledger.Log, n int) {
	b.Helper()
	for n > 0 {
		part := min(n, 1000)
		n -= part
		if err := db.Write(b.Context(), func(tx *store.Tx) error {
			for range part {
				id := store.NewID()
				if _, err := tx.Exec(b.Context(), "INSERT INTO thing (id, name, n, data) VALUES ($1, 'x', 7, $2)", id, []byte(id)); err != nil {
					return err
				}
				if _, err := l.Append(b.Context(), tx, entry("thing.made", id)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify is the whole verification of 100,000 leaves and as many rows,
// or of HULAN_LEAVES, and what it holds in memory at most.
func BenchmarkVerify(b *testing.B) {
	leaves := 100_000
	if s := os.Getenv("HULAN_LEAVES"); s != "" {
		var err error
		if leaves, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	both(b, func(b *testing.B, db *store.DB) {
		l := open(b, db)
		start := time.Now()
		grow(b, db, l, leaves)
		b.Logf("%d leaves written in %s", leaves, time.Since(start).Round(time.Millisecond))
		c := checkpoint(b, l)
		stop, peak := make(chan struct{}), make(chan uint64)
		go watchHeap(stop, peak)
		for b.Loop() {
			mustHold(b, verify(b, l, c.Note))
		}
		close(stop)
		b.ReportMetric(float64(<-peak)/1e6, "MB-peak")
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/op")
	})
}

func watchHeap(stop <-chan struct{}, peak chan<- uint64) {
	var most uint64
	for {
		select {
		case <-stop:
			peak <- most
			return
		case <-time.After(20 * time.Millisecond):
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
	}
}

// BenchmarkProve is a proof from a log of 10,000 leaves, and its verification.
func BenchmarkProve(b *testing.B) {
	both(b, func(b *testing.B, db *store.DB) {
		l := open(b, db)
		grow(b, db, l, 10_000)
		checkpoint(b, l)
		n := int64(0)
		for b.Loop() {
			n = (n + 7) % 10_000
			p, err := l.Prove(b.Context(), n)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := ledger.VerifyReceipt(p.Bytes(), l.VerifierKey()); err != nil {
				b.Fatal(fmt.Errorf("leaf %d: %w", n, err))
			}
		}
	})
}
