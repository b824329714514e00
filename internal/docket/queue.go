// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Queue is a line of cases that some people work through.
type Queue struct {
	ID, Name string
	// Lang is the language its cases are answered in; empty for any.
	Lang   string
	Active bool
}

// MainQueue is the id of the queue that takes what no rule sends elsewhere.
const MainQueue = "main"

// Conditions of a routing rule. Those that are set must all hold; within one,
// one value suffices.
type Conditions struct {
	Kind []Kind   `json:"kind,omitempty"`
	Lang []string `json:"lang,omitempty"`
	// MinSeverity is the least level, 0 to 4.
	MinSeverity int `json:"min_severity,omitempty"`
	// Facts compares what the kind's package says of a case, such as
	// {"category": ["doxxing", "minors"]}.
	Facts map[string][]string `json:"facts,omitempty"`
}

func (c Conditions) hold(o Opening) bool {
	if len(c.Kind) > 0 && !slices.Contains(c.Kind, o.Kind) ||
		len(c.Lang) > 0 && !slices.Contains(c.Lang, o.Lang) ||
		o.Severity < c.MinSeverity {
		return false
	}
	for k, allowed := range c.Facts {
		// A fact may have several values, separated by spaces.
		if !slices.ContainsFunc(strings.Fields(o.Facts[k]), func(v string) bool { return slices.Contains(allowed, v) }) {
			return false
		}
	}
	return true
}

// Rule sends new cases to a queue. Rules are tried in the order of Position.
type Rule struct {
	ID       string
	Position int
	If       Conditions
	Queue    string
	Active   bool
}

// Seed makes the main queue of an empty database.
func (d *Docket) Seed(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, "INSERT INTO queue (id, name, lang, position, active, row_ver) VALUES ($1, $1, '', 0, 1, 0) ON CONFLICT (id) DO NOTHING", MainQueue)
	if err != nil || n == 0 {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "queue.made", Object: "queue:" + MainQueue, Actor: string(System), Rows: []ledger.Row{{Table: "queue", ID: MainQueue}}})
	return err
}

// PutQueue makes or changes a queue. An empty ID makes one.
func (d *Docket) PutQueue(ctx context.Context, tx *store.Tx, q Queue, actor Actor) (string, error) {
	if strings.TrimSpace(q.Name) == "" {
		return "", errors.New("a queue needs a name")
	}
	if q.ID == "" {
		q.ID = store.NewID()
	}
	if q.ID == MainQueue {
		q.Active = true // something must take what nobody else does
	}
	_, err := tx.Exec(ctx, `INSERT INTO queue (id, name, lang, position, active, row_ver)
		SELECT $1, $2, $3, COALESCE(MAX(position) + 1, 0), $4, 0 FROM queue WHERE true
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, lang = excluded.lang, active = excluded.active, row_ver = queue.row_ver + 1`,
		q.ID, q.Name, q.Lang, flag(q.Active))
	if err != nil {
		return "", err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "queue.changed", Object: "queue:" + q.ID, Actor: actor.String(), Rows: []ledger.Row{{Table: "queue", ID: q.ID}}})
	return q.ID, err
}

// Queues lists all queues in their order.
func Queues(ctx context.Context, tx *store.Tx) ([]Queue, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (q Queue, err error) {
		return q, scan(&q.ID, &q.Name, &q.Lang, &q.Active)
	}, "SELECT id, name, lang, active FROM queue ORDER BY position, id")
}

