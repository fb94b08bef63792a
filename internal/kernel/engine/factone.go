package engine

import (
	"context"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule/batch"
)

// ColumnsOf is Columns of one record alone, or of none where there is no such record.
func (e *Engine) ColumnsOf(ctx context.Context, zone, name, key string, day clock.Date, paths ...string) (*facts.Columns, error) {
	def, classes, err := e.FactRegister(ctx, zone, name, e.NowIn(zone))
	if err != nil {
		return nil, err
	}
	schema, err := def.Schema()
	if err != nil {
		return nil, err
	}
	s := stating{def: def}
	rows, stored, err := e.factRows(ctx, zone, s.stream(key))
	if err != nil {
		return nil, err
	}
	reader, err := facts.NewReader(def, classes, facts.NewWords(stored), day, time.Time{}, paths...)
	if err != nil {
		return nil, err
	}
	c, err := facts.NewColumns(batch.NewTable(schema, len(rows)), reader, len(rows))
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if _, err := c.Put(rows[i].Key(), rows[i].Facts); err != nil {
			return nil, unreadableFacts(rows[i].Stream, err)
		}
	}
	return c, nil
}
