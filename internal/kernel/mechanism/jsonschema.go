package mechanism

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
)

// Beside is a sort of file that lies beside mechanism files: its first key, the type that it is decoded into, and the
// words that keys allow, by "package.Type.key".
type Beside struct {
	Key     string
	Type    reflect.Type
	Choices map[string][]string
}

// JSONSchema describes the grammar of mechanism files and of one sort that lies beside them for editors, made from the types
// that files are decoded into and from the names in terms. With the scenarios it is what mechanisms/schema.json holds.
func JSONSchema(b Beside) []byte {
	g := &generator{defs: map[string]any{}, choices: map[string][]string{}}
	maps.Copy(g.choices, b.Choices)
	for key, c := range choices {
		g.choices[key] = c.words
	}
	// A kind's file has a key cadence and a cadence's file a key ladder, so the order decides.
	order := []string{typeZone, typeKind, typeSession, typeLetter, typeRegister, typeList, typeClasses, typeOrg, typeBenefit, typeCadence, typeLadder, typeGate}
	var root any = object{"required": order, "minProperties": 1}
	for _, typ := range slices.Backward(order) {
		root = object{"if": object{"required": []string{typ}}, "then": ref("document." + typ), "else": root}
		g.document(typ)
	}
	root = object{"if": object{"required": []string{b.Key}}, "then": g.shape(b.Type), "else": root}
	top := root.(object)
	top["$schema"] = "http://json-schema.org/draft-07/schema#"
	top["title"] = "机制文件 / mechanism file"
	top["$comment"] = "Generated from the Go types; do not edit."
	top["definitions"] = g.defs
	out, err := json.MarshalIndent(top, "", "  ")
	if err != nil { // maps of plain values always marshal
		panic(err)
	}
	return append(out, '\n')
}

type object = map[string]any

func ref(name string) object { return object{"$ref": "#/definitions/" + name} }

type generator struct {
	defs    map[string]any
	choices map[string][]string
}

// Shaper is a Former that tells what its YAML looks like.
type Shaper interface {
	Former
	Shape(s Shapes) map[string]any
}

// Shapes tells a Shaper what others look like.
type Shapes struct{ g *generator }

// Of is the shape of a type.
func (s Shapes) Of(t reflect.Type) map[string]any { return s.g.shape(t) }

// Fields is the shape of a struct's fields, for the struct itself to say what else it may be.
func (s Shapes) Fields(t reflect.Type) map[string]any { return s.g.define(t) }

// Any is what has one of several shapes.
func (Shapes) Any(shapes ...map[string]any) map[string]any { return object{"anyOf": shapes} }

// document describes a type of document: its first key, the header, and its own keys.
func (g *generator) document(typ string) {
	properties := object{}
	g.keys(properties, reflect.TypeFor[Header]())
	g.keys(properties, reflect.TypeOf(newBody(typ)).Elem())
	t := documentTerms[typ]
	properties[typ] = object{"type": "string", "pattern": nameForm(typ).String(), "title": t.zh + " / " + t.en, "description": t.helpZh + " / " + t.helpEn}
	g.defs["document."+typ] = object{"type": "object", "required": []string{typ}, "properties": properties, "additionalProperties": false}
}

