package rule

import (
	"testing"

	"qinlian/internal/base/text"
)

func TestAConditionWithinARuleIsSaidBothWays(t *testing.T) {
	t.Parallel()
	schema, err := NewSchema([]Field{{Name: "it", Type: Object("it")}}, Shape{Name: "it", Fields: []Field{
		{Name: "staff", Type: Int(), Title: text.Text{Zh: "人数", En: "staff"}},
		{Name: "spent", Type: Money(), Title: text.Text{Zh: "研发费用", En: "research"}},
		{Name: "revenue", Type: Money(), Title: text.Text{Zh: "营业收入", En: "revenue"}},
		{Name: "titles", Type: ListOf(String()), Title: text.Text{Zh: "资质", En: "titles"}},
		{Name: "listed", Type: Bool(), Title: text.Text{Zh: "是否上市", En: "listed"}},
		{Name: "size", Type: String(), Title: text.Text{Zh: "规模", En: "size"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	env, err := NewEnvironment(schema)
	if err != nil {
		t.Fatal(err)
	}
	const source = `it.spent >= share(it.revenue, "3%") && "高企" in it.titles && it.size in ["小型", "微型"] && !it.listed && has(it.staff) && it.size.startsWith("小") && !(it.staff < 5 || "黑名单" in it.titles)`
	p, err := env.Compile(source, Bool(), Position{})
	if err != nil {
		t.Fatal(err)
	}
	for condition, want := range map[string][4]string{
		`it.spent >= share(it.revenue, "3%")`: {"研发费用不少于营业收入的 3%", "研发费用不到营业收入的 3%", "research at least 3% of revenue", "research below 3% of revenue"},
		`"高企" in it.titles`:                   {"资质含“高企”", "资质不含“高企”", `titles includes "高企"`, `titles does not include "高企"`},
		`it.size in ["小型", "微型"]`:             {"规模属于“小型”、“微型”", "规模不属于“小型”、“微型”", `size is one of "小型", "微型"`, `size is none of "小型", "微型"`},
		`it.size.startsWith("小")`:             {"规模以“小”开头", "规模不以“小”开头", `size begins with "小"`, `size does not begin with "小"`},
		`it.listed`:                           {"上市", "未上市", "listed", "not listed"},
		`has(it.staff)`:                       {"人数已填", "人数未填", "staff is set", "staff is not set"},
		`it.staff < 5`:                        {"人数不到 5", "人数不少于 5", "staff below 5", "staff at least 5"},
	} {
		for i, say := range []struct {
			holds bool
			lang  text.Lang
		}{{true, text.Zh}, {false, text.Zh}, {true, text.En}, {false, text.En}} {
			if got, ok := p.Phrase(condition, say.holds, say.lang); !ok || got != want[i] {
				t.Errorf("%s: %q %v, want %q", condition, got, ok, want[i])
			}
		}
	}
	if _, ok := p.Phrase("it.staff < 6", true, text.Zh); ok {
		t.Error("a condition that the rule does not have has words")
	}
	for amount, want := range map[string][2]string{
		`wan(6)`:                                {"6 万元", "60000.00 yuan"},
		`least(share(it.spent, "8%"), wan(50))`: {"研发费用的 8%，最高 50 万元", "8% of research, at most 500000.00 yuan"},
		`greatest(yuan("300") * it.staff, yuan("1000"))`:        {"300.00 元 × 人数，最低 1000.00 元", "300.00 yuan × staff, at least 1000.00 yuan"},
		`it.revenue >= yi(1) ? wan(30) : it.revenue - it.spent`: {"营业收入不少于 1 亿元的，30 万元；其他，营业收入减 研发费用", "300000.00 yuan where revenue at least 100000000.00 yuan; else revenue minus research"},
	} {
		p, err := env.Compile(amount, Money(), Position{})
		if err != nil {
			t.Fatal(err)
		}
		zh, _ := p.ValueWords(text.Zh)
		en, _ := p.ValueWords(text.En)
		if zh != want[0] || en != want[1] {
			t.Errorf("%s: %q %q", amount, zh, en)
		}
	}
}
