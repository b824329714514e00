// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"slices"
)

var _ = register(recogniser{
	id: "en_address", typ: Address,
	source: "USPS Publication 28 (parts of an address, suffixes, military addresses); UPU S42 (order of number and street by country)",
	about:  "Addresses with street and number in Latin script, post boxes and military addresses, with unit, town, postcode and country behind",
	check:  func(v string) (bool, string) { return checkAddress(v, false) },
	on:     []trigger{onCapital(enStreetAt)},
})

var enAddressCues = cues("en_address", `address addresses street_address home_address billing_address shipping_address mailing_address lives_at live_at living_at lives_in live_in lived_in living_in located_at meet_me_at
	delivered_to deliver_to ship_to sent_to send_it_to moved_to house residence resides postal addr`)

var (
	// enStreetWords end the name of a street.
	enStreetWords = enWords(`street st avenue ave av road rd lane ln drive dr boulevard blvd way court ct place pl square sq terrace ter close crescent cres highway hwy
		parkway pkwy alley circle cir trail trl loop row walk mews gardens grove hill rise view cliffs heights quay wharf green fork forks pike plaza path bend greens parks pass points ridge run
		circuit parade esplanade promenade extension turnpike expressway freeway mall cove crossing point strasse straße gasse weg allee platz ulica utca tér ter út ut rkp fasor
		körút korut gata gatan väg vag vägen vagen gade vej alle katu tie kuja polku straat laan plein gracht kade dreef singel steenweg park`)
	// enStreetFirst begin it.
	enStreetFirst = enWords(`rue via viale vicolo piazza piazzale corso strada contrada calle c avenida av avda paseo plaza carrer carrera rua r travessa praça praca largo estrada alameda ulica
		ul aleja al avenue av boulevard bd chemin impasse place quai allee allée route cité cite calea bulevardul náměstí namesti ulice nam trg cesta largo viale`)
	// enUnits begin the part inside a building.
	enUnits = enWords(`apt apartment suite ste unit flat floor fl room rm building bldg block lot no level office`)
	// enBoxes begin military addresses.
	enBoxes = enWords(`psc cmr unit uscgc uss usns usnv upsc box po`)
	// enNotStreets stand between numbers and are no streets.
	enNotStreets = enWords(`section sections appendix chapter figure fig table version python page part line step day level release rfc iso ieee ipv4 ipv6 note example item
		article clause paragraph volume issue question problem am pm gmt utc cet pst est vol volume vols no nos nr number pkcs ulp eq ref refs studio visual office windows ubuntu debian java net framework note notes chap ch ver`)
	enForces = enWords(`apo fpo dpo`)
)

// streetEnds are the ends of street names that are one word in Germanic, Nordic,
// Finnish and Hungarian towns.
var streetEnds = [...]string{
	"strasse", "straße", "strae", "gasse", "allee", "straat", "laan", "plein", "gracht", "kade", "dreef", "weg", "platz", "gatan", "gata", "gate", "vagen", "vag", "vegen", "veien", "veg", "vei", "gade", "vej", "vegur", "stigur", "braut",
	"katu", "kuja", "polku", "tie", "vagur", "gotu", "alle", "stien", "bakken", "holt", "hraun", "stradde",
}

// enStreet is what was read of an address.
type enStreet struct {
	s          *scan
	start, end int
	number     bool
	parts      int // unit, town, postcode, country
	line       int // line ends taken
	pending    int // line ends in front of the part being looked at
}

// enStreetAt looks at the capitalised words from start for the name of a street.
func enStreetAt(s *scan, start, _ int) {
	if start < s.addressEnd || start > s.lo && (s.joined(start) || s.text[start-1] >= 0x80 && s.text[start-1] != 0xA0) || !s.numberNear(start) {
		return
	}
	a := enStreet{s: s}
	if !a.military(start) && !a.street(start) {
		return
	}
	a.tail()
	f := Finding{Kind: "street", Start: a.start, End: a.end, Score: 0.55 + 0.1*float64(min(a.parts, 3)), Evidence: HasShape | HasLexicon}
	if h, ev := s.near(a.start, a.start, maskOf(enAddressCues), cueMask{}); ev != 0 {
		f.cue(h, ev)
		f.Score += 0.2
	}
	if !a.number {
		f.Score -= 0.4
	}
	s.addressEnd = a.end
	s.emit(f)
}

