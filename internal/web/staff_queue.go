// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// queueItem is a line of the queue.
type queueItem struct {
	Ref, State string
	Level      int
	Clock      *clockView
	Unread     int
	Mine, Held bool
	Tags       []string
	Age        string
	// Queue is the name of its queue, Here says that it is the one on the page.
	Queue string
	Here  bool
}

// shows are the parts of the queue that a reader can look at.
var shows = []string{"", "free", "mine", "unread", "closed"}

// filterOf reads which cases an address asks for. What is not known is left out.
func filterOf(q *request, v url.Values) docket.Filter {
	f := docket.Filter{Limit: 50, Tag: v.Get("tag")}
	switch v.Get("show") {
	case "mine":
		f.Holder = q.who.StaffID
	case "free":
		f.Free = true
	case "unread":
		f.Unread = true
	case "closed":
		f.Closed = true
	}
	if id := v.Get("queue"); id != "" {
		f.Queues = []string{id}
	}
	if n, err := strconv.Atoi(v.Get("level")); err == nil && n >= 0 && n <= 4 {
		f.MinSeverity = n
	}
	if after := strings.Split(v.Get("after"), ","); len(after) == 3 {
		due, err1 := strconv.ParseInt(after[0], 10, 64)
		opened, err2 := strconv.ParseInt(after[1], 10, 64)
		if err1 == nil && err2 == nil {
			f.After = docket.Position{Due: due, Opened: opened, ID: after[2]}
		}
	}
	return f
}

// with is the address of the queue with one thing changed; a page further on
// begins anew.
func with(v url.Values, key, value string) string {
	out := url.Values{}
	for _, k := range []string{"show", "queue", "level", "tag"} {
		if x := v.Get(k); x != "" {
			out.Set(k, x)
		}
	}
	if out.Del(key); value != "" {
		out.Set(key, value)
	}
	if len(out) == 0 {
		return "/staff/queue"
	}
	return "/staff/queue?" + out.Encode()
}

// tab is a part of the queue with its address.
type tab struct {
	Key, To string
	Here    bool
}

func queuePage(w *Web, q *request) error {
	ctx, v := q.r.Context(), q.r.URL.Query()
	if ref := strings.ToUpper(strings.TrimSpace(v.Get("find"))); ref != "" {
		return w.findCase(q, ref)
	}
	f := q.within(filterOf(q, v))
	var items []docket.Item
	var counts map[string]docket.Counts
	var queues []docket.Queue
	var tags []string
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if items, err = w.opts.Docket.List(ctx, tx, f); err != nil {
			return err
		}
		if queues, err = docket.Queues(ctx, tx); err != nil {
			return err
		}
		if tags, err = docket.AllTags(ctx, tx); err != nil {
			return err
		}
		counts, err = w.opts.Docket.Count(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	more := ""
	if len(items) == f.Limit {
		p := items[len(items)-1].Position()
		more = with(v, "after", fmt.Sprintf("%d,%d,%s", p.Due, p.Opened, p.ID))
	}
	queues = q.readable(queues)
	open, overdue := 0, 0
	for id, c := range counts {
		if !q.canIn(account.CaseRead, id) {
			continue
		}
		open, overdue = open+c.Open, overdue+c.Overdue
	}
	var tabs []tab
	for _, s := range shows {
		tabs = append(tabs, tab{s, with(v, "show", s), s == v.Get("show")})
	}
	w.render(q, "queue", "staff", map[string]any{
		"Items": w.queueItems(q, items, queues, ""), "Open": open, "Overdue": overdue, "Tabs": tabs, "More": more,
		"Show": v.Get("show"), "Queues": w.named(q.lang, queues), "Queue": v.Get("queue"), "Level": v.Get("level"), "Tags": tags, "Tag": v.Get("tag"), "Missing": v.Get("missing") != "", "MayExport": q.can(account.CaseDecide),
	})
	return nil
}

// named are queues with their names as pages show them.
func (w *Web) named(lang string, queues []docket.Queue) []docket.Queue {
	out := slices.Clone(queues)
	for i := range out {
		out[i].Name = w.queueName(lang, out[i])
	}
	return out
}

// queueItems are cases as lines; here is the reference of the one on the page.
func (w *Web) queueItems(q *request, items []docket.Item, queues []docket.Queue, here string) []queueItem {
	names := map[string]string{}
	for _, x := range queues {
		names[x.ID] = w.queueName(q.lang, x)
	}
	var list []queueItem
	for _, it := range items {
		list = append(list, queueItem{
			Ref: it.Ref, State: string(it.State), Level: it.Severity, Clock: w.nextClock(q.lang, q.now, it.Case), Unread: it.Unread,
			Mine: it.Holder == q.who.StaffID, Held: it.Holder != "", Tags: it.Tags, Age: w.span(q.lang, q.now.Sub(it.Opened)), Queue: names[it.Queue], Here: it.Ref == here,
		})
	}
	return list
}

// findCase goes to the case of a reference.
func (w *Web) findCase(q *request, ref string) error {
	ctx := q.r.Context()
	err := w.opts.DB.Read(ctx, func(tx *store.Tx) error {
		_, err := q.caseOf(tx, ref, account.CaseRead)
		return err
	})
	to := "/staff/cases/" + url.PathEscape(ref)
	if errors.Is(err, store.ErrNotFound) {
		to = "/staff/queue?missing=1"
	} else if err != nil {
		return err
	}
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}
