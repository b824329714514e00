// SPDX-License-Identifier: Apache-2.0

// Package jobs does work later: after the transaction that asked for it, at a
// time, again when it failed, or at intervals. It stands on River, on SQLite
// and on PostgreSQL, and is the only package that knows it (decision 0027).
//
//	r, err := jobs.Open(ctx, db, []jobs.Kind{{Name: "mail.send", Run: jobs.Handle(send)}}, jobs.Options{})
//	err = db.Write(ctx, func(tx *store.Tx) error {
//		…
//		_, err := r.Insert(ctx, tx, jobs.Job{Kind: "mail.send", Args: sendArgs{Mail: id}})
//		return err
//	})
//
// What it promises: a job is there exactly when the transaction that inserted
// it is, and it runs at least once. It may run twice (a crash between its work
// and the note that it is done), so a handler looks first whether its work is
// done already. One job runs on one node at a time.
//
// What it refuses: rows of jobs lie in clear in the database and are read by
// whoever tends the service. So arguments hold ids, numbers and booleans, no
// free text; of an error only a code is kept (see [Fail]). Jobs are no evidence
// and no legal clock: finished ones are deleted after days, and a clock is a
// row of its domain that a schedule only looks at.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/hulanhq/hulan/internal/store"
)

// Kind is a kind of job and what does it.
type Kind struct {
	// Name is the kind's name, two words of lower-case letters with a dot between
	// them: "mail.send". Jobs in the database refer to it, so it is never changed.
	Name string
	// Run does the job; args is what Insert was given, as JSON. [Handle] makes one
	// from a function with a typed argument. Its context ends at Timeout, when the
	// job is cancelled, and when the grace period of [Runner.Stop] is over.
	Run func(ctx context.Context, args json.RawMessage) error
	// Timeout bounds one attempt. Defaults to 1 minute. Longer work is cut into
	// pieces that insert their successor, since a crashed attempt is noticed on
	// PostgreSQL only after the longest timeout of all kinds.
	Timeout time.Duration
	// Attempts is how often a job is tried in all. Defaults to 10.
	Attempts int
	// Backoff is the pause before the second attempt; it doubles with each one, up
	// to MaxBackoff, and up to a tenth is added by chance. Defaults to 10 seconds,
	// MaxBackoff to 1 hour: with 10 attempts, a server that is away for an hour
	// and a half loses nothing.
	Backoff, MaxBackoff time.Duration
	// Bulk puts the jobs into a queue of their own, with few workers, so that many
	// of them do not hold up what somebody waits for.
	Bulk bool
}

// Handle makes the Run of a [Kind] from a function whose argument is a struct of
// ids.
func Handle[A any](f func(ctx context.Context, args A) error) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, raw json.RawMessage) error {
		var args A
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &args); err != nil {
				return GiveUp("arguments", err) // the next attempt reads the same
			}
		}
		return f(ctx, args)
	}
}

// Job is work to be done.
type Job struct {
	// Kind is the name of a [Kind].
	Kind string
	// Args is a struct or map that becomes a JSON object of ids, numbers and
	// booleans; a text that holds more than letters, digits and . : - _ / is
	// refused. nil means none.
	Args any
	// At is when it is due, by the clock of the machine. Zero or past means now. It
	// runs up to six seconds late.
	At time.Time
	// Key makes it unique: while a job of the kind with the same key waits or runs,
	// another one is not inserted. Empty means not unique. The same characters as
	// in Args are allowed.
	Key string
}

// Insert puts a job into the transaction of the step that asks for it and
// returns its id; that of the job which is there already when the key is taken.
func (r *Runner) Insert(ctx context.Context, tx *store.Tx, j Job) (int64, error) {
	args, opts, err := r.prepare(j)
	if err != nil {
		return 0, fmt.Errorf("insert job %s: %w", j.Kind, err)
	}
	res, err := r.client.InsertTx(ctx, tx.SQL(), args, opts)
	if err != nil {
		return 0, fmt.Errorf("insert job %s: %w", j.Kind, err)
	}
	return res.Job.ID, nil
}

// envelope is what River keeps as arguments of a job.
type envelope struct {
	// Key is what River compares for uniqueness, together with the kind.
	Key  string          `json:"key,omitempty" river:"unique"`
	Args json.RawMessage `json:"args,omitempty"`
	kind string
}

// Kind is the name of the kind, for River.
func (e envelope) Kind() string { return e.kind }

func (r *Runner) prepare(j Job) (envelope, *river.InsertOpts, error) {
	k, ok := r.kinds[j.Kind]
	if !ok {
		return envelope{}, nil, errors.New("there is no such kind")
	}
	e := envelope{kind: j.Kind, Key: j.Key}
	if j.Key != "" && !harmless(j.Key) {
		return e, nil, errors.New("its key may hold letters, digits and . : - _ / only")
	}
	if j.Args != nil {
		var err error
		if e.Args, err = json.Marshal(j.Args); err != nil {
			return e, nil, err
		}
		if err := idsOnly(e.Args); err != nil {
			return e, nil, err
		}
	}
	opts := &river.InsertOpts{MaxAttempts: k.Attempts, Queue: k.queue(), ScheduledAt: j.At}
	if j.Key != "" {
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished}
	}
	return e, opts, nil
}

