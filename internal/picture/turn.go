// SPDX-License-Identifier: Apache-2.0

package picture

import (
	"encoding/binary"
	"image"
	"image/draw"
)

// turn applies an EXIF orientation (CIPA DC-008, tag 0x0112): 1 as it is, 2
// mirrored, 3 upside down, 4 mirrored and upside down, 5 to 8 on its side.
func turn(img image.Image, orientation int, opaque bool) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	src := canvas(w, h, opaque)
	draw.Draw(src, src.Bounds(), img, b.Min, draw.Src)
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	dst := canvas(outW, outH, opaque)
	from, to := pixels(src), pixels(dst)
	for y := range h {
		for x := range w {
			u, v := x, y
			switch orientation {
			case 2:
				u = w - 1 - x
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				v = h - 1 - y
			case 5:
				u, v = y, x
			case 6:
				u, v = h-1-y, x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = y, w-1-x
			}
			copy(to[4*(v*outW+u):][:4], from[4*(y*w+x):])
		}
	}
	return dst
}

// pixels are those of a canvas, four octets each.
func pixels(c draw.Image) []byte {
	switch c := c.(type) {
	case *image.RGBA:
		return c.Pix
	case *image.NRGBA:
		return c.Pix
	}
	return nil
}

// Tags of EXIF (CIPA DC-008 §4.6).
const (
	tagOrientation = 0x0112
	tagGPS         = 0x8825
)

// tiff reads the first directory of a TIFF head, which is what EXIF is: the
// orientation, whether it has a place, and whether a second directory, the
// thumbnail, follows. Anything odd ends the reading.
func tiff(p []byte) (orientation int, gps, thumbnail bool) {
	if len(p) < 8 {
		return 0, false, false
	}
	var order binary.ByteOrder = binary.BigEndian
	if p[0] == 'I' {
		order = binary.LittleEndian
	}
	if (string(p[:2]) != "II" && string(p[:2]) != "MM") || order.Uint16(p[2:]) != 42 {
		return 0, false, false
	}
	at := int64(order.Uint32(p[4:]))
	if at < 8 || at+2 > int64(len(p)) {
		return 0, false, false
	}
	n := int64(order.Uint16(p[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(p)) {
			return orientation, gps, false
		}
		switch order.Uint16(p[e:]) {
		case tagOrientation:
			// A SHORT, left-aligned in its four octets.
			if o := int(order.Uint16(p[e+8:])); o >= 1 && o <= 8 && order.Uint16(p[e+2:]) == 3 {
				orientation = o
			}
		case tagGPS:
			gps = true
		}
	}
	if next := at + 2 + 12*n; next+4 <= int64(len(p)) {
		thumbnail = order.Uint32(p[next:]) != 0
	}
	return orientation, gps, thumbnail
}
