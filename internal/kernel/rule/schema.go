package rule

import (
	"fmt"
	"regexp"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"

	"qinlian/internal/base/text"
)

// Kind is what sort of value a Type or a Value is.
type Kind uint8

// The kinds. Days is what days(n) gives, to be added to a date; no field can have it.
const (
	KindNone Kind = iota
	KindString
	KindBool
	KindInt
	KindDouble
	KindMoney
	KindDate
	KindWorkdays
	KindDays
	KindTimestamp
	KindList
	KindObject
)

var kindNames = [...]string{"none", "string", "bool", "int", "double", "money", "date", "workdays", "days", "timestamp", "list", "object"}

// String gives the name used in rules and schemas.
func (k Kind) String() string { return kindNames[k] }

// Type is the declared type of a field or of a rule's result.
type Type struct {
	kind Kind
	elem *Type
	name string
}

// String is text; posts and roles are strings too.
func String() Type { return Type{kind: KindString} }

// Bool is true or false.
func Bool() Type { return Type{kind: KindBool} }

// Int is a 64-bit count.
func Int() Type { return Type{kind: KindInt} }

// Double is a ratio or percentage. It does not mix with Int: rules write 100.0.
func Double() Type { return Type{kind: KindDouble} }

// Money is an exact amount in fen. It does not mix with numbers: rules write yuan("12.5"), wan(50), yi(4).
func Money() Type { return Type{kind: KindMoney} }

// Date is a day without time: rules write date("2023-06-30").
func Date() Type { return Type{kind: KindDate} }

// Workdays is a signed span of working time: rules write wd(5), wd(0.5).
func Workdays() Type { return Type{kind: KindWorkdays} }

// Timestamp is an instant in UTC to the microsecond.
func Timestamp() Type { return Type{kind: KindTimestamp} }

// ListOf is a list whose elements all have type t.
func ListOf(t Type) Type { return Type{kind: KindList, elem: &t} }

// Object is a record whose fields are those of the Shape of that name.
func Object(name string) Type { return Type{kind: KindObject, name: name} }

// Kind tells the sort of type.
func (t Type) Kind() Kind { return t.kind }

// Elem is the type of a list's elements, the zero Type for anything else.
func (t Type) Elem() Type {
	if t.elem == nil {
		return Type{}
	}
	return *t.elem
}

// ObjectName is the Shape's name of an Object, "" for anything else.
func (t Type) ObjectName() string { return t.name }

// String writes the type as it appears in messages: list(string).
func (t Type) String() string {
	switch t.kind {
	case KindList:
		return "list(" + t.elem.String() + ")"
	case KindObject:
		return t.name
	default:
		return t.kind.String()
	}
}

// Equal tells whether two types are the same.
func (t Type) Equal(u Type) bool {
	if t.kind != u.kind || t.name != u.name || (t.elem == nil) != (u.elem == nil) {
		return false
	}
	return t.elem == nil || t.elem.Equal(*u.elem)
}

const quantityTraits = traits.ComparerType | traits.AdderType | traits.SubtractorType | traits.NegatorType | traits.MultiplierType

var quantityTypes = map[Kind]*types.Type{
	KindMoney:    types.NewOpaqueType("money").WithTraits(quantityTraits),
	KindDate:     types.NewOpaqueType("date").WithTraits(quantityTraits),
	KindWorkdays: types.NewOpaqueType("workdays").WithTraits(quantityTraits),
	KindDays:     types.NewOpaqueType("days").WithTraits(quantityTraits),
}

func (t Type) cel() *cel.Type {
	switch t.kind {
	case KindString:
		return cel.StringType
	case KindBool:
		return cel.BoolType
	case KindInt:
		return cel.IntType
	case KindDouble:
		return cel.DoubleType
	case KindTimestamp:
		return cel.TimestampType
	case KindList:
		return cel.ListType(t.elem.cel())
	case KindObject:
		return cel.ObjectType(t.name)
	default:
		return quantityTypes[t.kind]
	}
}

