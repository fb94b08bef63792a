package database

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// Search finds matters by phrases of two characters and more in number, title and brief, newest first. No order of
// work is right for every query: a common word is found by going back from the newest matter, a rare one through
// the index of words, and what a narrow scope holds is looked through row by row. Which it is to be is found out by
// trying the cheap ways for a bounded number of rows (store_search_sqlite.go, store_search_postgres.go).

// Search gives the matters that a query finds and a filter lets through, newest first: all that the filter's limit allows are
// read before the first is given, so that whoever reads more about each does not hold a second connection.
func (s *Store) Search(ctx context.Context, zone, query string, f engine.Filter) iter.Seq2[engine.MatterRow, error] {
	ctx = s.in(ctx, zone)
	sought := text.Seek(query)
	return func(yield func(engine.MatterRow, error) bool) {
		if len(sought) == 0 || f.Scope.Nothing() {
			return
		}
		search := s.searchSQLite
		if s.db.dialect == PostgreSQL {
			search = s.searchPostgres
		}
		var found []engine.MatterRow
		if err := search(ctx, zone, sought, &f, func(row engine.MatterRow) bool { found = append(found, row); return true }); err != nil {
			yield(engine.MatterRow{}, Explain(fmt.Errorf("search: %w", err)))
			return
		}
		visitAll(found, func(row engine.MatterRow) bool { return yield(row, nil) })
	}
}

// mark is what words of a zone begin with in an index that holds the words of many. Two zones may have the same:
// then a search walks through both and shows the rows of one.
func mark(zone string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(zone))
	const letters = 36 * 36 * 36
	word := strconv.FormatUint(uint64(h.Sum32()%letters), 36)
	return strings.Repeat("0", 3-len(word)) + word
}

// mostWords bounds what of a long brief is indexed; a tsvector counts no further than 16,383.
const mostWords = 4000

// marked cuts a text into words that carry the mark of their zone.
func marked(zone, of string) []string {
	words := text.Words(of)
	words = words[:min(len(words), mostWords)]
	m := mark(zone)
	for i, w := range words {
		words[i] = m + w
	}
	return words
}

// phrase writes the words of one phrase with their mark.
func phrase(zone string, p text.Sought) []string {
	m := mark(zone)
	words := make([]string, len(p.Words))
	for i, w := range p.Words {
		words[i] = m + w
	}
	return words
}

// whoWord says of a matter that it stands in a relation to somebody. Texts have no word with "=" in it.
func whoWord(zone, relation, name string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return mark(zone) + "=" + relation + hex.EncodeToString(h.Sum(nil))
}

// whoOf lists who a matter is of, for whoIn to find.
func whoOf(m *engine.MatterRow) string {
	var words []string
	for _, x := range []struct{ relation, name string }{
		{"o", m.Owner}, {"s", m.Sponsor}, {"v", m.Verifier}, {"u", m.LeadUnit}, {"a", m.Applicant}, {"f", m.FirstContact}, {"k", m.Kind},
	} {
		if x.name != "" {
			words = append(words, whoWord(m.ZoneID, x.relation, x.name))
		}
	}
	for unit := range strings.SplitSeq(strings.Trim(m.Support, "|"), "|") {
		if unit != "" {
			words = append(words, whoWord(m.ZoneID, "p", unit))
		}
	}
	return strings.Join(words, " ")
}

// whoIn lists words of which every row in a scope has one; none where rows of anybody may be in it. Rows outside it
// may have one, too: the scope itself decides.
func whoIn(zone string, s *authority.Scope) (words []string) {
	by, some := standing(s)
	if !some {
		return nil
	}
	who := s.Subject
	for _, x := range []struct {
		by       authority.Relation
		relation string
		names    []string
	}{
		{authority.Owner, "o", who.Answers()},
		{authority.Superior, "o", who.Below},
		{authority.Sponsor, "s", who.Answers()},
		{authority.Sponsor, "u", who.Led},
		{authority.Verifier, "v", who.Answers()},
		{authority.LeadUnit, "u", who.Units},
		{authority.UnitHead, "u", who.Headed},
		{authority.Keeper, "k", who.Kept},
		{authority.Applicant, "a", who.Parties},
		{authority.FirstContact, "f", who.Answers()},
		{authority.SupportUnit, "p", who.Units},
	} {
		if by&x.by == 0 {
			continue
		}
		for _, name := range x.names {
			if name != "" {
				words = append(words, whoWord(zone, x.relation, name))
			}
		}
	}
	if len(words) == 0 { // nobody's: a word that no row has
		return []string{whoWord(zone, "", "")}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Unfound tells which of some matters have no entry, or another than they should have.
func (s *Store) Unfound(ctx context.Context, rows engine.Rows) (wrong []string, err error) {
	if len(rows.Texts) == 0 {
		return nil, nil
	}
	ctx = s.in(ctx, zoneOf(&rows))
	if s.db.dialect == PostgreSQL {
		return s.unfoundPostgres(ctx, &rows)
	}
	return s.unfoundSQLite(ctx, &rows)
}

// putTexts indexes what matters can be found by, and on PostgreSQL who they are of.
func (s *Store) putTexts(ctx context.Context, rows *engine.Rows) error {
	if s.db.dialect == PostgreSQL {
		return s.putTextsPostgres(ctx, rows)
	}
	for i := range rows.Texts {
		t := &rows.Texts[i]
		err := s.exec(ctx, "INSERT INTO search (made, words) SELECT made, ? FROM matters WHERE zone_id = ? AND id = ? ON CONFLICT (made) DO UPDATE SET words = EXCLUDED.words",
			strings.Join(marked(t.ZoneID, t.Text), " "), t.ZoneID, t.MatterID)
		if err != nil {
			return fmt.Errorf("index %s: %w", t.MatterID, err)
		}
	}
	return nil
}
