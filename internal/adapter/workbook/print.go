package workbook

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register"
)

// The print of a row (" cells=" in its source) is a short hash of each of its cells. When the ledger comes again it tells which cells
// changed since the row last brought something; one of which nothing came is told, unless it says what the matter has by now.

// printed are the cells of a print, in its order: more are added at the end only. Columns of the kind's own are not among them, since
// they may be personal.
var printed = []sheet.Field{
	sheet.FieldTitle, sheet.FieldBrief, sheet.FieldCategory, sheet.FieldPlace, sheet.FieldSponsor, sheet.FieldLead, sheet.FieldSupport,
	sheet.FieldOwner, sheet.FieldRegistered, sheet.FieldDue, sheet.FieldUrgency, sheet.FieldStatus, sheet.FieldProgress,
	sheet.FieldNarrative, sheet.FieldAmount, sheet.FieldEvidence, sheet.FieldVerifier, sheet.FieldParent, sheet.FieldFinished,
}

const cellsMark = " cells="

// printDigits are those of a cell's hash; an empty cell is a point.
const printDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

// printOf is the print of a row: three digits for each cell, a point for an empty one, none for those that are empty at the end.
func printOf(r *sheet.Row) string {
	var out strings.Builder
	for _, f := range printed {
		cell := strings.Join(strings.Fields(written(r, f)), "")
		if cell == "" {
			out.WriteByte('.')
			continue
		}
		h := fnv.New32a()
		_, _ = h.Write([]byte(cell)) // a hash takes all
		for sum, i := h.Sum32(), 0; i < 3; i++ {
			out.WriteByte(printDigits[sum&63])
			sum = sum>>6 ^ sum>>26
		}
	}
	return strings.TrimRight(out.String(), ".")
}

// written is what a cell says as far as it was read: two ways to write a date are one.
func written(r *sheet.Row, f sheet.Field) string {
	switch f {
	case sheet.FieldDue:
		return dateOr(r.Due, r.Ongoing)
	case sheet.FieldRegistered:
		return r.Registered.String()
	case sheet.FieldFinished:
		return r.Finished.String()
	case sheet.FieldProgress:
		if r.Progress == nil {
			return ""
		}
		return strconv.Itoa(*r.Progress)
	case sheet.FieldNarrative:
		return r.Narrative
	case sheet.FieldAmount:
		return r.AmountText
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

// cell is what a cell says, in the words of what it is compared with.
func (u *updating) cell(f sheet.Field) string {
	if r := u.w.row; f == sheet.FieldProgress && r.Progress != nil {
		return u.w.rate()
	}
	return written(u.w.row, f)
}

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
		has, says, err := u.compare(f)
		if err != nil {
			return err
		}
		switch {
		case has == says:
		case u.past != "":
			u.correctedIn(f, cmp.Or(u.cell(f), "—"))
		default:
			u.differ(f, has, u.cell(f), "这一格与上次导入时不同，但没有可照办的，事项不变", "this cell is not as it was imported last, but nothing follows from it: the matter stays")
		}
	}
	return nil
}

// settle drops the doubts of a row that agrees with its matter: what was assumed is what stands. Errors stay, and so do those about
// a cell that has changed and a word that was left out, unless these very bytes were imported before: then they were told.
func (u *updating) settle() {
	before, again := len(u.doubts), u.hashes[u.w.row.Source.FileSHA256] || strings.Contains(matter.LastRow(u.s), u.w.row.Source.FileSHA256)
	u.doubts = slices.DeleteFunc(u.doubts, func(d sheet.Doubt) bool {
		leftOut := d.Level == sheet.Assumed && d.Read != "" && d.Assumed == "" && (strings.HasPrefix(d.Code, "import.") || strings.HasPrefix(d.Code, "status."))
		leftOut = leftOut || d.Code == "amount.undecided" && u.hasSum()
		turned := d.Level == sheet.Assumed && u.hasTurned(d.Field) && (d.Field != sheet.FieldStatus || !u.stands())
		return d.Level != sheet.Error && (again || !leftOut) && !turned
	})
	u.out.Settled += before - len(u.doubts)
}

