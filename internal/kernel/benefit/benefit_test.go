package benefit_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

const firm = `register: firm
title: { zh: 企业, en: Enterprises }
key: code
fields:
  code: { type: string, title: 代码, required: true }
  staff: { type: int, title: { zh: 从业人员, en: staff } }
  revenue: { type: money, title: { zh: 营业收入, en: revenue } }
  research: { type: money, title: { zh: 研发费用, en: R&D spending } }
  titles: { type: list<string>, title: { zh: 资质, en: qualifications } }
  district: { type: string, title: { zh: 片区, en: district } }
`

const guide = `
    for: 企业
    materials: [承诺书]
    guide: { process: [申报], limit: 5wd, contact: 窗口 }
`

// load makes a bundle of a register of firms and a policy.
func load(t testing.TB, policy string) *mechanism.Bundle {
	t.Helper()
	files := fstest.MapFS{
		"demo/zone.yaml":   {Data: []byte("zone: demo\ntitle: 示范区\n")},
		"demo/org.yaml":    {Data: []byte("org: demo\nname: 示范区\nunits: [{ code: gwh, name: 管委会 }]\nposts: [{ name: 主任, unit: gwh, head: true, holder: p-1 }]\npeople: [{ code: p-1 }]\n")},
		"demo/firm.yaml":   {Data: []byte(firm)},
		"demo/policy.yaml": {Data: []byte(strings.ReplaceAll(policy, "    GUIDE\n", guide[1:]))},
	}
	b, err := mechanism.Load(files, "demo")
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	if faults := mechanism.Check(b, calendar.Builtin(), clock.MustDate("2023-06-01")); len(faults) > 0 {
		t.Fatal(errs.Message(faults, text.Zh))
	}
	return b
}

// firms makes a table; facts are given as staff, revenue and research in 万元, and titles.
type facts struct {
	key               string
	staff             int64
	revenue, research int64
	titles            []string
	district          string
}

