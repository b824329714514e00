// SPDX-License-Identifier: Apache-2.0

// Package store opens the database of a service, SQLite inside the program or
// PostgreSQL beside it, brings its tables up to date and runs transactions.
//
// One SQL text serves both: placeholders are $1, $2 …, times are UTC Unix
// milliseconds, booleans are 0 and 1, JSON is text. The packages above own
// their SQL; this one knows no table.
//
// There is one writer at a time, on both databases (decision 0023). A
// transaction of [DB.Write] sees the newest committed rows and nobody else
// writes until it ends, so a rule such as "closed only after feedback" is read
// and written without a race, and the ledger's leaves have no gaps. Readers
// never wait for the writer.
//
// What Write returned nil for is on disk: SQLite runs with synchronous=FULL.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// Dialect says which database is behind a [DB].
type Dialect string

const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// ErrNotFound is returned where a row that was asked for by its id is not there.
var ErrNotFound = errors.New("not found")

// Options says where the data lies. Path or Postgres must be set, not both.
type Options struct {
	// Path is the SQLite file. It is made with mode 0600, its folder with 0700.
	Path string
	// Postgres is a connection string, postgres://… or key=value.
	Postgres string
	// MaxConns bounds the connections to PostgreSQL. 0 means 16: a node of two
	// cores is not faster with more, and a server takes 100 unless told otherwise.
	MaxConns int
	// Now is the clock. nil means [time.Now].
	Now func() time.Time
	// ReadOnly opens a database that is there and changes nothing in it: for
	// looking into evidence. Its tables must be those of this program.
	ReadOnly bool
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	dsn     string
	write   *sql.DB
	read    *sql.DB
	now     func() time.Time
	// gate holds one writer of this process at a time; the others wait in the
	// order in which they came. Without it database/sql picks one of them at
	// random, and on PostgreSQL those that wait would hold all connections.
	gate  chan struct{}
	ready statements
}

// Open opens the database and brings its tables up to date. It fails when the
// tables are newer than this program knows: nothing is changed then.
func Open(ctx context.Context, o Options) (*DB, error) {
	db := &DB{now: o.Now, gate: make(chan struct{}, 1)}
	if db.now == nil {
		db.now = time.Now
	}
	var err error
	switch {
	case (o.Path == "") == (o.Postgres == ""):
		return nil, errors.New("open store: name a SQLite file or a PostgreSQL server, one of them")
	case o.Path != "" && o.ReadOnly:
		err = db.openEvidence(o.Path)
	case o.Path != "":
		err = db.openSQLite(o.Path)
	default:
		err = db.openPostgres(o)
	}
	if err != nil {
		return nil, err
	}
	if o.ReadOnly {
		if err := db.sameTables(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("open store: %w", plain(err)), db.Close())
		}
		return db, nil
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("bring tables up to date: %w", plain(err)), db.Close())
	}
	return db, nil
}

// SQLite keeps nothing of a deleted row (secure_delete), takes no function from
// a schema that somebody else may have written (trusted_schema), and holds
// temporary tables in memory, so that no value is in a temporary file.
const sqlitePragmas = "_pragma=busy_timeout(20000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(ON)&_pragma=secure_delete(ON)&_pragma=trusted_schema(OFF)&_pragma=temp_store(MEMORY)"

func (db *DB) openSQLite(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	db.dialect = SQLite
	db.dsn = "file:" + uriPath(path) + "?" + sqlitePragmas
	if db.write, err = sql.Open("sqlite", db.dsn+"&_pragma=auto_vacuum(INCREMENTAL)&_txlock=immediate"); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", db.dsn+"&_pragma=query_only(ON)"); err != nil {
		return err
	}
	// A reader is bound by the processor; four is enough for a page while a
	// report is being made on a machine of two cores.
	db.read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	db.read.SetMaxIdleConns(max(4, runtime.NumCPU()))
	return nil
}

// openEvidence opens a file for reading alone.
func (db *DB) openEvidence(path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	db.dialect = SQLite
	db.dsn = "file:" + uriPath(path) + "?mode=ro&_pragma=busy_timeout(20000)&_pragma=query_only(ON)&_pragma=trusted_schema(OFF)&_pragma=temp_store(MEMORY)"
	pool, err := sql.Open("sqlite", db.dsn)
	db.write, db.read = pool, pool
	return err
}

func (db *DB) openPostgres(o Options) error {
	n := o.MaxConns
	if n == 0 {
		n = 16
	}
	db.dialect = Postgres
	db.dsn = o.Postgres
	pool, err := sql.Open("pgx", o.Postgres)
	if err != nil {
		return fmt.Errorf("open store: %w", plain(err))
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.write, db.read = pool, pool
	return nil
}

// Close closes the database. Transactions under way fail.
func (db *DB) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	return err
}

// Dialect says which database this is. Few places need to know.
func (db *DB) Dialect() Dialect { return db.dialect }

// Now is the store's clock, in UTC and whole milliseconds, as rows hold it.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return plain(db.read.QueryRowContext(ctx, "SELECT 1").Scan(&one))
}

// CopyTo writes a copy of a SQLite database as it is at this moment into a new
// file, of mode 0600, while others go on writing.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if db.dialect != SQLite {
		return errors.New("copy of the database: only SQLite is copied by this program")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = db.write.ExecContext(ctx, "VACUUM INTO $1", path)
	return plain(err)
}

// Writer is the pool of the writer, for what keeps tables of its own in the
// same file: background jobs, migrations. Everything else uses [DB.Write].
func (db *DB) Writer() *sql.DB { return db.write }

// DSN names the database for a pool of another package. It may hold a password.
func (db *DB) DSN() string { return db.dsn }

// NewID makes an id: 26 letters and digits, 130 random bits. It tells nothing
// about when or in which order things were made.
func NewID() string { return rand.Text() }

// Millis is t as rows hold it. The zero time is 0.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the instant of a row's milliseconds, in UTC. 0 is the zero time.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// uriPath writes a path for the file: URI of SQLite.
func uriPath(p string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p)
}
