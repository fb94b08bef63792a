package mechanism

import (
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// policy checks a benefit document: that its clauses can be satisfied, paid, looked up and explained.
func (c *checker) policy(p *Policy) {
	c.oneOf("level", p.Level, "Policy.level")
	if p.Level == "" {
		c.fault("level", "no_level", "缺少 level（national 国家、province 省、city 市、zone 区）", "level is missing: national, province, city or zone")
	}
	if len(p.Clauses) == 0 && p.Articles == 0 {
		c.fault("clauses", "no_clause", "没有条款；请写 clauses，原文只说条数的写 articles", "there is no clause: write clauses, or articles where the source gives only their number")
	}
	for _, unit := range []struct{ path, name string }{{"unit", p.Unit}, {"routing.window", p.Routing.Window}, {"routing.office", p.Routing.Office}, {"routing.centre", p.Routing.Centre}, {"payer", p.Payer}} {
		c.unitNamed(unit.path, unit.name)
	}
	c.redeemedBy("redeem", p.Redeem, p)
	if p.Routing.Centre != "" && p.Routing.Within.IsZero() {
		c.fault("routing", "no_value", "中心兜底须写 within：无人认领多久由中心接办", "a centre that takes what nobody took needs within: after how long")
	}
	for _, name := range slices.Sorted(maps.Keys(p.Exclusions)) {
		c.oneOf("exclusions."+name+".before", p.Exclusions[name].Before, "Exclusion.before")
	}
	for _, name := range slices.Sorted(maps.Keys(p.Budget)) {
		c.budgetLine(name, p)
	}
	if each, all := p.Caps.Each, p.Caps.All; each.Set && all.Set && all.Fen < each.Fen {
		c.fault("caps.all", "cap_reversed", "全部企业的上限 %[1]s元 低于每户上限 %[2]s元", "the cap for all, %[1]s yuan, is below that for one, %[2]s", all.Fen, each.Fen)
	}
	keys, articles := map[string]bool{}, map[int]bool{}
	for i := range p.Clauses {
		clause := &p.Clauses[i]
		path := index("clauses", i)
		if !hyphenated.MatchString(clause.Key) {
			c.fault(path, "bad_name", "条款代号“%[1]s”不合规：%[2]s", "the clause key %[1]q is not allowed: %[3]s", clause.Key, nameRule(typeBenefit).Zh, nameRule(typeBenefit).En)
		} else if keys[clause.Key] {
			c.fault(path+".key", "twice", "条款代号“%[1]s”用了两次", "the clause key %[1]q is used twice", clause.Key)
		}
		keys[clause.Key] = true
		if clause.Article != 0 {
			articles[clause.Article] = true
		}
		if p.Articles > 0 && clause.Article > p.Articles || clause.Article < 0 {
			c.fault(path+".article", "bad_article", "原文只有 %[1]d 条，没有第 %[2]d 条", "the source has %[1]d articles, and none is number %[2]d", p.Articles, clause.Article)
		}
		c.clause(path, p, clause)
	}
}

func (c *checker) clause(path string, p *Policy, clause *Clause) {
	if clause.Title.IsZero() {
		c.fault(path, "no_title", "缺少 title；请写中文名称", "the title is missing")
	}
	c.oneOf(path+".mode", clause.Mode, "Clause.mode")
	c.oneOf(path+".period", clause.Period, "Clause.period")
	c.unitNamed(path+".unit", clause.Unit)
	c.redeemedBy(path+".redeem", clause.Redeem, p)
	if e := clause.Effective; !e.From.IsZero() && !e.To.IsZero() && e.To <= e.From {
		c.fault(path+".effective", "empty_span", "有效期为空：%[2]s 不晚于 %[1]s（截止日当天不含）", "the period is empty: %[2]s is not after %[1]s (the last day is not included)", e.From, e.To)
	}
	for i, set := range clause.Exclusive {
		if of := c.bundle.exclusion(set); of == "" {
			c.unknown(index(path+".exclusive", i), "unknown_exclusion", text.Text{Zh: "互斥组", En: "exclusion set"}, set, c.bundle.exclusions())
		} else if of != p.Register() {
			c.fault(index(path+".exclusive", i), "other_register", "互斥组“%[1]s”属于登记簿 %[2]s 的政策，与本条对象不同", "the exclusion set %[1]q is of policies on register %[2]s, not of this clause's", set, of)
		}
	}
	if clause.Budget != "" {
		if of := c.bundle.lineOf(clause.Budget); of == "" {
			c.unknown(path+".budget", "unknown_line", text.Text{Zh: "预算科目", En: "budget line"}, clause.Budget, c.bundle.lines())
		} else if of != p.Register() {
			c.fault(path+".budget", "other_register", "预算科目“%[1]s”属于登记簿 %[2]s 的政策，与本条对象不同", "the budget line %[1]q is of policies on register %[2]s, not of this clause's", clause.Budget, of)
		}
	}
	if (clause.When.Text == "") != (clause.Amount.Text == "") {
		c.fault(path, "half_clause", "when（谁可享受）与 amount（享受多少）须同时写；原文缺失的两项都留空并写 note", "when (who) and amount (how much) go together; leave out both where the source lost them, with a note")
		return
	}
	if clause.When.Text == "" {
		if clause.Note == "" && p.Note == "" {
			c.fault(path, "no_reason", "条款没有条件和金额；请用 note 写明缘由，如原文缺失、不涉及资金", "the clause has no condition and no amount: say in note why, such as lost in the source or no money")
		}
		return
	}
	if clause.Mode == "" {
		c.fault(path, "no_mode", "缺少 mode（automatic 免申即享、instant 即申即享、reviewed 申报审核）", "mode is missing: automatic, instant or reviewed")
	}
	if clause.Period == "" {
		c.fault(path, "no_period", "缺少 period（once 一次性、year、half-year、quarter、month），防重复靠它", "period is missing (once, year, half-year, quarter, month): it is what keeps anything from being paid twice")
	}
	if r := clause.When.Rule; r != nil {
		if v, ok := r.Constant(r.AST().NativeRep().Expr().ID()); ok && !v.Bool() {
			c.faultAt(clause.When.At, "nobody", "条件永不成立，没有任何对象能享受本条", "the condition never holds, so nobody could ever be entitled")
		}
	}
	c.capsOf(path, p, clause)
	c.guide(path, p, clause)
}

// redeemedBy checks that claims can be redeemed as matters of a kind: that there is one, that it asks for nothing that a claim
// does not know, and that somebody pays.
func (c *checker) redeemedBy(path, name string, p *Policy) {
	if name == "" {
		return
	}
	k := c.bundle.Kinds[name]
	if k == nil {
		c.unknown(path, "unknown_kind", text.Text{Zh: "事项种类", En: "kind"}, name, slices.Collect(maps.Keys(c.bundle.Kinds)))
		return
	}
	for _, field := range slices.Sorted(maps.Keys(k.Fields)) {
		if k.Fields[field].Required && !slices.Contains(ClaimFields, field) {
			c.fault(path, "claim_field", "兑现件不知道种类 %[1]s 的必填字段“%[2]s”；只能要求 %[3]s", "a claim does not know field %[2]q that kind %[1]s requires; it knows %[3]s", name, field, strings.Join(ClaimFields, "、"))
		}
	}
	if within := p.Routing.Within; p.Routing.Centre != "" && k.Limit.Accept != within {
		c.fault(path, "other_limit", "中心兜底的时限 within 是 %[1]s，种类 %[2]s 的签收时限（limit.accept）须与它相同", "the centre takes what nobody took within %[3]s: kind %[2]s must be signed for within the same (limit.accept)",
			LimitWords(within).Zh, name, LimitWords(within).En)
	}
	if p.Payer == "" {
		c.fault(path, "no_payer", "缺少 payer：由哪个单位管预算、办拨付", "payer is missing: the unit that keeps the budget and pays")
	}
}

// ClaimFields are the fields that a claim gives its matter, where the kind has them.
var ClaimFields = []string{"clause", "record", "period", "amount", "channel"}

// capsOf finds a cap that cuts every amount that the clause can give.
func (c *checker) capsOf(path string, p *Policy, clause *Clause) {
	least, ok := leastOf(clause.Amount.Rule)
	if !ok || least <= 0 {
		return
	}
	for _, bound := range []struct {
		at  string
		cap Sum
	}{{path + ".cap", clause.Cap}, {"caps.each", p.Caps.Each}, {"caps.together", p.Caps.Together}, {"caps.all", p.Caps.All}} {
		if bound.cap.Set && bound.cap.Fen < least {
			c.fault(bound.at, "cap_below", "上限 %[1]s元 低于条款“%[2]s”最少的金额 %[3]s元，谁都拿不足；请核对", "the cap of %[1]s yuan is below the least that clause %[2]q gives, %[3]s: nobody could get it in full", bound.cap.Fen, clause.Key, least)
		}
	}
}

// leastOf is the smallest positive amount among those that a rule gives, where all of them are written out.
func leastOf(r *rule.Program) (money.Fen, bool) {
	if r == nil {
		return 0, false
	}
	least, found := money.Fen(0), true
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		if v, ok := r.Constant(x.ID()); ok {
			if f := v.Fen(); f > 0 && (least == 0 || f < least) {
				least = f
			}
			return
		}
		if x.Kind() == ast.CallKind && x.AsCall().FunctionName() == operators.Conditional {
			visit(x.AsCall().Args()[1])
			visit(x.AsCall().Args()[2])
			return
		}
		found = false
	}
	visit(r.AST().NativeRep().Expr())
	return least, found
}

