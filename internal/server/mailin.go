// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-smtp"
	"golang.org/x/time/rate"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/letter"
	"github.com/hulanhq/hulan/internal/mail"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
	"github.com/hulanhq/hulan/internal/web"
)

// Answers to the mail server. None of them repeats anything of the mail.
var (
	errNoSuchUser = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such address here"}
	errUnreadable = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "this is not a mail that can be read"}
	errLater      = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
	errTooMany    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "too many from this sender, try again later"}
)

// mailTime bounds the wait for the mail server, which stands beside us, and for
// the work on one mail.
const mailTime = 2 * time.Minute

// door takes mail over LMTP. The zero value is a closed one.
type door struct {
	srv  *smtp.Server
	l    net.Listener
	done chan error
}

// openMailIn listens for the operator's mail server, when the settings say so.
func (s *Service) openMailIn() (*door, error) {
	c := s.Config.MailIn
	if c.Listen == "" {
		return &door{}, nil
	}
	network, addr := "tcp", c.Listen
	if path, unix := strings.CutPrefix(c.Listen, "unix:"); unix {
		network, addr = "unix", path
		// A socket that a crash left behind; another file is not touched.
		if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
			if err := os.Remove(path); err != nil {
				return nil, err
			}
		}
	}
	l, err := net.Listen(network, addr)
	if err != nil {
		return nil, fmt.Errorf("mail_in.listen: %w", err)
	}
	srv := smtp.NewServer(&postbox{s: s, senders: newSenders(s.DB.Now, s.Config.Intake.Complaints)})
	srv.LMTP, srv.Domain, srv.ErrorLog = true, "localhost", nothing{}
	srv.MaxRecipients, srv.MaxMessageBytes, srv.MaxLineLength = 100, mailBytes, 10_000
	srv.ReadTimeout, srv.WriteTimeout = mailTime, mailTime
	d := &door{srv: srv, l: l, done: make(chan error, 1)}
	go func() { d.done <- srv.Serve(l) }()
	return d, nil
}

// Close stops taking mail. What is under way is left to the mail server, which
// brings it again.
func (d *door) Close() error {
	if d.srv == nil {
		return nil
	}
	// The listener too: a server that has not begun to serve does not know it.
	err := errors.Join(d.srv.Close(), d.l.Close())
	<-d.done
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return err
}

// nothing drops what the library logs: it names addresses.
type nothing struct{}

func (nothing) Printf(string, ...any) {}
func (nothing) Println(...any)        {}

// mailBytes is the largest mail: what a form takes at once, a third larger in
// base64.
const mailBytes = 43_000_000

// mailLimits are those of the form.
func (s *Service) mailLimits() letter.Limits {
	l := s.Desk.Limits()
	return letter.Limits{Bytes: mailBytes, Text: l.Text, Files: l.Files, FileSize: int(s.Config.Intake.AttachmentSize)}
}

// postbox is the LMTP server's way to the service.
type postbox struct {
	s       *Service
	senders *senders
	one     sync.Mutex // one mail at a time is in memory
}

// NewSession begins a delivery.
func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{p: p}, nil }

// delivery is one connection of the mail server.
type delivery struct {
	p    *postbox
	from string
}

// Mail takes the envelope's sender; empty for bounces.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error { d.from = from; return nil }

// Rcpt takes the one address that complaints go to.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !strings.EqualFold(to, d.p.s.Config.MailIn.Address) {
		return errNoSuchUser
	}
	return nil
}

// Data takes a mail. It is answered for when the database has it.
func (d *delivery) Data(r io.Reader) error {
	d.p.one.Lock()
	defer d.p.one.Unlock()
	data, err := io.ReadAll(r)
	if err != nil {
		return err // of the connection, or that it is too large
	}
	ctx, cancel := context.WithTimeout(context.Background(), mailTime)
	defer cancel()
	what, err := d.p.s.takeMail(ctx, d.from, data, d.p.senders)
	if err == nil {
		d.p.s.log.Info("mail came in", "result", what)
		return nil
	}
	answer, ok := errors.AsType[*smtp.SMTPError](err)
	if !ok {
		d.p.s.log.Error("mail not taken", "error", err.Error())
		answer = errLater
	}
	return answer
}

// Reset forgets the sender.
func (d *delivery) Reset() { d.from = "" }

// Logout ends the connection.
func (d *delivery) Logout() error { return nil }

// takeMail makes a complaint of a mail, or adds it to the case that it answers,
// and says which in a word. Mails of machines are taken and dropped: whoever
// answers them makes a loop.
func (s *Service) takeMail(ctx context.Context, envelope string, data []byte, senders *senders) (string, error) {
	l, err := letter.Parse(data, s.mailLimits())
	switch {
	case envelope == "" || l != nil && l.Automatic != "":
		return "automatic", nil
	case err != nil:
		return "", errUnreadable
	case strings.EqualFold(l.From, s.Config.Mail.From) || strings.EqualFold(l.From, s.Config.MailIn.Address):
		return "loop", nil
	}
	key := mailKey(l, data)
	text, files := s.mailContent(l)
	caseID, err := s.answered(ctx, l.Refs)
	if err != nil {
		return "", err
	}
	if caseID != "" {
		if !senders.allow("reply", l.From) {
			return "", errTooMany
		}
		err := s.Desk.ReplyByMail(ctx, caseID, l.From, text, files, key)
		if err == nil || errors.Is(err, desk.ErrTwice) {
			return "reply", nil
		}
		if !errors.Is(err, desk.ErrNotTheirs) && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, vault.ErrErased) {
			return "", err
		}
		// From another address, or about a case that is closed or erased: somebody
		// complains.
	}
	if !senders.allow("new", l.From) {
		return "", errTooMany
	}
	return s.fileMail(ctx, l, text, files, key)
}

