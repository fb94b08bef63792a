package entitle

import (
	"context"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// Panel is a register as of a day with the clauses that govern on it. It holds while Desk.On calls.
type Panel struct {
	Bundle     *mechanism.Bundle
	Definition *register.Definition
	Subject    *mechanism.Subject
	Scheme     *benefit.Scheme // nil: no clause on the register governs
	Day        clock.Date

	place

	desk    *Desk
	size    int64 // of the zone's log when it was asked for
	records benefit.Records
}

// Outcome is what all clauses come to, held against claims that stand and what budget lines have left; nil where none governs. What is given must not be changed.
func (p *Panel) Outcome(ctx context.Context) (*benefit.Outcome, error) {
	if p.Scheme == nil {
		return nil, nil //nolint:nilnil // nothing governs
	}
	o := p.desk.outcomeAt(p.place)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.out != nil && o.size == p.size && same(o.keys, p.records.Keys) {
		return o.out, nil
	}
	paid, left, err := p.desk.redeemed(ctx, p.zone, p.Day)
	if err != nil {
		return nil, err
	}
	out, err := p.Scheme.Entitle(benefit.Case{Records: p.records.As(p.Scheme), Paid: paid, Left: left})
	if err != nil {
		return nil, err
	}
	o.out, o.size, o.keys = out, p.size, p.records.Keys
	return out, nil
}

// same tells whether keys are those that lay there before: rows then mean the same records.
func same(a, b []string) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// Count tries a draft over the panel's subject.
func (p *Panel) Count(when, amount *rule.Program, show int) (benefit.Count, error) {
	return benefit.CountDraft(p.records, p.Subject.Schema, when, amount, show)
}

// Misses tells which one or two conditions of a clause records lack.
func (p *Panel) Misses(clause int, lang text.Lang) []benefit.Near {
	records := p.records.As(p.Scheme)
	return p.Scheme.Misses(&records, clause, lang)
}

// Explain tells why a row is entitled to a clause or not.
func (p *Panel) Explain(row, clause int, lang text.Lang, source benefit.Source) (benefit.Explanation, error) {
	only, err := p.Scheme.Only(&p.records, row)
	if err != nil {
		return benefit.Explanation{}, err
	}
	return p.Scheme.Explain(&only, 0, clause, lang, source), nil
}

// Records is how many records are in use.
func (p *Panel) Records() int {
	n := 0
	for row := range p.records.Keys {
		if p.records.In(int32(row)) {
			n++
		}
	}
	return n
}

// Key is the key of a row.
func (p *Panel) Key(row int32) string { return p.records.Keys[row] }

// Name is what people call a row: its name where the register has one.
func (p *Panel) Name(row int32) string {
	v, _ := p.records.Table.At(int(row), p.Definition.Root()+".name")
	return v.Text()
}

// Row finds a record that is in use; register.no_record.
func (p *Panel) Row(key string) (int32, error) {
	row, found := slices.BinarySearch(p.records.Keys, key)
	if !found { // those that came since lie behind
		row = slices.Index(p.records.Keys, key)
	}
	if row < 0 || !p.records.In(int32(row)) {
		return 0, errs.Newf(errs.NotFound, "register.no_record", "“%[1]s”中没有 %[3]s", "there is no %[3]s in “%[2]s”", p.Definition.Title.In(text.Zh), p.Definition.Title.In(text.En), key)
	}
	return int32(row), nil
}

// Own lists the rows of the parties for whom somebody acts: named by the record's key, or by a name that no other record has.
func (p *Panel) Own(parties []string) []int32 {
	var out []int32
	if len(parties) == 0 {
		return out
	}
	named := map[string][]int32{}
	for row, key := range p.records.Keys {
		if !p.records.In(int32(row)) {
			continue
		}
		if slices.Contains(parties, key) {
			out = append(out, int32(row))
		} else if name := p.Name(int32(row)); name != "" && slices.Contains(parties, name) {
			named[name] = append(named[name], int32(row))
		}
	}
	for _, rows := range named {
		if len(rows) == 1 {
			out = append(out, rows[0])
		}
	}
	slices.Sort(out)
	return out
}
