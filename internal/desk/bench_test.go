// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// How many complaints are taken in a second when 16 people send at once, each
// durable before it is acknowledged: case, key, clocks, sealed text, leaves, the
// automatic acknowledgement. p99-ms is what the slowest hundredth waits for.
func BenchmarkFile(b *testing.B) {
	for name, o := range map[string]func() store.Options{
		"sqlite":   func() store.Options { return store.Options{Path: b.TempDir() + "/hulan.db"} },
		"postgres": func() store.Options { return store.Options{Postgres: storetest.Postgres(b)} },
	} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, o())
			var mu sync.Mutex
			var took []time.Duration
			n := 0
			b.SetParallelism(8) // of 2 processors: 16 at once
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					f := form()
					mu.Lock()
					n++
					f.Places = []docket.Text{docket.Text(fmt.Sprintf("https://clearbrook.example/t/%d", n))}
					mu.Unlock()
					start := time.Now()
					if _, err := w.desk.File(b.Context(), f, desk.NewReceipt(), store.NewID(), docket.Actor{Kind: docket.Person}); err != nil {
						b.Error(err)
						return
					}
					mu.Lock()
					took = append(took, time.Since(start))
					mu.Unlock()
				}
			})
			slices.Sort(took)
			b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "complaints/s")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
