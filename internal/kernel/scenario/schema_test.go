package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"qinlian/mechanisms"
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

// An editor holds files against the schema: it must not find fault with what check takes, and must with a slip.
func TestEditorsTakeWhatCheckTakes(t *testing.T) {
	t.Parallel()
	var root map[string]any
	if err := json.Unmarshal(JSONSchema(), &root); err != nil {
		t.Fatal(err)
	}
	s := validator{root["definitions"].(map[string]any)}
	scenarios := 0
	err := fs.WalkDir(mechanisms.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".yaml") {
			return err
		}
		file, err := mechanisms.Files.ReadFile(name)
		if err != nil {
			return err
		}
		for decoder := yaml.NewDecoder(strings.NewReader(string(file))); ; {
			var n yaml.Node
			if err := decoder.Decode(&n); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			if fault := s.fault(root, plain(n.Content[0]), name); fault != "" {
				t.Error(fault)
			}
			if strings.HasSuffix(name, ".test.yaml") {
				scenarios++
			}
		}
	})
	if err != nil || scenarios < 30 {
		t.Errorf("%d files of scenarios: %v", scenarios, err)
	}
	for _, slip := range []string{
		"scenarios: [{ nme: x }]", "scenarios: { name: x }", "scenarios: [{ when: [{ do: asign }] }]", "scenarios: [{ then: { duties: [{ state: mised }] } }]",
		"scenarios: [{ then: { light: { a: [red] } } }]", "scenarios: [{ given: { matters: [{ kind: k, ownr: x }] } }]", "scenarios: [{ when: [{ each: { kid: k } }] }]",
		"kind: graded-task\ntitel: x",
	} {
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(slip), &n); err != nil {
			t.Fatal(err)
		}
		if s.fault(root, plain(n.Content[0]), "") == "" {
			t.Errorf("no fault is found with %s", slip)
		}
	}
}

// validator knows as much of JSON Schema, draft 7, as our schema says.
type validator struct{ definitions map[string]any }

// fault is the first that is found with a value, with its path; "" for none.
func (s validator) fault(schema map[string]any, v any, at string) string {
	for key, rule := range schema {
		if fault := s.breaks(key, rule, schema, v, at); fault != "" {
			return fault
		}
	}
	return ""
}

func (s validator) breaks(key string, rule any, schema map[string]any, v any, at string) string {
	object, _ := v.(map[string]any)
	list, _ := v.([]any)
	word, isWord := v.(string)
	switch key {
	case "$ref":
		return s.fault(s.definitions[strings.TrimPrefix(rule.(string), "#/definitions/")].(map[string]any), v, at)
	case "if":
		branch := "then"
		if s.fault(rule.(map[string]any), v, at) != "" {
			branch = "else"
		}
		return s.fault(schema[branch].(map[string]any), v, at)
	case "allOf":
		for _, one := range rule.([]any) {
			if fault := s.fault(one.(map[string]any), v, at); fault != "" {
				return fault
			}
		}
	case "anyOf":
		var faults []string
		for _, one := range rule.([]any) {
			fault := s.fault(one.(map[string]any), v, at)
			if fault == "" {
				return ""
			}
			faults = append(faults, fault)
		}
		return strings.Join(faults, "\n  or ")
	case "enum":
		for _, one := range rule.([]any) {
			if reflect.DeepEqual(one, v) {
				return ""
			}
		}
		return fmt.Sprintf("%s: %v is none of %v", at, v, rule)
	case "type":
		return ofType(rule, v, at)
	case "pattern":
		if isWord && !regexp.MustCompile(rule.(string)).MatchString(word) {
			return fmt.Sprintf("%s: %s is not %s", at, word, rule)
		}
	case "items":
		for i, one := range list {
			if fault := s.fault(rule.(map[string]any), one, fmt.Sprintf("%s[%d]", at, i)); fault != "" {
				return fault
			}
		}
	case "minItems":
		if v, ok := v.([]any); ok && float64(len(v)) < rule.(float64) {
			return at + ": too few"
		}
	case "minProperties":
		if v, ok := v.(map[string]any); ok && float64(len(v)) < rule.(float64) {
			return at + ": empty"
		}
	case "required":
		for _, name := range rule.([]any) {
			if _, has := object[name.(string)]; object != nil && !has {
				return fmt.Sprintf("%s: lacks %s", at, name)
			}
		}
	case "propertyNames":
		for name := range object {
			if fault := s.fault(rule.(map[string]any), name, at); fault != "" {
				return fault
			}
		}
	case "properties", "additionalProperties":
		return s.members(key, rule, schema, object, at)
	case "then", "else", "title", "description", "default", "definitions", "$schema", "$comment":
	default:
		return "the test does not know " + key
	}
	return ""
}

func (s validator) members(key string, rule any, schema, object map[string]any, at string) string {
	known, _ := schema["properties"].(map[string]any)
	for name, value := range object {
		of, has := known[name]
		if key == "additionalProperties" {
			if has {
				continue
			}
			if of = rule; rule == false {
				return at + ": no key " + name
			}
			has = true
		}
		if has {
			if fault := s.fault(of.(map[string]any), value, at+"."+name); fault != "" {
				return fault
			}
		}
	}
	return ""
}

func ofType(rule, v any, at string) string {
	is := map[string]bool{}
	switch v := v.(type) {
	case string:
		is["string"] = true
		is["null"] = v == ""
	case bool:
		is["boolean"] = true
	case int64:
		is["integer"], is["number"] = true, true
	case float64:
		is["number"], is["integer"] = true, v == math.Trunc(v)
	case []any:
		is["array"] = true
	case map[string]any:
		is["object"] = true
	}
	some, several := rule.([]any)
	if !several {
		some = []any{rule}
	}
	for _, one := range some {
		if is[one.(string)] {
			return ""
		}
	}
	return fmt.Sprintf("%s: %v is no %v", at, v, rule)
}
