// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/store"
)

// Admins and auditors see what the service does by itself, when it comes next
// and what went wrong, by a code; admins have it tried again, once for each time
// it failed, and the ledger knows who asked.
func TestJobsPage(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		admin, auditor := s.people[account.Admin], s.people[account.Auditor]
		says(t, s.get(admin, "/staff/jobs"), 200, "Nothing went wrong", "Clocks warn and break", "30 s", "Mails: 0 waiting", "Every")

		// A mail whose argument is no id cannot be sent, whatever is tried.
		var id int64
		s.must(s.DB.Write(t.Context(), func(tx *store.Tx) (err error) {
			id, err = s.Jobs.Insert(t.Context(), tx, jobs.Job{Kind: "mail.send", Args: map[string]int{"mail": 13}})
			return err
		}))
		s.must(s.Jobs.Start(t.Context()))
		t.Cleanup(func() { _ = s.Jobs.Stop(context.WithoutCancel(t.Context())) })
		failed := func() {
			t.Helper()
			for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
				j, err := s.Jobs.State(t.Context(), id)
				s.must(err)
				if j.State == jobs.Cancelled {
					return
				}
				if time.Now().After(end) {
					t.Fatalf("the job is %s", j.State)
				}
			}
		}
		failed()
		page := s.get(admin, "/staff/jobs")
		says(t, page, 200, "Went wrong", "arguments", "given up", "1 of 10", "Try again")
		seen := s.get(auditor, "/staff/jobs")
		says(t, seen, 200, "arguments")
		if strings.Contains(seen.body, "Try again") {
			t.Error("an auditor is offered to try again")
		}
		if a := s.get(s.people[account.Officer], "/staff/jobs"); a.status != 403 {
			t.Errorf("an officer: %d", a.status)
		}
		retry := url.Values{"do": {"retry"}, "id": {fmt.Sprint(id)}}
		if a := s.post(auditor, "/staff/jobs", retry); a.status != 403 {
			t.Errorf("an auditor tries again: %d", a.status)
		}
		for v, want := range map[string]int{"": 400, "x": 400, "999999": 404} {
			if a := s.post(admin, "/staff/jobs", url.Values{"do": {"retry"}, "id": {v}}); a.status != want {
				t.Errorf("job %q: %d, want %d", v, a.status, want)
			}
		}
		if a := s.post(admin, "/staff/jobs", retry); a.status != 303 {
			t.Fatalf("try again: %d", a.status)
		}
		says(t, s.get(admin, "/staff/jobs?done=1"), 200, "being tried again")
		failed()
		j, err := s.Jobs.State(t.Context(), id)
		s.must(err)
		if j.Attempt != 2 {
			t.Errorf("attempt %d after trying again", j.Attempt)
		}
		s.must(s.Jobs.Stop(context.WithoutCancel(t.Context())))
		var done int64
		s.must(s.DB.Write(t.Context(), func(tx *store.Tx) (err error) {
			done, err = s.Jobs.Insert(t.Context(), tx, jobs.Job{Kind: "draft.sweep"})
			return err
		}))
		says(t, s.post(admin, "/staff/jobs", url.Values{"do": {"retry"}, "id": {fmt.Sprint(done)}}), 409, "does not need it")
		leaves := 0
		s.read(func(tx *store.Tx) error {
			return tx.Get(t.Context(), "SELECT count(*) FROM leaf WHERE type = 'job.retried'", nil, &leaves)
		})
		if leaves != 1 {
			t.Errorf("%d leaves say that somebody tried again", leaves)
		}
		s.verify()
	})
}
