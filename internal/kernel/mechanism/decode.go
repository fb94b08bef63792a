package mechanism

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/yamlslip"
)

// decoder turns the nodes of one file into typed values. It is strict: what it does not know it
// refuses, with the place and the nearest word that it does know. It reads on after a fault, so that
// one run shows them all.
type decoder struct {
	file   string
	lines  []string // of the file, to find where a block scalar's text begins
	faults *errs.List
	places map[string]Position // path within the document ("ladder[0].send") → where its value stands
	blanks bool                // a scenario is read: somebody may give an empty text
	late   errs.List           // limits and blanks that are read and that nobody may set
}

// finisher is a type that has more to read out of what was decoded into it.
type finisher interface {
	finish(d *decoder, n *yaml.Node, path string)
}

func (d *decoder) pos(n *yaml.Node) Position {
	return Position{File: d.file, Line: n.Line, Column: n.Column}
}

func (d *decoder) fault(p Position, code, zh, en string, args ...any) {
	*d.faults = append(*d.faults, faultAt(p, code, zh, en, args...))
}

// faultAt makes a fault of a mechanism file.
func faultAt(p Position, code, zh, en string, args ...any) *errs.Error {
	return errs.Newf(errs.Invalid, "mechanism."+code, zh, en, args...).At(place(p))
}

// place renders file:line:column, or the file alone.
func place(p Position) string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// value decodes n into v. The tree has been found sane before.
func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) {
	if path != "" {
		d.places[path] = d.pos(n)
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		d.noValue(n, path)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	own, ok := reflect.TypeAssert[Former](v.Addr())
	if !ok && !d.blanks && n.Kind == yaml.ScalarNode && strings.TrimSpace(n.Value) == "" { // '' is not the same as left out
		defer d.blank(n, path, len(*d.faults))
	}
	if ok {
		own.ReadNode(&Reader{d, path}, n)
	} else if form, ok := forms[v.Type()]; ok {
		form(d, n, v, path)
	} else {
		d.plain(n, v, path)
	}
	if f, ok := reflect.TypeAssert[finisher](v.Addr()); ok {
		f.finish(d, n, path)
	}
}

// blank refuses a text of nothing, in place of what was found wrong with it since. Where nothing was, old versions have it.
func (d *decoder) blank(n *yaml.Node, path string, before int) {
	refused := len(*d.faults) > before
	*d.faults = (*d.faults)[:before]
	d.noValue(n, path)
	if !refused {
		d.late = append(d.late, (*d.faults)[before:]...)
		*d.faults = (*d.faults)[:before]
	}
}

func (d *decoder) noValue(n *yaml.Node, path string) {
	d.fault(d.pos(n), "no_value", "键“%[1]s”没有值；不需要就删去这一行", "key %[1]q has no value; delete the line if it is not needed", lastStep(path))
}

// plain decodes by the shape of the type alone.
func (d *decoder) plain(n *yaml.Node, v reflect.Value, path string) {
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		if d.want(n, yaml.ScalarNode) {
			if err := u.UnmarshalText([]byte(n.Value)); err != nil {
				d.badValue(n, path, err)
			}
			if l, ok := u.(*calendar.Limit); ok {
				if err := l.Settable(); err != nil {
					d.late = append(d.late, faultsIn(d.pos(n), err)...)
				}
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		if d.want(n, yaml.ScalarNode) {
			v.SetString(n.Value)
		}
	case reflect.Bool, reflect.Int, reflect.Float64:
		if d.want(n, yaml.ScalarNode) {
			d.number(n, v, path)
		}
	case reflect.Slice:
		d.list(n, v, path)
	case reflect.Map:
		d.mapping(n, v, path)
	case reflect.Struct:
		if d.want(n, yaml.MappingNode) {
			d.record(n, v, path)
		}
	default:
		panic(fmt.Sprintf("mechanism: no YAML form for %s", v.Type())) // a type of ours, not the file's fault
	}
}

func (d *decoder) number(n *yaml.Node, v reflect.Value, path string) {
	switch tag := n.ShortTag(); v.Kind() {
	case reflect.Bool:
		if tag == "!!bool" {
			v.SetBool(strings.EqualFold(n.Value, "true"))
			return
		}
		d.fault(d.pos(n), "wrong_type", "“%[1]s”应为 true 或 false，写的是“%[2]s”", "%[1]q must be true or false, it is %[2]q", lastStep(path), n.Value)
	case reflect.Int:
		if i, err := strconv.Atoi(n.Value); tag == "!!int" && err == nil {
			v.SetInt(int64(i))
			return
		}
		d.fault(d.pos(n), "wrong_type", "“%[1]s”应为整数，写的是“%[2]s”", "%[1]q must be a whole number, it is %[2]q", lastStep(path), n.Value)
	default:
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && f-f == 0 { // neither infinite nor NaN
			v.SetFloat(f)
			return
		}
		d.fault(d.pos(n), "wrong_type", "“%[1]s”应为数字，写的是“%[2]s”", "%[1]q must be a number, it is %[2]q", lastStep(path), n.Value)
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.ScalarNode {
		if d.wide(n) {
			return
		}
		d.fault(d.pos(n), "wrong_type", "“%[1]s”应为列表，请写成 [%[2]s]", "%[1]q must be a list, write [%[2]s]", lastStep(path), n.Value)
		return
	}
	if !d.want(n, yaml.SequenceNode) {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		d.value(item, v.Index(i), path+"["+strconv.Itoa(i)+"]")
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, path string) {
	if !d.want(n, yaml.MappingNode) {
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Content)/2))
	for i := 0; i+1 < len(n.Content); i += 2 {
		elem := reflect.New(v.Type().Elem()).Elem()
		key := n.Content[i].Value
		d.value(n.Content[i+1], elem, join(path, key))
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), elem)
	}
}

