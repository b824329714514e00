// SPDX-License-Identifier: Apache-2.0

// Package picture makes pictures harmless: it decodes what somebody uploaded
// and encodes it anew, so that place, device, comments, thumbnails and whatever
// was hidden behind the picture's end are gone. It never trusts a file's name.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif" // decoded, never encoded
	"image/jpeg"
	"image/png"

	_ "golang.org/x/image/webp" // decoded, never encoded
)

// Limits of a picture before it is decoded. Zero fields mean the defaults.
type Limits struct {
	// Pixels of the whole picture. Defaults to 50 million: a telephone of 2026
	// takes pictures of 48 to 50 million, which are 200 MB when decoded.
	Pixels int
}

// ErrNotPicture is returned for what is none of JPEG, PNG, GIF and WebP.
var ErrNotPicture = errors.New("not a picture that can be cleaned: JPEG, PNG, GIF and WebP can")

// ErrTooLarge is returned for a picture of more pixels than allowed.
var ErrTooLarge = errors.New("the picture has too many pixels")

// Cleaned is a picture that was made anew.
type Cleaned struct {
	// Media is "image/jpeg" for what was JPEG, "image/png" for all else.
	Media         string
	Width, Height int
	Data          []byte
}

// quality of JPEG: 90 keeps the small print of a screenshot readable.
const quality = 90

// Clean decodes a picture and encodes it anew, turned as its camera said. Of an
// animation the first frame stays.
func Clean(data []byte, l Limits) (*Cleaned, error) {
	if l.Pixels == 0 {
		l.Pixels = 50_000_000
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if errors.Is(err, image.ErrFormat) {
		return nil, ErrNotPicture
	}
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > l.Pixels/cfg.Height {
		return nil, ErrTooLarge
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if format == "jpeg" {
		img = turn(img, orientation(data))
	}
	b := img.Bounds()
	out := &Cleaned{Media: "image/png", Width: b.Dx(), Height: b.Dy()}
	var buf bytes.Buffer
	if format == "jpeg" {
		out.Media = "image/jpeg"
		err = jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality})
	} else {
		err = png.Encode(&buf, plain(img))
	}
	out.Data = buf.Bytes()
	return out, err
}

// plain is the picture in a form that PNG writes without a copy of the input's
// palette, whose unused entries may hold anything.
func plain(img image.Image) image.Image {
	p, ok := img.(*image.Paletted)
	if !ok {
		return img
	}
	out := image.NewNRGBA(p.Bounds())
	draw.Draw(out, out.Bounds(), p, p.Bounds().Min, draw.Src)
	return out
}

// turn applies EXIF's orientation: 1 is upright, the others as in the table of
// Exif 2.32, tag 0x0112.
func turn(src image.Image, o int) image.Image {
	if o < 2 || o > 8 {
		return src
	}
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	rgba := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(rgba, rgba.Bounds(), src, b.Min, draw.Src)
	for y := range h {
		for x := range w {
			dx, dy := x, y
			switch o {
			case 2:
				dx = w - 1 - x
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dy = h - 1 - y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			copy(dst.Pix[dst.PixOffset(dx, dy):][:4], rgba.Pix[rgba.PixOffset(x, y):][:4])
		}
	}
	return dst
}