// numberNear reports whether a digit stands where the number of a street at start
// may: right in front, or within 56 bytes behind, or whether a
// corner is spoken of.
func (s *scan) numberNear(start int) bool {
	for i := start - 1; i >= max(s.lo, start-12) && s.text[i] != '\n'; i-- {
		if isDigit(s.text[i]) {
			return true
		}
	}
	if start+2 < s.hi && isUpper(s.text[start+1]) && isUpper(s.text[start+2]) {
		// INFO 12 is none: a street in capitals has its number in front. PSC, CMR,
		// USS and their like begin military addresses.
		if c := s.text[start]; c != 'P' && c != 'C' && c != 'U' {
			return false
		}
	}
	if s.digitWithin(start) {
		return true
	}
	return start-3 >= s.lo && s.text[start-1] == ' ' && isLetter(s.text[start-2]) &&
		bytes.Contains(s.text[max(s.lo, start-64):start], []byte("corner of "))
}

// digitWithin reports whether there is a digit in the 56 bytes from i on.
func (s *scan) digitWithin(i int) bool {
	if i+window > s.hi {
		return slices.ContainsFunc(s.text[i:min(s.hi, i+56)], isDigit)
	}
	return anyDigit((*[window]byte)(s.text[i:]), 56)
}

// maxShortened is the most letters of a word that a full stop shortens: St., Gen.
const maxShortened = 4

// street reads the name of a street that begins with the word at start, and the
// number before or behind it.
func (a *enStreet) street(start int) bool {
	s := a.s
	first := s.capital(start)
	if first.n < 2 && !first.capital || first.mixed {
		return false
	}
	end, found := first.end, false
	from, behindFirst := a.streetFirstBefore(start)
	prefix := first.is(enStreetFirst) || behindFirst
	if streetEnd(first) {
		found = true
	}
	// Up to four more words; the last street word ends the name.
	i, words := first.end, 1
	for words < 6 && i+1 < s.hi && !(found && !prefix && words > 3) {
		if s.text[i] == '.' && i+1 < s.hi && s.text[i+1] == ' ' && i-start <= maxShortened {
			i++
		}
		if s.text[i] != ' ' && s.text[i] != '-' {
			break
		}
		w := s.latinAt(i + 1)
		if w.n == 0 || !w.capital && !w.is(enParticles) && !w.is(enStreetWords) || w.is(enUnits) {
			break
		}
		if first.n == 1 && prefix && w.flags&enWord != 0 {
			break // C. However, 1
		}
		if w.is(enStreetWords) && (w.capital || w.flags&enWord == 0 && first.n > 2) || streetEnd(&w) {
			found, end = true, w.end
		} else if prefix {
			found = true
			if w.capital {
				end = w.end
			}
		}
		i = w.end
		words++
	}
	if first.is(enStreetWords) && words == 1 && !behindFirst {
		return false
	}
	if behindFirst {
		start, found = from, true
	}
	if !found {
		end = i
	}
	a.start, a.end = start, end
	a.particlesBefore()
	name := a.start
	before, behind := a.numberBefore(), a.numberBehind()
	unit := before && a.unitBefore()
	a.number = before || behind
	switch {
	case found && a.number:
		return true
	case found:
		return a.corner()
	case !a.number || words > 4 || first.n < 3 || first.is(enMonths) || first.is(enNotStreets) || before && s.text[name-1] == ',' || before && s.text[name-2] == ',':
		return false
	}
	// A name between numbers is a street if a flat or suite follows, "St.", or an
	// address was announced.
	if unit || a.unit() {
		return true
	}
	if w := s.latinAt(min(s.hi, a.end+1)); w.is(enStreetWords) && w.capital && a.end < s.hi && s.text[a.end] == ' ' {
		a.end = w.end
		return true
	}
	if before && behind {
		_, ev := s.near(a.start, a.start, maskOf(enAddressCues), cueMask{})
		return ev != 0
	}
	return false
}

