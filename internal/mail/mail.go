// SPDX-License-Identifier: Apache-2.0

// Package mail hands mail to an SMTP server: plain text, in UTF-8, to one
// person, without tracking.
//
//	s, err := mail.New(cfg.Mail, mail.Options{Name: cfg.Platform.Name, Now: db.Now})
//	err = s.Send(ctx, mail.Message{ID: id, To: to, Subject: "…", Text: "…", Lang: "zh-CN"})
//
// Mail lies open on every machine that it passes, so ours says no more than
// that there is news and where to read it. Each subject and text passes the
// engine first ([Check]); what would disclose somebody or holds a receipt is not
// sent. Without TLS nothing leaves this machine.
//
// Mails are recorded in the [Outbox] in the transaction of the step that causes
// them, and sent by a job. A mail may arrive twice (a crash between the server's
// answer and our note of it); both have the same Message-ID, by which many
// servers and readers show one. What a server says is never kept: its answers
// quote addresses. [Error] has its code.
package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	netmail "net/mail"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"github.com/hulanhq/hulan/internal/config"
)

// ErrOff is returned by [New] when no server is named: the service runs without
// mail then.
var ErrOff = errors.New("mail is off: no server is set")

// ErrMalformed is returned for a message that cannot be sent as it is: a bad
// address, a subject of several lines. Another attempt is in vain.
var ErrMalformed = errors.New("malformed message")

// Options says what the settings do not.
type Options struct {
	// Name stands before the sender's address: the name of the platform.
	Name string
	// Own are addresses and numbers of the operator that mails may show, such as
	// the address of the data protection officer. [Check] passes them.
	Own []string
	// Now is the clock. nil means [time.Now].
	Now func() time.Time
	// Timeout bounds every wait for the server. 0 means 20 seconds; servers that
	// delay the first line against spam wait for five to ten.
	Timeout time.Duration
}

// Sender sends mail through one server, with a connection for each mail. It is
// safe for concurrent use.
type Sender struct {
	c       config.Mail
	o       Options
	roots   *x509.CertPool
	domain  string // of the sender's address
	dialler net.Dialer
}

// New makes a sender of settings that were validated. It does not connect.
func New(c config.Mail, o Options) (*Sender, error) {
	if c.Host == "" {
		return nil, ErrOff
	}
	if c.TLS == "none" && !config.IsLoopback(c.Host) {
		return nil, fmt.Errorf("mail: without TLS only to this machine, not to %s", c.Host)
	}
	s := &Sender{c: c, o: o}
	if s.o.Now == nil {
		s.o.Now = time.Now
	}
	if s.o.Timeout == 0 {
		s.o.Timeout = 20 * time.Second
	}
	if _, domain, ok := strings.Cut(c.From, "@"); ok && address(c.From) == nil {
		s.domain = domain
	} else {
		return nil, errors.New("mail: mail.from is no address")
	}
	if c.CAFile != "" {
		pem, err := os.ReadFile(c.CAFile)
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		s.roots = x509.NewCertPool()
		if !s.roots.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("mail: %s holds no certificate in PEM", c.CAFile)
		}
	}
	return s, nil
}

// Message is a mail to one person. It masks itself when it is printed.
type Message struct {
	// ID makes the Message-ID, the same at each attempt: the id of the row in the
	// outbox. Letters and digits; empty means a random one.
	ID string
	// To is the address alone, without a name.
	To string
	// Subject is one line of at most 150 characters.
	Subject string
	// Text is plain text with line breaks as \n.
	Text string
	// Lang is the language of the text, such as zh-CN; it may be empty.
	Lang string
	// Code is a secret of 16 letters and digits, in groups of four, which stands on
	// a line of its own behind the text. It is random and not examined.
	Code string
	// Note is a signed note, as a checkpoint of a ledger is, sent as it is behind
	// the text, which may then be empty. Its hashes and signatures are random
	// letters, in which the engine sees a name now and then, so it is not examined;
	// what is no note (C2SP signed-note of an origin, a size and a hash) is refused.
	Note string
}

func (m Message) String() string   { return "[mail " + m.ID + "]" }
func (m Message) GoString() string { return m.String() }

// Format masks it under every verb.
func (m Message) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

func (m Message) LogValue() slog.Value { return slog.StringValue(m.String()) }

// MarshalText masks it in JSON and wherever else text is written.
func (m Message) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// maxSubject is what list views show at most; RFC 5322 has no limit for a folded
// subject.
const maxSubject = 150

// maxText is far above any text that says there is news.
const maxText = 100_000

var code = regexp.MustCompile(`^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$`)

// maxNote is some thirty signatures.
const maxNote = 8000

// note is a checkpoint by C2SP tlog-checkpoint: origin, size, hash, an empty line,
// signatures.
var note = regexp.MustCompile(`^[A-Za-z0-9._:/-]+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n\n(— [A-Za-z0-9._:/-]+ [A-Za-z0-9+/]+={0,2}\n)+$`)

