// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/hulanhq/hulan/internal/config"
)

// received is a mail that the server took.
type received struct {
	helo, from string
	to         []string
	tls        bool
	user       string
	data       string
}

// server is an SMTP server in this process.
type server struct {
	mu       sync.Mutex
	got      []received
	commands int // MAIL commands, taken or not
	// refuse, when set, is asked at each step: sender, recipient, content.
	refuse func(step string) error
	caFile string
	port   int
}

type session struct {
	s    *server
	conn *smtp.Conn
	m    received
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, isTLS := c.TLSConnectionState()
	return &session{s: s, conn: c, m: received{helo: c.Hostname(), tls: isTLS}}, nil
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "hulan" || password != "right" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no such user " + user}
		}
		s.m.user = user
		return nil
	}), nil
}

func (s *session) ask(step string) error {
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	if step == "sender" {
		s.s.commands++
	}
	if s.s.refuse == nil {
		return nil
	}
	return s.s.refuse(step)
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.m.from = from
	return s.ask("sender")
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.m.to = append(s.m.to, to)
	return s.ask("recipient")
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.ask("content"); err != nil {
		return err
	}
	s.m.data = string(b)
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.got = append(s.s.got, s.m)
	return nil
}

func (s *session) Reset()        { s.m.to = nil }
func (s *session) Logout() error { return nil }

func (s *server) mails() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.got...)
}

// serve starts a server on loopback. mode is starttls, implicit or plain.
func serve(t testing.TB, mode string) *server {
	t.Helper()
	s := &server{}
	cert, ca := certificate(t)
	s.caFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(s.caFile, ca, 0o600); err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain = "mail.forum.example"
	srv.ErrorLog = discard{}
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	switch mode {
	case "starttls":
		srv.TLSConfig = cfg
	case "implicit":
		l = tls.NewListener(l, cfg)
	case "plain":
		srv.AllowInsecureAuth = true
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		// The listener too: a server that has not begun to serve does not know it.
		if err := errors.Join(srv.Close(), l.Close()); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

type discard struct{}

func (discard) Printf(string, ...any) {}
func (discard) Println(...any)        {}

// settings are those for a server; host is localhost, which the certificate names.
func (s *server) settings(tlsMode string) config.Mail {
	return config.Mail{Host: "localhost", Port: s.port, TLS: tlsMode, CAFile: s.caFile, From: "noreply@forum.example"}
}

// certificate makes an authority and a certificate for localhost signed by it.
func certificate(t testing.TB) (tls.Certificate, []byte) {
	t.Helper()
	sign := func(tpl, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) []byte {
		der, err := x509.CreateCertificate(rand.Reader, tpl, parent, &key.PublicKey, signer)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	newKey := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	caKey, key := newKey(), newKey()
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	caDER := sign(ca, ca, caKey, caKey)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{"localhost"}, NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der := sign(leaf, ca, key, caKey)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
}
