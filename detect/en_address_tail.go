// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

// tail takes what follows street and number: unit, town, state, postcode and
// country, parted by commas, spaces or up to four line ends. It takes a part only
// if it looks like one, and a town only if more of an address or an end follows.
func (a *enStreet) tail() {
	for range 8 {
		if !a.unit() && !a.place() {
			return
		}
	}
}

// gap returns where the next part may begin, and whether it stands on a new line
// or behind a comma.
func (a *enStreet) gap() (i int, parted bool) {
	s := a.s
	i = a.end
	lines := 0
	for i < s.hi && i-a.end < 24 {
		switch s.text[i] {
		case '\n':
			if lines++; lines > 1 || a.line+lines > 4 {
				return a.end, false // an empty line ends an address
			}
			parted = true
		case ',':
			parted = true
		case ' ', '\r', '\t', '?', '>', '-':
		default:
			a.pending = lines
			return i, parted
		}
		i++
	}
	return a.end, false
}

// take adds the part that ends at end.
func (a *enStreet) take(end int) {
	a.end, a.parts, a.line = end, a.parts+1, a.line+a.pending
}

// unit takes Apt. 12, Suite 5B, # 7.
func (a *enStreet) unit() bool {
	s := a.s
	i, _ := a.gap()
	if i == a.end || i >= s.hi {
		return false
	}
	end := i + 1
	if s.text[i] != '#' {
		w := s.latinAt(i)
		if !w.is(enUnits) {
			return false
		}
		end = w.end
	}
	j := end
	for j < s.hi && j-end < 3 && (s.text[j] == '.' || s.text[j] == ' ' || s.text[j] == '#') {
		j++
	}
	k := j
	for k < s.hi && k-j < 8 && (isDigit(s.text[k]) || isUpper(s.text[k]) || s.text[k] == '-' && k > j) {
		k++
	}
	if k == j || s.wordAfter(k) || s.text[i] == '#' && (a.pending > 0 || !slices.ContainsFunc(s.text[j:k], isDigit)) {
		return false
	}
	a.take(k)
	return true
}

// place takes a town, state, postcode or country.
func (a *enStreet) place() bool {
	s := a.s
	i, parted := a.gap()
	if i == a.end || i >= s.hi {
		return false
	}
	if isDigit(s.text[i]) {
		return a.postcode(i, parted)
	}
	w := s.latinAt(i)
	if !w.capital || w.mixed {
		return false
	}
	if w.allCaps && w.n == 2 || w.n == 2 && parted { // a state, perhaps with the code
		if to, ok := s.codeAt(w.end); ok {
			a.take(to)
			return true
		}
		if parted {
			a.take(w.end)
			return true
		}
	}
	if !parted {
		// "12 Main Street Springfield": only with a code or country behind.
		return a.town(w, true)
	}
	return a.town(w, false)
}

// town takes up to four words of a town's or country's name. Without a comma or
// line end in front a code or country must follow.
func (a *enStreet) town(w latinWord, needMore bool) bool {
	s := a.s
	end, country := w.end, w.is(enCountries)
	if w.flags&enWord != 0 && w.flags&(enGiven|enSurname) == 0 && !w.allCaps && !country && needMore {
		return false
	}
	for range 3 {
		if end+1 >= s.hi || s.text[end] != ' ' && s.text[end] != '-' {
			break
		}
		v := s.latinAt(end + 1)
		if v.n == 0 || v.end < s.hi && isDigit(s.text[v.end]) || !v.capital && !v.is(enParticles) && !v.is(enJoins) || v.is(enUnits) {
			break
		}
		country = country || v.is(enCountries)
		end = v.end
	}
	to, code := s.codeAt(end)
	switch {
	case code:
		end = to
	case needMore && !country:
		return false
	case !country && !s.breakAt(end):
		return false
	}
	a.take(end)
	return true
}

// enJoins stand inside the names of countries and towns.
var enJoins = enWords(`and of the am an der sur sous upon on in nad pod u v ve`)

// breakAt reports whether a comma, an end of line or of sentence stands at i.
func (s *scan) breakAt(i int) bool {
	if i >= s.hi || i+1 == s.hi && s.text[i] == ' ' {
		return true
	}
	switch s.text[i] {
	case ',', '\n', '\r', '.', ';', '|', '"', ')', '<', '?', '!':
		return true
	}
	return false
}

// codeAt reads a postcode behind a name: " 95612", " 95612-1234", " AB1 2CD".
func (s *scan) codeAt(i int) (end int, ok bool) {
	if i+4 >= s.hi || s.text[i] != ' ' && s.text[i] != ',' {
		return i, false
	}
	j := i
	for j < s.hi && j-i < 3 && (s.text[j] == ' ' || s.text[j] == ',') {
		j++
	}
	k := j
	for k < s.hi && k-j < 6 && isDigit(s.text[k]) {
		k++
	}
	if n := k - j; n >= 4 && n <= 6 && !s.wordAfter(k) {
		if k+5 <= s.hi && s.text[k] == '-' && n == 5 {
			m := k + 1
			for m < s.hi && m-k < 5 && isDigit(s.text[m]) {
				m++
			}
			if m-k == 5 && !s.wordAfter(m) {
				return m, true
			}
		}
		return k, true
	}
	// British: one or two letters, digit, perhaps one more; digit and two letters.
	k = j
	for k < s.hi && k-j < 4 && (isUpper(s.text[k]) || isDigit(s.text[k])) {
		k++
	}
	if n := k - j; n >= 2 && k+4 <= s.hi && isUpper(s.text[j]) && s.text[k] == ' ' && isDigit(s.text[k+1]) && isUpper(s.text[k+2]) && isUpper(s.text[k+3]) && !s.wordAfter(k+4) {
		return k + 4, true
	}
	return i, false
}

// postcode takes digits in front of a town, "20095 Hamburg", or at an end.
func (a *enStreet) postcode(i int, parted bool) bool {
	s := a.s
	k := i
	for k < s.hi && k-i < 7 && isDigit(s.text[k]) {
		k++
	}
	if n := k - i; n < 3 || n > 6 || s.wordAfter(k) || s.decimal(i, k) {
		return false
	}
	if k+4 < s.hi && k-i == 3 && s.text[k] == ' ' && isDigit(s.text[k+1]) && isDigit(s.text[k+2]) && !isDigit(s.text[k+3]) {
		k += 3 // 840 24, as in Sweden and the Czech Republic
	}
	if !parted && !s.breakAt(k) && (k >= s.hi || s.text[k] != ' ') {
		return false
	}
	a.take(k)
	if k+1 < s.hi && s.text[k] == ' ' {
		if w := s.latinAt(k + 1); w.capital && !w.mixed && w.n > 2 { // 20357 Hamburg
			a.pending = 0
			a.town(w, false)
		}
	}
	return true
}
