// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// Scrub says what was done to a file before it was kept.
type Scrub string

const (
	// Clean is a picture that was decoded and encoded anew: no metadata, nothing
	// behind its end.
	Clean Scrub = "clean"
	// KeptOriginal is any other file, as it came. Pages never show it; it is
	// handed out only as a download.
	KeptOriginal Scrub = "kept_original"
	// Dropped is a file whose content was deleted at the end of its time; that it
	// was there stays.
	Dropped Scrub = "dropped"
)

// File is a file to be kept, after the caller has checked and cleaned it.
type File struct {
	// Name as the person gave it. It is sealed, like the content.
	Name          string
	Media         string // such as "image/png"
	Scrub         Scrub
	Width, Height int // of a picture
	Data          []byte
}

// Attachment is a file that is kept.
type Attachment struct {
	ID, Case, Message string
	Name              Text
	Media             string
	Scrub             Scrub
	Width, Height     int
	// Size is that of the content in octets.
	Size int64
	At   time.Time
}

// piece is how much of a file is sealed at once: large enough that the sealing's
// overhead does not matter, small enough for a row.
const piece = 256 << 10

// MaxFile bounds a file: a photo of a phone of 2026 has up to 20 MB, re-encoded
// it has less.
const MaxFile = 25 << 20

// Attach keeps a file with a case. It belongs to no message until one names it.
func (d *Docket) Attach(ctx context.Context, tx *store.Tx, c *Case, actor Actor, f File) (*Attachment, error) {
	if len(f.Data) == 0 || len(f.Data) > MaxFile {
		return nil, fmt.Errorf("file of %d octets: 1 to %d are allowed", len(f.Data), MaxFile)
	}
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	a := &Attachment{ID: store.NewID(), Case: c.ID, Name: Text(f.Name), Media: f.Media, Scrub: f.Scrub, Width: f.Width, Height: f.Height, Size: int64(len(f.Data)), At: c.At(tx.Now())}
	digest := sha256.New()
	var sealed [][]byte
	for i := 0; i*piece < len(f.Data); i++ {
		s := key.Seal(dataCell(a, i), f.Data[i*piece:min(len(f.Data), (i+1)*piece)])
		digest.Write(s)
		sealed = append(sealed, s)
	}
	_, err = tx.Exec(ctx, `INSERT INTO attachment (id, case_id, message_id, name_c, media, scrub, width, height, size, digest, at)
		VALUES ($1, $2, '', $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, c.ID, key.SealPadded(nameCell(a.ID), []byte(f.Name)), f.Media, string(f.Scrub), f.Width, f.Height, a.Size, digest.Sum(nil), store.Millis(a.At))
	if err != nil {
		return nil, err
	}
	for i, s := range sealed {
		if _, err := tx.Exec(ctx, "INSERT INTO attachment_data (attachment_id, n, data_c) VALUES ($1, $2, $3)", a.ID, i, s); err != nil {
			return nil, err
		}
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "attachment.kept", Object: object(c), Actor: actor.String(), At: a.At, Rows: []ledger.Row{{Table: "attachment", ID: a.ID}}})
	return a, err
}

func nameCell(id string) vault.Cell {
	return vault.Cell{Table: "attachment", Column: "name", Row: id}
}

// dataCell binds a piece to its place in a file of that length, so that pieces
// cannot be left out or put in another order.
func dataCell(a *Attachment, i int) vault.Cell {
	return vault.Cell{Table: "attachment_data", Column: fmt.Sprintf("data/%d/%d", i, a.Size), Row: a.ID}
}

// Attachments lists the files of a case, oldest first, without their content.
func (d *Docket) Attachments(ctx context.Context, tx *store.Tx, c *Case) ([]Attachment, error) {
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	return store.Rows(ctx, tx, func(scan func(...any) error) (a Attachment, err error) {
		var name []byte
		var at int64
		if err := scan(&a.ID, &a.Case, &a.Message, &name, &a.Media, &a.Scrub, &a.Width, &a.Height, &a.Size, &at); err != nil {
			return a, err
		}
		plain, err := key.Open(nameCell(a.ID), name)
		a.Name, a.At = Text(plain), store.Time(at)
		return a, err
	}, "SELECT id, case_id, message_id, name_c, media, scrub, width, height, size, at FROM attachment WHERE case_id = $1 ORDER BY at, id", c.ID)
}

// Data reads the content of a file of this case; [store.ErrNotFound] when it was
// deleted.
func (d *Docket) Data(ctx context.Context, tx *store.Tx, c *Case, id string) ([]byte, error) {
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	a := &Attachment{ID: id}
	var want []byte
	if err := tx.Get(ctx, "SELECT size, scrub, digest FROM attachment WHERE id = $1 AND case_id = $2", []any{id, c.ID}, &a.Size, &a.Scrub, &want); err != nil {
		return nil, fmt.Errorf("attachment: %w", err)
	}
	if a.Scrub == Dropped {
		return nil, fmt.Errorf("attachment: deleted at the end of its time: %w", store.ErrNotFound)
	}
	pieces, err := store.Rows(ctx, tx, func(scan func(...any) error) (b []byte, err error) {
		return b, scan(&b)
	}, "SELECT data_c FROM attachment_data WHERE attachment_id = $1 ORDER BY n", id)
	if err != nil {
		return nil, err
	}
	digest := sha256.New()
	data := make([]byte, 0, a.Size)
	for i, p := range pieces {
		digest.Write(p)
		b, err := key.Open(dataCell(a, i), p)
		if err != nil {
			return nil, err
		}
		data = append(data, b...)
	}
	if subtle.ConstantTimeCompare(digest.Sum(nil), want) != 1 || int64(len(data)) != a.Size {
		return nil, errors.New("attachment: content is not what was kept")
	}
	return data, nil
}
