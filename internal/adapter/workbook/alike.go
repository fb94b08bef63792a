package workbook

import (
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/matter"
)

// exactlyAlike is the most that alike gives.
const exactlyAlike = 4

// alike tells how much a row agrees with a matter of its title; 0 where the brief or the lead unit is another. A unit that had the
// matter before counts less than the one that has it.
func (im *importer) alike(r *sheet.Row, s *matter.State) int {
	leads := im.leads(r, s)
	if im.otherBrief(r, s) || !leads && !im.led(r, s) {
		return 0
	}
	n := 1
	if holdsAlready(s, r.Due) {
		n += 2
	}
	if leads && (r.Owner == "" || r.Owner == s.Owner) {
		n++
	}
	return n
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
	last, at := matter.LastRow(s), slices.Index(printed, sheet.FieldBrief)
	if last == "" || ledgerOf(last) != im.o.Ledger {
		return false
	}
	was := printIn(last)
	return was != nil && was[at] != "" && was[at] == printOfCell(r, sheet.FieldBrief)
}
