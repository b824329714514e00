// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// Token opens a draft, or a person's page. It is in the page's form and nowhere
// else: not in an address, not in a cookie. The database holds a keyed hash of
// it, and what it opens is sealed under a key made from it.
type Token string

// String masks the token.
func (t Token) String() string { return "[token]" }

// Format masks the token for every verb.
func (t Token) Format(s fmt.State, _ rune) { fmt.Fprint(s, "[token]") }

// LogValue masks the token.
func (t Token) LogValue() slog.Value { return slog.StringValue("[token]") }

func newToken() Token { return Token(store.NewID()) }

// ErrExpired is returned for a token that opens nothing: it is over an hour
// old, was used up, or never was one.
var ErrExpired = errors.New("this page has expired")

// draftTime is how long a form that nobody sends is kept.
const draftTime = time.Hour

// seal closes b under the token. The purpose is bound to it, so that the token
// of a form opens no case.
func (d *Desk) seal(token Token, purpose string, b []byte) ([]byte, error) {
	gcm, err := d.gcm(token, purpose)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(nil, nil, b, nil), nil
}

func (d *Desk) unseal(token Token, purpose string, sealed []byte) ([]byte, error) {
	gcm, err := d.gcm(token, purpose)
	if err != nil {
		return nil, err
	}
	b, err := gcm.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, ErrExpired
	}
	return b, nil
}

