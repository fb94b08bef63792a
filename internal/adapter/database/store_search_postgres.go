package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// Behind row-level security PostgreSQL looks into an index only for conditions that cannot leak what they see, and
// its text search is not among them. What is sought is therefore said to the policy of the table search itself, by
// a setting (see narrowed): it lets through only what holds it, and its own condition may use the index.

// soughtSetting is that variable; "" is for everything.
const soughtSetting = "qinlian.sought"

const (
	// newest is how many matters are looked through from the newest on before the index of words is asked.
	newest = 2000
	// together is how many of the matters that were found are read at a time.
	together = 200
)

// searchPostgres looks for common words among the newest matters and for others in the index, and reads the matters
// found. Of a scope with few matters the index is asked at once: it holds who they are of.
func (s *Store) searchPostgres(ctx context.Context, zone string, sought []text.Sought, f *engine.Filter, visit func(engine.MatterRow) bool) error {
	if done, err := s.searchRare(ctx, zone, sought, f, visit); done || err != nil {
		return err
	}
	who := whoIn(zone, f.Scope)
	words := tsquery(zone, sought, who)
	return s.db.InSnapshot(ctx, func(ctx context.Context) error {
		within, err := s.fewMembers(ctx, zone, f.Scope)
		if err != nil {
			return err
		}
		if f.Limit > 0 && within == "" {
			var rows []engine.MatterRow
			err := s.readFound(ctx, zone, f, func(row engine.MatterRow) bool { rows = append(rows, row); return true },
				"SELECT matter_id FROM (SELECT matter_id, words FROM search WHERE zone_id = ? ORDER BY made DESC, matter_id DESC LIMIT ?) AS latest WHERE words @@ ?::tsquery LIMIT ?",
				zone, newest, words, min(2*f.Limit, together))
			if err != nil {
				return err
			}
			if len(rows) >= f.Limit {
				for _, row := range rows {
					if !visit(row) {
						break
					}
				}
				return nil
			}
		}
		if err := s.seek(ctx, indexed(zone, sought, who)); err != nil {
			return err
		}
		err = s.readFound(ctx, zone, f, visit,
			"WITH found AS MATERIALIZED (SELECT made, matter_id FROM search WHERE zone_id = ? AND words @@ ?::tsquery) SELECT matter_id FROM found ORDER BY made DESC, matter_id DESC",
			zone, words)
		return errors.Join(err, s.seek(ctx, "")) // the transaction may go on to write
	})
}

// seek tells the policy what is sought.
func (s *Store) seek(ctx context.Context, words string) error {
	const text = "SELECT set_config('" + soughtSetting + "', $1, true)"
	done := told(ctx, s.db.watcher, text)
	_, err := s.db.current(ctx).tx.Tx.ExecContext(ctx, text, words)
	if done != nil {
		done(err)
	}
	return err
}

// readFound reads the matters whose ids a query gives, in its order, as far as the filter lets them through and its
// limit allows.
func (s *Store) readFound(ctx context.Context, zone string, f *engine.Filter, visit func(engine.MatterRow) bool, query string, args ...any) (err error) {
	left := f.Limit
	read := func(ids []string) (more bool, err error) {
		q := s.selectMatters(ctx, zone, f).Where("id IN (?)", bun.List(ids))
		found := make(map[string]engine.MatterRow, len(ids))
		if err := s.visit(ctx, q, 0, func(row engine.MatterRow) bool { found[row.ID] = row; return true }); err != nil {
			return false, err
		}
		for _, id := range ids {
			row, there := found[id]
			if !there {
				continue
			}
			if !visit(row) {
				return false, nil
			}
			if left--; left == 0 {
				return false, nil
			}
		}
		return true, nil
	}
	batch := make([]string, 0, together)
	for found, err := range walk(ctx, s, firstText, query, args...) {
		if err != nil {
			return err
		}
		if batch = append(batch, found); len(batch) < together {
			continue
		}
		more, err := read(batch)
		if err != nil || !more {
			return err
		}
		batch = batch[:0]
	}
	if len(batch) == 0 { // as where what was found is not the caller's to see: nobody can tell the two apart
		batch = append(batch, "")
	}
	_, err = read(batch)
	return err
}

// indexed is tsquery without the words of which only the beginning is known, unless there are no others: the index
// would have to join the lists of all words that begin so.
func indexed(zone string, sought []text.Sought, who []string) string {
	var whole []text.Sought
	for _, p := range sought {
		if p.Prefix {
			p = text.Sought{Words: p.Words[:len(p.Words)-1]}
		}
		if len(p.Words) > 0 {
			whole = append(whole, p)
		}
	}
	if len(whole) == 0 {
		whole = sought
	}
	return tsquery(zone, whole, who)
}

