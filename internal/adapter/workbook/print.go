package workbook

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
)

// The print of a row (" cells=" in its source) is a short hash of each of its cells. When the ledger comes again it tells which cells
// changed since the row last brought something; one of which nothing came is told, unless it says what the matter has by now.

// printed are the cells of a print, in its order: more are added at the end only. Columns of the kind's own are not among them, since
// they may be personal.
var printed = []sheet.Field{
	sheet.FieldTitle, sheet.FieldBrief, sheet.FieldCategory, sheet.FieldPlace, sheet.FieldSponsor, sheet.FieldLead, sheet.FieldSupport,
	sheet.FieldOwner, sheet.FieldRegistered, sheet.FieldDue, sheet.FieldUrgency, sheet.FieldStatus, sheet.FieldProgress,
	sheet.FieldNarrative, sheet.FieldAmount, sheet.FieldEvidence, sheet.FieldVerifier, sheet.FieldParent, sheet.FieldFinished,
	sheet.FieldSubject,
}

const cellsMark = " cells="

// printOf is the print of a row: three digits for each cell, a point for an empty one, none for those that are empty at the end.
func printOf(r *sheet.Row) string {
	var out strings.Builder
	for _, f := range printed {
		out.WriteString(cmp.Or(printOfCell(r, f), "."))
	}
	return strings.TrimRight(out.String(), ".")
}

// printOfCell is that of one cell; "" where it is empty.
func printOfCell(r *sheet.Row, f sheet.Field) string {
	cell := strings.Join(strings.Fields(written(r, f)), "")
	if cell == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(cell))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:3]
}

// written is what a cell says as far as it was read: two ways to write a date or a rate are one.
func written(r *sheet.Row, f sheet.Field) string {
	switch {
	case f == sheet.FieldDue:
		return dateOr(r.Due, r.Ongoing)
	case f == sheet.FieldProgress && r.Progress != nil:
		return dossier.Percent(float64(*r.Progress) / 100)
	}
	return r.Written(f)
}

// printIn takes a print out of a source, a string for each cell; nil where it has none.
func printIn(source string) []string {
	_, rest, ok := strings.Cut(source, cellsMark)
	if !ok {
		return nil
	}
	rest, _, _ = strings.Cut(rest, " ")
	out := make([]string, 0, len(printed))
	for rest != "" {
		n := 3
		if rest[0] == '.' {
			n = 1
		}
		n = min(n, len(rest))
		out, rest = append(out, strings.TrimPrefix(rest[:n], ".")), rest[n:]
	}
	return append(out, make([]string, max(0, len(printed)-len(out)))...)
}

// turn notes which cells of the row have changed since it last brought something.
func (u *updating) turn() error {
	before, err := u.printBefore()
	if before == nil || err != nil {
		return err
	}
	now := printIn(cellsMark + printOf(u.w.row))
	u.known = true
	for i, f := range printed {
		if before[i] != now[i] && (now[i] != "" || u.w.row.Has(f)) { // a column that the sheet has no more says nothing
			u.turned = append(u.turned, f)
		}
	}
	again, err := u.repeats()
	if again {
		u.w.report.Text = ""
	}
	return err
}

// repeats tells whether the row has nothing but what it called its state when it was reported: that was told then.
func (u *updating) repeats() (bool, error) {
	w := u.w
	if !u.known || w.done || w.row.Narrative != "" || w.report.Text != w.row.StatusText || u.hasTurned(sheet.FieldStatus) {
		return false, nil
	}
	events, err := u.history()
	return slices.ContainsFunc(events, func(e matter.Content) bool { return reports(e) && u.own(matter.RowOf(e)) }), err
}

func (u *updating) hasTurned(f sheet.Field) bool { return slices.Contains(u.turned, f) }

// printBefore is the print of the row in the edition that last brought something or, where it never did, that of the row of another
// sheet: a month that is as the one before brings nothing, nor does a 汇总 or a sheet by another name.
func (u *updating) printBefore() ([]string, error) {
	last := matter.LastRow(u.s)
	if u.own(last) && sheetIn(last) == u.w.row.Source.Sheet {
		return printIn(last), nil
	}
	events, err := u.history()
	for _, e := range slices.Backward(events) {
		if row := matter.RowOf(e); u.own(row) && sheetIn(row) == u.w.row.Source.Sheet {
			return printIn(row), nil
		}
	}
	if !u.own(last) || u.past != "" {
		return nil, err
	}
	return printIn(last), err
}

// own tells whether a source is of the row's ledger.
func (u *updating) own(source string) bool { return source != "" && ledgerOf(source) == u.o.Ledger }

// bearers are the cells that say who a matter is with.
var bearers = []sheet.Field{sheet.FieldLead, sheet.FieldOwner}

// unused tells the cells that have changed and of which nothing came.
func (u *updating) unused() error {
	for _, f := range u.turned {
		told := slices.ContainsFunc(u.line.Changes, func(c Change) bool { return c.Field == f }) ||
			slices.ContainsFunc(u.doubts, func(d sheet.Doubt) bool {
				handsOn := strings.HasPrefix(d.Code, "import.differs_") && slices.Contains(bearers, d.Field) // one transfer does both
				return d.Field == f || d.Cell == u.w.row.Cell(f) && d.Read != "" || handsOn && slices.Contains(bearers, f)
			})
		if told || f == sheet.FieldDue && u.later {
			continue
		}
		says := written(u.w.row, f)
		has, is, err := u.compare(f)
		if err != nil {
			return err
		}
		switch {
		case has == is:
		case u.past != "":
			u.correctedIn(f, cmp.Or(says, "—"))
		default:
			u.differ(f, has, says, "这一格与上次导入时不同，但没有可照办的，事项不变", "this cell is not as it was imported last, but nothing follows from it: the matter stays")
		}
	}
	return nil
}