// guide asks for what people have to know to get it: 对象、条件、材料、流程、时限、咨询. What is paid without being applied for
// needs no materials.
func (c *checker) guide(path string, p *Policy, clause *Clause) {
	var zh, en []string
	need := func(given bool, a, b string) {
		if !given {
			zh, en = append(zh, a), append(en, b)
		}
	}
	g := p.GuideOf(clause)
	need(!clause.For.IsZero(), "对象（for）", "for")
	need(len(clause.Materials) > 0 || clause.Mode == Automatic, "材料（materials）", "materials")
	need(len(g.Process) > 0, "流程（guide.process）", "guide.process")
	need(!g.Limit.IsZero(), "时限（guide.limit）", "guide.limit")
	need(g.Contact != "", "咨询（guide.contact）", "guide.contact")
	need(p.UnitOf(clause) != "", "确认单位（unit）", "unit")
	need(clause.Mode != Automatic || !p.ObjectionOf(clause).IsZero(), "公示异议期（objection）", "objection")
	if len(zh) > 0 {
		c.fault(path, "guide_hole", "兑现指引不全，缺：%[1]s", "the guide page is not complete; missing: %[2]s", strings.Join(zh, "、"), strings.Join(en, ", "))
	}
}

func (c *checker) budgetLine(name string, p *Policy) {
	line, path := p.Budget[name], "budget."+name
	c.oneOf(path+".short", line.Short, "Line.short")
	if (line.Short == Rank) != (line.Rank.Text != "") {
		c.fault(path, "half_rank", "short: rank 与 rank（按什么排名）须同时写", "short: rank and rank (by what) go together")
	}
	if !line.Amount.Set && p.Note == "" {
		c.fault(path, "no_amount", "预算科目“%[1]s”没有金额；原文缺失的请在 note 写明", "the budget line %[1]q has no amount; where the source lost it, say so in note", name)
	}
}

