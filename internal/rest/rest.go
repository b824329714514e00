// SPDX-License-Identifier: Apache-2.0

// Package rest is the HTTP interface for programs: complaints, cases, messages,
// steps, and the figures that a monitor reads.
//
// A program shows its key as a bearer token; what it may do follows from the
// key's rights, as it does for people ([account.Right]). Requests and answers
// are JSON, errors application/problem+json (RFC 9457), and /openapi.json
// describes all of it in OpenAPI 3.1, made from the types in this package.
//
// What people wrote is masked in every answer but to the person who follows
// their own complaint. No error repeats what was sent.
package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Options of the interface. All fields but Log are required.
type Options struct {
	DB       *store.DB
	Docket   *docket.Docket
	Desk     *desk.Desk
	Accounts *account.Register
	Ledger   *ledger.Log
	// From is the address that a request comes from, which a key may be bound to.
	// Nothing of it is kept.
	From func(r *http.Request) netip.Addr
	// Mask masks what is personal in a text and tells the level, 0 to 4, of what it
	// discloses.
	Mask func(text string) (masked string, level int, err error)
	// Version is the program's.
	Version string
	// Metrics says who may read /metrics.
	Metrics Access
	// Log receives what goes wrong. nil discards it.
	Log *slog.Logger
}

// Access says who may read something.
type Access int

const (
	// Keyed is for programs whose key has the right stats.read.
	Keyed Access = iota
	// Open is for everybody who reaches the listener.
	Open
	// Off is for nobody.
	Off
)

// API answers programs.
type API struct {
	o       Options
	mux     *http.ServeMux
	needs   map[string]account.Right // by operation id
	metrics metrics
}

// New prepares the interface.
func New(o Options) *API {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &API{o: o, mux: http.NewServeMux(), needs: map[string]account.Right{}}
	c := huma.DefaultConfig("Hulan", o.Version)
	// Its pages load scripts from elsewhere and its links name our host.
	c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", nil
	c.Info.Description = "Complaints about disclosed personal information, and the cases they become. What people wrote is masked in answers."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"key": {Type: "http", Scheme: "bearer", Description: "The key of a program, made under /staff/keys."}}
	c.Transformers = append(c.Transformers, withoutValues)
	api := humago.New(a.mux, c)
	a.complaints(api)
	a.cases(api)
	a.mux.HandleFunc("GET /metrics", a.serveMetrics)
	return a
}

// Paths are the patterns that the interface answers.
func Paths() []string {
	return []string{"/v1/", "/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/openapi-3.0.yaml", "/metrics"}
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if _, pattern := a.mux.Handler(r); pattern != "" {
		a.mux.ServeHTTP(w, r)
		return
	}
	title, status := "Not Found", http.StatusNotFound
	if allow := a.allowed(r); len(allow) > 0 {
		title, status = "Method Not Allowed", http.StatusMethodNotAllowed
		h.Set("Allow", strings.Join(allow, ", "))
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"title":%q,"status":%d,"detail":"see /openapi.json for what there is"}`+"\n", title, status)
}

// allowed lists the methods that the address of a request has.
func (a *API) allowed(r *http.Request) (out []string) {
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := a.mux.Handler(other); pattern != "" {
			out = append(out, m)
		}
	}
	return out
}

// withoutValues takes out of an error what the caller had sent.
func withoutValues(_ huma.Context, _ string, v any) (any, error) {
	if e, ok := v.(*huma.ErrorModel); ok {
		for _, d := range e.Errors {
			d.Value = nil
		}
	}
	return v, nil
}

type actorKey struct{}

// operation describes an operation that needs a right.
func (a *API) operation(api huma.API, id, method, path, summary string, need account.Right, statuses ...int) huma.Operation {
	a.needs[id] = need
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Description: "Needs the right " + string(need) + ".",
		Security: []map[string][]string{{"key": {}}}, Errors: append([]int{http.StatusUnauthorized, http.StatusForbidden}, statuses...),
		Middlewares: huma.Middlewares{a.auth(api, need)},
	}
}

// auth lets a program on that shows a key with the right.
func (a *API) auth(api huma.API, need account.Right) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		r, _ := humago.Unwrap(c)
		act, err := a.program(r)
		switch {
		case errors.Is(err, account.ErrRefused):
			c.SetHeader("WWW-Authenticate", `Bearer realm="hulan"`)
			_ = huma.WriteErr(api, c, http.StatusUnauthorized, "show the key of a program: Authorization: Bearer hulan_…")
		case err != nil:
			_ = huma.WriteErr(api, c, http.StatusServiceUnavailable, "try again in a minute")
		case !act.May(need):
			_ = huma.WriteErr(api, c, http.StatusForbidden, "the key lacks the right "+string(need))
		default:
			next(huma.WithValue(c, actorKey{}, act))
		}
	}
}

func (a *API) program(r *http.Request) (account.Actor, error) {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return account.Actor{}, account.ErrRefused
	}
	return a.o.Accounts.Program(r.Context(), account.Secret(strings.TrimSpace(secret)), a.o.From(r))
}

// caller is who asks: [API.auth] has put them there.
func caller(ctx context.Context) account.Actor {
	act, _ := ctx.Value(actorKey{}).(account.Actor)
	return act
}

func actor(ctx context.Context) docket.Actor {
	return docket.Actor{Kind: docket.Client, ID: caller(ctx).KeyID()}
}

// problem is the one table from errors to answers. What is not in it is our
// fault: the caller is told so, the log has the rest.
func (a *API) problem(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*docket.RefusedError](err); ok {
		return huma.Error409Conflict("the step cannot be taken: " + e.Code)
	}
	if e, ok := errors.AsType[*desk.BadFormError](err); ok {
		var list []error
		for _, p := range e.Problems {
			list = append(list, &huma.ErrorDetail{Location: "body." + p.Field, Message: p.Code})
		}
		return huma.Error422UnprocessableEntity("the complaint cannot be filed as it is", list...)
	}
	if _, ok := errors.AsType[*docket.HeldError](err); ok {
		return huma.Error409Conflict("somebody works on the case")
	}
	if _, ok := errors.AsType[huma.StatusError](err); ok {
		return err
	}
	for known, answer := range map[error]huma.StatusError{
		store.ErrNotFound:      huma.Error404NotFound("there is no such case"),
		desk.ErrTwice:          huma.Error409Conflict("this complaint was filed before under the same key"),
		desk.ErrReceipt:        huma.Error422UnprocessableEntity("this is no receipt: it has 22 digits, and the last two do not fit the others"),
		desk.ErrUnknownReceipt: huma.Error404NotFound("nothing is found under this receipt and passphrase"),
		desk.ErrUnknownOutcome: huma.Error422UnprocessableEntity("unknown outcome"),
	} {
		if errors.Is(err, known) {
			return answer
		}
	}
	if store.IsUnsure(err) {
		return huma.Error503ServiceUnavailable("the database went away meanwhile, and whether this was kept is not known; look, or send it again (a complaint under the same key)")
	}
	if store.IsUnavailable(err) {
		return huma.Error503ServiceUnavailable("the database is away; try again in a minute")
	}
	a.o.Log.Error("request of a program failed", "error", err.Error())
	return huma.Error500InternalServerError("something is wrong on our side")
}
