// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Error is what the database said, without the values of the row: PostgreSQL
// repeats them in the detail of its messages, and they may be anybody's.
type Error struct {
	// Code is SQLSTATE, or SQLite's extended result code as "sqlite N".
	Code string
	// Constraint, Table and Column name what was hit, where the database says so.
	Constraint, Table, Column string
	text                      string
	unavailable, unique       bool
	conflict, lost, unsure    bool
}

// Error says what went wrong in the words of the database's own code.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "database: %s (%s", e.text, e.Code)
	for _, s := range []string{e.Table, e.Column, e.Constraint} {
		if s != "" {
			b.WriteString(", " + s)
		}
	}
	b.WriteString(")")
	return b.String()
}

// IsUnique says whether a row was refused because its key is taken.
func IsUnique(err error) bool {
	e, ok := errors.AsType[*Error](plain(err))
	return ok && e.unique
}

// IsUnavailable says whether the database is away or cannot take more: the
// caller may try again later, and should say so.
func IsUnavailable(err error) bool {
	e, ok := errors.AsType[*Error](plain(err))
	return ok && (e.unavailable || e.lost)
}

// IsUnsure says whether the database went away during a commit, so that nobody
// knows whether what was written is kept.
func IsUnsure(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.unsure
}

func isLost(err error) bool {
	e, ok := errors.AsType[*Error](plain(err))
	return ok && e.lost
}

func isConflict(err error) bool {
	e, ok := errors.AsType[*Error](plain(err))
	return ok && e.conflict
}

// plain turns what a driver said into an [*Error]; other errors stay as they are.
func plain(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fromPostgres(e)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return fromSQLite(e)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	// An error about a file that f of Write returned has the methods of a
	// net.Error, by its system error number, and is none.
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return err
	}
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, pgconn.ErrConnClosed) {
		return &Error{Code: "connection", text: "connection lost", lost: true}
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return &Error{Code: "connection", text: "server cannot be reached", lost: true}
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return &Error{Code: "connection", text: "server cannot be reached", lost: true}
	}
	return err
}

func fromPostgres(e *pgconn.PgError) *Error {
	class := e.Code
	if len(class) == 5 {
		class = class[:2]
	}
	return &Error{
		Code: e.Code, Constraint: e.ConstraintName, Table: e.TableName, Column: e.ColumnName,
		text:     pgText(e, class),
		unique:   e.Code == "23505",
		conflict: e.Code == "40001" || e.Code == "40P01",
		// 08 connection, 57P operator intervention: shutdown, crash, starting.
		lost: class == "08" || strings.HasPrefix(e.Code, "57P"),
		// 53 resources: disk full, out of memory, too many connections; 25006 a
		// server that became read-only.
		unavailable: class == "53" || e.Code == "25006",
	}
}

// pgText keeps the server's message only where it speaks of the schema or of
// the server; messages of class 22 (data) and 23 (constraints) may quote a row.
func pgText(e *pgconn.PgError, class string) string {
	switch class {
	case "22":
		return "a value does not fit its column"
	case "23":
		return "a row breaks a rule of its table"
	}
	return e.Message
}

func fromSQLite(e *sqlite.Error) *Error {
	code := e.Code()
	out := &Error{Code: fmt.Sprintf("sqlite %d", code), text: sqlite.ErrorCodeString[code&0xff]}
	switch code & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		out.unique = code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
		// "… constraint failed: table.column": names of the schema, no values.
		if _, names, ok := strings.Cut(e.Error(), "failed: "); ok {
			out.Constraint, _, _ = strings.Cut(names, " (")
		}
	case sqlite3.SQLITE_ERROR:
		out.text = e.Error()
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		out.conflict = true
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
		out.unavailable = true
	}
	return out
}
