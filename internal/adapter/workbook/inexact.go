package workbook

import "qinlian/internal/adapter/sheet"

// A row without a number that agrees with a matter but for its date or its owner may be the next of its name, and the matter's own row
// may stand below it, or in another sheet. So it waits until that was read: where sheets are months, until its own ends, for what a month
// says comes before what the next does; else until the file does.

// inexact is what waits for that.
type inexact struct {
	rows     []waiting
	sheet    string // that is being read
	settling bool
}

// defers puts a row off; false where it has waited.
func (im *importer) defers(r *sheet.Row) bool {
	x := &im.before.inexact
	if x.settling || len(x.rows) >= mostWaiting {
		return false
	}
	x.rows = append(x.rows, im.putOff(r))
	return true
}

// turnsTo settles such rows of a month that another sheet follows.
func (im *importer) turnsTo(in string) error {
	x := &im.before.inexact
	was := x.sheet
	x.sheet = in
	if _, timed := im.months.rank[was]; !timed || was == in {
		return nil
	}
	return im.settleInexact()
}

// settleInexact takes such rows in.
func (im *importer) settleInexact() error {
	x := &im.before.inexact
	rows := x.rows
	x.rows, x.settling = nil, true
	for i := range rows {
		if err := im.anew(im.takeUp(&rows[i]), false); err != nil {
			return err
		}
	}
	x.settling = false
	return nil
}
