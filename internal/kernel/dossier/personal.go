package dossier

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/personal"
)

// PersonalStates say why a personal value is not shown, even masked.
var PersonalStates = map[string]text.Text{
	engine.PersonalErased:  both("已删除", "erased"),
	engine.PersonalMissing: both("数据缺失，请校验台账", "missing: verify the ledger"),
	engine.PersonalChanged: both("与登记时不符，请校验台账", "not what was registered: verify the ledger"),
}

// withPersonal puts the personal fields, masked, among the others in order of name.
func withPersonal(fields []FieldValue, held []engine.PersonalField) []FieldValue {
	for _, p := range held {
		f := FieldValue{Name: p.Name, Title: p.Title, Value: PersonalStates[p.State], Personal: p.Sort}
		if p.State == engine.PersonalHeld {
			f.Value = both(p.Shown, p.Shown)
		}
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(a, b FieldValue) int { return cmp.Compare(a.Name, b.Name) })
	return fields
}

// personal says who read or erased which fields, and why.
func (t *teller) personal(at time.Time, c *matter.PersonalEvent) text.Text {
	zh, en := make([]string, len(c.Fields)), make([]string, len(c.Fields))
	k := t.kindAt(at)
	for i, name := range c.Fields {
		zh[i], en[i] = name, name
		if k != nil && !k.Fields[name].Title.IsZero() {
			zh[i], en[i] = k.Fields[name].Title.In(text.Zh), k.Fields[name].Title.In(text.En)
		}
	}
	out := commandWords(c.Command)
	out = both(out.Zh+"（"+strings.Join(zh, "、")+"）", out.En+" ("+strings.Join(en, ", ")+")")
	if keep, err := personal.ParseKeep(c.Reason); err == nil && c.Basis == matter.ByRetention {
		return both(out.Zh+"：保存期满（"+keep.Words().Zh+"）", out.En+": kept for as long as it may be ("+keep.Words().En+")")
	}
	return with(out, c.Reason)
}
