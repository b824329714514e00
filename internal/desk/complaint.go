// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// Complaint is what a complaint says, for staff. The person's name is not here:
// see [Desk.Identity].
type Complaint struct {
	Case       *docket.Case
	Channel    Channel
	Mode       Mode
	Categories []string
	Relation   Relation
	Remedies   []string
	Places     []docket.Text
	What       docket.Text
	// HasContact and HasIdentity say whether the person left an address or a name.
	HasContact, HasIdentity bool
	// Returns counts the days on which the person came back.
	Returns int
	// Satisfaction is 1 to 5, or 0 when the person did not say.
	Satisfaction int
	// Leaf proves the submission.
	Leaf int64
}

// facts are what routing rules look at.
func (f *Form) facts() map[string]string {
	return map[string]string{
		"category": strings.Join(f.Categories, " "), "relation": string(f.Relation),
		"channel": string(f.Channel), "mode": string(f.Mode),
	}
}

func cell(column, caseID string) vault.Cell {
	return vault.Cell{Table: "complaint", Column: column, Row: caseID}
}

func (d *Desk) insert(ctx context.Context, tx *store.Tx, c *docket.Case, key *vault.Key, f *Form, row complaintRow) error {
	det := details{What: string(f.What)}
	for _, p := range f.Places {
		det.Places = append(det.Places, string(p))
	}
	plain, err := json.Marshal(det)
	if err != nil {
		return err
	}
	contact, identity, identityKey := []byte{}, []byte{}, ""
	if f.Mode != Anonymous {
		contact = key.SealPadded(cell("contact", c.ID), []byte(f.Contact))
	}
	if f.Mode == Identified {
		// A key of its own: who may read the case cannot read the name.
		k, err := d.vault.NewKey(ctx, tx, vault.Owner{Kind: "identity", ID: c.ID})
		if err != nil {
			return err
		}
		identity, identityKey = k.SealPadded(cell("identity", c.ID), []byte(f.Name)), k.ID()
	}
	_, err = tx.Exec(ctx, `INSERT INTO complaint (case_id, ref, channel, mode, categories, relation, remedies, details_c, contact_c, identity_key, identity_c,
		receipt_bi, pass_salt, pass_hash, submission_bi, leaf, returns, last_return, satisfaction)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, '', 0)`,
		c.ID, c.Ref, string(f.Channel), string(f.Mode), strings.Join(f.Categories, " "), string(f.Relation), strings.Join(f.Remedies, " "),
		key.SealPadded(cell("details", c.ID), plain), contact, identityKey, identity,
		row.receipt, row.passSalt, row.passHash, row.submission)
	if store.IsUnique(err) {
		return ErrTwice
	}
	if err != nil {
		return err
	}
	for _, p := range f.Places {
		if norm := normalPlace(string(p)); norm != "" {
			if _, err := tx.Exec(ctx, "INSERT INTO complaint_place (case_id, place_bi) VALUES ($1, $2) ON CONFLICT (case_id, place_bi) DO NOTHING", c.ID, d.vault.Index("place", norm)); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxLinks bounds how many earlier complaints a new one is linked with. When a
// thousand people complain about one page, each is linked with the oldest ones.
const maxLinks = 10

// joinSame links a new complaint with open ones about the same place.
func (d *Desk) joinSame(ctx context.Context, tx *store.Tx, c *docket.Case, f *Form) error {
	same, err := d.similar(ctx, tx, c.ID, maxLinks)
	if err != nil {
		return err
	}
	for _, o := range same {
		if err := d.docket.Relate(ctx, tx, docket.Link{A: c.ID, B: o, Rel: docket.SameSubject}, docket.Actor{Kind: docket.System}); err != nil {
			return err
		}
	}
	return nil
}

// similar lists open cases that name a place this one names, oldest first.
func (d *Desk) similar(ctx context.Context, tx *store.Tx, caseID string, limit int) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) {
		return id, scan(&id)
	}, `SELECT c.id FROM case_ c WHERE c.state NOT IN ('closed', 'duplicate') AND c.id <> $1 AND c.id IN (
		SELECT p.case_id FROM complaint_place p JOIN complaint_place q ON p.place_bi = q.place_bi WHERE q.case_id = $1)
		ORDER BY c.opened_at, c.id LIMIT $2`, caseID, limit)
}

