// SPDX-License-Identifier: Apache-2.0

package detect

// left weighs what stands in front of a candidate.
func (p *persons) left(c *candidate) {
	s := p.s
	start := p.at[c.start]
	if m := s.fieldMask(start); m.has(personCues) && p.boundary(c.start) {
		c.before, c.ev = pointsMarked, c.ev|HasField
		return
	}
	if p.listed(c.start) {
		c.before, c.ev = pointsList, c.ev|HasList
		return
	}
	if h, points := p.announcedBy(c.start); points != 0 {
		c.before, c.cue, c.ev = points, h, c.ev|HasCue
		return
	}
	if c.start == p.lo {
		c.before = 12
		return
	}
	before := p.r[p.lo:c.start]
	switch r := before[len(before)-1]; {
	case r == '@' || r == '＠' || r == '#':
		c.before = -60
	case inHan(r):
		if beforeName().ends(before) > 0 {
			c.before = pointsVerb
		} else if r == '的' || r == '了' || r == '位' || r == '里' || r == '上' || r == '中' {
			c.before = pointsWordEnd
		} else if n := len(before); n > 1 && p.lex.word(before[n-2], r) {
			c.before = pointsWordEnd
		} else {
			c.before = pointsHan
		}
	case (r == ':' || r == '：') && labels(before[:len(before)-1]):
		c.before, c.ev = pointsRole, c.ev|HasCue
	default:
		c.before = edgePoints(r)
	}
	if p.detailBefore(start) {
		c.before += 22
	}
}

// labels reports whether r ends like the label of a form that asks for a
// person: 代领人, 审核员.
func labels(r []rune) bool {
	n := len(r)
	if n < 2 || !inHan(r[n-2]) {
		return false
	}
	switch r[n-1] {
	case '人', '员', '者', '客', '师', '长', '友', '手', '方':
		return true
	}
	return false
}

// edgePoints weighs a character that is not Chinese, in front of a name.
func edgePoints(r rune) int {
	switch r {
	case '\n', '\r', '\t', '|', '｜', ';', '；':
		return 14
	case '，', ',', '。', '！', '!', '？', '?', '：', ':', '、', '/', '—', '-', '*', '】', ']', '）', ')':
		return 8
	case '【', '（', '(', '"', '“', '\'', '>', ' ', '　', '「', '[':
		return 8
	case '《', '〈':
		return -60
	case '·', '•', '_', '=', '.':
		return -25
	}
	return -4
}

// boundary reports whether a field's value may begin at index i.
func (p *persons) boundary(i int) bool {
	if i == p.lo {
		return true
	}
	switch p.r[i-1] {
	case '\n', '\r', '\t', '|', ';', ',', '"', '\'', ' ', '>', '　', '、', ':':
		return true
	}
	return false
}

// listed reports whether the name found last ends right before index i, with
// a mark or conjunction in between.
func (p *persons) listed(i int) bool {
	if p.last < 0 || p.end >= p.at[i] || p.at[i]-p.end > 8 {
		return false
	}
	between := 0
	for j := i - 1; j >= p.lo && p.at[j] >= p.end; j-- {
		switch p.r[j] {
		case '、', '和', '与', '及', '跟', '，', ',', '/', '；', ';':
			between++
		case ' ', '　', '\n', '\r':
		default:
			return false
		}
	}
	return between == 1
}

// announcedBy returns the context word that ends right before index i, with at
// most a colon, a verb and an opening mark in between, and its points.
func (p *persons) announcedBy(i int) (cueHit, int) {
	j, marks := i, 0
	for j > p.lo && i-j < 5 {
		switch p.r[j-1] {
		case ':', '：', '=':
			marks++
			j--
			continue
		case ' ', '　', '"', '\'', '(', '（', '【', '[', '「', '“', '\t', '|', '｜', '是', '为', '叫', '填', '写', '的', '/', '）', ')', '名', '】', ']', '〉', '>':
			j--
			continue
		}
		break
	}
	hits := p.cuesTo(p.at[i])
	for k := i; k >= j && len(hits) > 0; k-- {
		at := p.at[k]
		for _, h := range hits {
			if h.start < at && at < h.end && k == i && h.mask.has(personCues) {
				return h, pointsInside // 房东方铭: the name is 方铭
			}
			if h.end != at {
				continue
			}
			switch {
			case h.mask.has(personCues) && marks > 0:
				return h, pointsMarked
			case k == i && p.lex.word(p.r[i-1], p.r[i]):
				return h, pointsRole / 2 // 林业主管部门, but also 本人马明
			case h.mask.has(personCues):
				return h, pointsAnnounce
			case h.mask.has(roleCues):
				if marks > 0 || k == i {
					return h, pointsRole
				}
				return h, pointsRole / 2
			}
		}
	}
	return cueHit{}, 0
}

