// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Each change of the tables is a file, numbered in the order of their making.
// A file that was released is never edited. They are written for SQLite with
// STRICT tables and the types TEXT, INTEGER, REAL and BLOB; [translated] reads
// them for PostgreSQL.
//
//go:embed migrations/*.sql
var migrations embed.FS

func (db *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	var opts []goose.ProviderOption
	if db.dialect == Postgres {
		dialect = goose.DialectPostgres
		dir = translated{dir}
		// Nodes that start together wait for the one that does the work.
		l, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(l))
	}
	p, err := goose.NewProvider(dialect, db.write, dir, opts...)
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, p); err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// refuseNewer keeps an old program away from tables it does not know.
func refuseNewer(ctx context.Context, p *goose.Provider) error {
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if len(sources) == 0 {
		return errors.New("no migrations in the program")
	}
	if last := sources[len(sources)-1].Version; have > last {
		return fmt.Errorf("the database has version %d of the tables, this program knows %d: start a newer program, or restore the backup made before the update", have, last)
	}
	return nil
}

// sameTables refuses tables older or newer than this program knows, and changes
// nothing.
func (db *DB) sameTables(ctx context.Context) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return errors.Join(err, errors.New("no migrations in the program"))
	}
	know, err := goose.NumericComponent(files[len(files)-1])
	if err != nil {
		return err
	}
	var have int64
	if err := db.read.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&have); err != nil {
		return fmt.Errorf("no tables of this program: %w", err)
	}
	if have != know {
		return fmt.Errorf("the database has version %d of the tables, this program knows %d: use the program that wrote it", have, know)
	}
	return nil
}

// translated shows the migration files in PostgreSQL's words.
type translated struct{ fs.FS }

var types = regexp.MustCompile(`\b(INTEGER|BLOB)\b|\) STRICT;`)

func (t translated) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	out := types.ReplaceAllStringFunc(string(text), func(s string) string {
		switch s {
		case "INTEGER":
			return "BIGINT"
		case "BLOB":
			return "BYTEA"
		}
		return ");"
	})
	return &textFile{Reader: strings.NewReader(out), info: textInfo{info, int64(len(out))}}, nil
}

type textFile struct {
	*strings.Reader
	info fs.FileInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }

type textInfo struct {
	fs.FileInfo
	size int64
}

func (i textInfo) Size() int64        { return i.size }
func (i textInfo) ModTime() time.Time { return time.Time{} }
