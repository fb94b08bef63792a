package workbook

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// A number says which matter a row is about. An ordinal does not: a row that is put in renumbers all below it, and next year's
// ledger counts from 1 again. So a row that has only that is known by its title, and ordinal, brief and unit tell apart what has
// the same title. What cannot be told while the file is read waits for its end, when it is known which matters have their rows.

// editions is what earlier editions of the ledger brought.
type editions struct {
	byKey   map[string]string   // key → id of the matter
	titles  map[string][]string // sheet and title → keys, in order of registration
	named   map[string][]held   // title → matters, whatever the sheet
	sheets  map[string]bool     // sheets of rows without numbers
	met     map[string]struct{} // ids of matters that a row was about; nil in a first import
	waiting []waiting
	led     map[string][]string // ids of matters that were asked for → the units that have led them
	late    late
	inexact inexact
	rows    int                 // that would wait
	moved   bool                // a row stands under another ordinal than before
	renamed firstOf             // rows whose number is known and whose title is not
	refused bool                // it is another ledger
	now     map[string][]string // sheets of this file → what they were called
	gone    []string            // sheets of earlier editions that this file has not
	looked  bool                // for those
	beside  beside
}

// held is a matter of the ledger.
type held struct {
	id, in string // in is the sheet that it was registered from
	number string // that it is known by; "" where it has none
}

// waiting is a row that is settled at the end, with its doubts.
type waiting struct {
	row     sheet.Row
	doubts  []sheet.Doubt
	titled  bool // there are matters of its title
	another bool // it is none of them
}

// mostWaiting bounds the rows that wait; a ledger with more of them is another one.
const mostWaiting = 10_000

// mostAlike is how many matters of one title are looked at one by one.
const mostAlike = 50

func newEditions() editions {
	return editions{byKey: map[string]string{}, titles: map[string][]string{}, named: map[string][]held{}, sheets: map[string]bool{}}
}

func (e *editions) knows(key, id, title, origin string) {
	e.byKey[key] = id
	at := titleKey(key, title)
	e.titles[at] = append(e.titles[at], key)
	h := held{id: id, number: key}
	if in, _, sheeted := strings.Cut(key, "#"); sheeted {
		e.sheets[in] = true
		h.in, h.number = in, ""
	} else {
		_, place := cutLast(origin, " @")
		h.in = sheetIn(place)
	}
	folded := sheet.Fold(title)
	e.named[folded] = append(e.named[folded], h)
}

// hasRow tells whether a row of this file was about a matter: one under the key that it was known by, or one beside.
func (e *editions) hasRow(id string) (met, beside bool) {
	_, met = e.met[id]
	_, beside = e.beside.met[id]
	return met, beside
}

// titleKey is a title within a sheet; a csv and what has a number have none.
func titleKey(key, title string) string {
	in, _, sheeted := strings.Cut(key, "#")
	if !sheeted {
		in = ""
	}
	return in + "\x00" + sheet.Fold(title)
}

// match takes in a row that no other sheet's matter is about.
func (im *importer) match(r *sheet.Row) error {
	s, settled, err := im.find(r)
	if err != nil || !settled {
		return err
	}
	return im.take(r, s)
}

// find looks for the matter that the row is about; nil where there is none yet. settled is false where the row waits or
// was refused.
func (im *importer) find(r *sheet.Row) (s *matter.State, settled bool, err error) {
	id, known := im.before.byKey[r.Key]
	switch {
	case r.Number != "" && !im.sameNumber(r):
		return nil, false, nil
	case im.before.met == nil:
	case r.Number == "":
		s, wait, err := im.titled(r)
		if s != nil || wait || err != nil {
			return s, !wait, err
		}
		id = ""
	case known:
		if agreed, err := im.agreedTitle(r, id); !agreed || err != nil {
			return nil, false, err
		}
	}
	s, err = im.stored(id, r.Number)
	return s, true, err
}

// stored reads the matter of an id, else the one that has the row's number: an exported ledger comes back under the product's own.
func (im *importer) stored(id, number string) (*matter.State, error) {
	ref := id
	if ref == "" {
		ref = number
	}
	if ref == "" {
		return nil, nil //nolint:nilnil // a new row
	}
	s, err := im.matter(ref)
	if id == "" && errs.KindOf(err) == errs.NotFound {
		return nil, nil //nolint:nilnil // a new row
	}
	return &s, err
}

