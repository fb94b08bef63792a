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
	fresh map[string][]string       // sheet and title → ids of matters that this import registered, of a workbook of several sheets
	among map[string]bool           // sheets of those
	said  map[string]string         // ids of those → what their rows say of how they stand
	met   map[string]struct{}       // ids of matters that a row of another sheet was about
	told  map[string]map[string]int // this sheet → the other → rows
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

// standing is what a row says of how its matter stands.
func standing(r *sheet.Row) string {
	progress := ""
	if r.Progress != nil {
		progress = strconv.Itoa(*r.Progress)
	}
	return strings.Join([]string{r.StatusText, r.Narrative, progress, r.Evidence}, "\x00")
}

// again brings the matter of another sheet up to a row without a number whose own sheet knows no such title. The matter's own
// row, whether it stands before or after, is not met by that.
func (im *importer) again(r *sheet.Row) (bool, error) {
	if !counts(r) || len(im.before.titles[titleKey(r.Key, r.Title)]) > 0 {
		return false, nil
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

// elsewhere finds the matter of another sheet that a row without a number is about; nil where there is none.
func (im *importer) elsewhere(r *sheet.Row) (*matter.State, error) {
	in, _, sheeted := strings.Cut(r.Key, "#")
	b := &im.before.beside
	if !sheeted || len(b.fresh[titleKey(r.Key, r.Title)]) > 0 {
		return nil, nil //nolint:nilnil // none
	}
	var best *matter.State
	most, from := 0, ""
	for _, other := range im.sheetsBeside(in) {
		at := titleKey(other+"#", r.Title)
		ids := slices.Clone(b.fresh[at])
		for _, key := range im.before.titles[at] {
			ids = append(ids, im.before.byKey[key])
		}
		for _, id := range ids[:min(len(ids), mostAlike)] {
			s, err := im.matter(id)
			if err != nil {
				return nil, err
			}
			if n := im.alike(r, &s); n > most && (n > 2 || r.Brief != "" && r.Brief == s.Brief) {
				best, most, from = &s, n, other
			}
		}
	}
	if best != nil {
		if b.told == nil {
			b.told, b.met = map[string]map[string]int{}, map[string]struct{}{}
		}
		if b.told[r.Source.Sheet] == nil {
			b.told[r.Source.Sheet] = map[string]int{}
		}
		b.told[r.Source.Sheet][from]++
		b.met[best.ID] = struct{}{}
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
	told := im.before.beside.told
	for _, in := range sorted(told) {
		for _, from := range sorted(told[in]) {
			im.tell(in, "import.other_sheet", from, text.Text{}, "其中 %[1]d 行与“%[2]s”表中的事项名称、单位相同，内容或时限也相同，当作同一件，不另登记；不是同一件的，请给它们加上编号",
				"%[1]d rows have the title, the lead unit and the brief or the due date of matters of the sheet %[2]q: they are the same matters and were not registered again. If they are not, give them numbers", told[in][from], from)
		}
	}
}
