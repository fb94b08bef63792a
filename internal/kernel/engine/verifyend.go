package engine

import (
	"cmp"
	"sort"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// reached finds how far the events go, which is the zone's size unless that is wrong, or the end is gone.
func (v *verification) reached() (int64, error) {
	if v.zone.Size < 0 {
		return 0, broken("ledger.size", "地区的 zones.size 存为 %[1]d，事件的条数不会小于 0", "zones.size of the zone holds %[1]d, and no ledger has fewer events than none", v.zone.Size)
	}
	var failed error
	stands := func(from int64) bool {
		for _, err := range v.engine.store.Leaves(v.ctx, v.zone.ZoneID, from, v.zone.Size) {
			failed = cmp.Or(failed, err)
			return true
		}
		return false
	}
	if v.zone.Size == 0 || stands(v.zone.Size-1) {
		return v.zone.Size, failed
	}
	return int64(sort.Search(int(v.zone.Size), func(pos int) bool { return !stands(int64(pos)) })), failed
}

// cutOff tells, once something is wrong, whether the last events are gone: what is wrong with a matter follows from that.
func (v *verification) cutOff(first error) error {
	if v.zone.Size == 0 {
		return nil
	}
	for _, err := range v.engine.store.Leaves(v.ctx, v.zone.ZoneID, v.zone.Size-1, v.zone.Size) {
		return err // there it is
	}
	left := int64(0)
	for leaf, err := range v.engine.store.Leaves(v.ctx, v.zone.ZoneID, 0, v.zone.Size) {
		if err != nil {
			return err
		}
		if leaf.Pos != left {
			break
		}
		left++
	}
	return broken("ledger.rows_missing", "台账末尾的事件不见了：应有 %[1]d 条（zones.size），从头连续的只有 %[2]d 条；最先看出的是：%[3]s", "the last events of the ledger are gone: it should hold %[1]d (zones.size), and %[2]d follow each other from the first; what shows first: %[4]s",
		v.zone.Size, left, shortened(errs.Message(first, text.Zh)), shortened(errs.Message(first, text.En)))
}

// shortened is the beginning of a long message.
func shortened(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
