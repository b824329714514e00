// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"
	"maps"
	"net/http/httptest"
	netmail "net/mail"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// mailHouse is a service that takes mail by LMTP, with the office that its own
// mails go out by.
type mailHouse struct {
	t testing.TB
	*Service
	office *postOffice
	door   *door
}

const complaintsTo = "privacy@clearbrook.example"

func openMailHouse(t testing.TB, dsn string, more map[string]string) *mailHouse {
	t.Helper()
	h := &mailHouse{t: t, office: openPostOffice(t)}
	flags := h.office.settings()
	flags["mail_in.listen"], flags["mail_in.address"] = "127.0.0.1:0", complaintsTo
	if dsn != "" {
		flags["database"] = dsn
	}
	maps.Copy(flags, more)
	h.Service = open(t, t.TempDir(), flags)
	var err error
	if h.door, err = h.openMailIn(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.door.Close() })
	return h
}

// deliver hands a mail over as a mail server does.
func (h *mailHouse) deliver(from, to, text string) error {
	h.t.Helper()
	c, err := dialLMTP(h.door.l.Addr())
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Close()
	if err := c.Mail(from, nil); err != nil {
		return err
	}
	if err := c.Rcpt(to, nil); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))); err != nil {
		return err
	}
	return w.Close()
}

// send does the mail jobs that wait, and gives the mails that went out by them.
func (h *mailHouse) send() []handedOver {
	h.t.Helper()
	before := len(h.office.letters())
	var due []string
	h.read(func(tx *store.Tx) (err error) {
		due, err = store.Rows(h.t.Context(), tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) }, "SELECT id FROM mail_outbox WHERE state = 'queued' ORDER BY made_at, id")
		return err
	})
	for _, id := range due {
		if err := h.sendMail(h.t.Context(), mailArgs{id}); err != nil {
			h.t.Fatal(err)
		}
	}
	return h.office.letters()[before:]
}

