package matters

import (
	"context"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/session"
)

// workNews are the matters of a filter that turned red since yesterday began, and the next session that the caller attends.
func (a *api) workNews(ctx context.Context, c *door.Caller, in *WorkInput, owned engine.Filter) (red WorkMatters, next *engine.SessionAhead, err error) {
	now := a.Present(ctx)
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return red, nil, err
	}
	today := cal.DateOf(now)
	owned.Light, owned.Also.Lit.From = string(matter.Red), cal.StartOfDay(today-1).UnixMicro()
	red.Matters = []MatterLine{}
	counted := owned
	counted.AtMost = door.MostCounted + 1
	if red.Total, err = listing.Count(ctx, a.Engine, in.Zone, counted, now); err != nil {
		return red, nil, err
	}
	red.More, red.Total = red.Total > door.MostCounted, min(red.Total, door.MostCounted)
	if red.Total > 0 {
		if red.Matters, err = a.lines(ctx, in, owned); err != nil {
			return red, nil, err
		}
	}
	all, err := a.Engine.Sessions(ctx, in.Zone, "")
	if err != nil {
		return red, nil, err
	}
	return red, engine.NextSession(all, today, func(s *session.State) bool { return c.Subject.Attends(listing.SessionPosts(s)...) }), nil
}
