package mechanism

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// Policy is a benefit document: one policy paper taken apart into clauses. What its clauses are tried on are the records of
// a register, enterprises unless it says otherwise.
type Policy struct {
	Header `yaml:",inline"`

	Level    string   `yaml:"level"`  // who issued it: national, province, city, zone
	Issuer   string   `yaml:"issuer"` // as the paper names it
	Number   string   `yaml:"number"` // 文号
	Basis    []string `yaml:"basis"`
	Of       string   `yaml:"of"`       // register [enterprise]
	Articles int      `yaml:"articles"` // how many articles the source counts; 0: it does not say

	Redeem string `yaml:"redeem"` // kind of the matters by which its claims are redeemed; "": it is tried only
	Payer  string `yaml:"payer"`  // unit that keeps the budget lines and pays

	Unit       string               `yaml:"unit"`      // confirms who is on the list and answers for it
	Guide      Guide                `yaml:"guide"`     // what its clauses leave open of theirs
	Routing    Routing              `yaml:"routing"`   // 一窗受理·专区办理·中心兜底
	Objection  calendar.Limit       `yaml:"objection"` // how long the list is shown before it is paid
	Exclusions map[string]Exclusion `yaml:"exclusions"`
	Caps       Caps                 `yaml:"caps"`
	Budget     map[string]Line      `yaml:"budget"`
	Clauses    []Clause             `yaml:"clauses"`

	schema *rule.Schema
}

// Clause is one thing that a policy grants.
type Clause struct {
	Key       string         `yaml:"key"`
	Title     text.Text      `yaml:"title"`
	Article   int            `yaml:"article"` // its number in the paper
	Text      string         `yaml:"text"`    // as the paper has it
	For       text.Text      `yaml:"for"`     // 对象
	When      Expr           `yaml:"when"`    // who is entitled
	Amount    Expr           `yaml:"amount"`  // to how much
	Mode      string         `yaml:"mode"`    // automatic, instant, reviewed
	Period    string         `yaml:"period"`  // how often it is paid: once, year, half-year, quarter, month
	Exclusive []string       `yaml:"exclusive"`
	Cap       Sum            `yaml:"cap"` // the most that one may get by it in a calendar year
	Budget    string         `yaml:"budget"`
	Materials []string       `yaml:"materials"`
	Guide     Guide          `yaml:"guide"`
	Objection calendar.Limit `yaml:"objection"`
	Unit      string         `yaml:"unit"`
	Redeem    string         `yaml:"redeem"`
	Effective Span           `yaml:"effective"` // where it differs from the document's
	Note      string         `yaml:"note"`
	At        Position       `yaml:"-"`
}

// Computed tells whether the clause says who gets how much. One whose text the source has lost, or that grants no money, is
// only listed.
func (c *Clause) Computed() bool { return c.When.Rule != nil && c.Amount.Rule != nil }

// Guide is the page that tells people how to get it (政策兑现指引); 对象 and 材料 are the clause's own.
type Guide struct {
	Conditions text.Text      `yaml:"conditions"` // in the place of the words of when
	Process    []string       `yaml:"process"`
	Limit      calendar.Limit `yaml:"limit"`
	Contact    string         `yaml:"contact"`
}

// Routing is the order of desks that take a claim: one window receives, the office in charge handles, and a centre takes
// what nobody took within a limit.
type Routing struct {
	Window  string         `yaml:"window"` // unit
	Office  string         `yaml:"office"` // unit
	Centre  string         `yaml:"centre"` // unit
	Within  calendar.Limit `yaml:"within"` // how long until the centre takes it
	Channel []string       `yaml:"channels"`
}

// Exclusion is a set of clauses of which one gets at most one: the highest (就高不重复).
type Exclusion struct {
	Title  text.Text `yaml:"title"`
	Before string    `yaml:"before"` // what earlier payments of the same period do: refuse [default], difference
}

// Caps bound what one enterprise, or all of them, get by a document in a calendar year.
type Caps struct {
	Each     Sum `yaml:"each"`     // one enterprise, by this document
	Together Sum `yaml:"together"` // one enterprise, with what it gets by all other documents
	All      Sum `yaml:"all"`      // all enterprises, by this document
}

// Line is a line of the budget that pays clauses, with what happens when it does not suffice.
type Line struct {
	Title  text.Text `yaml:"title"`
	Amount Sum       `yaml:"amount"` // of a calendar year; unset: what the source lost, no bound is kept
	Short  string    `yaml:"short"`  // first-come [default], pro-rata, rank
	Rank   Expr      `yaml:"rank"`   // the highest comes first
	At     Position  `yaml:"-"`
}

