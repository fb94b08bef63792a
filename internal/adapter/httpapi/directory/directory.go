// Package directory is the interface to what the work of a zone stands on: who holds which post on a day, the
// registers and lists that gates consult, and the calendar that deadlines are counted with.
package directory

import (
	"context"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// api declares the operations on the org chart, registers, lists and calendar.
type api struct{ *door.Door }

// Declare adds the operations on the org chart, registers, lists and calendar.
func Declare(d *door.Door) {
	a := &api{d}
	a.org()
	a.away()
	a.reorganise()
	a.registers()
	a.records()
	a.facts()
	a.calendar()
	a.notices()
}

// InZone names a zone in a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
}

// OnDay asks for a zone as it is on a day.
type OnDay struct {
	InZone

	On string `query:"on" maxLength:"10" doc:"2023-06-12; today unless given"`
}

// at is an instant on the day asked for: now for today.
func (a *api) at(ctx context.Context, in *OnDay) (time.Time, error) {
	now := a.Present(ctx)
	day, err := door.Date(in.On, "query.on")
	if err != nil || day == 0 {
		return now, err
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return now, err
	}
	return cal.StartOfWork(day), nil
}

// bundle is what is in force now; nil before the first.
func (a *api) bundle(ctx context.Context, zone string) (*mechanism.Bundle, error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	return timeline.At(a.Present(ctx)), nil
}

// today is the zone's date.
func (a *api) today(ctx context.Context, zone string) (clock.Date, error) {
	cal, err := a.Engine.Calendar(ctx, zone, a.Present(ctx))
	if err != nil {
		return 0, err
	}
	return cal.DateOf(a.Present(ctx)), nil
}

// acting finds as whom the caller does something that is no command on a matter.
func (a *api) acting(ctx context.Context, c *door.Caller, zone, as string) (engine.Act, error) {
	var who matter.Command
	err := a.Act(ctx, c, zone, as, &who)
	return engine.Act{Actor: who.Actor, Person: who.Person, At: a.Present(ctx)}, err
}

// day is a pointer to a date, nil for none.
func day(d clock.Date) *clock.Date {
	if d == 0 {
		return nil
	}
	return &d
}

// listed is a list that is never null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
