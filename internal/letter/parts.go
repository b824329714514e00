// SPDX-License-Identifier: Apache-2.0

package letter

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
)

// head is the header of a mail or part: names to values.
type head map[string][]string

func (h head) get(name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// reader collects the parts of a mail.
type reader struct {
	l     *Letter
	lim   Limits
	parts int
	// plain and markup are the texts that were found.
	plain, markup []string
	cut           bool
}

// part reads one part and what lies in it. Nothing of it stops the rest.
func (r *reader) part(h head, body io.Reader, depth int) {
	if r.parts++; r.parts > r.lim.Parts || depth > r.lim.Depth {
		r.l.Left++
		return
	}
	media, params, err := mime.ParseMediaType(h.get("Content-Type"))
	if err != nil && media == "" {
		media = "text/plain" // RFC 2045 §5.2
	}
	if strings.HasPrefix(media, "multipart/") && params["boundary"] != "" {
		mr := multipart.NewReader(body, params["boundary"])
		for {
			p, err := mr.NextRawPart()
			if err != nil || r.parts > r.lim.Parts {
				return // the end, or one that was cut off: what came before counts
			}
			r.part(head(p.Header), p, depth+1)
		}
	}
	how, disp, err := mime.ParseMediaType(h.get("Content-Disposition"))
	if err != nil {
		disp = nil
	}
	name := disp["filename"]
	if name == "" {
		name = params["name"]
	}
	body = decoded(h.get("Content-Transfer-Encoding"), body)
	if how != "attachment" && name == "" && (media == "text/plain" || media == "text/html") {
		r.words(media, params["charset"], body)
		return
	}
	r.file(line(header(name), maxName), body)
}

// decoded undoes the transfer encoding of a part. An unknown one is left as it is.
func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// words keeps the text of a part.
func (r *reader) words(media, charset string, body io.Reader) {
	// No encoding needs more than four octets for a character; markup is mostly
	// tags.
	most := 4*r.lim.Text + 1
	if media == "text/html" {
		most *= 8
	}
	data, _ := io.ReadAll(io.LimitReader(body, int64(most))) // what could be decoded counts
	r.cut = r.cut || len(data) == most
	text := decode(charset, data)
	if media == "text/html" {
		r.markup = append(r.markup, text)
		return
	}
	r.plain = append(r.plain, text)
}

// text is what the mail says: its plain parts, or the text of its HTML.
func (r *reader) text() (string, bool) {
	parts := r.plain
	if strings.TrimSpace(strings.Join(parts, "")) == "" {
		parts = nil
		for _, m := range r.markup {
			parts = append(parts, strip(m))
		}
	}
	s := clean(strings.Join(parts, "\n\n"))
	n := 0
	for i := range s {
		if n++; n > r.lim.Text {
			return strings.TrimSpace(s[:i]), true
		}
	}
	return s, r.cut
}

// file keeps a file.
func (r *reader) file(name string, body io.Reader) {
	if len(r.l.Files) >= max(0, r.lim.Files) {
		r.l.Left++
		return
	}
	data, err := io.ReadAll(io.LimitReader(body, int64(r.lim.FileSize)+1))
	if len(data) > r.lim.FileSize {
		r.l.Left++
		return
	}
	if err != nil && len(data) == 0 || len(data) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			r.l.Left++
		}
		return
	}
	r.l.Files = append(r.l.Files, File{Name: name, Data: data})
}
