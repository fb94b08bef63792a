package database

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// eventRow is a record as it lies in its table. The hash of the record before it is not kept: reading in
// order brings it along.
type eventRow struct {
	ZoneID    string `bun:"zone_id,pk"`
	Stream    string `bun:"stream,pk"`
	Seq       int64  `bun:"seq,pk"`
	Pos       int64  `bun:"pos"`
	At        int64  `bun:"at"`
	Recorded  int64  `bun:"recorded"`
	Type      string `bun:"type"`
	Actor     string `bun:"actor"`
	Person    string `bun:"person"`
	Deputy    bool   `bun:"deputy"`
	Derived   bool   `bun:"derived"`
	Mechanism string `bun:"mechanism"`
	Calendar  string `bun:"calendar"`
	Hash      []byte `bun:"hash"`
	Body      []byte `bun:"body"`
}

// Append stores records at the zone's next positions. From here to the end of the transaction no other
// can append to the zone, so positions have no gap and follow the order of commits.
func (s *Store) Append(ctx context.Context, zone string, records []ledger.Record) error {
	ctx = s.in(ctx, zone)
	if len(records) == 0 {
		return nil
	}
	var size int64
	err := s.one(ctx, []any{&size}, "UPDATE zones SET size = size + ? WHERE zone_id = ? RETURNING size", int64(len(records)), zone)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return noZone(zone)
	case err != nil:
		return fmt.Errorf("take positions: %w", err)
	}
	rows := make([]eventRow, len(records))
	for i := range records {
		r := &records[i]
		r.Pos = size - int64(len(records)) + int64(i)
		rows[i] = eventRow{
			ZoneID: zone, Stream: r.Stream, Seq: r.Seq, Pos: r.Pos, At: r.At.UnixMicro(), Recorded: r.Recorded.UnixMicro(),
			Type: r.Type, Actor: r.Actor, Person: r.Person, Deputy: r.Deputy, Derived: r.Derived,
			Mechanism: r.Basis.Mechanism, Calendar: r.Basis.Calendar, Hash: r.Hash[:], Body: r.Body,
		}
	}
	err = s.events.put(ctx, s, rows)
	if IsUnique(err) {
		return errs.Newf(errs.Conflict, "ledger.conflict",
			"“%s”刚被他人改动，未写入任何内容。请刷新后重试", "%q has just been changed by somebody else and nothing was written: read it again and retry",
			records[0].Stream).Because(err)
	}
	return err
}

const recordColumns = "stream, seq, pos, at, recorded, type, actor, person, deputy, derived, mechanism, calendar, hash, body"

const streamQuery = "SELECT " + recordColumns + " FROM events WHERE zone_id = ? AND stream = ? ORDER BY seq"

// recordScanner reads records in order of stream and seq, and gives each the hash of the one before it.
// Data is the part of Body that holds it, so that nothing is copied.
func recordScanner(zone string) func(*sql.Rows) (ledger.Record, error) {
	var r, last ledger.Record
	var at, recorded int64
	var hash sql.RawBytes
	into := []any{
		&r.Stream, &r.Seq, &r.Pos, &at, &recorded, &r.Type, &r.Actor, &r.Person, &r.Deputy, &r.Derived,
		&r.Basis.Mechanism, &r.Basis.Calendar, &hash, &r.Body,
	}
	r.Zone = zone
	return func(rows *sql.Rows) (ledger.Record, error) {
		last.Stream, last.Hash = r.Stream, r.Hash
		if err := rows.Scan(into...); err != nil {
			return ledger.Record{}, fmt.Errorf("after event %d of %s: %w", last.Seq, last.Stream, err)
		}
		r.At, r.Recorded, r.Hash = time.UnixMicro(at).UTC(), time.UnixMicro(recorded).UTC(), hashOf(hash)
		r.Data = content(r.Body)
		r.Prev = ledger.Hash{}
		if r.Stream == last.Stream {
			r.Prev = last.Hash
		}
		return r, nil
	}
}

