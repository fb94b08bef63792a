package text

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Legible tells whether both databases keep a text as it is: it is UTF-8 and holds no NUL, which PostgreSQL does not
// take and SQLite stops at.
func Legible(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// Illegible names the first field in a value, however deep, that holds a text which is not legible: by its JSON name
// where it has one, a map's by its key. It is "" where all are legible. What JSON leaves out is not looked at.
func Illegible(v any) string {
	name, _ := illegible(reflect.ValueOf(v), "")
	return name
}

func illegible(v reflect.Value, name string) (string, bool) {
	switch v.Kind() {
	case reflect.String:
		return name, !Legible(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return illegible(v.Elem(), name)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if at, found := illegible(v.Index(i), name); found {
				return at, true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			key := it.Key().String()
			if at, found := illegible(it.Key(), name); found {
				return at, true
			}
			if at, found := illegible(it.Value(), key); found {
				return at, true
			}
		}
	case reflect.Struct:
		for f, value := range v.Fields() {
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || tag == "-" {
				continue
			}
			if tag == "" {
				tag = f.Name
			}
			if at, found := illegible(value, tag); found {
				return at, true
			}
		}
	default: // no text
	}
	return "", false
}

// OneLine tells whether a text is one line that reads as it is written: it breaks no line, controls no terminal, and turns no
// writing about (U+202E and its like).
func OneLine(s string) bool {
	return Legible(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C || r == 0x2028 || r == 0x2029
	})
}

// Visible is a text with what nobody sees of it spelled out: \u0000 for a NUL. Lines and tabs stay.
func Visible(s string) string {
	if OneLine(s) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if r == '\n' || r == '\t' || OneLine(string(r)) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "\\u%04x", r)
		}
	}
	return out.String()
}
