// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/hulanhq/hulan/internal/store"
)

// State is where a job stands, in the words of the jobs page.
type State string

const (
	// Waiting for a worker.
	Waiting State = "waiting"
	// Scheduled for a later time.
	Scheduled State = "scheduled"
	// Running now.
	Running State = "running"
	// Retrying: it failed and will be tried again.
	Retrying State = "retrying"
	// Done without error. Kept for two days.
	Done State = "done"
	// Failed in every attempt. Kept for seven days.
	Failed State = "failed"
	// Cancelled by a person, or given up by its handler. Kept for seven days.
	Cancelled State = "cancelled"
)

// riverStates are River's words for each state.
var riverStates = map[State][]rivertype.JobState{
	Waiting:   {rivertype.JobStateAvailable, rivertype.JobStatePending},
	Scheduled: {rivertype.JobStateScheduled},
	Running:   {rivertype.JobStateRunning},
	Retrying:  {rivertype.JobStateRetryable},
	Done:      {rivertype.JobStateCompleted},
	Failed:    {rivertype.JobStateDiscarded},
	Cancelled: {rivertype.JobStateCancelled},
}

func stateOf(s rivertype.JobState) State {
	for state, all := range riverStates {
		if slices.Contains(all, s) {
			return state
		}
	}
	return State(s)
}

// Info is a job as the jobs page shows it.
type Info struct {
	ID    int64
	Kind  string
	State State
	// Args are the ids it was given, a JSON object.
	Args json.RawMessage
	// Attempt is how often it was tried, of Attempts.
	Attempt, Attempts int
	// Created, Due and Finished are in UTC; Finished is zero before its end.
	Created, Due, Finished time.Time
	// Code is that of the last failure, empty without one.
	Code string
	// FailedAt is when that was.
	FailedAt time.Time
}

// Kinds lists the names of all kinds, sorted.
func (r *Runner) Kinds() []string { return slices.Sorted(maps.Keys(r.kinds)) }

// Schedules lists what comes by itself.
func (r *Runner) Schedules() []Schedule { return slices.Clone(r.plan) }

// Count is how many jobs of a kind are in a state.
type Count struct {
	Kind  string
	State State
	N     int
}

// Counts says how many jobs there are, by kind and state, in this order.
func (r *Runner) Counts(ctx context.Context) ([]Count, error) {
	var all []Count
	err := r.db.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = store.Rows(ctx, tx, func(scan func(...any) error) (c Count, err error) {
			var s string
			err = scan(&c.Kind, &s, &c.N)
			c.State = stateOf(rivertype.JobState(s))
			return c, err
		}, "SELECT kind, CAST(state AS TEXT), count(*) FROM river_job GROUP BY kind, state ORDER BY kind, 2")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	return all, nil
}

// Filter says which jobs to list.
type Filter struct {
	// States and Kinds keep only these; empty keeps all.
	States []State
	Kinds  []string
	// Before lists jobs with a smaller id, for the next page. 0 begins with the
	// newest.
	Before int64
	// Limit bounds the list. 0 means 50, at most 1000.
	Limit int
}

// List gives jobs, the newest first.
func (r *Runner) List(ctx context.Context, f Filter) ([]Info, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	p := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(min(f.Limit, 1000))
	if len(f.Kinds) > 0 {
		p = p.Kinds(f.Kinds...)
	}
	var states []rivertype.JobState
	for _, s := range f.States {
		if riverStates[s] == nil {
			return nil, fmt.Errorf("list jobs: there is no state %q", s)
		}
		states = append(states, riverStates[s]...)
	}
	if len(states) > 0 {
		p = p.States(states...)
	}
	if f.Before > 0 {
		p = p.Where("id < @before", river.NamedArgs{"before": f.Before})
	}
	res, err := r.client.JobList(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := make([]Info, 0, len(res.Jobs))
	for _, j := range res.Jobs {
		out = append(out, infoOf(j))
	}
	return out, nil
}

// State gives one job, or [store.ErrNotFound].
func (r *Runner) State(ctx context.Context, id int64) (Info, error) {
	j, err := r.client.JobGet(ctx, id)
	if err != nil {
		return Info{}, fmt.Errorf("job %d: %w", id, notFound(err))
	}
	return infoOf(j), nil
}

// Retry makes a job that failed, was cancelled or waits for its next attempt due
// now, with one attempt more than it had when they were used up. It belongs into
// the transaction of the step that asks for it. A job that runs is left alone.
func (r *Runner) Retry(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := r.client.JobRetryTx(ctx, tx.SQL(), id); err != nil {
		return fmt.Errorf("retry job %d: %w", id, notFound(err))
	}
	return nil
}

// Cancel ends a job for good. The context of one that runs ends within seconds;
// a handler that finishes all the same has done its work. It belongs into the
// transaction of the step that asks for it.
func (r *Runner) Cancel(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := r.client.JobCancelTx(ctx, tx.SQL(), id); err != nil {
		return fmt.Errorf("cancel job %d: %w", id, notFound(err))
	}
	return nil
}

func notFound(err error) error {
	if errors.Is(err, rivertype.ErrNotFound) {
		return store.ErrNotFound
	}
	return err
}

func infoOf(j *rivertype.JobRow) Info {
	i := Info{
		ID: j.ID, Kind: j.Kind, State: stateOf(j.State), Attempt: j.Attempt, Attempts: j.MaxAttempts,
		Created: j.CreatedAt.UTC(), Due: j.ScheduledAt.UTC(),
	}
	if j.FinalizedAt != nil {
		i.Finished = j.FinalizedAt.UTC()
	}
	var e envelope
	var compact bytes.Buffer // PostgreSQL puts spaces into it
	if json.Unmarshal(j.EncodedArgs, &e) == nil && len(e.Args) > 0 && json.Compact(&compact, e.Args) == nil {
		i.Args = compact.Bytes()
	}
	if n := len(j.Errors); n > 0 {
		i.Code, i.FailedAt = keptCode(j.Errors[n-1].Error), j.Errors[n-1].At.UTC()
	}
	return i
}

// keptCode is the code in what River wrote of an error. It writes some of its
// own: of a job that was cancelled, and of one whose node died.
func keptCode(s string) string {
	if s == rivertype.ErrJobCancelledRemotely.Error() {
		return "cancelled"
	}
	s = strings.TrimPrefix(s, "JobCancelError: ")
	if !harmless(s) {
		return "crash"
	}
	return s
}
