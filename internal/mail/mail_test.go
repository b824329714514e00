// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func sender(t testing.TB, c config.Mail) *Sender {
	t.Helper()
	s, err := New(c, Options{Name: "明湖社区", Now: func() time.Time { return noon }, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var news = Message{
	ID: "M1", To: "reader@mail.example", Lang: "zh-CN",
	Subject: "你的投诉有新的进展：请用回执号查看（这封邮件里没有投诉的内容，请不要直接回复）",
	Text:    "你好：\n\n你的投诉有新的回复。请打开 https://report.forum.example/follow ，输入回执号查看。\n\n.\n..行首的点\nFrom here on\n" + strings.Repeat("很长的一行", 200) + "\n",
}

// parsed is a mail as a reader's program sees it.
type parsed struct {
	header  netmail.Header
	subject string
	text    string
}

func parse(t testing.TB, data string) parsed {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var body io.Reader = m.Body
	switch enc := m.Header.Get("Content-Transfer-Encoding"); enc {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	default:
		t.Fatalf("encoding %q", enc)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return parsed{m.Header, subject, strings.ReplaceAll(string(text), "\r\n", "\n")}
}

// A mail arrives over TLS as it was written, with the headers that it needs, and
// none that says anything about this machine.
func TestSend(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ server, mode string }{{"starttls", "mandatory"}, {"implicit", "implicit"}, {"plain", "none"}} {
		srv := serve(t, c.server)
		settings := srv.settings(c.mode)
		settings.User, settings.Password = "hulan", config.NewSecret("right")
		if err := sender(t, settings).Send(t.Context(), news); err != nil {
			t.Errorf("%s: %v", c.mode, err)
			continue
		}
		got := srv.mails()
		if len(got) != 1 {
			t.Fatalf("%s: %d mails", c.mode, len(got))
		}
		m := got[0]
		if m.tls != (c.mode != "none") || m.user != "hulan" || m.helo != "forum.example" || m.from != "noreply@forum.example" || !slices.Equal(m.to, []string{"reader@mail.example"}) {
			t.Errorf("%s: %+v", c.mode, m)
		}
		p := parse(t, m.data)
		if p.subject != news.Subject || strings.TrimRight(p.text, "\n") != strings.TrimRight(news.Text, "\n") {
			t.Errorf("%s: subject %q, text %q", c.mode, p.subject, p.text)
		}
		want := map[string]string{
			"From": "=?utf-8?q?=E6=98=8E=E6=B9=96=E7=A4=BE=E5=8C=BA?= <noreply@forum.example>", "To": "<reader@mail.example>",
			"Message-Id": "<M1@forum.example>", "Date": "Tue, 24 Nov 2026 12:00:00 +0000", "Auto-Submitted": "auto-generated",
			"Content-Language": "zh-CN", "Content-Type": "text/plain; charset=UTF-8", "Mime-Version": "1.0",
		}
		for k, v := range want {
			if got := p.header.Get(k); !strings.EqualFold(got, v) {
				t.Errorf("%s: %s: %q, want %q", c.mode, k, got, v)
			}
		}
		names := slices.Sorted(maps.Keys(p.header))
		if known := append(slices.Collect(maps.Keys(want)), "Subject", "Content-Transfer-Encoding"); slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(known, n) }) {
			t.Errorf("%s: headers %v", c.mode, names)
		}
		if host != "localhost" && strings.Contains(m.data+m.helo, host) {
			t.Errorf("%s: the name of this machine is in the mail", c.mode)
		}
		for line := range strings.SplitSeq(m.data, "\r\n") {
			if len(line) > 998 { // RFC 5322 §2.1.1
				t.Errorf("%s: a line of %d octets", c.mode, len(line))
			}
		}
	}
}

