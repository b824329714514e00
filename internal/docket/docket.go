// SPDX-License-Identifier: Apache-2.0

// Package docket keeps cases: a complaint today, later a request, a finding or
// an incident. It knows what all kinds share: states and the steps between
// them, messages and files, clocks, queues, leases, links, retention.
//
// Three promises hold whatever calls it:
//
//   - A case is closed only after its outcome was told to the person, as a
//     message that is in the case ([Machine.Next]).
//   - Every step is a leaf of the ledger, in the transaction of the step.
//   - Text of people is sealed under a key of the case; what is not sealed
//     (states, times, counts) tells nothing of them. Times of anonymous cases
//     are whole hours.
//
// Functions take a transaction where a caller has more to write in the same
// step; Docket itself begins none but for the work of its own schedule.
package docket

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/hulanhq/hulan/internal/law"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// Docket is the cases of a database. It is safe for concurrent use.
type Docket struct {
	db    *store.DB
	vault *vault.Vault
	log   *ledger.Log
	rules []law.Rule
	opts  Options
}

// Options of a docket. The zero value works.
type Options struct {
	// Lease is how long a claimed case is held. Defaults to 30 minutes: ten, as
	// in other queues, was too short for some cases (coop#382).
	Lease time.Duration
	// Retention is how long a closed complaint is kept. Defaults to 3 years, the
	// period of PIPL's civil claims (Civil Code art. 188; from memory); below zero
	// keeps it until it is erased by hand.
	Retention time.Duration
	// Originals is how long files are kept as they came ([KeptOriginal]) after the
	// case was closed. Defaults to 180 days; below zero as long as the case.
	Originals time.Duration
	// Log receives what goes wrong in scheduled work. nil discards it.
	Log *slog.Logger
}