// PutRule makes or changes a routing rule. An empty ID makes one.
func (d *Docket) PutRule(ctx context.Context, tx *store.Tx, r Rule, actor Actor) (string, error) {
	if r.ID == "" {
		r.ID = store.NewID()
	}
	text, err := json.Marshal(r.If)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO queue_rule (id, position, conditions, queue_id, active, row_ver) VALUES ($1, $2, $3, $4, $5, 0)
		ON CONFLICT (id) DO UPDATE SET position = excluded.position, conditions = excluded.conditions, queue_id = excluded.queue_id,
		active = excluded.active, row_ver = queue_rule.row_ver + 1`, r.ID, r.Position, string(text), r.Queue, flag(r.Active))
	if err != nil {
		return "", err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "rule.changed", Object: "rule:" + r.ID, Actor: actor.String(), Rows: []ledger.Row{{Table: "queue_rule", ID: r.ID}}})
	return r.ID, err
}

// Rules lists the routing rules in the order in which they are tried.
func Rules(ctx context.Context, tx *store.Tx) ([]Rule, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (r Rule, err error) {
		var text string
		if err := scan(&r.ID, &r.Position, &text, &r.Queue, &r.Active); err != nil {
			return r, err
		}
		return r, json.Unmarshal([]byte(text), &r.If)
	}, "SELECT id, position, conditions, queue_id, active FROM queue_rule ORDER BY position, id")
}

// route finds the queue of a new case.
func (d *Docket) route(ctx context.Context, tx *store.Tx, o Opening) (string, error) {
	rules, err := Rules(ctx, tx)
	if err != nil || len(rules) == 0 {
		return MainQueue, err
	}
	queues, err := Queues(ctx, tx)
	if err != nil {
		return "", err
	}
	for _, r := range rules {
		if r.Active && r.If.hold(o) && slices.ContainsFunc(queues, func(q Queue) bool { return q.ID == r.Queue && q.Active }) {
			return r.Queue, nil
		}
	}
	return MainQueue, nil
}

// Move puts a case into another queue.
func (d *Docket) Move(ctx context.Context, tx *store.Tx, caseID, queue string, actor Actor) error {
	c, err := Get(ctx, tx, caseID)
	if err != nil || c.Queue == queue {
		return err
	}
	c.Queue = queue
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "case.moved", Object: object(c), Actor: actor.String(), At: c.At(tx.Now()), Rows: []ledger.Row{{Table: "case_", ID: c.ID}}})
	return err
}

// SetSeverity corrects the level of a case, 0 to 4.
func (d *Docket) SetSeverity(ctx context.Context, tx *store.Tx, caseID string, level int, actor Actor) error {
	if level < 0 || level > 4 {
		return fmt.Errorf("severity %d: 0 to 4 are allowed", level)
	}
	c, err := Get(ctx, tx, caseID)
	if err != nil || c.Severity == level {
		return err
	}
	c.Severity = level
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "case.graded", Object: object(c), Actor: actor.String(), At: c.At(tx.Now()), Rows: []ledger.Row{{Table: "case_", ID: c.ID}}})
	return err
}

// Filter says which open cases to list. Empty fields allow everything.
type Filter struct {
	Queues []string
	State  State
	// MinSeverity is the least level, 0 to 4.
	MinSeverity int
	Tag         string
	// Holder lists the cases that this member of staff holds.
	Holder string
	// Free leaves out what somebody holds.
	Free bool
	// Unread lists cases where the person wrote something new.
	Unread bool
	// Closed lists closed cases instead of open ones.
	Closed bool
	// After continues behind the last item of a page.
	After Position
	// Limit is the size of a page. Defaults to 50; 200 at most.
	Limit int
}

// Position of a case in a listing.
type Position struct {
	Due, Opened int64
	ID          string
}

// Item is a line of a listing.
type Item struct {
	*Case
	// Holder works on it now; empty when nobody does.
	Holder string
	Tags   []string
}

// Position says where an item stands, for [Filter.After].
func (i Item) Position() Position {
	return Position{due(i.Case), store.Millis(i.Opened), i.ID}
}

// never sorts cases without a running clock behind those with one.
const never = int64(1) << 62

func due(c *Case) int64 {
	if c.NextDue.IsZero() {
		return never
	}
	return store.Millis(c.NextDue)
}

// List reads cases in the order of their next due clock, then the oldest first.
func (d *Docket) List(ctx context.Context, tx *store.Tx, f Filter) ([]Item, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	q := query{now: store.Millis(tx.Now())}
	q.filter(f)
	order := ` ORDER BY next_due, opened_at, id LIMIT ` + fmt.Sprint(min(f.Limit, 200))
	items, err := store.Rows(ctx, tx, func(scan func(...any) error) (Item, error) {
		c, err := scanCase(scan)
		return Item{Case: c}, err
	}, "SELECT "+caseColumns+" FROM case_ WHERE "+q.where.String()+order, q.args...)
	if err != nil {
		return nil, err
	}
	for i := range items {
		l, err := Held(ctx, tx, items[i].ID)
		if err == nil {
			items[i].Holder = l.Staff
		} else if !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if items[i].Tags, err = Tags(ctx, tx, items[i].ID); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// query builds the conditions of a listing. Only placeholders hold values.
type query struct {
	where strings.Builder
	args  []any
	now   int64
}

func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return fmt.Sprintf("$%d", len(q.args))
}

func (q *query) filter(f Filter) {
	// The words of the partial indexes, so that they are used.
	if f.Closed {
		q.where.WriteString("state = 'closed'")
	} else {
		q.where.WriteString("state <> 'closed'")
	}
	if len(f.Queues) > 0 {
		var in []string
		for _, id := range f.Queues {
			in = append(in, q.arg(id))
		}
		q.where.WriteString(" AND queue_id IN (" + strings.Join(in, ", ") + ")")
	}
	if f.State != "" {
		q.where.WriteString(" AND state = " + q.arg(string(f.State)))
	}
	if f.MinSeverity > 0 {
		q.where.WriteString(" AND severity >= " + q.arg(f.MinSeverity))
	}
	if f.Tag != "" {
		q.where.WriteString(" AND id IN (SELECT case_id FROM case_tag WHERE tag = " + q.arg(f.Tag) + ")")
	}
	if f.Holder != "" {
		q.where.WriteString(" AND id IN (SELECT case_id FROM lease WHERE staff = " + q.arg(f.Holder) + " AND until > " + q.arg(q.now) + ")")
	}
	if f.Free {
		q.where.WriteString(" AND id NOT IN (SELECT case_id FROM lease WHERE until > " + q.arg(q.now) + ")")
	}
	if f.Unread {
		q.where.WriteString(" AND unread > 0")
	}
	if f.After.ID != "" {
		q.where.WriteString(" AND (next_due, opened_at, id) > (" + q.arg(f.After.Due) + ", " + q.arg(f.After.Opened) + ", " + q.arg(f.After.ID) + ")")
	}
}

// Counts says how many open cases a queue has.
type Counts struct {
	Open, Overdue int
	// Soon is how many are due within a day.
	Soon   int
	Oldest time.Time
}

// Count counts the open cases of all queues, by queue.
func (d *Docket) Count(ctx context.Context, tx *store.Tx) (map[string]Counts, error) {
	now := tx.Now()
	out := map[string]Counts{}
	_, err := store.Rows(ctx, tx, func(scan func(...any) error) (struct{}, error) {
		var id string
		var c Counts
		var oldest int64
		err := scan(&id, &c.Open, &c.Overdue, &c.Soon, &oldest)
		c.Oldest = store.Time(oldest)
		out[id] = c
		return struct{}{}, err
	}, `SELECT queue_id, count(*), count(*) FILTER (WHERE next_due <= $1), count(*) FILTER (WHERE next_due > $1 AND next_due <= $2), min(opened_at)
		FROM case_ WHERE state <> 'closed' GROUP BY queue_id`, store.Millis(now), store.Millis(now.Add(24*time.Hour)))
	return out, err
}
