package cli

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"qinlian/internal/kernel/calendar"
)

// answer writes a value as every --json command does: lists that hold nothing are [], never null; instants are
// RFC 3339 in Beijing time; days are 2023-06-12.
func answer(value any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(listed(reflect.ValueOf(value))); err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	return utc.ReplaceAllFunc(out.Bytes(), func(found []byte) []byte {
		at, err := time.Parse(time.RFC3339Nano, string(found[1:len(found)-1]))
		if err != nil {
			return found
		}
		return []byte(`"` + at.In(calendar.Location()).Format(time.RFC3339Nano) + `"`)
	}), nil
}

// utc finds a whole string that is an instant in UTC.
var utc = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"`)

// listed is what v is written as: each list that holds nothing, left out by its field or not, is there and empty. What writes
// itself stays as it is.
func listed(v reflect.Value) any {
	if !v.IsValid() {
		return []any{}
	}
	t := v.Type()
	if writesItself(t) {
		if v.CanAddr() { // as encoding/json calls it
			return v.Addr().Interface()
		}
		return v.Interface()
	}
	switch v.Kind() { //nolint:exhaustive // the others hold no lists
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return listed(v.Elem())
	case reflect.Struct:
		return fields(v)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return v.Interface()
		}
		out := make([]any, v.Len())
		for i := range out {
			out[i] = listed(v.Index(i))
		}
		return out
	case reflect.Map:
		out := reflect.MakeMapWithSize(reflect.MapOf(t.Key(), reflect.TypeFor[any]()), v.Len())
		for key, value := range v.Seq2() {
			inner := reflect.New(reflect.TypeFor[any]()).Elem()
			if x := listed(value); x != nil {
				inner.Set(reflect.ValueOf(x))
			}
			out.SetMapIndex(key, inner)
		}
		return out.Interface()
	}
	return v.Interface()
}

// object is a struct with its members in their order.
type object []member

type member struct {
	name  string
	value any
}

// fields are the members of a struct as encoding/json names, embeds and leaves them out, but for lists, which it never leaves out.
func fields(v reflect.Value) object {
	var out object
	add := func(m member, over bool) { // a struct's own go before those of one that it embeds
		if i := slices.IndexFunc(out, func(o member) bool { return o.name == m.name }); i < 0 {
			out = append(out, m)
		} else if over {
			out[i] = m
		}
	}
	for i := range v.NumField() {
		f, is := v.Type().Field(i), v.Field(i)
		name, how, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			for is.Kind() == reflect.Pointer && !is.IsNil() {
				is = is.Elem()
			}
			switch {
			case is.Kind() == reflect.Struct && !writesItself(is.Type()):
				for _, m := range fields(is) {
					add(m, false)
				}
				continue
			case is.Kind() == reflect.Pointer: // of a struct that is not there
				continue
			}
		}
		if name == "-" || !f.IsExported() {
			continue
		}
		list := is.Kind() == reflect.Slice && f.Type.Elem().Kind() != reflect.Uint8 && !writesItself(f.Type)
		if !list && (strings.Contains(how, "omitempty") && empty(is) || strings.Contains(how, "omitzero") && zero(is)) {
			continue
		}
		add(member{cmp.Or(name, f.Name), listed(is)}, true)
	}
	return out
}

// empty tells whether omitempty leaves a value out.
func empty(v reflect.Value) bool {
	switch v.Kind() { //nolint:exhaustive // the others are never empty, or where they are zero
	case reflect.Map, reflect.String, reflect.Slice, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// zero tells whether omitzero leaves a value out.
func zero(v reflect.Value) bool {
	if z, ok := reflect.TypeAssert[interface{ IsZero() bool }](v); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		return z.IsZero()
	}
	return v.IsZero()
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", m.name, err)
		}
		var value bytes.Buffer
		enc := json.NewEncoder(&value)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(m.value); err != nil {
			return nil, fmt.Errorf("write %s: %w", m.name, err)
		}
		out = append(append(append(out, name...), ':'), bytes.TrimSpace(value.Bytes())...)
	}
	return append(out, '}'), nil
}

func writesItself(t reflect.Type) bool {
	return t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler) || t.Implements(texter) || reflect.PointerTo(t).Implements(texter)
}

var marshaler, texter = reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()
