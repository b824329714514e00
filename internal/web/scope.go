// SPDX-License-Identifier: Apache-2.0

package web

import (
	"slices"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// canIn says whether the reader may do something with the cases of a queue.
func (q *request) canIn(right account.Right, queue string) bool {
	return q.who != nil && q.who.Actor.Can(right, account.InQueue(queue))
}

// caseOf reads the case that the address names. One of a queue in which the
// reader lacks the right is not found, as if there were none.
func (q *request) caseOf(tx *store.Tx, ref string, right account.Right) (*docket.Case, error) {
	c, err := docket.ByRef(q.r.Context(), tx, ref)
	if err == nil && !q.canIn(right, c.Queue) {
		return nil, store.ErrNotFound
	}
	return c, err
}

// within limits a list to the queues that the reader may read.
func (q *request) within(f docket.Filter) docket.Filter {
	f.Queues = q.who.Actor.Limit(account.CaseRead, f.Queues)
	return f
}

// readable leaves out the queues that the reader may not read.
func (q *request) readable(all []docket.Queue) []docket.Queue {
	return slices.DeleteFunc(all, func(x docket.Queue) bool { return !q.canIn(account.CaseRead, x.ID) })
}

// queues are all queues with their names as pages show them.
func (w *Web) queues(q *request) (all []docket.Queue, err error) {
	err = w.opts.DB.Read(q.r.Context(), func(tx *store.Tx) error {
		all, err = docket.Queues(q.r.Context(), tx)
		return err
	})
	return w.named(q.lang, all), err
}
