package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// Foresee tells what a State Council notice would do to the deadlines of the open matters of a zone if it were loaded at
// act.At, and changes nothing: moved is given each matter of which a deadline would lie elsewhere, as it stands and as it
// would stand. What would refuse LoadNotice refuses this.
func (e *Engine) Foresee(ctx context.Context, zone string, act Act, file []byte, moved func(before, after *matter.State) error) (calendar.Notice, error) {
	notice, err := calendar.ParseNotice(file)
	if err != nil {
		return notice, err
	}
	w, err := e.world(ctx, zone)
	if err != nil {
		return notice, err
	}
	if err := w.mayGovern(act, authority.Calendar, text.Text{Zh: "载入节假日安排", En: "load a holiday notice"}); err != nil {
		return notice, err
	}
	if act.At, err = e.knownFrom(ctx, zone, act.At); err != nil {
		return notice, err
	}
	if err := w.published(&notice, act); err != nil {
		return notice, err
	}
	with, err := w.newest().With(notice)
	if err != nil {
		return notice, err
	}
	version := matter.CalendarVersion{From: ledger.Instant(act.At), Calendar: with.Following(w.newest(), ledger.Instant(act.At)), Notice: notice.Number}
	open := true
	for row, err := range e.store.List(ctx, zone, Filter{Open: &open, ByID: true, WithState: true}) {
		if err != nil {
			return notice, err
		}
		t := &turn{ctx: ctx, engine: e, zone: zone, world: w}
		if err := t.load(&row); err != nil {
			return notice, err
		}
		if err := t.foresee(version, act.At, moved); err != nil {
			return notice, err
		}
	}
	return notice, nil
}

// foresee compares the matter as it stands at an instant with how it would stand under one calendar more.
func (t *turn) foresee(version matter.CalendarVersion, at time.Time, moved func(before, after *matter.State) error) error {
	now := t.world.matterWorld(t)
	then := *now
	then.Calendars = append(slices.Clip(now.Calendars), version)
	before, _, err := matter.Advance(t.state.Clone(), now, t.cursor, at)
	if err != nil {
		return err
	}
	after, _, err := matter.Advance(t.state.Clone(), &then, t.cursor, at)
	if err != nil || t.fault != nil {
		return errors.Join(err, t.fault)
	}
	if before.Deadlines.Working().At.Equal(after.Deadlines.Working().At) {
		return nil
	}
	return moved(&before, &after)
}
