// SPDX-License-Identifier: Apache-2.0

// Package picture makes a picture safe to show: it decodes what was uploaded
// and writes the pixels anew, so that nothing of the file is left. Camera,
// place and time (EXIF, XMP, GPS), thumbnails of what was cropped away, colour
// profiles, comments, and whatever was hung behind the picture are gone.
//
//	c, err := picture.Clean(data, picture.Limits{})
//
// What a file is says its content, not its name: JPEG, PNG, GIF (the first
// frame) and WebP are taken, everything else is [ErrNotPicture] and kept as a
// sealed file elsewhere. Size and pixels are bounded before anything is
// decoded. The package is pure: no I/O, no clock; a picture is held in memory
// and never in a file.
//
// What it does not do: faces, plates and names within the picture are still
// seen; and whoever knows the original can recognise it. A picture of a camera
// keeps the noise of its sensor.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// ErrNotPicture is returned for what is no JPEG, PNG, GIF or WebP, whatever its
// name says.
var ErrNotPicture = errors.New("not a picture that is taken: want JPEG, PNG, GIF or WebP")

// ErrTooLarge is returned for a file or picture above the [Limits].
var ErrTooLarge = errors.New("picture is too large")

// ErrDamaged is returned for a picture that cannot be decoded, or not to its end.
var ErrDamaged = errors.New("picture is damaged")

// Limits bounds what is decoded.
type Limits struct {
	// Bytes is the largest file. 0 means 20 MB, twice what a telephone makes.
	Bytes int
	// Pixels is the largest product of width and height. 0 means 50 million, a good
	// telephone. Decoding takes four octets of memory for each, so whoever calls
	// bounds how many are cleaned at a time; kinds that take more (16 bits,
	// progressive JPEG) may have half or a quarter as many.
	Pixels int
	// Edge is the longest edge of the result; larger pictures are scaled down. 0
	// means 4096, enough to read a page of text in a photo; -1 keeps the size.
	Edge int
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 20_000_000
	}
	if l.Pixels == 0 {
		l.Pixels = 50_000_000
	}
	if l.Edge == 0 {
		l.Edge = 4096
	}
	return l
}

// Cleaned is a picture that holds pixels and nothing else.
type Cleaned struct {
	// Data is the file: JPEG for JPEG, PNG for everything else.
	Data []byte
	// Media is image/jpeg or image/png.
	Media string
	// Width and Height are in pixels, after turning and scaling.
	Width, Height int
	// Format is what was uploaded: jpeg, png, gif or webp.
	Format string
	// Removed lists what was in the file besides the picture, each once, in this
	// order: exif, gps, xmp, icc, comment, thumbnail, frames (further frames of an
	// animation), hidden (colours under wholly transparent pixels), metadata
	// (anything else), trailing (octets behind its end).
	Removed []string
	// Scaled says that it was larger.
	Scaled bool
}

// quality of the JPEG that is written: at 90 a second compression is not seen,
// and letters in screenshots stay clear.
const quality = 90

// Clean decodes a picture, turns it as its EXIF orientation says, scales it down
// to the limit and encodes it anew. Errors are [ErrNotPicture], [ErrTooLarge]
// and [ErrDamaged], wrapped with what was wrong.
func Clean(data []byte, l Limits) (Cleaned, error) {
	l = l.withDefaults()
	if len(data) > l.Bytes {
		return Cleaned{}, fmt.Errorf("%w: %d octets, want at most %d", ErrTooLarge, len(data), l.Bytes)
	}
	k := sniff(data)
	if k == nil {
		return Cleaned{}, ErrNotPicture
	}
	cfg, err := k.config(bytes.NewReader(data))
	if err != nil {
		return Cleaned{}, fmt.Errorf("%w: head of %s", ErrDamaged, k.name)
	}
	most, err := l.pixels(k.name, cfg, data)
	if err != nil {
		return Cleaned{}, err
	}
	// The quotient cannot overflow, the product could.
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > most/cfg.Height {
		return Cleaned{}, fmt.Errorf("%w: %d × %d, want at most %d pixels", ErrTooLarge, cfg.Width, cfg.Height, most)
	}
	img, err := decode(k, data)
	if err != nil {
		return Cleaned{}, err
	}
	b := img.Bounds()
	if b.Dx() <= 0 || b.Dy() <= 0 || b.Dx() > most/b.Dy() {
		return Cleaned{}, fmt.Errorf("%w: size differs from the head", ErrDamaged)
	}
	x := k.extras(data)
	x.hidden = uncover(img)
	img, scaled := fit(img, l.Edge, k.name == "jpeg")
	out := Cleaned{Format: k.name, Removed: x.list(), Scaled: scaled}
	img = turn(img, x.orientation, k.name == "jpeg")
	out.Width, out.Height = img.Bounds().Dx(), img.Bounds().Dy()
	return out, out.encode(img)
}

// maxScans bounds the passes over the pixels of a JPEG. Encoders write 10 to 20;
// a file of thousands, each of some octets, would keep a processor busy for
// hours.
const maxScans = 32

