// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// sampleSize is how much of a file is looked at to guess its encoding.
const sampleSize = 64 << 10

// sniff reads the head of the file, takes the byte order mark and chooses an
// encoding, or leaves it undecided until a byte is not ASCII.
func (f *feed) sniff(o Options) error {
	f.fillRaw(sampleSize)
	if f.err != nil && len(f.raw) == 0 {
		return fmt.Errorf("read the beginning of the file: %w", f.err)
	}
	bom, name := byteOrderMark(f.raw)
	if o.Encoding != "" && name != o.Encoding && name != "" {
		bom, name = nil, o.Encoding
	}
	f.bom = bytes.Clone(bom)
	f.head = len(bom)
	head := f.raw[f.head:]
	switch {
	case name != "":
		f.use(encodingByName(name))
	case o.Encoding != "":
		f.use(encodingByName(o.Encoding))
	case wideEncoding(head) != nil:
		f.use(wideEncoding(head))
	case looksBinary(head):
		f.binary = true
	default:
		f.undecided = true
		if label := declaredEncoding(head, o.Name); label != "" {
			f.declare(label, head)
		}
	}
	return nil
}

// byteOrderMark returns the mark that b begins with and the encoding it means.
func byteOrderMark(b []byte) (mark []byte, name string) {
	for _, m := range [...]struct{ mark, name string }{
		{"\xEF\xBB\xBF", "utf-8"},
		{"\xFF\xFE\x00\x00", "utf-32le"}, // before utf-16le, whose mark it begins with
		{"\x00\x00\xFE\xFF", "utf-32be"},
		{"\xFF\xFE", "utf-16le"},
		{"\xFE\xFF", "utf-16be"},
		{"\x84\x31\x95\x33", "gb18030"},
	} {
		if len(b) >= len(m.mark) && string(b[:len(m.mark)]) == m.mark {
			return b[:len(m.mark)], m.name
		}
	}
	return nil, ""
}

// wideEncoding recognises UTF-16 and UTF-32 without a byte order mark: text has
// line ends, spaces or ASCII letters, whose other bytes are zero.
func wideEncoding(b []byte) *encoding {
	if bytes.IndexByte(b, 0) < 0 {
		return nil
	}
	for _, w := range [...]struct {
		name  string
		width int
	}{{"utf-32le", 4}, {"utf-32be", 4}, {"utf-16le", 2}, {"utf-16be", 2}} {
		e := encodingByName(w.name)
		units, plausible, ascii := 0, 0, 0
		for rest := b[:min(len(b), 8<<10)]; len(rest) >= w.width; units++ {
			c, n := e.char(rest, true)
			if r := c.first; r != utf8.RuneError && r&0xFF != 0 && (unicode.IsPrint(r) || unicode.IsSpace(r)) {
				plausible++
				if r < utf8.RuneSelf {
					ascii++
				}
			}
			rest = rest[n:]
		}
		// Nine characters in ten make sense; one in a hundred is ASCII. The
		// wrong byte order makes U+2000 of spaces and U+0A00 of line ends; few
		// real characters end in 00.
		if units > 1 && plausible*10 >= units*9 && ascii*100 >= units {
			return e
		}
	}
	return nil
}

// magic are the beginnings of binary files that may have no zero byte early.
var magic = []string{
	"%PDF-", "PK\x03\x04", "PK\x05\x06", "\x1F\x8B", "BZh", "\xFD7zXZ", "\x28\xB5\x2F\xFD", "7z\xBC\xAF", "Rar!",
	"\x89PNG", "\xFF\xD8\xFF", "GIF87a", "GIF89a", "RIFF", "\x7FELF", "\xD0\xCF\x11\xE0", "OggS", "ID3", "SQLite format 3\x00",
}

// looksBinary says whether a head that is not UTF-16 or UTF-32 is no text. Logs
// may hold a stray zero byte after a crash: one in 1024 is forgiven.
func looksBinary(head []byte) bool {
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	if bytes.Count(head, []byte{0})*1024 > len(head) {
		return true
	}
	control := 0
	head = head[:min(len(head), 8<<10)] // enough to tell: version control looks at as much
	for _, c := range head {
		if c < ' ' && (c < '\a' || c > '\r') && c != 0x1B {
			control++
		}
	}
	return control*10 > len(head) // one byte in ten has no meaning in text
}

