// SPDX-License-Identifier: Apache-2.0

package server_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server of this machine that keeps what it is sent.
type mailbox struct {
	mu    sync.Mutex
	mails [][]byte
	port  int
}

type delivery struct{ to *mailbox }

// NewSession takes a connection.
func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return delivery{m}, nil }

func (delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (delivery) Reset()                               {}
func (delivery) Logout() error                        { return nil }

func (d delivery) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	d.to.mu.Lock()
	defer d.to.mu.Unlock()
	d.to.mails = append(d.to.mails, b)
	return err
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{port: l.Addr().(*net.TCPAddr).Port}
	srv := smtp.NewServer(m)
	srv.Domain = "localhost"
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		if err := errors.Join(srv.Close(), <-done); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return m
}

// settings make a service send there.
func (m *mailbox) settings(flags map[string]string) {
	flags["mail.host"], flags["mail.port"], flags["mail.tls"], flags["mail.from"] = "localhost", strconv.Itoa(m.port), "none", "noreply@clearbrook.example"
}

// read gives the mails of at least n, as they were sent but for the address of
// the recipient in the field To, and what they say when decoded.
func (m *mailbox) read(t *testing.T, n int) (sent, said [][]byte) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		m.mu.Lock()
		sent = append([][]byte(nil), m.mails...)
		m.mu.Unlock()
		if len(sent) >= n {
			break
		}
	}
	if len(sent) < n {
		t.Errorf("%d mails, want %d at least", len(sent), n)
	}
	for i, data := range sent {
		msg, err := netmail.ReadMessage(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		body := msg.Body
		switch strings.ToLower(msg.Header.Get("Content-Transfer-Encoding")) {
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		to := msg.Header.Get("To")
		if !strings.Contains(to, plantedMail) || !strings.Contains(string(text), "/follow") {
			t.Errorf("mail to %q says %q", to, text)
		}
		said = append(said, fmt.Appendf(nil, "%s\n%s", subject, text))
		sent[i] = bytes.Replace(data, []byte(to), nil, 1)
	}
	return sent, said
}
