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
	r, err := s.runner(ctx, streamQuery)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, zone, stream)
	if err != nil {
		return nil, fmt.Errorf("read stream %s: %w", stream, err)
	}
	records, err := collect(rows, recordScanner(zone))
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

func (s *Store) records(ctx context.Context, zone, which string) iter.Seq2[ledger.Record, error] {
	if s.db.dialect == PostgreSQL {
		return walk(ctx, s, recordScanner(zone), "SELECT "+recordColumns+" FROM events WHERE zone_id = ?"+which+" ORDER BY stream, seq", zone)
	}
	plainly := func(conn querier, stream string) (*sql.Rows, func(*sql.Rows) (ledger.Record, error), error) {
		rows, err := conn.QueryContext(ctx, "SELECT "+recordColumns+" FROM events WHERE zone_id = ? AND stream = ?"+which+" ORDER BY seq", zone, stream)
		return rows, recordScanner(zone), err
	}
	return walkPacked(ctx, s, unpackRecords(zone), plainly,
		"SELECT "+packedRecords+" FROM events WHERE zone_id = ?"+which+" GROUP BY stream ORDER BY stream", zone)
}

// Head returns the last Seq and hash of a stream.
func (s *Store) Head(ctx context.Context, zone, stream string) (int64, ledger.Hash, error) {
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
	streams, err := collect(rows, func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	})
	if err != nil {
		return nil, fmt.Errorf("list streams: %w", err)
	}
	return streams, nil
}
