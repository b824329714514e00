// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// plan is what an engine looks for, arranged by anchor.
type plan struct {
	clock     func() int64 // nil: no timings
	timings   sync.Map     // rule ID → *timing
	units     unitSizes
	wide      bool // more than the narrow preset "core"
	kinds     uint32
	by        [anchorKinds][]*trigger
	byCue     [256][]*trigger // by cueSet
	runLens   uint64
	runs      [64]triggerList
	wordLens  [maxWord + 1]triggerList
	groups    triggerList
	cueMask   cueMask
	cues      *cueTable                      // of cueMask
	near      func() *cueTable               // of the words around a finding, made when first needed
	charSlots [hanLast - hanFirst + 1]uint16 // index into charLists
	charLists [][]*trigger
	han       [hanLast - hanFirst + 1]uint8 // flags of words
	// markBits for each character: what runes needs of han and cues. It stays in
	// the processor's nearest cache.
	hanMarks [(hanLast - hanFirst + 1) * markBits / 64]uint64
	minScore float64
	noModel  bool
	overlaps Overlaps
	types    map[Type]bool // nil: all
}

// triggerList are triggers of one anchor: those that are always called, and those
// that are called where texts have fields with names.
type triggerList struct{ always, inFields []*trigger }

func (l *triggerList) add(t *trigger, minScore float64) {
	if t.inFields && t.bare < minScore {
		l.inFields = append(l.inFields, t)
		return
	}
	l.always = append(l.always, t)
}

func (p *plan) has(k anchorKind) bool { return p.kinds>>k&1 == 1 }

func (p *plan) wants(t Type) bool { return p.types == nil || p.types[t] }

// narrow are the kinds of anchors that the preset "core" uses: what one pass
// over bitmaps finds without looking at words.
const narrow = 1<<anchorRun | 1<<anchorWord | 1<<anchorPlate | 1<<anchorGroups |
	1<<anchorAt | 1<<anchorURL | 1<<anchorDots | 1<<anchorIBAN | 1<<anchorEnd

// preset says which recognisers belong to a named selection.
type preset struct {
	name, about string
	regions     []string // ISO 3166 codes; nil: all
	core        bool
}

var presets = []preset{
	{name: "all", about: "every recogniser; the text's own script and cues decide what fires"},
	{name: "cn-pipl", about: "Personal Information Protection Law of China: Greater China and what is used everywhere", regions: []string{"CN", "HK", "MO", "TW"}},
	{name: "eu-gdpr", about: "GDPR: European and international identifiers", regions: []string{"EU", "UK", "GB"}},
	{name: "us", about: "United States and international identifiers", regions: []string{"US"}},
	{name: "core", about: "the twelve structured types that leak most, solid forms only; the fastest", core: true},
}

// Presets returns the names of the selections that [Options.Preset] accepts,
// each with a sentence about it.
func Presets() [][2]string {
	var out [][2]string
	for _, p := range presets {
		out = append(out, [2]string{p.name, p.about})
	}
	return out
}

// New makes an engine. It fails when the preset or a type is unknown or a rule
// is invalid, and says which are known.
func New(o Options) (*Engine, error) {
	i := slices.IndexFunc(presets, func(p preset) bool { return p.name == o.Preset || o.Preset == "" && p.name == "all" })
	if i < 0 {
		var names []string
		for _, p := range presets {
			names = append(names, p.name)
		}
		return nil, errors.New("preset " + strconv.Quote(o.Preset) + " is unknown; known are " + strings.Join(names, ", "))
	}
	e := &Engine{opt: o}
	p := &e.plan
	p.units, p.wide = defaultUnits, !presets[i].core
	p.minScore, p.noModel, p.overlaps, p.clock = o.MinScore, o.NoModel || !hasModel(), o.Overlaps, o.Clock
	if o.MinScore == 0 {
		p.minScore = DefaultMinScore
	}
	if len(o.Types) > 0 {
		known := Types()
		p.types = map[Type]bool{}
		for _, t := range o.Types {
			if !slices.Contains(known, t) && !slices.ContainsFunc(o.Rules, func(r Rule) bool { return r.Type == t }) {
				return nil, errors.New("type " + strconv.Quote(string(t)) + " is unknown; `hulan rules` lists the known ones")
			}
			if !hasWords() && NeedsWords(t) {
				return nil, errors.New("type " + strconv.Quote(string(t)) + " needs the word lists; load them before the first engine is made")
			}
			p.types[t] = true
		}
	}
	p.charLists = make([][]*trigger, 1)
	for _, r := range recognisers() {
		if presets[i].takes(r) && (hasWords() || !r.needsWords()) {
			p.add(r)
		}
	}
	if err := p.addRules(o.Rules); err != nil {
		return nil, err
	}
	p.cues = newCueTable(p.cueMask)
	p.near = sync.OnceValue(p.nearTable)
	p.setHanFlags()
	e.pool.New = func() any { return newScan(p) }
	if err := e.testExamples(); err != nil {
		return nil, err
	}
	return e, nil
}