func (d *Desk) gcm(token Token, purpose string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(d.tokenKey("draft "+purpose, string(token)))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (d *Desk) putDraft(ctx context.Context, tx *store.Tx, token Token, kind string, v any, life time.Duration) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return err
	}
	sealed, err := d.seal(token, kind, plain)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO draft (id_bi, kind, data_c, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id_bi) DO UPDATE SET data_c = excluded.data_c, expires = excluded.expires`,
		d.hash("token", string(token)), kind, sealed, store.Millis(tx.Now().Add(life)))
	return err
}

func (d *Desk) getDraft(ctx context.Context, tx *store.Tx, token Token, kind string, v any) error {
	var sealed []byte
	err := tx.Get(ctx, "SELECT data_c FROM draft WHERE id_bi = $1 AND kind = $2 AND expires > $3",
		[]any{d.hash("token", string(token)), kind, store.Millis(tx.Now())}, &sealed)
	if errors.Is(err, store.ErrNotFound) {
		return ErrExpired
	}
	if err != nil {
		return err
	}
	plain, err := d.unseal(token, kind, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

func (d *Desk) keepDraft(ctx context.Context, tx *store.Tx, token Token, life time.Duration) error {
	_, err := tx.Exec(ctx, "UPDATE draft SET expires = $1 WHERE id_bi = $2", store.Millis(tx.Now().Add(life)), d.hash("token", string(token)))
	return err
}

func (d *Desk) dropDraft(ctx context.Context, tx *store.Tx, token Token) error {
	_, err := tx.Exec(ctx, "DELETE FROM draft WHERE id_bi = $1", d.hash("token", string(token)))
	return err
}

// Sweep deletes drafts that have expired and returns how many there were.
func (d *Desk) Sweep(ctx context.Context) (int64, error) {
	var n int64
	err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.Exec(ctx, "DELETE FROM draft WHERE expires <= $1", store.Millis(tx.Now()))
		return err
	})
	return n, err
}

// Draft is a complaint that is being written. Its fields are plain strings,
// because it is sealed as a whole; it masks itself when printed.
type Draft struct {
	Lang       string   `json:"lang"`
	Channel    Channel  `json:"channel"`
	Mode       Mode     `json:"mode"`
	Categories []string `json:"categories"`
	Relation   Relation `json:"relation"`
	Remedies   []string `json:"remedies"`
	Places     []string `json:"places"`
	What       string   `json:"what"`
	Contact    string   `json:"contact"`
	Name       string   `json:"name"`
	Passphrase string   `json:"passphrase"`
	// By is the id of the member of staff who writes it down for somebody; empty
	// when the person does it.
	By string `json:"by,omitempty"`
	// Done lists the questions that were answered.
	Done []string `json:"done"`
	// Files are those uploaded so far; their content lies beside the draft.
	Files []DraftFile `json:"files"`
	// Receipt is drawn when the person has checked the answers.
	Receipt string `json:"receipt"`
	// Sent is what became of it; the draft then shows nothing but that.
	Sent *Submitted `json:"sent,omitempty"`
}

// Format masks the draft for every verb.
func (d *Draft) Format(s fmt.State, _ rune) { fmt.Fprint(s, "[draft]") }

// LogValue masks the draft.
func (d *Draft) LogValue() slog.Value { return slog.StringValue("[draft]") }

// DraftFile is a file of a draft.
type DraftFile struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	Media  string       `json:"media"`
	Scrub  docket.Scrub `json:"scrub"`
	Width  int          `json:"width"`
	Height int          `json:"height"`
	Size   int          `json:"size"`
}

// NewDraft begins a complaint.
func (d *Desk) NewDraft(ctx context.Context, lang string, channel Channel) (Token, *Draft, error) {
	token, dr := newToken(), &Draft{Lang: lang, Channel: channel}
	return token, dr, d.db.Write(ctx, func(tx *store.Tx) error { return d.putDraft(ctx, tx, token, "report", dr, draftTime) })
}

// Draft reads a complaint that is being written.
func (d *Desk) Draft(ctx context.Context, token Token) (*Draft, error) {
	var dr Draft
	err := d.db.Read(ctx, func(tx *store.Tx) error { return d.getDraft(ctx, tx, token, "report", &dr) })
	if err != nil {
		return nil, err
	}
	return &dr, nil
}

// SaveDraft keeps a complaint that is being written for another hour.
func (d *Desk) SaveDraft(ctx context.Context, token Token, dr *Draft) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		var old Draft
		if err := d.getDraft(ctx, tx, token, "report", &old); err != nil {
			return err
		}
		return d.putDraft(ctx, tx, token, "report", dr, draftTime)
	})
}

// AddFile keeps a file with a draft; dr is changed and saved with it.
func (d *Desk) AddFile(ctx context.Context, token Token, dr *Draft, f docket.File) error {
	if len(dr.Files) >= d.opts.Limits.Files {
		return &BadFormError{[]Problem{{"files", "too_many"}}}
	}
	df := DraftFile{ID: store.NewID(), Name: f.Name, Media: f.Media, Scrub: f.Scrub, Width: f.Width, Height: f.Height, Size: len(f.Data)}
	sealed, err := d.seal(token, "file "+df.ID, f.Data)
	if err != nil {
		return err
	}
	next := *dr
	next.Files = append(append([]DraftFile(nil), dr.Files...), df)
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if err := d.putDraft(ctx, tx, token, "report", &next, draftTime); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO draft_file (id, id_bi, n, data_c) VALUES ($1, $2, $3, $4)", df.ID, d.hash("token", string(token)), len(next.Files), sealed)
		return err
	})
	if err == nil {
		*dr = next
	}
	return err
}

// DropFile takes a file out of a draft.
func (d *Desk) DropFile(ctx context.Context, token Token, dr *Draft, id string) error {
	next := *dr
	next.Files = nil
	for _, f := range dr.Files {
		if f.ID != id {
			next.Files = append(next.Files, f)
		}
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM draft_file WHERE id = $1 AND id_bi = $2", id, d.hash("token", string(token))); err != nil {
			return err
		}
		return d.putDraft(ctx, tx, token, "report", &next, draftTime)
	})
	if err == nil {
		*dr = next
	}
	return err
}

// FileData reads the content of a file of a draft, for a preview.
func (d *Desk) FileData(ctx context.Context, token Token, id string) ([]byte, error) {
	var sealed []byte
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT data_c FROM draft_file WHERE id = $1 AND id_bi = $2", []any{id, d.hash("token", string(token))}, &sealed)
	})
	if err != nil {
		return nil, err
	}
	return d.unseal(token, "file "+id, sealed)
}

// Send files a draft. Sent twice, by a second click or a replay, it gives the
// same answer and makes no second case.
func (d *Desk) Send(ctx context.Context, token Token) (*Draft, error) {
	dr, err := d.Draft(ctx, token)
	if err != nil || dr.Sent != nil {
		return dr, err
	}
	r, err := ParseReceipt(dr.Receipt)
	if err != nil {
		return nil, err
	}
	f := dr.form()
	for _, df := range dr.Files {
		data, err := d.FileData(ctx, token, df.ID)
		if errors.Is(err, store.ErrNotFound) {
			return d.sent(ctx, token)
		}
		if err != nil {
			return nil, err
		}
		f.Files = append(f.Files, docket.File{Name: df.Name, Media: df.Media, Scrub: df.Scrub, Width: df.Width, Height: df.Height, Data: data})
	}
	// Only what the confirmation shows stays, for the rest of the hour.
	next := &Draft{Lang: dr.Lang, Channel: dr.Channel, Mode: dr.Mode, Receipt: dr.Receipt}
	actor := person
	if dr.By != "" {
		actor = docket.Actor{Kind: docket.Staff, ID: dr.By}
	}
	_, err = d.fileAnd(ctx, f, r, string(token), actor, func(tx *store.Tx, sent *Submitted) error {
		next.Sent = sent
		if _, err := tx.Exec(ctx, "DELETE FROM draft_file WHERE id_bi = $1", d.hash("token", string(token))); err != nil {
			return err
		}
		return d.putDraft(ctx, tx, token, "report", next, draftTime)
	})
	if errors.Is(err, ErrTwice) {
		return d.sent(ctx, token)
	}
	if err != nil {
		return nil, err
	}
	return next, nil
}

// sent is the answer when another click was faster: what that one left.
func (d *Desk) sent(ctx context.Context, token Token) (*Draft, error) {
	dr, err := d.Draft(ctx, token)
	if err == nil && dr.Sent == nil {
		err = ErrExpired // a file was taken out while the form was sent
	}
	return dr, err
}

// form is the draft as it is filed.
func (d *Draft) form() *Form {
	f := &Form{
		Lang: d.Lang, Channel: d.Channel, Mode: d.Mode, Categories: d.Categories, Relation: d.Relation, Remedies: d.Remedies,
		What: docket.Text(d.What), Contact: docket.Text(d.Contact), Name: docket.Text(d.Name), Passphrase: docket.Text(d.Passphrase),
	}
	for _, p := range d.Places {
		f.Places = append(f.Places, docket.Text(p))
	}
	return f
}

// Check lists what is wrong with a draft.
func (d *Draft) Check(l Limits) []Problem {
	f := d.form()
	f.Files = make([]docket.File, len(d.Files)) // their content lies beside the draft
	return f.Check(l)
}