// record decodes the keys of a mapping into the fields of a struct.
func (d *decoder) record(n *yaml.Node, v reflect.Value, path string) {
	d.recordExcept(n, v, path, nil)
}

// recordExcept leaves out keys that the caller reads itself.
func (d *decoder) recordExcept(n *yaml.Node, v reflect.Value, path string, except map[string]bool) {
	fields := fieldsOf(v.Type())
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if except[key.Value] {
			continue
		}
		known := false
		for _, f := range fields {
			if f.key == key.Value {
				known = true
				d.value(value, v.FieldByIndex(f.index), join(path, f.key))
			}
		}
		if !known {
			d.unknownKey(key, fields, except)
		}
	}
	d.mark(n, v)
}

// mark fills the field At of types that keep their place.
func (d *decoder) mark(n *yaml.Node, v reflect.Value) {
	if at := v.FieldByName("At"); at.IsValid() && at.Type() == positionType {
		at.Set(reflect.ValueOf(d.pos(n)))
	}
}

func (d *decoder) unknownKey(key *yaml.Node, fields []field, also map[string]bool) {
	if d.wide(key) {
		return
	}
	names := make([]string, 0, len(fields)+len(also))
	for _, f := range fields {
		names = append(names, f.key)
	}
	for k := range also {
		names = append(names, k)
	}
	zh, en := text.Suggest(key.Value, names)
	d.fault(d.pos(key), "unknown_key", "不认识的键“%[1]s”；%[2]s", "unknown key %[1]q; %[3]s", key.Value, zh, en)
}

// wide names the full-width mark that made a key or a value of what was meant for more.
func (d *decoder) wide(n *yaml.Node) bool {
	if n.Style != 0 || n.Kind != yaml.ScalarNode || n.Line > len(d.lines) {
		return false
	}
	line := d.lines[n.Line-1]
	column, mark, half := yamlslip.Wide(line)
	if mark == "" {
		for i, r := range n.Value {
			if yamlslip.Halves[r] != "" {
				column, mark, half = n.Column+utf8.RuneCountInString(n.Value[:i]), string(r), yamlslip.Halves[r]
				break
			}
		}
	}
	if mark == "" || column < n.Column {
		return false
	}
	d.fault(Position{File: d.file, Line: n.Line, Column: column}, "full_width", "这里是全角“%[1]s”，YAML 的标点须用半角；请改成 %[2]s", "here is the full-width %[1]q, and YAML takes half-width marks only; type %[2]s instead", mark, half)
	return true
}

// want checks the shape of a node.
func (d *decoder) want(n *yaml.Node, kind yaml.Kind) bool {
	if n.Kind == kind {
		return true
	}
	if d.wide(n) {
		return false
	}
	zh, en := shape(kind)
	haveZh, haveEn := shape(n.Kind)
	d.fault(d.pos(n), "wrong_type", "此处应为%[1]s，写的是%[2]s", "%[3]s expected here, found %[4]s", zh, haveZh, en, haveEn)
	return false
}

func shape(k yaml.Kind) (zh, en string) {
	switch k {
	case yaml.MappingNode:
		return "“键：值”的组合", "a mapping of keys to values"
	case yaml.SequenceNode:
		return "列表", "a list"
	default:
		return "单个值", "a single value"
	}
}

// badValue reports a value that its type refused, in the type's own words where it has both languages.
func (d *decoder) badValue(n *yaml.Node, path string, err error) {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		*d.faults = append(*d.faults, e.At(place(d.pos(n))))
		return
	}
	d.fault(d.pos(n), "bad_value", "“%[1]s”的值“%[2]s”无法识别：%[3]s", "%[1]q cannot be %[2]q: %[3]s", lastStep(path), n.Value, err.Error())
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func lastStep(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

// field is one YAML key of a struct.
type field struct {
	key   string
	index []int
	typ   reflect.Type
}

var positionType = reflect.TypeFor[Position]()

// fieldsOf lists the keys of a struct in the order of its declaration, inlined ones first in place.
func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		key, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				out = append(out, inner)
			}
		case f.IsExported() && key != "" && key != "-":
			out = append(out, field{key: key, index: []int{i}, typ: f.Type})
		}
	}
	return out
}
