package engine

import (
	"context"
	"encoding/json"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
)

// versions compares the bundles in force, and those proposed, with the events that put them there: who, when, from when,
// and the files themselves. What is suspected is looked at again where nobody can write meanwhile.
func (v *verification) versions() error {
	if err := v.versionsHold(v.ctx); errs.KindOf(err) != errs.Corrupt {
		return err
	}
	return v.engine.inTx(v.ctx, v.versionsHold)
}

func (v *verification) versionsHold(ctx context.Context) error {
	rows, err := v.engine.store.Versions(ctx, v.zone.ZoneID)
	if err != nil {
		return err
	}
	n := 0
	var proposals proposals
	err = v.engine.decodeStream(ctx, v.zone.ZoneID, ledger.StreamMechanism, func(ev ledger.Event) error {
		if err := proposals.fold(&ev); err != nil || ev.Type != appliedType {
			return err
		}
		var content applied
		if err := json.Unmarshal(ev.Data, &content); err != nil {
			return err
		}
		if n >= len(rows) {
			return broken("ledger.version_missing", "机制版本 %[1]s 的记录被删除", "the row of mechanism version %[1]s was deleted", content.Version)
		}
		row := rows[n]
		n++
		want := row
		want.Hash, want.Version, want.FromAt, want.AppliedBy, want.AppliedAt = content.Hash, content.Version, micros(content.From), ev.Actor, micros(ev.At)
		if zh, en := differing("versions", "", &want, &row); zh != "" {
			return broken("ledger.version", "机制版本 %[1]s 的记录与启用时不符：%[2]s", "the row of mechanism version %[1]s is not what was applied: %[3]s", content.Version, zh, en)
		}
		_, err := archived(row)
		return err
	})
	if err != nil {
		return err
	}
	if n < len(rows) {
		return broken("ledger.version_added", "机制版本 %[1]s 没有启用的事件", "no event applied mechanism version %[1]s", rows[n].Version)
	}
	if err := proposals.compare(ctx, v.engine.store, v.zone.ZoneID); err != nil {
		return err
	}
	return v.called(ctx)
}

// called holds what the zone is called against the mechanisms that name it.
func (v *verification) called(ctx context.Context) error {
	if v.world == nil || len(v.world.Timeline) == 0 {
		return nil
	}
	z, err := v.engine.store.Zone(ctx, v.zone.ZoneID)
	if err != nil {
		return err
	}
	w, err := v.engine.world(ctx, v.zone.ZoneID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(w.Timeline, func(t mechanism.Version) bool { return t.Bundle.Title.In(text.Zh) == z.Title }) {
		return broken("ledger.zone_title", "地区的缓存列 zones.title 存为“%[1]s”，启用过的机制称为“%[2]s”", "the cached column zones.title of the zone holds “%[1]s”; the mechanisms applied call it “%[2]s”",
			quoted(z.Title), w.Timeline.Newest().Title.In(text.Zh))
	}
	return nil
}
