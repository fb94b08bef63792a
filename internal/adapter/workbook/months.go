package workbook

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/matter"
)

// A workbook with a sheet for each month tells of most matters once in each. The reader gives the months in their order, so that
// each brings what was new in it. What a matter has heard from one month an earlier one does not take back: neither in the same
// import, nor when that month is corrected in a later edition. A date is asked for once, as the last month has it.

// months is what the sheets of a file that are called after times have brought so far; without ranks in any other file.
type months struct {
	looked bool
	rank   map[string]int    // those sheets → their order in time
	latest map[string]string // ids of matters → the latest of those sheets that told of them in this import
	plans  []postponed       // dates that a later month may yet change
	plan   map[string]int    // ids of matters → the last of those
	past   pairs             // rows that are history, with regard to a later sheet
	called []retitled        // rows that may be matters of an earlier month under other titles
}

// postponed is a row whose date differs from its matter's.
type postponed struct {
	w       *wanted
	id      string
	counted bool // among the rows that changed something, or differ
	over    bool // a later month has another
}

// month finds out at the first row whether the file has months.
func (im *importer) month(r *sheet.Row) {
	m := &im.months
	if !m.looked {
		m.looked = true
		if m.rank = sheet.InTime(r.Sheets); m.rank != nil {
			m.latest, m.plan = map[string]string{}, map[string]int{}
		}
	}
}

// before tells whether a sheet is of an earlier time than another.
func (m *months) before(sheet, other string) bool {
	a, okA := m.rank[sheet]
	b, okB := m.rank[other]
	return okA && okB && a < b
}

// later is the month after the row's that a matter has heard from, in this import or in an earlier one; "" where there is none.
func (im *importer) later(r *sheet.Row, s *matter.State) string {
	m := &im.months
	if in := m.latest[s.ID]; m.before(r.Source.Sheet, in) {
		return in
	}
	last := matter.LastRow(s)
	in := sheetIn(last)
	if m.before(r.Source.Sheet, in) && ledgerOf(last) == im.o.Ledger && !otherYear(last, r) {
		return in
	}
	return ""
}

var reYear = regexp.MustCompile(`20\d\d`)

// otherYear tells whether two files name different years: their months are not those of one workbook.
func otherYear(source string, r *sheet.Row) bool {
	file, _ := cutLast(placeOf(source), "#")
	was, is := reYear.FindString(file), reYear.FindString(r.Source.File)
	return was != "" && is != "" && was != is
}

// last tells whether no later month can follow a sheet.
func (m *months) last(in string) bool {
	for other := range m.rank {
		if m.before(in, other) {
			return false
		}
	}
	return true
}

// heard notes that a row of a month is about a matter. What an earlier one had for its date is over if this has one.
func (m *months) heard(w *wanted, id string) {
	in := w.row.Source.Sheet
	if _, timed := m.rank[in]; !timed {
		return
	}
	m.latest[id] = in
	if i, has := m.plan[id]; has && (!w.register.Due.IsZero() || w.register.Ongoing) {
		m.plans[i].over = true
	}
}

// postpones puts off the date of a row, which a later month may yet change.
func (u *updating) postpones() bool {
	m := &u.months
	if u.settling || m.last(u.w.row.Source.Sheet) {
		return false
	}
	m.plan[u.s.ID] = len(m.plans)
	m.plans = append(m.plans, postponed{w: u.w, id: u.s.ID})
	u.later = true
	return true
}

// settlePlans asks for the dates that no later month has changed.
func (im *importer) settlePlans() error {
	for i := range im.months.plans {
		p := &im.months.plans[i]
		s, err := im.matter(p.id)
		if err != nil {
			return err
		}
		u := im.updating(p.w, &s)
		u.settling = true
		if !p.over {
			if err := u.plan(); err != nil {
				return err
			}
		}
		u.count(p.counted)
		im.flush()
	}
	return nil
}

