// SPDX-License-Identifier: Apache-2.0

package web

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

func ledgerRoutes() []route {
	return []route{
		{"GET", "/staff/ledger", account.LedgerRead, func(w *Web, q *request) error { return w.showLedger(q, nil, 0) }},
		{"POST", "/staff/ledger", account.LedgerRead, ledgerVerify},
		{"GET", "/staff/ledger/checkpoint", account.LedgerRead, ledgerCheckpoint},
	}
}

// verifyHere bounds what a page verifies while its reader waits: 100,000 leaves
// take some seconds. Larger logs are verified by "hulan ledger verify".
const verifyHere = 100_000

// newest signs what came since the last checkpoint, as happens every minute
// anyway, and returns it. ok is false for an empty log.
func (w *Web) newest(ctx context.Context) (cp ledger.Checkpoint, ok bool, err error) {
	cp, err = w.opts.Ledger.Checkpoint(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return cp, false, nil
	}
	return cp, err == nil, err
}

func (w *Web) showLedger(q *request, r *ledger.Report, took time.Duration) error {
	cp, ok, err := w.newest(q.r.Context())
	if err != nil && !errors.Is(err, ledger.ErrTampered) {
		return err
	}
	w.render(q, "ledger", "staff", map[string]any{
		"Tampered": err != nil, "Any": ok, "Size": cp.Size, "Root": base64.StdEncoding.EncodeToString(cp.Root[:]), "Note": string(cp.Note),
		"Key": w.opts.Ledger.VerifierKey(), "Small": cp.Size <= verifyHere, "Limit": verifyHere, "Report": r, "Took": took.Milliseconds(),
	})
	return nil
}

func ledgerVerify(w *Web, q *request) error {
	cp, ok, err := w.newest(q.r.Context())
	if err != nil && !errors.Is(err, ledger.ErrTampered) {
		return err
	}
	if ok && cp.Size > verifyHere {
		return &httpError{status: http.StatusConflict, key: "ledger_large"}
	}
	select {
	case w.verifying <- struct{}{}:
		defer func() { <-w.verifying }()
	default:
		return &httpError{status: http.StatusTooManyRequests, key: "ledger_busy"}
	}
	start := w.opts.DB.Now()
	r, err := w.opts.Ledger.Verify(q.r.Context(), ledger.VerifyOptions{})
	if err != nil {
		return err
	}
	return w.showLedger(q, r, w.opts.DB.Now().Sub(start))
}

func ledgerCheckpoint(w *Web, q *request) error {
	cp, ok, err := w.newest(q.r.Context())
	if err != nil {
		return err
	}
	if !ok {
		return store.ErrNotFound
	}
	h := q.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="checkpoint.txt"`)
	_, _ = q.w.Write(cp.Note) // the reader may have left
	return nil
}
