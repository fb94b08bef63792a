package rule

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"qinlian/internal/base/errs"
)

// Record gives the fields of one object. Field returns field i of the declared Shape and whether it is
// set; it is called on the hot path and should neither allocate nor compute anything slow.
type Record interface {
	Field(i int) (Value, bool)
}

// Input is what one evaluation reads: a value for each variable of the schema. Fill one and reuse it for
// many programs and many rows, from one goroutine at a time.
type Input struct {
	schema *Schema
	vars   []Value
	vals   []ref.Val // the same for cel-go, made when first asked for
	fault  *errs.Error
}

// NewInput returns an Input for rules over s in which nothing is set.
func (s *Schema) NewInput() *Input {
	return &Input{schema: s, vars: make([]Value, len(s.variables)), vals: make([]ref.Val, len(s.variables))}
}

// Set gives a variable its value and returns in. A wrong name or kind makes every later evaluation fail
// with "rule.input".
func (in *Input) Set(name string, v Value) *Input {
	slot, ok := in.schema.slots[name]
	if !ok {
		in.fault = errs.Newf(errs.Internal, "rule.input", "没有声明变量 %s", "no variable %s is declared", name)
		return in
	}
	return in.Put(slot, v)
}

// SetRecord is Set for an object.
func (in *Input) SetRecord(name string, r Record) *Input { return in.Set(name, ObjectValue(r)) }

// Slot gives the number under which Put knows a variable, -1 if it is not declared.
func (s *Schema) Slot(name string) int {
	if slot, ok := s.slots[name]; ok {
		return slot
	}
	return -1
}

// Put is Set by slot, for loops over many rows.
func (in *Input) Put(slot int, v Value) *Input {
	if slot < 0 || slot >= len(in.vars) || v.kind != in.schema.variables[slot].Type.kind {
		in.fault = errs.Newf(errs.Internal, "rule.input", "变量 %d 的值 %s 与声明不符", "variable %d: a value of kind %s is not what is declared", slot, v.kind)
		return in
	}
	in.vars[slot], in.vals[slot] = v, nil
	return in
}

// Clear takes a variable's value away, by slot.
func (in *Input) Clear(slot int) {
	in.vars[slot], in.vals[slot] = Value{}, nil
}

var _ interpreter.Activation = (*Input)(nil)

// ResolveName lets cel-go read the input.
func (in *Input) ResolveName(name string) (any, bool) {
	slot, ok := in.schema.slots[name]
	if !ok {
		return nil, false
	}
	if in.vars[slot].kind == KindNone {
		return types.WrapErr(unbound(name)), true
	}
	if in.vals[slot] == nil {
		in.vals[slot] = in.schema.adapt(in.vars[slot], in.schema.variables[slot].Type)
	}
	return in.vals[slot], true
}

// Parent is nil: an input has no scope around it.
func (in *Input) Parent() interpreter.Activation { return nil }

func unbound(name string) *errs.Error {
	return errs.Newf(errs.Invalid, "rule.unbound", "此处没有 %[1]s，规则不能读它", "there is no %[1]s here for the rule to read", name)
}
