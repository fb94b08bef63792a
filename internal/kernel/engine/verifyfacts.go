package engine

import (
	"bytes"
	"context"
	"strings"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/register/facts"
)

// loadFacts reads the row of a record that keeps facts, and the words that it may name.
func (c *cached) loadFacts(ctx context.Context, store Store, zone, stream string) ([]string, error) {
	if !strings.HasPrefix(stream, ledger.FactPrefix) {
		return nil, nil
	}
	rows, err := store.FactRows(ctx, zone, []string{stream})
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		c.facts = &rows[0]
	}
	return store.FactWords(ctx, zone)
}

// verifyFacts folds a record that keeps facts and compares it with its row.
func (s *schedule) verifyFacts(chain []ledger.Record, c *cached) error {
	stream := chain[0].Stream
	var r facts.Record
	for i := range chain {
		statement, err := facts.Decode(chain[i].Type, chain[i].Data)
		if err != nil {
			return broken("ledger.content", "%[1]s：第 %[2]d 条事件无法读出：%[3]s", "%[1]s: event %[2]d cannot be read: %[3]s", stream, chain[i].Seq, err.Error())
		}
		r = facts.Evolve(r, facts.Said{Statement: statement, At: chain[i].At, Actor: chain[i].Actor})
	}
	if factStream(r.Register, r.Key) != stream {
		return broken("ledger.content", "%[1]s：事件写的是 %[2]s 的 %[3]s", "%[1]s: its events speak of %[3]s of %[2]s", stream, r.Register, r.Key)
	}
	if c.facts == nil {
		return broken("ledger.cache_missing", "%[1]s：表 facts 中的行被删除", "%[1]s: its row of table facts was deleted", stream)
	}
	last := chain[len(chain)-1]
	want := factRow(last.Zone, stream, &r, last.Seq, last.Hash, s.words)
	if _, fresh := s.words.Fresh(); len(fresh) > 0 {
		return broken("ledger.fact_words", "%[1]s：表 fact_words 缺少“%[2]s”一词", "%[1]s: the word %[2]q is missing from table fact_words", stream, fresh[0])
	}
	for _, column := range []struct {
		name string
		same bool
	}{{"name", want.Name == c.facts.Name}, {"seq", want.Seq == c.facts.Seq}, {"head", bytes.Equal(want.Head, c.facts.Head)}, {"facts", bytes.Equal(want.Facts, c.facts.Facts)}} {
		if !column.same {
			return broken("ledger.facts", "%[1]s：第 %[2]d 条事件之后，表 facts 的列 %[3]s 与事件不符", "%[1]s: after event %[2]d column %[3]s of table facts is not what the events say", stream, last.Seq, column.name)
		}
	}
	return nil
}
