// SPDX-License-Identifier: Apache-2.0

package document

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// encoding is a way of writing characters as bytes other than UTF-8. All of
// them are stateless between characters, so that any piece can be decoded by
// itself.
type encoding struct {
	name    string
	aliases string // lower case, separated by spaces, as declared in pages
	// char decodes the first character of src, which is not empty. A byte that
	// begins none is U+FFFD of length 1. n is 0 if src ends inside the
	// character and is not the last of the file.
	char func(src []byte, last bool) (c char, n int)
	// put appends r encoded and reports whether the encoding has it.
	put func(dst []byte, r rune) ([]byte, bool)
	// plain decodes the characters of one and two bytes that it can decode
	// quickly from the beginning of src: as char would, but many of them.
	plain func(dst, src []byte) ([]byte, int)
}

// char is what a code stands for: one character, or in Big5 a letter with a
// combining mark.
type char struct{ first, second rune }

func (c char) len() int {
	n := utf8.RuneLen(c.first)
	if c.second != 0 {
		n += utf8.RuneLen(c.second)
	}
	return n
}

func (c char) append(dst []byte) []byte {
	dst = utf8.AppendRune(dst, c.first)
	if c.second != 0 {
		dst = utf8.AppendRune(dst, c.second)
	}
	return dst
}

var undecodable = char{first: utf8.RuneError}

// encodings are all but UTF-8, which is the nil encoding. The names in aliases
// are the labels of the WHATWG Encoding Standard that occur.
var encodings = []*encoding{
	{name: "utf-16le", aliases: "utf-16 ucs-2 unicode", char: utf16Char(binary.LittleEndian), put: utf16Put(binary.LittleEndian), plain: utf16Plain(0)},
	{name: "utf-16be", char: utf16Char(binary.BigEndian), put: utf16Put(binary.BigEndian), plain: utf16Plain(1)},
	{name: "utf-32le", aliases: "utf-32", char: utf32Char(binary.LittleEndian), put: utf32Put(binary.LittleEndian), plain: nothingPlain},
	{name: "utf-32be", char: utf32Char(binary.BigEndian), put: utf32Put(binary.BigEndian), plain: nothingPlain},
	{name: "gb18030", aliases: "gbk gb2312 gb_2312-80 x-gbk chinese csgb2312 cp936 936", char: gb18030Char, put: put(simplifiedchinese.GB18030), plain: pagePlain(gb18030Page)},
	{name: "big5", aliases: "big5-hkscs cn-big5 csbig5 x-x-big5 cp950", char: big5Char, put: put(traditionalchinese.Big5), plain: pagePlain(big5Page)},
	{name: "shift_jis", aliases: "shift-jis sjis x-sjis ms_kanji windows-31j csshiftjis cp932", char: shiftJISChar, put: put(japanese.ShiftJIS), plain: pagePlain(shiftJISPage)},
	{name: "latin-1", aliases: "iso-8859-1 iso8859-1 latin1 l1 windows-1252 cp1252 x-cp1252", char: latin1Char, put: put(charmap.Windows1252), plain: pagePlain(latin1Page)},
	// Declared or asked for, never guessed: in any of them any text means something.
	codePaged("euc-kr", "ks_c_5601-1987 ksc5601 windows-949 cp949 korean", korean.EUCKR),
	codePaged("iso-8859-2", "iso8859-2 latin2 l2 csisolatin2", charmap.ISO8859_2),
	codePaged("iso-8859-5", "iso8859-5 cyrillic csisolatincyrillic", charmap.ISO8859_5),
	codePaged("iso-8859-7", "iso8859-7 greek csisolatingreek", charmap.ISO8859_7),
	codePaged("iso-8859-15", "iso8859-15 latin9 l9 csisolatin9", charmap.ISO8859_15),
	codePaged("koi8-r", "koi8 cskoi8r koi", charmap.KOI8R),
	codePaged("koi8-u", "koi8-ru", charmap.KOI8U),
	codePaged("macintosh", "mac x-mac-roman csmacintosh", charmap.Macintosh),
	codePaged("windows-1250", "cp1250 x-cp1250", charmap.Windows1250),
	codePaged("windows-1251", "cp1251 x-cp1251", charmap.Windows1251),
	codePaged("windows-1253", "cp1253 x-cp1253", charmap.Windows1253),
	codePaged("windows-1254", "cp1254 x-cp1254 iso-8859-9 latin5", charmap.Windows1254),
	codePaged("windows-1255", "cp1255 x-cp1255", charmap.Windows1255),
	codePaged("windows-1256", "cp1256 x-cp1256", charmap.Windows1256),
	codePaged("windows-1257", "cp1257 x-cp1257", charmap.Windows1257),
	codePaged("windows-1258", "cp1258 x-cp1258", charmap.Windows1258),
	codePaged("windows-874", "tis-620 iso-8859-11 dos-874", charmap.Windows874),
}

// codePaged is an encoding of one or two bytes for a character.
func codePaged(name, aliases string, e xenc.Encoding) *encoding {
	page := sync.OnceValue(func() *codePage { return newCodePage(e) })
	return &encoding{
		name: name, aliases: aliases, put: put(e), plain: pagePlain(page),
		char: func(src []byte, last bool) (char, int) { return page().char(src, last) },
	}
}

