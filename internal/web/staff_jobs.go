// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/mail"
	"github.com/hulanhq/hulan/internal/store"
)

func jobRoutes() []route {
	return []route{
		{"GET", "/staff/jobs", account.JobsRead, jobsPage},
		{"POST", "/staff/jobs", account.JobsManage, jobsPost},
	}
}

// jobStates are those that a page has columns for.
var jobStates = []jobs.State{jobs.Waiting, jobs.Scheduled, jobs.Running, jobs.Retrying, jobs.Done, jobs.Failed, jobs.Cancelled}

// troubled are the states of jobs that somebody may want to try again.
var troubled = []jobs.State{jobs.Retrying, jobs.Failed, jobs.Cancelled}

// jobKind is a kind with how many of its jobs are in each state.
type jobKind struct {
	Kind string
	N    []int
}

// jobPlan is a schedule with its times in words.
type jobPlan struct{ Kind, Every, Next string }

// jobView is a job that went wrong. Of its error there is a code and no text.
type jobView struct {
	jobs.Info
	When string
}

func jobsPage(w *Web, q *request) error {
	ctx := q.r.Context()
	counts, err := w.opts.Jobs.Counts(ctx)
	if err != nil {
		return err
	}
	bad, err := w.opts.Jobs.List(ctx, jobs.Filter{States: troubled})
	if err != nil {
		return err
	}
	mails := map[string]int{}
	err = w.opts.DB.Read(ctx, func(tx *store.Tx) error {
		for _, s := range []mail.State{mail.Queued, mail.Sent, mail.Failed} {
			n, err := mail.Outbox{}.Count(ctx, tx, s)
			if err != nil {
				return err
			}
			mails[string(s)] = n
		}
		return nil
	})
	if err != nil {
		return err
	}
	var list []jobView
	for _, j := range bad {
		list = append(list, jobView{j, stamp(j.FailedAt)})
	}
	w.render(q, "jobs", "staff", map[string]any{
		"States": jobStates, "Kinds": jobKinds(w.opts.Jobs.Kinds(), counts), "Plans": w.jobPlans(q), "Bad": list, "Mails": mails,
		"May": q.can(account.JobsManage), "Done": q.r.URL.Query().Get("done") != "",
	})
	return nil
}

// jobKinds counts the jobs of every kind; kinds of another version that are
// still in the table come last.
func jobKinds(kinds []string, counts []jobs.Count) []jobKind {
	for _, c := range counts {
		if !slices.Contains(kinds, c.Kind) {
			kinds = append(kinds, c.Kind)
		}
	}
	var out []jobKind
	for _, k := range kinds {
		row := jobKind{Kind: k, N: make([]int, len(jobStates))}
		for _, c := range counts {
			if i := slices.Index(jobStates, c.State); c.Kind == k && i >= 0 {
				row.N[i] += c.N
			}
		}
		out = append(out, row)
	}
	return out
}

func (w *Web) jobPlans(q *request) []jobPlan {
	var out []jobPlan
	for _, s := range w.opts.Jobs.Schedules() {
		every := w.lang.text(q.lang, "span.sec", "n", int(s.Every/time.Second))
		if s.Every >= time.Minute {
			every = w.span(q.lang, s.Every)
		}
		out = append(out, jobPlan{Kind: s.Kind, Every: every, Next: s.Next(q.now).In(china).Format("2006-01-02 15:04:05")})
	}
	return out
}

// jobsPost has a job tried again. That somebody asked for it is a leaf.
func jobsPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx := q.r.Context()
	id, err := strconv.ParseInt(p.Get("id"), 10, 64)
	if err != nil || p.Get("do") != "retry" {
		return &httpError{http.StatusBadRequest, "bad_form", err}
	}
	j, err := w.opts.Jobs.State(ctx, id)
	if err != nil {
		return err
	}
	if !slices.Contains(troubled, j.State) {
		return &httpError{status: http.StatusConflict, key: "job_well"}
	}
	err = w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		if err := w.opts.Jobs.Retry(ctx, tx, id); err != nil {
			return err
		}
		_, err := w.opts.Ledger.Append(ctx, tx, ledger.Entry{Type: "job.retried", Object: "job:" + strconv.FormatInt(id, 10), Actor: q.actor().String()})
		return err
	})
	if err != nil {
		return err
	}
	http.Redirect(q.w, q.r, "/staff/jobs?done=1", http.StatusSeeOther)
	return nil
}
