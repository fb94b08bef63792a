package mechanism

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
)

// forms are the types that a file may write in a shorter way than their fields suggest.
var forms map[reflect.Type]func(d *decoder, n *yaml.Node, v reflect.Value, path string)

func init() { //nolint:gochecknoinits // the forms refer to the decoder, which refers to them
	forms = map[reflect.Type]func(*decoder, *yaml.Node, reflect.Value, string){
		reflect.TypeFor[text.Text]():          orScalar(func(_ *decoder, n *yaml.Node, t *text.Text) { t.Zh = n.Value }),
		reflect.TypeFor[cadence.Definition](): orScalar(func(_ *decoder, n *yaml.Node, c *cadence.Definition) { c.Every = cadence.Every(n.Value) }),
		reflect.TypeFor[Standing]():           orScalar(func(_ *decoder, n *yaml.Node, s *Standing) { s.Each = n.Value }),
		reflect.TypeFor[MetBy]():              orScalar(func(_ *decoder, n *yaml.Node, m *MetBy) { m.By = n.Value }),
		reflect.TypeFor[org.Holding]():        orScalar(func(_ *decoder, n *yaml.Node, h *org.Holding) { h.Person = n.Value }),
		reflect.TypeFor[Condition](): orScalar(func(d *decoder, n *yaml.Node, c *Condition) {
			c.If, c.At = n.Value, d.textPos(n)
		}),
		reflect.TypeFor[Expr]():    scalar(func(d *decoder, n *yaml.Node, e *Expr) { e.Text, e.At = n.Value, d.textPos(n) }),
		reflect.TypeFor[RoleRef](): roleForm,
		reflect.TypeFor[Gates]():   gatesForm,
		reflect.TypeFor[Limit]():   limitForm,
		reflect.TypeFor[Cadence](): cadenceForm,
	}
}

// orScalar reads a single value with short, and a mapping by its keys.
func orScalar[T any](short func(*decoder, *yaml.Node, *T)) func(*decoder, *yaml.Node, reflect.Value, string) {
	return func(d *decoder, n *yaml.Node, v reflect.Value, path string) {
		if n.Kind == yaml.ScalarNode {
			short(d, n, v.Addr().Interface().(*T))
		} else if d.want(n, yaml.MappingNode) {
			d.record(n, v, path)
		}
	}
}

// scalar reads a single value and nothing else.
func scalar[T any](read func(*decoder, *yaml.Node, *T)) func(*decoder, *yaml.Node, reflect.Value, string) {
	return func(d *decoder, n *yaml.Node, v reflect.Value, _ string) {
		if d.want(n, yaml.ScalarNode) {
			read(d, n, v.Addr().Interface().(*T))
		}
	}
}

// finish moves a condition's place to its expression.
func (c *Condition) finish(d *decoder, n *yaml.Node, _ string) {
	if value := child(n, "if"); value != nil {
		c.At = d.textPos(value)
	} else if n.Kind == yaml.MappingNode {
		d.fault(d.pos(n), "no_expression", "条件缺少 if：请写出表达式", "the condition lacks if: write its expression")
	}
}

// finish: what names its letter is met by a letter.
func (m *MetBy) finish(d *decoder, n *yaml.Node, _ string) {
	if n.Kind != yaml.MappingNode {
		return
	}
	if m.By = "letter"; m.Letter == "" {
		d.fault(d.pos(n), "no_letter", "缺少 letter；例如 met_by: { letter: bulletin }", "letter is missing; for example met_by: { letter: bulletin }")
	}
}

// roleForm reads a role, or a list of them.
func roleForm(d *decoder, n *yaml.Node, v reflect.Value, path string) {
	r := v.Addr().Interface().(*RoleRef)
	if n.Kind != yaml.SequenceNode {
		if d.want(n, yaml.ScalarNode) {
			r.Text, r.At = n.Value, d.textPos(n)
		}
		return
	}
	r.At = d.pos(n)
	words := make([]string, len(n.Content))
	for i, item := range n.Content {
		d.value(item, reflect.ValueOf(&words[i]).Elem(), path+"["+strconv.Itoa(i)+"]")
	}
	if len(words) == 0 {
		d.noValue(n, path)
	}
	r.Text = strings.Join(words, ", ")
}