// Similar lists the open complaints about the same place, oldest first.
func (d *Desk) Similar(ctx context.Context, tx *store.Tx, caseID string) ([]*docket.Case, error) {
	ids, err := d.similar(ctx, tx, caseID, 200)
	if err != nil {
		return nil, err
	}
	var out []*docket.Case
	for _, id := range ids {
		c, err := docket.Get(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Complaint reads what a complaint says.
func (d *Desk) Complaint(ctx context.Context, tx *store.Tx, caseID string) (*Complaint, error) {
	c, err := docket.Get(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	out := &Complaint{Case: c}
	var categories, remedies, identityKey string
	var sealed, contact []byte
	err = tx.Get(ctx, `SELECT channel, mode, categories, relation, remedies, details_c, contact_c, identity_key, returns, satisfaction, leaf
		FROM complaint WHERE case_id = $1`, []any{caseID},
		&out.Channel, &out.Mode, &categories, &out.Relation, &remedies, &sealed, &contact, &identityKey, &out.Returns, &out.Satisfaction, &out.Leaf)
	if err != nil {
		return nil, fmt.Errorf("complaint: %w", err)
	}
	out.Categories, out.Remedies = strings.Fields(categories), strings.Fields(remedies)
	out.HasContact, out.HasIdentity = len(contact) > 0, identityKey != ""
	plain, err := key.Open(cell("details", caseID), sealed)
	if err != nil {
		return nil, err
	}
	var det details
	if err := json.Unmarshal(plain, &det); err != nil {
		return nil, errors.New("complaint: details are not what was filed")
	}
	for _, p := range det.Places {
		out.Places = append(out.Places, docket.Text(p))
	}
	out.What = docket.Text(det.What)
	return out, nil
}

// Contact reads the address that a person left, for the mail that there is
// news. [store.ErrNotFound] when none was left.
func (d *Desk) Contact(ctx context.Context, tx *store.Tx, caseID string) (docket.Text, error) {
	c, err := docket.Get(ctx, tx, caseID)
	if err != nil {
		return "", err
	}
	var sealed []byte
	if err := tx.Get(ctx, "SELECT contact_c FROM complaint WHERE case_id = $1", []any{caseID}, &sealed); err != nil {
		return "", err
	}
	if len(sealed) == 0 {
		return "", store.ErrNotFound
	}
	key, err := d.vault.Key(ctx, tx, c.Key)
	if err != nil {
		return "", err
	}
	plain, err := key.Open(cell("contact", caseID), sealed)
	return docket.Text(plain), err
}

// Identity reads the name that a person gave, for a custodian with a reason.
// The look itself is a leaf. [store.ErrNotFound] when none was given.
func (d *Desk) Identity(ctx context.Context, tx *store.Tx, caseID string, custodian docket.Actor) (docket.Text, error) {
	c, err := docket.Get(ctx, tx, caseID)
	if err != nil {
		return "", err
	}
	var id string
	var sealed []byte
	if err := tx.Get(ctx, "SELECT identity_key, identity_c FROM complaint WHERE case_id = $1", []any{caseID}, &id, &sealed); err != nil {
		return "", err
	}
	if id == "" {
		return "", store.ErrNotFound
	}
	key, err := d.vault.Key(ctx, tx, id)
	if err != nil {
		return "", err
	}
	plain, err := key.Open(cell("identity", caseID), sealed)
	if err != nil {
		return "", err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "identity.seen", Object: "case:" + c.ID, Actor: custodian.String()})
	return docket.Text(plain), err
}

// promised reads when the person should have an acknowledgement and an outcome:
// the earliest due instant of the running clocks that wait for each.
func (d *Desk) promised(ctx context.Context, tx *store.Tx, c *docket.Case) (ack, outcome time.Time, err error) {
	clocks, err := d.docket.Clocks(ctx, tx, c)
	if err != nil {
		return ack, outcome, err
	}
	earlier := func(t *time.Time, due time.Time) {
		if t.IsZero() || due.Before(*t) {
			*t = due
		}
	}
	for _, k := range clocks {
		switch k.Rule.Stop {
		case "complaint.acknowledged":
			earlier(&ack, k.DueAt)
		case "complaint.outcome_sent":
			earlier(&outcome, k.DueAt)
		}
	}
	return ack, outcome, nil
}