// Without TLS nothing is said to a server that is not this machine; a server
// that takes STARTTLS back, or has the wrong certificate, gets no mail.
func TestTLSIsRequired(t *testing.T) {
	if _, err := New(config.Mail{Host: "mail.forum.example", Port: 25, TLS: "none", From: "a@forum.example"}, Options{}); err == nil {
		t.Error("made a sender without TLS to another machine")
	}
	if _, err := New(config.Mail{}, Options{}); !errors.Is(err, ErrOff) {
		t.Errorf("without a server: %v", err)
	}
	plain := serve(t, "plain")
	other := serve(t, "starttls")
	wrongCA := other.settings("mandatory")
	wrongCA.CAFile = plain.caFile
	wrongName := other.settings("mandatory")
	wrongName.Host = "127.0.0.1"
	implicit := serve(t, "implicit").settings("implicit")
	implicit.CAFile = plain.caFile
	for name, c := range map[string]config.Mail{"no STARTTLS": plain.settings("mandatory"), "wrong authority": wrongCA, "wrong name": wrongName, "wrong authority, implicit": implicit, "implicit to plain": plain.settings("implicit")} {
		err := sender(t, c).Send(t.Context(), news)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Step != "tls" || e.Permanent() || e.Kind() != "mail.tls" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := plain.commands + other.commands; n != 0 {
		t.Errorf("%d mails were begun", n)
	}
}

// What the server refuses for now may be tried again with the same Message-ID;
// what it refuses for good may not; and the error has codes, not its words.
func TestRefusedByServer(t *testing.T) {
	srv := serve(t, "starttls")
	s := sender(t, srv.settings("mandatory"))
	for _, c := range []struct {
		step      string
		code      int
		permanent bool
		kind      string
	}{
		{"recipient", 450, false, "mail.recipient.450"},
		{"recipient", 550, true, "mail.recipient.550"},
		{"sender", 451, false, "mail.sender.451"},
		{"sender", 550, false, "mail.sender.550"},
		{"content", 452, false, "mail.content.452"},
		{"content", 554, true, "mail.content.554"},
	} {
		srv.refuse = func(step string) error {
			if step != c.step {
				return nil
			}
			return &smtp.SMTPError{Code: c.code, EnhancedCode: smtp.EnhancedCode{c.code / 100, 1, 1}, Message: "reader@mail.example 梁松 unknown"}
		}
		err := s.Send(t.Context(), news)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Code != c.code || e.Permanent() != c.permanent || e.Kind() != c.kind || e.Enhanced != fmt.Sprintf("%d.1.1", c.code/100) {
			t.Errorf("%s %d: %v", c.step, c.code, err)
		}
		if strings.Contains(err.Error(), "reader") || strings.Contains(err.Error(), "梁松") {
			t.Errorf("the error repeats the server: %v", err)
		}
	}
	if n := len(srv.mails()); n != 0 {
		t.Fatalf("%d mails were taken", n)
	}
	srv.refuse = nil
	for range 2 {
		if err := s.Send(t.Context(), news); err != nil {
			t.Fatal(err)
		}
	}
	got := srv.mails()
	if a, b := parse(t, got[0].data), parse(t, got[1].data); a.header.Get("Message-Id") != b.header.Get("Message-Id") {
		t.Error("the second attempt has another Message-ID")
	}
}

// A wrong password is the operator's to mend, and is in no error.
func TestLogin(t *testing.T) {
	srv := serve(t, "starttls")
	c := srv.settings("mandatory")
	c.User, c.Password = "hulan", config.NewSecret("wrong-planted")
	err := sender(t, c).Send(t.Context(), news)
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Step != "login" || e.Code != 535 || e.Permanent() || strings.Contains(err.Error(), "planted") {
		t.Errorf("%v", err)
	}
}

// A server that is away, refuses the connection, says nothing or breaks off is
// an error that another attempt may mend, within the time; and the connection
// is closed.
func TestServerTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		talk func(net.Conn)
		step string
		code int
	}{
		"busy":   {func(c net.Conn) { fmt.Fprint(c, "421 too busy reader@mail.example\r\n") }, "connect", 421},
		"silent": {func(net.Conn) {}, "connect", 0},
		"web":    {func(c net.Conn) { fmt.Fprint(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }, "connect", 0},
		"hangup": {func(c net.Conn) { _ = c.(*net.TCPConn).CloseWrite() }, "connect", 0},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan error, 1)
		go func() {
			conn, err := l.Accept()
			if err != nil {
				closed <- err
				return
			}
			defer conn.Close()
			c.talk(conn)
			_, err = io.Copy(io.Discard, conn) // until the other side closes
			closed <- err
		}()
		s, err := New(config.Mail{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: "mandatory", From: "a@forum.example"}, Options{Timeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Send(t.Context(), news)
		if e, ok := errors.AsType[*Error](err); !ok || e.Step != c.step || e.Code != c.code || e.Permanent() || strings.Contains(err.Error(), "reader") {
			t.Errorf("%s: %v", name, err)
		}
		select {
		case <-closed:
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the connection stays open", name)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		// And now nobody listens there.
		if e, ok := errors.AsType[*Error](s.Send(t.Context(), news)); !ok || e.Step != "connect" {
			t.Errorf("%s: away: %v", name, e)
		}
	}
}

// The end of the context ends a mail under way.
func TestContext(t *testing.T) {
	srv := serve(t, "starttls")
	wait := make(chan bool)
	srv.refuse = func(step string) error {
		if step == "content" {
			<-wait
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begin := time.Now()
	err := sender(t, srv.settings("mandatory")).Send(ctx, news)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 4*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
	close(wait)
}

// A text that would disclose somebody or holds a receipt is not sent, and the
// error names types alone; what our own mails say passes.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		text  string
		types []string
	}{
		{news.Subject + "\n\n" + news.Text, nil},
		{"There is news about your report. Open https://report.forum.example/follow and enter your code.", nil},
		{"Reference C-7K3M-92, 2026-11-24 15:00, 2026-12-01 18:00 – 2026-12-02 09:30.", nil},
		{"You were invited: https://report.forum.example/join/7KXQ2MZP4H6TVAWN3YJRC5SDEB", nil},
		{"梁松的手机号是13812345678", []string{"PERSON", "PHONE_NUMBER"}},
		{"Please call 138 1234 5678.", []string{"PHONE_NUMBER"}},
		{"一三八一二三四五六七八", []string{"PHONE_NUMBER"}},
		{"回执号 12345-67890-123456-789012", []string{"RECEIPT"}},
		{"code 1234567890123456789012", []string{"RECEIPT"}},
		{"code １２３４５ ６７８９０ １２３４５６ ７８９０１２", []string{"RECEIPT"}},
		{"code\n12345\n67890\n123456\n789012", []string{"RECEIPT"}},
	} {
		err := Check(c.text)
		d, _ := errors.AsType[*Disclosure](err)
		if (err == nil) != (c.types == nil) || err != nil && (!errors.Is(err, ErrDisclosure) || !subset(c.types, d.Types)) {
			t.Errorf("%q: %v, want %v", c.text, err, c.types)
		}
		if err != nil && (strings.Contains(err.Error(), "138") || strings.Contains(err.Error(), "12345") || strings.Contains(err.Error(), "梁松")) {
			t.Errorf("the error repeats the text: %v", err)
		}
	}
	const phone = "请拨打 13812345678"
	if Check(phone) == nil || Check(phone, "13812345678") != nil {
		t.Errorf("a number of the operator's own: %v and %v", Check(phone), Check(phone, "13812345678"))
	}
	srv := serve(t, "starttls")
	m := news
	m.Subject = "关于13812345678的投诉"
	if err := sender(t, srv.settings("mandatory")).Send(t.Context(), m); !errors.Is(err, ErrDisclosure) || srv.commands != 0 {
		t.Errorf("%v after %d commands", err, srv.commands)
	}
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// A message and a row of the outbox do not show their recipient when printed.
func TestMasks(t *testing.T) {
	o := Outgoing{ID: "M1", State: Queued, Queue: Queue{Recipient: []byte("reader@mail.example")}}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "m", news, "o", o)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "m", news, "o", o)
	if err := errors.Join(json.NewEncoder(&b).Encode(news), json.NewEncoder(&b).Encode(o)); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&b, verb+verb, news, o)
	}
	for _, planted := range []string{"reader", "投诉", fmt.Sprintf("%x", "reader"), base64.StdEncoding.EncodeToString([]byte("reader@mail.example"))} {
		if strings.Contains(b.String(), planted) {
			t.Errorf("%q is shown in %s", planted, b.String())
		}
	}
}

