package mechanism

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/rule"
)

// Subject is a register as the clauses of benefits read it: prepared once for many drafts.
type Subject struct {
	Schema *rule.Schema

	env *rule.Environment
}

// Subject prepares a register for drafts of clauses. It fails with mechanism.unknown_register.
func (b *Bundle) Subject(register string) (*Subject, error) {
	def := b.Registers[register]
	if def == nil {
		return nil, errs.Newf(errs.NotFound, "register.unknown", "没有登记簿“%[1]s”", "there is no register %[1]q", register)
	}
	c := &compiler{bundle: b, subjects: map[string]*subject{}}
	s, err := c.subjectOf(def)
	if err != nil {
		return nil, err
	}
	return &Subject{s.schema, s.env}, nil
}

// Draft reads one clause as somebody is writing it: the YAML of a clause, alone or as the only item of a list. It gives what
// could be read with every fault at its line and column of the text; the rest of the bundle is not looked at, so that
// whether exclusion sets, units and budget lines exist is left to Check.
func (s *Subject) Draft(file, src string) (*Clause, errs.List) {
	var faults errs.List
	trees := parse(&File{Path: file, Bytes: []byte(src)}, &faults)
	if len(faults) > 0 {
		return nil, faults
	}
	if len(trees) == 1 && trees[0].Kind == yaml.SequenceNode && len(trees[0].Content) == 1 {
		trees = trees[0].Content
	}
	if len(trees) != 1 {
		return nil, errs.List{faultAt(Position{File: file, Line: 1, Column: 1}, "one_clause", "这里写一条条款：key、title、when、amount……", "write one clause here: key, title, when, amount …")}
	}
	clause := &Clause{}
	d := &decoder{file: file, lines: strings.Split(src, "\n"), faults: &faults, places: map[string]Position{}}
	if d.want(trees[0], yaml.MappingNode) {
		d.record(trees[0], reflect.ValueOf(clause).Elem(), "")
	}
	return clause, slices.Concat(faults, d.late, s.compile(clause))
}

// Given compiles a condition and an amount that stand by themselves; the faults of each name it in the place of a file.
func (s *Subject) Given(when, amount string) (*Clause, errs.List) {
	clause := &Clause{
		When:   Expr{Text: when, At: Position{File: "when", Line: 1, Column: 1}},
		Amount: Expr{Text: amount, At: Position{File: "amount", Line: 1, Column: 1}},
	}
	return clause, s.compile(clause)
}

func (s *Subject) compile(clause *Clause) errs.List {
	c := &compiler{}
	clause.When.Rule = c.typed(s.env, &clause.When, rule.Bool())
	clause.Amount.Rule = c.typed(s.env, &clause.Amount, rule.Money())
	return c.faults
}
