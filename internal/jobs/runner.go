// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/hulanhq/hulan/internal/store"
)

// Options says how jobs are run.
type Options struct {
	// Logger is where failures go. nil means nowhere.
	Logger *slog.Logger
	// Schedules are the jobs that come by themselves.
	Schedules []Schedule
	// Workers is how many jobs run at a time on this node. 0 means 8: they wait for
	// other servers more than they compute.
	Workers int
	// BulkWorkers is the same for kinds with Bulk. 0 means 2, so that a processor is
	// left for pages.
	BulkWorkers int
	// Grace is how long jobs may go on after Stop before their context ends. 0 means
	// 20 seconds; systemd kills a service after 90.
	Grace time.Duration
	// PollOnly looks for jobs once a second and opens no connection to listen on
	// PostgreSQL, which makes a job begin within a quarter of a second. It is for a
	// PgBouncer in transaction mode. SQLite is always polled.
	PollOnly bool
	// RescueMargin is how much longer than the longest timeout of all kinds an
	// attempt on PostgreSQL may be under way before its node is taken for dead. 0
	// means 1 minute. SQLite has one node, which begins by taking up what it left.
	RescueMargin time.Duration
}

// Runner keeps jobs and runs them. It is safe for concurrent use.
type Runner struct {
	db     *store.DB
	kinds  map[string]Kind
	plan   []Schedule
	log    *slog.Logger
	client *river.Client[*sql.Tx]
	pool   *sql.DB
	listen *pgxpool.Pool // nil when nothing listens

	mu      sync.Mutex // held while starting and stopping
	running bool
}

// Open brings River's tables up to date and makes a runner, which can insert
// jobs at once and runs them after [Runner.Start]. On SQLite at most one process
// may start a runner over a file.
func Open(ctx context.Context, db *store.DB, kinds []Kind, o Options) (*Runner, error) {
	r := &Runner{db: db, kinds: map[string]Kind{}, plan: o.Schedules, log: o.Logger}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	workers := river.NewWorkers()
	longest := time.Duration(0)
	for _, k := range kinds {
		k, err := k.withDefaults()
		if err != nil {
			return nil, err
		}
		if _, twice := r.kinds[k.Name]; twice {
			return nil, fmt.Errorf("kind %s is listed twice", k.Name)
		}
		r.kinds[k.Name] = k
		longest = max(longest, k.Timeout)
		river.AddWorkerArgs(workers, envelope{kind: k.Name}, &worker{kind: k, r: r})
	}
	cfg := r.config(o, workers, longest)
	for _, s := range o.Schedules {
		if err := s.check(r.kinds); err != nil {
			return nil, err
		}
		if _, _, err := r.prepare(Job{Kind: s.Kind, Args: s.Args}); err != nil {
			return nil, fmt.Errorf("schedule %s: %w", s.Name, err)
		}
		cfg.PeriodicJobs = append(cfg.PeriodicJobs, r.periodic(s))
	}
	if err := r.connect(ctx, cfg); err != nil {
		return nil, errors.Join(fmt.Errorf("open jobs: %w", err), r.close())
	}
	return r, nil
}

func (r *Runner) config(o Options, workers *river.Workers, longest time.Duration) *river.Config {
	longest = cmp.Or(longest, time.Minute)
	// Two days: longer than any interval of a schedule (see periodic).
	const keep = 48 * time.Hour
	return &river.Config{
		Workers: workers,
		Queues:  map[string]river.QueueConfig{queueNow: {MaxWorkers: cmp.Or(o.Workers, 8)}, queueBulk: {MaxWorkers: cmp.Or(o.BulkWorkers, 2)}},
		Logger:  slog.New(warnings{r.log.Handler()}),
		// River's listener on SQLite is itself a poll, twenty times a second: 18
		// thousandths of a processor for an idle service against 7.
		PollOnly:                    o.PollOnly || r.db.Dialect() == store.SQLite,
		SoftStopTimeout:             cmp.Or(o.Grace, 20*time.Second),
		JobTimeout:                  longest,
		RescueStuckJobsAfter:        longest + cmp.Or(o.RescueMargin, time.Minute),
		CompletedJobRetentionPeriod: keep,
		CancelledJobRetentionPeriod: 7 * 24 * time.Hour,
		DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
		// During an update, an older node leaves the jobs of newer kinds alone.
		FetchOnlyKnownKinds: true,
	}
}

// warnings lets only what needs attention through of what River says; each
// failure of a job is logged by this package.
type warnings struct{ slog.Handler }

