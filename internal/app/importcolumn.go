package app

import (
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/text"
)

// computed are the columns of an exported ledger that the product works out: an import reads past them.
var computed = []string{columnLight, columnOrigin}

// Columns that only the product fills.
const (
	columnLight  = "灯"
	columnOrigin = "来源"
)

// column says what becomes of a column that the reader does not know; false where there is nothing to say.
func (im *importer) column(d *sheet.Doubt) bool {
	switch {
	case im.takes(d.Read):
		return false
	case slices.Contains(computed, d.Read):
		if im.passed {
			return false
		}
		im.passed = true
		d.Assumed = ""
		d.Text = text.Text{Zh: "灯和来源由系统得出，只供查看，不导入", En: "light and origin are worked out by the product; they are not imported"}
	default:
		d.Assumed = ""
		d.Text = text.Text{Zh: "没有字段对应这一列，留在原表，不导入", En: "no field takes this column: it stays in the file and is not imported"}
	}
	return true
}

// takes tells whether a kind has a field for the column.
func (im *importer) takes(label string) bool {
	for _, name := range im.bundle.Importable() {
		k := im.bundle.Kinds[name]
		for field, f := range k.Fields {
			if label == field || label == f.Title.Zh || label == f.Title.En {
				return true
			}
		}
	}
	return false
}
