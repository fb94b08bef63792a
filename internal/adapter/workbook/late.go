package workbook

import (
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// A ledger gets a column of numbers, or loses it; two sheets become one, or one two. Then a row stands under another key than its
// matter. So a row that nothing else knows is held against the matters of its title that no row is about, before it is registered.

// late is what is left for the end of the file.
type late struct {
	rows  []waiting
	ended bool
	found pairs // sheets → "" → rows whose matter stood elsewhere, or under another number
}

// isLate puts a new row off to the end where the ledger has matters of its title.
func (im *importer) isLate(r *sheet.Row) bool {
	l := &im.before.late
	title := sheet.Fold(r.Title)
	if l.ended || len(im.before.named[title]) == 0 && (r.Number == "" || len(im.before.beside.fresh[title]) == 0) || len(l.rows) >= mostWaiting {
		return false
	}
	l.rows = append(l.rows, im.putOff(r))
	return true
}

// settleLate gives such rows the matters that they agree with, and registers the others.
func (im *importer) settleLate() error {
	l := &im.before.late
	l.ended = true
	for i := range l.rows {
		w := &l.rows[i]
		id := im.before.byKey[w.row.Key] // of a number that another sheet has, too
		if id == "" {
			s, err := im.fitting(&w.row)
			if err != nil {
				return err
			}
			if s != nil {
				id = s.ID
			}
		}
		if id == "" {
			if again, err := im.again(im.takeUp(w), true); err != nil {
				return err
			} else if again {
				continue
			}
		} else if w.row.Number != "" {
			im.before.byKey[w.row.Key] = id
		}
		agreed := im.out.Unchanged
		if err := im.resume(w, id); err != nil {
			return err
		}
		if id != "" && im.out.Unchanged == agreed {
			l.found.count(w.row.Source.Sheet, "")
		}
	}
	return nil
}

// fitting is the one matter of a row's title, unit, and brief or due date, that no row of the file is about; nil where there is none,
// or more than one fits as well. One that has another number must have both.
func (im *importer) fitting(r *sheet.Row) (best *matter.State, err error) {
	all := im.before.named[sheet.Fold(r.Title)]
	most, twice := 0, false
	for _, h := range all[:min(len(all), mostAlike)] {
		if met, beside := im.before.hasRow(h.id); met || beside || im.touched[h.id] {
			continue
		}
		s, err := im.matter(h.id)
		if err != nil {
			return nil, err
		}
		if im.like(r, &s, "") != sameMatter || h.number != "" && r.Number != "" && !(holdsAlready(&s, r.Due) && im.sameBrief(r, &s)) {
			continue
		}
		n := im.alike(r, &s)
		if n == most {
			twice = true
		}
		if n > most {
			best, most, twice = &s, n, false
		}
	}
	if twice {
		return nil, nil //nolint:nilnil // none that is sure
	}
	return best, nil
}

// knownOtherwise tells how many rows were known by what they say alone.
func (im *importer) knownOtherwise() {
	found := im.before.late.found
	for _, in := range sorted(found) {
		im.tell(in, "import.known_otherwise", "", text.Text{}, "其中 %[1]d 行以前在别的表里，或编号（有无）与以前不同：按名称、单位和内容或时限认出，接着办理，不另登记", "%[1]d rows stood in another sheet before, or with another number or none: they were known by title, unit and brief or due date, and go on", found[in][""])
	}
}
