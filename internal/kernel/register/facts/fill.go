package facts

import (
	"fmt"

	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// read reads a packed record; false where it is not in use on the day.
func (r *Reader) read(key string, packed []byte) (bool, error) {
	inUse, simple, err := r.scan(key, packed)
	if err == nil && !simple {
		inUse, err = r.slowly(key, packed)
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", key, err)
	}
	return inUse, nil
}

// values lists what the record read last comes to, none of it where it is not in use.
func (r *Reader) values(inUse bool, out []batch.Fact) []batch.Fact {
	add := func(path string, value func() rule.Value) {
		f := batch.Fact{Path: path}
		if inUse {
			f.Value = value()
		}
		out = append(out, f)
	}
	for _, p := range r.plans {
		for i := range p.readings {
			add(p.readings[i].path, func() rule.Value {
				v := p.read(&p.readings[i], r)
				if v.Kind() == rule.KindList {
					v = rule.ListValue(v.Items()) // the next would be read over it
				}
				return v
			})
		}
	}
	for i := range r.derived {
		add(r.derived[i].path, func() rule.Value { return r.derived[i].class(r) })
	}
	if r.today {
		add(today, func() rule.Value { return rule.DateValue(r.day) })
	}
	return out
}

// Fill sets a row of the table from a packed record; false, with nothing set, where the record is not in use on the day.
func (r *Reader) Fill(t *batch.Table, row int, key string, packed []byte) (bool, error) {
	inUse, err := r.read(key, packed)
	if err != nil {
		return false, err
	}
	if r.table != t {
		if err := r.columns(t); err != nil {
			return false, err
		}
	}
	for _, p := range r.plans {
		for i := range p.readings {
			v := rule.Value{}
			if inUse {
				v = p.read(&p.readings[i], r)
			}
			if err := p.readings[i].into.Set(row, v); err != nil {
				return false, err
			}
		}
	}
	for i := range r.derived {
		v := rule.Value{}
		if inUse {
			v = r.derived[i].class(r)
		}
		if err := r.derived[i].into.Set(row, v); err != nil {
			return false, err
		}
	}
	if r.today {
		v := rule.Value{}
		if inUse {
			v = rule.DateValue(r.day)
		}
		return inUse, r.days.Set(row, v)
	}
	return inUse, nil
}

// columns finds the columns of a table.
func (r *Reader) columns(t *batch.Table) (err error) {
	for _, p := range r.plans {
		for i := range p.readings {
			if p.readings[i].into, err = t.Column(p.readings[i].path); err != nil {
				return err
			}
		}
	}
	for i := range r.derived {
		if r.derived[i].into, err = t.Column(r.derived[i].path); err != nil {
			return err
		}
	}
	if r.today {
		r.days, err = t.Column(today)
	}
	r.table = t
	return err
}