// titled finds the matter of the row's title; wait where that is settled at the end.
func (im *importer) titled(r *sheet.Row) (best *matter.State, wait bool, err error) {
	keys := im.before.titles[titleKey(r.Key, r.Title)]
	if len(keys) == 0 {
		if _, known := im.before.byKey[r.Key]; known {
			im.wait(r, false)
			return nil, true, nil
		}
		return nil, false, nil
	}
	if i := slices.Index(keys, r.Key); i > 0 { // it is looked at first, and wins where others are as good
		keys = append([]string{r.Key}, slices.Delete(slices.Clone(keys), i, i+1)...)
	}
	most, at := 0, ""
	for _, key := range keys[:min(len(keys), mostAlike)] {
		id := im.before.byKey[key]
		if met, _ := im.before.hasRow(id); met {
			continue
		}
		s, err := im.matter(id)
		if err != nil {
			return nil, false, err
		}
		if n := im.alike(r, &s); n > most && !im.nextBeside(r, &s) {
			best, most, at = &s, n, key
		}
		if most == exactlyAlike {
			break
		}
	}
	if best == nil {
		im.wait(r, true)
		return nil, true, nil
	}
	if most < exactlyAlike && im.defers(r) {
		return nil, true, nil
	}
	im.before.moved = im.before.moved || at != r.Key
	return best, false, nil
}

// wait puts a row off to the end.
func (im *importer) wait(r *sheet.Row, titled bool) {
	w := im.putOff(r)
	w.titled = titled
	if im.before.rows++; im.before.rows <= mostWaiting {
		im.before.waiting = append(im.before.waiting, w)
	}
}

// putOff takes the row in hand, with its doubts, out of it.
func (im *importer) putOff(r *sheet.Row) waiting {
	w := waiting{row: *r, doubts: slices.Clone(im.doubts)}
	im.doubts = im.doubts[:0]
	return w
}

// takeUp takes a row that waited in hand again.
func (im *importer) takeUp(w *waiting) *sheet.Row {
	im.doubts = append(im.doubts[:0], w.doubts...)
	return &w.row
}

// anew takes in a row in hand, whatever sheet its matter is of; ended says that the file was read.
func (im *importer) anew(r *sheet.Row, ended bool) error {
	if again, err := im.again(r, ended); again || err != nil {
		return err
	}
	return im.match(r)
}

// agreedTitle refuses a row whose number and title are those of two matters, and counts those whose title is new.
func (im *importer) agreedTitle(r *sheet.Row, id string) (bool, error) {
	keys := im.before.titles[titleKey(r.Key, r.Title)]
	switch {
	case slices.Contains(keys, r.Key):
	case len(keys) == 1:
		s, err := im.matter(id)
		if err != nil {
			return false, err
		}
		im.about(r, sheet.Error, sheet.FieldNumber, "import.which_row", r.Number, "",
			"编号“%[1]s”是“%[2]s”的，名称“%[3]s”却是“%[4]s”的：对不上，不知是哪一件；请改正编号或名称", "the number %[1]q is that of %[2]q, and the title %[3]q that of %[4]q: correct one of them",
			r.Number, s.Title, begun(r.Title), keys[0])
		im.flush()
		return false, nil
	default:
		im.before.renamed.count(r.Cell(sheet.FieldTitle), begun(r.Title))
	}
	return true, nil
}

// settleWaiting settles the rows that waited: first those of a title that is known, then those whose ordinal is another's.
func (im *importer) settleWaiting() error {
	rows := im.before.waiting
	if im.before.waiting = nil; im.before.refused {
		return nil
	}
	left := rows[:0:0]
	alike := map[string]int{} // titles → rows that wait
	for i := range rows {
		if rows[i].titled {
			alike[titleKey(rows[i].row.Key, rows[i].row.Title)]++
		}
	}
	for i := range rows {
		w := &rows[i]
		key := titleKey(w.row.Key, w.row.Title)
		open, err := im.open(w, key)
		if err != nil {
			return err
		}
		own := slices.Contains(open, w.row.Key)
		s, err := im.fitting(&w.row)
		if err != nil {
			return err
		}
		switch {
		case s != nil:
			if err := im.resume(w, s.ID); err != nil {
				return err
			}
		case len(open) == 0:
			left = append(left, *w)
		case own && !im.before.moved, len(open) == 1 && alike[key] == 1:
			key := open[0]
			if own {
				key = w.row.Key
			}
			if err := im.resume(w, im.before.byKey[key]); err != nil {
				return err
			}
		default:
			im.about(im.takeUp(w), sheet.Error, sheet.FieldTitle, "import.which_row", begun(w.row.Title), "",
				"已导入的“%[1]s”不止一件，序号变了，又没有一件的单位、内容、地点都对得上，认不出是哪一件；请给这些行加上编号，或把名称写得能区分", "several matters are called %[1]q, the ordinals have changed, and none has the unit, the brief and the place of this row: give these rows numbers, or tell their titles apart", begun(w.row.Title))
			im.flush()
		}
		alike[key]--
	}
	return im.settleOrdinals(left)
}

