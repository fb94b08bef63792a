package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
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
	if err := enc.Encode(listed(reflect.ValueOf(value)).Interface()); err != nil {
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

// listed is a copy of v in which each list that was nil is empty instead. What writes itself stays as it is.
func listed(v reflect.Value) reflect.Value {
	if !v.IsValid() {
		return reflect.ValueOf([]any{})
	}
	t := v.Type()
	if t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler) {
		return v
	}
	out := reflect.New(t).Elem()
	switch v.Kind() { //nolint:exhaustive // the others hold no lists
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return v
		}
		if inner := listed(v.Elem()); v.Kind() == reflect.Interface {
			out.Set(inner)
		} else {
			out.Set(reflect.New(t.Elem()))
			out.Elem().Set(inner)
		}
	case reflect.Struct:
		out.Set(v)
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				out.Field(i).Set(listed(v.Field(i)))
			}
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return v
		}
		out.Set(reflect.MakeSlice(t, v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(listed(v.Index(i)))
		}
	case reflect.Map:
		out.Set(reflect.MakeMapWithSize(t, v.Len()))
		for key, value := range v.Seq2() {
			out.SetMapIndex(key, listed(value))
		}
	default:
		return v
	}
	return out
}

var marshaler = reflect.TypeFor[json.Marshaler]()