// pixels is how many a file of this kind may have: fewer where decoding takes
// more memory for each than the four octets that Pixels reckons with.
func (l Limits) pixels(format string, cfg image.Config, data []byte) (int, error) {
	most := l.Pixels
	switch cfg.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model: // eight octets
		most /= 2
	}
	if format != "jpeg" {
		return most, nil
	}
	scans, progressive := 0, false
	walkJPEG(data, func(m byte, _ []byte) {
		switch m {
		case 0xda:
			scans++
		case 0xc2: // all coefficients are kept: up to 15 octets
			progressive = true
		}
	})
	if scans > maxScans {
		return 0, fmt.Errorf("%w: it is built up in %d passes, want at most %d", ErrTooLarge, scans, maxScans)
	}
	if progressive {
		most /= 4
	}
	return most, nil
}

func (c *Cleaned) encode(img image.Image) error {
	var buf bytes.Buffer
	var err error
	if c.Format == "jpeg" {
		c.Media = "image/jpeg"
		err = jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality})
	} else {
		c.Media = "image/png"
		err = png.Encode(&buf, img)
	}
	c.Data = buf.Bytes()
	if err != nil {
		return fmt.Errorf("encode picture: %w", err)
	}
	return nil
}

// kind is a format of pictures.
type kind struct {
	name   string
	magic  func(data []byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	extras func(data []byte) extras
}

func kinds() []kind {
	return []kind{
		{"jpeg", prefix("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode, jpegExtras},
		{"png", prefix("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode, pngExtras},
		{"gif", func(d []byte) bool { return prefix("GIF87a")(d) || prefix("GIF89a")(d) }, gif.DecodeConfig, gif.Decode, gifExtras},
		{"webp", func(d []byte) bool { return len(d) >= 12 && prefix("RIFF")(d) && string(d[8:12]) == "WEBP" }, webp.DecodeConfig, webp.Decode, webpExtras},
	}
}

func prefix(p string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(p)) }
}

func sniff(data []byte) *kind {
	for _, k := range kinds() {
		if k.magic(data) {
			return &k
		}
	}
	return nil
}

// decode reads the pixels. A decoder that panics has met a file that it was not
// made for; the service goes on.
func decode(k *kind, data []byte) (img image.Image, err error) {
	defer func() {
		if recover() != nil {
			img, err = nil, fmt.Errorf("%w: %s", ErrDamaged, k.name)
		}
	}()
	img, err = k.decode(bytes.NewReader(data))
	if err != nil {
		// Not the decoder's words: they may quote the file.
		return nil, fmt.Errorf("%w: %s", ErrDamaged, k.name)
	}
	return img, nil
}

// fit scales a picture so that its longest edge is at most edge pixels.
func fit(img image.Image, edge int, opaque bool) (image.Image, bool) {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if edge < 0 || max(w, h) <= edge {
		return img, false
	}
	if w > h {
		w, h = edge, max(1, h*edge/w)
	} else {
		w, h = max(1, w*edge/h), edge
	}
	dst := canvas(w, h, opaque)
	xdraw.ApproxBiLinear.Scale(dst, dst.Bounds(), img, b, xdraw.Src, nil)
	return dst, true
}

// canvas is an empty picture that its encoder is quick with: RGBA for JPEG, and
// NRGBA for PNG, where half-transparent pixels keep their colour.
func canvas(w, h int, opaque bool) draw.Image {
	if opaque {
		return image.NewRGBA(image.Rect(0, 0, w, h))
	}
	return image.NewNRGBA(image.Rect(0, 0, w, h))
}

// uncover removes the colours under pixels that are wholly transparent: where
// somebody has erased a part of a picture, they often still show it. It says
// whether there were any.
func uncover(img image.Image) (found bool) {
	clear := func(pix []byte, size int) {
		colour := size * 3 / 4
		for i := 0; i+size <= len(pix); i += size {
			if zero(pix[i+colour:i+size]) && !zero(pix[i:i+colour]) {
				found = true
				copy(pix[i:i+colour], make([]byte, colour))
			}
		}
	}
	switch m := img.(type) {
	case *image.NRGBA:
		clear(m.Pix, 4)
	case *image.NRGBA64:
		clear(m.Pix, 8)
	case *image.NYCbCrA: // WebP: written as NRGBA, with the same colours underneath
		for i, a := range m.A {
			if a != 0 {
				continue
			}
			x, y := i%m.AStride+m.Rect.Min.X, i/m.AStride+m.Rect.Min.Y
			if y < m.Rect.Max.Y && x < m.Rect.Max.X {
				found = true
				m.Y[m.YOffset(x, y)] = 0
			}
		}
	case *image.Paletted:
		for i, c := range m.Palette {
			if n, ok := c.(color.NRGBA); ok && n.A == 0 && n != (color.NRGBA{}) {
				found = true
				m.Palette[i] = color.NRGBA{}
			}
		}
	}
	return found
}

func zero(p []byte) bool {
	for _, b := range p {
		if b != 0 {
			return false
		}
	}
	return true
}
