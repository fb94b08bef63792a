package workbook

import (
	"cmp"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/matter"
)

// What comes next often has the name of what came before: 安全生产检查 of the second quarter after that of the first. A row whose brief
// and due date are both others than those of the matter of its title is another one, where that matter has its own row in another
// sheet, or was done and left out, or where the month is another. So is one that is not done, of another sheet, and due later than a
// matter that is; and one of another brief, where the matter has its own row with its own; and one of another place, where several
// matters have the title.

// clash tells whether a row has neither the brief nor the due date of a matter.
func (im *importer) clash(r *sheet.Row, s *matter.State) bool {
	return im.otherBrief(r, s) && !r.Due.IsZero() && !dated(s, r.Due)
}

// dated tells whether a date is that of a matter, or one that was asked for.
func dated(s *matter.State, due clock.Date) bool {
	return holdsAlready(s, due) || s.Replan != nil && s.Replan.Due == due
}

// open are the keys of the matters of a waiting row's title that no row is about, and that the row may be about.
func (im *importer) open(w *waiting, title string) (open []string, err error) {
	keys := im.before.titles[title]
	renamed := len(im.before.now[w.row.Source.Sheet]) > 0
	for _, key := range keys {
		id := im.before.byKey[key]
		met, beside := im.before.hasRow(id)
		if met || beside && renamed {
			continue
		}
		if len(keys) <= mostAlike {
			s, err := im.matter(id)
			if err != nil {
				return nil, err
			}
			if im.succeeds(&w.row, &s, beside || renamed) {
				w.another = true
				continue
			}
		}
		open = append(open, key)
	}
	return open, nil
}

// succeeds tells whether a row is another matter that comes after one of its title; apart says that this has its own row in another
// sheet, or that the month is another.
func (im *importer) succeeds(r *sheet.Row, s *matter.State, apart bool) bool {
	return im.clash(r, s) && (apart || im.leftOut(r, s)) || im.twin(r, s) || im.nextBeside(r, s) || im.otherPlace(r, s) && im.several(r.Title)
}

// leftOut tells whether a matter that has no row any more is over, done, or at 100 %, so that a row in its place which is not is another.
func (im *importer) leftOut(r *sheet.Row, s *matter.State) bool {
	return (s.Over() || s.Done() || s.Progress >= 100) && (!finished(r) || len(im.before.now[r.Source.Sheet]) > 0)
}

// next tells whether a row is not done and due later than a matter that is, or whose row in another sheet says so; it is no month before
// the one that does.
func (im *importer) next(r *sheet.Row, s *matter.State) bool {
	later := !finished(r) && r.Due > cmp.Or(s.Deadlines.Working().Date, s.Due) && !dated(s, r.Due)
	return later && (s.Done() || im.endedBeside(r, s)) && im.later(r, s) == ""
}

// nextBeside tells whether a row is the next after a matter whose row in another sheet says that it is done.
func (im *importer) nextBeside(r *sheet.Row, s *matter.State) bool {
	return im.endedBeside(r, s) && im.next(r, s)
}

// endedBeside tells whether a row of another sheet says of a matter, on its day, that it is done.
func (im *importer) endedBeside(r *sheet.Row, s *matter.State) bool {
	in, ended := im.before.beside.ended[s.ID]
	return ended && in != r.Source.Sheet
}

// finished tells whether a row says that all is done.
func finished(r *sheet.Row) bool {
	return r.Status == sheet.StatusCompleted || r.Status == sheet.StatusClosed || r.Progress != nil && *r.Progress >= 10_000
}

// agreed notes a row that has the brief of its matter, or says on its day that it is done.
func (b *beside) agreed(r *sheet.Row, s *matter.State) {
	if len(r.Sheets) < 2 {
		return
	}
	if b.briefs == nil {
		b.briefs, b.ended = map[string]string{}, map[string]string{}
	}
	if r.Brief != "" && sameWords(r.Brief, s.Brief) {
		b.briefs[s.ID] = r.Source.Sheet
	}
	if finished(r) && holdsAlready(s, r.Due) {
		b.ended[s.ID] = r.Source.Sheet
	}
}

// twin tells whether a row has another brief than a matter whose own row, with its own brief, stands in another sheet of the file. From
// month to month a brief may change.
func (im *importer) twin(r *sheet.Row, s *matter.State) bool {
	in, has := im.before.beside.briefs[s.ID]
	m := &im.months
	return has && in != r.Source.Sheet && im.otherBrief(r, s) && !m.before(in, r.Source.Sheet) && !m.before(r.Source.Sheet, in)
}

// numbered is the first row of a file that has a number.
type numbered struct {
	row         int
	sheet       string
	title, unit string
}

// sameNumber refuses a row whose number a row of another sheet has that is of another title and another unit: one of them is a slip.
func (im *importer) sameNumber(r *sheet.Row) bool {
	if len(r.Sheets) < 2 {
		return true
	}
	b := &im.before.beside
	if b.numbers == nil {
		b.numbers = map[string]numbered{}
	}
	unit := strings.Join(r.LeadUnits, "、")
	n, has := b.numbers[r.Number]
	if !has {
		b.numbers[r.Number] = numbered{r.Source.Row, r.Source.Sheet, sheet.Fold(r.Title), unit}
		return true
	}
	if n.title == sheet.Fold(r.Title) || n.unit == unit {
		return true
	}
	im.about(r, sheet.Error, sheet.FieldNumber, "import.number_twice", r.Number, "", "编号“%[1]s”在“%[2]s”表第 %[3]d 行已用，名称和单位都不同：请改正其中一个编号",
		"row %[3]d of the sheet %[2]q has the number %[1]q, too, with another title and another unit: correct one of the numbers", r.Number, n.sheet, n.row)
	im.flush()
	return false
}
