// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/picture"
)

// Limits of what a page is sent. A screenshot of a telephone has 1 to 4 MB.
const (
	maxForm = 1 << 20
	// maxBody lets a person send all files of a complaint at once, when they are
	// not all of the largest size.
	maxBody = 32 << 20
	// bigBodies bounds how many large requests are in memory together.
	bigBodies = 4
)

var bigBody = make(chan struct{}, bigBodies)

// posted is what a form sent. Files are in memory: nothing that people send is
// ever written to a temporary file.
type posted struct {
	url.Values
	files []upload
}

type upload struct {
	name string
	data []byte
	// tooLarge says that the file was larger than a file may be.
	tooLarge bool
}

// form reads what a form sent.
func form(q *request) (*posted, error) {
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, maxBody)
	if q.r.ContentLength < 0 || q.r.ContentLength > maxForm {
		select {
		case bigBody <- struct{}{}:
			defer func() { <-bigBody }()
		case <-q.r.Context().Done():
			return nil, q.r.Context().Err()
		}
	}
	if !strings.HasPrefix(q.r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := q.r.ParseForm(); err != nil {
			return nil, badForm(err)
		}
		return &posted{Values: q.r.PostForm}, nil
	}
	mr, err := q.r.MultipartReader()
	if err != nil {
		return nil, badForm(err)
	}
	out := &posted{Values: url.Values{}}
	total := 0
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, badForm(err)
		}
		if err := out.add(part, &total, int64(q.web.opts.Intake.AttachmentSize)); err != nil {
			return nil, badForm(err)
		}
	}
}

func (p *posted) add(part *multipart.Part, total *int, most int64) error {
	if part.FileName() == "" {
		text, err := io.ReadAll(io.LimitReader(part, int64(maxForm-*total)+1))
		if err != nil {
			return err
		}
		if *total += len(text); *total > maxForm {
			return &http.MaxBytesError{Limit: maxForm}
		}
		p.Add(part.FormName(), string(text))
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(part, most+1))
	if err != nil {
		return err
	}
	u := upload{name: part.FileName(), data: data}
	if int64(len(data)) > most {
		u.data, u.tooLarge = nil, true
		if _, err := io.Copy(io.Discard, part); err != nil {
			return err
		}
	}
	// A file field that was left empty sends a file of no octets.
	if len(data) > 0 {
		p.files = append(p.files, u)
	}
	return nil
}

// badForm is the reader's page for a form that cannot be read.
func badForm(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return &httpError{http.StatusBadRequest, "bad_form", err}
}

// keepable is [Keepable] for forms, which take pictures and PDF alone.
func keepable(u upload) (docket.File, string) {
	if u.tooLarge {
		return docket.File{}, "too_large"
	}
	f, code := Keepable(u.name, u.data)
	if code == "" && f.Scrub == docket.KeptOriginal && f.Media != pdf {
		return docket.File{}, "not_allowed"
	}
	return f, code
}

// pdf is the one kind of file that a form takes besides pictures.
const pdf = "application/pdf"

// Keepable turns what somebody sent into a file to keep: pictures are decoded
// and encoded anew, anything else is kept as it came, for download alone. code
// is what is wrong with a picture, too_large or broken_picture, and else empty.
func Keepable(name string, data []byte) (f docket.File, code string) {
	name = cleanName(name)
	clean, err := picture.Clean(data, picture.Limits{Bytes: docket.MaxFile})
	if err == nil && len(clean.Data) > docket.MaxFile {
		return docket.File{}, "too_large" // pixels of a WebP take more room as PNG
	}
	if err == nil {
		return docket.File{Name: name, Media: clean.Media, Scrub: docket.Clean, Width: clean.Width, Height: clean.Height, Data: clean.Data}, ""
	}
	switch {
	case errors.Is(err, picture.ErrTooLarge):
		return docket.File{}, "too_large"
	case !errors.Is(err, picture.ErrNotPicture):
		return docket.File{}, "broken_picture"
	}
	f = docket.File{Name: name, Media: "application/octet-stream", Scrub: docket.KeptOriginal, Data: data}
	if strings.HasPrefix(string(data[:min(len(data), 1024)]), "%PDF-") {
		f.Media = pdf
	}
	return f, ""
}

// cleanName makes a file's name harmless to show and to download: its last
// part, printable characters only, at most 80 of them.
func cleanName(s string) string {
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0x7f || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
	if n := []rune(s); len(n) > 80 {
		s = string(n[:40]) + "…" + string(n[len(n)-39:])
	}
	if s == "" {
		s = "file"
	}
	return s
}

// about says what is known of a file, in the reader's language.
func (w *Web) about(lang string, media string, scrub docket.Scrub, size int64, width, height int) string {
	if scrub == docket.Dropped {
		return w.lang.text(lang, "file.dropped")
	}
	kb := (size + 1023) / 1024
	if scrub == docket.Clean {
		return w.lang.text(lang, "file.picture", "w", width, "h", height, "kb", kb)
	}
	return w.lang.text(lang, "file.other", "kb", kb)
}

// send answers with a file: a clean picture to be shown, anything else to be
// downloaded, in a sandbox in either case.
func (q *request) send(name, media string, scrub docket.Scrub, data []byte) {
	h := q.w.Header()
	how := "attachment"
	if scrub == docket.Clean {
		how = "inline"
	} else {
		media = "application/octet-stream"
	}
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", how+"; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
	h.Set("Content-Length", fmt.Sprint(len(data)))
	_, _ = q.w.Write(data) // the reader may have left
}

// problem is what is wrong with a field, in words.
type problem struct{ Field, Text string }

// problems puts the codes of a form into words.
func (w *Web) problems(lang string, list []desk.Problem) []problem {
	var out []problem
	for _, p := range list {
		out = append(out, problem{p.Field, w.lang.text(lang, "problem."+p.Field+"."+p.Code)})
	}
	return out
}
