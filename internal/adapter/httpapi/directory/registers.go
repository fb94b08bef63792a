package directory

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/register"
)

// registers declares what registers there are, and the lists that gates consult.
func (a *api) registers() {
	read := func(id, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: http.MethodGet, Path: "/zones/{zone}/" + path, Summary: summary, Tag: "registers"}
	}
	door.Zonal(a.Door, read("list-registers", "registers", "The registers, with their fields"), authority.Directory, a.listRegisters)
	door.Zonal(a.Door, read("list-lists", "lists", "The versioned lists that gates consult"), authority.Directory, a.listLists)
	door.Zonal(a.Door, read("read-list", "lists/{list}", "A list with its items, as they hold on a day"), authority.Directory, a.readList)
}

// RegisterView is a register.
type RegisterView struct {
	Name    string      `json:"name"`
	Title   string      `json:"title"`
	Key     string      `json:"key" doc:"The field that identifies a record"`
	Expect  *int        `json:"expect,omitempty" doc:"How many records the source counts"`
	AtLeast bool        `json:"at_least,omitempty"`
	Facts   bool        `json:"facts,omitempty" doc:"Each fact has its own history and source"`
	Fields  []FieldView `json:"fields" nullable:"false"`
}

// FieldView is a field of a register.
type FieldView struct {
	Name     string   `json:"name"`
	Title    string   `json:"title,omitempty"`
	Type     string   `json:"type" doc:"string, bool, int, double, money, count, date, list<string>, matter"`
	Required bool     `json:"required"`
	OneOf    []string `json:"one_of,omitempty" nullable:"false"`
}

// RegistersOutput lists registers in order of name.
type RegistersOutput struct {
	Body struct {
		Registers []RegisterView `json:"registers" nullable:"false"`
	}
}

func (a *api) listRegisters(ctx context.Context, c *door.Caller, in *InZone) (*RegistersOutput, error) {
	b, err := a.bundle(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &RegistersOutput{}
	out.Body.Registers = []RegisterView{}
	if b == nil {
		return out, nil
	}
	for _, name := range slices.Sorted(maps.Keys(b.Registers)) {
		def := b.Registers[name]
		v := RegisterView{Name: name, Title: def.Title.In(c.Lang), Key: def.Key, Expect: def.Expect, AtLeast: def.AtLeast, Facts: def.Facts, Fields: []FieldView{}}
		for _, field := range slices.Sorted(maps.Keys(def.Fields)) {
			f := def.Fields[field]
			v.Fields = append(v.Fields, FieldView{field, f.Title.In(c.Lang), f.Type, f.Required || field == def.Key, f.OneOf})
		}
		out.Body.Registers = append(out.Body.Registers, v)
	}
	return out, nil
}

// definition finds a register as its records are read now: by the last version that had it.
func (a *api) definition(ctx context.Context, zone, name string) (*register.Definition, error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	if _, def, _ := timeline.Register(name, a.Present(ctx)); def != nil {
		return def, nil
	}
	zh, en := text.Suggest(name, slices.Sorted(maps.Keys(timeline.RegistersTold(a.Present(ctx)))))
	return nil, errs.Newf(errs.NotFound, "register.unknown", "没有登记簿“%[1]s”；%[2]s", "there is no register %[1]q; %[3]s", name, zh, en)
}

// ListView is a versioned list.
type ListView struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Version string `json:"version"`
	Size    int    `json:"size" doc:"Items, whether or not they hold today"`
}

// ListsOutput holds the lists in order of name.
type ListsOutput struct {
	Body struct {
		Lists []ListView `json:"lists" nullable:"false"`
	}
}

func (a *api) listLists(ctx context.Context, c *door.Caller, in *InZone) (*ListsOutput, error) {
	b, err := a.bundle(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &ListsOutput{}
	out.Body.Lists = []ListView{}
	if b == nil {
		return out, nil
	}
	for _, name := range b.ListNames() {
		l := b.Lists[name]
		out.Body.Lists = append(out.Body.Lists, ListView{name, l.Title.In(c.Lang), l.Version, len(l.Items)})
	}
	return out, nil
}

// ReadListInput names a list and a day.
type ReadListInput struct {
	OnDay

	List string `path:"list" maxLength:"100"`
	All  bool   `query:"all" doc:"Items that do not hold on the day, too"`
}

// ListItem is one line of a list.
type ListItem struct {
	Code  string      `json:"code"`
	Title string      `json:"title"`
	From  *clock.Date `json:"from,omitempty"`
	To    *clock.Date `json:"to,omitempty" doc:"First day on which it does not hold"`
	Holds bool        `json:"holds" doc:"On the day asked for"`
}

// ReadListOutput is a list with its items, in their order.
type ReadListOutput struct {
	Body struct {
		ListView

		Date  clock.Date `json:"date"`
		Items []ListItem `json:"items" nullable:"false"`
	}
}

func (a *api) readList(ctx context.Context, c *door.Caller, in *ReadListInput) (*ReadListOutput, error) {
	b, err := a.bundle(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	if b == nil || b.Lists[in.List] == nil {
		return nil, errs.Newf(errs.NotFound, "register.unknown_list", "没有清单“%[1]s”", "there is no list %[1]q", in.List)
	}
	on, err := a.day(ctx, &in.OnDay)
	if err != nil {
		return nil, err
	}
	l := b.Lists[in.List]
	out := &ReadListOutput{}
	out.Body.ListView, out.Body.Date, out.Body.Items = ListView{in.List, l.Title.In(c.Lang), l.Version, len(l.Items)}, on, []ListItem{}
	for _, item := range l.Items {
		if holds := item.Holds(on); holds || in.All {
			out.Body.Items = append(out.Body.Items, ListItem{item.Code, item.Title.In(c.Lang), day(item.From), day(item.To), holds})
		}
	}
	return out, nil
}

// day is the day asked for, today where none is.
func (a *api) day(ctx context.Context, in *OnDay) (clock.Date, error) {
	d, err := door.Date(in.On, "query.on")
	if err != nil || d != 0 {
		return d, err
	}
	return a.today(ctx, in.Zone)
}
