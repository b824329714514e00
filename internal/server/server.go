// SPDX-License-Identifier: Apache-2.0

// Package server puts the service together: settings, database, keys, ledger,
// cases, pages. It holds no rule of its own.
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/mail"
	"github.com/hulanhq/hulan/internal/rest"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
	"github.com/hulanhq/hulan/internal/web"
)

// Service is a running service: everything that was opened, in one place.
type Service struct {
	Config   *config.Config
	DB       *store.DB
	Vault    *vault.Vault
	Ledger   *ledger.Log
	Docket   *docket.Docket
	Desk     *desk.Desk
	Accounts *account.Register
	Jobs     *jobs.Runner
	mailer   *mail.Sender // nil when no server is set
	anchored bool
	handler  http.Handler
	log      *slog.Logger
}

// Tables lists the tables whose rows the ledger's leaves commit to.
func Tables() []ledger.Table {
	return slices.Concat(vault.Tables, account.Tables, docket.Tables(), desk.Tables())
}

// Open opens a service and makes what is missing: folder, root key, tables,
// keys, the main queue. now is the clock; nil means [time.Now].
func Open(ctx context.Context, c *config.Config, log *slog.Logger, now func() time.Time) (*Service, error) {
	s := &Service{Config: c, log: log}
	if err := s.open(ctx, now); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Service) open(ctx context.Context, now func() time.Time) error {
	c := s.Config
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	root, err := rootKey(c)
	if err != nil {
		return err
	}
	o := store.Options{Path: filepath.Join(c.Data, "hulan.db"), Now: now}
	if dsn := c.Database.Reveal(); dsn != "" {
		o = store.Options{Postgres: dsn, Now: now}
	}
	if s.DB, err = store.Open(ctx, o); err != nil {
		return err
	}
	if s.Vault, err = vault.Open(ctx, s.DB, nil, root); err != nil {
		return err
	}
	if c.Mail.Host != "" {
		if s.mailer, err = mail.New(c.Mail, mail.Options{Name: c.Platform.Name, Now: s.DB.Now}); err != nil {
			return err
		}
	}
	anchors, err := s.anchors()
	if err != nil {
		return err
	}
	if s.Ledger, err = ledger.Open(ctx, s.DB, ledger.Options{Origin: origin(c), Seed: s.Vault.Derive("ledger checkpoint"), Tables: Tables(), Anchors: anchors}); err != nil {
		return err
	}
	s.anchored = len(anchors) > 0
	if err = s.Vault.Use(ctx, s.Ledger); err != nil {
		return err
	}
	if s.Accounts, err = account.New(account.Options{DB: s.DB, Ledger: s.Ledger, Sealer: staffSealer{s.Vault}, Issuer: c.Platform.Name}); err != nil {
		return err
	}
	rules, err := clockRules(c.Clocks)
	if err != nil {
		return err
	}
	s.Docket = docket.New(s.DB, s.Vault, s.Ledger, rules, docket.Options{Retention: c.Retention.Cases.Duration(), Originals: c.Retention.Originals.Duration(), Log: s.log})
	s.Desk = desk.New(s.DB, s.Docket, s.Vault, s.Ledger, s.deskOptions())
	if s.Jobs, err = jobs.Open(ctx, s.DB, s.kinds(), jobs.Options{Logger: s.log, Schedules: s.schedules()}); err != nil {
		return err
	}
	if err = s.DB.Write(ctx, func(tx *store.Tx) error { return s.Docket.Seed(ctx, tx) }); err != nil {
		return err
	}
	return s.pages()
}

func (s *Service) pages() error {
	brand, err := brandOf(s.Config.Platform)
	if err != nil {
		return err
	}
	keys, provider, err := s.waysIn()
	if err != nil {
		return err
	}
	w, err := web.New(web.Options{
		DB: s.DB, Docket: s.Docket, Desk: s.Desk, Accounts: s.Accounts, Ledger: s.Ledger, Jobs: s.Jobs, Passkeys: keys, SSO: provider,
		Platform: map[string]string{"zh-CN": s.Config.Platform.Name, "en": s.Config.Platform.Name},
		Public:   s.Config.PublicURL, Proxies: s.Config.TrustedProxies, Proof: s.proof, Settings: s.settings, Log: s.log,
		Languages: s.Config.Languages, Intake: s.Config.Intake, Brand: brand, ByMail: s.Config.MailIn.Listen != "",
	})
	if err != nil {
		return err
	}
	pages, err := w.Handler()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.DB.Ping(r.Context()); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	mux.Handle("/", pages)
	api := rest.New(rest.Options{
		DB: s.DB, Docket: s.Docket, Desk: s.Desk, Accounts: s.Accounts, Ledger: s.Ledger, Mask: web.MaskText,
		From:    func(r *http.Request) netip.Addr { return web.ClientAddr(r, s.Config.TrustedProxies) },
		Version: version(), Metrics: metricsAccess(s.Config), Log: s.log,
	})
	for _, p := range rest.Paths() {
		mux.Handle(p, api)
	}
	s.handler = api.Count(caught(mux, s.log))
	return nil
}