func (m Message) validate() error {
	switch {
	case address(m.To) != nil:
		return fmt.Errorf("%w: the recipient's address", ErrMalformed)
	case m.Subject == "" || !utf8.ValidString(m.Subject) || utf8.RuneCountInString(m.Subject) > maxSubject || strings.ContainsFunc(m.Subject, control):
		return fmt.Errorf("%w: the subject must be one line of 1 to %d characters", ErrMalformed, maxSubject)
	case m.Code != "" && !code.MatchString(m.Code):
		return fmt.Errorf("%w: the code", ErrMalformed)
	case m.Note != "" && (len(m.Note) > maxNote || !note.MatchString(m.Note)):
		return fmt.Errorf("%w: the note", ErrMalformed)
	case m.Text == "" && m.Note == "" || !utf8.ValidString(m.Text) || len(m.Text) > maxText || strings.ContainsFunc(m.Text, func(r rune) bool { return r != '\n' && r != '\t' && control(r) }):
		return fmt.Errorf("%w: the text must be plain text of 1 to %d octets", ErrMalformed, maxText)
	case strings.ContainsFunc(m.ID, notPlain) || len(m.ID) > 60:
		return fmt.Errorf("%w: the id may hold letters, digits and - only", ErrMalformed)
	case strings.ContainsFunc(m.Lang, notPlain) || len(m.Lang) > 35: // RFC 5646 §4.4.1
		return fmt.Errorf("%w: the language", ErrMalformed)
	}
	return nil
}

// control says whether r ends a line somewhere or is invisible in a header.
func control(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 }

func notPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
}

// address refuses what is not one plain address: names, groups, quoted local
// parts, control characters. The error does not repeat it.
func address(s string) error {
	a, err := netmail.ParseAddress(s)
	// 254: RFC 5321 §4.5.3.1.3 with its erratum 1690.
	if err != nil || a.Address != s || a.Name != "" || len(s) > 254 || strings.ContainsAny(s, "\"\\<>[]() ,;:") || strings.ContainsFunc(s, control) {
		return errors.New("not an address")
	}
	return nil
}

// Send hands a message to the server and returns nil when the server has taken
// it. Errors are [ErrMalformed] or [ErrDisclosure], which nothing mends, or an
// [*Error].
func (s *Sender) Send(ctx context.Context, m Message) error {
	if err := m.validate(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	own := append([]string{s.c.From}, s.o.Own...)
	if err := Check(m.Subject+"\n\n"+m.Text, own...); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	msg, err := s.compose(m)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return s.deliver(ctx, msg)
}

func (s *Sender) compose(m Message) (*gomail.Msg, error) {
	// Quoted-printable keeps Latin text readable, base64 is half as long for
	// Chinese; RFC 2045 §6.8 leaves the choice to the sender.
	enc := gomail.EncodingQP
	if ascii := strings.Count(strings.Map(func(r rune) rune {
		if r < 0x80 {
			return 'a'
		}
		return 'b'
	}, m.Text), "a"); ascii*6 < len(m.Text)*5 {
		enc = gomail.EncodingB64
	}
	msg := gomail.NewMsg(gomail.WithEncoding(enc), gomail.WithCharset(gomail.CharsetUTF8), gomail.WithNoDefaultUserAgent())
	if err := msg.EnvelopeFrom(s.c.From); err != nil {
		return nil, fmt.Errorf("%w: sender", ErrMalformed)
	}
	msg.FromMailAddress(&netmail.Address{Name: s.o.Name, Address: s.c.From})
	if err := msg.To(m.To); err != nil {
		return nil, fmt.Errorf("%w: the recipient's address", ErrMalformed)
	}
	if m.ID == "" {
		m.ID = rand.Text()
	}
	msg.SetMessageIDWithValue(m.ID + "@" + s.domain)
	msg.SetDateWithValue(s.o.Now().UTC())
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 §5: no answers by machines
	if m.Lang != "" {
		msg.SetGenHeader("Content-Language", m.Lang)
	}
	body := m.Text + m.Note
	if m.Code != "" {
		body = m.Text + "\n    " + m.Code + "\n"
	}
	msg.SetBodyString(gomail.TypeTextPlain, body)
	return msg, nil
}

// deliver opens a connection, hands the message over and closes it. The library
// leaves a connection open when the greeting, TLS or login fails, so it is
// closed here, and when ctx ends.
func (s *Sender) deliver(ctx context.Context, msg *gomail.Msg) error {
	var conn net.Conn
	client, err := gomail.NewClient(s.c.Host, s.options(func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := s.dial(ctx, network, addr)
		conn = c
		return c, err
	})...)
	if err != nil {
		return &Error{Step: "connect", text: "the settings do not fit together"}
	}
	smtp, err := client.DialToSMTPClientWithContext(ctx)
	if conn != nil {
		defer conn.Close()
	}
	if err != nil {
		return connectError(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	err = client.SendWithSMTPClient(smtp, msg)
	if err != nil && !msg.IsDelivered() {
		return sendError(ctx, err)
	}
	// The server has it; how it says goodbye changes nothing.
	_ = client.CloseWithSMTPClient(smtp)
	return nil
}

func (s *Sender) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := s.dialler.DialContext(ctx, network, addr)
	if err != nil || s.c.TLS != "implicit" {
		return c, err
	}
	t := tls.Client(c, s.tls())
	if err := t.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return t, nil
}

func (s *Sender) tls() *tls.Config {
	return &tls.Config{ServerName: s.c.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

func (s *Sender) options(dial gomail.DialContextFunc) []gomail.Option {
	opts := []gomail.Option{
		gomail.WithPort(s.c.Port), gomail.WithTimeout(s.o.Timeout), gomail.WithDialContextFunc(dial),
		gomail.WithHELO(s.domain), // not the name of this machine
		gomail.WithTLSConfig(s.tls()), gomail.WithoutNoop(),
	}
	switch s.c.TLS {
	case "implicit":
		opts = append(opts, gomail.WithSSL())
	case "none":
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.c.User != "" {
		// PLAIN and LOGIN refuse a connection without TLS, except to this machine.
		opts = append(opts, gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin),
			gomail.WithUsername(s.c.User), gomail.WithPassword(s.c.Password.Reveal()))
	}
	return opts
}