// New makes a docket. rules are the clocks that apply, of all regimes the
// operator is under.
func New(db *store.DB, v *vault.Vault, l *ledger.Log, rules []law.Rule, o Options) *Docket {
	if o.Lease == 0 {
		o.Lease = 30 * time.Minute
	}
	if o.Retention == 0 {
		o.Retention = 3 * 365 * 24 * time.Hour
	}
	if o.Originals == 0 {
		o.Originals = 180 * 24 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Docket{db: db, vault: v, log: l, rules: rules, opts: o}
}

// Tables are those whose rows the ledger's leaves commit to.
func Tables() []ledger.Table {
	return []ledger.Table{
		{Name: "case_", Key: "id", Columns: []string{"ref", "kind", "state", "outcome", "decider", "told", "severity", "queue_id", "lang", "anonymous", "key_id", "opened_at", "state_at", "ack_at", "feedback_at", "closed_at", "retention_until", "legal_hold"}},
		{Name: "transition", Key: "id", Columns: []string{"case_id", "seq", "event", "from_state", "to_state", "reason", "actor", "at"}},
		{Name: "message", Key: "id", Columns: []string{"case_id", "seq", "direction", "purpose", "author", "template", "body_c", "at"}},
		{Name: "attachment", Key: "id", Columns: []string{"case_id", "message_id", "name_c", "media", "scrub", "size", "digest", "at"}},
		{Name: "case_link", Key: "id", Columns: []string{"a", "b", "rel", "actor", "at"}},
		{Name: "clock", Key: "id", Columns: []string{"case_id", "rule", "rule_ver", "started_at", "due_at", "provisional", "paused_at", "pauses", "extended_at", "extended_by", "extend_reason", "met_at", "breached_at", "cancelled_at", "fired"}},
		{Name: "template", Key: "id", Columns: []string{"purpose", "lang", "ver", "title", "body", "active", "at"}},
		{Name: "queue", Key: "id", Columns: []string{"name", "active"}},
		{Name: "queue_rule", Key: "id", Columns: []string{"position", "conditions", "queue_id", "active"}},
	}
}

// ActorKind says which sort of actor did something.
type ActorKind string

const (
	Staff  ActorKind = "staff"
	Person ActorKind = "person" // whom the case is with; never told apart
	System ActorKind = "system"
	Client ActorKind = "client" // a program with an API key
)

// Actor is who did something, without a name.
type Actor struct {
	Kind ActorKind
	// ID of the staff member or client; empty otherwise.
	ID string
}

// String is the pseudonym that rows and leaves hold, such as "staff:ID".
func (a Actor) String() string {
	if a.ID == "" {
		return string(a.Kind)
	}
	return string(a.Kind) + ":" + a.ID
}

// Case is the row of a case. It holds nothing that a person wrote.
type Case struct {
	ID, Ref string
	Kind    Kind
	State   State
	// Outcome is the code of what was decided; empty until the outcome was told.
	Outcome string
	// Severity is the level of the disclosure, 0 to 4 for S0 to S4.
	Severity  int
	Queue     string
	Lang      string // "zh-CN" or "en"
	Anonymous bool
	Key       string // id of the vault's key

	Opened, StateSince, AckAt, FeedbackAt, ClosedAt time.Time
	RetentionUntil                                  time.Time
	LegalHold                                       bool
	// Unread counts what the person wrote since staff last looked.
	Unread int
	// NextDue is the earliest instant at which a running clock is due, zero when
	// none runs.
	NextDue time.Time

	told    bool
	decider string
	ver     int64
}

// Decider is who told the last outcome, see [Actor.String].
func (c *Case) Decider() string { return c.decider }

func (c *Case) situation() Situation {
	return Situation{State: c.State, Told: c.told, Decider: c.decider}
}

// At is the instant that rows and leaves of the case give for now: the hour for
// anonymous cases, because the minute can be matched with a web server's log.
func (c *Case) At(now time.Time) time.Time {
	if c.Anonymous {
		return now.Truncate(time.Hour)
	}
	return now
}

// New case, as its kind's package opens it.
type Opening struct {
	Kind      Kind
	Lang      string
	Severity  int
	Anonymous bool
	Actor     Actor
	// Facts are what routing rules look at, such as {"category": "doxxing"}.
	Facts map[string]string
}

// Open makes a case in its first state, in the queue that the rules say, with
// its clocks started, and returns it with its key.
func (d *Docket) Open(ctx context.Context, tx *store.Tx, o Opening) (*Case, *vault.Key, error) {
	c := &Case{ID: store.NewID(), Ref: newRef(), Kind: o.Kind, State: Received, Severity: o.Severity, Lang: o.Lang, Anonymous: o.Anonymous}
	m, err := machine(o.Kind)
	if err != nil {
		return nil, nil, err
	}
	c.State = m.Initial
	if c.Queue, err = d.route(ctx, tx, o); err != nil {
		return nil, nil, err
	}
	key, err := d.vault.NewKey(ctx, tx, vault.Owner{Kind: "case", ID: c.ID})
	if err != nil {
		return nil, nil, err
	}
	c.Key = key.ID()
	c.Opened = c.At(tx.Now())
	c.StateSince = c.Opened
	if err := insertCase(ctx, tx, c); err != nil {
		return nil, nil, err
	}
	rows, err := d.startClocks(ctx, tx, c, "opened")
	if err != nil {
		return nil, nil, err
	}
	if err := save(ctx, tx, c); err != nil {
		return nil, nil, err
	}
	rows = append(rows, ledger.Row{Table: "case_", ID: c.ID})
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: string(o.Kind) + ".opened", Object: object(c), Actor: o.Actor.String(), At: c.Opened, Rows: rows})
	return c, key, err
}

func object(c *Case) string { return "case:" + c.ID }

func machine(k Kind) (*Machine, error) {
	switch k {
	case Complaint:
		return ComplaintMachine(), nil
	}
	return nil, fmt.Errorf("no machine for cases of kind %q", k)
}