// cuesTo returns the context words that triggers asked for and that begin in the
// cueReach bytes in front of end, in order.
func (p *persons) cuesTo(end int) []cueHit {
	cues, j := p.s.cues, p.cue
	for j < len(cues) && cues[j].start < end {
		j++
	}
	for j > 0 && cues[j-1].start >= end {
		j--
	}
	p.cue = j
	i := j
	for i > 0 && cues[i-1].start >= end-cueReach {
		i--
	}
	return cues[i:j]
}

// weakDetail is the score from which a number counts as a person's when a name
// stands beside it.
const weakDetail = 0.3

// detailBefore reports whether an identifier or number of a person ends right
// before start, at most two marks away.
func (p *persons) detailBefore(start int) bool {
	for i := p.next - 1; i >= 0 && i >= p.next-3; i-- {
		f := &p.s.found[i]
		if f.End <= start && start-f.End <= 6 && ofPerson(f.Type) && f.Score >= DefaultMinScore && !p.s.newline(f.End, start) {
			return true
		}
	}
	return false
}

// ofPerson reports whether a finding of type t belongs to a person, so that a
// name may stand beside it.
func ofPerson(t Type) bool {
	switch t {
	case Person, URL, IPAddress, MACAddress, Coordinates, CNUSCC, Credential, VIN, IMEI:
		return false
	}
	return true
}

// right weighs what stands behind a candidate.
func (p *persons) right(c *candidate) {
	behind := p.r[c.end:p.hi]
	if len(behind) == 0 {
		c.behind = 10
		return
	}
	switch org := p.orgName(behind); {
	case title(behind) > 1 && !org, title(behind) == 1 && !p.lex.word(p.r[c.end-1], behind[0]):
		c.behind, c.ev = pointsTitle, c.ev|HasCue
		return
	case org:
		c.behind = pointsOrg
		return
	case p.detailBehind(c):
		c.behind, c.ev = pointsDetail, c.ev|HasCue
		if p.cell(c) {
			c.behind += pointsCell
		}
		return
	case demographic(behind):
		c.behind, c.ev = pointsTitle, c.ev|HasCue
		return
	}
	c.behind = p.edgeBehind(c, behind)
	if p.sibling(c.end) {
		c.behind += 22
	}
	c.behind += p.detailInLine(c)
}

// edgeBehind weighs what follows a candidate directly.
func (p *persons) edgeBehind(c *candidate, behind []rune) int {
	switch r := behind[0]; {
	case r == '*' && c.start > p.lo && p.r[c.start-1] == '*': // bold in Markdown
		return 10
	case r == '*' || r == '×' || r == '某' || r == '·' || r == '•':
		return -60
	case inHan(r):
		switch {
		case afterName().starts(behind) > 0:
			return 15
		case len(behind) > 1 && p.lex.longest(behind) > 1:
			return pointsWordEnd
		}
		return pointsHan
	case r == '、' || r == '\n' || r == '\t' || r == '|' || r == '｜' || r == ';':
		return 12
	case r < 0x80 && isWord(byte(r)):
		return -4
	case len(behind) > 1 && afterMark().starts(behind[1:]) > 0:
		return pointsVerb
	}
	return 10
}

// title returns the length of the title that r begins with. One of a single
// character counts at the end of a phrase only: 李梅收，.
func title(r []rune) int {
	n := nameTitles().starts(r)
	if n == 1 && len(r) > 1 && inHan(r[1]) {
		return 0
	}
	return n
}

// cell reports whether the candidate fills a cell of a table.
func (p *persons) cell(c *candidate) bool {
	mark := func(i int) bool {
		switch p.r[i] {
		case '\n', '\r', '\t', '|', ';', ',', '｜', '"':
			return true
		}
		return false
	}
	return c.end < p.hi && mark(c.end) && (c.start == p.lo || mark(c.start-1))
}

// orgName reports whether behind begins or soon brings what makes the name
// before it part of the name of a shop, company or place.
func (p *persons) orgName(behind []rune) bool {
	if orgBehind().starts(behind) > 0 {
		return true
	}
	for i := 1; i < len(behind) && i <= 6 && inHan(behind[i-1]) && behind[i-1] != '的' && behind[i-1] != '在' && behind[i-1] != '是'; i++ {
		if orgEnds().starts(behind[i:]) > 0 {
			return true
		}
	}
	return false
}

