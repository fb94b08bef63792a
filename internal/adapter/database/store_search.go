package database

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// Search finds matters by phrases of two characters and more in number, title and brief, newest first. SQLite
// walks its full-text index backwards and stops at the limit; PostgreSQL's planner chooses between the index
// of words and that of newness by how common the words are.

// narrow is how many rows a scope may have so that looking through them is cheaper than through what the
// words find.
const narrow = 2000

// Search walks the matters that a query finds and a filter lets through, newest first.
func (s *Store) Search(ctx context.Context, zone, query string, f engine.Filter) iter.Seq2[engine.MatterRow, error] {
	sought := text.Seek(query)
	if len(sought) == 0 {
		return func(func(engine.MatterRow, error) bool) {}
	}
	columns := s.matters.without("state")
	q := s.selectMatters(ctx, zone, &f)
	if s.db.dialect == PostgreSQL {
		q = q.Join("JOIN search ON search.zone_id = matters.zone_id AND search.matter_id = matters.id").
			Where("search.zone_id = ?", zone).Where("search.words @@ ?::tsquery", tsquery(sought)).
			OrderExpr("search.made DESC, search.matter_id DESC")
		return walk(ctx, s, s.matters.scanner("state"), limited(q, f.Limit).ColumnExpr(of("matters", columns)).String())
	}
	if !f.Scope.All() {
		n, err := s.CountMatters(ctx, zone, engine.Filter{Scope: f.Scope, AtMost: narrow})
		if err != nil {
			return func(yield func(engine.MatterRow, error) bool) { yield(engine.MatterRow{}, err) }
		}
		if n < narrow {
			q = q.Join("CROSS JOIN search").Where("search.zone_id = matters.zone_id AND search.matter_id = matters.id").
				OrderExpr("search.made DESC")
			for _, p := range sought {
				q = q.Where("(' ' || search.words || ' ') LIKE ?", "% "+strings.Join(p.Words, " ")+map[bool]string{true: "%", false: " %"}[p.Prefix])
			}
			return walk(ctx, s, s.matters.scanner("state"), limited(q, f.Limit).ColumnExpr(of("matters", columns)).String())
		}
	}
	// In this order: SQLite keeps that of a CROSS JOIN, and the words come first.
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("search_words CROSS JOIN search CROSS JOIN matters")}
	c.matters(zone, &f)
	q = c.q.Where("search.made = search_words.rowid AND search.zone_id = ? AND search.matter_id = matters.id", zone).
		Where("search_words MATCH ?", fts5(sought)).OrderExpr("search_words.rowid DESC")
	return walk(ctx, s, s.matters.scanner("state"), limited(q, f.Limit).ColumnExpr(of("matters", columns)).String())
}

// of names the table before each column.
func of(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

// fts5 writes what is sought as SQLite reads it. Words hold letters and digits alone.
func fts5(sought []text.Sought) string {
	out := make([]string, len(sought))
	for i, p := range sought {
		out[i] = `"` + strings.Join(p.Words, " ") + `"`
		if p.Prefix {
			out[i] += " *"
		}
	}
	return strings.Join(out, " AND ")
}

// tsquery writes what is sought as PostgreSQL reads it.
func tsquery(sought []text.Sought) string {
	out := make([]string, len(sought))
	for i, p := range sought {
		phrase := make([]string, len(p.Words))
		for j, w := range p.Words {
			phrase[j] = "'" + w + "'"
		}
		out[i] = strings.Join(phrase, " <-> ")
		if p.Prefix {
			out[i] += ":*"
		}
	}
	return strings.Join(out, " & ")
}

// mostWords bounds what of a long brief is indexed; a tsvector counts no further than 16,383.
const mostWords = 4000

// putTexts indexes what matters can be found by.
func (s *Store) putTexts(ctx context.Context, texts []engine.TextRow) error {
	query := "INSERT INTO search (zone_id, matter_id, words) VALUES (?, ?, ?) ON CONFLICT (zone_id, matter_id) DO UPDATE SET words = EXCLUDED.words"
	if s.db.dialect == PostgreSQL {
		query = "INSERT INTO search (zone_id, matter_id, made, words) VALUES (?, ?, ?, ?::tsvector) ON CONFLICT (zone_id, matter_id) DO UPDATE SET words = EXCLUDED.words"
	}
	for i := range texts {
		t := &texts[i]
		words := text.Words(t.Text)
		words = words[:min(len(words), mostWords)]
		r, err := s.runner(ctx, query)
		if err != nil {
			return err
		}
		args := []any{t.ZoneID, t.MatterID, strings.Join(words, " ")}
		if s.db.dialect == PostgreSQL {
			args = []any{t.ZoneID, t.MatterID, t.Made, tsvector(words)}
		}
		if err := r.exec(ctx, args...); err != nil {
			return fmt.Errorf("index %s: %w", t.MatterID, err)
		}
	}
	return nil
}

// tsvector writes words with their places as PostgreSQL reads them.
func tsvector(words []string) string {
	var b strings.Builder
	for i, w := range words {
		b.WriteString("'" + w + "':" + strconv.Itoa(i+1) + " ")
	}
	return b.String()
}
