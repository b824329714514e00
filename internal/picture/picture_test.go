// SPDX-License-Identifier: Apache-2.0

package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// sample is a picture whose corners differ: red at the upper left, green at the
// upper right, blue at the lower left.
func sample(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 255, 255, 255}
			switch {
			case x < w/2 && y < h/2:
				c = color.RGBA{255, 0, 0, 255}
			case x >= w/2 && y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			case x < w/2:
				c = color.RGBA{0, 0, 255, 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

// withEXIF is a JPEG with an orientation and a secret in its EXIF block, a
// comment, and a ZIP behind its end.
func withEXIF(t testing.TB, o uint16) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, sample(32, 16), nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x02")
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(o>>8), byte(o), 0, 0)
	tiff = append(tiff, 0x01, 0x0e, 0, 2, 0, 0, 0, 12, 0, 0, 0, 38, 0, 0, 0, 0)
	tiff = append(tiff, "PLANTED-GPS\x00"...)
	seg := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(seg)+2))...)
	out = append(out, seg...)
	comment := "PLANTED-COMMENT"
	out = append(out, 0xff, 0xfe, 0, byte(len(comment)+2))
	out = append(out, comment...)
	out = append(out, buf.Bytes()[2:]...)
	return append(out, "PK\x03\x04PLANTED-TRAILER"...)
}

// Everything but the picture is gone, and it is turned as the camera said.
func TestCleanJPEG(t *testing.T) {
	// Where the red corner of the stored picture is after turning.
	red := map[uint16]image.Point{1: {2, 2}, 2: {29, 2}, 3: {29, 13}, 4: {2, 13}, 5: {2, 2}, 6: {13, 2}, 7: {13, 29}, 8: {2, 29}}
	for o, at := range red {
		data := withEXIF(t, o)
		if !bytes.Contains(data, []byte("PLANTED")) {
			t.Fatal("nothing planted")
		}
		c, err := Clean(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(c.Data, []byte("PLANTED")) || bytes.Contains(c.Data, []byte("Exif")) || bytes.Contains(c.Data, []byte("PK\x03\x04")) {
			t.Errorf("orientation %d: something stayed", o)
		}
		m, err := jpeg.Decode(bytes.NewReader(c.Data))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, _, _ := m.At(at.X, at.Y).RGBA(); r < 0xc000 || g > 0x4000 {
			t.Errorf("orientation %d: no red at %v", o, at)
		}
		if wide := o < 5; (c.Width == 32) != wide {
			t.Errorf("orientation %d: %d x %d", o, c.Width, c.Height)
		}
	}
}

// PNG chunks of text, and octets behind the end, are gone.
func TestCleanPNG(t *testing.T) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, sample(8, 8)); err != nil {
		t.Fatal(err)
	}
	text := []byte("tEXtComment\x00PLANTED")
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = append(chunk, text...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(text))
	data := append(append(append([]byte(nil), buf.Bytes()[:33]...), chunk...), buf.Bytes()[33:]...)
	data = append(data, "PLANTED"...)
	c, err := Clean(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(c.Data, []byte("PLANTED")) || c.Media != "image/png" {
		t.Errorf("%s, planted text stayed", c.Media)
	}
}

// The unused colours of a palette can hold a message; they go too.
func TestCleanGIF(t *testing.T) {
	pal := make(color.Palette, 256)
	for i := range pal {
		pal[i] = color.RGBA{byte(i * 7), byte(i * 11), byte(i * 13), 255}
	}
	m := image.NewPaletted(image.Rect(0, 0, 8, 8), pal)
	var buf bytes.Buffer
	if err := gif.Encode(&buf, m, nil); err != nil {
		t.Fatal(err)
	}
	c, err := Clean(buf.Bytes(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(c.Data, []byte("PLTE")) {
		t.Error("the palette stayed")
	}
}

// A small file that decodes to a huge picture is refused before it is decoded.
func TestBomb(t *testing.T) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, sample(1, 1)); err != nil {
		t.Fatal(err)
	}
	data := buf.Bytes()
	binary.BigEndian.PutUint32(data[16:], 50_000)
	binary.BigEndian.PutUint32(data[20:], 50_000)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	if _, err := Clean(data, Limits{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}

// What is no picture says so; a name is not asked.
func TestNotPicture(t *testing.T) {
	for _, s := range []string{"", "%PDF-1.7", "<svg xmlns='http://www.w3.org/2000/svg'/>", "\x00\x00\x00\x18ftypheic", "MZ"} {
		if _, err := Clean([]byte(s), Limits{}); !errors.Is(err, ErrNotPicture) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// Whatever comes in, what goes out is a picture that decodes, or an error.
func FuzzClean(f *testing.F) {
	f.Add(withEXIF(f, 6))
	var buf bytes.Buffer
	if err := png.Encode(&buf, sample(3, 2)); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Add([]byte("GIF89a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Clean(data, Limits{Pixels: 1 << 16})
		if err != nil {
			return
		}
		m, _, err := image.Decode(bytes.NewReader(c.Data))
		if err != nil {
			t.Fatalf("the result does not decode: %v", err)
		}
		if b := m.Bounds(); b.Dx() != c.Width || b.Dy() != c.Height {
			t.Fatalf("the result has %v, said %d x %d", b, c.Width, c.Height)
		}
	})
}