// Sum is an exact amount, written 60000元, 6万元 or 1.2亿元.
type Sum struct {
	Fen money.Fen
	Set bool
}

// UnmarshalText reads an amount; one that is not exact (近400亿元) is refused.
func (s *Sum) UnmarshalText(b []byte) error {
	a, err := register.ParseAmount(string(b))
	if err != nil || a.Bound != money.Exact || a.Fen < 0 {
		return errs.Newf(errs.Invalid, "mechanism.amount", "金额“%[1]s”应写作 60000元、6万元、1.2亿元，不能为负，也不能是约数", "the amount %[1]q must be written 60000元, 6万元 or 1.2亿元, exact and not below zero", string(b))
	}
	s.Fen, s.Set = a.Fen, true
	return nil
}

// String gives yuan, "" where nothing is set.
func (s Sum) String() string {
	if !s.Set {
		return ""
	}
	return s.Fen.String() + "元"
}

// Register is the name of the register that the policy's clauses are tried on.
func (p *Policy) Register() string {
	if p.Of == "" {
		return DefaultSubject
	}
	return p.Of
}

// DefaultSubject is the register that benefits are of unless they say otherwise.
const DefaultSubject = "enterprise"

// Schema is what the clauses may read; nil where there is no such register.
func (p *Policy) Schema() *rule.Schema { return p.schema }

// InForce tells whether a clause of the policy governs on a day.
func (p *Policy) InForce(c *Clause, day clock.Date) bool {
	return p.Effective.Contains(day) && c.Effective.Contains(day)
}

// Of what a clause leaves open, the document's word counts.

// UnitOf names the unit that confirms a clause.
func (p *Policy) UnitOf(c *Clause) string {
	if c.Unit != "" {
		return c.Unit
	}
	return p.Unit
}

// RedeemOf names the kind that redeems a clause, "" where none does.
func (p *Policy) RedeemOf(c *Clause) string {
	if c.Redeem != "" {
		return c.Redeem
	}
	return p.Redeem
}

// OfficeOf names the unit that handles a clause's claims (专区办理): of what is applied for that of the routing, else the one
// that confirms it.
func (p *Policy) OfficeOf(c *Clause) string {
	if c.Mode != Automatic && p.Routing.Office != "" {
		return p.Routing.Office
	}
	return p.UnitOf(c)
}

// LineOf names the budget line that pays a clause: the document's own where the clause names none.
func (p *Policy) LineOf(c *Clause) string {
	if c.Budget != "" {
		return c.Budget
	}
	return p.Name
}

// ObjectionOf is how long the list of a clause is shown.
func (p *Policy) ObjectionOf(c *Clause) calendar.Limit {
	if !c.Objection.IsZero() {
		return c.Objection
	}
	return p.Objection
}

// GuideOf is the guide page of a clause.
func (p *Policy) GuideOf(c *Clause) Guide {
	g := c.Guide
	if len(g.Process) == 0 {
		g.Process = p.Guide.Process
	}
	if g.Limit.IsZero() {
		g.Limit = p.Guide.Limit
	}
	if g.Contact == "" {
		g.Contact = p.Guide.Contact
	}
	return g
}

// The words of a clause's mode and period, and of a line that is short.
const (
	Automatic = "automatic"
	Instant   = "instant"
	Reviewed  = "reviewed"

	Once     = "once"
	Yearly   = "year"
	HalfYear = "half-year"
	Quarter  = "quarter"
	Monthly  = "month"

	FirstCome = "first-come"
	ProRata   = "pro-rata"
	Rank      = "rank"

	Refuse     = "refuse"
	Difference = "difference"
)

// BenefitWords are the words of modes, periods, levels, shortages and what earlier payments do for people.
var BenefitWords = map[string]text.Text{
	Automatic: {Zh: "免申即享", En: "automatic"}, Instant: {Zh: "即申即享", En: "instant"}, Reviewed: {Zh: "申报审核", En: "reviewed"},
	Once: {Zh: "一次性", En: "once"}, Yearly: {Zh: "每年", En: "yearly"}, HalfYear: {Zh: "每半年", En: "half-yearly"}, Quarter: {Zh: "每季度", En: "quarterly"}, Monthly: {Zh: "每月", En: "monthly"},
	FirstCome: {Zh: "先到先得", En: "first come, first served"}, ProRata: {Zh: "按比例", En: "pro rata"}, Rank: {Zh: "按排名", En: "by rank"},
	Refuse: {Zh: "不再兑付", En: "paid no more"}, Difference: {Zh: "补足差额", En: "paid the difference"},
	"national": {Zh: "国家", En: "national"}, "province": {Zh: "省", En: "province"}, "city": {Zh: "市", En: "city"}, "zone": {Zh: "区", En: "zone"},
}
