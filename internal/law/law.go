// SPDX-License-Identifier: Apache-2.0

// Package law holds what the law asks as data, and the arithmetic of its time
// limits.
//
// There are three tables, compiled in and read when first asked for:
// [Obligations] (duties with article and text version), [Rules] (one record for
// each clock: what starts it, what stops it, how long, when to warn) and
// [CalendarOf] (working days). A [Clock] is one running time limit: a plain
// value that another package stores as a row. Its methods are pure functions of
// the value and of the instants they are given; nothing here reads a clock, a
// file or a database, so a job needs only to wake at [Clock.Next], call
// [Clock.Fire] and store what comes back.
//
// # What it promises
//
//   - A legal deadline and a house default are always two rules and two clocks.
//     A duty that says only "immediately" or "in time" has no legal clock; the
//     operator's own number is a rule with HouseDefault set and a reason.
//   - Each kind of time limit is counted in its own way (see [Kind]). A month is
//     never a number of hours.
//   - A working day that no table knows never stops anything: such days are
//     counted like working days, which can only make a deadline earlier, and
//     the clock says so in [Clock.Provisional].
//   - Each step (warning, breach, escalation) of a clock fires once. Pausing,
//     extending and counting anew never make a deadline earlier, unless a new
//     calendar says so.
//
// # What it refuses
//
// It says nothing about whether a duty applies to an operator; [Select] only
// compares facts that the caller knows. No record has been checked by counsel:
// [Obligation.VerifiedBy] is empty, and [Obligation.ConfidenceFloor] tells how
// each was read. Classification and grading of personal information are in
// package detect.
package law

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	// The zones that the rules name must be there on any machine: containers
	// and Windows often have no zoneinfo, and a deadline that cannot be computed
	// there would be a broken promise. The import stands here and not in the
	// command, so that no program and no test that counts deadlines can lack it.
	// It adds about 450 kB to programs that import this package.
	_ "time/tzdata"
)

//go:embed data/*.json
var files embed.FS

// Text is a sentence or name in the two languages of the product.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In returns the Chinese text for a language tag that begins with zh, else the
// English one.
func (t Text) In(lang string) string {
	if len(lang) >= 2 && lang[:2] == "zh" {
		return t.ZH
	}
	return t.EN
}

// Confidence codes: how a record was read. They are copied from the tables.
const (
	ConfidenceRead      = "V"     // the article's text was read
	ConfidenceSecondary = "S"     // a secondary source was seen
	ConfidenceMemory1   = "M1"    // from memory, high certainty
	ConfidenceMemory2   = "M2"    // from memory, medium certainty
	ConfidenceMemory3   = "M3"    // from memory, low certainty
	ConfidenceHouse     = "house" // not law: the product's proposal
)

// decode reads an embedded file into v. The data are part of the program and
// read by its tests, so a file that does not parse is a defect of the build.
func decode(name string, v any) {
	data, err := files.ReadFile("data/" + name)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		panic(fmt.Sprintf("law: embedded data %s: %v", name, err))
	}
}

// zones caches the time zones that were asked for.
var zones sync.Map

// zone returns the IANA time zone with the name. The machine's own zone "Local"
// is refused: a deadline must not depend on where it is computed.
func zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("time zone %q: name an IANA zone such as Asia/Shanghai", name)
	}
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: %w", name, err)
	}
	zones.Store(name, loc)
	return loc, nil
}
