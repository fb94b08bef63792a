package mechanism

import (
	"cmp"
	"maps"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/register"
)

// Retyped refuses the fields of kinds and registers to which a bundle that follows gives another type than they had in the last
// version that had them, be it long ago: values that are held under the name would be read as what they are not.
func (tl Timeline) Retyped(b *Bundle) errs.List {
	was := map[fieldOf]typed{}
	for _, v := range tl {
		for _, doc := range v.Bundle.documents {
			for f, typ := range doc.fieldTypes() {
				if was[f].typ != typ {
					was[f] = typed{typ, v}
				}
			}
		}
	}
	var faults errs.List
	for _, doc := range b.documents {
		types := doc.fieldTypes()
		for _, f := range slices.SortedFunc(maps.Keys(types), func(a, b fieldOf) int { return cmp.Compare(a.name, b.name) }) {
			if old, had := was[f]; had && old.typ != types[f] {
				faults = append(faults, doc.retyped(f.name, old, types[f]))
			}
		}
	}
	return faults
}

// Barred are what Retyped refuses, for whoever reads what differs before anybody puts the bundle in force.
func (tl Timeline) Barred(b *Bundle) []Change {
	var out []Change
	for _, f := range tl.Retyped(b) {
		out = append(out, Change{f.Where, f.Text})
	}
	return out
}

// fieldOf is a field of a kind or register.
type fieldOf struct{ typ, of, name string }

// typed is the type of a field and the version that gave it.
type typed struct {
	typ  string
	from Version
}

// fieldTypes are the types of the fields that matters and records hold values of.
func (doc *document) fieldTypes() map[fieldOf]string {
	out := map[fieldOf]string{}
	switch body := doc.body.(type) {
	case *Kind:
		for name, f := range body.Fields {
			out[fieldOf{typeKind, doc.Name, name}] = f.Type
		}
	case *register.Definition:
		for name, f := range body.Fields {
			out[fieldOf{typeRegister, doc.Name, name}] = f.Type
		}
	}
	return out
}

func (doc *document) retyped(name string, was typed, typ string) *errs.Error {
	zh, en := doc.called()
	d := differ{doc: doc, old: doc}
	title := d.memberTitle("Fields", name)
	before, after := typeTitle(was.typ), typeTitle(typ)
	since := text.Text{Zh: " ", En: ""}
	if at := was.from.From; !at.IsZero() {
		day := calendar.Builtin().DateOf(at).String()
		since = text.Text{Zh: "（" + day + " 起）", En: " (from " + day + " on)"}
	}
	return faultAt(doc.at("fields."+name+".type"), "retyped",
		"%[1]s的字段“%[3]s”（%[5]s）在版本 %[12]s%[6]s中是%[8]s（%[10]s），不能改为%[9]s（%[11]s）：字段的类型不随版本改变，已登记的值仍按原类型；请给新字段另取一个名字，不再用的旧字段可以删去",
		"the field “%[4]s” (%[5]s) of the %[2]s is of type %[10]s in version %[12]s%[7]s and cannot become %[11]s: a field never changes its type under its name, for values that are held already keep the old one. Give the new field another name; the old one may be left out",
		zh, en, cmp.Or(title.In(text.Zh), name), cmp.Or(title.In(text.En), name), name, since.Zh, since.En, before.Zh, after.Zh, was.typ, typ, was.from.Bundle.Version)
}
