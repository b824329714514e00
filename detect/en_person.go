// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"strings"
)

var _ = register(recogniser{
	id: "en_person", typ: Person,
	source: "lists of given names and surnames in Latin script (see NOTICE); forms of address and of quoting in English",
	about:  "Names of persons in Latin script: two features, one of them context or the shape of a full name",
	on:     []trigger{onCapital(enPersonAt), onCue(enAnnounce, enPersonBehind), onEnd(enRepeats), onEnd(enNameField)},
})

// enAnnounce are words behind which a name stands, also one in lower case.
var enAnnounce = cues("en_person", `my_name_is my_name's name_is name full_name first_name last_name customer_name holder_name cardholder surname i_am i'm called named
	mr mrs ms miss dr prof sir madam mx dear attn attention contact`)

// Words around names.
var (
	enTitles = enWords(" mr mrs ms miss mx dr prof professor doctor sir madam madame mme mlle herr frau señor senor senora signor signora lord lady rev reverend fr hon judge justice" +
		" capt captain sgt sergeant lt lieutenant col colonel gen general major officer detective inspector nurse president senator governor mayor uncle aunt coach ")

	enParticles = enWords(" de da do dos das del della dello di du des la le van von der den ter ten zu zum af av bin binti ibn al el abu ben y e z u v ve nad pod na ")

	enSuffixes = enWords(" jr sr ii iii iv md phd esq dds cpa rn ")

	// Behind these a name follows.
	enBefore = enWords(" dear hi hello hey by from to with attn attention contact call ask named called name is i'm am sincerely regards thanks cheers yours love met saw told asked says said" +
		" and starring featuring directed written authored sung hired married husband wife son daughter brother sister mother father friend colleague boss manager client customer patient tenant" +
		" landlord neighbor neighbour teacher student employee assistant author singer actor actress director writer songwriter player captain c/o signed for about former ex late cc me him her given gave bcc of between" +
		" against like via per beneficiary recipient payee guest passenger cardholder holder victim suspect defendant plaintiff ")

	// Before these a name stands.
	enAfter = enWords(" said says saying told tells asked asks wrote writes will would was is has had have been lives lived works worked spent called calls born died married went goes came comes" +
		" listed knew knows thinks thought wants wanted likes liked did does can could should may might must gave gives took takes made makes got gets left sings sang plays played joined" +
		" and who whose also just posted sent signed replied added agreed announced argued believes claims explained noted thanked visited won lost moved bought sold " +
		" ran runs found founded met paid owes attended graduated speaks talked talks looks looked started stopped decided needs forgot ")

	// Words that make a name part of the name of something else.
	enNotPerson = enWords(" inc ltd llc llp plc corp corporation co company companies group holdings bank university college school institute academy hospital clinic church museum library" +
		" street st avenue ave road rd lane ln drive dr boulevard blvd way court ct place square sq terrace close crescent highway park bridge river lake mountain mount valley island bay beach" +
		" county city town village state district airport station hotel inn restaurant cafe store shop center centre building house hall tower stadium arena foundation association society club" +
		" orchestra band records studio studios press journal times post news magazine award prize act law bill party union council committee commission department ministry office agency" +
		" league cup championship games open festival day week month year technologies systems solutions services partners associates industries international global airlines motors" +
		" box effect theorem theory method algorithm model test syndrome disease law equation series edition version project software api protocol license licence language ")
)

// enPlaceFirst are words that begin the name of a place or street.
var enPlaceFirst = enWords(`rua rue via viale vicolo piazza piazzale corso calle avenida carrera paseo plaza ulica ul ulice avenue boulevard chemin place cite cité allee impasse
	largo travessa estrada rodovia alameda calea strada bulevardul santa san são sao los las el la le les saint st sri new north south east west upper lower great little fort mount port lake`)

// enMonths are words of dates and other capitalised words that are also given
// names.
var enMonths = enWords(`jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december
	mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday easter christmas asia darwin unicode english french german danish arabic hebrew greek latin`)

// enCountries are countries and their like that are also given names or stand
// behind what looks like one.
var enCountries = enWords(`afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan
	bolivia botswana brazil bulgaria burundi cambodia cameroon canada chile china colombia croatia cuba cyprus denmark dominica ecuador egypt eritrea estonia ethiopia fiji finland france
	gabon gambia germany ghana greece grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan kazakhstan kenya
	korea kosovo kuwait laos latvia lebanon liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia mali malta mauritius mexico moldova monaco mongolia montenegro
	morocco mozambique namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda
	senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tanzania thailand tobago togo tonga trinidad tunisia turkey uganda ukraine
	uruguay uzbekistan venezuela vietnam yemen zambia zimbabwe england scotland wales britain europe africa asia america california texas florida virginia manitoba ontario quebec
	london paris berlin madrid rome tokyo beijing shanghai moscow vienna dublin sydney verde lanka leone rico rica`)

