package workbook

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
)

// required are the columns that a matter is seldom without, by what offices call them.
var required = []struct {
	field  sheet.Field
	zh, en string
}{
	{sheet.FieldBrief, "任务书", "brief (任务书)"},
	{sheet.FieldLead, "责任单位", "lead unit (责任单位)"},
	{sheet.FieldOwner, "责任人", "owner (责任人)"},
	{sheet.FieldDue, "完成时限", "due date (完成时限)"},
}

// unmet says before all else which columns were left out of a sheet that lacks one a mechanism may ask for: it may
// be there under another name.
func (im *importer) unmet(sheets []sheet.SheetReport) {
	var doubts []sheet.Doubt
	for i := range sheets {
		s := &sheets[i]
		var left, zh, en []string
		first := ""
		for _, c := range s.Columns {
			if c.Field == "" && !im.takes(c.Label) && !slices.Contains(computed, c.Label) && !sheet.Aside(c.Label) {
				if left = append(left, c.Label); len(left) == 1 {
					first = c.Ref
				}
			}
		}
		for _, r := range required {
			if !slices.ContainsFunc(s.Columns, func(c sheet.Column) bool { return c.Field == r.field }) {
				zh, en = append(zh, r.zh), append(en, r.en)
			}
		}
		if len(left) == 0 || len(zh) == 0 {
			continue
		}
		cell := s.Name + "!" + first
		t := errs.Newf(errs.Invalid, "import.columns_left", "这些栏目没有导入，而本表没有“%[1]s”一栏；如就在其中，请把表头改成这个名称再导入，否则机制要求的这一项视为没有写",
			"these columns were left out, and the sheet has no %[2]s: if it is one of them, give it that header and import again; else it counts as not written", strings.Join(zh, "”“"), strings.Join(en, ", ")).Text
		doubts = append(doubts, sheet.Doubt{Level: sheet.Assumed, Code: "import.columns_left", Cell: cell, Read: strings.Join(left, "、"), Text: t})
	}
	im.out.Assumed += len(doubts)
	im.out.Doubts = append(doubts, im.out.Doubts...)
}
