package matter

import (
	"cmp"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/mechanism"
)

// UrgencyOrder are the urgencies that most zones use, the most pressing first. What is not among them presses less, and lists
// have it behind them, in order of its code.
func UrgencyOrder() []string {
	return []string{"red", "orange", "urgent", "key", "yellow", "amber", "green"}
}

// presses is where an urgency stands among them; none is last.
func presses(urgency string) int {
	order := UrgencyOrder()
	if i := slices.Index(order, urgency); i >= 0 || urgency == "" {
		return cmp.Or(i+1, len(order)+2)
	}
	return len(order) + 1
}

// ComparePressing puts the more pressing urgency first.
func ComparePressing(a, b string) int {
	return cmp.Or(cmp.Compare(presses(a), presses(b)), cmp.Compare(a, b))
}

// often is where the rhythm in which an urgency is looked at stands among them, from the shortest; none is last, and none
// where it is not the urgency that decides on it.
func often(k *mechanism.Kind, urgency string) int {
	all := cadence.Rhythms()
	if k == nil || k.Cadence.By == "category" {
		return len(all)
	}
	if def, ok := k.Rhythm(urgency); ok {
		return slices.Index(all, def.Every)
	}
	return len(all)
}

// calms refuses a merger by which what is urgent would be looked at less often, or press less: a session alone decides on
// that, by recolor.
func (m *moment) calms(into *State) error {
	s := m.s
	if s.Urgency == "" || s.Urgency == into.Urgency {
		return nil
	}
	theirKind := m.bundle.Kinds[into.Kind]
	own, theirs := often(m.kind, s.Urgency), often(theirKind, into.Urgency)
	if theirs < own || theirs == own && presses(into.Urgency) <= presses(s.Urgency) {
		return nil
	}
	is := m.kind.UrgencyWords(s.Urgency)
	zh, en := "没有紧急程度", "has none"
	if into.Urgency != "" && theirKind != nil {
		words := theirKind.UrgencyWords(into.Urgency)
		zh, en = "是"+words.Zh, "has "+words.En
	}
	return errs.Newf(errs.Refused, "matter.merge_calmer", "%[1]s 的紧急程度是%[3]s，%[2]s %[4]s，并入就等于不经会议降级；请反过来把 %[2]s 并入 %[1]s，或先由会议改定紧急程度",
		"the urgency of %[1]s is %[5]s and %[2]s %[6]s: the merger would lower it without a session; merge %[2]s into %[1]s instead, or have a session decide on the urgency first (recolor)", s.Number, into.Number, is.Zh, zh, is.En, en).At("to")
}
