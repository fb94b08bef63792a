package matter

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// What a command takes (mechanism.CommandTakes), as a form asks for it. A test sets each member in turn and sees whether
// the decision changes.

// Form is the control that a member of a command is given with.
type Form string

// The forms. Files, texts, units, checklist and choices give a list.
const (
	FormText      Form = "text"
	FormLongText  Form = "long-text"
	FormTexts     Form = "texts"
	FormDate      Form = "date"
	FormNumber    Form = "number"
	FormInteger   Form = "integer"
	FormMoney     Form = "money"   // whole fen
	FormPercent   Form = "percent" // 0 to 100
	FormBoolean   Form = "boolean"
	FormLimit     Form = "limit" // 5wd, 10d, 1mo
	FormPost      Form = "post"
	FormUnit      Form = "unit"
	FormUnits     Form = "units"
	FormSession   Form = "session"
	FormMatter    Form = "matter"
	FormFiles     Form = "files" // cited attachments, or words
	FormChecklist Form = "checklist"
	FormChoice    Form = "choice"
	FormChoices   Form = "choices"
	FormTemplate  Form = "letter-template"
	FormListItem  Form = "list-item"
	FormApplicant Form = "applicant"
)

// ownMembers stands in the table for the kind's own fields.
const ownMembers = "fields"

// Forms lists all of them.
func Forms() []Form {
	return []Form{
		FormText, FormLongText, FormTexts, FormDate, FormNumber, FormInteger, FormMoney, FormPercent, FormBoolean, FormLimit, FormPost, FormUnit,
		FormUnits, FormSession, FormMatter, FormFiles, FormChecklist, FormChoice, FormChoices, FormTemplate, FormListItem, FormApplicant,
	}
}

// Take is one member of a command as a form asks for it.
type Take struct {
	Name     string // as the command's JSON calls it; fields.NAME of a kind's own field
	Title    text.Text
	Form     Form
	Required bool     // the command is refused without it as things stand
	Seldom   bool     // may be said, and a form need not ask for it
	Personal string   // sort of personal data, "" for none
	Choices  []Choice // where mechanism or command close the set
}

// Choice is one of a closed set.
type Choice struct {
	Value string
	Title text.Text // zero: the value says it
}

// TakenBy lists the members that a command reads, by name.
func TakenBy(command string) []string { return mechanism.CommandTakes[command].Members() }

// taken lists what a command takes at this moment; required are the members without which it is refused.
func (m *moment) taken(c *Command, required map[string]bool) []Take {
	var out []Take
	add := func(names []string, seldom bool) {
		for _, name := range names {
			if name == ownMembers {
				out = append(out, OwnTakes(m.kind)...)
				continue
			}
			if slices.ContainsFunc(out, func(t Take) bool { return t.Name == name }) {
				continue
			}
			if t, offered := m.member(c, name); offered {
				t.Seldom = seldom
				out = append(out, t)
			}
		}
	}
	row := mechanism.CommandTakes[c.Name]
	if c.Name == "draft-letter" && c.Letter != "" { // written anew: the same letter to the same post
		row = mechanism.Taken{Asks: []string{"reason"}}
	}
	add(row.Asks, false)
	add(m.gateReads(c.Name), false)
	add(row.Also, true)
	for i := range out {
		if required[out[i].Name] {
			out[i].Required, out[i].Seldom = true, false
		}
	}
	return out
}

// gateReads are the members that the conditions of a command's gate read, where people may say them. Those of a version
// that was put in force before check refused it (check: not_taken) may read more than the command keeps.
func (m *moment) gateReads(command string) []string {
	var out []string
	g := m.kind.Gates[command]
	for _, cond := range g.Conditions() {
		if cond.Rule == nil {
			continue
		}
		for _, ref := range cond.Rule.References() {
			name, of := strings.CutPrefix(ref, "command.")
			if _, known := members[name]; of && known && (name != "title" || command == "register") && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// lacks are the members that the command itself and its gate miss: found are the faults of a bare command.
func (m *moment) lacks(c *Command, found errs.List) map[string]bool {
	out := map[string]bool{}
	for _, e := range found {
		where := e.Where
		if i := strings.IndexByte(where, '['); i > 0 {
			where = where[:i]
		}
		out[where] = true
	}
	g := m.kind.Gates[c.Name]
	for _, cond := range g.Conditions() {
		if cond.Rule == nil {
			continue
		}
		if holds, err := cond.Rule.Bool(m.rules()); err == nil && holds {
			continue
		}
		x := cond.Rule.Explain(m.rules(), text.En)
		for _, name := range needed(&x.Root, true, c.Name == "register") {
			out[name] = true
		}
	}
	return out
}

// letterSays tells whether a letter's template leaves room for that.
func (m *moment) letterSays(id, placeholder string) bool {
	l, _ := m.s.letter(id)
	t := m.bundle.Letters[l.Template]
	return t != nil && slices.Contains(letter.Placeholders(*t), placeholder)
}

// OwnTakes are a kind's own fields as the form of a registration asks for them, required ones first, then by name.
func OwnTakes(k *mechanism.Kind) []Take {
	var out []Take
	for _, name := range k.FieldNames() {
		f := k.Fields[name]
		t := Take{Name: "fields." + name, Title: f.Title, Form: fieldForms[f.Type], Required: f.Required, Personal: string(f.Personal)}
		if t.Title.IsZero() {
			t.Title = text.Text{Zh: name, En: name}
		}
		if t.Form == "" {
			t.Form = FormText
		}
		for _, value := range f.OneOf {
			t.Choices = append(t.Choices, Choice{Value: value})
		}
		if len(t.Choices) > 0 {
			if t.Form = FormChoice; f.Type == "list<string>" {
				t.Form = FormChoices
			}
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b Take) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return out
}

var fieldForms = map[string]Form{
	"string": FormText, "bool": FormBoolean, "int": FormInteger, "double": FormNumber, "money": FormMoney, "date": FormDate, RoleType: FormPost, "list<string>": FormTexts,
}

// sortedChoices are a map's entries in order of key.
func sortedChoices(of map[string]text.Text) []Choice {
	var out []Choice
	for _, value := range slices.Sorted(maps.Keys(of)) {
		out = append(out, Choice{value, of[value]})
	}
	return out
}
