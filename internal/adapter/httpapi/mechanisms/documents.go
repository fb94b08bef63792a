package mechanisms

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/scenario"
)

// documents declares how everything that the files say is found and read.
func (a *api) documents(op operation) {
	door.Zonal(a.Door, op("read-mechanism-schema", http.MethodGet, "/schema", "JSON Schema of mechanism files, for editors"), authority.Directory, a.schema)
	door.Zonal(a.Door, op("read-mechanism", http.MethodGet, "/documents/{type}/{name}", "A document of the files as a person reads it: a shared ladder, a gate, a session, a letter, a register, a list"), authority.Directory, a.document)
	door.Zonal(a.Door, op("read-kind-calendar", http.MethodGet, "/kinds/{kind}/calendar", "The periods of a kind's cadence in a year, with the days on which its duties open and are due"), authority.Directory, a.year)
}

// DocumentLine is a document as the catalogue lists it.
type DocumentLine struct {
	Type        string      `json:"type" enum:"zone,kind,ladder,gate,session,letter,register,list,org"`
	TypeTitle   string      `json:"type_title"`
	Name        string      `json:"name"`
	Title       string      `json:"title"`
	Source      string      `json:"source,omitempty" doc:"The institution and text that it was taken from"`
	Note        string      `json:"note,omitempty"`
	Rows        []string    `json:"rows" nullable:"false" doc:"Rows of the table of mechanisms that it carries"`
	Domain      int         `json:"domain,omitempty" doc:"Part of that table to which its first row belongs, 1 to 11"`
	DomainTitle string      `json:"domain_title,omitempty"`
	File        string      `json:"file"`
	Line        int         `json:"line"`
	From        *clock.Date `json:"from,omitempty" doc:"Effective from this day"`
	To          *clock.Date `json:"to,omitempty" doc:"No longer from this day on"`
}

func catalogue(b *mechanism.Bundle, lang text.Lang) []DocumentLine {
	out := []DocumentLine{}
	for _, d := range b.Documents() {
		out = append(out, documentLine(&d.Header, lang))
	}
	return out
}

func documentLine(h *mechanism.Header, lang text.Lang) DocumentLine {
	v := DocumentLine{
		Type: h.Type, TypeTitle: mechanism.TypeTitle(h.Type).In(lang), Name: h.Name, Title: h.Title.In(lang), Source: h.Source, Note: h.Note,
		Rows: append([]string{}, h.Rows...), File: h.At.File, Line: h.At.Line, From: day(h.Effective.From), To: day(h.Effective.To),
	}
	if v.Title == "" {
		v.Title = h.Name
	}
	if len(h.Rows) > 0 {
		n, title := scenario.DomainOf(h.Rows[0])
		v.Domain, v.DomainTitle = n, title.In(lang)
	}
	return v
}

// SchemaOutput is the JSON Schema of mechanism files and their scenarios.
type SchemaOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         map[string]any
}

var schemaOnce = sync.OnceValues(func() (v map[string]any, err error) {
	err = json.Unmarshal(scenario.JSONSchema(), &v)
	return v, err
})

func (a *api) schema(context.Context, *door.Caller, *InZone) (*SchemaOutput, error) {
	v, err := schemaOnce()
	return &SchemaOutput{CacheControl: "private, max-age=3600", Body: v}, err
}

// DocumentView is a document as a person reads it; of its parts those that its type has.
type DocumentView struct {
	DocumentLine

	Version string         `json:"version" doc:"Of the mechanisms it was read from"`
	Text    string         `json:"text" doc:"As the file writes it"`
	UsedBy  []DocumentLine `json:"used_by" nullable:"false" doc:"What takes it over or sends it"`

	Ladder  []RungView          `json:"ladder,omitempty" nullable:"false"`
	Gates   []GateView          `json:"gates,omitempty" nullable:"false" doc:"Conditions of a shared gate"`
	Letter  *LetterTemplateView `json:"letter,omitempty"`
	Session *SessionPage        `json:"session,omitempty"`
	Fields  []RecordFieldView   `json:"fields,omitempty" nullable:"false" doc:"Of a register"`
	Items   []ListItemView      `json:"items,omitempty" nullable:"false" doc:"Of a list"`
	Posts   []AccessView        `json:"posts,omitempty" nullable:"false" doc:"Of a zone: who keeps its office, inspects and leads"`
}

