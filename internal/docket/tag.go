// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"fmt"
	"regexp"
	"sync"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Tags are chosen words, not free text, so that nobody's name becomes one by
// accident: letters of any script, digits and dashes, 2 to 30 of them.
var tagName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\p{L}\p{N}-]{2,30}$`) })

// Tag puts a tag on a case, or takes it off.
func (d *Docket) Tag(ctx context.Context, tx *store.Tx, caseID, name string, on bool, actor Actor) error {
	if !tagName().MatchString(name) {
		return fmt.Errorf("tag: 2 to 30 letters, digits and dashes are allowed")
	}
	c, err := Get(ctx, tx, caseID)
	if err != nil {
		return err
	}
	what := "case.untagged"
	if on {
		what = "case.tagged"
		if _, err := tx.Exec(ctx, "INSERT INTO tag (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, store.Millis(tx.Now())); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO case_tag (case_id, tag) VALUES ($1, $2) ON CONFLICT (case_id, tag) DO NOTHING", caseID, name)
	} else {
		_, err = tx.Exec(ctx, "DELETE FROM case_tag WHERE case_id = $1 AND tag = $2", caseID, name)
	}
	if err != nil {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: what, Object: object(c), Actor: actor.String(), At: c.At(tx.Now())})
	return err
}

// Tags lists the tags of a case.
func Tags(ctx context.Context, tx *store.Tx, caseID string) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (s string, err error) {
		return s, scan(&s)
	}, "SELECT tag FROM case_tag WHERE case_id = $1 ORDER BY tag", caseID)
}

// AllTags lists every tag in use.
func AllTags(ctx context.Context, tx *store.Tx) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (s string, err error) {
		return s, scan(&s)
	}, "SELECT name FROM tag ORDER BY name")
}
