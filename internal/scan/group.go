// SPDX-License-Identifier: Apache-2.0

package scan

import "github.com/hulanhq/hulan/detect"

// Location is where a value occurs.
type Location struct {
	Name               string // of the document
	Line, Column       int    // 1-based, code points
	EndLine, EndColumn int    // behind the last character
	Start, End         int64  // bytes of the document decoded to UTF-8
	Path, Field        string
	Level              detect.Level
	Expired            string // see [Hit]
}

// Group is a value that was found, with its occurrences.
type Group struct {
	First     Hit
	Level     detect.Level // the highest of any occurrence
	Score     float64      // likewise
	Count     int          // of occurrences; more than Locations if those are limited
	Locations []Location   // in the order of the run
}

// Groups gathers the occurrences of each value. Its limits keep memory bounded:
// what exceeds them is counted and not kept.
type Groups struct {
	// MaxGroups and MaxLocations are how many values are kept, and how many
	// occurrences of each. Zero means no limit.
	MaxGroups, MaxLocations int

	byID  map[string]*Group
	order []*Group
	left  int
}

// Add adds the hits of a document.
func (g *Groups) Add(name string, hits []Hit) {
	if g.byID == nil {
		g.byID = map[string]*Group{}
	}
	for i := range hits {
		h := &hits[i]
		group := g.byID[h.ID]
		if group == nil {
			if g.MaxGroups > 0 && len(g.order) >= g.MaxGroups {
				g.left++
				continue
			}
			group = &Group{First: *h}
			g.byID[h.ID] = group
			g.order = append(g.order, group)
		}
		group.Count++
		group.Level, group.Score = max(group.Level, h.Level), max(group.Score, h.Score)
		if g.MaxLocations == 0 || len(group.Locations) < g.MaxLocations {
			group.Locations = append(group.Locations, Location{
				Name: name, Line: h.Line, Column: h.Column, EndLine: h.EndLine, EndColumn: h.EndColumn,
				Start: h.Start, End: h.End, Path: h.Path, Field: h.Field, Level: h.Level, Expired: h.Expired,
			})
		}
	}
}

// All returns the groups in the order of their first occurrence.
func (g *Groups) All() []*Group { return g.order }

// Left returns how many hits were not kept because of MaxGroups.
func (g *Groups) Left() int { return g.left }