// gatesForm reads { use: […], all: […], says: … }, a list of conditions, or one condition.
func gatesForm(d *decoder, n *yaml.Node, v reflect.Value, path string) {
	g := v.Addr().Interface().(*Gates)
	switch n.Kind {
	case yaml.MappingNode:
		d.record(n, v, path)
	case yaml.SequenceNode:
		d.value(n, reflect.ValueOf(&g.All).Elem(), join(path, "all"))
	default:
		g.All = make([]Condition, 1)
		d.value(n, reflect.ValueOf(&g.All[0]).Elem(), join(path, "all")+"[0]")
	}
	g.At = d.pos(n)
	if len(g.All)+len(g.Use) == 0 {
		d.fault(g.At, "empty_gate", "闸门没有条件；请写出条件或删去", "the gate has no condition; write one or delete it")
	}
}

// limitForm reads limit: 30wd, or the clocks by name; default is another word for promised.
func limitForm(d *decoder, n *yaml.Node, v reflect.Value, path string) {
	l := v.Addr().Interface().(*Limit)
	promised := reflect.ValueOf(&l.Promised).Elem()
	if n.Kind == yaml.ScalarNode {
		d.value(n, promised, join(path, "promised"))
		return
	}
	if !d.want(n, yaml.MappingNode) {
		return
	}
	d.recordExcept(n, v, path, map[string]bool{"default": true})
	if short := child(n, "default"); short != nil {
		if child(n, "promised") != nil {
			d.fault(d.pos(short), "twice", "default 与 promised 是同一时限，只能写一个", "default and promised are the same limit, write one of them")
			return
		}
		d.value(short, promised, join(path, "promised"))
	}
}

// cadenceForm reads cadence: weekly; { every: weekly, due: end }; { red: weekly, amber: half-monthly },
// by urgency; and the long form { by, rhythm, owner, met_by }.
func cadenceForm(d *decoder, n *yaml.Node, v reflect.Value, path string) {
	c := v.Addr().Interface().(*Cadence)
	c.At = d.pos(n)
	one := func(n *yaml.Node) {
		var def cadence.Definition
		d.value(n, reflect.ValueOf(&def).Elem(), join(path, "rhythm.*"))
		c.Rhythm = map[string]cadence.Definition{Any: def}
	}
	if n.Kind == yaml.ScalarNode {
		one(n)
		return
	}
	if !d.want(n, yaml.MappingNode) {
		return
	}
	if child(n, "rhythm") != nil {
		d.record(n, v, path)
		return
	}
	// What is not said of the cadence as a whole is its rhythm, in one of the two short forms.
	whole := map[string]bool{}
	for _, f := range fieldsOf(v.Type()) {
		whole[f.key] = true
	}
	own, rest := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}, &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	for i := 0; i+1 < len(n.Content); i += 2 {
		part := rest
		if whole[n.Content[i].Value] {
			part = own
		}
		part.Content = append(part.Content, n.Content[i], n.Content[i+1])
	}
	d.record(own, v, path)
	if child(rest, "every") != nil || child(rest, "windows") != nil {
		one(rest)
		return
	}
	d.value(rest, reflect.ValueOf(&c.Rhythm).Elem(), join(path, "rhythm"))
	if c.By == "" {
		c.By = "urgency"
	}
}

// Any is the value of a rhythm that holds for every matter of the kind.
const Any = "*"

// finish reads the anchor and offset of a rung: "due - 3wd", "missed", "unreplied + 1wd".
func (r *Rung) finish(d *decoder, n *yaml.Node, _ string) {
	at := child(n, "at")
	if at == nil {
		if n.Kind == yaml.MappingNode {
			d.fault(d.pos(n), "no_instant", "梯级缺少 at；例如 at: due + 1wd", "the rung lacks at; for example at: due + 1wd")
		}
		return
	}
	r.At = d.textPos(at)
	anchor, offset := r.Source, ""
	if i := strings.IndexAny(r.Source, "+-"); i >= 0 {
		anchor, offset, r.Before = r.Source[:i], strings.TrimSpace(r.Source[i+1:]), r.Source[i] == '-'
	}
	r.Anchor = strings.TrimSpace(anchor)
	if !slices.Contains(Anchors, r.Anchor) {
		zh, en := text.Suggest(r.Anchor, Anchors)
		d.fault(r.At, "unknown_anchor", "不认识的起点“%[1]s”；%[2]s", "unknown anchor %[1]q; %[3]s", r.Anchor, zh, en)
		return
	}
	if offset == "" {
		if r.Anchor != strings.TrimSpace(r.Source) {
			d.fault(r.At, "bad_value", "“%[1]s”缺少时长，例如 %[2]s + 1wd", "%[1]q lacks its offset, for example %[2]s + 1wd", r.Source, r.Anchor)
		}
		return
	}
	var limit calendar.Limit
	if err := limit.UnmarshalText([]byte(offset)); err != nil {
		d.badValue(at, "at", err)
		return
	}
	r.Offset = limit
}

// child is the value behind a key of a mapping, nil where there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
