package rule

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// quantity is a money, date, workdays or days value inside cel-go.
type quantity struct {
	kind Kind
	n    int64
}

var (
	_ traits.Comparer   = quantity{}
	_ traits.Adder      = quantity{}
	_ traits.Subtractor = quantity{}
	_ traits.Negater    = quantity{}
)

func (q quantity) Type() ref.Type { return quantityTypes[q.kind] }
func (q quantity) Value() any     { return Value{kind: q.kind, num: q.n} }

func (q quantity) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a %s does not become a %s", q.kind, t)
}

func (q quantity) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("a %s does not become a %s", q.kind, t.TypeName())
}

func (q quantity) Equal(other ref.Val) ref.Val { return types.Bool(other == ref.Val(q)) }

func (q quantity) Compare(other ref.Val) ref.Val {
	o, ok := other.(quantity)
	switch {
	case !ok || o.kind != q.kind:
		return types.MaybeNoSuchOverloadErr(other)
	case q.n < o.n:
		return types.IntNegOne
	case q.n > o.n:
		return types.IntOne
	default:
		return types.IntZero
	}
}

func (q quantity) Add(other ref.Val) ref.Val {
	o, ok := other.(quantity)
	if !ok || o.kind != q.kind && !(q.kind == KindDate && o.kind == KindDays) {
		return types.MaybeNoSuchOverloadErr(other)
	}
	sum := q.n + o.n
	if (sum > q.n) != (o.n > 0) || !inRange(q.kind, sum) {
		return outOfRange(q.kind)
	}
	return quantity{q.kind, sum}
}

func (q quantity) Subtract(other ref.Val) ref.Val {
	o, ok := other.(quantity)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	if q.kind == KindDate && o.kind == KindDate {
		return types.Int(q.n - o.n)
	}
	if o.n == -o.n && o.n != 0 {
		return outOfRange(q.kind)
	}
	return q.Add(quantity{o.kind, -o.n})
}

func (q quantity) Negate() ref.Val {
	if q.n == -q.n && q.n != 0 {
		return outOfRange(q.kind)
	}
	return quantity{q.kind, -q.n}
}

// Days 0001-01-01 to 9999-12-31, which fit clock.Date and print as YYYY-MM-DD.
const firstDay, lastDay = -719162, 2932896

func inRange(k Kind, n int64) bool { return k != KindDate || n >= firstDay && n <= lastDay }

func outOfRange(k Kind) ref.Val { return types.NewErr("%s out of range", k) }

// object is a Record inside cel-go. Its fields are read through the schema's FieldTypes.
type object struct {
	schema *Schema
	shape  *shape
	rec    Record
}

func (o *object) Type() ref.Type { return o.shape.celType }
func (o *object) Value() any     { return o }

func (o *object) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a %s does not become a %s", o.shape.Name, t)
}

func (o *object) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("a %s does not become a %s", o.shape.Name, t.TypeName())
}

// Equal is never asked: Compile refuses to compare objects.
func (o *object) Equal(other ref.Val) ref.Val { return types.MaybeNoSuchOverloadErr(other) }

// unset says which field was read although it is not set; Program.explain gives it its place.
type unset struct {
	shape *shape
	field int
}

func (u *unset) Error() string {
	return u.shape.Name + "." + u.shape.Fields[u.field].Name + " is not set"
}

// badRecord says that a Record gave a value of the wrong kind: a mistake in the caller's code.
type badRecord struct {
	shape *shape
	field int
	got   Kind
}

func (b *badRecord) Error() string {
	f := b.shape.Fields[b.field]
	return fmt.Sprintf("record %s gives a %s for %s, which is declared %s", b.shape.Name, b.got, f.Name, f.Type)
}