// fileMail makes a complaint of a mail.
func (s *Service) fileMail(ctx context.Context, l *letter.Letter, text docket.Text, files []docket.File, key string) (string, error) {
	f := &desk.Form{
		Lang: s.mailLang(l), Mode: desk.Contactable, Categories: []string{"other"}, Places: places(string(text)),
		What: text, Contact: docket.Text(l.From), Files: files,
	}
	_, err := s.Desk.FileByMail(ctx, f, key)
	if errors.Is(err, desk.ErrTwice) {
		return "twice", nil
	}
	if e, ok := errors.AsType[*desk.BadFormError](err); ok {
		s.log.Warn("mail makes no complaint", "field", e.Problems[0].Field, "problem", e.Problems[0].Code)
		return "", errUnreadable
	}
	return "complaint", err
}

// mailKey names a message, so that one which is delivered twice counts once: by
// its Message-ID and sender, or by its octets when it has none.
func mailKey(l *letter.Letter, data []byte) string {
	if l.ID != "" {
		return l.From + "\x00" + l.ID
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// answered is the case that one of our mails was about, when a mail answers it:
// their Message-IDs are random, and only who got one knows it. "" when none is
// known, or the record of it is gone.
func (s *Service) answered(ctx context.Context, refs []string) (string, error) {
	_, domain, _ := strings.Cut(s.Config.Mail.From, "@")
	found := ""
	err := s.DB.Read(ctx, func(tx *store.Tx) error {
		for _, ref := range refs {
			id, ok := strings.CutSuffix(ref, "@"+domain)
			if !ok || len(id) != idLen {
				continue
			}
			out, err := mail.Outbox{}.Get(ctx, tx, id)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if t := out.Template; strings.HasPrefix(t, "complaint.") && len(t) > idLen {
				found = t[len(t)-idLen:]
				return nil
			}
		}
		return nil
	})
	return found, err
}

// mailContent is the text of a mail with its subject before it, and its files.
// What was left out is said at the end, so that staff can ask for it.
func (s *Service) mailContent(l *letter.Letter) (docket.Text, []docket.File) {
	var files []docket.File
	left := l.Left
	for _, f := range l.Files {
		file, code := web.Keepable(f.Name, f.Data)
		if code != "" {
			left++
			continue
		}
		files = append(files, file)
	}
	text := l.Subject
	if l.Text != "" {
		text += "\n\n" + l.Text
	}
	en := s.mailLang(l) == "en"
	note := ""
	switch {
	case left > 0 && en:
		note += fmt.Sprintf("\n\n[%d files of this mail could not be kept]", left)
	case left > 0:
		note += fmt.Sprintf("\n\n【这封邮件有 %d 个文件没有保存】", left)
	}
	most := s.Desk.Limits().Text - utf8.RuneCountInString(note)
	if cut := utf8.RuneCountInString(text) > most-3; l.Cut || cut {
		if r := []rune(text); cut {
			text = string(r[:most-3])
		}
		text += "[…]"
	}
	text = strings.TrimSpace(text + note)
	if text == "" {
		text = "–" // an empty mail with a file
	}
	return docket.Text(text), files
}

// mailLang is the language of a mail, among those that the operator offers.
func (s *Service) mailLang(l *letter.Letter) string {
	lang := "en"
	if strings.ContainsFunc(l.Subject+l.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		lang = "zh-CN"
	}
	if !slices.Contains(s.Config.Languages, lang) {
		lang = s.Config.Languages[0]
	}
	return lang
}

var address = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`https?://[^\s<>"'\x60()（），。、；！？》】」\x00-\x1f]+`)
})

// places are the addresses of pages that a text names, each once.
func places(text string) []docket.Text {
	var out []docket.Text
	for _, p := range address().FindAllString(text, -1) {
		p = strings.TrimRight(p, ".,;:!?]")
		if len(p) > desk.MaxPlace || strings.Contains(p, ",") || slices.Contains(out, docket.Text(p)) {
			continue
		}
		if out = append(out, docket.Text(p)); len(out) == desk.MaxPlaces {
			break
		}
	}
	return out
}

// senders bounds how much one address sends, as the guard of the pages does it
// for a network: under a key of the day, in memory alone.
type senders struct {
	now   func() time.Time
	limit config.Rate

	mu      sync.Mutex // guards what follows
	day     string
	key     []byte
	buckets map[[16]byte]*rate.Limiter
}

// maxSenders bounds the memory: beyond it all share one bucket until the day ends.
const maxSenders = 100_000

func newSenders(now func() time.Time, limit config.Rate) *senders {
	return &senders{now: now, limit: limit}
}

func (s *senders) allow(kind, from string) bool {
	if s.limit.N <= 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if day := now.Format(time.DateOnly); day != s.day {
		s.day, s.key, s.buckets = day, make([]byte, 32), map[[16]byte]*rate.Limiter{}
		rand.Read(s.key)
	}
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(kind + "\x00" + strings.ToLower(from)))
	id := [16]byte(h.Sum(nil))
	if s.buckets[id] == nil && len(s.buckets) >= maxSenders {
		id = [16]byte{}
	}
	b := s.buckets[id]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(float64(s.limit.N)/s.limit.Per.Seconds()), s.limit.N)
		s.buckets[id] = b
	}
	return b.AllowN(now, 1)
}