func table(t testing.TB, s *rule.Schema, day clock.Date, all ...facts) (*batch.Table, []string) {
	t.Helper()
	out := batch.NewTable(s, len(all))
	var keys []string
	for row, f := range all {
		keys = append(keys, f.key)
		for path, v := range map[string]rule.Value{
			"today": rule.DateValue(day), "firm.code": rule.StringValue(f.key), "firm.staff": rule.IntValue(f.staff), "firm.revenue": rule.MoneyValue(money.Fen(f.revenue) * money.Wan),
			"firm.research": rule.MoneyValue(money.Fen(f.research) * money.Wan), "firm.titles": rule.StringsValue(f.titles), "firm.district": rule.StringValue(f.district),
		} {
			if f.staff < 0 && path == "firm.staff" {
				continue // not known
			}
			if err := out.Set(row, path, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out, keys
}

func compile(t testing.TB, policy, day string) *benefit.Scheme {
	t.Helper()
	s, err := benefit.Compile(load(t, policy), "firm", clock.MustDate(day))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// told writes each grant on a line: who, which clause, asked → paid, and why.
func told(o *benefit.Outcome, keys []string) string {
	var out []string
	for _, g := range o.Grants {
		line := fmt.Sprintf("%s %s %s→%s", keys[g.Row], o.Scheme.Clauses[g.Clause].Key, g.Asked, g.Paid)
		for _, c := range g.Cuts {
			line += " " + o.Scheme.Words(c).Zh
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

const half = `benefit: growth
title: { zh: 惠企政策, en: Growth policy }
level: zone
of: firm
unit: 管委会
exclusions: { research: { title: 研发类 }, award: { title: 奖励类, before: difference } }
caps: { each: 30万元 }
budget:
  talent: { title: { zh: 人才专项, en: talent fund }, amount: 10万元, short: pro-rata }
clauses:
  - key: research
    title: { zh: 研发补助, en: Research grant }
    when: firm.research >= share(firm.revenue, "3%")
    amount: least(share(firm.research, "8%"), wan(20))
    mode: reviewed
    period: year
    exclusive: [research]
    GUIDE
  - key: high-tech
    title: { zh: 高企奖励, en: High-tech award }
    when: '"高新技术企业" in firm.titles && firm.staff >= 10'
    amount: wan(15)
    mode: reviewed
    period: once
    exclusive: [research, award]
    GUIDE
  - key: first
    title: { zh: 首次认定, en: First award }
    when: '"高新技术企业" in firm.titles'
    amount: wan(5)
    mode: reviewed
    period: once
    exclusive: [award]
    GUIDE
  - key: talent
    title: { zh: 用工补贴, en: Staff grant }
    when: firm.staff > 0
    amount: yuan("1000") * firm.staff
    cap: 6万元
    mode: reviewed
    period: half-year
    budget: talent
    GUIDE
`

func TestWhoGetsHowMuchAndWhyNotMore(t *testing.T) {
	t.Parallel()
	high := []string{"高新技术企业"}
	day := clock.MustDate("2023-06-12")
	s := compile(t, half, "2023-06-12")
	for name, c := range map[string]struct {
		firms []facts
		paid  []benefit.Payment
		want  string
	}{
		"of a set the highest is paid": {
			firms: []facts{{key: "a", staff: 10, revenue: 1000, research: 100, titles: high}},
			want:  "a research 80000.00→0.00 与“高企奖励”就高不重复，按较高的一项兑付\na high-tech 150000.00→150000.00\na first 50000.00→0.00 与“高企奖励”就高不重复，按较高的一项兑付\na talent 10000.00→10000.00",
		},
		"of equal ones the first": {
			firms: []facts{{key: "a", staff: 10, revenue: 1000, research: 188, titles: nil}, {key: "b", staff: -1, revenue: 1000, research: 29}},
			want:  "a research 150400.00→150400.00\na talent 10000.00→10000.00",
		},
		"nothing is paid twice in a period, and in the next it is": {
			firms: []facts{{key: "a", staff: 10}, {key: "b", staff: 10}},
			paid:  []benefit.Payment{{Key: "a", Clause: "growth/talent", Amount: money.Wan, On: clock.MustDate("2023-01-03")}, {Key: "b", Clause: "growth/talent", Amount: money.Wan, On: clock.MustDate("2022-12-31")}},
			want:  "a research 0.00→0.00 按条款金额为零\na talent 10000.00→0.00 本期已于 2023-01-03 兑付，不重复兑付\nb research 0.00→0.00 按条款金额为零\nb talent 10000.00→10000.00",
		},
		"the difference to what was paid of the set": {
			firms: []facts{{key: "a", staff: 10, revenue: 9000, titles: high}},
			paid:  []benefit.Payment{{Key: "a", Clause: "growth/first", Amount: 5 * money.Wan, On: clock.MustDate("2021-05-01")}},
			want:  "a high-tech 150000.00→100000.00 “首次认定”已于 2021-05-01 兑付，就高不重复，核减 50000.00元\na first 50000.00→0.00 本期已于 2021-05-01 兑付，不重复兑付\na talent 10000.00→10000.00",
		},
		"a short line is shared to the fen": {
			firms: []facts{{key: "c", staff: 50, revenue: 1, research: 0}, {key: "a", staff: 50, revenue: 1}, {key: "b", staff: 70, revenue: 1}},
			want: "c talent 50000.00→31250.00 预算“人才专项”不足，按比例，核减 18750.00元\n" +
				"a talent 50000.00→31250.00 预算“人才专项”不足，按比例，核减 18750.00元\n" +
				"b talent 70000.00→37500.00 超出本条每户每年上限 60000.00元，核减 10000.00元 预算“人才专项”不足，按比例，核减 22500.00元",
		},
		"the document's cap for one counts what was paid in the year": {
			firms: []facts{{key: "a", staff: 10, revenue: 9000, titles: high}},
			paid:  []benefit.Payment{{Key: "a", Clause: "growth/talent", Amount: 20 * money.Wan, On: clock.MustDate("2023-02-01")}},
			want: "a high-tech 150000.00→100000.00 超出本文件每户每年上限 300000.00元，核减 50000.00元\na first 50000.00→0.00 与“高企奖励”就高不重复，按较高的一项兑付\n" +
				"a talent 10000.00→0.00 本期已于 2023-02-01 兑付，不重复兑付",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab, keys := table(t, s.Schema(), day, c.firms...)
			o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}, Paid: c.paid})
			if err != nil {
				t.Fatal(err)
			}
			if got := told(o, keys); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestAPaymentThatTwoSetsKnowIsTakenOffOnce(t *testing.T) {
	t.Parallel()
	s := compile(t, strings.NewReplacer("{ title: 研发类 }", "{ title: 研发类, before: difference }", "    exclusive: [award]\n", "    exclusive: [research, award]\n").Replace(half), "2023-06-12")
	tab, keys := table(t, s.Schema(), s.Day, facts{key: "a", staff: 10, revenue: 9000, titles: []string{"高新技术企业"}})
	o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}, Paid: []benefit.Payment{{Key: "a", Clause: "growth/first", Amount: 5 * money.Wan, On: clock.MustDate("2021-05-01")}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := told(o, keys); !strings.Contains(got, "a high-tech 150000.00→100000.00 “首次认定”已于 2021-05-01 兑付，就高不重复，核减 50000.00元\n") {
		t.Error(got)
	}
}

func TestWhyAndWhatIsMissing(t *testing.T) {
	t.Parallel()
	day := clock.MustDate("2023-06-12")
	s := compile(t, half, "2023-06-12")
	tab, keys := table(t, s.Schema(), day, facts{key: "a", staff: 8, titles: []string{"高新技术企业"}}, facts{key: "b", staff: 9, titles: []string{"高新技术企业"}}, facts{key: "c", staff: 30}, facts{key: "d", revenue: 100, research: 1})
	clause, err := s.Find("high-tech")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range s.Misses(&benefit.Records{Table: tab, Keys: keys}, clause, text.Zh) {
		got = append(got, fmt.Sprintf("%d %v", len(m.Rows), m.Wants))
	}
	if want := "2 [从业人员不少于 10]; 1 [资质含“高新技术企业”]; 1 [资质含“高新技术企业” 从业人员不少于 10]"; strings.Join(got, "; ") != want {
		t.Errorf("%s", strings.Join(got, "; "))
	}
	e := s.Explain(&benefit.Records{Table: tab, Keys: keys}, 0, clause, text.En, func(path string) string { return "source of " + path })
	if e.Verdict != rule.False || fmt.Sprint(e.Misses) != "[[staff at least 10]]" || e.Tree.Children[1].Reads[0].Source != "source of firm.staff" || e.Tree.Children[0].Found != `qualifications includes "高新技术企业"` {
		t.Errorf("%+v", e)
	}
	research, _ := s.Find("growth/research")
	e = s.Explain(&benefit.Records{Table: tab, Keys: keys}, 3, research, text.Zh, nil)
	if fmt.Sprint(e.Misses) != "[[研发费用不少于营业收入的 3%]]" || e.Tree.Says != "研发费用不少于营业收入的 3%" || e.Tree.Found != "研发费用 1 万元 < 营业收入的 3% 为 3 万元" {
		t.Errorf("%+v", e)
	}
	if got := s.Clauses[research].HowMuch(text.Zh); got != "研发费用的 8%，最高 20 万元" {
		t.Error(got)
	}
	if _, err := s.Find("nothing"); !errs.Is(err, "benefit.unknown") {
		t.Error(err)
	}
}

func TestFirstComeIsServedInTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	s := compile(t, strings.NewReplacer("COME", "come: { title: 先到, amount: 10万元 }", "LINE", "come").Replace(everything), "2023-07-12")
	high := []string{"高新技术企业"}
	tab, keys := table(t, s.Schema(), s.Day, facts{key: "a", titles: high}, facts{key: "b", titles: high}, facts{key: "c", titles: high})
	o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}, Order: []int32{2, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	if got := told(o, keys); got != "a d 80000.00→20000.00 预算“先到”不足，先到先得，核减 60000.00元\nb d 80000.00→0.00 预算“先到”不足，先到先得，核减 80000.00元\nc d 80000.00→80000.00" {
		t.Error(got)
	}
	if _, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: append(keys, "d")}}); !errs.Is(err, "benefit.keys") {
		t.Error(err)
	}
}

func TestADraftIsComparedWithWhatGoverns(t *testing.T) {
	t.Parallel()
	day := clock.MustDate("2023-06-12")
	before := compile(t, half, "2023-06-12")
	after := compile(t, strings.Replace(half, "amount: wan(15)", "amount: wan(12)", 1), "2023-06-12")
	all := []facts{{key: "a", staff: 10, revenue: 9000, titles: []string{"高新技术企业"}, district: "东区"}, {key: "b", staff: 20, revenue: 100, research: 5, district: "西区"}}
	try := func(s *benefit.Scheme) *benefit.Outcome {
		tab, keys := table(t, s.Schema(), day, all...)
		o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	tab, keys := table(t, after.Schema(), day, all...)
	c := benefit.Compare(try(before), try(after), keys, tab, []benefit.By{{Path: "firm.district"}})
	if len(c.Winners) != 0 || fmt.Sprint(c.Losers) != "[{a 160000.00 130000.00}]" || c.Before.Amount != 18*money.Wan+4000*money.Yuan || c.After.Records != 2 {
		t.Errorf("%+v", c)
	}
	if g := c.Groups[0].Sides; len(g) != 2 || g[0].Name != "东区" || g[0].After != 13*money.Wan {
		t.Errorf("%+v", g)
	}
	if len(c.Overlap) != 2 || c.Overlap[0].Records != 1 {
		t.Errorf("%+v", c.Overlap)
	}
	months, err := benefit.Curve(2023, nil, func(on clock.Date, paid []benefit.Payment) (*benefit.Outcome, []string, error) {
		s := compile(t, half, on.String())
		tab, keys := table(t, s.Schema(), on, all...)
		o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}, Paid: paid})
		return o, keys, err
	})
	if err != nil || months[0].After != 18*money.Wan+4000*money.Yuan || months[6].After-months[5].After != 3*money.Wan || months[11].After != months[6].After {
		t.Errorf("%v %v", months, err)
	}
}
