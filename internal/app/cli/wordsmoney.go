package cli

import "qinlian/internal/base/text"

// moneyWords are what the commands on budget lines and claims say.
var moneyWords = map[string]text.Text{
	"h_fund":      zhEn("预算科目：list、show、appropriate", "budget lines: list, show, appropriate"),
	"h_fund_list": zhEn("列出一年的预算科目：预算、已承诺、已拨付、余额", "list the budget lines of a year: budget, committed, paid, left"),
	"h_fund_show": zhEn("一个科目的每一笔：安排、承诺、拨付、退票、追回", "all that happened to a line"), "h_fund_appropriate": zhEn("安排（或调减）预算，须写依据", "appropriate to a line, or take away, by a paper"),
	"h_claim":          zhEn("兑现：match、apply、confirm、notice、settle、batch、receipt……", "claims: match, apply, confirm, notice, settle, batch, receipt …"),
	"h_claim_list":     zhEn("列出兑现件", "list claims"),
	"h_claim_show":     zhEn("一件兑现的全部情况", "everything about one claim"),
	"h_claim_match":    zhEn("免申即享：比对生成名单", "make the list of what is granted without an application"),
	"h_claim_apply":    zhEn("申请：即申即享当场决定，申报审核待确认", "apply: instant clauses are decided at once, others wait to be confirmed"),
	"h_claim_confirm":  zhEn("单位确认，承诺资金", "the unit confirms, and money is committed"),
	"h_claim_strike":   zhEn("剔除，须写原因；承诺的资金释放", "take off the list, with a reason; its money is free again"),
	"h_claim_take":     zhEn("逾时无人签收的，由中心兜底接办", "the centre takes what nobody signed for in time"),
	"h_claim_notice":   zhEn("公示已确认的名单", "put what is confirmed on show"),
	"h_claim_object":   zhEn("登记公示期异议", "enter an objection"),
	"h_claim_answer":   zhEn("答复异议；成立的即剔除", "answer an objection; one that is upheld strikes the claim"),
	"h_claim_settle":   zhEn("企业确认意愿和收款账户", "the enterprise confirms, and names its account"),
	"h_claim_batch":    zhEn("生成拨付批次和拨付文件；同一编号得到同一批", "make a batch of payments and its file; one number is one batch"),
	"h_claim_batches":  zhEn("列出拨付批次", "list the batches"),
	"h_claim_receipt":  zhEn("读入银行回单：到账或退票", "read the bank's receipts: paid or returned"),
	"h_claim_withdraw": zhEn("撤回整批拨付（误发或银行整批退回），须写原因；已有回单的不能撤回", "withdraw a batch that was sent in error or refused by the bank, with a reason; not once a receipt was entered"),
	"h_claim_clawback": zhEn("追回已拨付的资金，须写原因", "take back what was paid, with a reason"),

	"a_fund_line": zhEn("预算科目（条款没有科目的，为政策文件代号）", "budget line (of clauses without one, the document)"), "a_fund_amount": zhEn("金额，如 500万元；负数为调减；首次可不写，按文件", "amount, such as 500万元; below zero takes away; at first, left out, as the file says"),
	"f_fund_basis": zhEn("依据：文件、会议", "by which paper or session"), "f_fund_year": zhEn("年度，默认今年", "year, this one by default"),
	"a_claim": zhEn("兑现件编号", "number of the claim"), "a_claims": zhEn("兑现件编号，可写多件", "numbers of claims"), "a_claim_record": zhEn("对象的标识，如统一社会信用代码", "key of the record, such as a credit code"),
	"a_claim_text": zhEn("异议内容", "what is objected to"), "a_claim_n": zhEn("第几条异议", "which objection, from 1"), "a_claim_answer": zhEn("答复", "the answer"),
	"a_batch": zhEn("批次编号，如 拨〔2023〕1号", "number of the batch"), "a_receipts": zhEn("回单文件（.csv、.xlsx）：拨付编号、结果，另可有金额、日期、回单号、原因", "file of receipts (.csv, .xlsx): payment, result, and amount, date, reference, reason"),
	"f_claim_step": zhEn("只看这一步：待确认（listed）、已确认（confirmed）、已公示（noticed）、已发指令（sent）、已到账（paid）、已剔除（struck）、已追回（clawed）", "those at this step: listed, confirmed, noticed, sent, paid, struck, clawed"), "f_claim_record": zhEn("只看这个对象", "those of this record"),
	"f_claim_on_show": zhEn("只看正在公示的", "those on show today"), "f_claim_promise": zhEn("承诺（即申即享必须有）", "the promise that what is stated is true"), "f_claim_material": zhEn("已交的材料，可写多次", "a material handed in; may be repeated"),
	"f_claim_channel": zhEn("渠道", "which way it came in"), "f_claim_payee": zhEn("户名", "name of the account"), "f_claim_bank": zhEn("开户行", "its bank"), "f_claim_account": zhEn("账号", "its number"),
	"f_claim_clause": zhEn("这一条款（或文件）的全部", "all of this clause, or document"), "f_claim_line": zhEn("只付这个预算科目的", "only those of this budget line"), "f_claim_amount": zhEn("改为这个金额（只确认一件时）", "another amount, of one claim"),
	"f_claim_reason": zhEn("原因", "why"), "f_claim_from": zhEn("提出人", "who objects"), "f_claim_uphold": zhEn("异议成立，剔除", "it is right: strike the claim"), "f_claim_claw": zhEn("追回金额，默认全部", "how much, all by default"),
	"f_batch_out": zhEn("拨付文件（.csv、.xlsx）", "file of payments (.csv, .xlsx)"),

	"col_line": zhEn("科目", "line"), "col_budget": zhEn("预算（元）", "budget (yuan)"), "col_committed": zhEn("已承诺", "committed"), "col_paid_out": zhEn("已拨付", "paid"), "col_left": zhEn("余额", "left"),
	"col_deed": zhEn("办理", "what"), "col_claim": zhEn("兑现件", "claim"), "col_step": zhEn("进度", "step"), "col_account": zhEn("账户", "account"), "col_payee": zhEn("户名", "payee"), "col_bank": zhEn("开户行", "bank"), "col_payment": zhEn("拨付编号", "payment"),

	"fund_lines": zhEn("%d 年预算科目，截至 %s", "budget lines of %d, as of %s"), "fund_none": zhEn("还没有安排预算：qinlian fund appropriate", "nothing is appropriated yet: qinlian fund appropriate"),
	"fund_line": zhEn("%s · %s 年，截至 %s", "%s · %s, as of %s"), "fund_state": zhEn("预算 %s元，已承诺 %s元，已拨付 %s元，余 %s元", "%s yuan budgeted, %s committed, %s paid, %s left"),
	"claim_sum": zhEn("共 %d 件，%s元（截至 %s）", "%d in all, %s yuan (as of %s)"), "claim_objected": zhEn("%s，有 %d 条异议未答复", "%s, %d objections open"), "claim_until": zhEn("%s，公示到 %s", "%s, until %s"), "claim_ready": zhEn("%s，可拨付", "%s, ready to pay"),
	"col_reason": zhEn("原因", "reason"), "claim_account": zhEn("%s，待更正账户", "%s, account to be corrected"), "claim_span": zhEn("%s 至 %s", "%s to %s"), "claim_objection": zhEn("异议%d（%s）：%s → %s", "objection %d (%s): %s → %s"), "claim_unanswered": zhEn("未答复", "not answered"), "claim_payment": zhEn("拨付 %s：%s元，%s", "payment %s: %s yuan, %s"),
	"claim_turn": zhEn("轮到", "waits for"), "claim_route": zhEn("去向", "desks"), "claim_after": zhEn("%s 以后", "after %s"),
	"claim_promise": zhEn("承诺", "promise"), "payment_out": zhEn("在途", "on its way"), "payment_paid": zhEn("%s 到账", "paid on %s"), "payment_returned": zhEn("%s 退票：%s", "returned on %s: %s"), "payment_withdrawn": zhEn("已撤回：%s", "withdrawn: %s"), "payment_clawed": zhEn("已追回 %s元", "%s yuan taken back"),
	"claim_matched": zhEn("本期已有 %d 件，不予兑付 %d 件，缺数据 %d 件", "%d had one already, %d refused, %d lack facts"), "claim_short": zhEn("预算已用完，以下 %d 件仍待确认", "the line is used up; these %d stay listed"),
	"batch_made": zhEn("批次 %s，%s 生成，%d 笔，合计 %s元", "batch %s of %s: %d payments, %s yuan"), "batch_file": zhEn("拨付文件：%s", "file: %s"),
	"batch_withdrawn": zhEn("批次 %s 已撤回：%d 笔，%s元退回待拨付（%s）；重新拨付请用新的编号", "batch %s is withdrawn: %d payments, %s yuan, wait to be paid again (%s); use a new number"), "withdrawn_by": zhEn("已由%s撤回：%s", "withdrawn by %s: %s"),
	"receipts_read": zhEn("批次 %s：到账 %d 笔 %s元，退票 %d 笔 %s元，此前已登记 %d 笔，尚无回单 %d 笔", "batch %s: %d paid (%s yuan), %d returned (%s yuan), %d entered before, %d without a receipt"),
}
