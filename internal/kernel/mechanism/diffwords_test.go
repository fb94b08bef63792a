package mechanism

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/cadence"
)

// only makes a value of a type in which nothing is said but the value of one key, written as word: every list on the way has
// one item, every map one member. It tells whether the key is in there.
func only(t reflect.Type, key, word string) (v reflect.Value, found bool) {
	v = reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Slice:
		item, in := only(t.Elem(), key, word)
		return reflect.Append(v, item), in
	case reflect.Map:
		member, in := only(t.Elem(), key, word)
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(reflect.ValueOf("甲").Convert(t.Key()), member)
		return v, in
	case reflect.Pointer:
		return v, false
	case reflect.Struct:
		if m, ok := reflect.TypeAssert[*MetBy](v.Addr()); ok && key == "MetBy.by" { // it is written as a text alone
			m.By = word
			return v, true
		}
		for _, f := range fieldsOf(t) {
			field := v.FieldByIndex(f.index)
			switch name := typeName(owner(t, f)) + "." + f.key; {
			case name == key && f.typ.Kind() == reflect.String:
				field.SetString(word)
				found = true
			case name == key:
				field.Set(reflect.MakeSlice(f.typ, 1, 1))
				field.Index(0).SetString(word)
				found = true
			default:
				if part, in := only(f.typ, key, word); in {
					field.Set(part)
					found = true
				}
			}
		}
	}
	return v, found
}

// enumerations collects the keys of the JSON Schema that allow some words only, "Type.key", with those words.
func enumerations(t *testing.T) map[string][]string {
	t.Helper()
	var schema struct {
		Definitions map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"definitions"`
	}
	if err := json.Unmarshal(JSONSchema(Beside{Key: "scenarios", Type: reflect.TypeFor[string]()}), &schema); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	var visit func(key string, v any)
	visit = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if words, ok := v["enum"].([]any); ok {
				for _, w := range words {
					if !slices.Contains(out[key], w.(string)) {
						out[key] = append(out[key], w.(string))
					}
				}
			}
			for k, inner := range v {
				if k != "propertyNames" {
					visit(key, inner)
				}
			}
		case []any:
			for _, inner := range v {
				visit(key, inner)
			}
		}
	}
	for name, definition := range schema.Definitions {
		for key, v := range definition.Properties {
			owner := name
			if typ, is := strings.CutPrefix(name, "document."); is {
				owner = typeName(reflect.TypeOf(newBody(typ)).Elem())
			}
			visit(owner+"."+key, v)
		}
	}
	return out
}

// What a version may write in some words only, a comparison of versions says in words of the language, whatever the key.
func TestDiffSaysEveryWordOfTheGrammarAsPeopleDo(t *testing.T) {
	t.Parallel()
	ascii := regexp.MustCompile(`[A-Za-z]+`)
	told := 0
	of := enumerations(t)
	for key, c := range choices {
		of[key] = c.words
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		switch key {
		case "standing.for", "standing.met_by", "Kind.standing", "Kind.cadence": // short for Standing.each, MetBy.by and Cadence.rhythm
			continue
		case "standing.every":
			key = "cadence.Definition.every"
			of[key] = nil
			for _, every := range cadence.Rhythms() {
				of[key] = append(of[key], string(every))
			}
		}
		if choices[key].words == nil && key != "cadence.Definition.every" {
			t.Errorf("the schema allows some words for %s that nobody names: %v", key, of[key])
		}
		for _, word := range of[key] {
			in := false
			for _, typ := range documentTypes {
				if typ == typeOrg || typ == typeCadence { // compared by package org; written out as a kind
					continue
				}
				body := reflect.TypeOf(newBody(typ)).Elem()
				with, ok := only(body, key, word)
				if !ok {
					continue
				}
				in = true
				for _, other := range append([]string{""}, of[key]...) {
					without, _ := only(body, key, other)
					if other == "" {
						without, _ = only(body, "", "")
					}
					a := &document{Header: Header{Type: typ, Name: "甲"}, body: without.Addr().Interface()}
					b := &document{Header: Header{Type: typ, Name: "甲"}, body: with.Addr().Interface()}
					for _, c := range slices.Concat(diffDocument(a, b, &Bundle{}, &Bundle{}), diffDocument(b, a, &Bundle{}, &Bundle{})) {
						told++
						if ascii.MatchString(c.Text.Zh) || strings.Contains(c.Text.En, "_") {
							t.Errorf("%s: %s: %s; %s", key, word, c.Text.Zh, c.Text.En)
						}
					}
				}
			}
			if !in {
				t.Errorf("%s stands in no document", key)
			}
		}
	}
	if told < 500 {
		t.Errorf("only %d changes were told", told)
	}
}
