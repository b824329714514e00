// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "mac_address", typ: MACAddress,
	source: "IEEE 802-2014 §8 (EUI-48, hexadecimal representation); RFC 7042 (documentation range, multicast)",
	about:  "MAC addresses: six pairs with colons anywhere; with dashes, or in fours with dots, beside a context word",
	on:     []trigger{onColons(macColons), onCue(macCues, macCue)},
	check: func(v string) (bool, string) {
		s := &scan{text: []byte(v), hi: len(v)}
		for _, pairs := range [...]int{6, 8} {
			for _, sep := range [...]byte{':', '-', ' ', 0} {
				if end, ok := s.macPairs(0, pairs, sep); ok && end == len(v) {
					return true, "pairs of hexadecimal digits with one separator"
				}
			}
		}
		if end, ok := s.macFours(0); ok && end == len(v) {
			return true, "three groups of four hexadecimal digits"
		}
		return false, "not 6 or 8 pairs of hexadecimal digits with one separator"
	},
})

var macCues = cues("mac", `mac macs mac_address mac_addr hwaddr hw_addr ether bssid physical_address ethernet_address bluetooth_address mac地址 物理地址 硬件地址 网卡地址 蓝牙地址 无线地址`)

func isHex(c byte) bool { return isDigit(c) || (c|0x20)-'a' < 6 }

// macPairs returns the end of n pairs of hexadecimal digits at i, parted by sep
// (0: by nothing).
func (s *scan) macPairs(i, n int, sep byte) (end int, ok bool) {
	for k := range n {
		if k > 0 && sep != 0 {
			if i >= s.hi || s.text[i] != sep {
				return 0, false
			}
			i++
		}
		if i+2 > s.hi || !isHex(s.text[i]) || !isHex(s.text[i+1]) {
			return 0, false
		}
		i += 2
	}
	return i, i >= s.hi || !isWord(s.text[i]) && (s.text[i] != sep || sep == ' ' || i+1 == s.hi || !isHex(s.text[i+1]))
}

// macFours returns the end of three groups of four hexadecimal digits with dots.
func (s *scan) macFours(i int) (end int, ok bool) {
	for k := range 3 {
		if k > 0 {
			if i >= s.hi || s.text[i] != '.' {
				return 0, false
			}
			i++
		}
		for range 4 {
			if i >= s.hi || !isHex(s.text[i]) {
				return 0, false
			}
			i++
		}
	}
	return i, !s.wordAfter(i)
}

// macColons looks at one of the colons of what may be an address: a colon in
// front of it ("MAC: …") may have been counted.
func macColons(s *scan, at, _ int) {
	start := at
	for start > s.lo && at-start < 24 && (isHex(s.text[start-1]) || s.text[start-1] == ':') {
		start--
	}
	if s.wordBefore(start) { // the end of a word and its colon: mac:00:…
		for start < at && s.text[start] != ':' {
			start++
		}
		start++
	} else if s.text[start] == ':' {
		return
	}
	if end, ok := s.macPairs(start, 6, ':'); ok && end > at {
		s.mac(start, end, 0.7)
	}
}

// macCue looks right of a context word, and along the list that may follow.
func macCue(s *scan, _, end int) {
	at, _ := s.pastCue(end)
	for range 16 {
		to, ok := s.macPairs(at, 6, '-')
		if !ok {
			to, ok = s.macFours(at)
		}
		if ok {
			s.mac(at, to, 0.9)
		} else if to, ok = s.macPairs(at, 6, ':'); !ok {
			return
		}
		if at = s.listed(to); at < 0 {
			return
		}
	}
}

func (s *scan) mac(start, end int, score float64) {
	f := Finding{Start: start, End: end, Score: score, Evidence: HasShape}
	var b [6]byte
	n, k := 0, 0
	for _, c := range s.text[start:end] {
		if !isHex(c) {
			continue
		}
		v := c - '0'
		if !isDigit(c) {
			v = c | 0x20 - 'a' + 10
		}
		if n = n<<4 | int(v); k%2 == 1 {
			b[k/2], n = byte(n), 0
		}
		k++
	}
	h, ev := s.near(start, end, maskOf(macCues), cueMask{})
	f.cue(h, ev)
	switch {
	case testMAC(b):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case b[0]&1 == 1: // groups, broadcast
		f.Score, f.Evidence = 0.3, f.Evidence|NotPersonal
	case ev&(HasCue|HasField) != 0:
		f.Score = 0.93
	}
	s.emit(f)
}

// testMAC reports whether b is all one, counts up, or lies in the range that RFC
// 7042 keeps for documentation.
func testMAC(b [6]byte) bool {
	if b[0] == 0 && b[1] == 0 && b[2] == 0x5E && b[3] == 0 && b[4] == 0x53 {
		return true
	}
	step := b[1] - b[0]
	for i := 1; i < 6; i++ {
		if b[i]-b[i-1] != step {
			return b == [6]byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB} || b == [6]byte{0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC} ||
				b == [6]byte{0x00, 0x1A, 0x2B, 0x3C, 0x4D, 0x5E} || b[0] == 0xDE && b[1] == 0xAD && b[2] == 0xBE && b[3] == 0xEF || b[1]|b[2]|b[3]|b[4] == 0
		}
	}
	return true
}
