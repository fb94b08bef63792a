package engine

import (
	"context"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
)

// FactQuery picks records of a register that keeps facts; zero members do not restrict.
type FactQuery struct {
	Register string
	On       clock.Date // as of this day
	Name     string     // part of the name or of the key
	After    string     // keys behind this one
	Limit    int        // most records given; 0: all
}

// FactLine is one record with what it is on the day, by register.Reading.Name.
type FactLine struct {
	Key    string
	Name   string
	Values map[string]rule.Value
}

// FactList lists the records in use on a day in order of key, and tells whether there are more than the limit.
func (e *Engine) FactList(ctx context.Context, zone string, q FactQuery) (lines []FactLine, more bool, err error) {
	err = e.store.InSnapshot(ctx, func(ctx context.Context) error {
		lines, more, err = e.factList(ctx, zone, q)
		return err
	})
	return lines, more, err
}

func (e *Engine) factList(ctx context.Context, zone string, q FactQuery) (lines []FactLine, more bool, err error) {
	def, classes, err := e.FactRegister(ctx, zone, q.Register, e.NowIn(zone))
	if err != nil {
		return nil, false, err
	}
	r := factRange(q.Register)
	if q.After != "" {
		r.From = factStream(q.Register, q.After) + "\x00"
	}
	var words *facts.Words
	for row, err := range e.store.WalkFacts(ctx, zone, r) {
		if err != nil {
			return nil, false, err
		}
		if !strings.Contains(row.Name, q.Name) && !strings.Contains(row.Key(), q.Name) {
			continue
		}
		if words == nil {
			stored, err := e.store.FactWords(ctx, zone)
			if err != nil {
				return nil, false, err
			}
			words = facts.NewWords(stored)
		}
		record, err := facts.Unpack(q.Register, row.Key(), row.Facts, words)
		if err != nil {
			return nil, false, unreadableFacts(row.Stream, err)
		}
		values, inUse, err := facts.Read(def, classes, &record, q.On)
		if err != nil {
			return nil, false, err
		}
		if !inUse {
			continue
		}
		if q.Limit > 0 && len(lines) == q.Limit {
			return lines, true, nil
		}
		lines = append(lines, FactLine{Key: row.Key(), Name: row.Name, Values: values})
	}
	return lines, false, nil
}
