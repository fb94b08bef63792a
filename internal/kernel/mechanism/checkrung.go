package mechanism

import (
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/rule"
)

// bounds are what the rules of a rung find whenever it may fire, and why.
func (r *Rung) bounds() (known map[string]rule.Holding, why text.Text) {
	open := Stages()[:7] // not completed, nor anything behind it
	known = map[string]rule.Holding{}
	atLeast := func(n int64) rule.Holding {
		least := rule.IntValue(n)
		return rule.Holding{Min: &least, Set: true}
	}
	switch r.Anchor {
	case AnchorMissed:
		known["matter.missed"] = atLeast(1)
		return known, text.Text{Zh: "触发时总有漏办（matter.missed 至少为 1）", En: "when it fires a duty has been missed (matter.missed is 1 at least)"}
	case AnchorUnreplied:
		known["matter.unreplied"] = atLeast(1)
		return known, text.Text{Zh: "触发时总有函件逾期未复（matter.unreplied 至少为 1）", En: "when it fires a reply is late (matter.unreplied is 1 at least)"}
	case AnchorEscalated:
		known["matter.level"] = atLeast(1)
		return known, text.Text{Zh: "触发时已升过级（matter.level 至少为 1）", En: "when it fires the matter has been raised (matter.level is 1 at least)"}
	case AnchorUndecided:
		return known, why
	case AnchorAccept:
		known["matter.stage"] = rule.Holding{Texts: []string{"assigned"}, Set: true}
		return known, text.Text{Zh: "触发时事项已交办、尚未签收", En: "when it fires the matter is assigned and not yet signed for"}
	case AnchorReported:
		known["matter.stage"] = rule.Holding{Texts: []string{"reported"}, Set: true}
		return known, text.Text{Zh: "触发时有报告待审", En: "when it fires a report awaits its review"}
	case AnchorDue, AnchorStatutory:
		if left, ok := r.remaining(); ok {
			known["matter.remaining"] = left
		}
	}
	known["matter.stage"] = rule.Holding{Texts: open, Set: true}
	why = text.Text{Zh: "触发时事项仍在办", En: "when it may fire the matter is under way"}
	switch {
	case r.Anchor != AnchorDue && r.Anchor != AnchorStatutory:
	case r.Before:
		why = text.Text{Zh: why.Zh + "、时限未到", En: why.En + " and its time is not up"}
	default:
		why = text.Text{Zh: why.Zh + "、时限已过", En: why.En + " and its time is up"}
	}
	return known, why
}

// remaining is what matter.remaining may be when the rung fires. What people are held to never ends after the law.
func (r *Rung) remaining() (h rule.Holding, ok bool) {
	days := func(n int) *rule.Value {
		v := rule.WorkdaysValue(int64(n) * rule.Workday)
		return &v
	}
	whole := r.Offset.Unit == calendar.Workday && r.Offset.Halves%2 == 0
	n := int(r.Offset.Halves) / 2
	switch {
	case !r.Before && whole:
		return rule.Holding{Max: days(-n), Set: true}, true
	case !r.Before:
		return rule.Holding{Max: days(0), Set: true}, true
	case r.Anchor != AnchorDue:
		return h, false
	case whole:
		return rule.Holding{Min: days(n), Max: days(n), Set: true}, true
	}
	return rule.Holding{Min: days(0), Set: true}, true
}

// when narrows what is known of the kind's fields by what holds whenever the rung fires.
func (r *Rung) when(h rule.Holdings) rule.Holdings {
	known, _ := r.bounds()
	return func(path string) rule.Holding {
		one := h(path)
		b, ok := known[path]
		if !ok {
			return one
		}
		one.Set = true
		if b.Min != nil {
			one.Min = b.Min
		}
		if b.Max != nil {
			one.Max = b.Max
		}
		if b.Texts != nil {
			one.Texts = b.Texts
		}
		return one
	}
}

// reach is how far back a rung that comes before the end of a limit may lie.
type reach int

const (
	never  reach = iota // before the clock starts, whenever that is
	seldom              // behind some starts early in the morning
	often
)

// reaches tells whether a rung that comes before the end of a limit lies behind the start from which the limit is counted.
func (c *checker) reaches(offset, limit calendar.Limit) reach {
	if limit.IsZero() || limit.Unit == calendar.OnDate || c.cal == nil {
		return often
	}
	order, same := offset.Cmp(limit)
	if same && order < 0 {
		return often
	}
	if same && !limit.CountsWorkdays() && limit.Unit != calendar.ClockHour {
		same = false // what ends on a day off moves on
	}
	if same {
		return never
	}
	cal, found := c.bundle.Calendar(c.cal), never
	hours := byHour(offset) || byHour(limit)
	for day := range c.certain() {
		if !cal.Workday(day) {
			continue
		}
		starts := []time.Time{cal.StartOfWork(day)}
		if hours {
			starts = []time.Time{cal.At(day, cal.Hours().Morning.To), starts[0]}
		}
		for i, from := range starts {
			due := cal.Due(from, limit)
			if due.Provisional || !back(cal, due.At, offset).After(from) {
				continue
			}
			if !hours || i == 0 {
				return often
			}
			found = seldom
		}
	}
	return found
}