// Enabled is true from warnings on.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

// WithAttrs and WithGroup keep the threshold.
func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }

// WithGroup keeps the threshold.
func (w warnings) WithGroup(g string) slog.Handler { return warnings{w.Handler.WithGroup(g)} }

// connect opens River's own pool: on SQLite it wants a single connection, and
// holding the store's only writing connection while a job asks the store to
// write would wait for itself.
func (r *Runner) connect(ctx context.Context, cfg *river.Config) (err error) {
	if r.db.Dialect() == store.SQLite {
		if r.pool, err = sql.Open("sqlite", r.db.DSN()+"&_txlock=immediate"); err != nil {
			return err
		}
		r.pool.SetMaxOpenConns(1)
		return r.newClient(ctx, riversqlite.New(r.pool), cfg)
	}
	if r.pool, err = sql.Open("pgx", r.db.DSN()); err != nil {
		return errors.New("connection string cannot be read")
	}
	// Two queues, the leader's chores and one to spare.
	r.pool.SetMaxOpenConns(4)
	r.pool.SetConnMaxIdleTime(5 * time.Minute)
	driver := riverdatabasesql.New(r.pool)
	if !cfg.PollOnly {
		c, err := pgxpool.ParseConfig(r.db.DSN())
		if err != nil {
			return errors.New("connection string cannot be read")
		}
		c.MaxConns, c.MinConns = 1, 0
		if r.listen, err = pgxpool.NewWithConfig(ctx, c); err != nil {
			return err
		}
		driver = riverdatabasesql.NewWithPgxListener(r.pool, r.listen)
	}
	unlock, err := r.lock(ctx)
	if err != nil {
		return err
	}
	return errors.Join(r.newClient(ctx, driver, cfg), unlock())
}

// migrateLock is the key of the advisory lock under which a node brings River's
// tables up to date ("hljobs" in ASCII); the others wait.
const migrateLock = 0x686c6a6f6273

func (r *Runner) lock(ctx context.Context) (unlock func() error, err error) {
	conn, err := r.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrateLock)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrateLock))
		return errors.Join(err, conn.Close())
	}, nil
}

// newClient migrates and makes the client.
func (r *Runner) newClient(ctx context.Context, driver riverdriver.Driver[*sql.Tx], cfg *river.Config) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: cfg.Logger})
	if err != nil {
		return err
	}
	have, err := m.ExistingVersions(ctx)
	if err != nil {
		return err
	}
	all := m.AllVersions()
	last := all[len(all)-1].Version
	if len(have) > 0 && have[len(have)-1].Version > last {
		return fmt.Errorf("the tables of jobs have version %d, this program knows %d: start a newer program", have[len(have)-1].Version, last)
	}
	if len(have) < len(all) {
		if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("bring tables of jobs up to date: %w", err)
		}
	}
	r.client, err = river.NewClient(driver, cfg)
	return err
}

// Start begins to run jobs and returns. ctx bounds the starting alone; jobs run
// until Stop. Starting a runner that runs does nothing. It may be started again
// after Stop.
func (r *Runner) Start(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running {
		return nil
	}
	if r.db.Dialect() == store.SQLite {
		if err := r.takeUp(ctx); err != nil {
			return fmt.Errorf("start jobs: %w", err)
		}
	}
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	r.running = true
	return nil
}

// takeUp makes the jobs that a crash left in the middle ready again. The attempt
// counts, so that a job which kills the program does not do so for ever.
func (r *Runner) takeUp(ctx context.Context) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE river_job SET state = 'discarded', finalized_at = datetime('now', 'subsec') WHERE state = 'running' AND attempt >= max_attempts"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running'")
		return err
	})
}

// Stop takes up no more jobs, waits for those under way, ends their context when
// the grace period is over and returns when they have returned: nothing of the
// runner is left running then. Jobs whose context was ended and which returned
// its error are taken up again without counting the attempt. When ctx ends
// first, Stop returns its error and the jobs under way are those of a crash.
//
// Before Start it does nothing; a second Stop, at the same time or later, waits
// for the first and does nothing; during Start it waits for the start. Jobs may
// still be inserted.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.running {
		return nil
	}
	if err := r.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	r.running = false
	return nil
}

// Close gives the runner's own connections back. Stop it first.
func (r *Runner) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running {
		return errors.New("close jobs: they are running; stop them first")
	}
	return r.close()
}

func (r *Runner) close() error {
	if r.listen != nil {
		r.listen.Close()
	}
	if r.pool == nil {
		return nil
	}
	return r.pool.Close()
}
