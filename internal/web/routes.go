// SPDX-License-Identifier: Apache-2.0

package web

import (
	"bytes"
	"errors"
	"io/fs"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

// route is one address: who may ask for it, and what answers.
type route struct {
	method, path string
	// need is the right that staff must have. "" is for everybody, [signedIn] for
	// all who are signed in.
	need   account.Right
	handle func(w *Web, q *request) error
}

// signedIn is for pages that every member of staff has, such as their own.
const signedIn account.Right = "*"

// routes lists every address of the pages. docs/rights.md is made from it.
func routes() []route {
	return append(publicRoutes(), staffRoutes()...)
}

// Handler serves all pages.
func (w *Web) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	mux.Handle("GET /static/{version}/", w.static(static))
	for _, rt := range routes() {
		mux.Handle(rt.method+" "+rt.path, w.serve(rt))
	}
	mux.Handle("/", w.serve(route{handle: func(*Web, *request) error {
		return &httpError{status: http.StatusNotFound, key: "not_found"}
	}}))
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(w.serve(route{handle: func(*Web, *request) error {
		return &httpError{status: http.StatusForbidden, key: "foreign_form"}
	}}))
	return protect.Handler(mux), nil
}

// serve makes the request of a route: headers, language, who asks, the error page.
func (w *Web) serve(rt route) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		headers(rw.Header())
		q := &request{web: w, w: rw, r: r, now: w.opts.DB.Now(), lang: w.pick(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))}
		if rt.need != "" {
			if done := w.signIn(q, rt.need); done {
				return
			}
		}
		err := rt.handle(w, q)
		if errors.Is(err, account.ErrStepUp) {
			back := strings.TrimPrefix(r.URL.Path, "/staff/")
			http.Redirect(rw, r, "/staff/stepup?back="+back, http.StatusSeeOther)
			return
		}
		if err != nil {
			w.fail(q, err)
		}
	})
}

// static serves style sheets and scripts, which never change under an address.
func (w *Web) static(dir fs.FS) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		headers(rw.Header())
		_, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
		if r.PathValue("version") == w.asset {
			rw.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		switch b := w.opts.Brand; {
		case name == "brand.css" && b.Colours != "":
			http.ServeContent(rw, r, name, time.Time{}, strings.NewReader(b.Colours))
		case name == "logo" && len(b.Logo) > 0:
			rw.Header().Set("Content-Type", b.Media)
			http.ServeContent(rw, r, name, time.Time{}, bytes.NewReader(b.Logo))
		default:
			http.ServeFileFS(rw, r, dir, name)
		}
	})
}

// splitComma gives the parts of a comma list without the spaces around them.
func splitComma(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for part := range strings.SplitSeq(s, ",") {
			if !yield(strings.TrimSpace(part)) {
				return
			}
		}
	}
}
