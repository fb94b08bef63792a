package database

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// searchRare searches PostgreSQL for what by its looks few matters hold, such as a number: what is sought is said to the
// policy and the matters are read in one question and answer, as one transaction. It is not done, and has visited
// nothing, where that did not tell all. The policy is told the rare word alone, and the scope is asked here: PostgreSQL, which
// guesses how many rows hold all the others, would rather look through the zone.
func (s *Store) searchRare(ctx context.Context, zone string, sought []text.Sought, f *engine.Filter, visit func(engine.MatterRow) bool) (done bool, err error) {
	word := rarest(zone, sought)
	if s.db.current(ctx) != nil || word == "" || !plain(f) {
		return false, nil
	}
	if told := told(ctx, s.db.watcher, s.rare); told != nil {
		defer func() { told(err) }()
	}
	conn, err := s.db.read.DB.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var page []engine.MatterRow
	n := 0
	row, into := s.matters.targets("state")
	err = conn.Raw(func(driver any) error {
		var batch pgx.Batch
		batch.Queue("SELECT set_config('"+soughtSetting+"', $1, true)", "'"+word+"'")
		batch.Queue(s.rare, zone, tsquery(zone, sought, nil))
		answers := driver.(*stdlib.Conn).Conn().SendBatch(ctx, &batch) //nolint:forcetypeassert // it is PostgreSQL's
		err := func() error {
			if _, err := answers.Exec(); err != nil {
				return err
			}
			rows, err := answers.Query()
			if err != nil {
				return err
			}
			defer rows.Close()
			for ; rows.Next(); n++ {
				if err := rows.Scan(into...); err != nil {
					return fmt.Errorf("read matters: %w", err)
				}
				if facts := row.Facts(); f.Scope.All() || f.Scope.Holds(&facts) {
					page = append(page, *row)
				}
			}
			return rows.Err()
		}()
		return errors.Join(err, answers.Close())
	})
	if err != nil || n == looked && (f.Limit == 0 || len(page) < f.Limit) {
		return false, err
	}
	for i := range page {
		if f.Limit > 0 && i == f.Limit || !visit(page[i]) {
			break
		}
	}
	return true, nil
}

// rareQuery asks for the newest matters whose words hold what is sought, $2, in a zone, $1.
func rareQuery(columns string) string {
	return "WITH found AS MATERIALIZED (SELECT made, matter_id FROM search WHERE zone_id = $1 AND words @@ $2::tsquery) SELECT " + of("matters", columns) +
		" FROM (SELECT made, matter_id FROM found ORDER BY made DESC, matter_id DESC LIMIT " + strconv.Itoa(looked) + ") AS latest" +
		" JOIN matters ON matters.zone_id = $1 AND matters.id = latest.matter_id ORDER BY latest.made DESC, latest.matter_id DESC"
}
