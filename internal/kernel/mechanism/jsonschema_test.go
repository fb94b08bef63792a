package mechanism

import (
	"reflect"
	"strings"
	"testing"
)

func TestEveryKeyHasATermInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[typ] {
			return
		}
		seen[typ] = true
		for _, f := range fieldsOf(typ) {
			if term, ok := termOf(owner(typ, f), f.key); !ok || term.zh == "" || term.en == "" || (term.helpZh == "") != (term.helpEn == "") {
				t.Errorf("terms lacks %s.%s", typeName(owner(typ, f)), f.key)
			}
			visit(owner(typ, f)) // an inlined struct declares its own
			visit(f.typ)
		}
	}
	visit(reflect.TypeFor[Header]())
	for _, typ := range documentTypes {
		visit(reflect.TypeOf(newBody(typ)).Elem())
		if documentTerms[typ].zh == "" {
			t.Errorf("documentTerms lacks %s", typ)
		}
	}
	for key := range terms {
		found := false
		for typ := range seen {
			name, _ := strings.CutPrefix(key, typeName(typ)+".")
			for _, f := range fieldsOf(typ) {
				found = found || f.key == name && typeName(owner(typ, f))+"."+f.key == key
			}
		}
		if !found {
			t.Errorf("terms has %s, which no file can say", key)
		}
	}
}
