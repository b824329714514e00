// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
)

// from posts a form from an address.
func (s *site) from(addr, path string, v url.Values) answer {
	r := httptest.NewRequestWithContext(s.t.Context(), "POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = addr + ":4711"
	return s.do(nil, r)
}

// upload posts a form with files, each of one name and content.
func (s *site) upload(path string, v url.Values, files ...[]byte) answer {
	s.t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for k, list := range v {
		for _, x := range list {
			s.must(w.WriteField(k, x))
		}
	}
	for _, data := range files {
		part, err := w.CreateFormFile("file", "shot.png")
		s.must(err)
		_, err = part.Write(data)
		s.must(err)
	}
	s.must(w.Close())
	r := httptest.NewRequestWithContext(s.t.Context(), "POST", path, &buf)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return s.do(nil, r)
}

// shot is a picture as a file; larger ones have more pixels.
func shot(t testing.TB, edge int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, edge, edge))
	noise := rand.NewPCG(1, 2)
	for i := range img.Pix {
		img.Pix[i] = byte(noise.Uint64())
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// begin fills in the first page of the form and gives the token of the second.
func (s *site) begin() string {
	s.t.Helper()
	a := s.post(nil, "/report", url.Values{"step": {"what"}, "go": {"next"}, "lang_now": {"en"}, "category": {"photo"}})
	says(s.t, a, 200)
	return field(s.t, a.body, "token")
}

// The pages come in the languages that the operator offers and in no other,
// whatever a browser or an address asks for; with one language there is no switch.
func TestLanguagesOffered(t *testing.T) {
	s := newSite(t, "", "languages=en")
	for _, path := range []string{"/", "/?lang=zh-CN", "/report?lang=zh-CN", "/staff/signin?lang=zh-CN"} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
		r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
		a := s.do(nil, r)
		if !strings.Contains(a.body, `<html lang="en">`) || strings.Contains(a.body, "zh-CN") {
			t.Errorf("%s is not in English alone", path)
		}
	}
	chinese := s.member(account.Officer, "zh-CN")
	for _, path := range []string{"/staff/overview", "/staff/enter", "/staff/me", "/staff/templates"} {
		if a := s.get(chinese, path); !strings.Contains(a.body, `<html lang="en">`) || strings.Contains(a.body, "zh-CN") {
			t.Errorf("%s is not in English alone: %d", path, a.status)
		}
	}
	first := newSite(t, "", "languages=en,zh-CN")
	if a := first.get(nil, "/"); !strings.Contains(a.body, `<html lang="en">`) || !strings.Contains(a.body, "?lang=zh-CN") {
		t.Error("the first language is not that of readers who ask for none")
	}
}

// Texts and files are bounded as the operator says, and the pages say so in both
// languages.
func TestIntakeLimits(t *testing.T) {
	s := newSite(t, "", "intake.body_length=200", "intake.attachments=2", "intake.attachment_size=20kB")
	token := s.begin()
	where := url.Values{"step": {"where"}, "go": {"next"}, "lang_now": {"en"}, "token": {token}, "places": {"https://clearbrook.example/1"}}
	long := url.Values{}
	maps.Copy(long, where)
	long.Set("what", strings.Repeat("门", 201))
	says(t, s.post(nil, "/report", long), 422, "At most 200 characters", "up to 20 kB each, at most 2.")
	long.Set("lang_now", "zh-CN")
	says(t, s.post(nil, "/report", long), 422, "最多写 200 个字", "每个最大 20 kB，最多 2 个")
	small, large := shot(t, 20), shot(t, 120)
	if len(small) > 20e3 || len(large) <= 20e3 {
		t.Fatalf("pictures of %d and %d octets", len(small), len(large))
	}
	says(t, s.upload("/report", where, large), 422, "larger than 20 kB")
	says(t, s.upload("/report", where, small, small, small), 422, "At most 2 files")

	r := desk.NewReceipt()
	s.must(func() error {
		_, err := s.Desk.File(t.Context(), &desk.Form{Lang: "en", Channel: desk.Web, Mode: desk.Anonymous, Categories: []string{"photo"}, Relation: desk.Self, What: "Made up."}, r, "once", docket.Actor{Kind: docket.Person})
		return err
	}())
	follow := func(v url.Values, files ...[]byte) answer {
		page := s.post(nil, "/follow", url.Values{"receipt": {string(r)}, "lang_now": {"en"}})
		v.Set("token", field(t, page.body, "token"))
		v.Set("go", "write")
		v.Set("lang_now", "en")
		return s.upload("/follow", v, files...)
	}
	says(t, follow(url.Values{"text": {strings.Repeat("a", 201)}}), 422, "At most 200 characters")
	says(t, follow(url.Values{"text": {"three"}}, small, small, small), 422, "At most 2 files")
	says(t, follow(url.Values{"text": {"two"}}, small, small), 200)
}

// With files turned off no page asks for one, and one that is sent all the same
// is refused.
func TestNoFiles(t *testing.T) {
	s := newSite(t, "", "intake.attachments=off")
	a := s.post(nil, "/report", url.Values{"step": {"what"}, "go": {"next"}, "lang_now": {"en"}, "category": {"photo"}})
	if strings.Contains(a.body, `type="file"`) || !strings.Contains(a.body, `name="places"`) {
		t.Error("the page asks for files, or is another page")
	}
	v := url.Values{"step": {"where"}, "go": {"next"}, "lang_now": {"en"}, "token": {field(t, a.body, "token")}}
	says(t, s.upload("/report", v, shot(t, 20)), 422)
}