// Encodings returns the names of all encodings, sorted.
func Encodings() []string {
	names := []string{"utf-8"}
	for _, e := range encodings {
		names = append(names, e.name)
	}
	slices.Sort(names)
	return names
}

// encodingName returns our name for an encoding known under label.
func encodingName(label string) (string, bool) {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "":
		return "", false
	case "utf-8", "utf8", "us-ascii", "ascii":
		return "utf-8", true
	}
	for _, e := range encodings {
		if e.name == label || slices.Contains(strings.Fields(e.aliases), label) {
			return e.name, true
		}
	}
	return "", false
}

// encodingByName returns the encoding with that name of ours, nil for UTF-8.
func encodingByName(name string) *encoding {
	for _, e := range encodings {
		if e.name == name {
			return e
		}
	}
	return nil
}

// decode appends the characters that begin in the first limit bytes of src to
// dst and returns how many bytes they took.
func (e *encoding) decode(dst, src []byte, limit int, last bool) ([]byte, int) {
	limit = min(limit, len(src))
	dst = slices.Grow(dst, 3*limit)
	at := 0
	for at < limit {
		var n int
		if dst, n = e.plain(dst, src[at:limit]); n > 0 {
			at += n
			continue
		}
		c, n := e.char(src[at:], last)
		if n == 0 {
			break
		}
		dst = c.append(dst)
		at += n
	}
	return dst, at
}

// missing is what char returns for a character that src does not hold whole.
func missing(last bool) (char, int) {
	if last {
		return undecodable, 1
	}
	return char{}, 0
}

func utf16Char(order binary.ByteOrder) func([]byte, bool) (char, int) {
	return func(src []byte, last bool) (char, int) {
		if len(src) < 2 {
			return missing(last)
		}
		r := rune(order.Uint16(src))
		if !utf16.IsSurrogate(r) {
			return char{first: r}, 2
		}
		if r >= 0xDC00 { // a low surrogate without the high one
			return undecodable, 2
		}
		if len(src) < 4 {
			if last {
				return undecodable, min(len(src), 2)
			}
			return char{}, 0
		}
		if r = utf16.DecodeRune(r, rune(order.Uint16(src[2:]))); r == utf8.RuneError {
			return undecodable, 2
		}
		return char{first: r}, 4
	}
}

func utf16Put(order binary.AppendByteOrder) func([]byte, rune) ([]byte, bool) {
	return func(dst []byte, r rune) ([]byte, bool) {
		for _, u := range utf16.Encode([]rune{r}) {
			dst = order.AppendUint16(dst, u)
		}
		return dst, true
	}
}

func utf32Char(order binary.ByteOrder) func([]byte, bool) (char, int) {
	return func(src []byte, last bool) (char, int) {
		if len(src) < 4 {
			return missing(last)
		}
		if u := order.Uint32(src); u <= utf8.MaxRune && utf8.ValidRune(rune(u)) {
			return char{first: rune(u)}, 4
		}
		return undecodable, 4
	}
}

func utf32Put(order binary.AppendByteOrder) func([]byte, rune) ([]byte, bool) {
	return func(dst []byte, r rune) ([]byte, bool) { return order.AppendUint32(dst, uint32(r)), true }
}

// put encodes with a table of golang.org/x/text. It is called for what edits
// insert, which is little.
func put(e xenc.Encoding) func([]byte, rune) ([]byte, bool) {
	return func(dst []byte, r rune) ([]byte, bool) {
		if r < utf8.RuneSelf {
			return append(dst, byte(r)), true
		}
		out, err := e.NewEncoder().Bytes(utf8.AppendRune(nil, r))
		if err != nil {
			return dst, false
		}
		return append(dst, out...), true
	}
}

// codePage is a table of codes of one and two bytes, for speed and because
// golang.org/x/text does not say which bytes a character came from.
type codePage struct {
	single [256]rune        // 0 where there is none
	pair   [126 * 256]int32 // of a lead byte from 0x81 and any second one
	marked map[int32]char   // the negative entries of pair: two characters
}

// newCodePage asks e for the meaning of every code of one or two bytes.
func newCodePage(e xenc.Encoding) *codePage {
	p := &codePage{marked: map[int32]char{}}
	dec := e.NewDecoder()
	var out [8]byte
	meaning := func(code ...byte) []rune {
		n, used, err := dec.Transform(out[:], code, true)
		runes := []rune(string(out[:n]))
		if err != nil || used != len(code) || slices.Contains(runes, utf8.RuneError) {
			return nil
		}
		return runes
	}
	for i := range p.single {
		if m := meaning(byte(i)); len(m) == 1 {
			p.single[i] = m[0]
		}
	}
	for i := range p.pair {
		lead, second := byte(0x81+i>>8), byte(i)
		if p.single[lead] != 0 {
			continue
		}
		switch m := meaning(lead, second); len(m) {
		case 1:
			p.pair[i] = m[0]
		case 2:
			key := -int32(len(p.marked) + 1)
			p.pair[i], p.marked[key] = key, char{m[0], m[1]}
		}
	}
	return p
}

