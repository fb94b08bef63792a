package mechanism

import (
	"maps"
	"slices"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/rule"
)

// ladder checks the rungs of a kind or of a shared ladder, as far as they can be judged by themselves.
func (c *checker) ladder(rungs []Rung, path string) {
	if len(rungs) == 0 && path == "rungs" {
		c.fault(path, "no_rungs", "升级链没有梯级", "the ladder has no rungs")
	}
	seen := map[string]*Rung{}
	for i := range rungs {
		r, at := &rungs[i], index(path, i)
		c.action(r, at)
		c.role(r.To)
		c.role(r.By)
		if r.Before && r.Anchor != AnchorDue && r.Anchor != AnchorStatutory && r.Anchor != AnchorAccept {
			c.faultAt(r.At, "unforeseen", "“%[1]s”在发生之前无法预知，不能写“-”；请改为 %[1]s + …", "%[1]q is not known before it happens, so nothing can come before it; write %[1]s + …", r.Anchor)
		}
		if r.Offset.Unit == calendar.OnDate {
			c.faultAt(r.At, "bad_offset", "“%s”：时长不能是日期", "%q: the offset cannot be a date", r.Source)
		}
		key := r.instant() + " when " + squeeze(r.When.Text)
		if other := seen[key]; other != nil {
			c.faultAt(r.At, "same_instant", "与 %[1]s 的梯级在同一时刻(%[2]s)触发；请错开时刻，或用 when 区分", "fires at the same instant as the rung at %[1]s (%[2]s); move one of them or tell them apart with when", place(other.At), r.Source)
			continue
		}
		seen[key] = r
	}
	c.meeting(rungs)
}

// instant is the rung's place in time in one spelling: "due", "due-3wd".
func (r *Rung) instant() string {
	if r.Offset.Halves == 0 && r.Offset.Unit != calendar.OnDate {
		return r.Anchor
	}
	if r.Before {
		return r.Anchor + "-" + r.Offset.String()
	}
	return r.Anchor + "+" + r.Offset.String()
}

// action checks that a rung does exactly one thing, and can.
func (c *checker) action(r *Rung, path string) {
	n := 0
	for _, given := range []bool{r.Send != "", r.Talk, r.Bulletin != "", r.Raise} {
		if given {
			n++
		}
	}
	if n != 1 {
		c.fault(path, "one_action", "一个梯级须有且只有一个动作（send、talk、bulletin、raise 之一），这里有 %d 个", "a rung does exactly one thing (send, talk, bulletin or raise), this one does %d", n)
	}
	if n == 1 && r.Bulletin == "" && r.To.Text == "" && !r.Climbs() {
		c.fault(path, "no_recipient", "梯级缺少 to：给谁", "the rung lacks to: whom it concerns")
	}
	for key, template := range map[string]string{"send": r.Send, "bulletin": r.Bulletin} {
		if template != "" && c.bundle.Letters[template] == nil {
			c.unknown(path+"."+key, "unknown_letter", text.Text{Zh: "函件模板", En: "letter"}, template, slices.Collect(maps.Keys(c.bundle.Letters)))
		}
	}
}

// never says why a rung cannot fire for a kind, or (by hand) cannot unless somebody moves the deadline; empty where it can.
func (c *checker) never(k *Kind, r *Rung) (why text.Text, byHand bool) {
	if value, isConstant := constant(k, r.When.Rule); isConstant && !value {
		return text.Text{Zh: "when 永不成立", En: "its when never holds"}, false
	}
	if r.When.Rule != nil {
		if k.holdings().Never([]*rule.Program{r.When.Rule}, nil) {
			return text.Text{Zh: "when 永不成立", En: "its when never holds"}, false
		}
		if r.when(k.holdings()).Is(r.facts()).Never([]*rule.Program{r.When.Rule}, nil) {
			_, at := r.bounds()
			return text.Text{Zh: at.Zh + "，when 永不成立", En: at.En + ", so its when never holds"}, false
		}
	}
	for _, l := range k.Limit.all() {
		one, hand := c.neverUnder(&l, k, r)
		if one.IsZero() {
			return text.Text{}, false
		}
		if why.IsZero() || hand {
			why, byHand = one, hand
		}
	}
	return why, byHand
}