// Whatever a message holds, what is handed to the server has exactly our headers
// and one recipient, and says what was asked for; or the message is refused.
func FuzzCompose(f *testing.F) {
	f.Add("M1", "reader@mail.example", "subject", "text", "en")
	f.Add("", "a@b", "x\r\nBcc: other@mail.example", "text", "en")
	f.Add("a>\r\nX: y", "a@b\r\nBcc: c@d", "s", "t", "en\r\nX: y")
	f.Add("1", "<a@b>, c@d", "=?utf-8?q?a?=", ".\n..\r\n.\r\n", "")
	f.Add("1", "a@b", "\u2028Bcc: x", "\x00", "zh-CN")
	f.Add("1", "a@b", "很长的主题很长的主题很长的主题很长的主题很长的主题很长的主题很长的主题", "一行\n\n", "zh-CN")
	s := sender(f, config.Mail{Host: "localhost", Port: 25, TLS: "mandatory", From: "noreply@forum.example"})
	f.Fuzz(func(t *testing.T, id, to, subject, text, lang string) {
		m := Message{ID: id, To: to, Subject: subject, Text: text, Lang: lang}
		if err := m.validate(); err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		msg, err := s.compose(m)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		rcpts, err := msg.GetRecipients()
		if err != nil || len(rcpts) != 1 || rcpts[0] != "<"+to+">" {
			t.Fatalf("recipients %q %v", rcpts, err)
		}
		var b bytes.Buffer
		if _, err := msg.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		p := parse(t, b.String())
		allowed := []string{"From", "To", "Message-Id", "Date", "Auto-Submitted", "Content-Language", "Content-Type", "Mime-Version", "Subject", "Content-Transfer-Encoding"}
		for k, v := range p.header {
			if !slices.Contains(allowed, k) || len(v) != 1 {
				t.Fatalf("header %s: %q", k, v)
			}
		}
		if to, err := p.header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != m.To {
			t.Fatalf("To: %v %v", to, err)
		}
		if strings.Trim(p.text, "\n") != strings.Trim(text, "\n") {
			t.Fatalf("text %q became %q", text, p.text)
		}
		if strings.Join(strings.Fields(p.subject), " ") != strings.Join(strings.Fields(subject), " ") && !strings.Contains(subject, "=?") {
			t.Fatalf("subject %q became %q", subject, p.subject)
		}
	})
}

