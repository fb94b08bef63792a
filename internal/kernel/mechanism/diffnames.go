package mechanism

import (
	"reflect"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/register"
)

// refers tells which type of document a key names, by "Type.key"; a list or map names one by each of its values.
var refers = map[string]string{
	"Kind.use_ladder": typeLadder, "standing.use_ladder": typeLadder, "Gates.use": typeGate, "MetBy.letter": typeLetter,
	"Listing.of": typeKind, "Tree.children": typeKind, "Import.default": typeKind, "Import.categories": typeKind,
	"session.Template.matters": typeKind, "session.Block.kinds": typeKind, "Policy.redeem": typeKind, "Clause.redeem": typeKind,
	"Listing.register": typeRegister, "Policy.of": typeRegister, "register.Field.classes": typeClasses,
}

// spell writes a value that is told as a whole: what stands for something else by what people call that.
func (d *differ) spell(key string, v reflect.Value) (zh, en string, ok bool) {
	if m, is := reflect.TypeAssert[MetBy](v); is {
		t := choices["MetBy.by"].title(m.By)
		if m.Letter != "" {
			t = d.titleOf(typeLetter, m.Letter)
		}
		return t.In(text.Zh), t.In(text.En), true
	}
	if v.Kind() == reflect.String && v.Len() > 0 {
		if t := d.called(key, v.String()); !t.IsZero() {
			return t.In(text.Zh), t.In(text.En), true
		}
	}
	return spell(v)
}

// called is what people call a word that stands at a key; zero where it stands for itself.
func (d *differ) called(key, word string) text.Text {
	if c, ok := choices[key]; ok {
		return c.title(word)
	}
	if typ, ok := refers[key]; ok {
		return d.titleOf(typ, word)
	}
	switch key {
	case "session.Template.chair":
		return RoleRef{Text: word}.Words()
	case "Confidential.cleared":
		if r, err := authority.ParseRelation(word); err == nil {
			return r.Titles()[0]
		}
	case "Public.fields":
		if t := d.memberTitle("Fields", word); !t.IsZero() {
			return t
		}
		if word == "light" {
			return text.Text{Zh: terms["Kind.light"].zh, En: terms["Kind.light"].en}
		}
		return ofMatter().title(word)
	case "register.Definition.key":
		return d.memberTitle("Fields", word)
	case "Clause.budget":
		return d.memberTitle("Budget", word)
	case "Clause.exclusive":
		return d.memberTitle("Exclusions", word)
	}
	return text.Text{}
}

// titleOf is the title of a document, its name where it has none.
func (d *differ) titleOf(typ, name string) text.Text {
	for _, b := range d.bundles {
		for _, doc := range b.documents {
			if doc.Type == typ && doc.Name == name && !doc.Title.IsZero() {
				return doc.Title
			}
		}
	}
	return text.Text{Zh: name, En: name}
}

// memberTitle is the title of a member of the document that is compared, such as a field of its own.
func (d *differ) memberTitle(of, name string) text.Text {
	for _, doc := range []*document{d.doc, d.old} {
		members := reflect.ValueOf(doc.body).Elem().FieldByName(of)
		if member := members.MapIndex(reflect.ValueOf(name)); member.IsValid() {
			if t := titleIn(member); !t.IsZero() {
				return t
			}
		}
	}
	return text.Text{}
}

// titleIn is the title that a value has, zero where it has none.
func titleIn(v reflect.Value) text.Text {
	switch x := v.Interface().(type) {
	case text.Text:
		return x
	case Field:
		return x.Title
	case register.Field:
		return x.Title
	case Count:
		return x.Title
	case Exclusion:
		return x.Title
	case Line:
		return x.Title
	}
	return text.Text{}
}

// keyTitle names a key of a map: a command, an urgency, else by the title of what it holds, now or before.
func (d *differ) keyTitle(of, key string, values ...reflect.Value) words {
	t := text.Text{}
	switch {
	case strings.HasSuffix(of, ".gates"):
		t = CommandTitles[key]
	case of == "Kind.urgencies":
		t = colours[key]
	case of == "Cadence.rhythm":
		t = d.coded("matter.urgency", key)
	}
	for _, v := range values {
		if v.IsValid() && t.IsZero() {
			t = titleIn(v)
		}
	}
	if t.IsZero() {
		return words{key, key}
	}
	return words{t.In(text.Zh), t.In(text.En)}
}

// coded are the words of a code that a rule compares a field with, in the newer version, else in the older.
func (d *differ) coded(field, code string) text.Text {
	var t text.Text
	for _, b := range d.bundles {
		if t = b.CodeWords(b.Kinds[d.doc.Name], field, code); !t.IsZero() {
			break
		}
	}
	return t
}

// CodeWords are the words of a code that a rule of a kind, or of none, compares a field with; zero for what is no code.
func (b *Bundle) CodeWords(k *Kind, field, code string) text.Text {
	switch field {
	case "matter.urgency", "command.urgency":
		if k != nil && !k.Urgencies[code].IsZero() {
			return k.Urgencies[code]
		}
		return colours[code]
	case "matter.stage":
		return StageTitles[code]
	case "matter.kind":
		if named := b.Kinds[code]; named != nil {
			return named.Title
		}
	case "matter.unreplied_letters", "matter.pending_letters", "matter.letters":
		if l := b.Letters[code]; l != nil {
			return l.Title
		}
	case "matter.lead_unit", "matter.support_units", "command.lead_unit", "command.support_units":
		if b.Org == nil {
			break
		}
		for _, u := range b.Org.Units {
			if u.Code == code {
				return text.Text{Zh: u.Name, En: u.Name}
			}
		}
	}
	return text.Text{}
}
