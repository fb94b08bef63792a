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
	var proposals proposals
	var put []VersionRow // as the events have them, without files
	err = v.engine.decodeStream(ctx, v.zone.ZoneID, ledger.StreamMechanism, func(ev ledger.Event) error {
		if err := proposals.fold(&ev); err != nil || ev.Type != appliedType && ev.Type != takenBackType {
			return err
		}
		var content applied // of what was taken back, too: from when it was to be in force
		if err := json.Unmarshal(ev.Data, &content); err != nil {
			return err
		}
		put = slices.DeleteFunc(put, func(p VersionRow) bool { return p.FromAt == micros(content.From) })
		if ev.Type == appliedType {
			put = append(put, VersionRow{ZoneID: ev.Zone, FromAt: micros(content.From), Version: content.Version, Hash: content.Hash, AppliedAt: micros(ev.At), AppliedBy: ev.Actor})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range put {
		want := put[i]
		if i >= len(rows) {
			return broken("ledger.version_missing", "机制版本 %[1]s 的记录被删除", "the row of mechanism version %[1]s was deleted", want.Version)
		}
		want.Files = rows[i].Files
		if zh, en := differing("versions", "", &want, &rows[i]); zh != "" {
			return broken("ledger.version", "机制版本 %[1]s 的记录与启用时不符：%[2]s", "the row of mechanism version %[1]s is not what was applied: %[3]s", want.Version, zh, en)
		}
		if _, err := archived(rows[i]); err != nil {
			return err
		}
	}
	if len(put) < len(rows) {
		return broken("ledger.version_added", "机制版本 %[1]s 没有启用的事件", "no event applied mechanism version %[1]s", rows[len(put)].Version)
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
