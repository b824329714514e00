// SPDX-License-Identifier: Apache-2.0

package server

import (
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/hulanhq/hulan/internal/letter"
)

// postOffice is an SMTP server of this machine that keeps what it is handed.
type postOffice struct {
	mu   sync.Mutex
	got  []handedOver
	down bool // refuses everything for now
	port int
}

// handedOver is a mail that was handed over.
type handedOver struct{ from, to, data string }

type counter struct {
	o *postOffice
	l handedOver
}

func (o *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{o: o}, nil }

func (c *counter) Mail(from string, _ *smtp.MailOptions) error {
	c.o.mu.Lock()
	defer c.o.mu.Unlock()
	if c.o.down {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not now"}
	}
	c.l.from = from
	return nil
}

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error { c.l.to = to; return nil }

func (c *counter) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	c.l.data = string(b)
	c.o.mu.Lock()
	defer c.o.mu.Unlock()
	c.o.got = append(c.o.got, c.l)
	return err
}

func (c *counter) Reset()        { c.l = handedOver{} }
func (c *counter) Logout() error { return nil }

func (o *postOffice) letters() []handedOver {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]handedOver(nil), o.got...)
}

func (o *postOffice) close(down bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = down
}

// settings are those of a service that sends through this office.
func (o *postOffice) settings() map[string]string {
	return map[string]string{"mail.host": "localhost", "mail.port": strconv.Itoa(o.port), "mail.tls": "none", "mail.from": "noreply@clearbrook.example"}
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

func openPostOffice(t testing.TB) *postOffice {
	t.Helper()
	o := &postOffice{}
	srv := smtp.NewServer(o)
	srv.Domain, srv.ErrorLog = "mail.clearbrook.example", silent{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.port = l.Addr().(*net.TCPAddr).Port
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		if err := errors.Join(srv.Close(), l.Close()); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		<-done
	})
	return o
}

// dialLMTP connects as a mail server does.
func dialLMTP(a net.Addr) (*smtp.Client, error) {
	c, err := net.Dial(a.Network(), a.String())
	if err != nil {
		return nil, err
	}
	return smtp.NewClientLMTP(c), nil
}

// decodeMail is the text of a mail of ours with its subject.
func decodeMail(t testing.TB, data string) string {
	t.Helper()
	l, err := letter.Parse([]byte(data), letter.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Subject + "\n" + l.Text
}