func (h *mailHouse) read(f func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.DB.Read(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

// cases lists the open cases, the oldest first.
func (h *mailHouse) cases() (out []*desk.Complaint) {
	h.t.Helper()
	h.read(func(tx *store.Tx) error {
		ids, err := store.Rows(h.t.Context(), tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) }, "SELECT case_id FROM complaint ORDER BY leaf")
		if err != nil {
			return err
		}
		for _, id := range ids {
			c, err := h.Desk.Complaint(h.t.Context(), tx, id)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out
}

func eachHouse(t *testing.T, f func(t *testing.T, h *mailHouse)) {
	t.Run("sqlite", func(t *testing.T) { f(t, openMailHouse(t, "", nil)) })
	t.Run("postgres", func(t *testing.T) { f(t, openMailHouse(t, storetest.Postgres(t), nil)) })
}

const written = `From: Made-up Lin <lin@mail.example>
To: privacy@clearbrook.example
Subject: =?gb2312?B?x+vJvrP9?=
Message-ID: <first@mail.example>
Content-Type: text/plain; charset=gb2312
Content-Transfer-Encoding: base64

`

// gb is "我的电话 13800138000 在第三楼 https://clearbrook.example/t/1" in GB2312.
var gb = base64.StdEncoding.EncodeToString([]byte("\xce\xd2\xb5\xc4\xb5\xe7\xbb\xb0 13800138000 \xd4\xda\xb5\xda\xc8\xfd\xc2\xa5 https://clearbrook.example/t/1"))

var codeIn = regexp.MustCompile(`[0-9A-Z]{4}(-[0-9A-Z]{4}){3}`)

// A mail becomes a complaint of somebody who can be reached: it is acknowledged
// by mail with a code, never with the person's words; the code brings a receipt
// on a page, once; under it the person reads and writes as everybody does. An
// answer to our mail goes into the case. The same mail twice is one complaint.
func TestComplaintByMail(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *mailHouse) {
		for range 2 {
			if err := h.deliver("lin@mail.example", complaintsTo, written+gb+"\n"); err != nil {
				t.Fatal(err)
			}
		}
		all := h.cases()
		if len(all) != 1 {
			t.Fatalf("%d complaints", len(all))
		}
		c := all[0]
		if c.Channel != desk.Mail || c.Mode != desk.Contactable || !c.HasContact || c.Case.Lang != "zh-CN" || c.Case.State != docket.Acknowledged {
			t.Errorf("channel %s, mode %s, %s, %s", c.Channel, c.Mode, c.Case.Lang, c.Case.State)
		}
		if got := string(c.What); got != "请删除\n\n我的电话 13800138000 在第三楼 https://clearbrook.example/t/1" {
			t.Errorf("it says %q", got)
		}
		if len(c.Places) != 1 || string(c.Places[0]) != "https://clearbrook.example/t/1" {
			t.Errorf("%d places", len(c.Places))
		}

		mails := h.send()
		if len(mails) != 1 || mails[0].to != "lin@mail.example" {
			t.Fatalf("%d mails", len(mails))
		}
		text := decodeMail(t, mails[0].data)
		code := codeIn.FindString(text)
		if code == "" || !strings.Contains(text, "/follow/code") || !strings.Contains(text, "已收到") {
			t.Errorf("the mail says\n%s", text)
		}
		for _, secret := range []string{"13800138000", "第三楼", "clearbrook.example/t/1", c.Case.Ref} {
			if strings.Contains(text, secret) {
				t.Errorf("the mail repeats %q", secret)
			}
		}
		h.claim(code, c.Case.ID)
		h.answerByMail(c, mails[0].data)
		h.verify()
	})
}

// claim fetches the receipt of a code on the pages.
func (h *mailHouse) claim(code, caseID string) {
	t := h.t
	t.Helper()
	srv := httptest.NewServer(h.Handler())
	defer srv.Close()
	b := browser{t.(*testing.T), srv.URL}
	post := func(want int, v url.Values) string {
		t.Helper()
		v.Set("lang_now", "en")
		status, body := b.post("/follow/code", v)
		if status != want {
			t.Fatalf("%v: %d", slices.Sorted(maps.Keys(v)), status)
		}
		return body
	}
	post(422, url.Values{"code": {"AAAA-BBBB-CCCC-DDDD"}, "go": {"next"}})
	page := post(200, url.Values{"code": {strings.ToLower(strings.ReplaceAll(code, "-", " "))}, "go": {"next"}})
	digits := regexp.MustCompile(`<li>(\d{5,6})</li>`).FindAllStringSubmatch(page, -1)
	if len(digits) != 4 {
		t.Fatalf("%d groups of a receipt", len(digits))
	}
	var receipt strings.Builder
	for _, d := range digits {
		receipt.WriteString(d[1])
	}
	post(422, url.Values{"code": {code}, "go": {"take"}, "typed_back": {"1"}})
	if page = post(200, url.Values{"code": {code}, "go": {"take"}, "typed_back": {receipt.String()}}); !strings.Contains(page, "13800138000") {
		t.Error("the receipt does not open the case")
	}
	post(422, url.Values{"code": {code}, "go": {"next"}})
	r, err := desk.ParseReceipt(receipt.String())
	if err != nil {
		t.Fatal(err)
	}
	token, err := h.Desk.Enter(t.Context(), r, "")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := h.Desk.View(t.Context(), token); err != nil || v.Case.ID != caseID {
		t.Errorf("another case, or none: %v", err)
	}
}

// answerByMail answers one of our mails: from the same address it goes into the
// case, once; from another, it is a complaint of its own.
func (h *mailHouse) answerByMail(c *desk.Complaint, ours string) {
	t := h.t
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(ours))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Desk.Act(t.Context(), c.Case.ID, docket.Doing{Event: docket.Ask, Actor: docket.Actor{Kind: docket.Staff, ID: "ann"}, Text: "Which post?"}); err != nil {
		t.Fatal(err)
	}
	news := h.send()
	if len(news) != 1 || codeIn.MatchString(decodeMail(t, news[0].data)) {
		t.Errorf("%d mails, or a code for somebody who has a receipt", len(news))
	}
	reply := "From: LIN@mail.example\nMessage-ID: <second@mail.example>\nReferences: <other@x> " + m.Header.Get("Message-Id") + "\nSubject: Re\n\nThe third one.\n"
	for range 2 {
		if err := h.deliver("lin@mail.example", complaintsTo, reply); err != nil {
			t.Fatal(err)
		}
	}
	var in []docket.Message
	h.read(func(tx *store.Tx) error {
		now, err := docket.Get(t.Context(), tx, c.Case.ID)
		if err != nil {
			return err
		}
		if now.State != docket.Investigating {
			t.Errorf("after the answer: %s", now.State)
		}
		all, err := h.Docket.Messages(t.Context(), tx, now, true)
		for _, m := range all {
			if m.Direction == docket.In {
				in = append(in, m)
			}
		}
		return err
	})
	if len(in) != 1 || !strings.Contains(string(in[0].Text), "The third one.") {
		t.Errorf("%d messages came in", len(in))
	}
	stranger := strings.NewReplacer("LIN@mail.example", "eve@mail.example", "second@", "third@").Replace(reply)
	if err := h.deliver("eve@mail.example", complaintsTo, stranger); err != nil {
		t.Fatal(err)
	}
	if n := len(h.cases()); n != 2 {
		t.Errorf("%d complaints after a stranger's mail, want 2", n)
	}
}