// unfinished are the states in which a key is taken.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// harmless says whether s is 1 to 100 letters, digits and . : - _ /.
func harmless(s string) bool {
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(".:-_/", r)
	})
}

// idsOnly refuses arguments that could hold a name or a sentence.
func idsOnly(args json.RawMessage) error {
	var all map[string]any
	if err := json.Unmarshal(args, &all); err != nil {
		return errors.New("its arguments are no JSON object")
	}
	var walk func(key string, v any) error
	walk = func(key string, v any) error {
		switch v := v.(type) {
		case string:
			if v != "" && !harmless(v) {
				return fmt.Errorf("its argument %s is no id: texts may hold at most 100 letters, digits and . : - _ /", key)
			}
		case []any:
			for _, x := range v {
				if err := walk(key, x); err != nil {
					return err
				}
			}
		case map[string]any:
			for k, x := range v {
				if err := walk(key+"."+k, x); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for k, v := range all {
		if err := walk(k, v); err != nil {
			return err
		}
	}
	return nil
}

const (
	queueNow  = river.QueueDefault
	queueBulk = "bulk"
)

func (k Kind) queue() string {
	if k.Bulk {
		return queueBulk
	}
	return queueNow
}

var kindName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`) })

// withDefaults fills in and checks a kind.
func (k Kind) withDefaults() (Kind, error) {
	if !kindName().MatchString(k.Name) {
		return k, fmt.Errorf("kind %q: a name is two words of lower-case letters with a dot between them, such as mail.send", k.Name)
	}
	if k.Run == nil {
		return k, fmt.Errorf("kind %s: Run is missing", k.Name)
	}
	if k.Timeout < 0 || k.Attempts < 0 || k.Attempts > math.MaxInt16 || k.Backoff < 0 || k.MaxBackoff < 0 {
		return k, fmt.Errorf("kind %s: Timeout is %v, Attempts %d, Backoff %v, MaxBackoff %v; want none below zero", k.Name, k.Timeout, k.Attempts, k.Backoff, k.MaxBackoff)
	}
	if k.Timeout == 0 {
		k.Timeout = time.Minute
	}
	if k.Attempts == 0 {
		k.Attempts = 10
	}
	if k.Backoff == 0 {
		k.Backoff = 10 * time.Second
	}
	if k.MaxBackoff == 0 {
		k.MaxBackoff = time.Hour
	}
	return k, nil
}

// pause is the time before the attempt after attempt n, without chance.
func (k Kind) pause(n int) time.Duration {
	d := k.Backoff
	for range n - 1 {
		if d >= k.MaxBackoff {
			break
		}
		d *= 2
	}
	return min(d, k.MaxBackoff)
}

// Schedule inserts a job at intervals.
type Schedule struct {
	// Name is the schedule's name; two schedules may share a kind.
	Name string
	// Kind and Args are those of the [Job].
	Kind string
	Args any
	// Every is the interval, 1 second to 24 hours. Runs lie at whole multiples of it
	// since 1 January 1970, UTC. In each interval there is one job, however many
	// nodes there are, whichever of them leads, and however often they start: one
	// that starts in the middle of an interval which had none inserts it at once.
	// Intervals in which no node ran are left out.
	Every time.Duration
}

func (s Schedule) check(kinds map[string]Kind) error {
	if _, ok := kinds[s.Kind]; !ok {
		return fmt.Errorf("schedule %q: there is no kind %q", s.Name, s.Kind)
	}
	if !harmless(s.Name) {
		return fmt.Errorf("schedule %q: a name has letters, digits and . : - _ /", s.Name)
	}
	if s.Every < time.Second || s.Every > 24*time.Hour || s.Every%time.Second != 0 {
		return fmt.Errorf("schedule %s: Every is %v, want whole seconds, 1 second to 24 hours", s.Name, s.Every)
	}
	return nil
}

// Next is the start of the next interval.
func (s Schedule) Next(now time.Time) time.Time { return s.period(now).Add(s.Every) }

// period is the start of the interval that now lies in.
func (s Schedule) period(now time.Time) time.Time {
	return time.Unix(now.Unix()-now.Unix()%int64(s.Every/time.Second), 0).UTC()
}

// periodic is the schedule for River. The key of an interval is taken also by a
// job that is done, so nothing is inserted twice; finished jobs are kept for two
// days, longer than any interval.
func (r *Runner) periodic(s Schedule) *river.PeriodicJob {
	return river.NewPeriodicJob(s, func() (river.JobArgs, *river.InsertOpts) {
		key := fmt.Sprintf("schedule:%s:%d", strings.ToLower(s.Name), s.period(time.Now()).Unix())
		args, opts, err := r.prepare(Job{Kind: s.Kind, Args: s.Args, Key: key})
		if err != nil { // Open has tried it
			r.log.Error("schedule cannot be inserted", "schedule", s.Name, "err", err)
			return nil, nil
		}
		opts.UniqueOpts.ByState = append([]rivertype.JobState{
			rivertype.JobStateCompleted, rivertype.JobStateCancelled, rivertype.JobStateDiscarded,
		}, unfinished...)
		return args, opts
	}, &river.PeriodicJobOpts{RunOnStart: true})
}
