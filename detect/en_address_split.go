// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

// latinAddress divides an address in Latin script. It goes from segment to segment,
// which commas and line ends part, and takes first what only looks one way: boxes,
// units, postcodes, states; what is left is the street, then the town.
type latinAddress struct {
	s     scan
	parts []AddressPart
}

func parseLatinAddress(address string) []AddressPart {
	a := latinAddress{s: scan{text: []byte(address), hi: len(address)}}
	segments := a.segments()
	for i, seg := range segments {
		a.segment(seg, i == len(segments)-1)
	}
	return a.parts
}

// segments are the stretches between commas and line ends.
func (a *latinAddress) segments() []span {
	var out []span
	from := 0
	for i := 0; i <= len(a.s.text); i++ {
		if i < len(a.s.text) && !strings.ContainsRune(",\n\r\t;|", rune(a.s.text[i])) {
			continue
		}
		if p := a.trim(span{from, i}); p.start < p.end {
			out = append(out, p)
		}
		from = i + 1
	}
	return out
}

// trim cuts off what is neither letter nor digit, # in front apart.
func (a *latinAddress) trim(p span) span {
	inside := func(c byte) bool { return isAlnum(c) || c >= 0x80 }
	for p.start < p.end && !inside(a.s.text[p.start]) && a.s.text[p.start] != '#' {
		p.start++
	}
	for p.start < p.end && !inside(a.s.text[p.end-1]) {
		p.end--
	}
	return p
}

func (a *latinAddress) add(k AddressKind, p span) {
	if p = a.trim(p); p.start < p.end {
		a.parts = append(a.parts, AddressPart{k, p.start, p.end})
	}
}

func (a *latinAddress) has(k AddressKind) bool {
	for _, p := range a.parts {
		if p.Kind == k {
			return true
		}
	}
	return false
}

// word returns the end of the word or number at i, and its key.
func (a *latinAddress) word(i, end int) (int, string) {
	j := i
	for j < end && a.s.text[j] != ' ' {
		j++
	}
	return j, strings.ToLower(strings.Trim(string(a.s.text[i:j]), ".#"))
}

// segment divides one segment.
func (a *latinAddress) segment(p span, last bool) {
	if end := a.box(p.start, p.end); end > p.start {
		a.add(AddressPOBox, span{p.start, end})
		p.start = end
	}
	for {
		p = a.trim(p)
		end := a.unit(p.start, p.end)
		if end == p.start {
			break
		}
		p.start = end
	}
	if p.start >= p.end {
		return
	}
	if a.has(AddressRoad) || a.has(AddressPOBox) {
		a.rest(p, last)
		return
	}
	p = a.number(p)
	street := a.streetEnd(p)
	a.add(AddressRoad, span{p.start, street})
	p = a.trim(span{street, p.end})
	if p.start < p.end && isDigit(a.s.text[p.start]) { // Feldstrasse 42
		end, _ := a.word(p.start, p.end)
		if !a.has(AddressNumber) {
			a.add(AddressNumber, span{p.start, end})
			p = a.trim(span{end, p.end})
		}
	}
	for p.start < p.end {
		end := a.unit(p.start, p.end)
		if end == p.start {
			a.rest(p, last)
			return
		}
		p = a.trim(span{end, p.end})
	}
}

// number takes the number in front of a street.
func (a *latinAddress) number(p span) span {
	end, key := a.word(p.start, p.end)
	if end < p.end && key != "" && isDigit(key[0]) && len(key) < 9 {
		a.add(AddressNumber, span{p.start, end})
		return a.trim(span{end, p.end})
	}
	return p
}

// streetEnd returns where the street ends that begins at p: behind the last word
// that ends streets, in front of a unit or a number, or with the segment.
func (a *latinAddress) streetEnd(p span) int {
	end := p.end
	named := 0
	for i := p.start; i < p.end; {
		j, key := a.word(i, p.end)
		if k, _ := a.unitAt(i, p.end); i > p.start && (k != "" || isDigit(a.s.text[i]) || a.s.text[i] == '#') {
			end = i
			break
		}
		w := a.s.latinAt(i)
		if i > p.start && (w.is(enStreetWords) && len(key) > 1) || streetEnd(&w) {
			named = j
		}
		for i = j; i < p.end && a.s.text[i] == ' '; {
			i++
		}
	}
	if named > 0 && named < end {
		if j, key := a.word(min(end, named+1), end); compass[key] && named+1 < end {
			return j // 12 Main Street NW
		}
		return named
	}
	return end
}

// compass are the directions behind the name of a street.
var compass = map[string]bool{"n": true, "s": true, "e": true, "w": true, "ne": true, "nw": true, "se": true, "sw": true, "north": true, "south": true, "east": true, "west": true}

// unitKinds are the words in front of a number inside a building.
var unitKinds = map[string]AddressKind{
	"apt": AddressUnit, "apartment": AddressUnit, "suite": AddressUnit, "ste": AddressUnit, "unit": AddressUnit, "flat": AddressUnit, "lot": AddressUnit, "office": AddressUnit,
	"floor": AddressFloor, "fl": AddressFloor, "level": AddressFloor, "room": AddressRoom, "rm": AddressRoom,
	"building": AddressBuilding, "bldg": AddressBuilding, "block": AddressBuilding,
}

