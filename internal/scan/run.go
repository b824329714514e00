// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/source"
)

// Walk hands out the items of a run to item and what it passes over to skip, as
// [source.Walk] does. item returns false when the run is over.
type Walk func(ctx context.Context, item func(source.Item) bool, skip func(source.Skip)) error

// Report is the result of a run.
type Report struct {
	Coverage   Coverage
	Suppressed Suppressed
	Hits       int // reported ones
	// Documents counts those with hits.
	Documents int
	ByType    map[detect.Type]int
	ByLevel   [5]int // hits by the level of their disclosure, S0 to S4
	// Grade is that of everything together.
	Grade Grade
	// Values counts distinct values; 0 if the run is CountOnly.
	Values int
}

// ahead is how many documents may be looked at before the first of them is
// done: what they hold has to wait in memory.
const ahead = 512

// Run looks at everything that walk hands out. show is called for each document
// that has hits, or parts of it, in the order of the walk, one call at a time.
// The error is walk's own, or that of ctx; what could not be read is in the
// report's [Coverage] instead.
func (s *Scanner) Run(ctx context.Context, walk Walk, show func(Document)) (Report, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r := &run{
		s: s, show: show, items: make(chan ordered, 64), chunks: make(chan *chunk),
		waiting: map[int][]Document{}, ended: map[int]bool{}, tally: tally{limit: maxDistinct},
	}
	r.report.ByType = map[detect.Type]int{}
	r.moved.L = &r.mu
	var workers sync.WaitGroup
	for range s.opt.Workers {
		workers.Go(func() { r.work(ctx) })
	}
	err := r.feed(ctx, walk)
	r.busy.Wait()
	close(r.chunks)
	workers.Wait()
	r.close()
	if err == nil {
		err = context.Cause(ctx)
	}
	return r.report, err
}

type ordered struct {
	item source.Item
	seq  int
}

// run is the state of one call of Run.
type run struct {
	s      *Scanner
	show   func(Document)
	items  chan ordered
	chunks chan *chunk // handed from one worker to another
	idle   atomic.Int32
	busy   sync.WaitGroup // items that are not done

	// mu guards everything below, and show.
	mu      sync.Mutex
	moved   sync.Cond // next has changed
	next    int       // the document that may be shown
	waiting map[int][]Document
	ended   map[int]bool
	report  Report
	tally   tally
}

// feed hands the items of the walk to the workers.
func (r *run) feed(ctx context.Context, walk Walk) error {
	defer close(r.items)
	seq := 0
	return walk(ctx, func(item source.Item) bool {
		r.mu.Lock()
		for seq >= r.next+ahead && ctx.Err() == nil {
			r.moved.Wait()
		}
		r.mu.Unlock()
		if ctx.Err() != nil {
			item.Drop()
			return false
		}
		r.busy.Add(1)
		r.items <- ordered{item, seq}
		seq++
		return true
	}, func(skip source.Skip) {
		r.mu.Lock()
		r.report.Coverage.skip(skip)
		r.mu.Unlock()
	})
}

// work reads items, and chunks of other workers' items while there are none.
func (r *run) work(ctx context.Context) {
	seq := 0
	d := r.s.newReading(ctx, func(doc Document, last bool) { r.deliver(seq, doc, last) })
	d.swp.lend, d.swp.idle = r.lend, func() bool { return r.idle.Load() > 0 }
	items := r.items
	for {
		r.idle.Add(1)
		select {
		case it, ok := <-items:
			r.idle.Add(-1)
			if !ok {
				items = nil
				continue
			}
			seq = it.seq
			if ctx.Err() != nil {
				it.item.Drop()
				r.deliver(seq, Document{}, true)
			} else {
				r.done(d.read(it.item))
			}
			r.busy.Done()
		case c, ok := <-r.chunks:
			r.idle.Add(-1)
			if !ok {
				return
			}
			c.run()
			r.s.chunks.Put(c)
		}
	}
}

// lend hands a copy of the chunk to an idle worker, if there is one.
func (r *run) lend(c *chunk) bool {
	own := r.s.chunks.Get().(*chunk)
	text, fs := append(own.text[:0], c.text...), own.fs
	*own = *c
	own.text, own.fs = text, fs
	select {
	case r.chunks <- own:
		return true
	default:
		r.s.chunks.Put(own)
		return false
	}
}

// deliver shows a document, or keeps it until it is its turn.
func (r *run) deliver(seq int, doc Document, last bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if doc.Total > 0 {
		if seq == r.next {
			r.tell(doc)
		} else {
			r.waiting[seq] = append(r.waiting[seq], doc)
		}
	}
	if !last {
		return
	}
	r.ended[seq] = true
	for r.ended[r.next] {
		delete(r.ended, r.next)
		r.next++
		for _, doc := range r.waiting[r.next] {
			r.tell(doc)
		}
		delete(r.waiting, r.next)
	}
	r.moved.Broadcast()
}

// tell counts a document and shows it.
func (r *run) tell(doc Document) {
	p := &r.report
	counts := doc.Counts
	for i := range doc.Hits {
		counts = counts.add(doc.Hits[i].Type, doc.Hits[i].Level, 1)
	}
	for _, c := range counts {
		p.ByType[c.Type] += c.N
		p.ByLevel[c.Level] += c.N
		p.Hits += c.N
	}
	if !doc.More {
		p.Documents++
	}
	p.Grade.merge(doc.Grade)
	if !r.s.opt.CountOnly {
		r.tally.add(doc.Hits)
	}
	r.show(doc)
}

// done counts what became of an item.
func (r *run) done(o outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := &r.report.Coverage
	hole := false
	for _, p := range o.problems {
		c.problem(p)
		hole = hole || p.Hole || p.Cause == Binary
	}
	if !hole {
		c.Files++
	}
	c.Bytes += o.read
	r.report.Suppressed.add(o.hidden)
	if p := r.s.opt.Progress; p != nil {
		p.Files.Add(1)
	}
}

// close completes the report.
func (r *run) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	byName := func(a, b Problem) int { return strings.Compare(a.Name, b.Name) }
	slices.SortStableFunc(r.report.Coverage.Problems, byName) // workers came in any order
	slices.SortStableFunc(r.report.Coverage.Remarks, byName)
	r.report.Values = r.tally.total
	r.report.Grade.count(r.tally.entities)
}

// maxDistinct bounds the memory of the count of distinct values: beyond, each
// occurrence counts. The legal lines lie far below.
const maxDistinct = 50_000

// tally counts distinct values by the law's name of their kind.
type tally struct {
	limit    int // 0: none
	seen     map[[idBytes]byte]struct{}
	entities map[string]int
	total    int
}

func (t *tally) add(hits []Hit) {
	if t.seen == nil {
		t.seen, t.entities = map[[idBytes]byte]struct{}{}, map[string]int{}
	}
	for i := range hits {
		var id [idBytes]byte
		if _, err := hex.Decode(id[:], []byte(hits[i].ID)); err != nil {
			continue // CountOnly: no ID
		}
		if _, ok := t.seen[id]; ok {
			continue
		}
		if t.limit == 0 || len(t.seen) < t.limit {
			t.seen[id] = struct{}{}
		}
		t.total++
		if e := hits[i].entity; e != "" {
			t.entities[e]++
		}
	}
}