// keys adds the keys of a struct, those of inlined structs included.
func (g *generator) keys(properties object, t reflect.Type) {
	for _, f := range fieldsOf(t) {
		property := g.shape(f.typ)
		of := owner(t, f)
		if words := g.choices[typeName(of)+"."+f.key]; words != nil {
			property = object{"enum": words}
			if f.typ.Kind() == reflect.Slice {
				property = object{"type": "array", "items": property}
			}
		}
		if f.key == "gates" {
			property["propertyNames"] = object{"enum": Commands()}
		}
		name, named := termOf(of, f.key)
		described := object{}
		if named {
			described["title"] = name.zh + " / " + name.en
		}
		if name.helpZh != "" {
			described["description"] = name.helpZh + " / " + name.helpEn
		}
		if _, isRef := property["$ref"]; isRef { // draft 7 ignores what stands beside $ref
			described["allOf"] = []any{property}
			property = described
		} else {
			maps.Copy(property, described)
		}
		properties[f.key] = property
	}
}

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// shape describes a value of a type.
func (g *generator) shape(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[Expr](), reflect.TypeFor[Condition]():
		if t == reflect.TypeFor[Condition]() {
			return object{"anyOf": []any{object{"type": []string{"string", "boolean"}}, g.define(t)}}
		}
		return object{"type": []string{"string", "boolean"}}
	case reflect.TypeFor[RoleRef]():
		one := object{"type": "string"}
		return object{"anyOf": []any{one, object{"type": "array", "items": one, "minItems": 1}}}
	case reflect.TypeFor[calendar.Limit]():
		return object{"type": "string", "pattern": `^([0-9]+(\.[05])?(wd|h|ch)|[0-9]+(d|mo)|[0-9]{4}-[0-9]{2}-[0-9]{2})$`}
	case reflect.TypeFor[clock.Date]():
		return object{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	case reflect.TypeFor[cadence.Every]():
		return object{"enum": cadence.Rhythms()}
	case reflect.TypeFor[text.Text](), reflect.TypeFor[org.Holding]():
		return object{"anyOf": []any{object{"type": "string"}, g.define(t)}}
	case reflect.TypeFor[cadence.Definition]():
		return object{"anyOf": []any{object{"enum": cadence.Rhythms()}, g.define(t)}}
	case reflect.TypeFor[Standing]():
		return object{"anyOf": []any{object{"enum": choices["Standing.each"].words}, g.define(t)}}
	case reflect.TypeFor[MetBy]():
		return object{"anyOf": []any{object{"enum": choices["MetBy.by"].words}, g.define(t)}}
	case reflect.TypeFor[Gates]():
		one := g.shape(reflect.TypeFor[Condition]())
		return object{"anyOf": []any{object{"type": []string{"string", "boolean"}}, object{"type": "array", "items": one, "minItems": 1}, g.define(t)}}
	case reflect.TypeFor[Limit]():
		return object{"anyOf": []any{g.shape(reflect.TypeFor[calendar.Limit]()), g.define(t)}}
	case reflect.TypeFor[Cadence]():
		return g.cadence()
	}
	if s, ok := reflect.TypeAssert[Shaper](reflect.New(t)); ok {
		return s.Shape(Shapes{g})
	}
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		return object{"type": []string{"string", "number"}} // a weight of 3, too
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.shape(t.Elem())
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		return object{"type": "array", "items": g.shape(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": g.shape(t.Elem())}
	case reflect.Struct:
		return g.define(t)
	default:
		return object{"type": []string{"string", "number"}} // 2023 is a version, too
	}
}

// define describes a struct once and refers to it.
func (g *generator) define(t reflect.Type) object {
	name := typeName(t)
	if g.defs[name] == nil {
		properties := object{}
		definition := object{"type": "object", "properties": properties, "additionalProperties": false}
		g.defs[name] = definition
		g.keys(properties, t)
		switch t {
		case reflect.TypeFor[Limit]():
			properties["default"] = properties["promised"]
		case reflect.TypeFor[Rung]():
			definition["required"] = []string{"at"}
		case reflect.TypeFor[Condition]():
			definition["required"] = []string{"if"}
		}
	}
	return ref(name)
}

// cadence describes the four ways of writing a cadence.
func (g *generator) cadence() object {
	long, whole := object{}, object{}
	g.keys(long, reflect.TypeFor[Cadence]())
	g.keys(whole, reflect.TypeFor[cadence.Definition]())
	values := object{}
	for _, key := range []string{"by", "owner", "met_by"} {
		whole[key], values[key] = long[key], long[key]
	}
	g.defs["Cadence"] = object{"anyOf": []any{
		object{"enum": cadence.Rhythms()},
		object{"type": "object", "required": []string{"rhythm"}, "properties": long, "additionalProperties": false},
		object{"type": "object", "required": []string{"every"}, "properties": whole, "additionalProperties": false},
		object{"type": "object", "properties": values, "additionalProperties": g.shape(reflect.TypeFor[cadence.Definition]())},
	}}
	return ref("Cadence")
}
