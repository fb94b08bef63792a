package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Decode reads one work order and lists everything that is wrong with it, each fault with its member, beside what could be
// read. Members that are
// not documented are refused: they would be lost without anybody noticing.
func Decode(body []byte) (Order, error) {
	if len(body) > MaxBytes {
		return Order{}, errs.Newf(errs.Invalid, "intake.too_long", "工单超过 %[1]d KiB，未读取", "the work order is longer than %[1]d KiB and was not read", MaxBytes>>10)
	}
	if !utf8.Valid(body) {
		return Order{}, errs.Newf(errs.Invalid, "intake.not_utf8", "工单不是有效的 UTF-8 文字", "the work order is not valid UTF-8")
	}
	members, fault := object(body)
	if fault != nil {
		return Order{}, fault
	}
	d := &decoder{wrong: map[string]bool{}}
	var o Order
	d.all("", members, map[string]func(where string, raw json.RawMessage){
		"number": d.text(&o.Number), "type": d.text(&o.Type), "title": d.text(&o.Title), "content": d.text(&o.Content), "place": d.text(&o.Place),
		"received_at": d.instant(&o.Received), "due": d.day(&o.Due), "anonymous": d.truth(&o.Anonymous), "fields": d.fields(&o.Fields),
		"contact": func(where string, raw json.RawMessage) {
			var inner map[string]json.RawMessage
			if json.Unmarshal(raw, &inner) != nil {
				d.fault(where, "对象 {\"name\", \"phone\"}", "an object {\"name\", \"phone\"}")
				return
			}
			d.all(where+".", inner, map[string]func(string, json.RawMessage){"name": d.text(&o.Contact.Name), "phone": d.text(&o.Contact.Phone)})
		},
	})
	o.trim()
	faults := slices.Concat(d.faults, slices.DeleteFunc(o.faults(), func(e *errs.Error) bool { return d.wrong[e.Where] }))
	return o, faults.Err()
}

// object reads one JSON object and nothing after it.
func object(body []byte) (map[string]json.RawMessage, *errs.Error) {
	refuse := func(zh, en string, args ...any) *errs.Error {
		return errs.Newf(errs.Invalid, "intake.bad_json", zh, en, args...)
	}
	var members map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(body))
	err := d.Decode(&members)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(body[:min(int(syntax.Offset), len(body))], []byte("\n"))
		return nil, refuse("工单不是 JSON：第 %[1]d 行（第 %[2]d 个字节）处读不下去", "the work order is not JSON: it cannot be read on at line %[1]d (byte %[2]d)", line, syntax.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, refuse("工单是空的或没有写完", "the work order is empty, or ends too early")
	case err != nil || members == nil:
		return nil, refuse("工单应为一个 JSON 对象 {…}，成员见 docs/intake.md", "the work order should be one JSON object {…}; docs/intake.md lists its members")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("工单之后还有别的内容；一次请求只交一张工单", "something follows the work order: hand in one at a time")
	}
	return members, nil
}

// decoder gathers the faults of members that are not of their type.
type decoder struct {
	faults errs.List
	wrong  map[string]bool // members that have a fault already
}

// fault says what a member should be.
func (d *decoder) fault(where, zh, en string) {
	d.wrong[where] = true
	d.faults = append(d.faults, errs.Newf(errs.Invalid, "intake.bad_type", "“%[1]s”应为%[2]s", "%[1]s should be %[3]s", where, zh, en).At(where))
}

// all reads the members of an object, each by its own way; null says nothing.
func (d *decoder) all(prefix string, members map[string]json.RawMessage, known map[string]func(where string, raw json.RawMessage)) {
	names := slices.Sorted(maps.Keys(known))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		read, raw := known[name], members[name]
		switch {
		case read == nil:
			zh, en := text.Suggest(name, names)
			where := prefix + shown(name)
			d.faults = append(d.faults, errs.Newf(errs.Invalid, "intake.unknown_member", "工单没有成员“%[1]s”；%[2]s", "a work order has no member %[1]q; %[3]s", where, zh, en).At(where))
		case string(raw) != "null":
			read(prefix+name, raw)
		}
	}
}

// shown is a name that somebody else chose, as it may stand in a message.
func shown(name string) string {
	if r := []rune(name); len(r) > mostNumber {
		name = string(r[:mostNumber]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
}

func (d *decoder) text(into *string) func(string, json.RawMessage) {
	return func(where string, raw json.RawMessage) {
		if json.Unmarshal(raw, into) != nil {
			d.fault(where, "文字", "text")
		}
	}
}

func (d *decoder) truth(into *bool) func(string, json.RawMessage) {
	return func(where string, raw json.RawMessage) {
		if json.Unmarshal(raw, into) != nil {
			d.fault(where, " true 或 false", "true or false")
		}
	}
}

func (d *decoder) instant(into *time.Time) func(string, json.RawMessage) {
	return func(where string, raw json.RawMessage) {
		if json.Unmarshal(raw, into) != nil {
			d.fault(where, "带时区的时刻，如 2023-06-12T08:00:00+08:00", "an instant with its zone, such as 2023-06-12T08:00:00+08:00")
		}
	}
}

func (d *decoder) day(into *clock.Date) func(string, json.RawMessage) {
	return func(where string, raw json.RawMessage) {
		if json.Unmarshal(raw, into) != nil {
			d.fault(where, "日期，如 2023-06-30", "a day that exists, such as 2023-06-30")
		}
	}
}

func (d *decoder) fields(into *map[string]any) func(string, json.RawMessage) {
	return func(where string, raw json.RawMessage) {
		if json.Unmarshal(raw, into) != nil {
			d.fault(where, "对象，其值为文字、数字或布尔值", "an object of text, numbers and booleans")
		}
	}
}