// hasSum tells whether the matter holds a sum.
func (u *updating) hasSum() bool {
	for name, f := range u.w.kind.Fields {
		if f.Type == register.Money && u.s.Fields[name] != nil {
			return true
		}
	}
	return false
}

// compare gives what the matter has of a cell and what the row says of it: the same words where that is the same.
func (u *updating) compare(f sheet.Field) (has, says string, err error) {
	c, s, r := &u.w.register, u.s, u.w.row
	same := func(same bool, has, says string) (string, string, error) {
		if same {
			says = has
		}
		return has, says, nil
	}
	switch f {
	case sheet.FieldTitle:
		return same(sameWords(c.Title, s.Title), s.Title, c.Title)
	case sheet.FieldBrief:
		return same(sameWords(c.Brief, s.Brief), s.Brief, c.Brief)
	case sheet.FieldCategory:
		return strings.Join(s.Category, categorySeparator), strings.Join(c.Category, categorySeparator), nil
	case sheet.FieldPlace:
		return s.Place, c.Place, nil
	case sheet.FieldSponsor:
		return same(u.samePost(c.Sponsor, s.Sponsor), s.Sponsor, c.Sponsor)
	case sheet.FieldVerifier:
		return same(u.samePost(c.Verifier, s.Verifier), s.Verifier, c.Verifier)
	case sheet.FieldOwner:
		return same(r.Owner != "" && u.samePost(c.Owner, s.Owner), s.Owner, r.Owner)
	case sheet.FieldLead:
		return same(c.LeadUnit == s.LeadUnit || c.LeadUnit == u.answers(s.LeadUnit), u.unitName(s.LeadUnit), u.unitName(c.LeadUnit))
	case sheet.FieldSupport:
		return same(u.sameUnits(c.Support, s.Support), u.unitNames(s.Support), u.unitNames(c.Support))
	case sheet.FieldRegistered:
		return dateIn(s.RegisteredAt), r.Registered.String(), nil
	case sheet.FieldDue:
		return same(c.Ongoing == s.Ongoing && holdsAlready(s, c.Due), dateOr(cmp.Or(s.Deadlines.Working().Date, s.Due), s.Ongoing), dateOr(c.Due, c.Ongoing))
	case sheet.FieldUrgency:
		return u.colour(s.Urgency), u.colour(c.Urgency), nil
	case sheet.FieldProgress:
		if r.Progress == nil {
			return same(s.Progress == 0, dossier.Percent(s.Progress), "")
		}
		ofTree := u.w.report.Progress == nil
		return same(ofTree || s.Done() && *r.Progress >= 10_000, dossier.Percent(s.Progress), u.w.rate())
	case sheet.FieldNarrative:
		_, last, err := u.news()
		return last, u.w.report.Text, err
	case sheet.FieldStatus:
		zh, _ := s.Stage.Words()
		return same(r.StatusText != "" && u.stands(), zh, r.StatusText)
	case sheet.FieldEvidence:
		return same(r.Evidence != "" && u.attached(u.w.report.Evidence), strings.Join(s.Evidence, "\n"), "")
	}
	return same(written(r, f) != "" && u.past == "", "", "—") // what it says was compared before, but of a month that is past
}

// stands tells whether the status is that of the matter.
func (u *updating) stands() bool {
	s := u.s
	if u.w.stage != "" {
		return u.w.stage == s.Stage
	}
	switch u.w.row.Status {
	case sheet.StatusNone:
		return false
	case sheet.StatusNotStarted:
		return !s.Over() && s.Reports == 0
	case sheet.StatusDropped:
		return s.Stage == matter.Withdrawn || s.Stage == matter.Merged
	}
	return u.w.done == s.Done()
}
