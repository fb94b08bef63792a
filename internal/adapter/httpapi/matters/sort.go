package matters

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/mechanism"
)

// Picked is how a list of matters is picked and sorted beyond its plain members.
type Picked struct {
	Figured

	Urgency      string   `query:"urgency" maxLength:"40"`
	DueFrom      string   `query:"due_from" maxLength:"10" doc:"Due on this day or later: 2023-06-01"`
	DueTo        string   `query:"due_to" maxLength:"10" doc:"Due on this day or earlier"`
	ProgressFrom float64  `query:"progress_from" minimum:"0" maximum:"100" default:"0" doc:"Per cent"`
	ProgressTo   float64  `query:"progress_to" minimum:"0" maximum:"100" default:"100"`
	Session      string   `query:"session" maxLength:"200" doc:"On the agenda of this session, or resolved by it; number or id"`
	Where        []string `query:"where,explode" maxItems:"10" doc:"A test of one of the kind's own fields: NAME=VALUE, also < <= > >=; money in fen; a list holds the value. All must hold"`
	Sort         string   `query:"sort" maxLength:"200" doc:"Up to four of number, due, light, urgency, progress, stage, kind, title, unit, owner, level, missed, registered, completed, closed, field.NAME, apart by commas; a minus sorts downwards (due,-progress); what has no value comes last. Lights sort as the last sweep left them"`
}

// mostSorted bounds by how many things a list is sorted.
const mostSorted = 4

// pick adds what p asks for to a filter, and tells every fault of it.
func (a *api) pick(ctx context.Context, c *door.Caller, zone, after string, p *Picked, f *engine.Filter) error {
	var found errs.List
	var err error
	f.Urgency = p.Urgency
	if f.Due.From, err = door.Date(p.DueFrom, "query.due_from"); err != nil {
		_ = door.Gather(&found, err)
	}
	if f.Due.To, err = door.Date(p.DueTo, "query.due_to"); err != nil {
		_ = door.Gather(&found, err)
	}
	if p.ProgressFrom > 0 || p.ProgressTo < 100 {
		f.Progress = &engine.Share{From: p.ProgressFrom, To: p.ProgressTo}
	}
	if p.Figured != (Figured{}) {
		if err := a.figured(ctx, c, zone, &p.Figured, f, &found); err != nil {
			return err
		}
	}
	f.IDs, err = a.ofSession(ctx, c, zone, p.Session)
	if err := door.Gather(&found, err); err != nil {
		return err
	}
	if p.Sort != "" || len(p.Where) > 0 {
		timeline, err := a.Engine.Timeline(ctx, zone)
		if err != nil {
			return err
		}
		own := fieldsOf(timeline.At(a.Present(ctx)), f.Kinds)
		if len(p.Where) > 0 { // whoever may not read the fields does not find them out by asking
			f.Scope = c.Subject.Scope(authority.History, c.Rules)
		}
		for _, words := range p.Where {
			test, err := own.test(words)
			_ = door.Gather(&found, err)
			f.Where = append(f.Where, test)
		}
		orders, bad := engine.ParseSort(p.Sort, func(name string) string { return own.types[name] })
		if p.Sort != "" && (bad != "" || len(orders) > mostSorted) {
			found = append(found, errs.Newf(errs.Invalid, "http.sort", "不能按“%[1]s”排序；可按 %[2]s，或所选种类自己的字段（field.名称：%[3]s），最多 %[4]d 项，用逗号隔开",
				"a list cannot be sorted by %[1]q: use up to %[4]d of %[2]s, or a field of the kinds asked for (field.NAME: %[3]s), apart by commas", bad,
				strings.Join(engine.SortColumns(), ", "), strings.Join(own.names, ", "), mostSorted).At("query.sort"))
			return found.Err() // a cursor belongs to an order
		}
		if p.Sort != "" {
			f.Sort = orders
		}
	}
	f.WithState = slices.ContainsFunc(f.Sort, func(o engine.Order) bool { return o.Field != "" })
	if f.WithState || slices.ContainsFunc(f.Sort, func(o engine.Order) bool { return o.Column == "level" || o.Column == "missed" }) {
		f.Scope = c.Subject.Scope(authority.History, c.Rules)
	}
	if len(f.Sort) == 0 {
		f.After, err = numberOf(after)
	} else {
		f.Past, err = pastOf(after, p.Sort, f.Sort)
	}
	if err := door.Gather(&found, err); err != nil {
		return err
	}
	return found.Err()
}

// place is a cursor in a sorted list: the order it belongs to, and the keys of the row it ends with.
type place struct {
	Sort string `json:"sort"`
	Keys []any  `json:"keys"`
}

// cursorOf is the cursor behind a row of a list.
func cursorOf(f *engine.Filter, sort string, l *listing.Row) (string, error) {
	if len(f.Sort) == 0 {
		return door.Cursor(l.Number), nil
	}
	var fields map[string]any
	if f.WithState {
		s, err := l.Folded()
		if err != nil {
			return "", err
		}
		fields = s.Fields
	}
	raw, err := json.Marshal(place{sort, l.Keys(f.Sort, fields)})
	if err != nil {
		return "", fmt.Errorf("cursor: %w", err)
	}
	return door.Cursor(string(raw)), nil
}