// Field declares one field of an object, or one variable of a schema.
type Field struct {
	Name  string
	Type  Type
	Title text.Text // what explanations call it; the name where empty
	// Volatile: the value depends on the present instant (remaining, overdue, now). Whether the field
	// is set must not: has() is not counted among a rule's thresholds.
	Volatile bool
}

// Shape declares the fields of an object type. A Record gives field i of Fields.
type Shape struct {
	Name   string
	Fields []Field
}

// Schema is everything that rules of one sort may read. It is immutable.
type Schema struct {
	variables []Field
	slots     map[string]int
	shapes    map[string]*shape
}

type shape struct {
	Shape

	index   map[string]int
	nested  []*shape // by field: the shape of an object or of a list's objects
	celType *types.Type
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// NewSchema declares the variables that rules can name and the shapes of those that are objects:
//
//	NewSchema([]Field{{Name: "matter", Type: Object("matter")}, {Name: "actor", Type: String()}}, matterShape)
//
// Names are lower-case ASCII words; every Object must name a given shape.
func NewSchema(variables []Field, shapes ...Shape) (*Schema, error) {
	s := &Schema{variables: variables, slots: map[string]int{}, shapes: map[string]*shape{}}
	for _, sh := range shapes {
		if s.shapes[sh.Name] != nil {
			return nil, fmt.Errorf("rule schema: shape %q is declared twice", sh.Name)
		}
		index, err := indexFields(sh.Fields)
		if err != nil {
			return nil, fmt.Errorf("rule schema: shape %q: %w", sh.Name, err)
		}
		if !nameForm.MatchString(sh.Name) {
			return nil, fmt.Errorf("rule schema: shape name %q is not a lower-case word", sh.Name)
		}
		s.shapes[sh.Name] = &shape{Shape: sh, index: index, celType: types.NewObjectType(sh.Name)}
	}
	for _, sh := range s.shapes {
		sh.nested = make([]*shape, len(sh.Fields))
		for i, f := range sh.Fields {
			nested, err := s.resolve(f.Type)
			if err != nil {
				return nil, fmt.Errorf("rule schema: field %s.%s: %w", sh.Name, f.Name, err)
			}
			sh.nested[i] = nested
		}
	}
	var err error
	if s.slots, err = indexFields(variables); err != nil {
		return nil, fmt.Errorf("rule schema: variables: %w", err)
	}
	for _, v := range variables {
		if _, err := s.resolve(v.Type); err != nil {
			return nil, fmt.Errorf("rule schema: variable %s: %w", v.Name, err)
		}
	}
	return s, nil
}

func indexFields(fields []Field) (map[string]int, error) {
	index := make(map[string]int, len(fields))
	for i, f := range fields {
		if !nameForm.MatchString(f.Name) || reserved[f.Name] {
			return nil, fmt.Errorf("%q is not a usable name: want a lower-case word that CEL does not reserve", f.Name)
		}
		if _, twice := index[f.Name]; twice {
			return nil, fmt.Errorf("%q is declared twice", f.Name)
		}
		index[f.Name] = i
	}
	return index, nil
}

var reserved = map[string]bool{
	"as": true, "break": true, "const": true, "continue": true, "else": true, "false": true, "for": true,
	"function": true, "if": true, "import": true, "in": true, "let": true, "loop": true, "null": true,
	"package": true, "namespace": true, "return": true, "true": true, "var": true, "void": true, "while": true,
}

func (s *Schema) resolve(t Type) (*shape, error) {
	switch t.kind {
	case KindNone, KindDays:
		return nil, fmt.Errorf("a field cannot have type %s", t.kind)
	case KindList:
		return s.resolve(*t.elem)
	case KindObject:
		if sh := s.shapes[t.name]; sh != nil {
			return sh, nil
		}
		return nil, fmt.Errorf("no shape %q is declared", t.name)
	default:
		return nil, nil //nolint:nilnil // a plain value has no shape
	}
}

// Variables lists the declared variables in order.
func (s *Schema) Variables() []Field { return s.variables }

// Field finds the declaration behind a path such as "matter.fields.amount", for editors and documentation.
func (s *Schema) Field(path string) (Field, bool) {
	p, ok := s.path(splitPath(path))
	if !ok {
		return Field{}, false
	}
	return p.field, true
}
