package apitest

import (
	"net/http"

	"qinlian/internal/adapter/httpapi/matters"
)

// officeBundle is what else the Zone works with: a kind with fields, duties and a ladder, letters, sessions, a register
// and a list.
const officeBundle = `
---
kind: project
title: 项目
number: "项〔{year}〕{seq}号"
fields:
  investment: { type: money, title: 投资额 }
  phase: { type: string, title: 阶段, one_of: [在谈, 签约, 投产] }
  signed: { type: date, title: 签约日 }
  listed: { type: bool, title: 上市 }
  chains: { type: list<string>, title: 产业链 }
urgencies: { red: 红, green: 绿 }
limit: 10wd
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
light: { red: matter.overdue, amber: matter.remaining <= wd(3), green: "true" }
cadence: { "*": weekly }
ladder:
  - { at: due + 1wd, talk: true, to: owner, by: sponsor }
  - { at: due + 2wd, bulletin: reminder }
---
letter: reminder
title: 提示函
number: "催〔{year}〕{seq}号"
reply: 3wd
subject: 关于“{matter.title}”的提示函
body: "{to}：请抓紧办理，时限 {matter.due}。"
---
session: meeting
title: { zh: 调度会, en: Review }
number: "会〔{year}〕{seq}号"
chair: post(管委会主任)
quorum: 0.5
look_back: true
recolor: true
matters: [project]
blocks:
  - { name: red, title: 红灯事项, required: true, fill: red }
  - { name: other, title: 其他事项 }
---
kind: order
title: 督办单
number: "督〔{year}〕{seq}号"
fields:
  phone: { title: 联系电话, type: string, personal: phone, keep: 3y after close }
limit: 10wd
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: post(政务中心主任) }
ladder:
  - { at: assigned, talk: true, to: owner, by: sponsor }
---
kind: raid
title: 突击检查
number: "突〔{year}〕{seq}号"
fields:
  phone: { title: 联系电话, type: string, personal: phone, keep: 3y after close }
limit: 10wd
confidential: { cleared: [office, inspector], while: [registered, established, assigned] }
ladder:
  - { at: assigned, talk: true, to: owner, by: post(督查室主任) }
---
register: enterprises
title: 企业档案
key: code
fields:
  code: { type: string, title: 编号, required: true }
  name: { type: string, title: 名称, required: true }
  investment: { type: money, title: 投资额 }
---
register: firm
title: { zh: 企业名录, en: Firms }
key: code
facts: true
fields:
  code: { type: string, title: 编号, required: true }
  name: { type: string, title: 名称, required: true }
  size: { type: string, title: 规模, one_of: [大型, 小型] }
  staff: { type: int, title: { zh: 从业人员, en: staff } }
  revenue: { type: money, per: year, title: { zh: 营业收入, en: revenue } }
---
kind: policy-claim
title: 兑现件
number: "兑〔{year}〕{seq}号"
limit: { accept: 2wd, promised: 20wd }
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head }
---
benefit: growth
title: { zh: 惠企政策, en: Growth }
level: zone
of: firm
unit: 招商局
payer: 经发局
redeem: policy-claim
objection: 5wd
guide: { process: [申请, 拨付], limit: 20wd, contact: 招商局 }
exclusions: { staff: { title: 用工类 } }
budget: { jobs: { title: 用工资金, amount: 100万元 } }
clauses:
  - key: jobs
    title: { zh: 吸纳就业奖励, en: Award for jobs }
    for: 用工大户
    when: firm.staff >= 100
    amount: 'yuan(300) * firm.staff'
    mode: automatic
    period: year
    exclusive: [staff]
    budget: jobs
  - key: revenue
    title: { zh: 营收奖励, en: Award for revenue }
    for: 营收千万元以上的企业
    when: firm.revenue >= wan(1000) && firm.staff >= 10
    amount: 'least(share(firm.revenue, "1%"), wan(50))'
    mode: instant
    period: year
    materials: [承诺书]
  - key: park
    title: { zh: 园区补助, en: Grant for the park }
    for: 园区企业
    note: 原文未给金额
---
list: leniency
title: 轻微免罚清单
version: "2023-02"
items:
  - { code: A01, title: 首次逾期, to: 2023-02-01 }
  - { code: A02, title: 补正及时, from: 2023-01-01 }
`

// Project registers a project with fields of its own and gives it to 招商局干部.
func (o *Office) Project(title string, fields map[string]any) matters.MatterView {
	o.Helper()
	m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, InZone("/matters"), map[string]any{"kind": "project", "title": title, "lead_unit": "zsj", "fields": fields}).Matter(o)
	return o.OK(http.StatusOK, "dcs-a", http.MethodPost, OfMatter(m.ID, "/commands"), Deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "If-Match", "*").Matter(o)
}

// Inspection registers an unannounced inspection of 招商局 and gives it to 招商局干部, who must not know yet.
func (o *Office) Inspection(title string) matters.MatterView {
	o.Helper()
	m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, InZone("/matters"), map[string]any{"kind": "inspection", "title": title, "lead_unit": "zsj"}).Matter(o)
	return o.OK(http.StatusOK, "dcs-a", http.MethodPost, OfMatter(m.ID, "/commands"), Deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "If-Match", "*").Matter(o)
}

// Letter drafts a reminder about a matter and takes it as far as a step: drafted, issued, delivered, signed or replied.
// The addressee must be a post that 督查室主任 may write to.
func (o *Office) Letter(matter, to, state string) {
	o.Helper()
	o.OK(http.StatusCreated, "dcs-a", http.MethodPost, OfMatter(matter, "/letters"), map[string]any{"template": "reminder", "to": to}, "If-Match", "*")
	for _, step := range []struct{ state, command string }{{"issued", "issue"}, {"delivered", "deliver"}} {
		if state == "drafted" || state == "issued" && step.state == "delivered" {
			return
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, OfMatter(matter, "/letters/L1/commands"), map[string]any{"command": step.command}, "If-Match", "*")
	}
}

// Meeting convenes a session of 管委会主任 with 督查室主任 and 招商局局长.
func (o *Office) Meeting(agenda ...map[string]any) Reply {
	o.Helper()
	if agenda == nil {
		agenda = []map[string]any{}
	}
	return o.OK(http.StatusCreated, "dcs-a", http.MethodPost, InZone("/sessions"), map[string]any{
		"template": "meeting", "expected": []string{"督查室主任", "招商局局长"}, "agenda": agenda,
	})
}
