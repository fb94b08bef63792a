package mechanisms

import (
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/plan"
)

// headline tells a plan's difference in one sentence: how many more matters would have turned red in the month that
// differs most, and the units that differ most.
func headline(r *plan.Report) text.Text {
	if r.Same() {
		return text.Text{Zh: "与现行规定没有差别。", En: "Nothing would have been different."}
	}
	var zh, en []string
	for _, l := range r.Left {
		zh = append(zh, fmt.Sprintf("新版本里没有“%s”，其名下在办事项 %d 件将无人负责，不能启用", l.Name, l.Matters))
		en = append(en, fmt.Sprintf("The new version has no %s, whose open matters (%d) would be nobody's: it cannot be put in force", l.Name, l.Matters))
	}
	for _, f := range r.Barred {
		zh = append(zh, "不能启用："+f.Text.In(text.Zh))
		en = append(en, "It cannot be put in force: "+f.Text.In(text.En))
	}
	if m := most(r.Months, func(m *plan.MonthDelta) int { return m.After - m.Before }); m != nil {
		zhMore, enMore := more(m.After - m.Before)
		zh = append(zh, fmt.Sprintf("%s 变红的事项将%s %d 件", m.Month, zhMore, size(m.After-m.Before)))
		en = append(en, fmt.Sprintf("%d %s matters would have turned red in %s", size(m.After-m.Before), enMore, m.Month))
	}
	units := slices.Clone(r.Units)
	slices.SortStableFunc(units, func(a, b plan.UnitDelta) int { return size(b.RedAfter-b.RedBefore) - size(a.RedAfter-a.RedBefore) })
	const told = 2
	for i := range units {
		if u := &units[i]; i < told && u.RedAfter != u.RedBefore {
			zh = append(zh, fmt.Sprintf("%s由 %d 件变为 %d 件", u.Name, u.RedBefore, u.RedAfter))
			en = append(en, fmt.Sprintf("%s from %d to %d", u.Name, u.RedBefore, u.RedAfter))
		}
	}
	if len(zh) == 0 {
		zh, en = append(zh, "没有事项因此变红或不再变红"), append(en, "No matter would have turned red, or stayed from it")
	}
	for _, d := range []struct {
		zh, en string
		delta  *plan.Delta
	}{{"函件", "letters", &r.Letters}, {"应做的事", "duties", &r.Duties}} {
		if n := d.delta.After - d.delta.Before; n != 0 {
			zhMore, enMore := more(n)
			zh, en = append(zh, fmt.Sprintf("%s%s %d 件", d.zh, zhMore, size(n))), append(en, fmt.Sprintf("%d %s %s", size(n), enMore, d.en))
		}
	}
	return text.Text{Zh: strings.Join(zh, "；") + "。", En: strings.Join(en, "; ") + "."}
}

func most(months []plan.MonthDelta, by func(*plan.MonthDelta) int) (found *plan.MonthDelta) {
	for i := range months {
		if n := size(by(&months[i])); n > 0 && (found == nil || n > size(by(found))) {
			found = &months[i]
		}
	}
	return found
}

func size(n int) int { return max(n, -n) }

func more(n int) (zh, en string) {
	if n < 0 {
		return "减少", "fewer"
	}
	return "增加", "more"
}
