package workbook

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
)

// Figures quoted as 近, 约 or 余 are bounds. A field of money takes the figure, its note the words, so that both
// stay with the matter and an export writes what the office wrote.

// amounts puts the row's amount into the kind's field of money that its column is called after, else into the only one.
// Of what finds no field it is told once, with the number of rows.
func (im *importer) amounts(r *sheet.Row, k *mechanism.Kind, sums []string, out map[string]any) {
	if r.Count != nil {
		im.about(r, sheet.Note, sheet.FieldAmount, "import.count", r.AmountText, "", "是件数，不是金额：留在原表，不导入", "a number of things, not an amount: it stays in the file and is not imported")
	}
	if r.Amount == nil {
		return
	}
	into := ""
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Field == sheet.FieldAmount {
			into = fieldOf(k, c.Label)
		}
	}
	exact := slices.Contains(sums, into)
	if !exact && len(sums) == 1 {
		into = sums[0]
	}
	switch {
	case !exact && len(sums) != 1, out[into] != nil: // another column is called after the field
		im.homeless.count(r.Cell(sheet.FieldAmount), r.AmountText)
	default:
		if !exact {
			im.amountField(r, into, k)
		}
		im.keepAmount(r.Cell(sheet.FieldAmount), sheet.FieldAmount, into, r.AmountText, *r.Amount, out)
	}
}

// leftAmounts tells once that no field takes the amounts of some rows.
func (im *importer) leftAmounts() {
	if im.homeless.rows > 0 {
		im.at(im.homeless.cell, sheet.Assumed, sheet.FieldAmount, "import.amount", im.homeless.assumed, "",
			"从这一行起共 %[1]d 行的金额没有字段可记，留在原表，不导入；要导入，请把表头改成金额字段的名称", "from this row on, no field takes the amounts of %[1]d rows: they stay in the file; to import them, give the column the name of a field of money", im.homeless.rows)
	}
}

// small is the sum below which a bare figure is more likely counted in 万元 or 亿元 than in yuan.
const small = 10_000 * money.Yuan

// sum reads a column that is called after a field of money. A bare figure is in the unit of its header, else in the one stated
// above the header, else in what the caller says, else in yuan; a small one without any of these is refused.
func (im *importer) sum(r *sheet.Row, k *mechanism.Kind, name, label, written string, out map[string]any) {
	cell, title := r.Cell(sheet.Field(label)), k.Fields[name].Title
	var unit string
	var above bool // the header does not look like one of sums, so that nobody was told of the unit above it
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Field == "" && c.Label == label {
			unit, above = c.Unit, !c.IsMoney()
		}
	}
	_, why := sheet.Sum(written, "", 0)
	if why.Code == "amount.no_unit" {
		if amount, d := sheet.Sum(written, unit, im.o.Sheet.AmountUnit); amount != nil {
			if d.Level != "" {
				im.at(cell, d.Level, "", d.Code, written, d.Assumed, "%[1]s", "%[2]s", d.Text.Zh, d.Text.En)
			}
			if above && unit != "" {
				im.at(cell, sheet.Assumed, "", "import.amount_unit", written, amountWords(amount.Fen), "按表头上方写明的单位“%[1]s”读", "read in %[1]s, the unit stated above the header", unit)
			}
			im.keepAmount(cell, "", name, written, *amount, out)
			return
		}
	}
	amount, err := register.ParseAmount(written)
	if err != nil || why.Level == sheet.Error && why.Code != "amount.no_unit" && why.Code != "amount.unreadable" { // as offices write it: full-width digits, words before the figure
		read, d := sheet.Sum(written, unit, im.o.Sheet.AmountUnit)
		if d.Level != "" { // what stops an import below any header of sums stops it here
			im.at(cell, d.Level, "", d.Code, written, d.Assumed, "%[1]s", "%[2]s", d.Text.Zh, d.Text.En)
		}
		switch {
		case read != nil:
			im.keepAmount(cell, "", name, written, *read, out)
		case d.Level == "":
			im.at(cell, sheet.Assumed, "", "import.amount", written, "", "读不出“%[1]s”的金额，未采用", "no amount can be read for %[2]s; it was left out", title.In("zh"), name)
		}
		return
	}
	if why.Code == "amount.no_unit" && amount.Fen != 0 && amount.Fen < small && amount.Fen > -small {
		im.at(cell, sheet.Error, "", why.Code, written, "", "只写了数，没有单位，不知是元、万元还是亿元；请在单元格或表头写明，如“%[1]s（万元）”", "a bare figure without a unit (yuan, 万元 or 亿元): write it in the cell or the header, as in %[1]s（万元）", title.In("zh"))
		return
	}
	im.keepAmount(cell, "", name, written, amount, out)
}

// keepAmount keeps an amount under a field's name, and beside it the words of one that is not exact.
func (im *importer) keepAmount(cell string, f sheet.Field, name, written string, amount money.Amount, out map[string]any) {
	out[name] = int64(amount.Fen)
	if amount.Fen < 0 {
		im.at(cell, sheet.Assumed, f, "import.negative", written, amountWords(amount.Fen), "是负数，照记；如非减少、退回的金额，请改正", "below zero, and taken as it stands: correct it unless it is a reduction or paid back")
	}
	if amount.Bound == money.Exact {
		return
	}
	note := written
	if read, err := register.ParseAmount(note); err != nil || read != amount { // the unit stands in the header
		note = boundWords[amount.Bound] + strings.ReplaceAll(amountWords(amount.Fen), " ", "")
	}
	out[matter.NoteName(name)] = note
	im.at(cell, sheet.Assumed, f, "import.bound", written, amountWords(amount.Fen), "不是准数：按 %[1]s 记，原文“%[2]s”随事项保留", "not exact: held as %[1]s, the words %[2]q stay with the matter", amountWords(amount.Fen), note)
}

var boundWords = map[money.Bound]string{money.AtLeast: "不少于", money.AtMost: "近", money.About: "约"}

func amountWords(f money.Fen) string { return dossier.AmountWords(f).Zh }

// amountField tells once which field takes the amounts.
func (im *importer) amountField(r *sheet.Row, name string, k *mechanism.Kind) {
	if im.asked {
		return
	}
	im.asked = true
	im.about(r, sheet.Assumed, sheet.FieldAmount, "import.amount_field", r.AmountText, cmp.Or(k.Fields[name].Title.In("zh"), name), "金额记入字段“%[1]s”（本表各行同）", "amounts were taken for the field %[2]q, in every row", k.Fields[name].Title.In("zh"), name)
}
