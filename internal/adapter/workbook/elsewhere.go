package workbook

import (
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// A workbook may tell of one matter in several sheets: last month's beside this month's, 在办 and 办结 between which rows move,
// a 汇总 of all. A number says so. A row without one is taken for the matter of another sheet where title and lead unit are the
// same, and brief or due date, too; where no sheet has the title twice, the brief may have changed, and from one month to another the
// unit. A title alone is not enough, for every district has its 安全生产检查.

// beside is what is known of the sheets beside that of a row.
type beside struct {
	fresh   map[string][]held     // title → matters that this import registered, of a workbook of several sheets
	said    map[string]string     // ids of those → what their rows say of how they stand
	met     map[string]struct{}   // ids of matters that a row of another sheet was about
	taken   map[[2]string]bool    // sheets and ids of matters that a row of theirs is about
	numbers map[string]numbered   // number → the first row that has it
	briefs  map[string]string     // ids of matters → a sheet with a row that has their brief
	ended   map[string]string     // ids of matters → a sheet with a row that says that they are done
	told    [sameMatter + 1]pairs // how alike → rows that have titles of another sheet
	titles  map[uint64]int        // sheet and title, hashed by seed → rows
	seed    maphash.Seed
	waiting []waiting // rows with a title of another sheet
}

// pairs counts rows: of a sheet, with regard to another.
type pairs map[string]map[string]int

func (p *pairs) count(in, other string) {
	if *p == nil {
		*p = pairs{}
	}
	if (*p)[in] == nil {
		(*p)[in] = map[string]int{}
	}
	(*p)[in][other]++
}

// registered remembers a new matter for the sheets that follow.
func (b *beside) registered(r *sheet.Row, s *matter.State) {
	if len(r.Sheets) < 2 {
		return
	}
	if b.fresh == nil {
		b.fresh, b.said = map[string][]held{}, map[string]string{}
	}
	b.take(r, s.ID)
	b.agreed(r, s)
	b.said[s.ID] = standing(r)
	h := held{s.ID, r.Source.Sheet, r.Number}
	if in, _, sheeted := strings.Cut(r.Key, "#"); sheeted {
		h.in = in
	}
	folded := sheet.Fold(r.Title)
	b.fresh[folded] = append(b.fresh[folded], h)
}

// take notes that a row of a sheet is about a matter.
func (b *beside) take(r *sheet.Row, id string) {
	if len(r.Sheets) < 2 {
		return
	}
	if b.taken == nil {
		b.taken = map[[2]string]bool{}
	}
	b.taken[[2]string{r.Source.Sheet, id}] = true
}

// took tells whether a row of the sheet that a row stands in is about a matter.
func (b *beside) took(r *sheet.Row, id string) bool { return b.taken[[2]string{r.Source.Sheet, id}] }

// standing is what a row says of its matter that a command carries out.
func standing(r *sheet.Row) string {
	progress := ""
	if r.Progress != nil {
		progress = strconv.Itoa(*r.Progress)
	}
	units := strings.Join(slices.Concat(r.LeadUnits, []string{""}, r.SupportUnits), "、")
	return strings.Join([]string{r.StatusText, r.Narrative, progress, r.Evidence, units, r.Owner, dateOr(r.Due, r.Ongoing)}, "\x00")
}

// note counts the titles of each sheet.
func (b *beside) note(r *sheet.Row) {
	if len(r.Sheets) < 2 {
		return
	}
	if b.titles == nil {
		b.titles, b.seed = map[uint64]int{}, maphash.MakeSeed()
	}
	b.titles[b.title(r.Source.Sheet, r)]++
}

func (b *beside) title(in string, r *sheet.Row) uint64 {
	return maphash.String(b.seed, in+"\x00"+sheet.Fold(r.Title))
}

// sole tells whether no sheet has the title of a row more than once.
func (b *beside) sole(r *sheet.Row) bool {
	return !slices.ContainsFunc(r.Sheets, func(in string) bool { return b.titles[b.title(in, r)] > 1 })
}

// again brings the matter of another sheet up to a row without a number that no matter of its own sheet is as like, or at the end to
// one whose number is new. The matter's own row, whether it stands before or after, is not met by that. A row that has no more than a
// title in common with a matter waits for the end of the file, when that may have been handed on and all titles are counted; ended says
// that it has come.
func (im *importer) again(r *sheet.Row, ended bool) (bool, error) {
	b := &im.before.beside
	if r.Number != "" && !im.before.late.ended {
		return false, nil
	}
	own, has, err := im.own(r)
	if own == exactlyAlike || has && len(r.Sheets) < 2 || err != nil {
		return false, err
	}
	t, titled, err := im.elsewhere(r, ended)
	if err != nil || own > 0 && own >= t.n || t.n == 0 && has {
		return false, err
	}
	s := t.s
	switch {
	case s == nil && titled && !ended && len(b.waiting) < mostWaiting:
		b.waiting = append(b.waiting, im.putOff(r))
		return true, nil
	case s == nil:
		if titled && ended {
			b.told[titleAlone].count(r.Source.Sheet, t.from)
		}
		return false, nil
	case t.n > 0 && t.n < exactlyAlike && im.defers(r):
		return true, nil
	}
	kind := im.told(s.Kind)
	if kind == nil {
		return false, nil
	}
	if b.met == nil {
		b.met = map[string]struct{}{}
	}
	b.met[s.ID] = struct{}{}
	b.take(r, s.ID)
	was, fresh := b.said[s.ID]
	if fresh {
		if b.said[s.ID] = standing(r); was == b.said[s.ID] {
			im.out.Unchanged++
			b.told[t.how].count(r.Source.Sheet, t.from)
			im.flush()
			return true, nil
		}
	}
	agreed := im.out.Unchanged
	err = im.update(s, im.wanted(r, kind, s))
	if r.Number != "" {
		im.before.byKey[r.Key] = s.ID
	}
	if fresh || im.out.Unchanged == agreed { // a row that has nothing new was told when it had
		b.told[t.how].count(r.Source.Sheet, t.from)
	}
	return true, err
}

// settleBeside takes in the rows that waited for what other sheets have of their titles.
func (im *importer) settleBeside() error {
	rows := im.before.beside.waiting
	im.before.beside.waiting = nil
	for i := range rows {
		r := im.takeUp(&rows[i])
		key, err := im.edition(r.Key, r, true)
		if r.Key = key; err != nil {
			return err
		}
		if err := im.anew(r, true); err != nil {
			return err
		}
	}
	return nil
}

// own tells how much a matter of the row's own sheet that no row of it is about agrees with the row, and whether the row is one that
// the sheet had before, or all there is of the file.
func (im *importer) own(r *sheet.Row) (most int, has bool, err error) {
	if r.Number != "" {
		return 0, false, nil
	}
	keys := im.before.titles[titleKey(r.Key, r.Title)]
	if len(r.Sheets) < 2 {
		return 0, len(keys) > 0, nil
	}
	for _, key := range keys[:min(len(keys), mostAlike)] {
		id := im.before.byKey[key]
		if im.besideOnly(r, id) {
			continue
		}
		has = has || key == r.Key
		if im.before.beside.took(r, id) {
			continue
		}
		s, err := im.matter(id)
		if err != nil {
			return 0, false, err
		}
		if !im.nextBeside(r, &s) {
			most = max(most, im.alike(r, &s))
		}
	}
	return most, has, nil
}

// likeness is how a row agrees with a matter of its title in another sheet.
type likeness int

const (
	titleAlone   likeness = iota
	anotherBrief          // unit and due date are the same
	anotherUnit           // brief or due date are the same, and the sheets are of different times
	sameMatter            // and so is the unit
)

func (im *importer) like(r *sheet.Row, s *matter.State, other string) likeness {
	due := dated(s, r.Due)
	brief := r.Brief != "" && im.sameBrief(r, s)
	clash := im.otherBrief(r, s)
	months := im.months.before(r.Source.Sheet, other) || im.months.before(other, r.Source.Sheet)
	switch unit := im.leads(r, s) || im.led(r, s); {
	case im.next(r, s), im.otherPlace(r, s) && (im.several(r.Title) || !months):
	case unit && !clash && (due || brief):
		return sameMatter
	case unit && due && !r.Due.IsZero() && !im.twin(r, s):
		return anotherBrief
	case !unit && !clash && (due || brief) && months:
		return anotherUnit
	}
	return titleAlone
}

// another is a matter of another sheet that a row is about.
type another struct {
	s    *matter.State // nil where there is none
	how  likeness
	from string // the other sheet
	n    int    // how much they agree; 0 where that is not asked
}

// elsewhere finds the matter of another sheet that a row without a number is about. titled says that there are some of its title. At
// the end of the file one that differs by the brief or the unit alone is the row's, where it is the only one and no sheet has the
// title twice.
func (im *importer) elsewhere(r *sheet.Row, ended bool) (best another, titled bool, err error) {
	found := map[string]bool{} // ids
	var one another
	for _, h := range im.others(r) {
		s, err := im.matter(h.id)
		if err != nil {
			return another{}, false, err
		}
		found[s.ID] = true
		like := im.like(r, &s, im.before.present(h.in))
		if n := im.alike(r, &s); like == sameMatter && n > best.n {
			best = another{&s, like, h.in, n}
		} else if like >= one.how {
			one = another{&s, like, h.in, 0}
		}
	}
	if titled = len(found) > 0; best.s == nil {
		if best.from = one.from; ended && one.how > titleAlone && len(found) == 1 && im.before.beside.sole(r) {
			best = one
		}
	}
	return best, titled, nil
}

// besideOnly tells whether rows of other sheets were about a matter, but none of the row's own.
func (im *importer) besideOnly(r *sheet.Row, id string) bool {
	met, _ := im.before.hasRow(id)
	return met && len(r.Sheets) > 1 && !im.before.beside.took(r, id)
}

// others are the matters of a row's title that no row of its sheet is about, and that its sheet had not before: of those that the ledger
// had and those that this import registered. Two numbers are two matters. One that has a number may have its row further down in the
// row's own sheet, and is left for the end.
func (im *importer) others(r *sheet.Row) (out []held) {
	b := &im.before.beside
	in, _, sheeted := strings.Cut(r.Key, "#")
	if !sheeted {
		in = r.Source.Sheet
	}
	folded := sheet.Fold(r.Title)
	for _, h := range slices.Concat(im.before.named[folded], b.fresh[folded]) {
		switch own := h.in == in || h.in == r.Source.Sheet; {
		case b.took(r, h.id), len(out) == mostAlike:
		case h.number == "" && h.in == in && !im.besideOnly(r, h.id):
		case h.number != "" && (r.Number != "" || len(r.Sheets) < 2 || own && !im.before.late.ended):
		default:
			out = append(out, h)
		}
	}
	return out
}

// besides tells of which sheets' matters other sheets told again.
func (im *importer) besides() {
	for _, t := range []struct {
		how          likeness
		code, zh, en string
	}{
		{
			sameMatter, "import.other_sheet", "其中 %[1]d 行与“%[2]s”表中的事项名称、单位相同，内容或时限也相同，当作同一件，不另登记；不是同一件的，请给它们加上编号",
			"%[1]d rows have the title, the lead unit and the brief or the due date of matters of the sheet %[2]q: they are the same matters and were not registered again. If they are not, give them numbers",
		},
		{
			anotherUnit, "import.other_unit", "其中 %[1]d 行与“%[2]s”表中的事项名称相同，内容或时限也相同，只是单位不同，而每张表里这一名称都只有一行：当作同一件换了单位，不另登记；不是同一件的，请给它们加上编号",
			"%[1]d rows have the title and the brief or the due date of matters of the sheet %[2]q and another lead unit, and no sheet has the title twice: they are the same matters under another unit and were not registered again. If they are not, give them numbers",
		},
		{
			anotherBrief, "import.other_brief", "其中 %[1]d 行与“%[2]s”表中的事项名称、单位、时限相同，只是任务书不同，而每张表里这一名称都只有一行：当作同一件，不另登记；不是同一件的，请给它们加上编号",
			"%[1]d rows have the title, the lead unit and the due date of matters of the sheet %[2]q and another brief, and no sheet has the title twice: they are the same matters and were not registered again. If they are not, give them numbers",
		},
		{
			titleAlone, "import.same_title", "其中 %[1]d 行与“%[2]s”表中的事项名称相同，单位、任务书、时限、地点却不都相同：当作另一件，另行登记；是同一件的，请并案：qinlian matter merge 编号 --to 编号",
			"%[1]d rows have the title of matters of the sheet %[2]q, and not the same unit, brief, due date and place: they were registered as other matters. If they are the same, merge them: qinlian matter merge NUMBER --to NUMBER",
		},
	} {
		rows := im.before.beside.told[t.how]
		for _, in := range sorted(rows) {
			n := 0
			for _, rows := range rows[in] {
				n += rows
			}
			named := im.sheetNames(sorted(rows[in]))
			im.tell(in, t.code, named, text.Text{}, t.zh, t.en, n, named)
		}
	}
}