// numberOf is where a list in the default order goes on. A cursor of another order is none of this one's.
func numberOf(after string) (string, error) {
	number, err := door.ReadCursor(after)
	if err == nil && strings.HasPrefix(number, `{"sort":`) {
		return "", otherOrder()
	}
	return number, err
}

func otherOrder() error {
	return errs.Newf(errs.Invalid, "http.cursor", "after 是另一种排序的翻页标记，请从第一页开始", "after is a cursor of a list in another order: begin with the first page").At("query.after")
}

func pastOf(after, sort string, orders []engine.Order) ([]any, error) {
	if after == "" {
		return nil, nil
	}
	raw, err := door.ReadCursor(after)
	if err != nil {
		return nil, err
	}
	var p place
	if json.Unmarshal([]byte(raw), &p) != nil || p.Sort != sort || len(p.Keys) != len(orders)+1 || !plain(p.Keys) {
		return nil, otherOrder()
	}
	return p.Keys, nil
}

// plain tells whether keys are numbers and texts, as a cursor of ours has them; the last is an id.
func plain(keys []any) bool {
	for _, k := range keys {
		_, isText := k.(string)
		if _, isNumber := k.(float64); !isText && !isNumber {
			return false
		}
	}
	_, ok := keys[len(keys)-1].(string)
	return ok
}

// ofSession lists the matters of a session that the caller may read; nil for none named.
func (a *api) ofSession(ctx context.Context, c *door.Caller, zone, ref string) ([]string, error) {
	if ref == "" {
		return nil, nil
	}
	s, err := a.Session(ctx, c, zone, ref)
	if err != nil {
		return nil, door.At(err, "query.session")
	}
	ids := []string{}
	for _, item := range s.Agenda {
		ids = append(ids, item.MatterID)
	}
	for _, r := range s.Resolutions {
		ids = append(ids, r.Matter())
	}
	return ids, nil
}

// ownFields are the fields of the kinds that a list is of.
type ownFields struct {
	types map[string]string
	names []string
}

// fieldsOf gathers the fields that the kinds declare (all kinds, where none is named); one that two kinds declare
// with different types is left out.
func fieldsOf(b *mechanism.Bundle, kinds []string) ownFields {
	own := ownFields{types: map[string]string{}}
	if b == nil {
		return own
	}
	odd := map[string]bool{}
	for name, k := range b.Kinds {
		if len(kinds) > 0 && !slices.Contains(kinds, name) {
			continue
		}
		for field, f := range k.Fields {
			if known, ok := own.types[field]; ok && known != f.Type {
				odd[field] = true
			}
			own.types[field] = f.Type
		}
	}
	for field := range own.types {
		if odd[field] {
			delete(own.types, field)
			continue
		}
		own.names = append(own.names, field)
	}
	slices.Sort(own.names)
	return own
}

// test reads NAME=VALUE.
func (own ownFields) test(words string) (engine.FieldTest, error) {
	i := strings.IndexAny(words, "<>=")
	if i < 0 {
		i = len(words)
	}
	name, rest := strings.TrimPrefix(words[:i], "field."), words[i:]
	t := engine.FieldTest{Field: name, Type: own.types[name]}
	for _, op := range engine.FieldOps {
		if value, ok := strings.CutPrefix(rest, op); ok {
			t.Op, rest = op, value
			break
		}
	}
	if t.Type == "" {
		zh, en := text.Suggest(name, own.names)
		return t, errs.Newf(errs.Invalid, "http.field", "所选种类没有字段“%[1]s”；%[2]s", "the kinds asked for have no field %[1]q; %[3]s", name, zh, en).At("query.where")
	}
	if t.Op == "" {
		return t, unreadable(words)
	}
	var err error
	switch t.Type {
	case "int", "double", "money":
		var n float64
		if n, err = strconv.ParseFloat(rest, 64); math.IsNaN(n) || math.IsInf(n, 0) {
			return t, unreadable(words)
		}
		t.Value = n
	case "bool":
		t.Value, err = strconv.ParseBool(rest)
		if t.Op != "=" {
			return t, unreadable(words)
		}
	case "date":
		t.Value = rest
		_, err = clock.ParseDate(rest)
	case "list<string>":
		t.Value = rest
		if t.Op != "=" {
			return t, unreadable(words)
		}
	default:
		t.Value = rest
	}
	if err != nil {
		return t, unreadable(words)
	}
	return t, nil
}

func unreadable(words string) error {
	return errs.Newf(errs.Invalid, "http.where", "条件“%[1]s”读不出；写作 字段=值（或 <、<=、>、>=），金额以分计，日期写作 2023-06-30，是否写作 true 或 false",
		"the test %[1]q cannot be read: write NAME=VALUE (or <, <=, >, >=), money in fen, dates as 2023-06-30, booleans as true or false", words).At("query.where")
}