// settleOrdinals registers a row whose ordinal belonged to a matter that stands further down by now, or is done and was left out.
// Where that matter is open and has no row, the row may be it under another title, or another matter.
func (im *importer) settleOrdinals(rows []waiting) error {
	var unclear []waiting
	n := im.before.renamed.rows
	for i := range rows {
		w := &rows[i]
		id := im.before.byKey[w.row.Key]
		met, beside := im.before.hasRow(id)
		if id != "" && !met && !beside && !w.another {
			s, err := im.matter(id)
			if err != nil {
				return err
			}
			left := im.leftOut(&w.row, &s)
			if !left || len(im.before.now[w.row.Source.Sheet]) == 0 {
				n++ // next year's ledger counts from 1 again, as the next month's sheet does
			}
			if !left {
				unclear = append(unclear, *w)
				continue
			}
		}
		for key := w.row.Key; id != ""; id = im.before.byKey[w.row.Key] { // the ordinal is taken: the title makes it another key
			key += "#" + w.row.Title
			w.row.Key = key
		}
		im.takeUp(w)
		if w.another {
			in, _, _ := strings.Cut(w.row.Key, "#")
			im.before.beside.told[titleAlone].count(w.row.Source.Sheet, in)
		}
		if again, err := im.again(&w.row, true); err != nil {
			return err
		} else if again {
			continue
		}
		if err := im.resume(w, ""); err != nil {
			return err
		}
	}
	if more := im.before.rows - mostWaiting; more > 0 || len(unclear) > 0 && len(im.before.met) == 0 || n >= max(fewest, (im.out.Rows+1)/2) {
		return im.refuseOther(unclear, n+max(more, 0))
	}
	for i := range unclear {
		r := im.takeUp(&unclear[i])
		id := im.before.byKey[r.Key]
		s, err := im.matter(id)
		if err != nil {
			return err
		}
		im.meet(r, id)
		im.about(r, sheet.Error, sheet.FieldTitle, "import.which_row", begun(r.Title), "",
			"序号“%[1]s”以前是“%[2]s”（%[3]s），它在这次的表里没有别的行，不知是改了名称，还是另一件。同一件的，请写回“%[2]s”（名称登记后不改）；另一件的，请给它没有用过的序号",
			"the ordinal %[1]q was that of %[2]q (%[3]s), which has no other row now: it may have got another title, or this is another matter. If it is the same, write %[2]q again (titles stay as registered); if it is another, give it an ordinal that was not used before", r.Ordinal, s.Title, s.Number)
		im.flush()
	}
	return nil
}

// begun is how a title begins, as messages quote it.
func begun(title string) string {
	if r := []rune(title); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return title
}

// resume takes in a row that waited.
func (im *importer) resume(w *waiting, id string) error {
	r := im.takeUp(w)
	s, err := im.stored(id, r.Number)
	if err != nil {
		return err
	}
	return im.take(r, s)
}

// refuseOther says before all else that the file is another ledger than the one it is called after, as next year's is.
func (im *importer) refuseOther(unclear []waiting, n int) error {
	cell, was, is := im.before.renamed.cell, "", im.before.renamed.assumed
	if len(unclear) > 0 {
		r := &unclear[0].row
		s, err := im.matter(im.before.byKey[r.Key])
		if err != nil {
			return err
		}
		cell, is, was = r.Cell(sheet.FieldTitle), begun(r.Title), s.Title
	}
	zh, en := "", ""
	if was != "" {
		zh, en = "，原为“"+was+"”", ", which was "+was
	}
	t := errs.Newf(errs.Invalid, "import.other_ledger",
		"这像是另一本台账，不是“%[1]s”的新一版：%[2]d 行中有 %[3]d 行序号（或编号）是以前用过的，名称却是新的（如“%[4]s”%[5]s）。是另一本（如新一年的），请加 --ledger %[6]s 分开；确是同一本、改了名称的，请写回登记时的名称，或给新的事项没有用过的序号",
		"this looks like another ledger, not the next edition of %[1]q: %[3]d of %[2]d rows have an ordinal (or number) that was used before and a title that is new (%[4]s%[7]s). If it is another (next year's), keep it apart with --ledger %[6]s; if it is the same with other titles, write the titles as they were registered, or give new matters ordinals that were not used before",
		im.o.Ledger, im.out.Rows, n, is, zh, quoted(im.o.Ledger+"-"+im.o.At.In(calendar.Location()).Format("2006")), en).Text
	im.out.Doubts = append([]sheet.Doubt{{Level: sheet.Error, Code: "import.other_ledger", Cell: cell, Field: sheet.FieldTitle, Read: im.o.Ledger, Text: t}}, im.out.Doubts...)
	im.out.Errors++
	im.before.refused = true
	return nil
}
