package workbook

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/matter"
)

// A workbook with a sheet for each month tells of most matters once in each. The months are read in their order, so that a first
// import brings them in as they came. Later on a month is history as soon as a later one tells of the same matter: what is written
// into 3月 when 4月 is there changes nothing. So the sheets are gone through beforehand.

// months is what a workbook of several months tells, a few bytes a row; nil for any other file.
type months struct {
	seed   maphash.Seed
	rank   map[string]int // sheets called after times → their order
	sheets []string       // called after times, as they are read
	rows   []monthly      // by title, then by sheet
	past   pairs          // rows that are history, with regard to a later sheet
}

// monthly is one row, in hashes; 0 is a cell without content.
type monthly struct {
	title             uint64
	lead, due, brief  uint32
	sheet, rank, seen int32 // its sheet, the time of that, and how many rows there have the title
}

// errNotMonths ends the first look at a file of which there is only one.
var errNotMonths = errors.New("not a workbook of months")

// monthsOf goes through a file whose sheets are called after times.
func monthsOf(ctx context.Context, o Importing) (*months, error) {
	if o.Sheet.Sheet != "" {
		return nil, nil //nolint:nilnil // one sheet is none of several
	}
	o.Sheet.Progress = nil
	m := &months{seed: maphash.MakeSeed()}
	_, err := o.read(ctx, func(r sheet.Row) error {
		if m.rank == nil {
			if m.rank = sheet.InTime(r.Sheets); m.rank == nil {
				return errNotMonths
			}
		}
		if rank, timed := m.rank[r.Source.Sheet]; timed {
			if n := len(m.sheets); n == 0 || m.sheets[n-1] != r.Source.Sheet {
				m.sheets = append(m.sheets, r.Source.Sheet)
			}
			row := m.of(&r)
			row.sheet, row.rank = int32(len(m.sheets)-1), int32(rank)
			m.rows = append(m.rows, row)
		}
		return nil
	})
	if errors.Is(err, errNotMonths) || err == nil && m.rank == nil {
		return nil, nil //nolint:nilnil // no such workbook
	}
	m.count()
	return m, err
}

func (m *months) of(r *sheet.Row) monthly {
	cell := func(s string) uint32 {
		if s == "" {
			return 0
		}
		return uint32(maphash.String(m.seed, s)) | 1
	}
	if !counts(r) {
		return monthly{title: maphash.String(m.seed, "№"+r.Number), seen: byNumber}
	}
	lead := ""
	if len(r.LeadUnits) > 0 {
		lead = r.LeadUnits[0]
	}
	return monthly{title: maphash.String(m.seed, sheet.Fold(r.Title)), lead: cell(lead), due: cell(dateOr(r.Due, r.Ongoing)), brief: cell(r.Brief)}
}

// byNumber is in place of how often a title is there: a number alone says which matter a row is about.
const byNumber = -1

// count sorts the rows and notes how often a title is in its sheet.
func (m *months) count() {
	slices.SortStableFunc(m.rows, func(a, b monthly) int { return cmp.Or(cmp.Compare(a.title, b.title), cmp.Compare(a.sheet, b.sheet)) })
	for from := 0; from < len(m.rows); {
		to := from + 1
		for to < len(m.rows) && m.rows[to].title == m.rows[from].title && m.rows[to].sheet == m.rows[from].sheet {
			to++
		}
		for i := from; i < to && m.rows[i].seen != byNumber; i++ {
			m.rows[i].seen = int32(to - from)
		}
		from = to
	}
}

// same tells whether two rows of different sheets are about one matter: as rows of any two sheets are, or, where the title is there
// once in each of these, whatever the lead unit.
func (a *monthly) same(b *monthly) bool {
	switch {
	case a.title != b.title:
		return false
	case a.seen == byNumber:
		return true
	case a.brief != b.brief && a.brief != 0 && b.brief != 0, a.due != b.due && (a.brief != b.brief || a.brief == 0):
		return false
	}
	return a.lead == b.lead || a.lead == 0 || b.lead == 0 || a.seen == 1 && b.seen == 1
}

// called are the rows with the title or the number of one.
func (m *months) called(r *sheet.Row) (own monthly, rows []monthly) {
	own = m.of(r)
	from, _ := slices.BinarySearchFunc(m.rows, own.title, func(row monthly, title uint64) int { return cmp.Compare(row.title, title) })
	to := from
	for ; to < len(m.rows) && m.rows[to].title == own.title && to-from < mostWaiting; to++ {
		if row := &m.rows[to]; m.sheets[row.sheet] == r.Source.Sheet {
			own.sheet, own.rank, own.seen = row.sheet, row.rank, row.seen
		}
	}
	return own, m.rows[from:to]
}

// later is the sheet of the latest month that tells of a row's matter, too; "" where the row's own is that.
func (m *months) later(r *sheet.Row) string {
	rank, timed := m.rank[r.Source.Sheet]
	if !timed {
		return ""
	}
	own, rows := m.called(r)
	name := ""
	for i := range rows {
		if row := &rows[i]; int(row.rank) > rank && own.same(row) {
			name, rank = m.sheets[row.sheet], int(row.rank)
		}
	}
	return name
}

// sole tells whether the title of a row is there once in its own month and once in another.
func (m *months) sole(r *sheet.Row, other string) bool {
	if m == nil {
		return false
	}
	own, rows := m.called(r)
	return own.seen == 1 && slices.ContainsFunc(rows, func(row monthly) bool { return m.sheets[row.sheet] == other && row.seen == 1 })
}

// outdated tells whether a later month of the file tells of a row's matter, too. Of a matter that was there before this import the
// row is history then, and past; of one that this import registered, only what was done by then is entered, and the plan is left to
// the later month.
func (im *importer) outdated(r *sheet.Row, s *matter.State) (past, between bool) {
	m := im.months
	if m == nil {
		return false, false
	}
	later := m.later(r)
	if later == "" || im.fresh[s.ID] {
		return false, later != ""
	}
	m.past.count(r.Source.Sheet, later)
	im.out.Unchanged++
	im.settle()
	im.flush()
	return true, false
}

// history tells of which sheets' rows a later month was carried out in their place.
func (m *months) history(im *importer) {
	if m == nil {
		return
	}
	for _, in := range sorted(m.past) {
		for _, later := range sorted(m.past[in]) {
			im.at(in, sheet.Note, "", "import.month_past", "", "", "其中 %[1]d 行的事项在更新的“%[2]s”表里也有，以那张表为准；这里的是往月情况，已登记的事项不照此改动",
				"%[1]d rows are of matters that the later sheet %[2]q tells of, too: that one counts; these are of a month past and change nothing of what is registered", m.past[in][later], later)
		}
	}
}
