package engine

import (
	"context"
	"strings"
)

// A unit finds the matters that it supports by entries of their own (supports). One that is missing hides a matter from
// those who may see it; one too many opens nothing, because the matter's row is asked as well.

// supporters holds the entries against what the events say. They are counted, and looked at one by one where the
// numbers differ, where nobody can write meanwhile.
func (v *verification) supporters() error {
	n, err := v.engine.store.CountSupports(v.ctx, v.zone.ZoneID)
	if err != nil || n == v.support {
		return err
	}
	return v.engine.inTx(v.ctx, v.supportMissing)
}

func (v *verification) supportMissing(ctx context.Context) error {
	var rows []MatterRow
	for row, err := range v.engine.store.List(ctx, v.zone.ZoneID, Filter{ByID: true}) {
		if err != nil {
			return err
		}
		if row.Support != "" {
			rows = append(rows, row)
		}
	}
	for i := range rows {
		units := strings.Split(strings.Trim(rows[i].Support, "|"), "|")
		there, err := v.engine.store.Supported(ctx, v.zone.ZoneID, rows[i].ID, units)
		if err != nil {
			return err
		}
		if !there {
			return broken("ledger.support", "%[1]s：表 supports 缺少配合单位（%[2]s）的行，配合单位看不到这件事", "%[1]s: a row of table supports is missing for its supporting units (%[2]s), who do not see the matter", rows[i].Number, rows[i].Support)
		}
	}
	return nil
}
