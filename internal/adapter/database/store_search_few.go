package database

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// looked is how many of the newest matters that the words find are looked at before anything else is tried: most
// that people look for is rare, or stands in the newest matters that they may see.
const looked = 64

// searchFew searches SQLite for what few matters hold, or what the newest hold often enough: by one constant statement
// that gives matters with their words, where the other ways write one for each search. What is sought is compared, and
// the scope asked, here. It is not done, and has visited nothing, where that did not tell all.
func (s *Store) searchFew(ctx context.Context, zone string, sought []text.Sought, f *engine.Filter, visit func(engine.MatterRow) bool) (done bool, err error) {
	match := rarest(zone, sought)
	if match == "" {
		match = fts5(zone, sought)
	} else {
		match = `"` + match + `"`
	}
	if match == "" || !plain(f) {
		return false, nil
	}
	page, done, err := s.readFew(ctx, match, zone, sought, f)
	visitAll(page, visit)
	return done, err
}

// plain tells whether a filter asks for nothing that is not looked at here.
func plain(f *engine.Filter) bool {
	return reflect.DeepEqual(*f, engine.Filter{Scope: f.Scope, Limit: f.Limit})
}

func visitAll(rows []engine.MatterRow, visit func(engine.MatterRow) bool) {
	for i := range rows {
		if !visit(rows[i]) {
			return
		}
	}
}

// readFew reads the page that the newest matters fill; there is none, and all is false, where more have to be looked at.
func (s *Store) readFew(ctx context.Context, match, zone string, sought []text.Sought, f *engine.Filter) (page []engine.MatterRow, all bool, err error) {
	r, err := s.runner(ctx, s.few)
	if err != nil {
		return nil, false, err
	}
	rows, err := r.query(ctx, match)
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var words string
	row, into := s.matters.targets("state")
	into = append(into, &words)
	full := func() bool { return f.Limit > 0 && len(page) == f.Limit }
	n := 0
	for ; !full() && rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return nil, false, unreadable(rows, s.few, err)
		}
		facts := row.Facts()
		if row.ZoneID == zone && holds(zone, sought, words) && (f.Scope.All() || f.Scope.Holds(&facts)) {
			page = append(page, *row)
		}
	}
	if err := rows.Err(); err != nil || n == looked && !full() {
		return nil, false, err
	}
	return page, true, nil
}

// fewQuery asks for the newest matters that words find, with the words of each. SQLite keeps the order of a CROSS JOIN, and
// would plan the statement anew each time if the limit were a parameter. It names no zone: words carry the mark of
// theirs, and whoever reads looks at the rest of it.
func fewQuery(columns string) string {
	return "SELECT " + of("matters", columns) + ", search.words FROM (SELECT rowid AS made FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT " + strconv.Itoa(looked) + ") AS latest" +
		" CROSS JOIN matters ON matters.made = latest.made CROSS JOIN search ON search.made = matters.made"
}

// rarest picks the one word of those sought that by its looks few matters have: a number of three
// digits and more that is no year. "" when there is none.
func rarest(zone string, sought []text.Sought) string {
	best := ""
	for _, p := range sought {
		words := p.Words
		if p.Prefix {
			words = words[:len(words)-1]
		}
		for _, w := range words {
			if len(w) > max(2, len(best)) && strings.Trim(w, "0123456789") == "" && !(len(w) == len("2026") && (w[:2] == "19" || w[:2] == "20")) {
				best = w
			}
		}
	}
	if best == "" {
		return ""
	}
	return mark(zone) + best
}

// holds tells whether the words of a matter hold every phrase sought.
func holds(zone string, sought []text.Sought, words string) bool {
	for _, p := range sought {
		if !holdsPhrase(words, strings.Join(phrase(zone, p), " "), p.Prefix) {
			return false
		}
	}
	return true
}

func holdsPhrase(words, sought string, prefix bool) bool {
	for from := 0; ; {
		i := strings.Index(words[from:], sought)
		if i < 0 {
			return false
		}
		begin, end := from+i, from+i+len(sought)
		if (begin == 0 || words[begin-1] == ' ') && (prefix || end == len(words) || words[end] == ' ') {
			return true
		}
		_, size := utf8.DecodeRuneInString(words[begin:])
		from = begin + size
	}
}
