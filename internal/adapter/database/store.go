package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"qinlian/internal/kernel/engine"
)

// Store keeps what the engine needs remembered, in the tables of the ledger. It is safe for concurrent
// use.
//
// A walk (Records, Leaves, List, Duties, Letters) reads as it goes and sees one instant. Inside a
// transaction other methods may be called while it runs, but what they write to the rows still ahead may
// or may not be seen; outside one it holds a connection until it ends, so a use case with many reads
// inside walks runs in InSnapshot.
//
// Statements that every command runs are prepared once and bypass bun, and with it its query hooks.
type Store struct {
	db *DB

	zones       *table[engine.ZoneRow]
	versions    *table[engine.VersionRow]
	proposals   *table[engine.ProposalRow]
	numbers     *table[engine.NumberRow]
	events      *table[eventRow]
	nodes       *table[engine.NodeRow]
	checkpoints *table[engine.CheckpointRow]
	matters     *table[engine.MatterRow]
	duties      *table[engine.DutyRow]
	letters     *table[engine.LetterRow]
	supports    *table[supportRow]
	personal    *table[engine.PersonalRow]
	facts       *table[engine.FactRow]
	factWords   *table[factWordRow]
	funds       *table[engine.FundRow]
	holdings    *table[engine.HoldingRow]
	claims      *table[engine.ClaimRow]

	few, rare string // see fewQuery and rareQuery
	changes   *changes

	statements sync.Map      // query as written here → *statement
	cursors    atomic.Uint64 // names of PostgreSQL cursors

	wantedRead, wantedWrite wantedStatements
}

var _ engine.Store = (*Store)(nil)

// NewStore gives the engine's view of an open store that has the newest schema.
func NewStore(db *DB) *Store {
	s := &Store{
		db: db,
		// Append alone moves the size: whoever changes a title must not turn it back.
		zones:       newTable[engine.ZoneRow]("zones", upsertExcept("size")),
		versions:    newTable[engine.VersionRow]("versions", upsertExcept()),
		proposals:   newTable[engine.ProposalRow]("proposals", upsertExcept()),
		numbers:     newTable[engine.NumberRow]("numbers", upsertExcept()),
		events:      newTable[eventRow]("events", insertOnly),
		nodes:       newTable[engine.NodeRow]("nodes", upsertExcept()),
		checkpoints: newTable[engine.CheckpointRow]("checkpoints", upsertExcept()),
		matters:     newTable[engine.MatterRow]("matters", upsertExcept()),
		duties:      newTable[engine.DutyRow]("duties", upsertExcept()),
		letters:     newTable[engine.LetterRow]("letters", upsertExcept()),
		supports:    newTable[supportRow]("supports", unlessThere),
		personal:    newTable[engine.PersonalRow]("personal_values", insertOnly),
		facts:       newTable[engine.FactRow]("facts", upsertExcept()),
		factWords:   newTable[factWordRow]("fact_words", insertOnly),
		funds:       newTable[engine.FundRow]("funds", upsertExcept()),
		holdings:    newTable[engine.HoldingRow]("fund_holdings", upsertExcept()),
		claims:      newTable[engine.ClaimRow]("claims", upsertExcept()),
	}
	s.changes = newChanges(s.matters)
	s.few, s.rare = fewQuery(s.matters.before("state")), rareQuery(s.matters.before("state"))
	return s
}

// InTx runs fn in one write transaction; nested calls join it. See DB.InTx.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if err := s.prepareWanted(ctx, false); err != nil {
		return Explain(err)
	}
	return s.db.InTx(ctx, fn)
}

// InSnapshot runs fn so that all its reads see the same instant, over one connection. See DB.InSnapshot.
func (s *Store) InSnapshot(ctx context.Context, fn func(ctx context.Context) error) error {
	if err := s.prepareWanted(ctx, true); err != nil {
		return Explain(err)
	}
	return s.db.InSnapshot(ctx, fn)
}

// statement is a query as a dialect wants it. SQLite's are prepared on both pools; pgx prepares and keeps
// PostgreSQL's itself.
type statement struct {
	text        string
	write, read atomic.Pointer[sql.Stmt]
}

// wantedStatements ran in a transaction before they were prepared. A connection of SQLite's is taken then, of those that
// write the only one, so they are prepared before the next.
type wantedStatements struct {
	mu   sync.Mutex
	list []*statement
}

func (w *wantedStatements) add(st *statement) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, st)
}

func (w *wantedStatements) take() (list []*statement) {
	w.mu.Lock()
	defer w.mu.Unlock()
	list, w.list = w.list, nil
	return list
}

// on is the statement as it is prepared on the connections that read, or on the one that writes.
func (st *statement) on(reads bool) *atomic.Pointer[sql.Stmt] {
	if reads {
		return &st.read
	}
	return &st.write
}