// A mail of the outbox is there exactly when its transaction is, is due until it
// is sent or has failed, and forgets its recipient then.
func TestOutbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var box Outbox
		write := func(f func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Write(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		var sent, refused, gone string
		write(func(tx *store.Tx) (err error) {
			q := Queue{Template: "complaint.news", Lang: "zh-CN", Recipient: []byte("sealed")}
			for _, id := range []*string{&sent, &refused, &gone} {
				if *id, err = box.Add(t.Context(), tx, q); err != nil {
					return err
				}
			}
			if _, err := box.Add(t.Context(), tx, Queue{Template: "two words", Lang: "en", Recipient: []byte{1}}); !errors.Is(err, ErrMalformed) {
				t.Errorf("added a template of two words: %v", err)
			}
			due, err := box.Due(t.Context(), tx, 10)
			if len(due) != 3 {
				t.Errorf("due: %v", due)
			}
			return err
		})
		later := db.Now().Add(time.Hour)
		write(func(tx *store.Tx) error {
			if err := box.Sent(t.Context(), tx, sent); err != nil {
				return err
			}
			if forever, err := box.Failed(t.Context(), tx, refused, &Error{Step: "recipient", Code: 450}, later); err != nil || forever {
				t.Errorf("450 is for ever: %v, %v", forever, err)
			}
			if forever, err := box.Failed(t.Context(), tx, gone, fmt.Errorf("x: %w", &Error{Step: "recipient", Code: 550}), later); err != nil || !forever {
				t.Errorf("550 is for ever: %v, %v", forever, err)
			}
			return nil
		})
		write(func(tx *store.Tx) error {
			for id, want := range map[string]Outgoing{
				sent:    {State: Sent, Attempts: 1},
				refused: {State: Queued, Attempts: 1, Code: "mail.recipient.450", Due: later, Queue: Queue{Recipient: []byte("sealed")}},
				gone:    {State: Failed, Attempts: 1, Code: "mail.recipient.550"},
			} {
				o, err := box.Get(t.Context(), tx, id)
				if err != nil || o.State != want.State || o.Attempts != want.Attempts || o.Code != want.Code || !bytes.Equal(o.Recipient, want.Recipient) || !want.Due.IsZero() && !o.Due.Equal(want.Due) {
					t.Errorf("%s %d %s %q %v, want %s %d %s", o.State, o.Attempts, o.Code, o.Recipient, err, want.State, want.Attempts, want.Code)
				}
			}
			due, err := box.Due(t.Context(), tx, 10)
			if err != nil || len(due) != 0 {
				t.Errorf("due: %v %v", due, err)
			}
			if err := box.Sent(t.Context(), tx, sent); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("sent twice: %v", err)
			}
			if n, err := box.Count(t.Context(), tx, Queued); err != nil || n != 1 {
				t.Errorf("%d queued, %v", n, err)
			}
			n, err := box.Prune(t.Context(), tx, db.Now().Add(time.Minute))
			if err != nil || n != 2 {
				t.Errorf("pruned %d, %v", n, err)
			}
			_, err = box.Get(t.Context(), tx, refused)
			return err
		})
		stop := errors.New("stop")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := box.Add(t.Context(), tx, Queue{Template: "a", Lang: "en", Recipient: []byte{1}})
			return errors.Join(err, stop)
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		write(func(tx *store.Tx) error {
			n, err := box.Count(t.Context(), tx, Queued)
			if n != 1 {
				t.Errorf("%d mails wait after a rollback, want 1", n)
			}
			return err
		})
	})
}

