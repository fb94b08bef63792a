package rule

import (
	"cel.dev/cel-go/common/ast"

	"qinlian/internal/base/errs"
)

// prepareErrors makes the error of every field read that can fail, so that failing does not allocate.
func (p *Program) prepareErrors() {
	ast.PostOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.SelectKind || isTest(x) {
			return
		}
		at := p.place(x.ID())
		at.Column++ // from the dot to the name
		text, name := p.text(x), x.AsSelect().FieldName()
		if sh := p.schema.shapes[p.tree.GetType(x.AsSelect().Operand().ID()).TypeName()]; sh != nil {
			if title := sh.Fields[sh.index[name]].Title; !title.IsZero() {
				name = title.Zh
			}
		}
		p.unset[x.ID()] = errs.Newf(errs.Invalid, "rule.unset", "%[2]s未填；先用 has(%[1]s) 判断", "%[1]s is not set; guard it with has(%[1]s)", text, name).At(at.String())
	}))
}

// fieldReader reads a variable or a field reached from one.
func (p *Program) fieldReader(x ast.Expr) reader {
	path, ok := p.schema.pathOf(x)
	if !ok || path.field.Type.kind == KindObject {
		return nil
	}
	slot, missing := path.slot, p.unboundAt(x, path.slot)
	switch len(path.steps) {
	case 0:
		return func(in *Input) (Value, error) {
			v := in.vars[slot]
			if v.kind == KindNone {
				return Value{}, missing
			}
			return v, nil
		}
	case 1:
		index, kind, unset, mistake := path.steps[0].index, path.field.Type.kind, p.unset[x.ID()], p.mistake(x, path.steps[0])
		return func(in *Input) (Value, error) {
			object := &in.vars[slot]
			if object.kind == KindNone {
				return Value{}, missing
			}
			rec, _ := object.ref.(Record)
			if rec == nil {
				return Value{}, unset
			}
			v, set := rec.Field(index)
			if !set {
				return Value{}, unset
			}
			if v.kind != kind {
				return Value{}, mistake(v.kind)
			}
			return v, nil
		}
	default:
		owner := p.walk(x, path, missing)
		last := path.steps[len(path.steps)-1]
		kind, unset, mistake := path.field.Type.kind, p.unset[x.ID()], p.mistake(x, last)
		return func(in *Input) (Value, error) {
			rec, err := owner(in)
			if err != nil {
				return Value{}, err
			}
			if rec == nil {
				return Value{}, unset
			}
			v, set := rec.Field(last.index)
			if !set {
				return Value{}, unset
			}
			if v.kind != kind {
				return Value{}, mistake(v.kind)
			}
			return v, nil
		}
	}
}

// presence is has(): a sub-object that is not set has no field set.
func (p *Program) presence(x ast.Expr) truth {
	path, ok := p.schema.pathOf(x)
	if !ok {
		return nil
	}
	owner := p.walk(x, path, p.unboundAt(x, path.slot))
	index := path.steps[len(path.steps)-1].index
	return func(in *Input) (bool, error) {
		rec, err := owner(in)
		if err != nil || rec == nil {
			return false, err
		}
		_, set := rec.Field(index)
		return set, nil
	}
}

// walk reaches the record that holds the last field of path; nil where it is not set.
func (p *Program) walk(x ast.Expr, path fieldPath, missing error) func(*Input) (Record, error) {
	slot, between := path.slot, path.steps[:len(path.steps)-1]
	mistakes := make([]func(Kind) error, len(between))
	for i, s := range between {
		mistakes[i] = p.mistake(x, s)
	}
	return func(in *Input) (Record, error) {
		if in.vars[slot].kind == KindNone {
			return nil, missing
		}
		rec, _ := in.vars[slot].ref.(Record)
		for i, s := range between {
			if rec == nil {
				return nil, nil
			}
			v, set := rec.Field(s.index)
			if !set {
				return nil, nil
			}
			if v.kind != KindObject {
				return nil, mistakes[i](v.kind)
			}
			rec = v.Record()
		}
		return rec, nil
	}
}

func (p *Program) unboundAt(x ast.Expr, slot int) error {
	return unbound(p.schema.variables[slot].Name).At(startOf(p.tree, p.at, x).String())
}

func (p *Program) mistake(x ast.Expr, s step) func(Kind) error {
	at := p.place(x.ID()).String()
	return func(got Kind) error {
		return errs.Newf(errs.Internal, "rule.record", "记录与声明不符：%v", "%v", &badRecord{s.shape, s.index, got}).At(at)
	}
}
