package mechanism

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

const growth = `register: firm
title: 企业
key: code
fields:
  code: { type: string, title: 代码, required: true }
  revenue: { type: money, title: { zh: 营业收入, en: revenue } }
---
benefit: growth
title: { zh: 惠企政策, en: Growth }
level: zone
of: firm
clauses:
  - key: award
    title: { zh: 奖励, en: Award }
    when: firm.revenue >= wan(100)
    amount: 'least(share(firm.revenue, "8%"), wan(50))'
    mode: reviewed
    period: year
    cap: 60万元
`

func TestDiffTellsWhatBecomesOfAClause(t *testing.T) {
	t.Parallel()
	load := func(policy string) *Bundle {
		b, err := Load(fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范区\nabstract: true\n")}, "demo/growth.yaml": {Data: []byte(policy)}}, "demo")
		if err != nil {
			t.Fatal(errs.Message(err, text.Zh))
		}
		return b
	}
	for name, c := range map[string]struct{ from, to, zh, en string }{
		"the amount": {
			"\"8%\"", "\"10%\"", "惠企政策：条款 › “award 奖励” › 金额由 “营业收入的 8%，最高 50 万元” 改为 “营业收入的 10%，最高 50 万元”",
			"Growth: clauses › “award Award” › amount changed from “8% of revenue, at most 500000.00 yuan” to “10% of revenue, at most 500000.00 yuan”",
		},
		"the condition": {
			"wan(100)", "wan(90)", "惠企政策：条款 › “award 奖励” › 条件由 “营业收入不少于 100 万元” 改为 “营业收入不少于 90 万元”",
			"Growth: clauses › “award Award” › when changed from “revenue at least 1000000.00 yuan” to “revenue at least 900000.00 yuan”",
		},
		"the mode": {
			"mode: reviewed", "mode: automatic", "惠企政策：条款 › “award 奖励” › 兑现方式由 申报审核 改为 免申即享", "Growth: clauses › “award Award” › mode changed from reviewed to automatic",
		},
		"the cap": {
			"cap: 60万元", "cap: 70万元", "惠企政策：条款 › “award 奖励” › 本条上限由 600000.00元 改为 700000.00元", "Growth: clauses › “award Award” › cap changed from 600000.00 yuan to 700000.00 yuan",
		},
	} {
		changes := Diff(load(growth), load(strings.Replace(growth, c.from, c.to, 1)))
		if len(changes) != 1 || changes[0].Text.Zh != c.zh || changes[0].Text.En != c.en {
			t.Errorf("%s: %+v", name, changes)
		}
	}
}
