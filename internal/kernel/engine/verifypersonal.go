package engine

import (
	"maps"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
)

// verifyPersonal compares the personal values of a matter with the commitments in its events: each is what was
// registered, or was erased by an event and is gone. Every field that is wrong is named.
func verifyPersonal(s *matter.State, stored []PersonalRow) error {
	var wrong errs.List
	rows := make(map[string]PersonalRow, len(stored))
	for _, row := range stored {
		if s.Personal[row.Field] == "" {
			wrong = append(wrong, errs.Newf(errs.Corrupt, "ledger.personal_added", "%[1]s：个人信息“%[2]s”没有登记过，却有一行", "%[1]s: there is a value of the personal field %[2]q that no event registered", s.Number, row.Field))
		}
		rows[row.Field] = row
	}
	for _, name := range slices.Sorted(maps.Keys(s.Personal)) {
		wrong = append(wrong, errs.Faults(personalHolds(s, name, rows))...)
	}
	return wrong.Err()
}

// personalHolds compares one personal value with its commitment.
func personalHolds(s *matter.State, name string, rows map[string]PersonalRow) error {
	row, there := rows[name]
	erased := slices.Contains(s.Erased, name)
	switch {
	case there && erased:
		return broken("ledger.personal_back", "%[1]s：个人信息“%[2]s”已由事件删除，数据却又在库中（可能取自旧备份）；请再次删除：qinlian erase-due",
			"%[1]s: the personal field %[2]q was erased by an event and its value is there again (from an old backup, perhaps): delete it once more with qinlian erase-due", s.Number, name)
	case there && !row.opens(s):
		return broken("ledger.personal_changed", "%[1]s：个人信息“%[2]s”被改动，与登记时不符", "%[1]s: the value of the personal field %[2]q was changed: it is not what was registered", s.Number, name)
	case !there && !erased:
		return broken("ledger.personal_missing", "%[1]s：个人信息“%[2]s”的数据不见了，而没有删除的记录", "%[1]s: the value of the personal field %[2]q is gone and no event erased it", s.Number, name)
	}
	return nil
}
