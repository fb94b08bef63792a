package engine

import (
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register/facts"
)

// A matter is looked at when its next_at has come, from its cursor_at on. No event says where those two stand,
// but what the rules say does bound them: a matter that nobody would look at again is found, and so is one
// whose cursor was put past something that was never written.

// schedule checks matters of one zone in one goroutine.
type schedule struct {
	world *zoneWorld
	m     matter.World
	tree  bool   // a rule asked what hangs below the matter
	text  []byte // the state last written, for comparing
	words *facts.Words
}

// verify holds next_at and cursor_at of a row against the folded state; last is the matter's last event. Nobody
// looks at a matter of a kind that the mechanisms have given up.
func (c *schedule) verify(s *matter.State, row *MatterRow, last *ledger.Event) error {
	if err := c.check(s, row, last); errs.KindOf(err) != errs.NotFound {
		return err
	}
	return nil
}

func (c *schedule) check(s *matter.State, row *MatterRow, last *ledger.Event) error {
	if c.world == nil {
		return nil
	}
	if c.m.Zone == "" {
		c.m = c.world.World
		c.m.Reforms = nil // which programs before did not wait for
		c.m.Tree = func(string, time.Time) matter.Tree {
			c.tree = true
			return matter.Tree{}
		}
	}
	cursor := instant(row.CursorAt)
	if cursor.Before(last.At) {
		return wrongSchedule(s, "cursor_at", row.CursorAt, "不早于", "not before", last.At)
	}
	next, ok, err := matter.Next(s, &c.m, last.At)
	if err != nil {
		return err
	}
	if ok && !next.After(cursor) {
		missed, err := c.passedOver(s, last, cursor)
		if err != nil {
			return err
		}
		if !missed.IsZero() {
			return wrongSchedule(s, "cursor_at", row.CursorAt, "早于", "before", missed)
		}
		if next, ok, err = matter.Next(s, &c.m, cursor); err != nil {
			return err
		}
	}
	early := func() bool { return ok && (row.NextAt <= 0 || row.NextAt > micros(next)) }
	if early() && cursor.After(last.At) { // its unit may have ended in between, without a word in its own chain
		if next, ok, err = matter.Next(s, &c.m, cursor); err != nil {
			return err
		}
	}
	if early() {
		return wrongSchedule(s, "next_at", row.NextAt, "不晚于", "not after", next)
	}
	return nil
}

func wrongSchedule(s *matter.State, column string, held int64, zh, en string, bound time.Time) error {
	return broken("ledger.schedule", "%[1]s：第 %[2]d 条事件之后，事项的缓存列 matters.%[3]s 存为“%[4]s”，按事件与机制应%[5]s“%[6]s”",
		"%[1]s: after event %[2]d the cached column matters.%[3]s of the matter holds “%[4]s”; by the events and the mechanism it is %[7]s “%[6]s”",
		s.Number, s.Seq, column, when(instant(held)), zh, when(bound), en)
}

// passedOver is the first instant after the last event and up to the cursor at which something fell due that
// was not written; zero for none. Mechanisms and notices may have been put in force under a date that the
// cursor had passed already: what any knowledge of them explains is no fault.
func (c *schedule) passedOver(s *matter.State, last *ledger.Event, cursor time.Time) (time.Time, error) {
	w := c.m
	missed, err := c.firstDue(s, &w, last.At, cursor)
	for err == nil && !missed.IsZero() {
		if !c.forget(&w, last) {
			return missed, nil
		}
		missed, err = c.firstDue(s, &w, last.At, cursor)
	}
	return missed, err
}

// forget takes away the version or notice that came last, unless it was known when the event was written;
// false where nothing can be taken away.
func (c *schedule) forget(w *matter.World, last *ledger.Event) bool {
	versions, notices := len(w.Timeline), len(w.Calendars)
	governs := w.Timeline.At(last.At)
	newVersion := versions > 1 && governs != nil && (w.Timeline[versions-1].From.After(last.At) || governs.Version != last.Basis.Mechanism)
	newNotice := notices > 1 && (w.Calendars[notices-1].From.After(last.At) || w.CalendarAt(last.At).Version() != last.Basis.Calendar)
	if newVersion && (!newNotice || w.Calendars[notices-1].From.Before(w.Timeline[versions-1].AppliedAt)) {
		w.Timeline = w.Timeline[: versions-1 : versions-1]
	} else if newNotice {
		w.Calendars = w.Calendars[: notices-1 : notices-1]
	}
	return newVersion || newNotice
}

// firstDue is the first instant after from and up to until that brings an event; zero for none. Where rules
// read what hangs below, which may have been entered under an earlier date since, only duties, letters and
// deadlines count.
func (c *schedule) firstDue(s *matter.State, w *matter.World, from, until time.Time) (time.Time, error) {
	now := *s
	c.tree = false
	for {
		t, ok, err := matter.Next(&now, w, from)
		if err != nil || !ok || t.After(until) {
			return time.Time{}, err
		}
		after, derived, err := matter.React(now, w, t)
		if err != nil {
			return time.Time{}, err
		}
		for i := range derived {
			if !c.tree || !byTree(derived[i].Content) {
				return t, nil
			}
		}
		now, from = after, t
	}
}

// byTree tells whether a tree may have been the reason for an event.
func byTree(content matter.Content) bool {
	switch content.(type) {
	case *matter.DutyEvent, *matter.LetterLateEvent, *matter.LetterSupersededEvent, *matter.ClockSetEvent:
		return false
	}
	return true
}
