// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// Files that are kept as they came go some time after the end of the case;
// pictures stay, and so do those of an open case and of one under legal hold.
// That a file was there stays, and the ledger agrees with the rows.
func TestOriginalsAreDropped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var subs []*desk.Submitted
		for i := range 3 {
			f := form()
			f.Files = []docket.File{
				{Name: "scan.pdf", Media: "application/pdf", Scrub: docket.KeptOriginal, Data: []byte("%PDF-1.7 made up")},
				{Name: "shot.png", Media: "image/png", Scrub: docket.Clean, Data: []byte("pixels")},
			}
			s := w.file(f)
			if i > 0 {
				w.act(s.CaseID, docket.Doing{Event: docket.Respond, Actor: ann, Outcome: "removed", Text: "Gone."})
				w.act(s.CaseID, docket.Doing{Event: docket.Close, Actor: ann})
			}
			subs = append(subs, s)
		}
		w.must(w.db.Write(ctx, func(tx *store.Tx) error { return w.docket.Hold(ctx, tx, subs[2].CaseID, true, ann) }))
		drop := func(want int) {
			t.Helper()
			if n, err := w.docket.DropOriginals(ctx); err != nil || n != want {
				t.Errorf("dropped %d, want %d: %v", n, want, err)
			}
		}
		w.clock.Set(w.clock.Now().Add(179 * 24 * time.Hour))
		drop(0)
		w.clock.Set(w.clock.Now().Add(48 * time.Hour))
		drop(1)
		drop(0)
		readable := func(s *desk.Submitted) map[string]bool {
			out := map[string]bool{}
			w.must(w.db.Read(ctx, func(tx *store.Tx) error {
				c, err := docket.Get(ctx, tx, s.CaseID)
				w.must(err)
				all, err := w.docket.Attachments(ctx, tx, c)
				w.must(err)
				for _, a := range all {
					_, err := w.docket.Data(ctx, tx, c, a.ID)
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						t.Error(err)
					}
					out[string(a.Name)] = err == nil
				}
				return nil
			}))
			return out
		}
		for i, s := range subs {
			got := readable(s)
			if len(got) != 2 || !got["shot.png"] || got["scan.pdf"] != (i != 1) {
				t.Errorf("case %d: %v", i, got)
			}
		}
		w.must(w.db.Write(ctx, func(tx *store.Tx) error { return w.docket.Hold(ctx, tx, subs[2].CaseID, false, ann) }))
		drop(1)
		w.verify()
	})
}

// A complaint with a file of 10 MB, from the form to the commit.
func BenchmarkFile10MB(b *testing.B) {
	w := newWorld(b, store.Options{Path: b.TempDir() + "/hulan.db"})
	data := make([]byte, 10e6)
	rand.NewChaCha8([32]byte{}).Read(data)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f := form()
		f.Files = []docket.File{{Name: "scan.pdf", Media: "application/pdf", Scrub: docket.KeptOriginal, Data: data}}
		w.file(f)
	}
}
