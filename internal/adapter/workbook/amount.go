package workbook

import (
	"cmp"
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

// amounts puts the row's amount into the kind's one field of money. Of what finds no field every cell is told.
func (im *importer) amounts(r *sheet.Row, k *mechanism.Kind, sums []string, out map[string]any) {
	switch {
	case r.Count != nil:
		im.about(r, sheet.Note, sheet.FieldAmount, "import.count", r.AmountText, "", "是件数，不是金额：留在原表，不导入", "a number of things, not an amount: it stays in the file and is not imported")
	case r.Amount == nil:
	case len(sums) != 1:
		im.about(r, sheet.Note, sheet.FieldAmount, "import.amount", r.AmountText, "", "“%[1]s”没有唯一的金额字段，留在原表，不导入",
			"there is not exactly one field for an amount in %[2]q: it stays in the file and is not imported", k.Title.In("zh"), k.Title.In("en"))
	case out[sums[0]] == nil:
		im.amountField(r, sums[0], k)
		im.keepAmount(r.Cell(sheet.FieldAmount), sheet.FieldAmount, sums[0], r.AmountText, *r.Amount, out)
	}
}

// keepAmount keeps an amount under a field's name, and beside it the words of one that is not exact.
func (im *importer) keepAmount(cell string, f sheet.Field, name, written string, amount money.Amount, out map[string]any) {
	out[name] = int64(amount.Fen)
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
