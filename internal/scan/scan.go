// SPDX-License-Identifier: Apache-2.0

// Package scan is one inspection run: it reads what a source hands out, cuts it
// into segments, lets the engine look at them, and tells for each finding where
// it stands, how sure and how bad it is.
//
// A run promises: documents are reported in the order of the walk, whatever the
// number of workers; memory does not grow with the size of the input; nothing
// that could not be read is passed over in silence ([Coverage]); the value that
// was found leaves the package only in masked form, unless [Options.ShowValues]
// is set. Occurrences of one value share an ID, which is an HMAC under a key
// that nobody needs to keep.
//
// The package prints nothing and writes no file. Make a [Scanner] with [New],
// call [Scanner.Run], and hand its documents to whatever shows them; a [Groups]
// gathers the occurrences of each value.
package scan

import (
	"crypto/rand"
	"runtime"
	"sync"
	"time"

	"github.com/hulanhq/hulan/detect"
)

// Options says what a run looks for and how. The zero value finds everything
// in every text.
type Options struct {
	// Detect is handed to the engine.
	Detect detect.Options
	// Workers is the number of goroutines that look at text. Zero means one
	// per processor.
	Workers int
	// CountOnly counts hits by type and level and tells nothing else of them:
	// places, masks and IDs cost time.
	CountOnly bool
	// ShowValues puts the values found into [Hit.Value].
	ShowValues bool
	// Key is what IDs, fingerprints and baselines are made with. Empty means a
	// random one: IDs then agree within the run only.
	Key []byte
	// Baseline holds findings that are known and not reported again. It must
	// have been written with the same Key.
	Baseline *Baseline
	// Collect, if not nil, receives every finding, for writing a baseline.
	Collect *Baseline
	// NoInline reports what inline ignores would hide. Set it where the text's
	// authors are not trusted.
	NoInline bool
	// Today is compared with the expiry of inline ignores; its zero value lets
	// none expire.
	Today time.Time
	// MaxSize is the size in bytes above which files are not read; zero means
	// no limit.
	MaxSize int64
	// Format and Encoding force what would otherwise be guessed for each
	// document, see [document.Options].
	Format, Encoding string
	// Progress, if not nil, is kept up to date while the run goes on.
	Progress *Progress
}

// Scanner runs inspections with one set of options. It is safe for concurrent
// use.
type Scanner struct {
	opt     Options
	engine  *detect.Engine
	tables  *tables   // how columns of tables are looked at; nil in preset "core"
	chunks  sync.Pool // of *chunk
	hashers sync.Pool // of *hasher
	classes sync.Map  // classKey → class
}

// New makes a Scanner. It fails where [detect.New] does.
func New(o Options) (*Scanner, error) {
	engine, err := detect.New(o.Detect)
	if err != nil {
		return nil, err
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if len(o.Key) == 0 {
		o.Key = make([]byte, 32)
		rand.Read(o.Key) // never fails, see its documentation
	}
	s := &Scanner{opt: o, engine: engine}
	s.chunks.New = func() any { return new(chunk) }
	s.hashers.New = func() any { return newHasher(o.Key) }
	if o.Detect.Preset != "core" {
		s.tables = newTables(o.Detect, engine)
	}
	return s, nil
}

// Engine returns the engine that the Scanner uses.
func (s *Scanner) Engine() *detect.Engine { return s.engine }