// corrected tells what a month says anew although a later one counts.
func (u *updating) corrected() error {
	news, _, err := u.news()
	if err != nil {
		return err
	}
	c, before := &u.w.register, []matter.Assignment(nil)
	if before, err = u.assignments(); err != nil {
		return err
	}
	never := func(had func(a *matter.Assignment) bool) bool {
		return !slices.ContainsFunc(before, func(a matter.Assignment) bool { return had(&a) })
	}
	if news && u.w.reported && !u.s.AssignedAt.IsZero() && (u.w.row.Narrative != "" || !u.known) { // else its cells are told one by one
		u.correctedIn(sheet.FieldNarrative, cmp.Or(u.w.report.Text, u.w.row.StatusText))
	}
	if !c.Due.IsZero() && !holdsAlready(u.s, c.Due) && never(func(a *matter.Assignment) bool { return a.Due == c.Due }) && (u.s.Replan == nil || u.s.Replan.Due != c.Due) {
		u.correctedIn(sheet.FieldDue, c.Due.String())
	}
	if c.LeadUnit != "" && never(func(a *matter.Assignment) bool { return u.answers(a.LeadUnit) == c.LeadUnit }) {
		u.correctedIn(sheet.FieldLead, u.unitName(c.LeadUnit))
	} else if c.Owner != "" && never(func(a *matter.Assignment) bool { return u.samePost(c.Owner, a.Owner) }) {
		u.correctedIn(sheet.FieldOwner, c.Owner)
	}
	return nil
}

// correctedIn tells a cell of a month that is past.
func (u *updating) correctedIn(f sheet.Field, is string) {
	u.about(u.w.row, sheet.Assumed, f, "import.month_corrected", is, "", "“%[1]s”以前没有说过，但以更新的“%[2]s”表为准，不照此改动（%[3]s）", "%[1]q was not said before, but the later sheet %[2]q counts: nothing was changed (%[3]s)", is, u.past, u.s.Number)
}

// retitled is a new row that has all but the title of a matter under its ordinal in another month.
type retitled struct {
	row   sheet.Row
	id    string
	other string
}

// retitled remembers a new row whose title may be the only thing that is new.
func (im *importer) retitled(w *wanted) {
	m, r := &im.months, w.row
	in, rest, sheeted := strings.Cut(r.Key, "#")
	if _, timed := m.rank[in]; !timed || !sheeted || r.Ordinal == "" || r.Number != "" {
		return
	}
	for _, other := range im.sheetsBefore(in) {
		id := im.before.byKey[other+"#"+rest]
		if id == "" {
			continue
		}
		s, err := im.matter(id)
		if err == nil && s.Title != r.Title && s.Brief == r.Brief && s.Due == r.Due && s.LeadUnit == w.register.LeadUnit && !s.Over() {
			m.called = append(m.called, retitled{*r, id, other})
			return
		}
	}
}

// sheetsBefore are the months before one, of this file and of earlier editions.
func (im *importer) sheetsBefore(in string) (out []string) {
	for _, other := range sorted(im.months.rank) {
		if im.months.before(other, in) {
			out = append(out, other)
		}
	}
	for _, gone := range im.before.gone {
		if after, _ := sheet.After(in, gone); after {
			out = append(out, gone)
		}
	}
	return out
}

// monthsRetitled tells of such rows where no row of their month is about that matter.
func (im *importer) monthsRetitled() error {
	for i := range im.months.called {
		c := &im.months.called[i]
		if in := im.months.latest[c.id]; in == c.row.Source.Sheet || im.months.before(c.row.Source.Sheet, in) {
			continue
		}
		s, err := im.matter(c.id)
		if err != nil {
			return err
		}
		im.about(&c.row, sheet.Assumed, sheet.FieldTitle, "import.retitled", begun(c.row.Title), "", "“%[1]s”表的同一序号是“%[2]s”（%[3]s），单位、时限都相同，在这张表里没有行：名称不同，另行登记。同一件的，请写回登记时的名称",
			"under the same ordinal the sheet %[1]q has %[2]q (%[3]s) with the same unit and date, which has no row here: the title differs, so this was registered as another. If it is the same, write the title as it was registered", c.other, s.Title, s.Number)
	}
	return nil
}

// monthsPast tells of which sheets' rows were left for what a later month says.
func (im *importer) monthsPast() {
	past := im.months.past
	for _, in := range sorted(past) {
		for _, later := range sorted(past[in]) {
			im.at(in, sheet.Note, "", "import.month_past", "", "", "其中 %[1]d 行的事项在更新的“%[2]s”表里也有，以那张表为准；这里的是往期情况，已登记的事项不照此改动",
				"%[1]d rows are of matters that the later sheet %[2]q tells of, too: that one counts; these are of a time past and change nothing of what is registered", past[in][later], later)
		}
	}
}
