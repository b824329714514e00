// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// ErrUnknown is returned for an id that no table has.
var ErrUnknown = errors.New("unknown")

// Obligation is a duty that a law or standard lays on an operator.
type Obligation struct {
	// ID is unique and stable: lower-case letters, digits and dots.
	ID           string `json:"id"`
	Jurisdiction string `json:"jurisdiction"` // CN, EU, UK, US-CA or US
	// Instrument and InstrumentVersion name the text that the article numbers
	// belong to. Always show both: those of the Cybersecurity Law changed on
	// 1 January 2026.
	Instrument        string `json:"instrument"`
	InstrumentVersion string `json:"instrument_version"`
	// Also lists further instruments that Article names.
	Also                   []Instrument `json:"also"`
	Article                string       `json:"article"`
	ArticleBeforeAmendment string       `json:"article_before_amendment"` // empty if never renumbered
	Status                 string       `json:"status"`                   // in_force, standard or repealed; drafts are not in the table
	EffectiveFrom          string       `json:"effective_from"`           // YYYY-MM-DD
	EffectiveFromCode      string       `json:"effective_from_confidence"`
	EffectiveTo            string       `json:"effective_to"` // empty while in force
	Duty                   string       `json:"duty"`         // in English
	Actor                  string       `json:"actor"`
	Trigger                string       `json:"trigger"`   // may be empty
	Recipient              string       `json:"recipient"` // may be empty
	// Deadline is the legal deadline of the first leg; nil means that the duty
	// has none.
	Deadline         *Deadline      `json:"deadline"`
	FurtherDeadlines []Deadline     `json:"further_deadlines"`
	HouseDefaults    []HouseDefault `json:"house_default"` // never law
	// RequiredFields are the contents of the notice or record. Those of the
	// obligations in RequiredFieldsFrom apply as well.
	RequiredFields     []string   `json:"required_fields"`
	RequiredFieldsFrom []string   `json:"required_fields_from"`
	Retention          *Retention `json:"retention"`
	// Confidence is the code of the duty, ConfidenceFloor the weakest code
	// anywhere in the record.
	Confidence      string `json:"confidence"`
	ConfidenceFloor string `json:"confidence_floor"`
	ConfidenceNote  string `json:"confidence_note"`
	// VerifiedBy and VerifiedAt are empty until the operator's counsel has
	// checked the record.
	VerifiedBy string `json:"verified_by"`
	VerifiedAt string `json:"verified_at"`
}

// Instrument names a law or standard and the version of its text.
type Instrument struct {
	Instrument string `json:"instrument"`
	Version    string `json:"instrument_version"` // empty if not known
}

// Deadline is one leg of what the law says about time.
type Deadline struct {
	// ISO is an ISO 8601 duration, or --MM-DD for a fixed day of each year. It
	// is empty for the kinds vague and bar, which have nothing to compute:
	// never read it as zero.
	ISO  string `json:"iso"`
	Kind Kind   `json:"kind"`
	// Qualifier is within, every, window or hold; for vague and bar it is the
	// law's word, such as immediate or timely.
	Qualifier  string     `json:"qualifier"`
	Note       string     `json:"note"`
	Leg        string     `json:"leg"`   // names the leg; empty if there is one
	Start      string     `json:"start"` // what starts it; empty if the trigger does
	Extension  *Extension `json:"extension"`
	Confidence string     `json:"confidence"` // overrides the record's; empty if the same
}

// Extension is how far the law lets a deadline be moved, and when.
type Extension struct {
	ISO       string `json:"iso"`
	Condition string `json:"condition"`
}

// HouseDefault is the product's number for a leg that says only "immediately".
type HouseDefault struct {
	Leg          string `json:"leg"`
	ISO          string `json:"iso"`
	Kind         Kind   `json:"kind"`
	Configurable bool   `json:"configurable"`
}

// Retention is how long records are kept: ISO 8601 durations, empty if there is
// no number. LegalMin is law, HouseDefault is not.
type Retention struct {
	LegalMin     string `json:"legal_min"`
	HouseDefault string `json:"house_default"`
	Note         string `json:"note"`
}

type obligationTable struct {
	all  []Obligation
	byID map[string]int
}

var obligations = sync.OnceValue(func() *obligationTable {
	t := &obligationTable{byID: map[string]int{}}
	decode("obligations.json", &t.all)
	for i, o := range t.all {
		t.byID[o.ID] = i
	}
	return t
})

// Obligations returns all duties in the order of the table: China, European
// Union, United Kingdom, United States. Lists inside are shared and must not be
// changed.
func Obligations() []Obligation { return slices.Clone(obligations().all) }

// FindObligation returns the duty with the id. The error wraps [ErrUnknown].
func FindObligation(id string) (Obligation, error) {
	t := obligations()
	i, ok := t.byID[id]
	if !ok {
		return Obligation{}, fmt.Errorf("obligation %q: %w", id, ErrUnknown)
	}
	return t.all[i], nil
}

// Legs returns the deadlines of all legs, the first one first; none if the duty
// has no deadline.
func (o Obligation) Legs() []Deadline {
	var legs []Deadline
	if o.Deadline != nil {
		legs = append(legs, *o.Deadline)
	}
	return append(legs, o.FurtherDeadlines...)
}

// Fields returns what the notice or record must hold: the duty's own fields and
// those of the duties that it refers to, each once.
func (o Obligation) Fields() []string {
	fields := slices.Clone(o.RequiredFields)
	for _, id := range o.RequiredFieldsFrom {
		if from, err := FindObligation(id); err == nil && id != o.ID {
			for _, f := range from.RequiredFields {
				if !slices.Contains(fields, f) {
					fields = append(fields, f)
				}
			}
		}
	}
	return fields
}
