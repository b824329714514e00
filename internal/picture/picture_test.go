// SPDX-License-Identifier: Apache-2.0

package picture

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// planted stands in every place of the files below that is no pixel.
const planted = "PLANTED-31.2304N-121.4737E"

var corners = []color.NRGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}

// sample is 48 × 32 pixels with a colour in each quarter: red and green above,
// blue and white below.
func sample() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 48, 32))
	for y := range 32 {
		for x := range 48 {
			img.SetNRGBA(x, y, corners[x/24+y/16*2])
		}
	}
	return img
}

// exif is a TIFF head with an orientation, a place (as the GPS directory's date
// text), and a second directory with a thumbnail.
func exif(order binary.ByteOrder, orientation int) []byte {
	var b bytes.Buffer
	w16 := func(v ...int) {
		for _, n := range v {
			_ = binary.Write(&b, order, uint16(n))
		}
	}
	w32 := func(n int) { _ = binary.Write(&b, order, uint32(n)) }
	b.WriteString(map[bool]string{true: "II", false: "MM"}[order == binary.LittleEndian])
	w16(42)
	w32(8)
	const gps, text, second = 8 + 2 + 24 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4 + 40
	w16(2)
	w16(tagOrientation, 3)
	w32(1)
	w16(orientation, 0)
	w16(tagGPS, 4)
	w32(1)
	w32(gps)
	w32(second)
	w16(1) // the GPS directory
	w16(0x1d, 2)
	w32(len(planted))
	w32(text)
	w32(0)
	b.WriteString(planted + strings.Repeat("\x00", 40-len(planted)))
	w16(1) // the thumbnail's directory
	w16(0x201, 4)
	w32(1)
	w32(text)
	w32(0)
	return b.Bytes()
}

