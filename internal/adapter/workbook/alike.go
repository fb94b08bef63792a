package workbook

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/matter"
)

// exactlyAlike is the most that alike gives.
const exactlyAlike = 6

// alike tells how much a row agrees with a matter of its title; 0 where the brief or the lead unit is another, or where several matters
// have the title and this one is at another place. A unit that had the matter before counts less than the one that has it.
func (im *importer) alike(r *sheet.Row, s *matter.State) int {
	leads := im.leads(r, s)
	elsewhere := im.otherPlace(r, s)
	if im.otherBrief(r, s) || !leads && !im.led(r, s) || elsewhere && im.several(r.Title) {
		return 0
	}
	n := 1
	if holdsAlready(s, r.Due) {
		n += 2
	}
	if leads && (r.Owner == "" || r.Owner == s.Owner) {
		n++
	}
	if !elsewhere && (r.Place == "" || s.Place == "" || r.Place == s.Place) {
		n++
	}
	if im.sameCategory(r, s) {
		n++
	}
	return n
}

// otherPlace tells whether a row and a matter each have a place, and neither is a shorter way to write the other, or the row is about
// somebody else than that which brought something last.
func (im *importer) otherPlace(r *sheet.Row, s *matter.State) bool {
	if r.Place != "" && s.Place != "" && !shortens(r.Place, s.Place) && !shortens(s.Place, r.Place) {
		return true
	}
	is := printOfCell(r, sheet.FieldSubject)
	if is == "" {
		return false
	}
	was := im.lastPrint(s, sheet.FieldSubject)
	return was != "" && was != is
}

// shortens tells whether a place is another written shorter: 金源木业 is 金源木业厂区, and 1号楼 is not 11号楼.
func shortens(short, long string) bool {
	before, after, within := strings.Cut(long, short)
	return within && !strings.ContainsAny(before+after, "0123456789一二三四五六七八九十")
}

// several tells whether more than one matter of the ledger has a title, so that something else tells them apart.
func (im *importer) several(title string) bool {
	folded := sheet.Fold(title)
	return len(im.before.named[folded])+len(im.before.beside.fresh[folded]) > 1
}

// sameCategory tells whether a row has the category of a matter, or either has none.
func (im *importer) sameCategory(r *sheet.Row, s *matter.State) bool {
	if len(r.Category) == 0 || len(s.Category) == 0 {
		return true
	}
	k := im.told(s.Kind)
	return k == nil || slices.Equal(category(r, k), s.Category)
}

// leads tells whether the lead unit of a row is that of a matter, or either has none.
func (im *importer) leads(r *sheet.Row, s *matter.State) bool {
	if len(r.LeadUnits) == 0 || s.LeadUnit == "" || im.unitName(s.LeadUnit) == r.LeadUnits[0] {
		return true
	}
	unit := im.leadOf(r)
	return unit != "" && (unit == s.LeadUnit || unit == im.answers(s.LeadUnit))
}

// leadOf is the code of a row's lead unit; "" where it has none, or none that is known.
func (im *importer) leadOf(r *sheet.Row) string {
	if len(r.LeadUnits) == 0 {
		return ""
	}
	return im.view.Match(r.LeadUnits[0]).Unit.Code
}

// led tells whether the lead unit of a row had a matter before it was handed on: a row of an earlier month has that, and a ledger that
// lags behind. What cannot be read is left to be said where the matter is.
func (im *importer) led(r *sheet.Row, s *matter.State) bool {
	unit := im.leadOf(r)
	if unit == "" {
		return false
	}
	units, known := im.before.led[s.ID]
	if !known {
		before, err := im.updating(&wanted{row: r}, s).assignments()
		if err != nil {
			return false
		}
		for i := range before {
			units = append(units, before[i].LeadUnit)
		}
		if im.before.led == nil {
			im.before.led = map[string][]string{}
		}
		im.before.led[s.ID] = slices.Compact(units)
	}
	return slices.Contains(units, unit)
}

// otherBrief tells whether a row has a brief, and it is not that of a matter, which has one, too.
func (im *importer) otherBrief(r *sheet.Row, s *matter.State) bool {
	return r.Brief != "" && s.Brief != "" && !im.sameBrief(r, s)
}

// sameBrief tells whether a row has the brief of a matter, or that of the row which brought something last.
func (im *importer) sameBrief(r *sheet.Row, s *matter.State) bool {
	if sameWords(r.Brief, s.Brief) {
		return true
	}
	was := im.lastPrint(s, sheet.FieldBrief)
	return was != "" && was == printOfCell(r, sheet.FieldBrief)
}

// lastPrint is the print of a cell in the row of the ledger that brought something to a matter last; "" where there is none.
func (im *importer) lastPrint(s *matter.State, f sheet.Field) string {
	last := matter.LastRow(s)
	if last == "" || ledgerOf(last) != im.o.Ledger {
		return ""
	}
	if was := printIn(last); was != nil {
		return was[slices.Index(printed, f)]
	}
	return ""
}