// hashOf reads a stored hash. One of another length was tampered with and becomes zero, which nothing
// hashes to.
func hashOf(stored []byte) (h ledger.Hash) {
	if len(stored) == len(h) {
		copy(h[:], stored)
	}
	return h
}

// beforeContent ends the header of a body (see ledger.AppendHeader). No string in the header contains it,
// for its quotation marks would be escaped there.
var beforeContent = []byte(`,"data":`)

// content is the part of a body that holds the event's own content, nil when there is none.
func content(body []byte) []byte {
	_, after, found := bytes.Cut(body, beforeContent)
	if !found || len(after) == 0 {
		return nil
	}
	return after[: len(after)-1 : len(after)-1]
}

// Stream returns a stream's records in order of Seq.
func (s *Store) Stream(ctx context.Context, zone, stream string) ([]ledger.Record, error) {
	ctx = s.in(ctx, zone)
	r, err := s.runner(ctx, streamQuery)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, zone, stream)
	if err != nil {
		return nil, fmt.Errorf("read stream %s: %w", stream, err)
	}
	records, err := collect(rows, streamQuery, recordScanner(zone))
	if err != nil {
		return nil, fmt.Errorf("read stream %s: %w", stream, err)
	}
	return records, nil
}

// Records walks the whole zone stream by stream, in order of bytes. It holds no more than one stream.
func (s *Store) Records(ctx context.Context, zone string) iter.Seq2[ledger.Record, error] {
	return s.records(ctx, zone, "")
}

// caused restricts events to those that people and outside systems caused, and registrations.
const caused = " AND (NOT derived OR type = 'registered')"

// Causes is Records without what followed from them.
func (s *Store) Causes(ctx context.Context, zone string) iter.Seq2[ledger.Record, error] {
	return s.records(ctx, zone, caused)
}

// records walks the events that a condition without arguments picks.
func (s *Store) records(ctx context.Context, zone, which string) iter.Seq2[ledger.Record, error] {
	ctx = s.in(ctx, zone)
	if s.db.dialect == PostgreSQL {
		return s.walkRecords(ctx, zone, which)
	}
	return singly(s.packedChains(ctx, zone, which))
}

// Chains walks the streams of a range, each whole.
func (s *Store) Chains(ctx context.Context, zone string, r engine.Range) iter.Seq2[[]ledger.Record, error] {
	ctx = s.in(ctx, zone)
	which := ""
	var ends []any
	if r.From != "" {
		which, ends = which+" AND stream >= ?", append(ends, r.From)
	}
	if r.Below != "" {
		which, ends = which+" AND stream < ?", append(ends, r.Below)
	}
	if s.db.dialect == SQLite {
		return s.packedChains(ctx, zone, which, ends...)
	}
	return func(yield func([]ledger.Record, error) bool) {
		var chain []ledger.Record
		for r, err := range s.walkRecords(ctx, zone, which, ends...) {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(chain) > 0 && chain[0].Stream != r.Stream {
				if !yield(chain, nil) {
					return
				}
				chain = chain[:0]
			}
			chain = append(chain, r)
		}
		if len(chain) > 0 {
			yield(chain, nil)
		}
	}
}

func (s *Store) walkRecords(ctx context.Context, zone, which string, args ...any) iter.Seq2[ledger.Record, error] {
	return walk(ctx, s, recordScanner(zone), "SELECT "+recordColumns+" FROM events WHERE zone_id = ?"+which+" ORDER BY stream, seq", append([]any{zone}, args...)...)
}

func (s *Store) packedChains(ctx context.Context, zone, which string, args ...any) iter.Seq2[[]ledger.Record, error] {
	plainly := func(conn querier, stream string) (*sql.Rows, func(*sql.Rows) (ledger.Record, error), error) {
		// The stream lies within the range; what is asked of single events is asked again.
		only := which
		if len(args) > 0 {
			only = ""
		}
		rows, err := conn.QueryContext(ctx, "SELECT "+recordColumns+" FROM events WHERE zone_id = ? AND stream = ?"+only+" ORDER BY seq", zone, stream)
		return rows, recordScanner(zone), err
	}
	return walkPacked(ctx, s, unpackRecords(zone), plainly,
		"SELECT "+packedRecords+" FROM events WHERE zone_id = ?"+which+" GROUP BY stream ORDER BY stream", append([]any{zone}, args...)...)
}