// char decodes a code of one or two bytes.
func (p *codePage) char(src []byte, last bool) (char, int) {
	lead := src[0]
	if r := p.single[lead]; r != 0 || lead == 0 {
		return char{first: r}, 1
	}
	if lead < 0x81 || lead > 0xFE {
		return undecodable, 1
	}
	if len(src) < 2 {
		return missing(last)
	}
	switch r := p.pair[int(lead-0x81)<<8|int(src[1])]; {
	case r > 0:
		return char{first: r}, 2
	case r < 0:
		return p.marked[r], 2
	}
	return undecodable, 1
}

// pagePlain decodes ASCII and pairs that stand for one character of the basic
// plane.
func pagePlain(page func() *codePage) func(dst, src []byte) ([]byte, int) {
	return func(dst, src []byte) ([]byte, int) {
		p := page()
		at := 0
		for at < len(src) {
			lead := src[at]
			if lead < utf8.RuneSelf {
				n := indexNonASCII(src[at:])
				if n < 0 {
					n = len(src) - at
				}
				dst = append(dst, src[at:at+n]...)
				at += n
				continue
			}
			if lead < 0x81 || lead == 0xFF || at+1 == len(src) {
				break
			}
			r := p.pair[int(lead-0x81)<<8|int(src[at+1])]
			if r < 0x800 || r > 0xFFFF {
				break
			}
			dst = append(dst, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
			at += 2
		}
		return dst, at
	}
}

// utf16Plain decodes all but surrogates; low is the index of a unit's low byte.
func utf16Plain(low int) func(dst, src []byte) ([]byte, int) {
	return func(dst, src []byte) ([]byte, int) {
		at := 0
		for ; at+1 < len(src); at += 2 {
			switch u := uint16(src[at+low]) | uint16(src[at+1-low])<<8; {
			case u < utf8.RuneSelf:
				dst = append(dst, byte(u))
			case u < 0x800:
				dst = append(dst, 0xC0|byte(u>>6), 0x80|byte(u)&0xBF)
			case u >= 0xD800 && u < 0xE000:
				return dst, at
			default:
				dst = append(dst, 0xE0|byte(u>>12), 0x80|byte(u>>6)&0xBF, 0x80|byte(u)&0xBF)
			}
		}
		return dst, at
	}
}

// nothingPlain leaves everything to char.
func nothingPlain(dst, _ []byte) ([]byte, int) { return dst, 0 }

var (
	gb18030Page  = sync.OnceValue(func() *codePage { return newCodePage(simplifiedchinese.GB18030) })
	big5Page     = sync.OnceValue(func() *codePage { return newCodePage(traditionalchinese.Big5) })
	shiftJISPage = sync.OnceValue(func() *codePage { return newCodePage(japanese.ShiftJIS) })
	latin1Page   = sync.OnceValue(func() *codePage { return newCodePage(charmap.Windows1252) })
)

func big5Char(src []byte, last bool) (char, int)     { return big5Page().char(src, last) }
func shiftJISChar(src []byte, last bool) (char, int) { return shiftJISPage().char(src, last) }
func latin1Char(src []byte, last bool) (char, int)   { return latin1Page().char(src, last) }

// gb18030Char knows the codes of four bytes besides: second and fourth byte are
// digits (GB 18030-2022, 4.2).
func gb18030Char(src []byte, last bool) (char, int) {
	isDigit := func(c byte) bool { return '0' <= c && c <= '9' }
	isLead := func(c byte) bool { return 0x81 <= c && c <= 0xFE }
	if !isLead(src[0]) || len(src) < 2 || !isDigit(src[1]) {
		return gb18030Page().char(src, last)
	}
	if len(src) < 4 {
		return missing(last)
	}
	if !isLead(src[2]) || !isDigit(src[3]) {
		return undecodable, 1
	}
	linear := ((int(src[0]-0x81)*10+int(src[1]-'0'))*126+int(src[2]-0x81))*10 + int(src[3]-'0')
	if four := gb18030Four(); linear < len(four) {
		if r := four[linear]; r != 0 {
			return char{first: rune(r)}, 4
		}
		return undecodable, 1
	}
	const supplementary = 189000 // 0x90308130 is U+10000
	if r := rune(linear - supplementary + 0x10000); linear >= supplementary && r <= utf8.MaxRune {
		return char{first: r}, 4
	}
	return undecodable, 1
}

// gb18030Four are the characters of the codes 0x81308130 to 0x8431A439.
var gb18030Four = sync.OnceValue(func() []uint16 {
	four := make([]uint16, 39420)
	dec := simplifiedchinese.GB18030.NewDecoder()
	var out [8]byte
	for i := range four {
		code := []byte{byte(0x81 + i/12600), byte('0' + i/1260%10), byte(0x81 + i/10%126), byte('0' + i%10)}
		n, _, err := dec.Transform(out[:], code, true)
		if r, size := utf8.DecodeRune(out[:n]); err == nil && size == n {
			four[i] = uint16(r)
		}
	}
	return four
})
