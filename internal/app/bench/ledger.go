package bench

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	_ "modernc.org/sqlite" // for the yardsticks, which read past the product

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

// perMatter is about how many events a matter of year has.
const perMatter = 42

// ledger measures verify and plan over a ledger of a given size.
func (r *run) ledger() (err error) {
	s, err := r.open("ledger")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.now = at("2023-12-29", 9)
	if !s.kept {
		if err := r.fillLedger(s); err != nil {
			return err
		}
	}
	z, err := s.Store.Zone(r.ctx, zone)
	if err != nil {
		return err
	}
	events := int(z.Size)
	r.sayf("ledger: reading, verifying, planning over %d events", events)
	if err := r.verify(s, events); err != nil {
		return err
	}
	return r.plan(s)
}

// fillLedger seeds matters of 2023 until the ledger has the wanted size.
func (r *run) fillLedger(s *seeded) error {
	r.sayf("ledger: seeding %d events", r.Events)
	seeding, err := r.timed(func() error {
		for n := 0; ; {
			z, err := s.Store.Zone(r.ctx, zone)
			if err != nil || z.Size >= int64(r.Events) {
				return err
			}
			more := min(20*batchSize, max(1, (r.Events-int(z.Size))/perMatter))
			base := n
			if err := r.fill(s, "ledger", more, func(i int) []matter.Command { return year(base + i) }); err != nil {
				return err
			}
			n += more
			if _, err := s.Engine.Sweep(r.ctx, zone, s.now, nil); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	if _, err := s.Engine.Checkpoint(r.ctx, zone); err != nil {
		return err
	}
	return r.figure("seed.events", perSecond(r.Events, seeding), "events/s")
}

func (r *run) verify(s *seeded, events int) error {
	reading, err := r.best(2, func() error {
		return r.read(s, "SELECT stream, seq, pos, at, recorded, type, actor, person, deputy, derived, mechanism, calendar, hash, body FROM events WHERE zone_id = ? ORDER BY stream, seq", zone)
	})
	if err != nil {
		return err
	}
	var out engine.Verified
	var work time.Duration
	verifying, err := r.best(2, func() (err error) {
		work, err = r.worked(func() error {
			out, err = s.Engine.Verify(r.ctx, zone, nil)
			return err
		})
		return err
	})
	if err != nil {
		return err
	}
	if out.Events != int64(events) {
		return fmt.Errorf("verified %d of %d events", out.Events, events)
	}
	hashing, err := r.hashing(s)
	if err != nil {
		return err
	}
	return errors.Join(
		r.figure("verify.matters", float64(out.Matters), "matters"),
		r.figure("verify.read_once", perSecond(events, reading), "events/s"),
		r.atLeast("verify.events", perSecond(events, verifying), "events/s", 300_000),
		r.figure("verify.work", work.Seconds()*1e6/float64(events), "µs of processor time/event"),
		r.figure("verify.sha256", hashing.Seconds()*1e6, "µs of processor time/event for SHA-256 alone"),
		r.figure("verify.sha256_ratio", work.Seconds()/float64(events)/hashing.Seconds(), "× SHA-256 of the same bytes"),
		r.figure("verify.read_ratio", verifying.Seconds()/reading.Seconds(), "× reading the same rows once"))
}

// hashed is of how many events the hashes are counted.
const hashed = 20_000

// hashing gives the processor time of the hashes that no verification can do without, for one event: of the
// body behind the hash before it, of its leaf in the log, and of one inner node.
func (r *run) hashing(s *seeded) (time.Duration, error) {
	var bodies [][]byte
	for chain, err := range s.Store.Chains(r.ctx, zone, engine.Range{}) {
		if err != nil {
			return 0, err
		}
		for i := range chain {
			bodies = append(bodies, chain[i].Body)
		}
		if len(bodies) >= hashed {
			break
		}
	}
	all, err := r.repeated(func() error {
		var prev ledger.Hash
		var node tlog.Hash
		for _, body := range bodies {
			prev = ledger.Chain(prev, body)
			node = tlog.NodeHash(node, ledger.Leaf(prev))
		}
		return nil
	})
	return all / time.Duration(len(bodies)), err
}

// read walks the rows of a query past the product, with the same driver.
func (r *run) read(s *seeded, query string, args ...any) (err error) {
	db, err := sql.Open("sqlite", "file:"+s.file+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(r.ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plan asks what would have been different under another ladder and light.
func (r *run) plan(s *seeded) error {
	candidate, err := stricter()
	if err != nil {
		return err
	}
	var report *plan.Report
	var work time.Duration
	took, err := r.timed(func() (err error) {
		work, err = r.worked(func() error {
			report, err = s.Engine.Plan(r.ctx, zone, candidate, plan.Options{From: at("2023-01-01", 0), To: s.now})
			return err
		})
		return err
	})
	if err != nil {
		return err
	}
	if report.Same() {
		return errors.New("the candidate differs in nothing")
	}
	budget := 15.0 * max(1, float64(r.Events)/1e6)
	return errors.Join(
		r.figure("plan.matters", float64(report.Matters), "matters replayed twice"),
		r.figure("plan.lights", float64(report.Relit()), "matters with another light"),
		r.figure("plan.work", work.Seconds()*1e6/float64(r.Events), "µs of processor time/event"),
		r.figure("plan.events", perSecond(r.Events, took), "events/s"),
		r.atMost("plan.all", took.Seconds(), "s", budget))
}

// stricter is the zone's bundle with an earlier reminder and an earlier amber.
func stricter() (*mechanism.Bundle, error) {
	files := fstest.MapFS{}
	whole, err := bundle()
	if err != nil {
		return nil, err
	}
	for _, f := range whole.Files {
		text := string(f.Bytes)
		text = strings.NewReplacer("at: due - 3wd", "at: due - 5wd", "matter.remaining <= wd(5)", "matter.remaining <= wd(8)").Replace(text)
		files[f.Path] = &fstest.MapFile{Data: []byte(text), ModTime: time.Time{}}
	}
	return mechanism.Load(files, zone)
}
