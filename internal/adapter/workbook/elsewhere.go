package workbook

import (
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// A workbook may tell of one matter in several sheets: last month's beside this month's, 在办 and 办结 between which rows move,
// a 汇总 of all. A number says so. A row without one is taken for the matter of another sheet where title and lead unit are the
// same, and brief or due date, too; a title alone is not enough, for every district has its 安全生产检查.

// beside is what is known of the sheets beside that of a row.
type beside struct {
	fresh map[string][]string // sheet and title → ids of matters that this import registered, of a workbook of several sheets
	among map[string]bool     // sheets of those
	said  map[string]string   // ids of those → what their rows say of how they stand
	met   map[string]struct{} // ids of matters that a row of another sheet was about
	taken map[string]bool     // those sheets and ids
	told  pairs               // rows about matters of another sheet
	moved pairs               // of those, where the lead unit is another
	apart pairs               // rows that have no more than the title in common with one
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
func (b *beside) registered(r *sheet.Row, id string) {
	in, _, sheeted := strings.Cut(r.Key, "#")
	if !sheeted || len(r.Sheets) < 2 {
		return
	}
	if b.fresh == nil {
		b.fresh, b.among, b.said = map[string][]string{}, map[string]bool{}, map[string]string{}
	}
	b.said[id] = standing(r)
	at := titleKey(r.Key, r.Title)
	b.fresh[at], b.among[in] = append(b.fresh[at], id), true
}

// standing is what a row says of its matter that a command carries out.
func standing(r *sheet.Row) string {
	progress := ""
	if r.Progress != nil {
		progress = strconv.Itoa(*r.Progress)
	}
	units := strings.Join(slices.Concat(r.LeadUnits, []string{""}, r.SupportUnits), "、")
	return strings.Join([]string{r.StatusText, r.Narrative, progress, r.Evidence, units, r.Owner, dateOr(r.Due, r.Ongoing)}, "\x00")
}

// again brings the matter of another sheet up to a row without a number whose own sheet knows no such title. The matter's own
// row, whether it stands before or after, is not met by that.
func (im *importer) again(r *sheet.Row) (bool, error) {
	if !counts(r) {
		return false, nil
	}
	if own, err := im.own(r); own || err != nil {
		return false, err
	}
	s, err := im.elsewhere(r)
	if s == nil || err != nil {
		return false, err
	}
	kind := im.bundle.Kinds[s.Kind]
	if kind == nil {
		return false, nil
	}
	if said, fresh := im.before.beside.said[s.ID]; fresh && said == standing(r) {
		im.out.Unchanged++
		im.flush()
		return true, nil
	}
	return true, im.update(s, im.wanted(r, kind, s))
}

// own tells whether a matter of the row's own sheet may be the row's.
func (im *importer) own(r *sheet.Row) (bool, error) {
	keys := im.before.titles[titleKey(r.Key, r.Title)]
	if len(r.Sheets) < 2 || slices.Contains(keys, r.Key) {
		return len(keys) > 0, nil
	}
	for _, key := range keys[:min(len(keys), mostAlike)] {
		if s, err := im.matter(im.before.byKey[key]); err != nil || im.alike(r, &s, false) > 0 {
			return true, err
		}
	}
	return false, nil
}

// elsewhere finds the matter of another sheet that a row without a number is about; nil where there is none.
func (im *importer) elsewhere(r *sheet.Row) (*matter.State, error) {
	in, _, sheeted := strings.Cut(r.Key, "#")
	b := &im.before.beside
	if !sheeted {
		return nil, nil //nolint:nilnil // none
	}
	var best *matter.State
	most, from, near := 0, "", ""
	for _, other := range im.sheetsBeside(in) {
		at := titleKey(other+"#", r.Title)
		ids := slices.Clone(b.fresh[at])
		for _, key := range im.before.titles[at] {
			ids = append(ids, im.before.byKey[key])
		}
		for _, id := range ids[:min(len(ids), mostAlike)] {
			if b.taken[r.Source.Sheet+"\x00"+id] {
				continue
			}
			s, err := im.matter(id)
			if err != nil {
				return nil, err
			}
			n := im.alike(r, &s, im.months.sole(r, im.before.present(other)))
			switch {
			case n > most && (n > 2 || r.Brief != "" && r.Brief == s.Brief):
				best, most, from = &s, n, other
			case n > 0:
				near = other
			}
		}
	}
	switch {
	case best != nil:
		if b.met == nil {
			b.met, b.taken = map[string]struct{}{}, map[string]bool{}
		}
		b.met[best.ID], b.taken[r.Source.Sheet+"\x00"+best.ID] = struct{}{}, true
		if b.told.count(r.Source.Sheet, from); im.alike(r, best, false) == 0 {
			b.moved.count(r.Source.Sheet, from)
		}
	case near != "":
		b.apart.count(r.Source.Sheet, near)
	}
	return best, nil
}

// sheetsBeside are the other sheets that held matters before or hold some that this import registered, in order.
func (im *importer) sheetsBeside(in string) []string {
	out := slices.Concat(sorted(im.before.sheets), sorted(im.before.beside.among))
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(name string) bool { return name == in })
}

// besides tells of which sheets' matters other sheets told again.
func (im *importer) besides() {
	b := &im.before.beside
	each := func(of pairs, tell func(in, other string, rows int)) {
		for _, in := range sorted(of) {
			for _, other := range sorted(of[in]) {
				tell(in, other, of[in][other])
			}
		}
	}
	each(b.told, func(in, other string, rows int) {
		zh, en := "", ""
		if moved := b.moved[in][other]; moved > 0 {
			zh, en = "（其中 "+strconv.Itoa(moved)+" 行单位不同，这一名称在两张表里都只有一行，按单位有变办理）", " (in "+strconv.Itoa(moved)+" of them the lead unit is another: the title is there once in each sheet, so the unit has changed)"
		}
		im.tell(in, "import.other_sheet", other, text.Text{}, "其中 %[1]d 行与“%[2]s”表中的事项名称、单位相同，内容或时限也相同%[3]s，当作同一件，不另登记；不是同一件的，请给它们加上编号",
			"%[1]d rows have the title, the lead unit and the brief or the due date of matters of the sheet %[2]q%[4]s: they are the same matters and were not registered again. If they are not, give them numbers", rows, other, zh, en)
	})
	each(b.apart, func(in, other string, rows int) {
		im.tell(in, "import.same_title", other, text.Text{}, "其中 %[1]d 行与“%[2]s”表中的事项名称、单位相同，时限不同，又没有相同的任务书：另行登记；是同一件的，请给它们加上同一编号",
			"%[1]d rows have the title and the lead unit of matters of the sheet %[2]q, another due date, and no brief in common: they were registered as other matters. If they are the same, give them the same numbers", rows, other)
	})
}
