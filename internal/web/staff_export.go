// SPDX-License-Identifier: Apache-2.0

package web

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// exportMost bounds an export: what a spreadsheet program opens without trouble,
// some 15 MB.
const exportMost = 100_000

// bom makes spreadsheet programs read the file as UTF-8. Without it Excel takes
// it for the code page of the machine, and Chinese becomes unreadable (RFC 3629,
// section 6, allows it where nothing else tells the encoding).
const bom = "\ufeff"

// queueExport sends the cases that the queue page shows as a file for a
// spreadsheet program: codes, dates and tags, nothing that people wrote. Who
// took it, and when, is a leaf.
func queueExport(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	ctx := q.r.Context()
	f := filterOf(q, p.Values)
	f.Limit = 200
	var items []docket.Item
	names := map[string]string{}
	err = w.opts.DB.Read(ctx, func(tx *store.Tx) error {
		queues, err := docket.Queues(ctx, tx)
		if err != nil {
			return err
		}
		for _, x := range queues {
			names[x.ID] = w.queueName(q.lang, x)
		}
		for len(items) < exportMost {
			page, err := w.opts.Docket.List(ctx, tx, f)
			if err != nil {
				return err
			}
			items = append(items, page...)
			if len(page) < f.Limit {
				return nil
			}
			f.After = page[len(page)-1].Position()
		}
		return nil
	})
	if err != nil {
		return err
	}
	// Before the file: nothing leaves that the ledger does not know.
	err = w.opts.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := w.opts.Ledger.Append(ctx, tx, ledger.Entry{Type: "cases.exported", Object: "cases:" + strconv.Itoa(len(items)), Actor: q.actor().String()})
		return err
	})
	if err != nil {
		return err
	}
	data, err := w.caseTable(q.lang, items, names)
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="cases-`+q.now.In(china).Format(time.DateOnly)+`.csv"`)
	_, _ = q.w.Write(data) // the reader may have left
	return nil
}

// exportColumns have words "export.<column>".
var exportColumns = []string{"ref", "state", "level", "queue", "opened", "due", "outcome", "lang", "anonymous", "unread", "held", "tags"}

// caseTable writes cases by RFC 4180: commas, quotes where needed, CR LF.
func (w *Web) caseTable(lang string, items []docket.Item, queues map[string]string) ([]byte, error) {
	buf := bytes.NewBufferString(bom)
	out := csv.NewWriter(buf)
	out.UseCRLF = true
	t := w.lang.text
	yes := func(b bool) string {
		if b {
			return t(lang, "export.yes")
		}
		return t(lang, "export.no")
	}
	row := make([]string, 0, len(exportColumns))
	for _, c := range exportColumns {
		row = append(row, t(lang, "export."+c))
	}
	if err := out.Write(row); err != nil {
		return nil, err
	}
	for _, it := range items {
		due, outcome := "", ""
		if !it.NextDue.IsZero() {
			due = it.NextDue.In(china).Format("2006-01-02 15:04")
		}
		if it.Outcome != "" {
			outcome = t(lang, "outcome."+it.Outcome)
		}
		row = append(row[:0], it.Ref, t(lang, "state."+string(it.State)), "S"+strconv.Itoa(it.Severity), queues[it.Queue],
			it.Opened.In(china).Format("2006-01-02 15:04"), due, outcome, it.Lang, yes(it.Anonymous), strconv.Itoa(it.Unread), yes(it.Holder != ""), strings.Join(it.Tags, " "))
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := out.Write(row); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return buf.Bytes(), out.Error()
}

// inert puts an apostrophe before what a spreadsheet program would run as a
// formula: names of queues are free text, a tag may begin with a dash, and
// =HYPERLINK(…) sends what stands beside it to another server (OWASP, CSV Injection). The full-width
// signs count too, since programs set to Chinese or Japanese take them as well.
func inert(s string) string {
	if s == "" {
		return s
	}
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, sign) {
			return "'" + s
		}
	}
	return s
}