// A checkpoint is sent as it is although its letters may spell a name; anything
// else in its place is refused.
func TestNote(t *testing.T) {
	const signed = "forum.example/hulan\n762060\nKmwi+CfpenV+jVL0PG0w0vmfI9PYSCIuAQcErtrTW8c=\n\n— forum.example/hulan a0aK85TVb/A6dfRjtqqyeFj9YJCQDhLFdpCtDqjuNNRUxoPf5HnXb2VbmYYGT20P5WbdThOiKoE3vVcI1Up15ckTZvs=\n"
	if Check(signed) == nil {
		t.Log("the engine sees no name in this checkpoint any more: another one would show why it is not asked")
	}
	s := serve(t, "starttls")
	m, err := New(s.settings("mandatory"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), Message{To: "ledger@auditor.example", Subject: "Ledger checkpoint 762060", Note: signed}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"13800138000", "a\n1\nb\n", signed + "call 13800138000\n", strings.Replace(signed, "762060", "13800138000 x", 1), strings.Repeat(signed, 100)} {
		if err := m.Send(t.Context(), Message{To: "ledger@auditor.example", Subject: "Ledger checkpoint", Note: bad}); !errors.Is(err, ErrMalformed) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	if got := s.mails(); len(got) != 1 || !strings.Contains(got[0].data, "762060") {
		t.Errorf("%d mails", len(got))
	}
}
