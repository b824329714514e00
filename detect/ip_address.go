// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"net/netip"
)

var _ = register(recogniser{
	id: "ip_address", typ: IPAddress, core: true,
	source: "RFC 791, RFC 4291, RFC 5952; special ranges by RFC 6890",
	about:  "IPv4 and IPv6 addresses other than loopback, unspecified and netmasks",
	on:     []trigger{onDots(ipv4), onColons(ipv6)},
	check: func(v string) (bool, string) {
		if a, err := netip.ParseAddr(v); err == nil && (a.Zone() == "" || a.IsLinkLocalUnicast()) {
			return true, "a valid address"
		}
		if _, err := netip.ParsePrefix(v); err == nil { // as interfaces are listed
			return true, "a valid address with the length of its network's prefix (RFC 4632, RFC 4291)"
		}
		return false, "not an address in text form"
	},
})

var ipCues = cues("ip", `ip IP地址 地址 登录 主机 服务器 白名单 封禁 address host client server remote peer from src dst source gateway dns ping ipv4 ipv6 addr listen upstream
	nameserver forwarded_for x_forwarded_for`)

// quadCues are those of ipCues that name nothing but an address.
var quadCues = cues("ip_only", `ip IP地址 ipv4 ipv6 nameserver forwarded_for x_forwarded_for`)

var versionCues = cues("version", `版本 版本号 固件 升级到 内核 章 节 version versions ver v release releases firmware build chrome firefox safari edge edg gecko webkit applewebkit
	kernel oid section upgrade chapter chromium opera opr crios rev revision clause article`)

// ipv4 looks at the third dot of what may be an address.
func ipv4(s *scan, third, _ int) {
	start := third
	for start > s.lo && third-start < 12 && (isDigit(s.text[start-1]) || s.text[start-1] == '.') {
		start--
	}
	if s.wordBefore(start) || start > s.lo && (s.text[start-1] == '.' || s.text[start-1] == '-' && start-2 >= s.lo && isDigit(s.text[start-2])) {
		return
	}
	end := third + 1
	for end < s.hi && isDigit(s.text[end]) {
		end++
	}
	if s.wordAfter(end) || end+1 < s.hi && s.text[end] == '.' && isDigit(s.text[end+1]) {
		return
	}
	a, ok := parseIPv4(s.text[start:end])
	if !ok {
		return
	}
	f := Finding{Kind: "ipv4", Start: start, End: end, Score: 0.8, Evidence: HasShape}
	switch {
	case a[0] == 0 || a[0] == 127 || a[0] >= 224 || a[1] == 0 && a[2] == 0 && a[3] == 0:
		// this host, loopback, multicast and reserved, whole networks
		f.Score, f.Evidence = 0.2, f.Evidence|NotPersonal
	case s.versionBefore(start) || s.sectionNumber(start, end, a):
		f.Score = 0.3
	case a[0] < 10 && (a[1] < 20 && a[3] < 20 || s.depth > 0): // written to hide, or a table in full-width digits
		s.smallQuad(&f)
	}
	s.emit(f)
}

// smallQuad judges four small numbers, which are more often a version: they need
// a link or port, a word for an address, or one for a host in front in the same
// line.
func (s *scan) smallQuad(f *Finding) {
	h, ev := s.near(f.Start, f.End, maskOf(ipCues), maskOf(versionCues))
	switch {
	case ev == HasField, ev == HasCue && (h.mask.meets(maskOf(quadCues)) || h.end <= f.Start && !s.newline(h.end, f.Start)):
		f.cue(h, ev)
	case s.endsWith(f.Start, "://") || f.End+1 < s.hi && s.text[f.End] == ':' && isDigit(s.text[f.End+1]) && ev != NotCue:
	default:
		f.Score = 0.3
	}
}

// versionBefore reports whether a product or "v" stands right in front, as in
// Chrome/126.0.0.1 or v1.2.3.4.
func (s *scan) versionBefore(start int) bool {
	if start-1 < s.lo {
		return false
	}
	switch c := s.text[start-1]; {
	case c == '/':
		return start-2 >= s.lo && isLetter(s.text[start-2])
	case c == ' ' || c == '=' || c == ':' || c >= 0x80: // 版本8.0.1.231
		_, ev := s.near(start, start, maskOf(ipCues), maskOf(versionCues))
		return ev == NotCue
	}
	return false
}

