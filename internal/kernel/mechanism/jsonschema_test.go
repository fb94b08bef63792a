package mechanism

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestSchemaFileIsWhatTheTypesSay(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "mechanisms", "schema.json")
	got := JSONSchema()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is out of date; run go test with -update", path)
	}
}

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

func TestSchemaResolvesAllItsReferences(t *testing.T) {
	t.Parallel()
	var root map[string]any
	if err := json.Unmarshal(JSONSchema(), &root); err != nil {
		t.Fatal(err)
	}
	defs := root["definitions"].(map[string]any)
	var visit func(any)
	visit = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if r, ok := x["$ref"].(string); ok && defs[strings.TrimPrefix(r, "#/definitions/")] == nil {
				t.Errorf("reference to nothing: %s", r)
			}
			for _, c := range x {
				visit(c)
			}
		case []any:
			for _, c := range x {
				visit(c)
			}
		}
	}
	visit(root)
}
