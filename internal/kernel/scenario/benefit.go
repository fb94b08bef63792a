package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// GivenFacts is one record that benefits are tried on, or many alike.
type GivenFacts struct {
	Of     string `yaml:"of"` // register; default: enterprise
	Key    string `yaml:"key"`
	Repeat int    `yaml:"repeat"` // {n} in texts counts from 1
	Values Values `yaml:"values"` // by what rules read of the register

	At mechanism.Position `yaml:"-"`
}

// GivenPayment is what was paid before the scenario begins.
type GivenPayment struct {
	To     string        `yaml:"to"`
	Clause string        `yaml:"clause"`
	Amount mechanism.Sum `yaml:"amount"`
	On     clock.Date    `yaml:"on"`

	At mechanism.Position `yaml:"-"`
}

// GrantOutcome describes grants that must come out when every clause is tried on every given record.
type GrantOutcome struct {
	Tally `yaml:",inline"`

	To      string         `yaml:"to"`
	Clause  string         `yaml:"clause"`
	Amount  *mechanism.Sum `yaml:"amount"` // paid
	Asked   *mechanism.Sum `yaml:"asked"`  // by the clause, before anything is cut
	Refused *bool          `yaml:"refused"`
	Why     string         `yaml:"why"` // words of the reasons for what was cut
}

// BenefitOutcome is what the clauses on a register, of one policy or by one clause come to.
type BenefitOutcome struct {
	Of       string         `yaml:"of"`
	Policy   string         `yaml:"policy"`
	Clause   string         `yaml:"clause"`
	Amount   *mechanism.Sum `yaml:"amount"`
	Grants   *int           `yaml:"grants"`
	Records  *int           `yaml:"records"` // that get anything
	Refused  *int           `yaml:"refused"`
	Undecid  *int           `yaml:"undecided"` // pairs of record and clause that lack a fact
	Clauses  *int           `yaml:"clauses"`   // of the policy, in force or not
	Articles *int           `yaml:"articles"`  // as its source counts them
	Budget   string         `yaml:"budget"`
	Left     *mechanism.Sum `yaml:"left"` // in that line, after what is granted

	At mechanism.Position `yaml:"-"`
}

// MissOutcome is how many records lack only this of a clause.
type MissOutcome struct {
	Clause string `yaml:"clause"`
	Wants  Words  `yaml:"wants"`
	Rows   *int   `yaml:"records"`

	At mechanism.Position `yaml:"-"`
}

// subjects are the given records of a register by column: all, or the one of a key.
func (r *run) subjects(of string, s *rule.Schema, day clock.Date, only string) (*batch.Table, []string, error) {
	def := r.bundle.Registers[of]
	total := 0
	for i := range r.s.Given.Facts {
		if g := &r.s.Given.Facts[i]; g.of() == of {
			total += max(1, g.Repeat)
		}
	}
	t := batch.NewTable(s, total)
	keys := make([]string, 0, total)
	for i := range r.s.Given.Facts {
		g := &r.s.Given.Facts[i]
		if g.of() != of {
			continue
		}
		for n := range max(1, g.Repeat) {
			one, row := counted(*g, n+1), len(keys)
			if g.Repeat > 1 && one.Key == g.Key {
				one.Key += "-" + strconv.Itoa(n+1)
			}
			if only != "" && one.Key != only {
				continue
			}
			keys = append(keys, one.Key)
			values := map[string]any{def.Key: one.Key}
			maps.Copy(values, one.Values)
			for _, name := range slices.Sorted(maps.Keys(values)) {
				v, err := factOf(s, def.Root()+"."+name, values[name])
				if err == nil {
					err = t.Set(row, def.Root()+"."+name, v)
				}
				if err != nil {
					return nil, nil, inGiven(g.At, err)
				}
			}
			if err := t.Set(row, "today", rule.DateValue(day)); err != nil {
				return nil, nil, err
			}
		}
	}
	return t, keys, nil
}

func inGiven(at mechanism.Position, err error) error {
	return errs.Newf(errs.Invalid, "scenario.facts", "%[1]s：%[2]s", "%[1]s: %[3]s", at, errs.Message(err, text.Zh), errs.Message(err, text.En))
}

func (g *GivenFacts) of() string {
	if g.Of == "" {
		return mechanism.DefaultSubject
	}
	return g.Of
}

// factOf reads a value as the file writes it: amounts as 50万元, dates as 2023-06-01.
func factOf(s *rule.Schema, path string, value any) (rule.Value, error) {
	f, ok := s.Field(path)
	if !ok {
		var known []string
		root, _, _ := strings.Cut(path, ".")
		if sh, ok := s.Shape(root); ok {
			for _, f := range sh.Fields {
				known = append(known, root+"."+f.Name)
			}
		}
		zh, en := text.Suggest(path, known)
		return rule.Value{}, errs.Newf(errs.Invalid, "scenario.no_fact", "没有“%[1]s”这一项；%[2]s", "there is no %[1]q; %[3]s", path, zh, en)
	}
	written := fmt.Sprint(value)
	switch v := value.(type) {
	case bool:
		if f.Type.Kind() == rule.KindBool {
			return rule.BoolValue(v), nil
		}
	case int64:
		switch f.Type.Kind() {
		case rule.KindInt:
			return rule.IntValue(v), nil
		case rule.KindDouble:
			return rule.DoubleValue(float64(v)), nil
		}
	case float64:
		if f.Type.Kind() == rule.KindDouble {
			return rule.DoubleValue(v), nil
		}
	case []any:
		if f.Type.Equal(rule.ListOf(rule.String())) {
			items := make([]string, len(v))
			for i, item := range v {
				items[i] = fmt.Sprint(item)
			}
			return rule.StringsValue(items), nil
		}
	}
	switch f.Type.Kind() {
	case rule.KindString:
		return rule.StringValue(written), nil
	case rule.KindMoney:
		if a, err := register.ParseAmount(written); err == nil && a.Bound == money.Exact {
			return rule.MoneyValue(a.Fen), nil
		}
	case rule.KindDate:
		if d, err := clock.ParseDate(written); err == nil {
			return rule.DateValue(d), nil
		}
	}
	return rule.Value{}, errs.Newf(errs.Invalid, "scenario.fact", "“%[1]s”须为 %[3]s，写的是“%[2]s”", "%[1]s must be of type %[3]s, it is %[2]q", path, written, f.Type.String())
}