// NeedsWords reports whether the type is found with the help of the word lists:
// names and addresses, and the special categories, which a sentence ascribes to a
// person. The lean build has the lists as a download of their own, see [LoadWords].
func NeedsWords(t Type) bool {
	return slices.ContainsFunc(recognisers(), func(r *recogniser) bool { return r.typ == t && r.needsWords() })
}

func (r *recogniser) needsWords() bool {
	return r.typ == Person || r.typ == Address || strings.HasPrefix(r.id, "special_")
}

func (p *preset) takes(r *recogniser) bool {
	if p.core {
		return r.core
	}
	return p.regions == nil || r.region == "" || slices.Contains(p.regions, r.region)
}

// add arranges the triggers of one recogniser.
func (p *plan) add(r *recogniser) {
	for i := range r.on {
		t := &r.on[i]
		if !p.wide && narrow>>t.kind&1 == 0 {
			continue
		}
		p.kinds |= 1 << t.kind
		switch t.kind {
		case anchorRun:
			for _, n := range t.lens {
				p.runLens |= 1 << n
				p.runs[n].add(t, p.minScore)
			}
		case anchorWord:
			for _, n := range t.lens {
				p.wordLens[n].add(t, p.minScore)
			}
		case anchorCue:
			p.cueMask.add(t.cues)
			if t.fn != nil {
				p.kinds |= 1 << t.kind
				p.byCue[t.cues] = append(p.byCue[t.cues], t)
			}
		case anchorGroups:
			p.groups.add(t, p.minScore)
		case anchorChar:
			p.addChars(t)
		default:
			p.by[t.kind] = append(p.by[t.kind], t)
		}
	}
}

// addChars enters t under each of its characters. Characters with the same
// recognisers share a list.
func (p *plan) addChars(t *trigger) {
	for _, c := range t.chars {
		if c < hanFirst || c > hanLast || utf8.RuneLen(c) != 3 {
			continue
		}
		if t.fn == nil {
			p.han[c-hanFirst] |= hanNoted
			continue
		}
		if t.head {
			p.han[c-hanFirst] |= hanHead
		} else {
			p.han[c-hanFirst] |= hanCalls
		}
		list := append(slices.Clone(p.charLists[p.charSlots[c-hanFirst]]), t)
		slot := slices.IndexFunc(p.charLists[1:], func(l []*trigger) bool { return slices.Equal(l, list) }) + 1
		if slot == 0 {
			slot = len(p.charLists)
			p.charLists = append(p.charLists, list)
		}
		p.charSlots[c-hanFirst] = uint16(slot)
	}
}

func newScan(p *plan) *scan {
	s := &scan{plan: p, fieldMasks: map[string]cueMask{}}
	s.addCue = func(h cueHit) { s.cues = append(s.cues, h) }
	s.addNear = func(h cueHit) { s.nearCues = append(s.nearCues, h) }
	return s
}

// Append finds the personal information of one text and appends it to dst,
// ordered by start. With a dst of enough capacity nothing is allocated.
func (e *Engine) Append(dst []Finding, in Input) []Finding {
	s := e.pool.Get().(*scan)
	dst, _ = s.run(dst, in, true)
	s.text, s.fieldAt, s.shadow.text = nil, nil, s.shadow.text[:0]
	e.pool.Put(s)
	return dst
}