// newRef makes a public reference such as C-7K3M-92QX. It is random: an order
// would tell how many cases there are. 8 characters of 31 give 2^39: two of a
// million cases coincide with probability 0.6, so the column is unique and
// [Docket.Open] fails rather than lets two share one; the caller's retry draws
// another.
func newRef() string {
	// Without 0 O 1 I L, which are read for each other.
	const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	b := make([]byte, 0, 11)
	b = append(b, "C-"...)
	for len(b) < 11 {
		if len(b) == 6 {
			b = append(b, '-')
			continue
		}
		var r [1]byte
		rand.Read(r[:])
		if int(r[0]) < 256/len(letters)*len(letters) {
			b = append(b, letters[int(r[0])%len(letters)])
		}
	}
	return string(b)
}

const caseColumns = `id, ref, kind, state, outcome, decider, told, severity, queue_id, lang, anonymous, key_id,
	opened_at, state_at, ack_at, feedback_at, closed_at, retention_until, legal_hold, unread, next_due, row_ver`

func scanCase(scan func(...any) error) (*Case, error) {
	var c Case
	var opened, state, ack, feedback, closed, retention, due int64
	err := scan(&c.ID, &c.Ref, &c.Kind, &c.State, &c.Outcome, &c.decider, &c.told, &c.Severity, &c.Queue, &c.Lang, &c.Anonymous, &c.Key,
		&opened, &state, &ack, &feedback, &closed, &retention, &c.LegalHold, &c.Unread, &due, &c.ver)
	c.Opened, c.StateSince, c.AckAt, c.FeedbackAt = store.Time(opened), store.Time(state), store.Time(ack), store.Time(feedback)
	c.ClosedAt, c.RetentionUntil = store.Time(closed), store.Time(retention)
	if due != never {
		c.NextDue = store.Time(due)
	}
	return &c, err
}

func insertCase(ctx context.Context, tx *store.Tx, c *Case) error {
	_, err := tx.Exec(ctx, `INSERT INTO case_ (`+caseColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		c.ID, c.Ref, string(c.Kind), string(c.State), c.Outcome, c.decider, flag(c.told), c.Severity, c.Queue, c.Lang, flag(c.Anonymous), c.Key,
		store.Millis(c.Opened), store.Millis(c.StateSince), store.Millis(c.AckAt), store.Millis(c.FeedbackAt), store.Millis(c.ClosedAt),
		store.Millis(c.RetentionUntil), flag(c.LegalHold), c.Unread, due(c), c.ver)
	return err
}

// save writes the row of a case that was read in this transaction.
func save(ctx context.Context, tx *store.Tx, c *Case) error {
	n, err := tx.Exec(ctx, `UPDATE case_ SET state = $1, outcome = $2, decider = $3, told = $4, severity = $5, queue_id = $6,
		state_at = $7, ack_at = $8, feedback_at = $9, closed_at = $10, retention_until = $11, legal_hold = $12, unread = $13,
		next_due = $14, row_ver = row_ver + 1 WHERE id = $15 AND row_ver = $16`,
		string(c.State), c.Outcome, c.decider, flag(c.told), c.Severity, c.Queue,
		store.Millis(c.StateSince), store.Millis(c.AckAt), store.Millis(c.FeedbackAt), store.Millis(c.ClosedAt),
		store.Millis(c.RetentionUntil), flag(c.LegalHold), c.Unread, due(c), c.ID, c.ver)
	if err == nil && n != 1 {
		err = errors.New("case changed under the transaction")
	}
	c.ver++
	return err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Get reads a case. An unknown id is [store.ErrNotFound].
func Get(ctx context.Context, tx *store.Tx, id string) (*Case, error) {
	return one(ctx, tx, "id", id)
}

// ByRef reads the case of a public reference.
func ByRef(ctx context.Context, tx *store.Tx, ref string) (*Case, error) {
	return one(ctx, tx, "ref", ref)
}

func one(ctx context.Context, tx *store.Tx, column, value string) (*Case, error) {
	all, err := store.Rows(ctx, tx, scanCase, "SELECT "+caseColumns+" FROM case_ WHERE "+column+" = $1", value)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("case: %w", store.ErrNotFound)
	}
	return all[0], nil
}