// SessionPage is a sort of session.
type SessionPage struct {
	Number   string      `json:"number" doc:"Pattern"`
	Body     string      `json:"body,omitempty"`
	Chair    string      `json:"chair" doc:"In words"`
	PerYear  int         `json:"per_year,omitempty"`
	Quorum   float64     `json:"quorum,omitempty" doc:"Share of the members"`
	LookBack bool        `json:"look_back" doc:"It opens with what the last one resolved"`
	Recolor  bool        `json:"recolor" doc:"Its resolutions may change urgency"`
	Blocks   []BlockPage `json:"blocks" nullable:"false" doc:"In order of the agenda"`
	Matters  []NamedView `json:"matters" nullable:"false" doc:"Kinds that its resolutions may register; none: any"`
}

// BlockPage is a part of an agenda.
type BlockPage struct {
	Title    string      `json:"title"`
	Required bool        `json:"required"`
	First    bool        `json:"first" doc:"It must open the agenda"`
	Fill     string      `json:"fill,omitempty" doc:"What is put in by itself, in words"`
	Kinds    []NamedView `json:"kinds" nullable:"false"`
}

// RecordFieldView is a field of a register's records.
type RecordFieldView struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Key      bool     `json:"key" doc:"It tells records apart"`
	OneOf    []string `json:"one_of,omitempty" nullable:"false"`
}

// ListItemView is a line of a list.
type ListItemView struct {
	Code  string      `json:"code"`
	Title string      `json:"title"`
	From  *clock.Date `json:"from,omitempty"`
	To    *clock.Date `json:"to,omitempty"`
}

// AccessView is who stands to the whole zone.
type AccessView struct {
	Title string   `json:"title"`
	Says  []string `json:"says" nullable:"false" doc:"In words"`
}

// DocumentInput names a document of a version.
type DocumentInput struct {
	InZone

	Type    string `path:"type" enum:"zone,kind,ladder,gate,session,letter,register,list,org"`
	Name    string `path:"name" maxLength:"100"`
	Version string `query:"version" maxLength:"128" doc:"Version or hash; the one in force unless given"`
}

// MechanismDocumentOutput is a document.
type MechanismDocumentOutput struct{ Body DocumentView }

func (a *api) document(ctx context.Context, c *door.Caller, in *DocumentInput) (*MechanismDocumentOutput, error) {
	b, _, err := a.version(ctx, in.Zone, in.Version)
	if err != nil {
		return nil, err
	}
	doc, ok := b.Document(in.Type, in.Name)
	if !ok {
		return nil, errs.Newf(errs.NotFound, "mechanism.no_document", "没有%[1]s“%[2]s”，请从机制列表进入", "there is no %[3]s %[2]q: open it from the list of mechanisms",
			mechanism.TypeTitle(in.Type).Zh, in.Name, mechanism.TypeTitle(in.Type).En).At("path.name")
	}
	v := DocumentView{DocumentLine: documentLine(&doc.Header, c.Lang), Version: b.Version, Text: doc.Text, UsedBy: []DocumentLine{}}
	for _, h := range b.UsedBy(in.Type, in.Name) {
		v.UsedBy = append(v.UsedBy, documentLine(&h, c.Lang))
	}
	v.parts(b, c.Lang)
	return &MechanismDocumentOutput{v}, nil
}