// streetFirstBefore looks in front of start for a word that begins the name of a
// street and is written small, as in 36 rue de la Paix, over at most four words.
func (a *enStreet) streetFirstBefore(start int) (from int, ok bool) {
	s := a.s
	at := start
	for range 4 {
		i := at
		for i > s.lo && at-i < 3 && (s.text[i-1] == ' ' || s.text[i-1] == '.' || s.text[i-1] == '\'') {
			i--
		}
		j := i
		for j > s.lo && i-j < 12 && isLetter(s.text[j-1]) {
			j--
		}
		if i == at || j == i || isUpper(s.text[j]) {
			return 0, false
		}
		in := s.listsOf(span{j, i})
		if in.has(enStreetFirst) && i-j > 1 && !in.has(enParticles) {
			return j, true
		}
		if !in.has(enParticles) && i-j > 1 {
			return 0, false
		}
		at = j
	}
	return 0, false
}

// unitBefore takes Apt. 117 in front of the number.
func (a *enStreet) unitBefore() bool {
	s := a.s
	i := a.start
	if i-1 <= s.lo || s.text[i-1] != ' ' {
		return false
	}
	j := i - 1
	for j > s.lo && i-j < 8 && isAlnum(s.text[j-1]) {
		j--
	}
	k := j
	for k > s.lo && j-k < 3 && (s.text[k-1] == ' ' || s.text[k-1] == '.') {
		k--
	}
	m := k
	for m > s.lo && k-m < 10 && isLetter(s.text[m-1]) {
		m--
	}
	if j == i-1 || k == j || m == k || !isDigit(s.text[j]) {
		return false
	}
	if w := s.latinAt(m); w.end != k || !w.is(enUnits) {
		return false
	}
	a.start, a.parts = m, a.parts+1
	return true
}

// particlesBefore takes the van of van Bokhorst Street.
func (a *enStreet) particlesBefore() {
	s := a.s
	for range 2 {
		i := a.start
		if i-2 < s.lo || s.text[i-1] != ' ' {
			return
		}
		j := i - 1
		for j > s.lo && i-j < 8 && isLetter(s.text[j-1]) {
			j--
		}
		if w := s.latinAt(j); w.end != i-1 || w.capital || !w.is(enParticles) {
			return
		}
		a.start = j
	}
}

// corner takes "the corner of Main Street and" in front of a street without
// number.
func (a *enStreet) corner() bool {
	s := a.s
	const most = 64
	lo := max(s.lo, a.start-most)
	k := bytes.LastIndex(s.text[lo:a.start], []byte("corner of "))
	if k < 0 || bytes.IndexByte(s.text[lo+k:a.start], '.') >= 0 && bytes.IndexByte(s.text[lo+k:a.start], '\n') >= 0 {
		return false
	}
	a.start, a.number = lo+k, true
	if a.start-4 >= s.lo && string(s.text[a.start-4:a.start]) == "the " {
		a.start -= 4
	}
	return true
}

// streetEnd reports whether w is the name of a street in one word: Feldstrasse.
func streetEnd(w *latinWord) bool {
	if w.n < 6 || w.flags&enWord != 0 {
		return false
	}
	key := w.key[:w.n]
	for _, e := range streetEndsBy[key[w.n-1]&0x1F] {
		if len(key) > len(e)+2 && string(key[len(key)-len(e):]) == e {
			return true
		}
	}
	return false
}

// streetEndsBy are the streetEnds by their last letter.
var streetEndsBy = func() (by [32][]string) {
	for _, e := range streetEnds {
		by[e[len(e)-1]&0x1F] = append(by[e[len(e)-1]&0x1F], e)
	}
	return by
}()

// numberBefore takes a house number in front: 12, 12B, 12-14, also two of them.
func (a *enStreet) numberBefore() (found bool) {
	s := a.s
	for range 2 {
		i := a.start
		if i == s.lo || s.text[i-1] != ' ' && s.text[i-1] != ',' {
			return found
		}
		i--
		if i > s.lo && s.text[i] == ' ' && s.text[i-1] == ',' {
			i--
		}
		j := i
		for j > s.lo && i-j < 8 && (isDigit(s.text[j-1]) || s.text[j-1] == '-' || s.text[j-1] == '/' || isLetter(s.text[j-1]) && j == i) {
			j--
		}
		if j == i || !isDigit(s.text[j]) || s.text[j] == '0' || s.wordBefore(j) || j > s.lo && (s.text[j-1] == '.' || s.text[j-1] == '$' || s.text[j-1] == '#') {
			return found
		}
		a.start, found = j, true
	}
	return found
}

