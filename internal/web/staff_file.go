// SPDX-License-Identifier: Apache-2.0

package web

import (
	"slices"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// caseFile sends a picture of a case, or another file as a download.
func caseFile(w *Web, q *request) error {
	ctx := q.r.Context()
	var data []byte
	var a docket.Attachment
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := q.caseOf(tx, q.r.PathValue("ref"), account.CaseRead)
		if err != nil {
			return err
		}
		all, err := w.opts.Docket.Attachments(ctx, tx, c)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x docket.Attachment) bool { return x.ID == q.r.PathValue("id") })
		if i < 0 {
			return store.ErrNotFound
		}
		a = all[i]
		data, err = w.opts.Docket.Data(ctx, tx, c, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	q.send(string(a.Name), a.Media, a.Scrub, data)
	return nil
}
