// SPDX-License-Identifier: Apache-2.0

// Package storetest gives tests an empty database of each kind, so that the
// same tests run on SQLite and on PostgreSQL.
//
// A package that uses [Each] has this TestMain, which stops the server that was
// started for it:
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// Each runs f as two subtests, on a new SQLite database and on a new database
// of a real PostgreSQL server. Where no PostgreSQL is installed the second one
// is skipped, and fails with HULAN_REQUIRE_ALL=1.
func Each(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, Open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})) })
	t.Run("postgres", func(t *testing.T) { f(t, Open(t, store.Options{Postgres: Postgres(t)})) })
}

// Open opens a database that is closed when the test ends.
func Open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// SQLite gives a new SQLite database.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})
}

// Postgres gives the connection string of a new, empty database. It is dropped
// when the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() { shared.err = shared.start() })
	if shared.err != nil {
		missing(t, shared.err)
	}
	name := "t_" + strings.ToLower(store.NewID())
	admin(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { admin(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return shared.dsn(name)
}

func missing(t testing.TB, err error) {
	t.Helper()
	msg := "no PostgreSQL server: " + err.Error()
	if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
		t.Fatal(msg)
	}
	t.Skip(msg)
}

func admin(t testing.TB, q string) {
	t.Helper()
	db, err := sql.Open("pgx", shared.dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), q); err != nil {
		t.Fatal(err)
	}
}

// Main runs the tests of a package and stops the server started for them.
func Main(m *testing.M) int {
	code := m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		return max(code, 1)
	}
	return code
}

// server is a PostgreSQL of the test's own, in a temporary directory and on a
// Unix socket: no port, no other service touched.
type server struct {
	once sync.Once
	err  error
	dir  string
	args []string
	as   *syscall.Credential
	cmd  *exec.Cmd
	// ended is closed when the process is gone.
	ended chan struct{}
}

// No fsync: the data of the shared server need not outlive the test.
var shared = server{args: []string{"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB"}}

// Server is a PostgreSQL server of one test, as durable as by default, which may
// be killed.
type Server struct{ s server }

// Alone starts a server for one test. Where none is installed, the test is
// skipped as in [Postgres].
func Alone(t testing.TB) *Server {
	t.Helper()
	a := &Server{}
	if err := a.s.start(); err != nil {
		missing(t, err)
	}
	t.Cleanup(func() {
		if err := a.s.stop(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// DSN is the connection string of an empty database.
func (a *Server) DSN() string { return a.s.dsn("postgres") }

// Drop ends the connections of all clients, as a server does that is told to.
func (a *Server) Drop(t testing.TB) {
	t.Helper()
	a.pids(t, `WITH others AS MATERIALIZED (SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend')
		SELECT pid FROM others WHERE pg_terminate_backend(pid)`)
}

// Kill ends the server and all its processes with signal 9.
func (a *Server) Kill(t testing.TB) {
	t.Helper()
	all := a.pids(t, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	for _, pid := range append([]int{a.s.cmd.Process.Pid}, all...) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
	<-a.s.ended
}

func (a *Server) pids(t testing.TB, q string) (all []int) {
	t.Helper()
	db, err := sql.Open("pgx", a.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			t.Fatal(err)
		}
		all = append(all, pid)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Again starts it after [Server.Kill], and waits until it answers. It refuses to
// start as long as a process of the dead one holds its memory, so it is tried
// for some seconds.
func (a *Server) Again(t testing.TB) {
	t.Helper()
	var err error
	for range 50 {
		if err = a.s.run(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal(err)
}

func (s *server) dsn(db string) string {
	return fmt.Sprintf("host=%s user=hulan dbname=%s sslmode=disable", s.dir, db)
}

func (s *server) start() error {
	initdb, err := binary("initdb")
	if err != nil {
		return err
	}
	if s.as, err = notRoot(); err != nil {
		return err
	}
	// Short: a Unix socket's path has 107 characters at most.
	if s.dir, err = os.MkdirTemp("", "hulanpg"); err != nil {
		return err
	}
	if s.as != nil {
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return err
		}
	}
	if out, err := s.command(initdb, "-D", filepath.Join(s.dir, "data"), "-U", "hulan", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s.run()
}

// command is a program of PostgreSQL, in a process group of its own and not as root.
func (s *server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = s.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	return c
}

// run starts the server over its folder and waits until it answers.
func (s *server) run() error {
	postgres, err := binary("postgres")
	if err != nil {
		return err
	}
	s.cmd = s.command(postgres, append([]string{"-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses="}, s.args...)...)
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.ended = make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(s.ended) }()
	return s.wait()
}

func (s *server) wait() error {
	db, err := sql.Open("pgx", s.dsn("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	// A minute: a loaded machine of one core has been seen to need fifteen seconds.
	deadline := time.After(time.Minute)
	for {
		if err = db.Ping(); err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("PostgreSQL does not start: %w", err)
		case <-deadline:
			return fmt.Errorf("PostgreSQL did not answer within a minute: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *server) stop() error {
	if s.ended == nil {
		return os.RemoveAll(s.dir)
	}
	// SIGINT: fast shutdown, open sessions are ended.
	err := s.cmd.Process.Signal(syscall.SIGINT)
	<-s.ended
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// binary finds a program of PostgreSQL on the path or where Debian keeps it,
// the newest version first.
func binary(name string) (string, error) {
	if p, err := exec.LookPath(name); err == nil {
		return filepath.EvalSymlinks(p)
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("%s is not installed (Debian: postgresql)", name)
	}
	version := func(p string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(p))))
		return n
	}
	return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), nil
}

// notRoot is the user that PostgreSQL runs as when the test runs as root, which
// the server refuses; nil for anybody else.
func notRoot() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody to run the server as")
}