// trailer is a zip file behind the picture.
func trailer(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: planted, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(planted)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// jpegWith puts segments behind the first mark, and tail behind the end.
func jpegWith(t testing.TB, tail []byte, segments ...[]byte) []byte {
	t.Helper()
	d := encodeJPEG(t, sample())
	out := bytes.Clone(d[:2])
	for _, s := range segments {
		out = append(out, 0xff, s[0])
		out = binary.BigEndian.AppendUint16(out, uint16(len(s)+1))
		out = append(out, s[1:]...)
	}
	return slices.Concat(out, d[2:], tail)
}

func segment(marker byte, parts ...string) []byte {
	return append([]byte{marker}, strings.Join(parts, "")...)
}

func chunk(name, data string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(out, name+data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pngWith puts chunks behind the head, and tail behind the end.
func pngWith(t testing.TB, img image.Image, tail []byte, chunks ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	const head = 8 + 25
	return slices.Concat(b.Bytes()[:head], slices.Concat(chunks...), b.Bytes()[head:], tail)
}

func gifWith(t testing.TB, tail []byte) []byte {
	t.Helper()
	frame := image.NewPaletted(image.Rect(0, 0, 48, 32), color.Palette{corners[0], corners[1], corners[2], corners[3]})
	for y := range 32 {
		for x := range 48 {
			frame.SetColorIndex(x, y, uint8(x/24+y/16*2))
		}
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	d := b.Bytes()
	comment := append([]byte{0x21, 0xfe, byte(len(planted))}, planted+"\x00"...)
	end := len(d) - 1
	return slices.Concat(d[:end], comment, d[end:], tail)
}

// webpWith is a lossy WebP of one pixel in the extended form with metadata.
func webpWith(t testing.TB, tail []byte, chunks ...[2]string) []byte {
	t.Helper()
	simple, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	body := []byte("WEBP")
	put := func(name, p string) {
		body = append(body, name...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(p)))
		body = append(body, p...)
		if len(p)%2 == 1 {
			body = append(body, 0)
		}
	}
	if len(chunks) > 0 {
		put("VP8X", "\x2c\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	}
	put("VP8 ", string(simple[20:]))
	for _, c := range chunks {
		put(c[0], c[1])
	}
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body, tail)
}

// dirty are pictures with something planted in every place that there is.
func dirty(t testing.TB) map[string][]byte {
	big, small := string(exif(binary.BigEndian, 1)), string(exif(binary.LittleEndian, 1))
	return map[string][]byte{
		"jpeg": jpegWith(t, trailer(t), segment(0xe1, exifHead, big), segment(0xe1, xmpHead+"ap/1.0/\x00", planted), segment(0xe2, "ICC_PROFILE\x00\x01\x01", planted), segment(0xfe, planted), segment(0xed, "Photoshop 3.0\x00", planted)),
		"png":  pngWith(t, sample(), trailer(t), chunk("eXIf", small), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+planted), chunk("tEXt", "Author\x00"+planted), chunk("prVt", planted), chunk("acTL", "\x00\x00\x00\x01\x00\x00\x00\x00")),
		"gif":  gifWith(t, trailer(t)),
		"webp": webpWith(t, trailer(t), [2]string{"ICCP", planted}, [2]string{"EXIF", small}, [2]string{"XMP ", planted}, [2]string{"priv", planted}),
	}
}

var wantRemoved = map[string][]string{
	"jpeg": {"exif", "gps", "xmp", "icc", "comment", "thumbnail", "metadata", "trailing"},
	"png":  {"exif", "gps", "xmp", "comment", "thumbnail", "frames", "metadata", "trailing"},
	"gif":  {"comment", "frames", "trailing"},
	"webp": {"exif", "gps", "xmp", "icc", "thumbnail", "metadata", "trailing"},
}

// What stood in a file besides its pixels is not in the result, and the result
// says what it was; the picture is still the same.
func TestNothingIsLeft(t *testing.T) {
	for name, data := range dirty(t) {
		if !bytes.Contains(data, []byte(planted)) {
			t.Fatalf("%s: nothing is planted", name)
		}
		c, err := Clean(data, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if bytes.Contains(c.Data, []byte(planted)) || bytes.Contains(c.Data, []byte("Exif")) || bytes.Contains(c.Data, []byte("PK\x03\x04")) {
			t.Errorf("%s: what was planted is in the result", name)
		}
		if !slices.Equal(c.Removed, wantRemoved[name]) {
			t.Errorf("%s: removed %v, want %v", name, c.Removed, wantRemoved[name])
		}
		if want := map[bool]string{true: "image/jpeg", false: "image/png"}[name == "jpeg"]; c.Media != want || c.Format != name || c.Scaled {
			t.Errorf("%s: %s of %s", name, c.Media, c.Format)
		}
		img, _, err := image.Decode(bytes.NewReader(c.Data))
		if err != nil || img.Bounds().Dx() != c.Width || img.Bounds().Dy() != c.Height {
			t.Fatalf("%s: %v %v", name, img.Bounds(), err)
		}
		if name != "webp" && !slices.Equal(quarters(img), []int{0, 1, 2, 3}) {
			t.Errorf("%s: the picture has changed: %v", name, quarters(img))
		}
		again, err := Clean(c.Data, Limits{})
		if err != nil || len(again.Removed) != 0 {
			t.Errorf("%s: cleaning it again removes %v, %v", name, again.Removed, err)
		}
	}
	if c, err := Clean(webpWith(t, nil), Limits{}); err != nil || len(c.Removed) != 0 || c.Width != 1 {
		t.Errorf("a simple WebP: %+v %v", c, err)
	}
}

// quarters is the number of the colour in each quarter of a picture.
func quarters(img image.Image) (all []int) {
	b := img.Bounds()
	for _, p := range []image.Point{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		r, g, bl, _ := img.At(b.Min.X+b.Dx()*p.X/4, b.Min.Y+b.Dy()*p.Y/4).RGBA()
		all = append(all, slices.IndexFunc(corners, func(c color.NRGBA) bool {
			near := func(a uint32, b uint8) bool { return a>>8 > uint32(b)-40 && b > 200 || a>>8 < 40 && b == 0 }
			return near(r, c.R) && near(g, c.G) && near(bl, c.B)
		}))
	}
	return all
}

// Each of the eight orientations is undone as CIPA DC-008 draws them: the numbers
// are the quarters of the stored picture as a person sees them.
func TestOrientation(t *testing.T) {
	for o, want := range map[int][]int{
		1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1},
		5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2},
		0: {0, 1, 2, 3}, 9: {0, 1, 2, 3},
	} {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			for name, data := range map[string][]byte{
				"jpeg": jpegWith(t, nil, segment(0xe1, exifHead, string(exif(order, o)))),
				"png":  pngWith(t, sample(), nil, chunk("eXIf", string(exif(order, o)))),
			} {
				c, err := Clean(data, Limits{})
				if err != nil {
					t.Fatal(err)
				}
				img, _, err := image.Decode(bytes.NewReader(c.Data))
				if err != nil {
					t.Fatal(err)
				}
				if got := quarters(img); !slices.Equal(got, want) || (c.Width < c.Height) != (o >= 5 && o <= 8) {
					t.Errorf("%s, orientation %d: %v in %d × %d, want %v", name, o, got, c.Width, c.Height, want)
				}
			}
		}
	}
}

// What was erased by making it transparent does not come back.
func TestHiddenColours(t *testing.T) {
	img := sample()
	for x := range 48 {
		img.SetNRGBA(x, 3, color.NRGBA{200, 100, 50, 0})
	}
	deep := image.NewNRGBA64(img.Rect)
	pal := image.NewPaletted(img.Rect, color.Palette{corners[0], color.NRGBA{200, 100, 50, 0}})
	for y := range 32 {
		for x := range 48 {
			deep.Set(x, y, img.At(x, y))
			pal.SetColorIndex(x, y, uint8(y%2))
		}
	}
	for x := range 48 {
		deep.SetNRGBA64(x, 3, color.NRGBA64{51400, 25700, 12850, 0})
	}
	for name, in := range map[string]image.Image{"NRGBA": img, "NRGBA64": deep, "palette": pal} {
		c, err := Clean(pngWith(t, in, nil), Limits{})
		if err != nil || !slices.Equal(c.Removed, []string{"hidden"}) {
			t.Errorf("%s: removed %v, %v", name, c.Removed, err)
			continue
		}
		out, err := png.Decode(bytes.NewReader(c.Data))
		if err != nil {
			t.Fatal(err)
		}
		if got := color.NRGBAModel.Convert(out.At(5, 3)).(color.NRGBA); got != (color.NRGBA{}) {
			t.Errorf("%s: under the transparent pixel there is %v", name, got)
		}
	}
}

// What is no picture is refused by its content, whatever else it claims.
func TestNotPictures(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "text": "hello", "pdf": "%PDF-1.7\n", "svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "html": "<!doctype html>",
		"heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "avif": "\x00\x00\x00\x18ftypavif", "bmp": "BM\x00\x00", "tiff": "II*\x00", "zip": string(trailer(t)), "riff": "RIFF\x00\x00\x00\x00WAVE", "exe": "MZ",
		"late": " \xff\xd8\xff",
	} {
		if c, err := Clean([]byte(data), Limits{}); !errors.Is(err, ErrNotPicture) || len(c.Data) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A picture cut off anywhere is damaged or, where only its end is missing, whole;
// it is never half of one.
func TestTruncated(t *testing.T) {
	for name, data := range dirty(t) {
		whole, err := Clean(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for n := range len(data) {
			c, err := Clean(data[:n], Limits{})
			switch {
			case err == nil && !bytes.Equal(c.Data, whole.Data):
				t.Errorf("%s: %d of %d octets give another picture", name, n, len(data))
			case err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotPicture):
				t.Errorf("%s: %d octets: %v", name, n, err)
			}
		}
	}
}

// A head that announces billions of pixels costs neither memory nor time.
func TestBombs(t *testing.T) {
	ihdr := func(w, h uint32) []byte {
		p := binary.BigEndian.AppendUint32(nil, w)
		p = binary.BigEndian.AppendUint32(p, h)
		return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(p)+"\x08\x06\x00\x00\x00")...)
	}
	jpegHead := "\xff\xd8\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c"
	bombs := map[string][]byte{
		"png 50000 × 50000": ihdr(50000, 50000), "png of 2^31 - 1": ihdr(1<<31-1, 1<<31-1), "png long": ihdr(1, 1<<31-1),
		"jpeg 65500 × 65500": []byte(jpegHead), "gif 65535 × 65535": []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"),
		"file": make([]byte, 20_000_001),
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, data := range bombs {
		if _, err := Clean(data, Limits{}); !errors.Is(err, ErrTooLarge) && !(errors.Is(err, ErrDamaged) && strings.HasPrefix(name, "png of")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("%d octets were allocated", n)
	}
	// One pass more than is allowed, hidden behind rubbish between the segments.
	d := encodeJPEG(t, sample())
	sos := bytes.Index(d, []byte{0xff, 0xda})
	scan := append([]byte("rubbish"), d[sos:len(d)-2]...)
	passes := slices.Concat(d[:sos], bytes.Repeat(scan, maxScans+1), d[len(d)-2:])
	if _, err := Clean(passes, Limits{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d passes: %v", maxScans+1, err)
	}
	if _, err := Clean(encodeJPEG(t, sample()), Limits{Pixels: 48*32 - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("one pixel too many: %v", err)
	}
	if _, err := Clean(encodeJPEG(t, sample()), Limits{Pixels: 48 * 32}); err != nil {
		t.Errorf("as many pixels as allowed: %v", err)
	}
}

// Large pictures are scaled down to the longest edge and keep their shape.
func TestScale(t *testing.T) {
	for _, c := range []struct{ edge, o, w, h int }{{24, 1, 24, 16}, {24, 6, 16, 24}, {48, 1, 48, 32}, {-1, 1, 48, 32}, {1, 1, 1, 1}} {
		got, err := Clean(jpegWith(t, nil, segment(0xe1, exifHead, string(exif(binary.BigEndian, c.o)))), Limits{Edge: c.edge})
		if err != nil || got.Width != c.w || got.Height != c.h || got.Scaled != (c.edge == 24 || c.edge == 1) {
			t.Errorf("edge %d: %d × %d, scaled %v, %v", c.edge, got.Width, got.Height, got.Scaled, err)
		}
	}
}

// Whatever octets come, Clean ends without a panic; what it returns decodes, is
// as large as it says, has nothing left to remove, and holds nothing of what
// stood behind the picture.
func FuzzClean(f *testing.F) {
	for _, data := range dirty(f) {
		f.Add(data)
	}
	f.Add(jpegWith(f, nil, segment(0xe1, exifHead, string(exif(binary.LittleEndian, 6)))))
	tail := []byte("behind the picture: " + planted)
	f.Fuzz(func(t *testing.T, data []byte) {
		l := Limits{Pixels: 1 << 18, Edge: 300}
		c, err := Clean(append(bytes.Clone(data), tail...), l)
		if err != nil {
			if len(c.Data) != 0 {
				t.Fatal("a result beside an error")
			}
			return
		}
		if bytes.Contains(c.Data, tail[:19]) {
			t.Fatal("what stood behind the picture is in the result")
		}
		img, format, err := image.Decode(bytes.NewReader(c.Data))
		if err != nil || "image/"+format != c.Media || img.Bounds().Dx() != c.Width || img.Bounds().Dy() != c.Height || max(c.Width, c.Height) > 300 {
			t.Fatalf("%s %v %v of %+v", format, img.Bounds(), err, c.Removed)
		}
		again, err := Clean(c.Data, l)
		if err != nil || len(again.Removed) != 0 {
			t.Fatalf("again: removed %v, %v", again.Removed, err)
		}
	})
}

// Pictures as people upload them, with noise like that of a sensor.
func BenchmarkClean(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	noise := func(w, h int) image.Image {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		for i := range img.Pix {
			img.Pix[i] = uint8(i/4%w/16) + uint8(r.IntN(8))
			if i%4 == 3 {
				img.Pix[i] = 255
			}
		}
		return img
	}
	photo := encodeJPEG(b, noise(4000, 3000))
	turned := append(append([]byte("\xff\xd8\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(2+len(exifHead)+len(exif(binary.BigEndian, 6))))...), slices.Concat([]byte(exifHead), exif(binary.BigEndian, 6), photo[2:])...)
	for name, data := range map[string][]byte{"photo-12MP": photo, "photo-12MP-turned": turned, "screenshot-1080x2400": pngWith(b, noise(1080, 2400), nil)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Clean(data, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