// sampled is how many events are looked at for each cut: more make ranges more alike.
const sampled = 8

// Cuts looks up the streams of events at even distances in the log, in its index alone, and takes every
// eighth of them in order.
func (s *Store) Cuts(ctx context.Context, zone string, n int) ([]string, error) {
	ctx = s.in(ctx, zone)
	var size int64
	err := s.one(ctx, []any{&size}, "SELECT size FROM zones WHERE zone_id = ?", zone)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, noZone(zone)
	case err != nil:
		return nil, fmt.Errorf("read the size of %s: %w", zone, err)
	case n <= 1 || size == 0:
		return nil, nil
	}
	r, err := s.runner(ctx, `WITH RECURSIVE place(pos) AS (
		SELECT CAST(0 AS BIGINT)
		UNION ALL
		SELECT pos + CAST(? AS BIGINT) FROM place WHERE pos + CAST(? AS BIGINT) < CAST(? AS BIGINT))
		SELECT events.stream FROM place CROSS JOIN events WHERE events.zone_id = ? AND events.pos = place.pos ORDER BY events.stream`)
	if err != nil {
		return nil, err
	}
	step := max(1, size/int64(n*sampled))
	rows, err := r.query(ctx, step, step, size, zone)
	if err != nil {
		return nil, fmt.Errorf("sample the log of %s: %w", zone, err)
	}
	streams, err := collect(rows, "FROM events", func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	})
	if err != nil {
		return nil, fmt.Errorf("sample the log of %s: %w", zone, err)
	}
	var cuts []string
	for i := 1; i < n && len(streams) > 0; i++ {
		cut := streams[i*len(streams)/n]
		if cut > streams[0] && (len(cuts) == 0 || cut > cuts[len(cuts)-1]) {
			cuts = append(cuts, cut)
		}
	}
	return cuts, nil
}

// Head returns the last Seq and hash of a stream.
func (s *Store) Head(ctx context.Context, zone, stream string) (int64, ledger.Hash, error) {
	ctx = s.in(ctx, zone)
	var seq int64
	var hash []byte
	err := s.one(ctx, []any{&seq, &hash}, "SELECT seq, hash FROM events WHERE zone_id = ? AND stream = ? ORDER BY seq DESC LIMIT 1", zone, stream)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, ledger.Hash{}, fmt.Errorf("read the head of %s: %w", stream, err)
	}
	return seq, hashOf(hash), nil
}

// afterPrefix sorts behind every text with a prefix when put at its end; it is not a character.
const afterPrefix = "\U0010FFFF"

// Streams lists stream ids with a prefix. It jumps from one stream to the next, however long they are.
func (s *Store) Streams(ctx context.Context, zone, prefix string) ([]string, error) {
	ctx = s.in(ctx, zone)
	r, err := s.runner(ctx, `WITH RECURSIVE found(stream) AS (
		SELECT min(stream) FROM events WHERE zone_id = ? AND stream >= ? AND stream < ?
		UNION ALL
		SELECT (SELECT min(stream) FROM events WHERE zone_id = ? AND stream > found.stream AND stream < ?)
		FROM found WHERE found.stream IS NOT NULL)
		SELECT stream FROM found WHERE stream IS NOT NULL ORDER BY stream`)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, zone, prefix, prefix+afterPrefix, zone, prefix+afterPrefix)
	if err != nil {
		return nil, fmt.Errorf("list streams: %w", err)
	}
	streams, err := collect(rows, "FROM events", func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	})
	if err != nil {
		return nil, fmt.Errorf("list streams: %w", err)
	}
	return streams, nil
}