// early says why a rung that comes before a deadline cannot fire. It is by hand where the kind foresees that people move the
// deadline: a gate asks them for a due date, or the limit says by how much it may be extended.
func (c *checker) early(l *Limit, k *Kind, r *Rung) (why text.Text, byHand bool) {
	limit, movable := l.Accept, false
	switch r.Anchor {
	case AnchorDue:
		limit = l.working()
		// a due date of one's own, or an extension: neither goes past the law, unless the law's own limit is what is extended
		lawful := !l.Statutory.IsZero() && (!l.Promised.IsZero() || l.Extends() == 0)
		movable = !lawful || c.reaches(r.Offset, l.Statutory) != never
	case AnchorStatutory:
		limit, movable = l.Statutory, l.Promised.IsZero() && l.Extends() > 0
	}
	switch c.reaches(r.Offset, limit) {
	case often:
		return text.Text{}, false
	case seldom:
		return text.Text{Zh: "只有一早就起算的才赶得上（时限只有 " + limit.String() + "），上午过后起算的不会触发", En: "it comes in time only for what starts early in the morning (the limit is only " + limit.String() + ")"}, true
	}
	if !movable {
		return text.Text{Zh: "在时限起算之前（时限只有 " + limit.String() + "）", En: "it lies before the clock starts (the limit is only " + limit.String() + ")"}, false
	}
	foreseen := r.Anchor == AnchorDue && k.asksForDue() || !l.ExtendBy.IsZero()
	if foreseen {
		return text.Text{Zh: "时限只有 " + limit.String() + "，延期或另定时限的才触发", En: "the limit is only " + limit.String() + ", so it fires only after an extension or with a due date of its own"}, true
	}
	return text.Text{
		Zh: "在时限起算之前（时限只有 " + limit.String() + "）。请改短；确要靠延期或另定时限触发的，请写明 limit.extend_by 或闸门 has(matter.due)",
		En: "it lies before the clock starts (the limit is only " + limit.String() + "). Shorten it; if it is meant for matters that are extended or have a due date of their own, say so with limit.extend_by or a gate has(matter.due)",
	}, false
}

// working is the limit that people are held to.
func (l *Limit) working() calendar.Limit {
	switch {
	case !l.Promised.IsZero():
		return l.Promised
	case !l.Statutory.IsZero():
		return l.Statutory
	}
	return l.Advisory
}

// meeting notes two rungs of one anchor that are written differently and may come at the same instant: 1d and 1wd after a
// Monday. Both fire, in the order in which they are written; whoever wants one of them must know.
func (c *checker) meeting(rungs []Rung) {
	for i := range rungs {
		for j := range rungs[:i] {
			r, other := &rungs[i], &rungs[j]
			if r.Anchor != other.Anchor || r.Before != other.Before || r.instant() == other.instant() || squeeze(r.When.Text) != squeeze(other.When.Text) || r.Offset.IsZero() || other.Offset.IsZero() {
				continue
			}
			if anchor, meet := c.meet(r, other); meet {
				c.noteAt(r.At, "may_meet", "与 %[1]s 的梯级（%[2]s）可能在同一时刻触发（如起点为 %[3]s）：两级都会触发，先写的在先；只要其一，请用同一单位或用 when 区分",
					"may fire at the same instant as the rung at %[1]s (%[2]s), for example where the anchor is %[3]s: both do, in the order in which they are written; to have one, count both in one unit or tell them apart with when", place(other.At), other.Source, calendar.Local(anchor))
				break
			}
		}
	}
}

// meet finds an anchor from which two rungs come at the same instant. Working days and hours of different number never do.
func (c *checker) meet(a, b *Rung) (anchor time.Time, meet bool) {
	if c.cal == nil || a.Offset.Unit == calendar.OnDate || b.Offset.Unit == calendar.OnDate || a.Offset.Unit == b.Offset.Unit && (a.Offset.Unit != calendar.Day && a.Offset.Unit != calendar.Month || a.Before) {
		return anchor, false
	}
	cal, still := c.bundle.Calendar(c.cal), &calendar.Clock{}
	for day := range c.certain() {
		if !cal.Workday(day) {
			continue
		}
		for _, anchor := range []time.Time{cal.EndOfWork(day), cal.StartOfWork(day)} {
			if a.Instant(cal, anchor, still).Equal(b.Instant(cal, anchor, still)) {
				return anchor, true
			}
		}
	}
	return anchor, false
}
