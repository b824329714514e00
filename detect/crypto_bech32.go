// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

// bech32Alphabet holds the characters by what they count (BIP 173).
const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32Address judges b, a prefix that names the network, "1", and a program of
// 5-bit characters of which the last six are a checksum.
func bech32Address(b []byte) cryptoAddress {
	var small [90]byte
	upper, under := false, false
	for i, c := range b {
		small[i] = lower(c)
		upper = upper || isUpper(c)
		under = under || isLetter(c) && !isUpper(c)
	}
	v := small[:len(b)]
	coin, prefix := "bitcoin", 2
	switch {
	case string(v[:3]) == "bc1", string(v[:3]) == "tb1":
	case string(v[:4]) == "ltc1":
		coin, prefix = "litecoin", 3
	default:
		return cryptoAddress{why: "no network has this prefix"}
	}
	data := v[prefix+1:]
	if upper && under || len(data) < 8 {
		return cryptoAddress{why: "capitals and small letters, or too short"}
	}
	for i, c := range data {
		k := strings.IndexByte(bech32Alphabet, c)
		if k < 0 {
			return cryptoAddress{why: "has a character that bech32 lacks"}
		}
		data[i] = byte(k)
	}
	// Version 0 is bech32, later ones are bech32m (BIP 350).
	want := uint32(1)
	if data[0] > 0 {
		want = 0x2BC830A3
	}
	switch {
	case !witnessProgram(data[:len(data)-6]):
		return cryptoAddress{why: "version and length do not fit"}
	case bech32Sum(v[:prefix], data) != want:
		return cryptoAddress{why: "bech32 checksum is wrong"}
	}
	return cryptoAddress{coin: coin, why: "bech32 checksum is right", test: v[0] == 't'}
}

// witnessProgram reports whether d is a version of 0 to 16 and 2 to 40 bytes, 20
// or 32 for version 0, with fewer than five bits of padding, all zero (BIP 141).
func witnessProgram(d []byte) bool {
	size, padding := (len(d)-1)*5/8, (len(d)-1)*5%8
	if d[0] > 16 || size < 2 || size > 40 || padding > 4 || d[len(d)-1]&(1<<padding-1) != 0 {
		return false
	}
	return d[0] > 0 || size == 20 || size == 32
}

// bech32Sum returns the checksum of prefix and data, by the generator of BIP 173.
func bech32Sum(prefix, data []byte) uint32 {
	sum := uint32(1)
	step := func(v byte) {
		top := sum >> 25
		sum = sum&0x1FFFFFF<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range prefix {
		step(c >> 5)
	}
	step(0)
	for _, c := range prefix {
		step(c & 31)
	}
	for _, v := range data {
		step(v)
	}
	return sum
}
