// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/internal/store"
)

// saltLen is 32 octets: as long as the HMAC's output, so that it can be guessed
// no more easily than that.
const saltLen = 32

// parts writes each part with its length before it, so that two lists of parts
// never give the same octets.
func parts(h hash.Hash, ps ...[]byte) {
	for _, p := range ps {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write(p)
	}
}

func mac(key []byte, ps ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	parts(h, ps...)
	return h.Sum(nil)
}

// A commitment has three steps, so that single cells can be disclosed and the
// others stay closed:
//
//	cell key    = HMAC(HMAC(salt, "row" table id), "cell" column)
//	cell digest = HMAC(cell key, kind value)
//	commitment  = SHA-256("commit" table id, column digest, column digest …)

func rowKey(salt []byte, table, id string) []byte {
	return mac(salt, []byte("row"), []byte(table), []byte(id))
}

func cellKey(row []byte, column string) []byte {
	return mac(row, []byte("cell"), []byte(column))
}

func cellDigest(key []byte, kind string, value []byte) []byte {
	return mac(key, []byte(kind), value)
}

func commitment(table, id string, columns []string, digests [][]byte) []byte {
	h := sha256.New()
	parts(h, []byte("commit"), []byte(table), []byte(id))
	for i, c := range columns {
		parts(h, []byte(c), digests[i])
	}
	return h.Sum(nil)
}

// The kinds of cells. SQL's NULL has a kind of its own, and no value.
const (
	kindNull    = "null"
	kindInteger = "integer" // in decimal
	kindText    = "text"
	kindOctets  = "octets"
)

// cellValue writes a column's value as it is committed to.
func cellValue(v any) (kind string, value []byte, err error) {
	switch v := v.(type) {
	case nil:
		return kindNull, nil, nil
	case int64:
		return kindInteger, strconv.AppendInt(nil, v, 10), nil
	case string:
		return kindText, []byte(v), nil
	case []byte:
		return kindOctets, v, nil
	}
	return "", nil, fmt.Errorf("type %T; the ledger knows integers, text and octets", v)
}

// commit is the commitment to the first cells of a row.
func (t Table) commit(salt []byte, id string, cells []any) ([]byte, error) {
	row := rowKey(salt, t.Name, id)
	digests := make([][]byte, len(cells))
	for i, c := range cells {
		kind, value, err := cellValue(c)
		if err != nil {
			return nil, fmt.Errorf("column %s.%s has %w", t.Name, t.Columns[i], err)
		}
		digests[i] = cellDigest(cellKey(row, t.Columns[i]), kind, value)
	}
	return commitment(t.Name, id, t.Columns[:len(cells)], digests), nil
}

// commitRow reads a row back and commits to it.
func (t Table) commitRow(ctx context.Context, tx *store.Tx, id string, salt []byte) (rowCommit, error) {
	c := rowCommit{Table: t.Name, ID: id, Cols: len(t.Columns)}
	cells, err := t.cells(ctx, tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("row of %s: %w", t.Name, err)
	}
	c.Commit, err = t.commit(salt, id, cells)
	return c, err
}

// cells reads the columns of a row. No row is [store.ErrNotFound].
func (t Table) cells(ctx context.Context, tx *store.Tx, id string) ([]any, error) {
	cells, dest := scanInto(len(t.Columns))
	err := tx.Get(ctx, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Name+" WHERE "+t.Key+" = $1", []any{id}, dest...)
	return cells, err
}

// scanInto makes n cells and what a scan into them needs.
func scanInto(n int) (cells, dest []any) {
	cells, dest = make([]any, n), make([]any, n)
	for i := range cells {
		dest[i] = &cells[i]
	}
	return cells, dest
}
