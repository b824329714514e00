// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Template is a text that staff start from. A change makes a new version; what
// was sent keeps naming the one it was made from.
type Template struct {
	ID string
	// Purpose is the event it is for, such as "respond", or "note".
	Purpose string
	Lang    string
	Version int
	Title   string
	Body    string
	Active  bool
}

// Name is what a message remembers of its template.
func (t Template) Name() string { return fmt.Sprintf("%s/%s/%d", t.Purpose, t.ID, t.Version) }

// Templates lists the newest version of the active templates for a purpose and
// language; empty ones list all.
func Templates(ctx context.Context, tx *store.Tx, purpose, lang string) ([]Template, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (t Template, err error) {
		return t, scan(&t.ID, &t.Purpose, &t.Lang, &t.Version, &t.Title, &t.Body, &t.Active)
	}, `SELECT id, purpose, lang, ver, title, body, active FROM template t
		WHERE active = 1 AND ($1 = '' OR purpose = $1) AND ($2 = '' OR lang = $2)
		AND ver = (SELECT MAX(ver) FROM template u WHERE u.purpose = t.purpose AND u.lang = t.lang AND u.title = t.title)
		ORDER BY purpose, lang, title`, purpose, lang)
}

// PutTemplate writes a new version of the template with that purpose, language
// and title; with Active unset, it is no longer offered.
func (d *Docket) PutTemplate(ctx context.Context, tx *store.Tx, t Template, actor Actor) (*Template, error) {
	switch {
	case t.Purpose == "" || t.Lang == "" || strings.TrimSpace(t.Title) == "":
		return nil, errors.New("a template needs a purpose, a language and a title")
	case strings.TrimSpace(t.Body) == "" || len(t.Body) > MaxTemplate:
		return nil, errors.New("a template needs a text of at most 20,000 octets")
	}
	t.ID = store.NewID()
	err := tx.Get(ctx, "SELECT COALESCE(MAX(ver) + 1, 1) FROM template WHERE purpose = $1 AND lang = $2 AND title = $3", []any{t.Purpose, t.Lang, t.Title}, &t.Version)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO template (id, purpose, lang, ver, title, body, active, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		t.ID, t.Purpose, t.Lang, t.Version, t.Title, t.Body, flag(t.Active), store.Millis(tx.Now()))
	if err != nil {
		return nil, err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "template.changed", Object: "template:" + t.ID, Actor: actor.String(), Rows: []ledger.Row{{Table: "template", ID: t.ID}}})
	return &t, err
}