// numberBehind takes a house number behind the name: Feldstrasse 42, Via Roma, 5.
func (a *enStreet) numberBehind() bool {
	s := a.s
	i := a.end
	for i < s.hi && i-a.end < 3 && (s.text[i] == ' ' || s.text[i] == ',' || s.text[i] == '.') {
		i++
	}
	j := i
	for j < s.hi && j-i < 5 && isDigit(s.text[j]) {
		j++
	}
	if i == a.end || j == i || j-i > 4 || j < s.hi && isDigit(s.text[j]) {
		return false
	}
	if j < s.hi && isLetter(s.text[j]) && (j+1 == s.hi || !isWord(s.text[j+1])) {
		j++
	}
	if s.wordAfter(j) {
		return false
	}
	if j < s.hi && s.text[j] == '.' && (j+1 == s.hi || s.text[j+1] == ' ' || s.text[j+1] == '\n') && j+2 < s.hi && s.letterAt(j+2) {
		j++ // Hungarian and Czech write 49.
	}
	a.end = j
	return true
}

// military reads PSC 7300, Box 8726 APO AP 95612, and PO Box 255.
func (a *enStreet) military(start int) bool {
	s := a.s
	w := s.capital(start)
	if !w.is(enBoxes) {
		return false
	}
	i := w.end
	if w.is(poBox) && string(w.key[:w.n]) != "box" { // P.O. Box, PO Box
		for i < s.hi && i-start < 12 && (s.text[i] == '.' || s.text[i] == ' ' || s.text[i] == 'O' || s.text[i] == 'o') {
			i++
		}
		b := s.latinAt(i)
		if string(b.key[:b.n]) != "box" {
			return false
		}
		i = b.end
	}
	end, ok := s.numberAt(i)
	ship := false
	if !ok {
		v := s.latinAt(min(s.hi, i+1))
		if !w.allCaps || v.n < 3 || !v.capital {
			return false
		}
		end, ship = v.end, true
	}
	a.start, a.end = s.postOffice(start), end
	a.number = a.start < start || string(w.key[:w.n]) != "box" // Box 7 of 12
	i = end
	for i < s.hi && i-end < 3 && (s.text[i] == ' ' || s.text[i] == ',' || s.text[i] == '\n') {
		i++
	}
	if b := s.latinAt(i); string(b.key[:b.n]) == "box" {
		if to, ok := s.numberAt(b.end); ok {
			a.end, a.parts, i = to, a.parts+1, to
		}
	}
	for i < s.hi && (s.text[i] == ' ' || s.text[i] == ',' || s.text[i] == '\n') && i-a.end < 4 {
		i++
	}
	if b := s.latinAt(i); b.is(enForces) {
		a.end, a.parts = b.end, a.parts+1
		if to, ok := s.stateAndCode(b.end); ok {
			a.end, a.parts = to, a.parts+1
		}
		return true
	}
	return w.is(poBox) && !ship
}

var poBox = enWords("po p box")

// postOffice returns where the P. O. in front of the Box at i begins; i if none
// does.
func (s *scan) postOffice(i int) int {
	j := i
	for _, c := range [...]byte{'o', 'p'} {
		k := j
		for k > s.lo && j-k < 2 && (s.text[k-1] == ' ' || s.text[k-1] == '.') {
			k--
		}
		if k == s.lo || lower(s.text[k-1]) != c {
			return i
		}
		j = k - 1
	}
	if s.wordBefore(j) {
		return i
	}
	return j
}

// numberAt reads " 255" or " #255" at i.
func (s *scan) numberAt(i int) (end int, ok bool) {
	j := i
	for j < s.hi && j-i < 3 && (s.text[j] == ' ' || s.text[j] == '#' || s.text[j] == '.') {
		j++
	}
	k := j
	for k < s.hi && k-j < 7 && isDigit(s.text[k]) {
		k++
	}
	return k, k > j && j > i && !s.wordAfter(k)
}

// stateAndCode reads " AP 95612" at i.
func (s *scan) stateAndCode(i int) (end int, ok bool) {
	if i+3 >= s.hi || s.text[i] != ' ' || !isUpper(s.text[i+1]) || !isUpper(s.text[i+2]) {
		return i, false
	}
	to, ok := s.numberAt(i + 3)
	return to, ok
}