// maxNameWords is how many words of one name are looked at.
const maxNameWords = 6

// enCandidate is a row of words that may be a name.
type enCandidate struct {
	w       [maxNameWords + 2]latinWord
	n       int
	initial [maxNameWords + 2]bool
}

// enPersonAt looks at the capitalised words from start on.
func enPersonAt(s *scan, start, _ int) {
	if start < s.addressEnd {
		return // streets are named after people
	}
	if start > s.lo && (s.joined(start) || s.text[start-1] >= 0xC3 && s.text[start-1] < 0xE2) {
		return
	}
	if start+2 < s.hi && isUpper(s.text[start+1]) && isUpper(s.text[start+2]) && !s.announcedCapitals(start) {
		return // INFO, HTTP, SELECT
	}
	if w := s.capital(start); s.endsWith(start, "St. ") || w.end < s.hi && s.text[w.end] == ':' && bytes.IndexByte(s.text[start:w.end], '-') > 0 {
		return // a church, school or hospital; a header of mail, List-Id:
	}
	c := &s.names
	if s.enGather(c, start); c.n == 0 || c.n == 1 && c.w[0].flags&(enGiven|enSurname) == 0 && c.w[0].flags&enWord != 0 {
		return // The, Please
	}
	asked := !s.plan.noModel && s.askLatin(c)
	found := len(s.found)
	for i := 0; i < c.n; {
		used := s.enName(c, i)
		i += max(1, used)
	}
	if asked {
		s.latinRest(found)
	}
}

// announcedCapitals reports whether a word in capitals stands where a form or list
// gives a name: behind a colon, comma or line end.
func (s *scan) announcedCapitals(start int) bool {
	i := start
	for i > s.lo && start-i < 3 && s.text[i-1] == ' ' {
		i--
	}
	if i == s.lo {
		return true
	}
	switch s.text[i-1] {
	case ':', ',', '\n', '\t', '"', '|', ';':
		return true
	}
	return s.text[i-1] == '.' && i-3 >= s.lo && isUpper(s.text[i-3]) // Mr. SMITH
}

// joined reports whether the word at start is part of an identifier, path,
// handle or address of a computer.
func (s *scan) joined(start int) bool {
	switch s.text[start-1] {
	case '.':
		return start-2 >= s.lo && isAlnum(s.text[start-2]) && !(start-3 >= s.lo && s.text[start-3] == ' ') && start-2 > s.lo && !isUpper(s.text[start-2])
	case '_', '/', '\\', '@', '#', '$', '&', '=', '-', '<', '%', '`', '+', '*', '!', '~':
		return true
	}
	return isWord(s.text[start-1])
}

// enGather reads words that are parted by single spaces, or by ". " behind an
// initial or abbreviation.
func (s *scan) enGather(c *enCandidate, i int) {
	c.n = 0
	for c.n < maxNameWords {
		w := &c.w[c.n]
		if c.n == 0 {
			*w = *s.capital(i)
		} else {
			if !s.mayGoOn(i) {
				return
			}
			s.readLatin(w, i)
		}
		if w.end == i {
			return
		}
		particle := c.n > 0 && !w.capital && w.is(enParticles)
		if !w.capital && !particle {
			return
		}
		dot := w.end < s.hi && s.text[w.end] == '.'
		c.initial[c.n] = w.n == 1 && w.capital
		c.n++
		next := w.end
		if dot && (w.n == 1 || w.is(enTitles) || w.is(enSuffixes)) {
			next++
		}
		if next+1 >= s.hi || s.text[next] != ' ' {
			if next < s.hi && next > w.end && s.letterAt(next) && w.n == 1 {
				i = next // J.R. Smith
				continue
			}
			return
		}
		i = next + 1
	}
}