// One network begins so many complaints, tries so many receipts and writes so
// many messages as the operator says; another network is not held up by it, and
// time lets both go on.
func TestRates(t *testing.T) {
	s := newSite(t, "", "intake.complaints=3/h", "intake.lookups=2/d", "intake.messages=1/m", "intake.total=5/s")
	begin := func(addr string) int {
		return s.from(addr, "/report", url.Values{"step": {"what"}, "go": {"next"}, "lang_now": {"en"}, "category": {"photo"}}).status
	}
	for i, want := range []int{200, 200, 200, 429} {
		if got := begin("203.0.113.7"); got != want {
			t.Errorf("form %d of a network: %d, want %d", i+1, got, want)
		}
	}
	if got := begin("203.0.113.250"); got != 429 {
		t.Errorf("a neighbour in the same /24: %d", got)
	}
	if got := begin("198.51.100.7"); got != 200 {
		t.Errorf("another network: %d", got)
	}
	s.wait(21 * time.Minute)
	if got := begin("203.0.113.7"); got != 200 {
		t.Errorf("after a third of the hour: %d", got)
	}
	look := func() int {
		return s.from("203.0.113.7", "/follow", url.Values{"receipt": {string(desk.NewReceipt())}, "lang_now": {"en"}}).status
	}
	for i, want := range []int{422, 422, 429} {
		if got := look(); got != want {
			t.Errorf("receipt %d: %d, want %d", i+1, got, want)
		}
	}
	r := desk.NewReceipt()
	_, err := s.Desk.File(t.Context(), &desk.Form{Lang: "en", Channel: desk.Web, Mode: desk.Anonymous, Categories: []string{"photo"}, Relation: desk.Self, What: "Made up."}, r, "once", docket.Actor{Kind: docket.Person})
	s.must(err)
	page := s.from("192.0.2.1", "/follow", url.Values{"receipt": {string(r)}, "lang_now": {"en"}})
	for i, want := range []int{200, 429} {
		if got := s.from("192.0.2.1", "/follow", url.Values{"token": {field(t, page.body, "token")}, "go": {"write"}, "text": {"more"}, "lang_now": {"en"}}).status; got != want {
			t.Errorf("message %d: %d, want %d", i+1, got, want)
		}
	}
	// Everybody together: the fifth in a second is the last one.
	s.wait(time.Minute)
	for i := range 6 {
		a := s.from("[2001:db8:"+string(rune('a'+i))+"::1]", "/report", url.Values{"step": {"what"}, "go": {"next"}, "lang_now": {"en"}, "category": {"photo"}})
		if want := map[bool]int{true: 200, false: 503}[i < 5]; a.status != want {
			t.Errorf("form %d of everybody: %d, want %d", i+1, a.status, want)
		} else if i == 5 && a.header.Get("Retry-After") != "60" {
			t.Error("nobody says when to come back")
		}
	}
	open := newSite(t, "", "intake.complaints=off", "intake.total=off")
	for range 300 {
		if a := open.from("203.0.113.7", "/report", url.Values{"step": {"what"}, "go": {"next"}, "lang_now": {"en"}}); a.status == 429 || a.status == 503 {
			t.Fatalf("without limits: %d", a.status)
		}
	}
}

// The operator's colours come as a style sheet of our own address, the logo as a
// picture without anything behind it; no page has an inline style.
func TestBrand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "logo.png")
	if err := os.WriteFile(file, append(shot(t, 200), "planted behind the picture"...), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, "", "platform.logo="+file, "platform.accent=#7a1f5c", "platform.dark_accent=#f0a6d6")
	a := s.get(nil, "/")
	css := regexp.MustCompile(`href="(/static/[^"]*/brand.css)"`).FindStringSubmatch(a.body)
	logo := regexp.MustCompile(`<img src="([^"]*)" alt=""`).FindStringSubmatch(a.body)
	if css == nil || logo == nil || strings.Contains(a.body, "style=") {
		t.Fatalf("style sheet %v, logo %v, or an inline style", css, logo)
	}
	sheet := s.get(nil, css[1])
	if !strings.HasPrefix(sheet.header.Get("Content-Type"), "text/css") || !strings.Contains(sheet.body, "--accent: #7a1f5c;") || !strings.Contains(sheet.body, "--accent: #f0a6d6;") {
		t.Errorf("style sheet: %s %s", sheet.header.Get("Content-Type"), sheet.body)
	}
	picture := s.get(nil, logo[1])
	if picture.header.Get("Content-Type") != "image/png" || strings.Contains(picture.body, "planted") {
		t.Errorf("logo: %s, %d octets", picture.header.Get("Content-Type"), len(picture.body))
	}
	if _, err := png.Decode(strings.NewReader(picture.body)); err != nil {
		t.Error(err)
	}
	plain := newSite(t, "")
	for _, name := range []string{"brand.css", "logo"} {
		if a := plain.get(nil, "/static/x/"+name); a.status != http.StatusNotFound {
			t.Errorf("%s without a brand: %d", name, a.status)
		}
	}
	if a := plain.get(nil, "/"); strings.Contains(a.body, "brand.css") {
		t.Error("a brand that nobody set")
	}
}

// The times that the public pages promise are those of the clocks.
func TestPromisesFollowClocks(t *testing.T) {
	plain := newSite(t, "")
	says(t, plain.get(nil, "/?lang=en"), 200, "Within 24 hours we confirm", "Within 15 days we tell you")
	says(t, plain.get(nil, "/?lang=zh-CN"), 200, "24 小时内，我们确认", "15 天内，我们告诉你")
	s := newSite(t, "", "clocks=house.complaint.ack=1h, cn.miit24.complaint=7d")
	says(t, s.get(nil, "/?lang=en"), 200, "Within one hour we confirm", "Within 7 days we tell you")
	says(t, s.get(nil, "/?lang=zh-CN"), 200, "1 小时内，我们确认", "7 天内，我们告诉你")
}
