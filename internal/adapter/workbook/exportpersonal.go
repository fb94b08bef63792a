package workbook

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// An export shows personal values masked. With Unmask it writes those that are named in full, and each matter that it
// reads one of gets the event of it, as when somebody opens it.

// unmasking is what an export reads in full, by whom and why.
type unmasking struct {
	which  []string // names or titles of fields
	by     string
	reason string
}

// values are a matter's own fields as the export writes them. What was erased is left empty.
func (x *exporter) values(s *matter.State) (map[string]any, error) {
	held, err := x.engine.PersonalOf(x.ctx, s, x.o.At)
	if err != nil || len(held) == 0 {
		return s.Fields, err
	}
	out := maps.Clone(s.Fields)
	if out == nil {
		out = map[string]any{}
	}
	var which []string
	for _, f := range held {
		out[f.Name] = f.Shown
		asked := slices.ContainsFunc(x.unmask.which, func(word string) bool {
			return word == f.Name || word == f.Title.Zh || strings.EqualFold(word, f.Title.In(text.En))
		})
		if asked && f.State == engine.PersonalHeld && !f.Plain {
			which = append(which, f.Name)
		}
	}
	if len(which) == 0 {
		return out, nil
	}
	_, shown, err := x.engine.Unmask(x.ctx, x.o.Zone, matter.Command{ID: s.ID, Actor: x.unmask.by, At: x.o.At, Which: which, Reason: x.unmask.reason})
	if err != nil {
		return nil, err
	}
	for _, f := range shown {
		out[f.Field] = f.Value
	}
	return out, nil
}

// unmasks reads what an export is told of personal values: who reads which in full, and why. The fields must exist.
func unmasks(o *Exporting, kinds map[string]*mechanism.Kind) (unmasking, error) {
	u := unmasking{o.Unmask, o.As, strings.TrimSpace(o.Reason)}
	if len(u.which) == 0 {
		return u, nil
	}
	if u.reason == "" || u.by == "" {
		return u, errs.Newf(errs.Refused, "export.no_reason", "导出个人信息明文须写明由谁办理（--as）和事由（--reason）", "to write personal data in full, say who does (--as) and why (--reason)")
	}
	var known []string
	for _, name := range sorted(kinds) {
		k := kinds[name]
		for _, field := range k.PersonalFields() {
			known = append(known, field, k.Fields[field].Title.Zh)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, word := range u.which {
		if !slices.Contains(known, word) {
			return u, errs.Newf(errs.Invalid, "matter.unknown_field", "没有个人信息字段“%[1]s”；有：%[2]s", "there is no personal field %[1]q; there are: %[2]s", word, strings.Join(known, "、"))
		}
	}
	return u, nil
}
