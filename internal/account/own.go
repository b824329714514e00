// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"slices"

	"github.com/hulanhq/hulan/internal/store"
)

// SetLang chooses the language of somebody's own pages, such as "en". It is no
// step that matters to anybody else, so no leaf tells of it.
func (a *Accounts) SetLang(ctx context.Context, act *Actor, lang string) error {
	return a.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE staff SET lang = $1 WHERE id = $2 AND status = 'active'", lang, act.ID)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		return err
	})
}

// ProgramRights lists the rights that the key of a program may have: all but
// those over people, keys and identities.
func ProgramRights() []Right {
	return slices.DeleteFunc(AllRights(), func(r Right) bool { return r == IdentityRead || r == PeopleManage || r == KeysManage })
}