// detailBehind reports whether a number of the person, or the word for one,
// follows directly, over at most three marks.
func (p *persons) detailBehind(c *candidate) bool {
	s := p.s
	i := c.end
	for i < p.hi && i < c.end+3 {
		switch p.r[i] {
		case ' ', '　', ':', '：', '(', '（', ',', '，', '/', '|', '｜', '\t', ';', '；', '"', '的', '【', '-', '、', '\n', '\r':
			i++
			continue
		}
		break
	}
	at, end := p.at[i], p.at[c.end]
	if i > c.end || i < p.hi && p.r[c.end] > 0x80 {
		if h, ok := s.plan.nearWords().at(s.text[:s.hi], at); ok && h.mask.has(personBehind) && !s.newline(end, at) {
			c.cue = h
			return true
		}
	}
	for k := p.next; k < p.known && s.found[k].Start <= at+1; k++ {
		f := &s.found[k]
		if f.Start >= end && f.Score >= weakDetail && ofPerson(f.Type) && !s.newline(end, f.Start) {
			return true
		}
	}
	return false
}

// detailInLine returns points for a person's number in the same line, 90 bytes
// away at most.
func (p *persons) detailInLine(c *candidate) int {
	s, end, start := p.s, p.at[c.end], p.at[c.start]
	for k := p.next; k < p.known && s.found[k].Start <= end+90; k++ {
		f := &s.found[k]
		if f.Start >= end && f.Score >= weakDetail && ofPerson(f.Type) && f.Type != Address && !s.newline(end, f.Start) {
			return 18
		}
	}
	if k := p.next - 1; k >= 0 {
		f := &s.found[k]
		if f.End <= start && start-f.End < 90 && f.Score >= weakDetail && ofPerson(f.Type) && f.Type != Address && !s.newline(f.End, start) {
			return 12
		}
	}
	return 0
}

// demographic reports whether behind begins like ，男， or ｜48岁 or (女) or
// ，1991年.
func demographic(r []rune) bool {
	i := 0
	if len(r) > 1 && (r[0] == '男' || r[0] == '女') && !inHan(r[1]) {
		return true
	}
	for i < len(r) && i < 3 && !inHan(r[i]) && (r[i] > 0x7F || !isWord(byte(r[i]))) {
		i++
	}
	if i == 0 || i >= len(r) {
		return false
	}
	if r[i] == '男' || r[i] == '女' {
		return i+1 >= len(r) || !inHan(r[i+1]) || r[i+1] == '性'
	}
	n := i
	if len(r) >= i+5 && (r[i] == '1' && r[i+1] == '9' || r[i] == '2' && r[i+1] == '0') && isDigit(byte(r[i+2])) && isDigit(byte(r[i+3])) {
		switch r[i+4] {
		case '年', '-', '.', '/':
			return true // a date of birth
		}
	}
	for n < len(r) && n < i+3 && r[n] < 0x80 && isDigit(byte(r[n])) {
		n++
	}
	return n > i && n < len(r) && (r[n] == '岁' || r[n] == '周' && n+1 < len(r) && r[n+1] == '岁')
}

// siblingShape is the least that the characters behind a mark must say for a
// name to count as one of a list.
const siblingShape = 30

// sibling reports whether index i is a mark or conjunction behind which another
// name is likely to begin.
func (p *persons) sibling(i int) bool {
	for i < p.hi && p.r[i] == ' ' {
		i++
	}
	if i+2 >= p.hi {
		return false
	}
	switch p.r[i] {
	case '、', '和', '与', '及', '跟', '，', ',':
	default:
		return false
	}
	for i++; i < p.hi && p.r[i] == ' '; i++ {
	}
	if i+1 >= p.hi || !inHan(p.r[i]) || !inHan(p.r[i+1]) {
		return false
	}
	if p.lex.isCompound(p.r[i], p.r[i+1]) {
		return true
	}
	a, b := p.lex.of(p.r[i]), p.lex.of(p.r[i+1])
	if a.surname == notInNames || p.lex.has(p.r[i], cueOnly) || p.lex.longest(p.r[i:p.hi]) > 1 {
		return false
	}
	one := int(a.surname) + int(b.single) + pointsShort
	two := -1000
	if i+2 < p.hi && inHan(p.r[i+2]) && b.first != notInNames {
		two = int(a.surname) + int(b.first) + int(p.lex.of(p.r[i+2]).last)
	}
	if i+2 < p.hi && inHan(p.r[i+2]) {
		one -= 15
	}
	return max(one, two) > siblingShape
}
