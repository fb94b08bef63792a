package mechanism

import (
	"maps"
	"slices"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// subject is a register as the clauses of benefits read it.
type subject struct {
	schema *rule.Schema
	env    *rule.Environment
}

// subjectOf makes the schema of a register's records, each field a column.
func (c *compiler) subjectOf(def *register.Definition) (*subject, error) {
	if s := c.subjects[def.Name]; s != nil {
		return s, nil
	}
	schema, err := def.Schema()
	if err != nil {
		return nil, err
	}
	env, err := rule.NewEnvironment(schema)
	if err != nil {
		return nil, err
	}
	s := &subject{schema, env}
	c.subjects[def.Name] = s
	return s, nil
}

// policy compiles the conditions and amounts of a document's clauses.
func (c *compiler) policy(doc *document, p *Policy) {
	def := c.bundle.Registers[p.Register()]
	if def == nil {
		zh, en := text.Suggest(p.Register(), slices.Collect(maps.Keys(c.bundle.Registers)))
		at := doc.at("of")
		if len(p.Clauses) > 0 {
			c.fault(at, "unknown_register", "没有登记簿“%[1]s”；%[2]s", "there is no register %[1]q; %[3]s", p.Register(), zh, en)
		}
		return
	}
	s, err := c.subjectOf(def)
	if err != nil {
		c.fault(doc.at("of"), "bad_field", "登记簿“%[1]s”的字段无法用于规则：%[2]s", "the fields of register %[1]q cannot be read by rules: %[2]s", p.Register(), err)
		return
	}
	p.schema = s.schema
	for i := range p.Clauses {
		clause := &p.Clauses[i]
		clause.When.Rule = c.typed(s.env, &clause.When, rule.Bool())
		clause.Amount.Rule = c.typed(s.env, &clause.Amount, rule.Money())
	}
	for _, name := range slices.Sorted(maps.Keys(p.Budget)) {
		line := p.Budget[name]
		line.Rank.Rule = c.ranked(s.env, &line.Rank)
		p.Budget[name] = line
	}
}

func (c *compiler) typed(env *rule.Environment, e *Expr, want rule.Type) *rule.Program {
	if e.Text == "" {
		return nil
	}
	p, err := env.Compile(e.Text, want, e.At)
	if err != nil {
		c.at(e.At, cutByComma(e.Text, err))
		return nil
	}
	return p
}

// ranked compiles what a line ranks by: a whole number, or else an amount.
func (c *compiler) ranked(env *rule.Environment, e *Expr) *rule.Program {
	if e.Text == "" {
		return nil
	}
	if p, err := env.Compile(e.Text, rule.Int(), e.At); err == nil {
		return p
	}
	return c.typed(env, e, rule.Money())
}