var (
	xmlDeclaration = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)
	})
	metaCharset = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)<meta[^>]{0,300}charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})`)
	})
)

// declaredEncoding returns the label in an XML declaration or HTML meta tag,
// or "". The HTML standard wants the tag within 1024 bytes; real pages are
// later now and then.
func declaredEncoding(head []byte, name string) string {
	head = head[:min(len(head), 4<<10)]
	if m := xmlDeclaration().FindSubmatch(head); m != nil {
		return string(m[1])
	}
	f := formatIndex()[strings.ToLower(path.Ext(name))]
	if (f != nil && f.name == "html") || looksHTML(head) {
		if m := metaCharset().FindSubmatch(head); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// declare follows a declaration unless the bytes refute it.
func (f *feed) declare(label string, head []byte) {
	name, ok := encodingName(label)
	if !ok {
		f.notes = append(f.notes, fmt.Sprintf("declares the unknown encoding %q: guessed instead", label))
		return
	}
	if strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") {
		return // the declaration itself was legible, so it is wrong (HTML standard, prescan)
	}
	at := indexNonASCII(head)
	good, bad := 0, 0
	if at >= 0 {
		good, bad = utf8Quality(head[at:])
	}
	switch {
	case name == "utf-8" && bad*10 > good:
		f.notes = append(f.notes, "declares utf-8 and is not: guessed instead")
	case name == "utf-8":
	case bad == 0 && good >= 8: // eight in a row are no coincidence in GBK
		f.notes = append(f.notes, fmt.Sprintf("declares %s and is utf-8", name))
	default:
		f.use(encodingByName(name))
	}
}

// utf8Quality counts the characters of several bytes in a sample and the bytes
// that are not UTF-8, apart from a character cut off at its end.
func utf8Quality(sample []byte) (good, bad int) {
	sample = sample[:len(sample)-partialRune(sample)]
	for len(sample) > 0 {
		if sample[0] < utf8.RuneSelf {
			sample = sample[1:]
			continue
		}
		r, n := utf8.DecodeRune(sample)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		sample = sample[n:]
	}
	return good, bad
}

// guessEncoding tells the encoding of a sample that begins with a byte above
// 0x7F. nil is UTF-8.
func guessEncoding(sample []byte) *encoding {
	if utf8.Valid(sample[:len(sample)-partialRune(sample)]) {
		return nil
	}
	// A log that was cut or mixed may hold a few bytes that are not UTF-8.
	if good, bad := utf8Quality(sample); bad*10 <= good {
		return nil
	}
	best, most := encodingByName("latin-1"), latin1Score(sample)
	for _, name := range [...]string{"gb18030", "big5", "shift_jis"} {
		e := encodingByName(name)
		if s := multibyteScore(e, sample); s > most && s > 0 {
			best, most = e, s
		}
	}
	return best
}

// frequent are the most frequent characters of simplified and traditional
// Chinese running text, and words that forms and complaints are made of.
const frequent = `的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里` +
	`這個們來為國說時會對於著過發後裡還沒點開關經當學與從問實體話電機號碼址證件郵箱聯繫請謝姓名張陳劉黃吳趙週孫` +
	`用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运号码址证邮箱联系请谢姓李刘陈杨赵黄周吴徐孙您`

var frequentSet = sync.OnceValue(func() map[rune]bool {
	set := make(map[rune]bool, len(frequent)/3)
	for _, r := range frequent {
		set[r] = true
	}
	return set
})

// multibyteScore says how much a sample looks like text in e: points per byte
// above 0x7F, from about 2 (running text) down to below 0 (noise).
func multibyteScore(e *encoding, sample []byte) float64 {
	points, high := 0, 0
	for at := 0; at < len(sample); {
		if sample[at] < utf8.RuneSelf {
			at++
			continue
		}
		c, n := e.char(sample[at:], false)
		if n == 0 {
			break
		}
		for _, b := range sample[at : at+n] {
			high += int(b >> 7)
		}
		points += charPoints(e.name, sample[at:at+n], c.first)
		at += n
	}
	return float64(points) / float64(max(high, 1))
}

// charPoints rates one character: frequent ones and punctuation up, those of
// the standards' second halves, private use and errors down. The areas are
// those of GB 2312 (level 1 is 0xB0 to 0xD7), Big5 (0xA4 to 0xC6) and
// JIS X 0208 (level 1 is 0x88 to 0x97).
func charPoints(name string, code []byte, r rune) int {
	kana := r >= 0x3041 && r <= 0x30FE
	switch {
	case r == utf8.RuneError:
		return -12
	case unicode.Is(unicode.Co, r):
		return -4
	case frequentSet()[r]:
		return 4
	case r >= 0x3001 && r <= 0x3011, r >= 0xFF01 && r <= 0xFF5E, r == 0x201C, r == 0x201D, r == 0x2026:
		return 3
	case name == "shift_jis" && kana:
		return 4
	case r >= 0xFF61 && r <= 0xFF9F, len(code) == 4: // half-width katakana; rare in GB 18030
		return -1
	case len(code) == 1:
		return -2
	}
	lead, second := code[0], code[1]
	switch name {
	case "gb18030":
		return area(lead >= 0xB0 && lead <= 0xD7 && second >= 0xA1, second < 0xA1 || lead < 0xA1 || kana)
	case "big5":
		return area(lead >= 0xA4 && lead <= 0xC6, lead < 0xA1 || lead > 0xF9 || kana)
	}
	return area(lead >= 0x88 && lead <= 0x97, lead > 0xEA)
}

func area(common, rare bool) int {
	switch {
	case rare:
		return -2
	case common:
		return 2
	}
	return -1
}

// latin1Score is multibyteScore for windows-1252: letters with accents stand
// alone between ASCII letters, and signs stand alone.
func latin1Score(sample []byte) float64 {
	points, high := 0, 0
	at := func(i int) byte {
		if i < 0 || i >= len(sample) {
			return ' '
		}
		return sample[i]
	}
	for i, c := range sample {
		if c < utf8.RuneSelf {
			continue
		}
		high++
		r, _ := latin1Char(sample[i:], true)
		switch alone := at(i-1) < utf8.RuneSelf && at(i+1) < utf8.RuneSelf; {
		case !alone:
			points--
		case unicode.IsControl(r.first):
			points -= 6
		case unicode.IsLetter(r.first) && (isASCIILetter(at(i-1)) || isASCIILetter(at(i+1))):
			points += 4
		default:
			points += 2
		}
	}
	return float64(points) / float64(max(high, 1))
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
