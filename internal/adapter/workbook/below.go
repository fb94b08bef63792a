package workbook

import (
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/mechanism"
)

// onItsWay is a new matter that is registered, and the commands that its row still asks for.
type onItsWay struct {
	w    *wanted
	id   string
	road []deed
	line int // of what was done
}

// orphan keeps a new row for the end of the file where the matter above it is not there yet: its row may come further down. Its
// number is kept for it.
func (im *importer) orphan(r *sheet.Row, k *mechanism.Kind) (bool, error) {
	if r.Parent == "" || k == nil || im.ended || len(im.orphans) >= mostWaiting {
		return false, nil
	}
	if _, err := im.batch.Matter(r.Parent); err == nil || errs.KindOf(err) != errs.NotFound {
		return false, err
	}
	im.brought(k, r.Number)
	im.orphans = append(im.orphans, im.putOff(r))
	return true, nil
}

// settleTrees takes in the rows below others, from the top down, and then what waited for the rows below it.
func (im *importer) settleTrees() error {
	for {
		rows := im.orphans
		if im.orphans = nil; len(rows) == 0 {
			break
		}
		for i := range rows {
			if err := im.resume(&rows[i], ""); err != nil {
				return err
			}
		}
		im.ended = len(im.orphans) == len(rows) // nobody found a matter above
	}
	for _, plan := range slices.Backward(im.plans) {
		if err := im.walk(plan); err != nil {
			return err
		}
		im.flush()
	}
	return nil
}