func (h *mailHouse) verify() {
	h.t.Helper()
	if _, err := h.Ledger.Checkpoint(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	r, err := h.Ledger.Verify(h.t.Context(), ledger.VerifyOptions{})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range r.Problems {
		h.t.Errorf("ledger: %s", p)
	}
}

// Mails of machines, bounces, our own mails that came back, other addresses and
// what is no mail make no complaint and get no answer.
func TestMailsThatMakeNoComplaint(t *testing.T) {
	h := openMailHouse(t, "", nil)
	plain := "From: lin@mail.example\nSubject: x\n%s\n\ntext\n"
	for what, c := range map[string]struct {
		from, to, text string
		refused        int // code of the answer, 0 when it is taken
	}{
		"auto-reply":     {"lin@mail.example", complaintsTo, fmt.Sprintf(plain, "Auto-Submitted: auto-replied"), 0},
		"bulk":           {"lin@mail.example", complaintsTo, fmt.Sprintf(plain, "Precedence: bulk"), 0},
		"list":           {"lin@mail.example", complaintsTo, fmt.Sprintf(plain, "List-Id: <x.example>"), 0},
		"null sender":    {"", complaintsTo, fmt.Sprintf(plain, "X-A: b"), 0},
		"report":         {"", complaintsTo, "From: mailer-daemon@mail.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--\n", 0},
		"our own":        {"noreply@clearbrook.example", complaintsTo, "From: noreply@clearbrook.example\n\nx\n", 0},
		"to ourselves":   {"lin@mail.example", complaintsTo, "From: " + complaintsTo + "\n\nx\n", 0},
		"another person": {"lin@mail.example", "boss@clearbrook.example", fmt.Sprintf(plain, "X-A: b"), 550},
		"no mail":        {"lin@mail.example", complaintsTo, "this is not a mail\n", 554},
		"no sender":      {"lin@mail.example", complaintsTo, "Subject: x\n\ny\n", 554},
	} {
		err := h.deliver(c.from, c.to, c.text)
		code := 0
		if e, ok := errors.AsType[*smtp.SMTPError](err); ok {
			code = e.Code
		} else if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if code != c.refused {
			t.Errorf("%s: answer %d, want %d", what, code, c.refused)
		}
	}
	if n := len(h.cases()); n != 0 {
		t.Errorf("%d complaints", n)
	}
	if n := len(h.send()); n != 0 {
		t.Errorf("%d mails went out", n)
	}
}

// Pictures are encoded anew, other files are kept sealed, what is too much is
// said; the name of a file shows nowhere in the database.
func TestFilesByMail(t *testing.T) {
	h := openMailHouse(t, "", map[string]string{"intake.attachments": "2"})
	var shot bytes.Buffer
	if err := png.Encode(&shot, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	shot.WriteString("planted behind the picture")
	part := func(name string, data []byte) string {
		return "--b\nContent-Type: application/octet-stream; name=" + name + "\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(data) + "\n"
	}
	text := "From: lin@mail.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the files.\n" +
		part("shot.png", shot.Bytes()) + part("planted.exe", []byte("MZ planted")) + part("third.txt", []byte("three")) + "--b--\n"
	if err := h.deliver("lin@mail.example", complaintsTo, text); err != nil {
		t.Fatal(err)
	}
	all := h.cases()
	if len(all) != 1 || !strings.Contains(string(all[0].What), "1 files of this mail could not be kept") {
		t.Fatalf("%d complaints, or nothing says that a file is missing", len(all))
	}
	h.read(func(tx *store.Tx) error {
		files, err := h.Docket.Attachments(t.Context(), tx, all[0].Case)
		if err != nil || len(files) != 2 {
			t.Fatalf("%d files: %v", len(files), err)
		}
		for _, f := range files {
			data, err := h.Docket.Data(t.Context(), tx, all[0].Case, f.ID)
			if err != nil {
				return err
			}
			switch string(f.Name) {
			case "shot.png":
				if f.Scrub != docket.Clean || f.Media != "image/png" || bytes.Contains(data, []byte("planted")) {
					t.Errorf("the picture is %s %s", f.Scrub, f.Media)
				}
			case "planted.exe":
				if f.Scrub != docket.KeptOriginal || f.Media != "application/octet-stream" || string(data) != "MZ planted" {
					t.Errorf("the file is %s %s", f.Scrub, f.Media)
				}
			}
		}
		return nil
	})
	var raw bytes.Buffer
	if err := h.DB.Read(t.Context(), func(tx *store.Tx) error {
		rows, err := store.Rows(t.Context(), tx, func(scan func(...any) error) (b []byte, err error) { return b, scan(&b) },
			"SELECT name_c FROM attachment UNION ALL SELECT data_c FROM attachment_data UNION ALL SELECT contact_c FROM complaint UNION ALL SELECT details_c FROM complaint UNION ALL SELECT recipient FROM mail_outbox UNION ALL SELECT id_bi FROM mail_seen")
		for _, b := range rows {
			raw.Write(b)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"planted", "lin@mail", "See the files"} {
		if bytes.Contains(raw.Bytes(), []byte(secret)) {
			t.Errorf("the database shows %q", secret)
		}
	}
}

// One address sends so many complaints as a network files, and is asked to come
// back later; another is not held up.
func TestSendersAreBounded(t *testing.T) {
	h := openMailHouse(t, "", map[string]string{"intake.complaints": "2/h"})
	send := func(from string, n int) error {
		return h.deliver(from, complaintsTo, fmt.Sprintf("From: %s\nMessage-ID: <%d@x>\n\nhello %d\n", from, n, n))
	}
	for n := range 2 {
		if err := send("lin@mail.example", n); err != nil {
			t.Fatal(err)
		}
	}
	err := send("Lin@Mail.example", 3)
	if e, ok := errors.AsType[*smtp.SMTPError](err); !ok || e.Code != 451 {
		t.Errorf("the third: %v", err)
	}
	if err := send("wei@mail.example", 4); err != nil {
		t.Errorf("another sender: %v", err)
	}
}

// A code is over after two weeks; the next mail about the case brings another.
func TestCodeEnds(t *testing.T) {
	h := openMailHouse(t, "", nil)
	if err := h.deliver("lin@mail.example", complaintsTo, written+gb+"\n"); err != nil {
		t.Fatal(err)
	}
	first := codeIn.FindString(decodeMail(t, h.send()[0].data))
	if _, err := h.Desk.Claim(t.Context(), desk.ParseCode(first)); err != nil {
		t.Fatal(err)
	}
	c := h.cases()[0]
	if err := h.Desk.Say(t.Context(), c.Case.ID, docket.Draft{Direction: docket.Out, Actor: docket.Actor{Kind: docket.Staff, ID: "ann"}, Text: "We still work on it."}); err != nil {
		t.Fatal(err)
	}
	text := decodeMail(t, h.send()[0].data)
	second := codeIn.FindString(text)
	if second == "" || second == first || !strings.Contains(text, "有新消息") || strings.Contains(text, "still work") {
		t.Errorf("the second mail says\n%s", text)
	}
	if err := h.DB.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE draft SET expires = 1")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Desk.Claim(t.Context(), desk.ParseCode(second)); err == nil {
		t.Error("a code that is over opens the case")
	}
	if s := fmt.Sprintf("%v %+v %#v", desk.ParseCode(second), desk.ParseCode(second), desk.ParseCode(second)); strings.Contains(s, second[:4]) {
		t.Errorf("a code prints itself: %s", s)
	}
}

// Mail is taken from this machine alone, and only with an address and a way to
// answer.
func TestMailInSettings(t *testing.T) {
	s := open(t, t.TempDir(), map[string]string{"mail.host": "localhost", "mail.tls": "none", "mail.from": "noreply@clearbrook.example", "mail_in.listen": "unix:" + filepath.Join(t.TempDir(), "lmtp.sock"), "mail_in.address": complaintsTo})
	for range 2 { // a socket that a crash left behind is taken over
		d, err := s.openMailIn()
		if err != nil {
			t.Fatal(err)
		}
		c, err := dialLMTP(d.l.Addr())
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}
