// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Error says at which step a mail failed and with which code, without a word of
// the server's: it quotes addresses.
type Error struct {
	// Step is connect, tls, login, sender, recipient or content.
	Step string
	// Code is the server's reply code (RFC 5321 §4.2), such as 550; 0 without one.
	Code int
	// Enhanced is its enhanced status code (RFC 3463), such as 5.1.1, if it gave one.
	Enhanced string
	text     string
}

// Error names step and code.
func (e *Error) Error() string {
	s := "mail: " + e.Step + ": "
	if e.Code == 0 {
		return s + e.text
	}
	return strings.TrimSpace(fmt.Sprintf("%srefused with %d %s", s, e.Code, e.Enhanced))
}

// Permanent says that another attempt is in vain: the server refuses this
// recipient or this message for good (5xx). A refused login or sender is the
// operator's to mend, so it is not permanent.
func (e *Error) Permanent() bool {
	return e.Code >= 500 && (e.Step == "recipient" || e.Step == "content")
}

// Kind is the code that a job keeps of it, such as "mail.recipient.550".
func (e *Error) Kind() string {
	if e.Code == 0 {
		return "mail." + e.Step
	}
	return fmt.Sprintf("mail.%s.%d", e.Step, e.Code)
}

// connectError is what went wrong before the message was spoken of.
func connectError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("mail: connect: %w", ctx.Err())
	}
	if e, ok := errors.AsType[*textproto.Error](err); ok {
		step := "connect"
		if strings.Contains(err.Error(), "AUTH") {
			step = "login"
		}
		return &Error{Step: step, Code: e.Code}
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &Error{Step: "tls", text: "the certificate is not valid for the server: " + e.Err.Error()}
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return &Error{Step: "connect", text: e.Error()}
	}
	switch s := err.Error(); {
	case strings.Contains(s, "STARTTLS"):
		return &Error{Step: "tls", text: "the server offers no STARTTLS, and without TLS nothing is sent"}
	case strings.Contains(s, "tls:"):
		return &Error{Step: "tls", text: "the server does not speak TLS as it should"}
	case strings.Contains(s, "AUTH") || strings.Contains(s, "auth"):
		return &Error{Step: "login", text: "the server offers no login that this program may use"}
	}
	return &Error{Step: "connect", text: lost(err)}
}

// sendError is what went wrong with the message.
func sendError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("mail: send: %w", ctx.Err())
	}
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return &Error{Step: "content", text: lost(err)}
	}
	out := &Error{Step: "content", Code: e.ErrorCode(), Enhanced: e.EnhancedStatusCode(), text: "connection lost"}
	switch e.Reason {
	case gomail.ErrSMTPMailFrom, gomail.ErrGetSender:
		out.Step = "sender"
	case gomail.ErrSMTPRcptTo, gomail.ErrGetRcpts:
		out.Step = "recipient"
	}
	return out
}

// lost says in words of our own why a connection ended.
func lost(err error) string {
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return "the server does not answer in time"
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the server closed the connection"
	}
	return "the server does not speak SMTP as it should"
}