func (c *checker) unitNamed(path, name string) {
	if name == "" || c.view == nil {
		return
	}
	if _, _, ok := c.view.Meant(name); ok {
		return
	}
	var names []string
	for _, u := range c.view.Units() {
		names = append(names, u.Name)
	}
	c.unknown(path, "unknown_unit", text.Text{Zh: "单位", En: "unit"}, name, names)
}

// sharedLines finds exclusion sets and budget lines that two documents declare.
func (c *checker) sharedLines() {
	sets, lines := map[string]Position{}, map[string]Position{}
	for _, doc := range c.bundle.documents {
		p, ok := doc.body.(*Policy)
		if !ok {
			continue
		}
		twice := func(seen map[string]Position, key, name string) {
			at := doc.at(key + "." + name)
			if other, ok := seen[name]; ok {
				c.faultAt(at, "twice", "“%[1]s”已在 %[2]s 定义；请删去一个或改名", "%[1]q is defined at %[2]s already; delete or rename one", name, place(other))
			}
			seen[name] = at
		}
		for _, name := range slices.Sorted(maps.Keys(p.Exclusions)) {
			twice(sets, "exclusions", name)
		}
		for _, name := range slices.Sorted(maps.Keys(p.Budget)) {
			twice(lines, "budget", name)
		}
	}
}

// policies lists the bundle's benefit documents in order of place.
func (b *Bundle) policies() []*Policy {
	var out []*Policy
	for _, doc := range b.documents {
		if p, ok := doc.body.(*Policy); ok {
			out = append(out, p)
		}
	}
	return out
}

// exclusion names the register that an exclusion set is of, "" where there is no such set.
func (b *Bundle) exclusion(name string) string {
	for _, p := range b.policies() {
		if _, ok := p.Exclusions[name]; ok {
			return p.Register()
		}
	}
	return ""
}

func (b *Bundle) exclusions() []string {
	var out []string
	for _, p := range b.policies() {
		out = slices.AppendSeq(out, maps.Keys(p.Exclusions))
	}
	return out
}

func (b *Bundle) lineOf(name string) string {
	for _, p := range b.policies() {
		if _, ok := p.Budget[name]; ok {
			return p.Register()
		}
	}
	return ""
}

func (b *Bundle) lines() []string {
	var out []string
	for _, p := range b.policies() {
		out = slices.AppendSeq(out, maps.Keys(p.Budget))
	}
	return out
}