// field reads field i; a sub-object that is not set reads as one with no field set.
func (o *object) field(i int) (any, error) {
	f := o.shape.Fields[i]
	v, ok := Value{}, false
	if o.rec != nil {
		v, ok = o.rec.Field(i)
	}
	switch {
	case !ok && f.Type.kind == KindObject:
		return &object{schema: o.schema, shape: o.shape.nested[i]}, nil
	case !ok:
		return nil, &unset{o.shape, i}
	case v.kind != f.Type.kind:
		return nil, &badRecord{o.shape, i, v.kind}
	default:
		return o.schema.adapt(v, f.Type), nil
	}
}

// adapt turns a value of declared type t into cel-go's.
func (s *Schema) adapt(v Value, t Type) ref.Val {
	switch v.kind {
	case KindString:
		return types.String(v.str)
	case KindBool:
		return types.Bool(v.num != 0)
	case KindInt:
		return types.Int(v.num)
	case KindDouble:
		return types.Double(v.Double())
	case KindMoney, KindDate, KindWorkdays, KindDays:
		return quantity{v.kind, v.num}
	case KindTimestamp:
		return types.Timestamp{Time: v.Time()}
	case KindList:
		if list, ok := v.ref.([]string); ok {
			return types.NewStringList(types.DefaultTypeAdapter, list)
		}
		list, _ := v.ref.([]Value)
		out := make([]ref.Val, len(list))
		for i, item := range list {
			if item.kind != t.elem.kind {
				return types.NewErr("element %d of a %s is a %s", i, t, item.kind)
			}
			out[i] = s.adapt(item, *t.elem)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, out)
	case KindObject:
		return &object{schema: s, shape: s.shapes[t.name], rec: v.Record()}
	default:
		return types.NewErr("a value of kind %s", v.kind)
	}
}

// release turns cel-go's value back into ours.
func release(v ref.Val) (Value, error) {
	switch v := v.(type) {
	case types.String:
		return StringValue(string(v)), nil
	case types.Bool:
		return BoolValue(bool(v)), nil
	case types.Int:
		return IntValue(int64(v)), nil
	case types.Double:
		return DoubleValue(float64(v)), nil
	case types.Timestamp:
		return TimestampValue(v.Time), nil
	case quantity:
		return Value{kind: v.kind, num: v.n}, nil
	case *object:
		return ObjectValue(v.rec), nil
	case traits.Lister:
		size, _ := v.Size().(types.Int)
		items := make([]Value, 0, size)
		for it := v.Iterator(); it.HasNext() == types.True; {
			item, err := release(it.Next())
			if err != nil {
				return Value{}, err
			}
			items = append(items, item)
		}
		return ListValue(items), nil
	case *types.Err:
		return Value{}, v
	default:
		return Value{}, fmt.Errorf("rule result of type %s", v.Type().TypeName())
	}
}

// provider tells cel-go the declared shapes.
type provider struct {
	types.Provider

	schema *Schema
}

func (p provider) FindStructType(name string) (*types.Type, bool) {
	sh := p.schema.shapes[name]
	if sh == nil {
		return nil, false
	}
	return types.NewTypeTypeWithParam(sh.celType), true
}

func (p provider) FindStructFieldNames(name string) ([]string, bool) {
	sh := p.schema.shapes[name]
	if sh == nil {
		return nil, false
	}
	names := make([]string, len(sh.Fields))
	for i, f := range sh.Fields {
		names[i] = f.Name
	}
	return names, true
}

func (p provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	sh := p.schema.shapes[name]
	if sh == nil {
		return nil, false
	}
	i, ok := sh.index[field]
	if !ok {
		return nil, false
	}
	return &types.FieldType{
		Type: sh.Fields[i].Type.cel(),
		IsSet: func(target any) bool {
			o, ok := target.(*object)
			if !ok || o.rec == nil {
				return false
			}
			_, set := o.rec.Field(i)
			return set
		},
		GetFrom: func(target any) (any, error) {
			o, ok := target.(*object)
			if !ok {
				return nil, fmt.Errorf("%T is not a %s", target, name)
			}
			return o.field(i)
		},
	}, true
}

func (p provider) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("rules cannot build a %s", name)
}
