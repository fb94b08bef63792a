package workbook

import (
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// computed are the columns of an exported ledger that the product works out: an import reads past them.
var computed = []string{columnLight, columnDeadline, columnOrigin}

// Columns that only the product fills.
const (
	columnLight    = "灯"
	columnDeadline = "系统期限" // counted from the limit, or the date that was given; 暂估 where a year without notice was counted
	columnOrigin   = "来源"
)

// column says what becomes of a column that the reader does not know; false where there is nothing to say.
func (im *importer) column(d *sheet.Doubt) bool {
	d.Assumed = ""
	switch left := im.left[d.Read]; {
	case slices.Contains(computed, d.Read):
		if im.passed {
			return false
		}
		im.passed = true
		d.Text = text.Text{Zh: "灯、系统期限和来源由系统得出，只供查看，不导入", En: "light, counted deadline (系统期限) and origin are worked out by the product; they are not imported"}
	case left == 0 && im.takes(d.Read):
		return false
	case im.takes(d.Read):
		d.Text = errs.Newf(errs.Invalid, d.Code, "有 %[1]d 行的事项种类没有这个字段，这些行的这一列留在原表，不导入",
			"the kinds of %[1]d rows have no such field: there the column stays in the file and is not imported", left).Text
	case d.Money:
		d.Level = sheet.Assumed
		d.Text = text.Text{Zh: "像是金额，但没有字段对应这一列，留在原表，不导入；要导入，请把表头改成金额字段的名称", En: "it looks like sums, but no field takes this column: it stays in the file and is not imported; to import it, give it the name of a field of money as its header"}
	default:
		d.Text = text.Text{Zh: "没有字段对应这一列，留在原表，不导入", En: "no field takes this column: it stays in the file and is not imported"}
	}
	return true
}

// takes tells whether a kind that rows of this file became has a field for the column.
func (im *importer) takes(label string) bool {
	for _, k := range im.became {
		if fieldOf(k, label) != "" {
			return true
		}
	}
	return false
}

// fieldOf is the kind's own field that a column is called after; "" for none.
func fieldOf(k *mechanism.Kind, label string) string {
	for _, name := range k.FieldNames() {
		if f := k.Fields[name]; isCalled(name, &f, label) {
			return name
		}
	}
	return ""
}

// isCalled tells whether a column is called after a field, its unit and what else stands in brackets aside. Of a header of several rows
// the last will do.
func isCalled(name string, f *mechanism.Field, label string) bool {
	if group, own := cutLast(label, "/"); own != "" && !sheet.Aside(group) && isCalled(name, f, own) {
		return true
	}
	if label == name || label == f.Title.Zh || label == f.Title.En {
		return true
	}
	bare := sheet.Bare(label)
	return bare == sheet.Bare(name) || f.Title.Zh != "" && bare == sheet.Bare(f.Title.Zh) || f.Title.En != "" && bare == sheet.Bare(f.Title.En)
}

// leftover counts the cells of a row that its kind has no field for.
func (im *importer) leftover(r *sheet.Row, k *mechanism.Kind) {
	im.became[k.Name] = k
	for label := range r.Extra {
		if fieldOf(k, label) == "" {
			im.left[label]++
		}
	}
}

// unread notes the columns that are understood and yet not imported: remarks stay in the file.
func (im *importer) unread(report *sheet.Report) {
	for i := range report.Sheets {
		for _, c := range report.Sheets[i].Columns {
			if c.Field != sheet.FieldRemark {
				continue
			}
			t := text.Text{Zh: "备注留在原表，不导入", En: "remarks stay in the file and are not imported"}
			im.doubt(sheet.Doubt{Level: sheet.Note, Code: "column.remark", Cell: report.Sheets[i].Name + "!" + c.Ref, Field: c.Field, Read: c.Label, Text: t})
		}
	}
}
