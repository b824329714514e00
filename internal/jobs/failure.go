// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"

	"github.com/hulanhq/hulan/internal/store"
)

// failure is an error with the code that is kept of it.
type failure struct {
	code    string
	err     error
	forever bool
}

func (f *failure) Error() string { return f.code + ": " + f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// Fail gives an error of a handler the code that the database keeps of it, such
// as "mail.refused"; the error's text goes to the log alone. Errors without one
// are kept as "database", "timeout", "panic" or "error".
func Fail(code string, err error) error { return &failure{code: code, err: err} }

// GiveUp is [Fail] for what another attempt cannot mend: the job ends in state
// [Cancelled].
func GiveUp(code string, err error) error { return &failure{code: code, err: err, forever: true} }

// Later ends an attempt that is not counted: the job runs again after d. For
// what has to wait, such as a limit of another server.
func Later(d time.Duration) error { return river.JobSnooze(max(d, 0)) }

// kept is what River writes into the row: the code and nothing else.
type kept string

func (k kept) Error() string { return string(k) }

// codeOf names an error.
func codeOf(err error) string {
	if f, ok := errors.AsType[*failure](err); ok && harmless(f.code) {
		return f.code
	}
	if _, ok := errors.AsType[*store.Error](err); ok {
		return "database"
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return "error"
}

// worker runs jobs of one kind for River.
type worker struct {
	river.WorkerDefaults[envelope]
	kind Kind
	r    *Runner
}

// Timeout is how long River lets an attempt run.
func (w *worker) Timeout(*river.Job[envelope]) time.Duration { return w.kind.Timeout }

// NextRetry is when the next attempt is due.
func (w *worker) NextRetry(job *river.Job[envelope]) time.Time {
	d := w.kind.pause(job.Attempt)
	return time.Now().Add(d + rand.N(d/10+1))
}

// Work runs an attempt and keeps of its error only what may be kept.
func (w *worker) Work(ctx context.Context, job *river.Job[envelope]) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// Not the value: it may hold anything. The trace names functions.
			w.r.log.Error("job panicked", "kind", w.kind.Name, "job", job.ID, "attempt", job.Attempt, "value", fmt.Sprintf("%T", p), "trace", string(debug.Stack()))
			err = kept("panic")
		}
	}()
	err = w.kind.Run(ctx, job.Args.Args)
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*river.JobSnoozeError](err); ok {
		return err
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		// Stop or Cancel; River knows which. A stop does not count as an attempt.
		return context.Canceled
	}
	code := codeOf(err)
	w.r.log.Warn("job failed", "kind", w.kind.Name, "job", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts, "code", code, "err", err)
	if f, ok := errors.AsType[*failure](err); ok && f.forever {
		return river.JobCancel(kept(code))
	}
	return kept(code)
}
