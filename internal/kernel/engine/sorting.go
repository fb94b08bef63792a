package engine

import (
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// How lists of matters are sorted and filtered beyond what a row's plain columns say. A store renders an Order and a
// FieldTest into SQL; Keys says in Go what the same row sorts by, so that a page can go on where the last one ended.

// Order is one thing to sort by: a column of SortColumns, or one of a kind's own fields.
type Order struct {
	Column string
	Field  string // instead of Column
	Type   string // of the field, as the kind declares it
	Desc   bool   // whatever has no value comes last either way
}

// Days is a stretch of days, both included; a zero end is open.
type Days struct{ From, To clock.Date }

// Share bounds a progress in per cent, both included.
type Share struct{ From, To float64 }

// FieldTest compares one of a kind's own fields with a value. Op is one of FieldOps; a list is tested for holding the
// value. What has no value of the declared type does not match.
type FieldTest struct {
	Field string
	Type  string
	Op    string
	Value any // string, float64 or bool, as Type asks
}

// FieldOps are the comparisons of a FieldTest.
var FieldOps = []string{"<=", ">=", "<", ">", "="}

// SortColumns are the columns that matters may be sorted by.
func SortColumns() []string {
	return []string{
		"number", "due", "light", "urgency", "progress", "stage", "kind", "title", "unit", "owner", "level", "missed", "registered", "completed", "closed",
	}
}

// Sortable tells whether matters may be sorted by a field of a type.
func Sortable(fieldType string) bool { return fieldType != "list<string>" && fieldType != "" }

// LightOrder is the order of lights; none comes last.
func LightOrder() []string {
	return []string{string(matter.Red), string(matter.Amber), string(matter.Green)}
}

// StageOrder is the order of stages.
func StageOrder() []string {
	out := []string{}
	for _, s := range []matter.Stage{
		matter.Registered, matter.Established, matter.Assigned, matter.Accepted, matter.Working, matter.Reported, matter.Reviewed,
		matter.Completed, matter.FollowedUp, matter.Closed, matter.Archived, matter.Withdrawn, matter.Merged,
	} {
		out = append(out, string(s))
	}
	return out
}

// Numbers and texts that stand for what has no value, behind every value.
const (
	LastNumber = float64(1 << 53)
	LastText   = "\U0010FFFF"
)

// Keys are what a matter's row is sorted by under an order, with its id last: numbers as float64, texts as they are.
// fields are the matter's own.
func (r *MatterRow) Keys(orders []Order, fields map[string]any) []any {
	out := make([]any, 0, len(orders)+1)
	for i := range orders {
		out = append(out, orders[i].key(r, fields))
	}
	return append(out, r.ID)
}

func (o *Order) key(r *MatterRow, fields map[string]any) any {
	if o.Field != "" {
		return o.fieldKey(fields[o.Field])
	}
	switch o.Column {
	case "number":
		return o.text(text.NumberKey(r.Number))
	case "light":
		return o.rank(LightOrder(), r.Light)
	case "stage":
		return o.rank(StageOrder(), r.Stage)
	case "urgency":
		if i := slices.Index(matter.UrgencyOrder(), r.Urgency); i >= 0 {
			return string(rune('0' + i))
		}
		return o.text(r.Urgency)
	case "kind":
		return o.text(r.Kind)
	case "title":
		return o.text(r.Title)
	case "unit":
		return o.text(r.LeadUnit)
	case "owner":
		return o.text(r.Owner)
	case "progress":
		return r.Progress
	case "level":
		return float64(r.Level)
	case "missed":
		return float64(r.Missed)
	case "registered":
		return float64(r.RegisteredAt)
	case "completed":
		return o.number(float64(r.CompletedAt), r.CompletedAt != 0)
	case "closed":
		return o.number(float64(r.ClosedAt), r.ClosedAt != 0)
	}
	return o.number(float64(r.DueOn), r.DueOn != 0)
}

func (o *Order) fieldKey(v any) any {
	switch o.Type {
	case "int", "double", "money":
		n, ok := v.(float64)
		return o.number(n, ok)
	case "bool":
		b, ok := v.(bool)
		if b {
			return o.number(1, ok)
		}
		return o.number(0, ok)
	}
	s, _ := v.(string)
	return o.text(s)
}

// number and text put what has no value last.
func (o *Order) number(n float64, has bool) float64 {
	switch {
	case has:
		return n
	case o.Desc:
		return -LastNumber
	}
	return LastNumber
}

func (o *Order) text(s string) string {
	if s == "" && !o.Desc {
		return LastText
	}
	return s
}

func (o *Order) rank(order []string, word string) float64 {
	i := slices.Index(order, word)
	return o.number(float64(i), i >= 0)
}

// ParseSort reads "due,-progress": the columns of SortColumns, "field.NAME" by the type that own gives; a minus sorts
// downwards. Where it cannot be read, bad is the word.
func ParseSort(words string, own func(field string) (fieldType string)) (orders []Order, bad string) {
	for word := range strings.SplitSeq(words, ",") {
		name, desc := strings.CutPrefix(strings.TrimSpace(word), "-")
		o := Order{Desc: desc}
		if field, ok := strings.CutPrefix(name, "field."); ok {
			o.Field, o.Type = field, own(field)
			if !Sortable(o.Type) {
				return nil, word
			}
		} else if o.Column = name; !slices.Contains(SortColumns(), name) {
			return nil, word
		}
		orders = append(orders, o)
	}
	return orders, ""
}

// Keys are what a duty is listed by: pass them as Past to go on behind it.
func (d *DutyRow) Keys() []any {
	return []any{float64(d.DueAt), d.MatterKey, d.MatterID, d.ID, float64(d.OpensAt)}
}

// Keys are what a letter is listed by: pass them as Past to go on behind it.
func (l *LetterRow) Keys() []any { return []any{float64(l.DraftedAt), l.MatterKey, l.MatterID, l.ID} }