// metricsAccess says who may read /metrics: by default everybody on this
// machine, and programs with a key from elsewhere.
func metricsAccess(c *config.Config) rest.Access {
	switch {
	case c.Metrics.Access == "off":
		return rest.Off
	case c.Metrics.Access == "open" || loopback(c.Listen):
		return rest.Open
	}
	return rest.Keyed
}

// loopback says whether only this machine reaches an address.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// version is the program's, as it was built.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "(devel)"
}

// settings lists how the service is set up.
func (s *Service) settings() []web.Setting {
	rows, err := s.Config.Rows()
	if err != nil {
		s.log.Error("settings", "error", err.Error())
		return nil
	}
	var out []web.Setting
	for _, r := range rows {
		out = append(out, web.Setting{Name: r.Key, Env: r.Env, Value: r.Value, Default: r.Default, About: r.About})
	}
	return out
}

// Close closes what was opened.
func (s *Service) Close() error {
	var err error
	if s.Jobs != nil {
		err = s.Jobs.Close()
	}
	if s.DB != nil {
		err = errors.Join(err, s.DB.Close())
	}
	return err
}

// Handler answers all requests.
func (s *Service) Handler() http.Handler { return s.handler }

// origin names the log: the host that people know, so that two services never
// sign as one.
func origin(c *config.Config) string {
	host := c.PublicURL
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	return strings.ReplaceAll(host, ":", "_") + "/hulan"
}

// rootPath is the file of the root key. It fails for a key that systemd holds.
func rootPath(c *config.Config) (string, error) {
	where, arg, _ := strings.Cut(c.RootKey, ":")
	switch {
	case where == "systemd":
		return "", errors.New("the root key is a credential of systemd: leave it out with --without-key, and keep it apart")
	case arg != "":
		return arg, nil
	}
	return filepath.Join(c.Data, "root.key"), nil
}

func rootKey(c *config.Config) (vault.Root, error) {
	where, arg, _ := strings.Cut(c.RootKey, ":")
	if where == "systemd" {
		return vault.LoadRoot(filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), cmp.Or(arg, "hulan-root-key")))
	}
	path, err := rootPath(c)
	if err != nil {
		return vault.Root{}, err
	}
	root, err := vault.LoadRoot(path)
	if !errors.Is(err, os.ErrNotExist) {
		return root, err
	}
	// A key is made for a new service only: a database whose key was lost must not
	// get another one that opens nothing of it.
	if _, err := os.Stat(filepath.Join(c.Data, "hulan.db")); err == nil {
		return root, fmt.Errorf("there is a database but no root key at %s: put the key back (docs/service.md)", path)
	}
	return vault.CreateRoot(path)
}

// proof is the signed proof of a submission: that a complaint with this
// reference was filed, on which day, by which channel. It discloses nothing of
// what was written.
func (s *Service) proof(ctx context.Context, sub *desk.Submitted) ([]byte, error) {
	p, err := s.Ledger.Prove(ctx, sub.Leaf, ledger.Disclosure{Table: "complaint", ID: sub.CaseID, Columns: []string{"ref", "channel"}})
	if err != nil {
		return nil, err
	}
	return p.Bytes(), nil
}

// Limits of a connection: a person on a slow telephone sends 10 MB in some
// minutes; nobody needs longer to say what they want.
const (
	headerTime = 10 * time.Second
	readTime   = 5 * time.Minute
	idleTime   = 2 * time.Minute
	stopTime   = 10 * time.Second
)

// Serve answers requests on l and does the scheduled work until ctx ends.
// Requests under way are given ten seconds.
func (s *Service) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(quiet{s.log.Handler()}, slog.LevelDebug),
	}
	door, err := s.openMailIn()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer door.Close()
	if err := s.Jobs.Start(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err = srv.Shutdown(end)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.Jobs.Stop(context.WithoutCancel(ctx)))
}

// quiet drops what net/http logs of single connections: it names addresses.
type quiet struct{ slog.Handler }

func (quiet) Handle(context.Context, slog.Record) error { return nil }
