// SPDX-License-Identifier: Apache-2.0

// Package web is the pages: public ones, which need no JavaScript, set no
// cookie and know nothing of who reads them, and the staff console.
//
// Every address is in routes.go with the right it needs. A page is one Go file
// and one template in html/; its words are in lang/, in Chinese and English,
// and a test fails when either misses one.
package web

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/passkey"
	"github.com/hulanhq/hulan/internal/account/sso"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

//go:embed all:html static lang
var files embed.FS

// Options of the pages. All fields but Passkeys, SSO, Settings and Log are
// required.
type Options struct {
	DB       *store.DB
	Docket   *docket.Docket
	Desk     *desk.Desk
	Accounts *account.Register
	Ledger   *ledger.Log
	Jobs     *jobs.Runner
	// Passkeys makes and checks passkeys; nil where the pages have no name that one
	// can be bound to.
	Passkeys *passkey.Keys
	// SSO signs in by the identity provider that is set; nil where none is.
	SSO *sso.Provider
	// Platform is the name of the platform, by language ("zh-CN", "en").
	Platform map[string]string
	// Public is the address that people reach the service under, such as
	// https://privacy.example.
	Public string
	// Proxies may say for whom they ask (X-Forwarded-For). Nobody else may.
	Proxies []netip.Prefix
	// Proof makes the signed proof of a submission, for the person to keep.
	Proof func(ctx context.Context, s *desk.Submitted) ([]byte, error)
	// Exit is where "leave this page now" leads: a neutral page.
	Exit string
	// Languages that the pages are offered in, the first one for readers who ask
	// for none of them. Empty means all.
	Languages []string
	// Intake bounds what the public form takes. Zero rates are no limit.
	Intake config.Intake
	// Brand is how the platform looks on public pages.
	Brand Brand
	// ByMail says that complaints come in by mail too, so that the page for a
	// receipt leads to the one for a code.
	ByMail bool
	// Settings lists how the service is set up, secrets masked, for the page that
	// shows it. nil shows none.
	Settings func() []Setting
	// Log receives what goes wrong. nil discards it.
	Log *slog.Logger
}

// Brand is what the operator's platform looks like.
type Brand struct {
	// Logo is a picture of type Media, shown before the name. Empty means our sign.
	Logo  []byte
	Media string
	// Width and Height of the logo in pixels.
	Width, Height int
	// Colours is a style sheet that sets other values of the tokens of hulan.css.
	// Empty means none.
	Colours string
}

// Web serves the pages.
type Web struct {
	opts    Options
	log     *slog.Logger
	pages   map[string]*template.Template
	lang    *catalogue
	guard   *guard
	figures figures
	// verifying lets one verification of the ledger run at a time.
	verifying chan struct{}
	// asset is a version of the style sheet and scripts in their addresses.
	asset string
}

// New prepares the pages. It fails when a template or a word is missing.
func New(o Options) (*Web, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Exit == "" {
		o.Exit = "https://www.baidu.com/"
	}
	if len(o.Languages) == 0 {
		o.Languages = languages
	}
	if o.Intake.AttachmentSize == 0 {
		o.Intake.AttachmentSize = 10e6
	}
	w := &Web{opts: o, log: o.Log, guard: newGuard(o.Proxies, o.DB.Now), asset: assetVersion(o.Brand), verifying: make(chan struct{}, 1)}
	var err error
	if w.lang, err = loadCatalogue(files); err != nil {
		return nil, err
	}
	w.lang.fill(w.limits())
	if w.pages, err = w.parse(files); err != nil {
		return nil, err
	}
	return w, nil
}

// request is one request with what every page needs.
type request struct {
	web  *Web
	w    http.ResponseWriter
	r    *http.Request
	lang string
	// who is the session of the member of staff who asks; nil on public pages.
	who *account.Session
	now time.Time
}

// can says whether the reader may do something, at least in one queue.
func (q *request) can(right account.Right) bool { return q.who != nil && q.who.Actor.May(right) }

// stepped says whether the reader proved lately who they are.
func (q *request) stepped() bool { return q.who != nil && q.who.Actor.SteppedUp(q.now) }

// httpError is an error with the status and the words the reader is shown.
type httpError struct {
	status int
	// key names the words: "error.<key>.title" and "error.<key>.text".
	key string
	err error
}

func (e *httpError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("%d %s", e.status, e.key)
	}
	return fmt.Sprintf("%d %s: %v", e.status, e.key, e.err)
}

func (e *httpError) Unwrap() error { return e.err }

// asHTTP is the one table from errors to what the reader is told. What is not
// in it is our fault: the reader is told so, the log has the rest.
func asHTTP(err error) *httpError {
	if e, ok := errors.AsType[*httpError](err); ok {
		return e
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &httpError{http.StatusRequestEntityTooLarge, "too_large", err}
	}
	if e, ok := errors.AsType[*docket.RefusedError](err); ok {
		return &httpError{http.StatusConflict, "refused_" + e.Code, err}
	}
	if _, ok := errors.AsType[*docket.HeldError](err); ok {
		return &httpError{http.StatusConflict, "held", err}
	}
	switch {
	case errors.Is(err, docket.ErrNotHeld):
		return &httpError{http.StatusConflict, "not_held", err}
	case errors.Is(err, store.ErrNotFound):
		return &httpError{http.StatusNotFound, "not_found", err}
	case errors.Is(err, desk.ErrExpired):
		return &httpError{http.StatusGone, "expired", err}
	case store.IsUnsure(err):
		return &httpError{http.StatusServiceUnavailable, "unsure", err}
	case errors.Is(err, account.ErrRefused):
		return &httpError{http.StatusUnauthorized, "signed_out", err}
	case errors.Is(err, account.ErrForbidden):
		return &httpError{http.StatusForbidden, "no_right", err}
	case errors.Is(err, account.ErrBusy):
		return &httpError{http.StatusServiceUnavailable, "busy_signin", err}
	case store.IsUnavailable(err):
		return &httpError{http.StatusServiceUnavailable, "unavailable", err}
	}
	return &httpError{http.StatusInternalServerError, "internal", err}
}

// fail shows an error page. Its number lets staff find the line in the log; it
// is drawn at random and says nothing about the reader.
func (w *Web) fail(q *request, err error) {
	if errors.Is(err, context.Canceled) && q.r.Context().Err() != nil {
		return // the reader is gone: nothing failed, and nobody reads the answer
	}
	e := asHTTP(err)
	number := ""
	if e.status >= 500 {
		number = rand.Text()[:8]
		w.log.Error("request failed", "number", number, "route", q.r.Pattern, "status", e.status, "error", err.Error())
	}
	q.w.WriteHeader(e.status)
	w.render(q, "error", "public", map[string]any{"Key": e.key, "Status": e.status, "Number": number})
}