// tsquery writes what is sought as PostgreSQL reads it, and of whom the matter must be.
func tsquery(zone string, sought []text.Sought, who []string) string {
	out := make([]string, 0, len(sought)+1)
	for _, p := range sought {
		words := phrase(zone, p)
		for i, w := range words {
			words[i] = "'" + w + "'"
		}
		one := strings.Join(words, " <-> ")
		if p.Prefix {
			one += ":*"
		}
		out = append(out, one)
	}
	if len(who) > 0 {
		out = append(out, "('"+strings.Join(who, "' | '")+"')")
	}
	return strings.Join(out, " & ")
}

// putTextsPostgres indexes texts that are new, and who the matters are of where that has changed: each in one
// statement for all of them.
func (s *Store) putTextsPostgres(ctx context.Context, rows *engine.Rows) error {
	zone, who := zoneOf(rows), make(map[string]string, len(rows.Matters))
	for i := range rows.Matters {
		who[rows.Matters[i].ID] = whoOf(&rows.Matters[i])
	}
	if n := len(rows.Texts); n > 0 {
		ids, words, of, made := make([]string, 0, n), make([]string, 0, n), make([]string, 0, n), make([]int64, 0, n)
		last := make(map[string]int, n) // of several texts of a matter the last counts
		for i := range rows.Texts {
			t := &rows.Texts[i]
			if _, known := who[t.MatterID]; !known {
				row, err := s.Matter(ctx, zone, t.MatterID)
				if err != nil {
					return err
				}
				who[t.MatterID] = whoOf(&row)
			}
			at, again := last[t.MatterID]
			if !again {
				at = len(ids)
				last[t.MatterID] = at
				ids, words, of, made = append(ids, t.MatterID), append(words, ""), append(of, who[t.MatterID]), append(made, 0)
			}
			words[at], made[at] = tsvector(marked(zone, t.Text)), t.Made
		}
		err := s.exec(ctx, `INSERT INTO search (zone_id, matter_id, made, who, words)
			SELECT ?, id, made, who, words::tsvector || array_to_tsvector(string_to_array(who, ' '))
			FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[]) AS new (id, made, who, words)
			ON CONFLICT (zone_id, matter_id) DO UPDATE SET words = EXCLUDED.words, who = EXCLUDED.who`, zone, ids, made, of, words)
		if err != nil {
			return fmt.Errorf("index texts: %w", err)
		}
		for _, id := range ids {
			delete(who, id)
		}
	}
	if len(who) == 0 {
		return nil
	}
	ids, of := make([]string, 0, len(who)), make([]string, 0, len(who))
	for id, words := range who {
		ids, of = append(ids, id), append(of, words)
	}
	err := s.exec(ctx, `UPDATE search SET who = new.who, words = ts_delete(words, string_to_array(search.who, ' ')) || array_to_tsvector(string_to_array(new.who, ' '))
		FROM unnest(?::text[], ?::text[]) AS new (id, who) WHERE search.zone_id = ? AND search.matter_id = new.id AND search.who <> new.who`, ids, of, zone)
	if err != nil {
		return fmt.Errorf("index who matters are of: %w", err)
	}
	return nil
}

// unfoundPostgres compares entries where they lie.
func (s *Store) unfoundPostgres(ctx context.Context, rows *engine.Rows) ([]string, error) {
	n := len(rows.Texts)
	ids, words, of, made := make([]string, n), make([]string, n), make([]string, n), make([]int64, n)
	for i := range rows.Texts {
		t := &rows.Texts[i]
		ids[i], words[i], of[i], made[i] = t.MatterID, tsvector(marked(t.ZoneID, t.Text)), whoOf(&rows.Matters[i]), t.Made
	}
	query := `SELECT new.id FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[]) AS new (id, made, who, words)
		LEFT JOIN search ON search.zone_id = ? AND search.matter_id = new.id
		WHERE search.made IS DISTINCT FROM new.made OR search.who IS DISTINCT FROM new.who
			OR search.words IS DISTINCT FROM new.words::tsvector || array_to_tsvector(string_to_array(new.who, ' '))`
	var wrong []string
	for id, err := range walk(ctx, s, firstText, query, ids, made, of, words, zoneOf(rows)) {
		if err != nil {
			return nil, fmt.Errorf("compare what search finds: %w", err)
		}
		wrong = append(wrong, id)
	}
	return wrong, nil
}

func firstText(rows *sql.Rows) (text string, err error) {
	err = rows.Scan(&text)
	return text, err
}

// tsvector writes words with their places as PostgreSQL reads them.
func tsvector(words []string) string {
	var b strings.Builder
	for i, w := range words {
		b.WriteString("'" + w + "':" + strconv.Itoa(i+1) + " ")
	}
	return b.String()
}
