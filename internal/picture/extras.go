// SPDX-License-Identifier: Apache-2.0

package picture

import (
	"bytes"
	"encoding/binary"
)

// extras is what a file holds besides its pixels. It is looked at for the
// orientation and to tell people what was removed; nothing of it is kept, so an
// oversight here discloses nothing.
type extras struct {
	orientation                                int
	exif, gps, xmp, icc, comment, thumb, frame bool
	hidden, other, trailing                    bool
}

func (x extras) list() (all []string) {
	for _, e := range []struct {
		is   bool
		name string
	}{{x.exif, "exif"}, {x.gps, "gps"}, {x.xmp, "xmp"}, {x.icc, "icc"}, {x.comment, "comment"}, {x.thumb, "thumbnail"}, {x.frame, "frames"}, {x.hidden, "hidden"}, {x.other, "metadata"}, {x.trailing, "trailing"}} {
		if e.is {
			all = append(all, e.name)
		}
	}
	return all
}

func (x *extras) readEXIF(p []byte) {
	x.exif = true
	o, gps, thumb := tiff(p)
	if x.orientation == 0 {
		x.orientation = o
	}
	x.gps = x.gps || gps
	x.thumb = x.thumb || thumb
}

const (
	exifHead = "Exif\x00\x00"
	xmpHead  = "http://ns.adobe.com/x"
)

// walkJPEG calls f with each marker and what belongs to it (ITU-T T.81, annex B),
// up to the end mark, and returns the place behind that. Between markers it
// passes over everything, as decoders do: pixels, restarts, rubbish.
func walkJPEG(d []byte, f func(marker byte, p []byte)) int {
	for i := 2; i+1 < len(d); {
		m := d[i+1]
		switch {
		case d[i] != 0xff || m == 0 || m == 0xff || m == 0x01 || m >= 0xd0 && m <= 0xd8:
			i++
		case m == 0xd9:
			return i + 2
		default:
			if i+4 > len(d) {
				return len(d)
			}
			n := int(binary.BigEndian.Uint16(d[i+2:]))
			if n < 2 || i+2+n > len(d) {
				return len(d)
			}
			f(m, d[i+4:i+2+n])
			i += 2 + n
		}
	}
	return len(d)
}

func jpegExtras(d []byte) (x extras) {
	end := walkJPEG(d, x.jpegSegment)
	x.trailing = end < len(d)
	return x
}

func (x *extras) jpegSegment(m byte, p []byte) {
	switch {
	case m == 0xe0 || m == 0xee: // JFIF, Adobe: how to read the pixels
	case m == 0xe1 && bytes.HasPrefix(p, []byte(exifHead)):
		x.readEXIF(p[len(exifHead):])
	case m == 0xe1 && bytes.HasPrefix(p, []byte(xmpHead)):
		x.xmp = true
	case m == 0xe2 && bytes.HasPrefix(p, []byte("ICC_PROFILE")):
		x.icc = true
	case m == 0xfe:
		x.comment = true
	case m >= 0xe0 && m <= 0xef:
		x.other = true
	}
}

// pngExtras walks the chunks of a PNG (W3C PNG, third edition, §11).
func pngExtras(d []byte) (x extras) {
	for i := 8; i+12 <= len(d); {
		n := int64(binary.BigEndian.Uint32(d[i:]))
		if n > int64(len(d)-i-12) {
			return x
		}
		name, p := string(d[i+4:i+8]), d[i+8:int64(i)+8+n]
		i += int(n) + 12
		switch name {
		case "IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs":
		case "IEND":
			x.trailing = i != len(d)
			return x
		case "eXIf":
			x.readEXIF(p)
		case "iCCP":
			x.icc = true
		case "tEXt", "zTXt", "iTXt":
			if bytes.HasPrefix(p, []byte("XML:com.adobe.xmp")) {
				x.xmp = true
			} else {
				x.comment = true
			}
		case "acTL", "fcTL", "fdAT":
			x.frame = true
		default:
			x.other = true
		}
	}
	return x
}

// gifExtras walks the blocks of a GIF (GIF89a §§15–26).
func gifExtras(d []byte) (x extras) {
	if len(d) < 13 {
		return x
	}
	i, pictures := 13+colourTable(d[10]), 0
	blocks := func() bool { // sub-blocks, each with its length, up to an empty one
		for i < len(d) {
			n := int(d[i])
			i += n + 1
			if n == 0 {
				return true
			}
		}
		return false
	}
	for i < len(d) {
		switch d[i] {
		case 0x3b:
			x.trailing = i+1 != len(d)
			return x
		case 0x21:
			if i+1 < len(d) {
				x.comment = x.comment || d[i+1] == 0xfe || d[i+1] == 0x01
				x.xmp = x.xmp || d[i+1] == 0xff && bytes.HasPrefix(d[i+2:], []byte("\x0bXMP DataXMP"))
				x.icc = x.icc || d[i+1] == 0xff && bytes.HasPrefix(d[i+2:], []byte("\x0bICCRGBG1012"))
			}
			i += 2
		case 0x2c:
			if pictures++; pictures > 1 {
				x.frame = true
			}
			if i+9 >= len(d) {
				return x
			}
			i += 11 + colourTable(d[i+9]) // and the octet before the pixels
		default:
			return x
		}
		if !blocks() {
			return x
		}
	}
	return x
}

func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

// webpExtras walks the chunks of a WebP (RFC 9649 §2).
func webpExtras(d []byte) (x extras) {
	end := min(int64(binary.LittleEndian.Uint32(d[4:]))+8, int64(len(d)))
	x.trailing = end < int64(len(d))
	for i := int64(12); i+8 <= end; {
		n := int64(binary.LittleEndian.Uint32(d[i+4:]))
		if n > end-i-8 {
			return x
		}
		p := d[i+8 : i+8+n]
		switch string(d[i : i+4]) {
		case "VP8 ", "VP8L", "VP8X", "ALPH":
		case "EXIF":
			x.readEXIF(bytes.TrimPrefix(p, []byte(exifHead)))
		case "XMP ":
			x.xmp = true
		case "ICCP":
			x.icc = true
		case "ANIM", "ANMF":
			x.frame = true
		default:
			x.other = true
		}
		i += 8 + n + n&1
	}
	return x
}