// unit adds Apt. 12, # 7 or 3rd Floor at i and returns its end; i if none begins.
func (a *latinAddress) unit(i, end int) int {
	k, j := a.unitAt(i, end)
	if k != "" {
		a.add(k, span{i, j})
	}
	return j
}

// unitAt returns the kind and the end of the unit at i; none and i if none begins.
func (a *latinAddress) unitAt(i, end int) (AddressKind, int) {
	if i >= end {
		return "", i
	}
	j, key := a.word(i, end)
	if a.s.text[i] == '#' {
		if j == i+1 { // # 7
			j, _ = a.word(min(end, i+2), end)
		}
		if j > i+1 && isAlnum(a.s.text[j-1]) {
			return AddressUnit, j
		}
		return "", i
	}
	k, value := a.word(min(end, j+1), end)
	switch kind := unitKinds[key]; {
	case kind != "" && value != "" && (isDigit(value[0]) || len(value) == 1 && isLetter(value[0])):
		return kind, k
	case isDigit(a.s.text[i]) && len(key) > 2 && isLetter(key[len(key)-1]) && unitKinds[value] == AddressFloor:
		return AddressFloor, k
	}
	return "", i
}

// box returns the end of a post box at i: P.O. Box 255, PSC 3 Box 81, Box 12.
func (a *latinAddress) box(i, end int) int {
	at, found := i, i
	for at < end {
		j, key := a.word(at, end)
		next := min(end, j+1)
		switch strings.ReplaceAll(key, ".", "") {
		case "po", "p", "o", "post", "office":
		case "box", "pobox", "psc", "cmr":
			k, value := a.word(next, end)
			if value == "" || !isDigit(value[0]) {
				return found
			}
			j, found = k, k
		default:
			return found
		}
		at = min(end, j+1)
	}
	return found
}

// rest divides what follows the street: postcode, town, state, country.
func (a *latinAddress) rest(p span, last bool) {
	if n := a.codeFront(p); n > p.start && !a.has(AddressPostcode) {
		a.add(AddressPostcode, span{p.start, n})
		p = a.trim(span{n, p.end})
	}
	code := a.codeBack(p)
	town := a.trim(span{p.start, code})
	state := a.state(town)
	if w := a.s.latinAt(town.start); last && code == p.end && a.has(AddressCity) && w.is(enCountries) && !a.has(AddressCountry) {
		a.add(AddressCountry, town)
		return
	}
	if t := a.trim(span{town.start, state}); t.start < t.end && !a.has(AddressCity) {
		a.add(AddressCity, t)
	}
	a.add(AddressProvince, span{state, town.end})
	a.add(AddressPostcode, span{code, p.end})
}

// state returns where a state of two capitals begins that ends p; its end if none
// does.
func (a *latinAddress) state(p span) int {
	if n := p.end - p.start; n < 2 || !isUpper(a.s.text[p.end-1]) || !isUpper(a.s.text[p.end-2]) || n > 2 && a.s.text[p.end-3] != ' ' {
		return p.end
	}
	if !strings.Contains(latinStates, " "+string(a.s.text[p.end-2:p.end])+" ") {
		return p.end
	}
	return p.end - 2
}

// latinStates are the abbreviations of states and provinces: United States with its
// territories and forces abroad, Canada, Italy's provinces left out.
const latinStates = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU AS MP AA AE AP AB BC MB NB NL NS NT NU ON PE QC SK YT "

// codeFront returns the end of a postcode of digits in front of a town.
func (a *latinAddress) codeFront(p span) int {
	j := p.start
	for j < p.end && isDigit(a.s.text[j]) {
		j++
	}
	if n := j - p.start; n == 3 && j+3 <= p.end && a.s.text[j] == ' ' && isDigit(a.s.text[j+1]) && isDigit(a.s.text[j+2]) && (j+3 == p.end || a.s.text[j+3] == ' ') {
		return j + 3 // 840 24
	} else if n >= 4 && n <= 6 && (j == p.end || a.s.text[j] == ' ' || a.s.text[j] == '-') {
		j, _ = a.word(p.start, p.end)
		return j
	}
	return p.start
}

// codeBack returns where a postcode begins that ends p: 62704, 62704-1234, AB1 2CD,
// K1A 0B1; its end if none does.
func (a *latinAddress) codeBack(p span) int {
	i := p.end
	for i > p.start && a.s.text[i-1] != ' ' {
		i--
	}
	tail := string(a.s.text[i:p.end])
	digits := strings.Count(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, tail), "0")
	switch {
	case digits >= 4 && digits <= 9 && strings.Trim(tail, "0123456789-") == "":
		return i
	case len(tail) == 3 && isDigit(tail[0]) && i-1 > p.start:
		j := i - 1
		for j > p.start && a.s.text[j-1] != ' ' {
			j--
		}
		if front := a.s.text[j : i-1]; len(front) >= 2 && len(front) <= 4 && isUpper(front[0]) && (isDigit(front[len(front)-1]) || isDigit(front[1]) || len(front) > 2 && isDigit(front[2])) {
			return j
		}
	}
	return p.end
}
