// SPDX-License-Identifier: Apache-2.0

//go:build js

package main

import (
	"strconv"
	"unicode/utf8"
)

// jsonText is JSON that is being written. encoding/json would add a twentieth
// to the download, see docs/wasm.md.
type jsonText []byte

// object begins an object behind dst.
func object(dst []byte) jsonText { return append(dst, '{') }

// item parts what follows from what stands before it, if anything does.
func (o jsonText) item() jsonText {
	switch o[len(o)-1] {
	case '{', '[', ':', ',':
		return o
	}
	return append(o, ',')
}

func (o jsonText) key(k string) jsonText       { return append(o.item().str(k), ':') }
func (o jsonText) open(bracket byte) jsonText  { return append(o.item(), bracket) }
func (o jsonText) close(bracket byte) jsonText { return append(o, bracket) }
func (o jsonText) int(n int) jsonText          { return strconv.AppendInt(o, int64(n), 10) }
func (o jsonText) bool(b bool) jsonText        { return strconv.AppendBool(o, b) }

// score writes four decimals at most: a score is an opinion.
func (o jsonText) score(f float64) jsonText {
	return strconv.AppendFloat(o, float64(int(f*1e4+0.5))/1e4, 'g', -1, 64)
}

func (o jsonText) strs(list []string) jsonText {
	o = append(o, '[')
	for _, s := range list {
		o = o.item().str(s)
	}
	return append(o, ']')
}

// str writes s; bytes that are no UTF-8 become U+FFFD.
func (o jsonText) str(s string) jsonText {
	const hex = "0123456789abcdef"
	o = append(o, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			o = append(o, '\\', byte(r))
		case r < ' ':
			o = append(o, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			o = utf8.AppendRune(o, r)
		}
	}
	return append(o, '"')
}