// mayGoOn reports whether the word at i may be a part of a name that has begun: all
// but the particles begin with a capital.
func (s *scan) mayGoOn(i int) bool {
	n := 0
	for n <= longestParticle && i+n < s.hi && isLetter(s.text[i+n]) {
		n++
	}
	if n == 0 || isUpper(s.text[i]) || i+n < s.hi && (s.text[i+n] == '\'' || s.text[i+n] == '-' || s.text[i+n] >= 0x80) {
		return true
	}
	k := particleKey(s.text[:s.hi], i, n)
	return n <= longestParticle && particlesBy[k>>6]>>(k&63)&1 == 1
}

const (
	longestParticle = 5 // letters
	particleBits    = 10
)

// particleKey folds the n letters at i, in any case, into particleBits bits.
func particleKey(text []byte, i, n int) uint32 {
	return firstLetters(text, i, n) * 0x9E3779B1 >> (32 - particleBits)
}

// particlesBy is a bitmap of the particleKeys of enParticles.
var particlesBy = func() (by [1 << particleBits / 64]uint64) {
	for w := range strings.FieldsSeq(enListWords[enParticles]) {
		k := particleKey([]byte(w), 0, len(w))
		by[k>>6] |= 1 << (k & 63)
	}
	return by
}()

// enName judges the name that begins with word i and returns how many words it
// took, 0 if none.
func (s *scan) enName(c *enCandidate, i int) int {
	first := &c.w[i]
	titled := i > 0 && c.w[i-1].is(enTitles)
	if first.flags&(enGiven|enWord) == enWord && !titled {
		return 0 // an ordinary word that is no given name
	}
	if !first.capital || first.is(enPlaceFirst) || first.mixed || first.n < 2 && !c.initial[i] || first.allCaps && first.n < 3 || first.is(enTitles) && i+1 < c.n {
		return 0
	}
	j := s.enExtend(c, i)
	last := &c.w[j-1]
	end := last.end
	if c.initial[i] && (j == i+1 || last.flags&enSurname == 0) || j < c.n && c.w[j].is(enNotPerson) || j > i+1 && last.is(enNotPerson) && last.flags&enGiven == 0 {
		return 0
	}
	full := j > i+1
	if last.is(enMonths) || first.is(enMonths) && !(full && last.flags&enSurname != 0) {
		return 0
	}
	if first.allCaps && !(full && first.flags&enGiven != 0 && last.flags&(enGiven|enSurname) != 0 && last.flags&enWord == 0) && !titled {
		return 0
	}
	score, ev := s.enShape(c, i, j, titled)
	before, cue := s.enLeft(first.start, titled || i > 0 && c.w[i-1].is(enBefore))
	after := s.enRight(end)
	if (first.flags&(enGiven|enSurname) != 0 || full || titled) && !first.is(enProgram) && !first.is(enTools) {
		after += s.amongHan(first.start, end)
	}
	score += before + after
	if before > 0 || after > 0 {
		ev |= HasCue
	}
	if first.allCaps && before <= 0 {
		score -= 0.3
	}
	if last.is(enCountries) && before < 0.4 || s.andSons(end) {
		return 0
	}
	if len(s.model.row) > 0 {
		if m, e := s.model.joined(score, first.start, end); m > 0 {
			score, end, ev = m, e, ev|HasModel
		}
	}
	if score < 0.3 {
		return 0
	}
	f := Finding{Kind: "latin", Start: first.start, End: end, Score: min(score, 0.95), Evidence: ev, CueStart: cue.start, CueEnd: cue.end}
	s.emit(f)
	if score < 0.5 {
		return 0
	}
	return j - i
}

// enExtend returns the index behind the last word of the name that begins with
// word i.
func (s *scan) enExtend(c *enCandidate, i int) int {
	j := i + 1
	for j < c.n && j-i < 4 {
		w := &c.w[j]
		switch {
		case c.initial[j] && j+1 < c.n:
		case w.is(enSuffixes) && j > i+1:
			return j + 1
		case !w.capital: // a particle counts if a name follows
			k := j
			for k < c.n && !c.w[k].capital {
				k++
			}
			if k == c.n || c.w[k].flags&enWord != 0 && c.w[k].flags&enSurname == 0 {
				return j
			}
			j = k
		case w.mixed || w.n < 2 || w.is(enNotPerson) && w.flags&(enGiven|enSurname) == 0:
			return j
		case w.flags&enWord != 0 && w.flags&(enGiven|enSurname) == 0:
			return j
		case w.allCaps != c.w[i].allCaps && !c.initial[i]:
			return j
		}
		if s.text[c.w[j].end-1] == 's' && c.w[j].end-2 > c.w[j].start && s.text[c.w[j].end-2] == '\'' {
			return j + 1
		}
		j++
	}
	for j > i+1 && (c.initial[j-1] || !c.w[j-1].capital) {
		j--
	}
	return j
}

