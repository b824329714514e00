// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

var _ = register(treatment{
	typ: detect.IPAddress, mask: ipMask, plain: ipPlain, surrogate: ipSurrogate, generalise: ipGeneralise,
})

// A MAC address shows the maker (the first three bytes, IEEE MA-L).
var _ = register(treatment{
	typ: detect.MACAddress,
	shows: func(v value) (start, end int) {
		if v.total < 12 {
			return 0, 0
		}
		return 6, 0
	},
	surrogate: macSurrogate,
})

// A link shows scheme and host; user, password, path and query are hidden
// with their separators, so that nothing of a token or of its place remains.
var _ = register(treatment{
	typ: detect.URL, mask: urlMask, plain: exact,
	surrogate: func(s *stream, v value) (string, bool) {
		return "https://example.com/" + s.pick(10, "abcdefghijkmnpqrstuvwxyz23456789"), true // RFC 2606 §3
	},
	generalise: func(_ Operator, v value) (string, bool) {
		scheme, _, host, end, ok := splitURL(v.text)
		return v.text[:scheme] + v.text[host:end], ok
	},
})

// ipText is the address with full-width digits, letters and points undone.
func ipText(v value) string {
	var b strings.Builder
	for _, u := range v.units {
		switch p := v.text[u.start:u.end]; {
		case u.weight > 0:
			b.WriteString(u.plain)
		case p == "." || p == ":":
			b.WriteString(p)
		case p == "．" || p == "。" || p == "｡":
			b.WriteByte('.')
		case p == "：":
			b.WriteByte(':')
		case p == "[" || p == "]":
		case p == "%" || p == "/":
			return b.String() // zone or prefix length
		}
	}
	return b.String()
}

func ipPlain(v value) string {
	if a, err := netip.ParseAddr(ipText(v)); err == nil {
		return a.Unmap().String()
	}
	if v.plain == "" {
		return ""
	}
	return ipText(v)
}

// ipMask shows half of an IPv4 address, the first two numbers, and of an IPv6
// address the first group. A double colon loses its second one: otherwise
// "fe80::" would remain, an address again.
func ipMask(v value, char rune) string {
	t := ipText(v)
	groups, longest, sep := 2, 3, "."
	if strings.Count(t, ":") >= 2 { // with one colon it is IPv4 and a port
		groups, longest, sep = 1, 4, ":"
	}
	if strings.Count(t, sep) <= groups {
		return maskMiddle(v, 0, 0, char)
	}
	var b strings.Builder
	colon, length := false, 0
	for _, u := range v.units {
		p := v.text[u.start:u.end]
		isSep := u.weight == 0 && (p == sep || p == "．" || p == "。" || p == "｡" || p == "：")
		if length += u.weight; length > longest {
			groups = 0
		}
		if isSep {
			groups, length = groups-1, 0
		}
		if u.weight > 0 && groups <= 0 || u.weight == 0 && !u.kept || sep == ":" && isSep && colon {
			b.WriteRune(char)
		} else {
			b.WriteString(p)
		}
		colon = isSep
	}
	return b.String()
}

// docRanges are the IPv4 networks for documentation (RFC 5737 §3).
var docRanges = [...]string{"192.0.2.", "198.51.100.", "203.0.113."}

// ipSurrogate draws from the ranges for documentation: 762 addresses of IPv4,
// so two hosts may share one, and 2001:db8::/32 (RFC 3849) for IPv6.
func ipSurrogate(s *stream, v value) (string, bool) {
	a, err := netip.ParseAddr(ipText(v))
	if err != nil {
		return "", false
	}
	if a.Unmap().Is4() {
		return docRanges[s.below(len(docRanges))] + strconv.Itoa(1+s.below(254)), true
	}
	b := [16]byte{0x20, 0x01, 0x0d, 0xb8}
	for i := 4; i < 16; i++ {
		b[i] = byte(s.below(256))
	}
	return netip.AddrFrom16(b).String(), true
}

// ipGeneralise writes the network: the first 24 bits of IPv4, 48 of IPv6, with
// a star for the rest. It is not written with a slash, because 203.0.113.0/24
// reads as the address of a host again.
func ipGeneralise(_ Operator, v value) (string, bool) {
	a, err := netip.ParseAddr(ipText(v))
	if err != nil {
		return "", false
	}
	if a = a.Unmap(); a.Is4() {
		b := a.As4()
		return network(b[0:3], 1, 10, "."), true
	}
	b := a.As16()
	return network(b[0:6], 2, 16, ":"), true
}

// network writes the bytes of a network in groups of size, and a star.
func network(b []byte, size, base int, sep string) string {
	var out []byte
	for ; len(b) >= size; b = b[size:] {
		n := int64(b[0])
		if size == 2 {
			n = n<<8 | int64(b[1])
		}
		out = append(strconv.AppendInt(out, n, base), sep...)
	}
	return string(append(out, '*'))
}

// macSurrogate sets the bit "locally administered" and clears "group" (IEEE
// 802-2014 §8.4, RFC 7042 §2.1): no maker has such an address.
func macSurrogate(s *stream, v value) (string, bool) {
	if len(v.plain) != 12 || strings.Trim(v.plain, "0123456789ABCDEF") != "" {
		return "", false
	}
	out := s.pick(1, "0123456789ABCDEF") + s.pick(1, "26AE") + s.pick(10, "0123456789ABCDEF")
	if strings.ContainsAny(v.text, "abcdef") {
		out = strings.ToLower(out)
	}
	return v.refill(out)
}

// splitURL returns where the scheme ends (after "://"), where the user part
// begins, and where the host begins and ends.
func splitURL(s string) (scheme, user, host, end int, ok bool) {
	i := strings.Index(s, "://")
	if i < 1 || strings.Trim(asciiLower(s[:i]), "abcdefghijklmnopqrstuvwxyz0123456789+.-") != "" { // RFC 3986 §3.1
		return 0, 0, 0, 0, false
	}
	scheme = i + 3
	end = len(s)
	if j := strings.IndexAny(s[scheme:], "/?#\\"); j >= 0 {
		end = scheme + j
	}
	user, host = scheme, scheme
	if j := strings.LastIndexByte(s[scheme:end], '@'); j >= 0 {
		host = scheme + j + 1
	}
	return scheme, user, host, end, host < end
}

func urlMask(v value, char rune) string {
	_, user, host, end, ok := splitURL(v.text)
	if !ok {
		return maskAll(v.text, char)
	}
	path := strings.Split(maskAll(strings.ReplaceAll(v.text[end:], "/", "\n"), char), "\n")
	return v.text[:user] + maskAll(v.text[user:host], char) + v.text[host:end] + strings.Join(path, "/")
}
