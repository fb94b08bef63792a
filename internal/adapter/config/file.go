package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
)

// fileLayer reads a YAML file with the place of every value.
func fileLayer(name string) (*layer, errs.List) {
	out := newLayer()
	if name == "" {
		return out, nil
	}
	raw, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return out, errs.List{errs.Newf(errs.NotFound, "config.no_file", "没有这个配置文件", "there is no such configuration file").At(name)}
	case err != nil:
		return out, errs.List{errs.Newf(errs.Invalid, "config.unreadable", "配置文件无法读取：%[1]s", "the configuration file cannot be read: %[1]s", reason(err)).At(name).Because(err)}
	}
	return parse(name, raw)
}

// parse reads what a file holds.
func parse(name string, raw []byte) (*layer, errs.List) {
	out := newLayer()
	var root yaml.Node
	if err := yaml.Unmarshal(raw, &root); err != nil {
		return out, errs.List{syntax(name, err)}
	}
	if len(root.Content) == 0 { // empty, or comments alone
		return out, nil
	}
	r := &fileReader{name: name, layer: out, known: map[string]*Setting{}, sections: sections()}
	for _, s := range Settings() {
		r.known[s.Key] = &s
	}
	r.mapping(root.Content[0], "")
	return out, r.faults
}

// reason is the innermost words of an error: permission denied.
func reason(err error) string {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// syntax says where a file is no YAML.
func syntax(name string, err error) *errs.Error {
	place, why := name, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(why); m != nil {
		place, why = name+":"+m[1], m[2]
	}
	return errs.Newf(errs.Invalid, "config.syntax", "不是有效的 YAML：%[1]s", "this is not YAML: %[1]s", why).At(place)
}

// fileReader walks a file's nodes.
type fileReader struct {
	name     string
	layer    *layer
	known    map[string]*Setting
	sections map[string]bool
	faults   errs.List
}

func (r *fileReader) place(n *yaml.Node) string {
	return fmt.Sprintf("%s:%d:%d", r.name, n.Line, n.Column)
}

func (r *fileReader) fault(n *yaml.Node, e *errs.Error) {
	r.faults = append(r.faults, e.At(r.place(n)))
}

func (r *fileReader) mapping(n *yaml.Node, prefix string) {
	n = meant(n)
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.fault(n, errs.Newf(errs.Invalid, "config.shape", "此处须为“名称: 值”，逐行写", "here must stand name: value, one a line"))
		return
	}
	seen := map[string]bool{}
	for pair := range slices.Chunk(n.Content, 2) {
		key := prefix + pair[0].Value
		if seen[key] {
			r.fault(pair[0], errs.Newf(errs.Invalid, "config.twice", "“%[1]s”写了两次", "%[1]s is said twice", key))
			continue
		}
		seen[key] = true
		switch {
		case r.sections[key]:
			r.mapping(pair[1], key+".")
		case r.known[key] == nil:
			r.fault(pair[0], unknown(key))
		default:
			r.value(r.known[key], meant(pair[1]))
		}
	}
}

// value notes what a file says of one setting; null says nothing.
func (r *fileReader) value(s *Setting, n *yaml.Node) {
	nodes := []*yaml.Node{n}
	if s.List() && n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var words []string
	for _, one := range nodes {
		one = meant(one)
		if one.Kind != yaml.ScalarNode {
			zh, en := "一个值", "one value"
			if s.List() {
				zh, en = "一个值，或逐行以 - 开头的几个值", "a value, or several, each on a line after -"
			}
			r.fault(one, errs.Newf(errs.Invalid, "config.shape", "“%[1]s”须为%[2]s", "%[1]s must be %[3]s", s.Key, zh, en))
			return
		}
		if one.Tag != "!!null" {
			words = append(words, one.Value)
		}
	}
	if len(words) > 0 {
		r.layer.say(s.Key, r.place(n), words...)
	}
}

// meant follows an alias.
func meant(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