// enShape weighs the words themselves.
func (s *scan) enShape(c *enCandidate, i, j int, titled bool) (score float64, ev Evidence) {
	first, last := c.w[i].flags, c.w[j-1].flags
	full := j > i+1
	switch {
	case first&enGiven != 0 && first&enWord == 0:
		score, ev = 0.4, HasLexicon
		if !full {
			score = 0.3 // a word of the context must join the list, punctuation is not enough
		}
	case first&enGiven != 0:
		score, ev = 0.2, HasLexicon
		if !full {
			score = 0.1
		}
	case first&enSurname != 0 && first&enWord == 0:
		score, ev = 0.2, HasLexicon
	case first&enWord == 0 && titled:
		score = 0.15 // Mr. and a word that is no other
	default:
		score = 0.05
	}
	if c.initial[i] {
		score = 0.25
	}
	if !full {
		return score, ev
	}
	ev |= HasShape
	switch {
	case last&enSurname != 0 && last&enWord == 0:
		score += 0.4
	case last&enWord == 0 && last&enGiven == 0:
		score += 0.3 // unknown, as most surnames of the world are
	case last&enGiven != 0 && last&enWord == 0:
		score += 0.3
	case last&enSurname != 0:
		score += 0.25
	default:
		score += 0.1
	}
	return score, ev
}

// enPersonBehind looks for a name behind a word that announces one: unknown and
// lower-case names count there.
func enPersonBehind(s *scan, start, end int) {
	i := end
	for i < s.hi && i-end < 6 && (s.text[i] == ' ' || s.text[i] == ':' || s.text[i] == '.' || s.text[i] == '"' || s.text[i] == '\t' || s.text[i] == '=') {
		i++
	}
	if i == end || i >= s.hi {
		return
	}
	w := s.latinAt(i)
	if w.capital || w.n < 3 || w.flags&enGiven == 0 || w.flags&enWord != 0 {
		return // a capitalised one is looked at anyway
	}
	to := w.end
	if to+1 < s.hi && s.text[to] == ' ' {
		if v := s.latinAt(to + 1); v.n > 2 && !v.capital && v.flags&enWord == 0 {
			to = v.end
		}
	}
	s.emit(Finding{Kind: "latin", Start: i, End: to, Score: 0.65, Evidence: HasLexicon | HasCue, CueStart: start, CueEnd: end})
}

// enRepeats reports single words of names found in the unit where they stand
// alone elsewhere: Christine, after Christine Hertzog.
func enRepeats(s *scan, _, _ int) {
	const most = 64
	var known [most]span
	n := 0
	for i := range s.found {
		f := &s.found[i]
		if f.Type != Person || f.Kind != "latin" || f.Score < 0.65 || n+2 > most || f.Evidence.Has(HasModel) && !f.Evidence.Has(HasShape) {
			continue
		}
		v := s.text[f.Start:f.End]
		for a := 0; a < len(v); {
			b := a
			for b < len(v) && v[b] != ' ' {
				b++
			}
			if b-a > 3 && n < most && isUpper(v[a]) {
				known[n] = span{f.Start + a, f.Start + b}
				n++
			}
			a = b + 1
		}
	}
	if n == 0 {
		return
	}
	var filter [1 << 10 / 64]uint64
	for _, k := range known[:n] {
		h := capHash(s.text[k.start:])
		filter[h>>6] |= 1 << (h & 63)
	}
	for _, c := range s.caps {
		if c.end-c.start < 3 {
			continue
		}
		if h := capHash(s.text[c.start:]); filter[h>>6]>>(h&63)&1 == 0 {
			continue
		}
		for _, k := range known[:n] {
			end := c.start + k.end - k.start
			if k.start != c.start && end <= s.hi && string(s.text[k.start:k.end]) == string(s.text[c.start:end]) && !s.letterAt(end) {
				s.emit(Finding{Kind: "latin", Start: c.start, End: end, Score: 0.6, Evidence: HasLexicon | HasRepeat})
				break
			}
		}
	}
}

// capHash folds the first three bytes of a word into ten bits.
func capHash(b []byte) uint {
	return (uint(b[0])*0x1F1 ^ uint(b[1])*0x35 ^ uint(b[2])*0xA7) & (1<<10 - 1)
}