// entitled is what every clause on a register comes to at this instant.
type entitled struct {
	*benefit.Outcome

	benefit.Records
}

func (r *run) entitle(of string) (*entitled, error) {
	day := r.today()
	for i := range r.s.Given.Paid {
		if p := &r.s.Given.Paid[i]; !r.hasClause(p.Clause) {
			return nil, inGiven(p.At, errs.Newf(errs.NotFound, "benefit.unknown", "没有条款“%[1]s”；写作 文件/代号", "there is no clause %[1]q; write document/key", p.Clause))
		}
	}
	s, err := benefit.Compile(r.bundle, of, day)
	if err != nil {
		return nil, err
	}
	t, keys, err := r.subjects(of, s.Schema(), day, "")
	if err != nil {
		return nil, err
	}
	all := benefit.Records{Table: t, Keys: keys}
	paid, err := r.payments()
	if err != nil {
		return nil, err
	}
	out, err := s.Entitle(benefit.Case{Records: all, Paid: paid})
	return &entitled{out, all}, err
}

func (r *run) hasClause(id string) bool {
	policy, key, _ := strings.Cut(id, "/")
	p := r.bundle.Benefits[policy]
	return p != nil && slices.ContainsFunc(p.Clauses, func(c mechanism.Clause) bool { return c.Key == key })
}

// payments are those given, those that redeem made, and what claims got.
func (r *run) payments() ([]benefit.Payment, error) {
	out, err := r.redeemed()
	for i := range r.s.Given.Paid {
		p := &r.s.Given.Paid[i]
		out = append(out, benefit.Payment{Key: p.To, Clause: p.Clause, Amount: p.Amount.Fen, On: p.On})
	}
	return append(out, r.paid...), err
}

// redeem pays what is granted: everything, or one claim, which must not be refused.
func (r *run) redeem(s *Step) error {
	if s.Redeem == "all" {
		for _, of := range r.registers() {
			out, err := r.entitle(of)
			if err != nil {
				return err
			}
			r.paid = append(r.paid, out.Payments(out.Keys, r.today())...)
		}
		return nil
	}
	out, clause, err := r.claim(s.Redeem)
	if err != nil {
		return err
	}
	for i := range out.Grants {
		g := &out.Grants[i]
		if int(g.Clause) != clause || out.Keys[g.Row] != s.To {
			continue
		}
		if g.Refused() {
			words := out.words(g)
			return errs.Newf(errs.Refused, "benefit.refused", "不予兑付：%[1]s", "not paid: %[2]s", words.Zh, words.En)
		}
		r.paid = append(r.paid, benefit.Payment{Key: s.To, Clause: out.Scheme.Clauses[clause].ID, Amount: g.Paid, On: r.today()})
		return nil
	}
	row := slices.Index(out.Keys, s.To)
	if row < 0 {
		return errs.Newf(errs.NotFound, "scenario.no_record", "没有给出对象“%[1]s”", "no record %[1]q is given", s.To)
	}
	zh, en := out.Scheme.Explain(&out.Records, row, clause, text.Zh, nil), out.Scheme.Explain(&out.Records, row, clause, text.En, nil)
	return errs.Newf(errs.Refused, "benefit.not_entitled", "不符合条件：%[1]s", "not entitled: %[2]s", strings.Join(zh.Deciding, "，"), strings.Join(en.Deciding, ", "))
}

// claim finds a clause among those on the registers of which the scenario gives records.
func (r *run) claim(ref string) (*entitled, int, error) {
	var last error = errs.Newf(errs.NotFound, "scenario.no_record", "情景没有给出对象（given.facts）", "the scenario gives no records (given.facts)")
	for _, of := range r.registers() {
		out, err := r.entitle(of)
		if err != nil {
			return nil, 0, err
		}
		clause, err := out.Scheme.Find(ref)
		if err == nil {
			return out, clause, nil
		}
		last = err
	}
	return nil, 0, last
}

// registers are those of which the scenario gives records, in order.
func (r *run) registers() []string {
	var out []string
	for i := range r.s.Given.Facts {
		if of := r.s.Given.Facts[i].of(); !slices.Contains(out, of) {
			out = append(out, of)
		}
	}
	return out
}

func (e *entitled) words(g *benefit.Grant) text.Text {
	var zh, en []string
	for _, c := range g.Cuts {
		w := e.Scheme.Words(c)
		zh, en = append(zh, w.Zh), append(en, w.En)
	}
	return text.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}
}
