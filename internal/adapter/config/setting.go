package config

import (
	"reflect"
	"strings"

	"qinlian/internal/base/text"
)

// Setting is one thing that can be set, as the tags of Config say.
type Setting struct {
	Key     string // tls.cert
	Env     string // QINLIAN_TLS_CERT
	Default string // as a file writes it; "" for none
	Choices []string
	Secret  bool // wholly or in part
	Doc     text.Text

	index []int // of the field
	tag   reflect.StructTag
	kind  reflect.Type
}

// Prefix begins the name of every variable.
const Prefix = "QINLIAN_"

// Settings lists them in the order of Config.
func Settings() []Setting { return settings(reflect.TypeFor[Config](), "", nil) }

func settings(t reflect.Type, prefix string, index []int) (out []Setting) {
	for i := range t.NumField() {
		f := t.Field(i)
		key, at := prefix+f.Tag.Get("koanf"), append(append([]int{}, index...), i)
		if f.Type.Kind() == reflect.Struct {
			out = append(out, settings(f.Type, key+".", at)...)
			continue
		}
		out = append(out, Setting{
			Key: key, Env: Prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_")), Default: f.Tag.Get("default"),
			Choices: strings.Fields(f.Tag.Get("oneof")), Secret: f.Tag.Get("secret") != "",
			Doc: text.Text{Zh: f.Tag.Get("zh"), En: f.Tag.Get("en")}, index: at, tag: f.Tag, kind: f.Type,
		})
	}
	return out
}

// sections are the keys that hold settings and no value.
func sections() map[string]bool {
	out := map[string]bool{}
	for _, s := range Settings() {
		if section, _, inside := strings.Cut(s.Key, "."); inside {
			out[section] = true
		}
	}
	return out
}

// get gives the setting's value in c.
func (s *Setting) get(c *Config) reflect.Value {
	return reflect.ValueOf(c).Elem().FieldByIndex(s.index)
}

// List tells whether a setting holds several values.
func (s *Setting) List() bool { return s.kind.Kind() == reflect.Slice }
