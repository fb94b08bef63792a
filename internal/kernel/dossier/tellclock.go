package dossier

import (
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// deadlinesSet says what a clock-set made of the deadlines there were: each one that moved, from where to where;
// each that was provisional and is certain now; else the deadline that people are held to. unstarted: the clock stands before its start.
func deadlinesSet(was, now *matter.Deadlines, unstarted bool) text.Text {
	working := now.Working()
	switch {
	case stands(now):
		return both("停止计时", "the clock stands still")
	case working.Date.IsZero():
		if unstarted {
			return both("尚未起算", "the clock has not started")
		}
		return both("没有时限", "no deadline")
	case stands(was):
		to := dated(working)
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
		switch from, to := d.was.Date.String(), dated(d.now); {
		case d.was.Date.IsZero() || d.now.Date.IsZero():
		case d.was.Date != d.now.Date:
			zh, en = append(zh, d.name.Zh+"由 "+from+" 改为 "+to.Zh), append(en, d.name.En+" moved from "+from+" to "+to.En)
		case d.was.Provisional && !d.now.Provisional:
			zh, en = append(zh, d.name.Zh+" "+to.Zh+" 不再是暂估"), append(en, d.name.En+" "+to.En+" is provisional no more")
		}
	}
	if len(zh) == 0 {
		to := dated(working)
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

// dated writes a deadline's day, and that it is provisional.
func dated(d calendar.Deadline) text.Text {
	day := d.Date.String()
	if d.Provisional {
		return both(day+"（暂估）", day+" (provisional)")
	}
	return both(day, day)
}
