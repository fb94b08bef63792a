package engine

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// A fault that verify names says which column holds what, and what it should hold.

// columnValue is a column as people read it.
type columnValue struct{ name, value string }

// longestShown is how many letters of a value a message quotes.
const longestShown = 60

// eventColumns gives the cached columns of an event, always in the same order.
func eventColumns(e *ledger.Event) []columnValue {
	return []columnValue{
		{"zone_id", e.Zone},
		{"stream", e.Stream},
		{"seq", strconv.FormatInt(e.Seq, 10)},
		{"type", e.Type},
		{"at", when(e.At)},
		{"recorded", when(e.Recorded)},
		{"actor", e.Actor},
		{"person", e.Person},
		{"deputy", strconv.FormatBool(e.Deputy)},
		{"derived", strconv.FormatBool(e.Derived)},
		{"mechanism", e.Basis.Mechanism},
		{"calendar", e.Basis.Calendar},
	}
}

// when writes an instant in office time, as exactly as it is stored.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Location()).Format("2006-01-02 15:04:05.999999")
}

// rowColumns gives the columns of a cached row by the names they have in its table.
func rowColumns[R any](row *R) []columnValue {
	v := reflect.ValueOf(row).Elem()
	columns := make([]columnValue, v.NumField())
	for i := range columns {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("bun"), ",")
		columns[i] = columnValue{name, columnText(name, v.Field(i))}
	}
	return columns
}

func columnText(name string, v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Slice:
		if name == "head" {
			return hex.EncodeToString(v.Bytes())
		}
		return string(v.Bytes())
	}
	switch {
	case strings.HasSuffix(name, "_at") || name == "reply_by":
		return when(instant(v.Int()))
	case strings.HasSuffix(name, "_on"):
		return clock.Date(v.Int()).String()
	}
	return strconv.FormatInt(v.Int(), 10)
}

// wrongRow names every column in which a stored row differs from what the events make of it; nil for none. of
// is what the row is about.
func wrongRow[R any](s *matter.State, table string, of text.Text, want, stored *R) error {
	zh, en := differing(table, " of "+of.In(text.En), want, stored)
	if zh == "" {
		return nil
	}
	return broken("ledger.cache", "%[1]s：第 %[2]d 条事件之后，%[3]s的缓存列 %[4]s", "%[1]s: after event %[2]d the cached column %[5]s",
		s.Number, s.Seq, of.In(text.Zh), zh, en)
}

// differing tells every column in which a stored row differs; about follows the first in English.
func differing[R any](table, about string, want, stored *R) (zh, en string) {
	var chinese, english []string
	columns := rowColumns(stored)
	for i, expected := range rowColumns(want) {
		held := columns[i]
		if held == expected {
			continue
		}
		pairs := [][2]columnValue{{held, expected}}
		if held.name == "state" {
			pairs = wrongMembers([]byte(held.value), []byte(expected.value))
		}
		for _, p := range pairs {
			name := table + "." + p[0].name
			holds, is := apart(p[0].value, p[1].value)
			chinese = append(chinese, fmt.Sprintf("%s 存为“%s”，按事件推演应为“%s”", name, holds, is))
			english = append(english, fmt.Sprintf("%s%s holds “%s”; by the events it is “%s”", name, about, holds, is))
			about = ""
		}
	}
	return strings.Join(chinese, "；"), strings.Join(english, "; ")
}

// wrongMembers gives every member in which two states differ, as held and as expected.
func wrongMembers(held, expected []byte) (pairs [][2]columnValue) {
	var a, b map[string]json.RawMessage
	if json.Unmarshal(held, &a) == nil && json.Unmarshal(expected, &b) == nil {
		names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if !bytes.Equal(a[name], b[name]) {
				pairs = append(pairs, [2]columnValue{{"state." + name, string(a[name])}, {"state." + name, string(b[name])}})
			}
		}
	}
	if pairs == nil {
		pairs = [][2]columnValue{{{"state", string(held)}, {"state", string(expected)}}}
	}
	return pairs
}

// quoted cuts a long value off, and shows what cannot be seen (the keys that numbers sort by have such) as a picture.
func quoted(value string) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if r < ' ' {
			return '␀' + r
		}
		return r
	}, value))
	if len(letters) <= longestShown {
		return value
	}
	return string(letters[:longestShown]) + "…"
}

// apart quotes two values that differ: where they begin alike for longer than is shown, from shortly before they part.
func apart(a, b string) (string, string) {
	x, y := []rune(a), []rune(b)
	same := 0
	for same < len(x) && same < len(y) && x[same] == y[same] {
		same++
	}
	const before = longestShown / 3
	if same+before < longestShown {
		return quoted(a), quoted(b)
	}
	return "…" + quoted(string(x[same-before:])), "…" + quoted(string(y[same-before:]))
}

func dutyName(d *DutyRow) text.Text {
	zh, en := "应做项 "+d.ID, "duty "+d.ID
	if d.Cadence != "" {
		period := cadence.PeriodWords(d.Period)
		zh, en = zh+"（"+period.Zh+"）", en+" ("+period.En+")"
	}
	return text.Text{Zh: zh, En: en}
}

func (w *zoneWorld) letterName(l *LetterRow) text.Text {
	title := w.registerTitle("letter/" + l.Template)
	zh, en := "函件 "+l.ID+"（"+title.In(text.Zh), "letter "+l.ID+" ("+title.In(text.En)
	if l.Number != "" {
		zh, en = zh+" "+l.Number, en+" "+l.Number
	}
	return text.Text{Zh: zh + "）", En: en + ")"}
}

// registerTitle is what people call that to which a run of numbers belongs: a kind, a letter or a session; its key where
// no mechanism has a title for it.
func (w *zoneWorld) registerTitle(register string) text.Text {
	for i := range w.versions() {
		b := w.Timeline[len(w.Timeline)-1-i].Bundle
		letter, isLetter := strings.CutPrefix(register, "letter/")
		meeting, isSession := strings.CutPrefix(register, ledger.SessionPrefix)
		switch {
		case isLetter && b.Letters[letter] != nil:
			return b.Letters[letter].Title
		case isSession && b.Sessions[meeting] != nil:
			return b.Sessions[meeting].Title
		case b.Kinds[register] != nil:
			return b.Kinds[register].Title
		}
	}
	return text.Text{Zh: register, En: register}
}

// versions is how many versions of the mechanisms there are; none where they cannot be read.
func (w *zoneWorld) versions() int {
	if w == nil {
		return 0
	}
	return len(w.Timeline)
}