// prepare prepares a statement, unless that is done.
func (s *Store) prepare(ctx context.Context, st *statement, reads bool) error {
	if st.on(reads).Load() != nil {
		return nil
	}
	pool := s.db.write.DB
	if reads {
		pool = s.db.read.DB
	}
	prepared, err := pool.PrepareContext(ctx, st.text)
	if err != nil {
		return fmt.Errorf("prepare %s: %w", st.text, err)
	}
	if !st.on(reads).CompareAndSwap(nil, prepared) {
		if err := prepared.Close(); err != nil { //nolint:sqlclosecheck // the other one is kept and this one goes
			return fmt.Errorf("close a statement prepared twice: %w", err)
		}
	}
	return nil
}

func (s *Store) statement(query string) *statement {
	if st, ok := s.statements.Load(query); ok {
		return st.(*statement) //nolint:forcetypeassert // the map holds nothing else
	}
	text := query
	if s.db.dialect == PostgreSQL {
		text = numbered(query)
	}
	st, _ := s.statements.LoadOrStore(query, &statement{text: text})
	return st.(*statement) //nolint:forcetypeassert // as above
}

// numbered turns every ? into $1, $2 …. Our constant queries have no ? in a literal.
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		query = after
	}
}

func (s *Store) prepareWanted(ctx context.Context, reads bool) error {
	if s.db.dialect != SQLite || s.db.current(ctx) != nil {
		return nil
	}
	for _, st := range s.wanted(reads).take() {
		if err := s.prepare(ctx, st, reads); err != nil {
			return err
		}
	}
	return nil
}

// wanted are the statements of transactions that read, or of those that write.
func (s *Store) wanted(reads bool) *wantedStatements {
	if reads {
		return &s.wantedRead
	}
	return &s.wantedWrite
}

// runner runs one statement, possibly many times, where its context says: *sql.Tx and *sql.DB of a text,
// *sql.Stmt of a prepared statement.
type runner struct {
	watcher  Watcher // nil for none
	text     string
	prepared *sql.Stmt
	held     bool // SQLite's connection is ours already
	conn     interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	}
}

// runner finds out how a constant query runs in ctx.
func (s *Store) runner(ctx context.Context, query string) (runner, error) {
	st, t := s.statement(query), s.db.current(ctx)
	switch {
	case s.db.dialect == PostgreSQL && t != nil:
		return runner{watcher: s.db.watcher, text: st.text, conn: t.tx.Tx}, nil
	case s.db.dialect == PostgreSQL:
		return runner{watcher: s.db.watcher, text: st.text, conn: s.db.read.DB}, nil
	case t == nil:
		return s.reader(ctx, st)
	}
	if p := st.on(t.readOnly).Load(); p != nil {
		return runner{watcher: s.db.watcher, text: st.text, prepared: t.tx.StmtContext(ctx, p), held: true}, nil
	}
	s.wanted(t.readOnly).add(st)
	return runner{watcher: s.db.watcher, text: st.text, conn: t.tx.Tx, held: true}, nil
}

// reader prepares a query for SQLite's read connections.
func (s *Store) reader(ctx context.Context, st *statement) (runner, error) {
	if st.read.Load() == nil {
		if err := s.prepare(ctx, st, true); err != nil {
			return runner{}, Explain(err)
		}
	}
	return runner{watcher: s.db.watcher, text: st.text, prepared: st.read.Load()}, nil
}

// brief looks once whether ctx is over and then leaves it out of a statement that needs no waiting: SQLite's
// driver would start a goroutine to watch it, which costs a quarter of an insert.
func (r runner) brief(ctx context.Context) (context.Context, error) {
	if !r.held {
		return ctx, nil
	}
	return context.WithoutCancel(ctx), ctx.Err()
}

func (r runner) query(ctx context.Context, args ...any) (rows *sql.Rows, err error) {
	if done := told(ctx, r.watcher, r.text); done != nil {
		defer func() { done(err) }()
	}
	ctx, err = r.brief(ctx)
	if err != nil {
		return nil, err
	}
	if r.prepared != nil {
		rows, err = r.prepared.QueryContext(ctx, args...) //nolint:sqlclosecheck // the caller closes them
	} else {
		rows, err = r.conn.QueryContext(ctx, r.text, args...) //nolint:sqlclosecheck // as above
	}
	return rows, Explain(err)
}

func (r runner) exec(ctx context.Context, args ...any) (err error) {
	if done := told(ctx, r.watcher, r.text); done != nil {
		defer func() { done(err) }()
	}
	ctx, err = r.brief(ctx)
	if err != nil {
		return err
	}
	if r.prepared != nil {
		_, err = r.prepared.ExecContext(ctx, args...)
	} else {
		_, err = r.conn.ExecContext(ctx, r.text, args...)
	}
	return err
}

func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	r, err := s.runner(ctx, query)
	if err != nil {
		return err
	}
	return r.exec(ctx, args...)
}

// one runs a constant query for at most one row; sql.ErrNoRows when there is none.
func (s *Store) one(ctx context.Context, into []any, query string, args ...any) (err error) {
	r, err := s.runner(ctx, query)
	if err != nil {
		return err
	}
	rows, err := r.query(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(into...); err != nil {
		return unreadable(rows, query, err)
	}
	return nil
}
