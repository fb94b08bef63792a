package session

import (
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

var fills = []string{FillRed, FillAmber, FillDueDuties, FillMissedDuties, FillLastResolutions}

// Check finds what is wrong with a template as such; each fault's place is the field: blocks[2].fill.
func Check(t *Template) errs.List {
	var faults errs.List
	bad := func(where, zh, en string, args ...any) {
		faults = append(faults, errs.Newf(errs.Invalid, "session.template", zh, en, args...).At(where))
	}
	if len(t.Blocks) == 0 {
		bad("blocks", "议程模板没有板块", "the template has no blocks")
	}
	seen, first := map[string]bool{}, ""
	for i, b := range t.Blocks {
		at := func(field string) string { return fmt.Sprintf("blocks[%d].%s", i, field) }
		switch {
		case b.Name == "":
			bad(at("name"), "板块没有名称", "the block has no name")
		case seen[b.Name]:
			bad(at("name"), "板块“%s”写了两次", "the block “%s” is there twice", b.Name)
		}
		seen[b.Name] = true
		if b.First && first != "" {
			bad(at("first"), "“%[1]s”与“%[2]s”不能都是第一项", "“%[1]s” and “%[2]s” cannot both be first", first, b.Name)
		}
		if b.First && first == "" {
			first = b.Name
		}
		if b.Fill != "" && !slices.Contains(fills, b.Fill) {
			bad(at("fill"), "不认识的 fill“%[1]s”；可用：%[2]s", "unknown fill “%[1]s”; known: %[2]s", b.Fill, strings.Join(fills, ", "))
		}
		if len(b.Kinds) > 0 && b.Fill == "" {
			bad(at("kinds"), "kinds 只用于自动填充的板块，请写明 fill", "kinds goes with fill: say what fills the block")
		}
		if len(b.Duties) > 0 && b.Fill != FillDueDuties && b.Fill != FillMissedDuties {
			bad(at("duties"), "duties 只用于以应办或漏办职责填充的板块，请写明 fill: due-duties 或 missed-duties", "duties goes with a block that duties fill: say fill: due-duties or missed-duties")
		}
	}
	if t.Quorum < 0 || t.Quorum > 1 {
		bad("quorum", "法定人数比例须在0到1之间，现为%v", "the quorum is a share between 0 and 1, not %v", t.Quorum)
	}
	if t.PerYear < 0 {
		bad("per_year", "每年次数不能为负", "the number of sessions a year is not negative")
	}
	if t.Series.Count < 0 {
		bad("series.count", "场次不能为负", "the number of sessions in a row is not negative")
	}
	if w := t.Series.Within; !w.IsZero() {
		if end, err := lastDay(calendar.Builtin(), 1, w); err != nil || end < 1 || w.Halves%2 == 1 {
			bad("series.within", "场次期限 %s 须以整日、整工作日或月计，且至少一日", "the span %s of the series must be in whole days, working days or months, one day at least", w)
		}
	}
	return faults
}
