package engine

import (
	"context"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
)

// overtaken is by how much others may have been quicker than who acts now, or wrote the same minute.
const overtaken = time.Minute

// knownFrom is the instant from which a notice that is loaded at an instant, or now, is known: after all that the ledger has
// worked out, since nobody works that out again. Who names an earlier instant is refused: what was entered since would
// stay as it was counted, and a replay, which knows of the notice, would find it elsewhere.
func (e *Engine) knownFrom(ctx context.Context, zone string, named time.Time) (time.Time, error) {
	last, err := e.reckoned(ctx, zone)
	if err != nil {
		return named, err
	}
	at := ledger.Instant(named)
	if named.IsZero() {
		at = e.NowIn(zone)
	}
	switch {
	case at.After(last):
		return at, nil
	case named.IsZero() || last.Sub(at) < overtaken:
		return last.Add(time.Microsecond), nil
	}
	return at, errs.Newf(errs.Refused, "calendar.known_late", "台账已记到 %[1]s，通知不能追记为 %[2]s 载入：此后记入、算出的时限不会再按它重算，什么也没有写入。请不写 --at（按现在载入），或写 %[1]s 以后的时刻",
		"the ledger has gone on to %[1]s, so the notice cannot be loaded as of %[2]s: what was entered and counted since would not be counted again by it, and nothing was written. Leave --at out to load it now, or name an instant after %[1]s", calendar.Stamp(last), calendar.Stamp(at))
}

// reckoned is the latest instant up to which anything that depends on the calendar was worked out: a matter, or a notice
// before, which one that changes it must follow.
func (e *Engine) reckoned(ctx context.Context, zone string) (time.Time, error) {
	cursor, err := e.store.Reckoned(ctx, zone)
	if err != nil {
		return time.Time{}, err
	}
	notices, err := e.store.Stream(ctx, zone, ledger.StreamCalendar)
	last := instant(cursor)
	if n := len(notices); n > 0 && notices[n-1].At.After(last) {
		last = notices[n-1].At
	}
	return last, err
}
