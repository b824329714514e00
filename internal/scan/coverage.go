// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"sync/atomic"

	"github.com/hulanhq/hulan/internal/source"
)

// Cause says why something was not read, or not as it should.
type Cause string

// The causes. All but Binary and Remark leave a hole in the run.
const (
	Unreadable Cause = "unreadable" // could not be opened or listed
	Broken     Cause = "broken"     // reading failed in the middle
	CutOff     Cause = "cut-off"    // ends inside a character
	Huge       Cause = "huge"       // larger than Options.MaxSize
	Deep       Cause = "deep"       // folders nested too deeply
	Encoding   Cause = "encoding"   // declares an encoding that is not known
	Binary     Cause = "binary"     // not a text
	Remark     Cause = "remark"     // was read, but not as its format promises
)

// Problem is one thing that was not read, or not completely.
type Problem struct {
	Name  string
	Cause Cause
	Byte  int64  // how far it was read, where that is known
	Err   error  // never holds a value; may be nil
	Text  string // for Remark and Encoding
	// Hole says that personal information may have been overlooked.
	Hole bool
}

// maxProblems bounds the lists of a Coverage; beyond, problems are counted.
const maxProblems = 10_000

// Coverage says what a run has looked at and what not.
type Coverage struct {
	Files    int   // read to the end
	Bytes    int64 // of them
	Ignored  int   // entries that ignore files name; a folder counts as one
	Links    int   // symbolic links that were not followed
	Special  int   // devices, pipes, sockets
	Binaries int   // files that are no text
	Problems []Problem
	Remarks  []Problem
	// Holes counts all problems that leave a hole, listed or not.
	Holes int
}

// Complete reports whether everything that should have been read was.
func (c *Coverage) Complete() bool { return c.Holes == 0 }

func (c *Coverage) problem(p Problem) {
	if p.Hole {
		c.Holes++
	}
	list := &c.Problems
	switch {
	case p.Cause == Remark:
		list = &c.Remarks
	case p.Cause == Binary:
		c.Binaries++
		if !p.Hole {
			return
		}
	}
	if len(*list) < maxProblems {
		*list = append(*list, p)
	}
}

func (c *Coverage) skip(s source.Skip) {
	switch s.Reason {
	case source.Ignored:
		c.Ignored++
	case source.Link:
		c.Links++
	case source.Special:
		c.Special++
	case source.Deep:
		c.problem(Problem{Name: s.Name, Cause: Deep, Err: s.Err, Hole: true})
	default:
		c.problem(Problem{Name: s.Name, Cause: Unreadable, Err: s.Err, Hole: true})
	}
}

// Progress is how far a run is. It may be read while the run goes on.
type Progress struct {
	Files, Bytes, Hits atomic.Int64
}
