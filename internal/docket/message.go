// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"fmt"
	"log/slog"
	"time"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// Direction of a message.
type Direction string

const (
	In       Direction = "in"       // from the person
	Out      Direction = "out"      // to the person
	Internal Direction = "internal" // among staff; the person never sees it
)

// MaxText bounds a message, in characters, whatever an operator allows: some
// fifty printed pages, which a page still shows at once.
const MaxText = 100_000

// MaxTemplate bounds the text of a template, in octets: some ten pages.
const MaxTemplate = 20_000

// Draft is a message to be written.
type Draft struct {
	Direction Direction
	// Purpose is the event it goes with, or "note" for one without.
	Purpose  string
	Actor    Actor
	Text     string
	Template string
	Files    []string
}

// Text is what somebody wrote. It prints itself as its length.
type Text string

// LogValue, String, Format and MarshalJSON keep what people wrote out of logs,
// errors and dumps; a page converts it to string on purpose.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// String masks the text.
func (t Text) String() string {
	return fmt.Sprintf("[text, %d characters]", utf8.RuneCountInString(string(t)))
}

// Format masks the text for every verb.
func (t Text) Format(s fmt.State, _ rune) { fmt.Fprint(s, t.String()) }

// MarshalJSON masks the text.
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// Message is one that was written.
type Message struct {
	ID        string
	Seq       int
	Direction Direction
	Purpose   string
	Author    string
	Text      Text
	Template  string
	At        time.Time
	// ReadAt is when the other side first saw it.
	ReadAt time.Time
}

// Say writes a message that changes no state: a note, an addition of the person.
func (d *Docket) Say(ctx context.Context, tx *store.Tx, caseID string, m Draft) (*Message, error) {
	c, err := Get(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	if m.Purpose == "" {
		m.Purpose = "note"
	}
	msg, rows, err := d.write(ctx, tx, c, m)
	if err != nil {
		return nil, err
	}
	if m.Direction == Out {
		moved, err := d.moveClocks(ctx, tx, c, "said")
		if err != nil {
			return nil, err
		}
		rows = append(rows, moved...)
	}
	if err := save(ctx, tx, c); err != nil {
		return nil, err
	}
	rows = append(rows, ledger.Row{Table: "case_", ID: c.ID})
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "message." + string(m.Direction), Object: object(c), Actor: m.Actor.String(), At: msg.At, Rows: rows})
	return msg, err
}

// write inserts the message and returns the rows it wrote; the caller saves the
// case and appends the leaf.
func (d *Docket) write(ctx context.Context, tx *store.Tx, c *Case, m Draft) (*Message, []ledger.Row, error) {
	if n := utf8.RuneCountInString(m.Text); n == 0 || n > MaxText || !utf8.ValidString(m.Text) {
		return nil, nil, fmt.Errorf("message of %d characters: 1 to %d of valid UTF-8 are allowed", n, MaxText)
	}
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return nil, nil, err
	}
	msg := &Message{ID: store.NewID(), Direction: m.Direction, Purpose: m.Purpose, Author: m.Actor.String(), Text: Text(m.Text), Template: m.Template, At: c.At(tx.Now())}
	body := key.SealPadded(bodyCell(msg.ID), []byte(m.Text))
	if err := tx.Get(ctx, "SELECT COALESCE(MAX(seq) + 1, 1) FROM message WHERE case_id = $1", []any{c.ID}, &msg.Seq); err != nil {
		return nil, nil, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO message (id, case_id, seq, direction, purpose, author, template, body_c, at, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`,
		msg.ID, c.ID, msg.Seq, string(m.Direction), m.Purpose, msg.Author, m.Template, body, store.Millis(msg.At))
	if err != nil {
		return nil, nil, err
	}
	rows := []ledger.Row{{Table: "message", ID: msg.ID}}
	for _, id := range m.Files {
		n, err := tx.Exec(ctx, "UPDATE attachment SET message_id = $1 WHERE id = $2 AND case_id = $3 AND message_id = ''", msg.ID, id, c.ID)
		if err == nil && n != 1 {
			err = fmt.Errorf("attachment: %w", store.ErrNotFound)
		}
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, ledger.Row{Table: "attachment", ID: id})
	}
	if m.Direction == In {
		c.Unread++
	}
	return msg, rows, nil
}

func bodyCell(id string) vault.Cell { return vault.Cell{Table: "message", Column: "body", Row: id} }

// Messages reads the messages of a case, oldest first. Without internal, those
// among staff are left out; that is what the person sees.
func (d *Docket) Messages(ctx context.Context, tx *store.Tx, c *Case, internal bool) ([]Message, error) {
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	where := ""
	if !internal {
		where = " AND direction <> 'internal'"
	}
	return store.Rows(ctx, tx, func(scan func(...any) error) (m Message, err error) {
		var body []byte
		var at, read int64
		if err := scan(&m.ID, &m.Seq, &m.Direction, &m.Purpose, &m.Author, &m.Template, &body, &at, &read); err != nil {
			return m, err
		}
		plain, err := key.Open(bodyCell(m.ID), body)
		m.Text, m.At, m.ReadAt = Text(plain), store.Time(at), store.Time(read)
		return m, err
	}, "SELECT id, seq, direction, purpose, author, template, body_c, at, read_at FROM message WHERE case_id = $1"+where+" ORDER BY seq", c.ID)
}

// Seen marks the messages of the other side as read: those from the person when
// staff looks, those to the person otherwise.
func (d *Docket) Seen(ctx context.Context, tx *store.Tx, c *Case, by ActorKind) error {
	dir := Out
	if by == Staff {
		dir = In
		c.Unread = 0
		if _, err := tx.Exec(ctx, "UPDATE case_ SET unread = 0 WHERE id = $1 AND unread > 0", c.ID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "UPDATE message SET read_at = $1 WHERE case_id = $2 AND direction = $3 AND read_at = 0",
		store.Millis(c.At(tx.Now())), c.ID, string(dir))
	return err
}