// parts fills in what a document of its type has.
func (v *DocumentView) parts(b *mechanism.Bundle, lang text.Lang) {
	switch v.Type {
	case "ladder":
		v.Ladder, _ = rungs(b, &mechanism.Kind{Ladder: b.Ladders[v.Name].Rungs, Roles: b.Roles}, lang)
	case "gate":
		v.gate(b, lang)
	case "letter":
		t := letterView(v.Name, b.Letters[v.Name], lang)
		v.Letter = &t
	case "session":
		v.Session = sessionPage(b, v.Name, lang)
	case "register":
		d := b.Registers[v.Name]
		for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
			f := d.Fields[name]
			v.Fields = append(v.Fields, RecordFieldView{name, f.Title.In(lang), f.Type, f.Required || name == d.Key, name == d.Key, f.OneOf})
		}
	case "list":
		for _, item := range b.Lists[v.Name].Items {
			v.Items = append(v.Items, ListItemView{item.Code, item.Title.In(lang), day(item.From), day(item.To)})
		}
	case "zone":
		v.access(b, lang)
	}
}

// gate tells a shared gate's conditions as the first kind that takes it over reads them.
func (v *DocumentView) gate(b *mechanism.Bundle, lang text.Lang) {
	g := b.Gates[v.Name]
	for i := range g.All {
		cond := &g.All[i]
		says := cond.Says
		if says.IsZero() {
			says = g.Says
		}
		one := GateView{Says: says.In(lang), Rule: cond.If, Line: cond.At.Line}
		for _, name := range slices.Sorted(maps.Keys(b.Kinds)) {
			k := b.Kinds[name]
			for _, command := range slices.Sorted(maps.Keys(k.Gates)) {
				for _, compiled := range k.Gates[command].Conditions() {
					if one.Words == "" && compiled.If == cond.If {
						one.Words = dossier.Phrase(compiled.Rule, b, k).In(lang)
					}
				}
			}
		}
		v.Gates = append(v.Gates, one)
	}
}

func (v *DocumentView) access(b *mechanism.Bundle, lang text.Lang) {
	for _, one := range []struct {
		zh, en string
		posts  []mechanism.RoleRef
	}{{"督查室", "office", b.Access.Office}, {"纪检监察", "inspector", b.Access.Inspector}, {"区领导", "leaders", b.Access.Leader}} {
		a := AccessView{Title: text.Text{Zh: one.zh, En: one.en}.In(lang), Says: []string{}}
		for _, r := range one.posts {
			a.Says = append(a.Says, r.Words().In(lang))
		}
		v.Posts = append(v.Posts, a)
	}
}

func named(b *mechanism.Bundle, kinds []string, lang text.Lang) []NamedView {
	out := []NamedView{}
	for _, name := range kinds {
		title := name
		if k := b.Kinds[name]; k != nil {
			title = k.Title.In(lang)
		}
		out = append(out, NamedView{Name: name, Title: title})
	}
	return out
}

func sessionPage(b *mechanism.Bundle, name string, lang text.Lang) *SessionPage {
	t := b.Sessions[name]
	chair := mechanism.RoleRef{Text: t.Chair, Role: t.ChairRole}
	p := &SessionPage{
		Number: t.Number, Body: t.Body, Chair: chair.Words().In(lang), PerYear: t.PerYear, Quorum: t.Quorum, LookBack: t.LookBack, Recolor: t.Recolor,
		Blocks: []BlockPage{}, Matters: named(b, t.MayIssue, lang),
	}
	if view := b.Org; view != nil && p.Body != "" {
		if i := slices.IndexFunc(view.Bodies, func(x org.Body) bool { return x.Code == p.Body }); i >= 0 {
			p.Body = view.Bodies[i].Name
		}
	}
	for _, block := range t.Blocks {
		p.Blocks = append(p.Blocks, BlockPage{block.Title.In(lang), block.Required, block.First, mechanism.FillWords(&block).In(lang), named(b, block.Kinds, lang)})
	}
	return p
}