// maxSection is the highest number of a section that is expected: few books
// have more, and few addresses have four octets below it. A dot behind the
// number is so rare behind an address that more is believed.
const maxSection, maxSectionDot = 60, 120

// sectionNumber reports whether the quad at [start, end) numbers a section: it
// stands in the anchor of a page (id-1.11.10.31), behind 第 or §, or begins a
// line or element with a heading behind it (4.18.1.2. Environments).
func (s *scan) sectionNumber(start, end int, a [4]byte) bool {
	if s.anchorBefore(start) || s.endsWith(start, "第 ") || s.endsWith(start, "第") || s.endsWith(start, "§") || s.endsWith(start, "§ ") {
		return true
	}
	limit := byte(maxSection)
	dot := end+1 < s.hi && s.text[end] == '.' && s.blankOrTag(end+1)
	if dot {
		end, limit = end+1, maxSectionDot
	}
	for _, n := range a {
		if n == 0 || n >= limit {
			return false
		}
	}
	for start > s.lo && (s.text[start-1] == ' ' || s.text[start-1] == '*' || s.text[start-1] == '\t') {
		start--
	}
	switch {
	case start > s.lo && s.text[start-1] != '\n' && s.text[start-1] != '>' || end+1 >= s.hi:
		return false
	case dot && s.text[end] != ' ': // a tag or a no-break space
		return true
	}
	return (s.text[end] == ' ' || s.text[end] == '\t') && (s.letterAt(end+1) || dot && s.text[end+1] == '<')
}

// blankOrTag reports whether a space, a no-break space or a tag stands at i.
func (s *scan) blankOrTag(i int) bool {
	return s.text[i] == ' ' || s.text[i] == '<' || s.startsWith(i, "\u00a0")
}

// anchorBefore reports whether a letter and a hyphen stand in front of start.
func (s *scan) anchorBefore(start int) bool {
	return start-2 >= s.lo && s.text[start-1] == '-' && isLetter(s.text[start-2])
}

// parseIPv4 reads four decimal octets without leading zeros.
func parseIPv4(b []byte) (a [4]byte, ok bool) {
	k, n, digits := 0, 0, 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && isDigit(b[i]) {
			if digits > 0 && n == 0 {
				return a, false
			}
			if n, digits = n*10+int(b[i]-'0'), digits+1; n > 255 {
				return a, false
			}
			continue
		}
		if digits == 0 || k > 3 {
			return a, false
		}
		a[k] = byte(n)
		k, n, digits = k+1, 0, 0
	}
	return a, k == 4
}

// ipv6 looks at a third colon, or the second of "::".
func ipv6(s *scan, at, _ int) {
	start, end := at, at+1
	for start > s.lo && at-start < 40 && isIPv6Byte(s.text[start-1]) {
		start--
	}
	for end < s.hi && end-at < 46 && (isIPv6Byte(s.text[end]) || s.text[end] == '.') {
		end++
	}
	for end > at && s.text[end-1] == '.' {
		end--
	}
	s.colonsEnd = end
	// A trailing single colon is punctuation.
	if end-1 > at && s.text[end-1] == ':' && s.text[end-2] != ':' {
		end--
	}
	// Eight groups, or fewer with "::"; times and ratios have neither.
	if colons := countByte(s.text[start:end], ':'); colons != 7 && !bytes.Contains(s.text[start:end], []byte("::")) {
		return
	}
	if n := end - start; n < 6 || n > 45 || !s.alone(start, end) {
		return
	}
	a, err := netip.ParseAddr(string(s.text[start:end]))
	if err != nil || !a.Is6() || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() {
		return
	}
	f := Finding{Kind: "ipv6", Start: start, End: end, Score: 0.85, Evidence: HasShape}
	if colons := countByte(s.text[start:end], ':'); colons < 3 {
		if h, ev := s.near(start, end, maskOf(ipCues), cueMask{}); ev != 0 {
			f.cue(h, ev)
		} else {
			f.Score = 0.45
		}
	}
	s.emit(f)
}

func isIPv6Byte(c byte) bool { return c == ':' || isDigit(c) || (c|0x20)-'a' < 6 }

func countByte(b []byte, c byte) (n int) {
	for _, x := range b {
		if x == c {
			n++
		}
	}
	return n
}
