package scenario

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/mechanism"
)

// Load reads every *.test.yaml of a zone's folder, in order of path. The error is an errs.List of all
// faults, each with file:line:column; a missing folder is mechanism.no_folder.
func Load(fsys fs.FS, zone string) ([]File, error) {
	var files []File
	var documents []*document
	faults, err := mechanism.ReadScenarios(fsys, zone, func(f mechanism.File) any {
		doc := &document{path: f.Path}
		documents = append(documents, doc)
		return doc
	})
	if err != nil {
		return nil, err
	}
	for _, doc := range documents {
		n := len(files)
		if n == 0 || files[n-1].Path != doc.path {
			files = append(files, File{Path: doc.path})
			n++
		}
		for i := range doc.Scenarios {
			s := &doc.Scenarios[i]
			s.File = doc.path
			faults = append(faults, s.check()...)
			for _, other := range files[n-1].Scenarios {
				if other.Name == s.Name && s.Name != "" {
					faults = append(faults, mechanism.FaultAt(s.At, "scenario_twice", "本文件已有同名情景“%[1]s”；请改名", "the file has a scenario %[1]q already; rename one", s.Name))
				}
			}
			files[n-1].Scenarios = append(files[n-1].Scenarios, *s)
		}
	}
	if len(faults) > 0 {
		return nil, mechanism.SortFaults(faults)
	}
	return files, nil
}

type document struct {
	Scenarios []Scenario `yaml:"scenarios"`

	path string
}

func badMoment(s string) error {
	return errs.Newf(errs.Invalid, "scenario.moment", "时间“%[1]s”应写作 2023-06-01 09:00 或 2023-06-01", "time %[1]q must be 2023-06-01 09:00 or 2023-06-01", s)
}

// Words is a list of words; one alone may be written without brackets.
type Words []string

// ReadNode implements mechanism.Former.
func (w *Words) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		*w = make(Words, 1)
		r.Value(n, &(*w)[0])
		return
	}
	r.Value(n, (*[]string)(w))
}

// Values are the fields of a matter or a record, as the file writes them: text, numbers, yes or no, and
// lists and mappings of those.
type Values map[string]any

// ReadNode implements mechanism.Former.
func (v *Values) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if r.Want(n, yaml.MappingNode) {
		*v = plain(n).(map[string]any)
	}
}

// plain turns a sane tree into plain values. Dates stay text.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = plain(c)
		}
		return list
	}
	switch n.ShortTag() {
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return i
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && f-f == 0 {
			return f
		}
	}
	return n.Value
}

// Expected is a value that must come out, as written, with its place.
type Expected struct {
	Text string
	At   mechanism.Position
}

// ReadNode implements mechanism.Former.
func (e *Expected) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if r.Want(n, yaml.ScalarNode) {
		e.Text, e.At = n.Value, r.At(n)
	}
}

// Per is a value for every matter of the scenario ("" as key), or for each alias.
type Per map[string]Expected

// ReadNode implements mechanism.Former.
func (p *Per) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		*p = Per{"": {Text: n.Value, At: r.At(n)}}
		return
	}
	r.Value(n, (*map[string]Expected)(p))
}

// aliases lists the keys in order.
func (p Per) aliases() []string {
	keys := make([]string, 0, len(p))
	for k := range p {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Several is a list of outcomes; one alone may be written without the dash.
type Several[T any] []T

// ReadNode implements mechanism.Former.
func (s *Several[T]) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		*s = make([]T, 1)
		r.Value(n, &(*s)[0])
		return
	}
	r.Value(n, (*[]T)(s))
}

// ReadNode reads attend: all, a list of posts, or who came with apologies and guests.
func (a *Attend) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	switch {
	case n.Kind == yaml.SequenceNode:
		r.Value(n, &a.Present)
	case n.Kind == yaml.ScalarNode && n.Value == "all":
		a.All = true
	default:
		r.Record(n, a)
	}
}

// ReadNode reads review: all, or one item.
func (v *Review) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Value == "all" {
		v.All = true
		return
	}
	r.Record(n, v)
}

// ReadNode reads each: all, kind=graded-task, or what picks the matters.
func (e *Each) ReadNode(r *mechanism.Reader, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode {
		r.Record(n, e)
		return
	}
	if kind, ok := strings.CutPrefix(n.Value, "kind="); ok {
		e.Kind = kind
	} else if n.Value != "all" {
		r.Fault(n, "bad_value", "each 应写 all、kind=类别或 {kind: 类别， …}", "each must be all, kind=KIND or {kind: KIND, …}")
	}
}
