package dossier

import (
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// deadlinesSet says what a clock-set made of the deadlines there were: each one that moved, from where to where;
// each that is new beside them or that was provisional and is certain now; else the deadline that people are held to, and
// nothing where that was told before and stays. unstarted: the clock stands before its start.
// ends is when work ends on a day: what is due then is told by its day, any other by its hour, too.
func deadlinesSet(was, now *matter.Deadlines, unstarted bool, ends func(clock.Date) time.Time) text.Text {
	working, before := now.Working(), was.Working()
	switch {
	case stands(now):
		return both("停止计时", "the clock stands still")
	case working.Date.IsZero():
		if unstarted {
			return both("尚未起算", "the clock has not started")
		}
		return both("没有时限", "no deadline")
	case stands(was):
		to := dated(working, !working.At.Equal(ends(working.Date)))
		return both("恢复计时，时限为 "+to.Zh, "the clock goes on, deadline "+to.En)
	}
	var zh, en []string
	for _, d := range []struct {
		name     text.Text
		was, now calendar.Deadline
	}{
		{both("时限", "deadline"), was.Promised, now.Promised},
		{both("法定时限", "statutory deadline"), was.Statutory, now.Statutory},
		{both("建议时限", "advisory deadline"), was.Advisory, now.Advisory},
		{both("签收时限", "time to accept"), was.Accept, now.Accept},
	} {
		if d.now.Date.IsZero() || d.was.Date.IsZero() && before.Date.IsZero() {
			continue
		}
		if d.was.Date.IsZero() {
			to := dated(d.now, !d.now.At.Equal(ends(d.now.Date)))
			zh, en = append(zh, d.name.Zh+"定为 "+to.Zh), append(en, d.name.En+" set to "+to.En)
			continue
		}
		moved := d.was.Date != d.now.Date || !d.was.At.Equal(d.now.At)
		hours := moved && (d.was.Date == d.now.Date || !d.was.At.Equal(ends(d.was.Date))) || !d.now.At.Equal(ends(d.now.Date))
		d.was.Provisional = d.was.Provisional && !moved
		switch from, to := dated(d.was, hours), dated(d.now, hours); {
		case moved:
			zh, en = append(zh, d.name.Zh+"由 "+from.Zh+" 改为 "+to.Zh), append(en, d.name.En+" moved from "+from.En+" to "+to.En)
		case d.was.Provisional && !d.now.Provisional:
			zh, en = append(zh, d.name.Zh+" "+to.Zh+" 不再是暂估"), append(en, d.name.En+" "+to.En+" is provisional no more")
		}
	}
	if len(zh) == 0 && working.At.Equal(before.At) && working.Provisional == before.Provisional {
		return text.Text{}
	}
	if len(zh) == 0 {
		to := dated(working, !working.At.Equal(ends(working.Date)))
		return both("时限定为 "+to.Zh, "deadline set to "+to.En)
	}
	return both(strings.Join(zh, "；"), strings.Join(en, "; "))
}

// speaks tells whether somebody says with an event what becomes of an application: the office takes it on, names what is
// missing or has it all, or the matter was done without.
func speaks(content matter.Content) bool {
	switch c := content.(type) {
	case *matter.ClockEvent:
		return true
	case *matter.MovedEvent:
		return c.Command == "accept" || c.Command == "complete"
	}
	return false
}

// recounted adds by when letters are to be answered now, and when duties are due that another calendar moved.
func (t *teller) recounted(out text.Text, c *matter.ClockSetEvent) text.Text {
	join := func(zh, en string) {
		if !out.IsZero() {
			zh, en = out.Zh+"；"+zh, out.En+"; "+en
		}
		out = both(zh, en)
	}
	for _, d := range c.Duties {
		what, due := DutyWords[matter.WhatOf(d.ID)], calendar.Local(d.Due)
		join(what.Zh+"的时限改为 "+due, "time to "+what.En+" moved to "+due)
	}
	for _, l := range c.Letters {
		if due := calendar.Local(l.Due); len(c.Duties) == 0 { // else its duty says so
			join("函件 "+l.ID+" 的复函时限改为 "+due, "letter "+l.ID+" is to be answered by "+due)
		}
	}
	return out
}

// stands tells whether the clock that people are held to is suspended: there is no date meanwhile.
func stands(d *matter.Deadlines) bool {
	return d.Working().Date.IsZero() && (d.Promised.Suspended || d.Statutory.Suspended || d.Advisory.Suspended)
}

// dated writes a deadline's day, with its hour or without, and that it is provisional.
func dated(d calendar.Deadline, hour bool) text.Text {
	on := d.Date.String()
	if hour && !d.At.IsZero() {
		on = calendar.Local(d.At)
	}
	if d.Provisional {
		return both(on+"（暂估）", on+" (provisional)")
	}
	return both(on, on)
}

// hoursMoved tells of a clock-set by which none but other office hours moved a deadline: nobody said anything, no notice came
// and the clock is what it was.
func (t *teller) hoursMoved(at time.Time, c *matter.ClockSetEvent) bool {
	w, n := t.deadlines.Working(), c.Deadlines.Working()
	return c.Notice == "" && !at.Equal(t.spoke) && !w.At.IsZero() && !w.At.Equal(n.At) && w.Calendar != n.Calendar
}