// facts are what holds of a matter whenever the rung may fire.
func (r *Rung) facts() map[string]bool {
	known := map[string]bool{"matter.closed": false}
	switch r.Anchor {
	case AnchorEscalated, AnchorMissed, AnchorUnreplied, AnchorUndecided:
		return known
	case AnchorDue:
		if !r.Offset.IsZero() {
			known["matter.overdue"] = !r.Before
		}
		known["matter.suspended"] = false
	case AnchorStatutory:
		if !r.Offset.IsZero() {
			known["matter.statutory_overdue"] = !r.Before
		}
		known["matter.suspended"] = false
	}
	known["matter.done"] = false
	return known
}

// neverUnder says why a rung cannot fire for matters with these limits.
func (c *checker) neverUnder(l *Limit, k *Kind, r *Rung) (why text.Text, byHand bool) {
	switch r.Anchor {
	case AnchorDue:
		if l.working().IsZero() && !k.asksForDue() {
			return text.Text{Zh: "没有 limit，也没有闸门要求 matter.due，事项不会有期限；请写 limit 或闸门 has(matter.due)", En: "there is no limit and no gate asks for matter.due, so a matter has no due date; write limit or a gate has(matter.due)"}, false
		}
	case AnchorStatutory:
		if l.Statutory.IsZero() {
			return text.Text{Zh: "没有 limit.statutory", En: "there is no limit.statutory"}, false
		}
	case AnchorAccept:
		if l.Accept.IsZero() {
			return text.Text{Zh: "没有 limit.accept（签收时限）", En: "there is no limit.accept"}, false
		}
	case AnchorMissed:
		if len(k.Cadence.Rhythm) == 0 {
			return text.Text{Zh: "没有 cadence，不会有应办未办", En: "there is no cadence, so nothing is ever missed"}, false
		}
	case AnchorUnreplied:
		for _, l := range c.bundle.Letters {
			if !l.Reply.IsZero() {
				return text.Text{}, false
			}
		}
		return text.Text{Zh: "没有函件模板要求回复(reply)", En: "no letter asks for a reply"}, false
	case AnchorRed, AnchorAmber:
		e := k.Light.Red
		if r.Anchor == AnchorAmber {
			e = k.Light.Amber
		}
		if value, isConstant := constant(k, e.Rule); e.Text == "" || isConstant && !value {
			return text.Text{Zh: "light 没有 " + r.Anchor + " 的条件", En: "light has no rule for " + r.Anchor}, false
		}
	}
	if r.Before && (r.Anchor == AnchorDue || r.Anchor == AnchorStatutory || r.Anchor == AnchorAccept) {
		return c.early(l, k, r)
	}
	return text.Text{}, false
}

// asksForDue tells whether some gate makes people give a due date, or may: one that could not be compiled.
func (k *Kind) asksForDue() bool {
	for _, g := range k.Gates {
		for i := range g.every {
			if p := g.every[i].Rule; p == nil || (slices.Contains(p.References(), "matter.due") || slices.Contains(p.References(), "command.due")) {
				return true
			}
		}
	}
	return false
}

// idleRung is a rung of a shared ladder that some kinds cannot use.
type idleRung struct {
	users, idle int
	why         text.Text // for the first of them
	kind        string
}

// noteShared notes which rungs of its shared ladder a kind can use: one ladder serves kinds with a
// cadence and kinds without, so only a rung that none of its kinds can use is a fault.
func (c *checker) noteShared(k *Kind) {
	shared := c.bundle.Ladders[k.UseLadder]
	if c.doc.flawed || shared == nil || len(shared.Rungs) != len(k.Ladder) { // reported already
		return
	}
	notes := c.idle[k.UseLadder]
	if notes == nil {
		notes = make([]*idleRung, len(k.Ladder))
		for i := range notes {
			notes[i] = &idleRung{}
		}
		c.idle[k.UseLadder] = notes
	}
	for i := range k.Ladder {
		notes[i].users++
		if why, byHand := c.never(k, &k.Ladder[i]); !why.IsZero() && !byHand {
			if notes[i].idle++; notes[i].idle == 1 {
				notes[i].why, notes[i].kind = why, k.Name
			}
		}
	}
}

func (c *checker) sharedLadders() {
	for _, name := range slices.Sorted(maps.Keys(c.idle)) {
		shared := c.bundle.Ladders[name]
		for i, note := range c.idle[name] {
			if note.idle == note.users {
				r := &shared.Rungs[i]
				c.faultAt(r.At, "never_fires", "梯级“%[1]s”对使用它的每一类事项都永不触发（如 %[2]s）:%[3]s", "the rung %[1]q can fire for none of the kinds that use it (such as %[2]s): %[4]s", r.Source, note.kind, note.why.Zh, note.why.En)
			}
		}
	}
}
