import { words } from "@/words/words";

export const useMatterWords = words(
  "matter",
  {
    facts: "基本情况", unit: "牵头单位", support: "配合单位", owner: "责任人", sponsor: "牵头领导", verifier: "核验人", urgency: "紧急程度", category: "板块", stage: "进展", progress: "完成度", registered: "登记时间", level: "已升级", level_n: "{{n}} 次", origin: "来源", applicant: "申请人", missed: "漏办", missed_n: "{{n}} 项", parent: "上级事项",
    why: "为什么是{{light}}", why_wordless: "另有条件", clock: "时钟", due: "时限", promised: "承诺时限", statutory: "法定时限", advisory: "建议时限", baseline: "原定时限", limit: "期限", consumed: "已用", consumed_n: "{{n}} 个工作日", left: "还剩 {{n}} 个工作日", over: "已超 {{n}} 个工作日", suspended: "计时已暂停", not_started: "尚未起算", extensions: "已延期 {{n}} 次",
    provisional: "其中一年的放假安排尚未公布，日期为暂定", accept_by: "签收时限", ahead: "不办会怎样", ahead_more: "还有 {{n}} 项", tree: "任务分解", leaves: "{{done}}/{{all}} 项完成", files: "附件", no_files: "还没有附件", cited: "已入账", history: "经过", derived: "自动", deputy: "B岗", more_events: "还有更早的事件未列出", only_human: "只看人办的", all_events: "全部", load_more: "更多",
    reports: "反馈与佐证", evidence: "佐证", sessions: "议过的会议", resolved: "决议：{{what}}", stage_convened: "待召开", stage_open: "正在开", stage_closed: "已开", stage_cancelled: "已取消", kind: "类别",
    ladder: "升级阶梯", level_to: "升至第 {{n}} 级", fired_at: "已触发：{{at}}", fired_often: "已触发 {{n}} 次，最近 {{at}}", comes_at: "不办将触发：{{at}}", may_fire: "尚未触发：近期不到时间，或条件未出现", budget: "期限用量", budget_n: "{{used}} 个工作日，期限 {{limit}}", started: "起算", provisional_mark: "（暂估）", stopped: "{{from}} 至 {{to}} 停表", stands: "{{from}} 起停表", make_up: "含调休：时限内有调休上班日，计为工作日",
    unit_wd: "{{n}} 个工作日", unit_d: "{{n}} 天", unit_mo: "{{n}} 个月", unit_h: "{{n}} 个工作小时", unit_ch: "{{n}} 个自然小时", extended_by: "{{sum}}，延长 {{by}}", ab: "A岗 {{a}}", ab_b: "B岗 {{b}}",
    letters: "函件", duties: "应办", no_duties: "没有应办", hash: "第 {{seq}} 条，散列 {{hash}}", state_open: "待办", state_met: "已办", state_missed: "漏办", state_lapsed: "不再需要",
    drafted: "拟稿", issued: "已签发", delivered: "已送达", signed: "已签收", replied: "已回复", withdrawn: "已撤回", not_found: "没有这件事项，或您看不到它",
  },
  {
    facts: "The matter", unit: "Lead unit", support: "Supporting units", owner: "Owner", sponsor: "Sponsor", verifier: "Verifier", urgency: "Urgency", category: "Category", stage: "Stage", progress: "Progress", registered: "Registered", level: "Raised", level_n: "{{n}} times", origin: "Came from", applicant: "Applicant", missed: "Missed", missed_n: "{{n}} duties", parent: "Parent",
    why: "Why this is {{light}}", why_wordless: "A condition of its own", clock: "Clock", due: "Due", promised: "Promised", statutory: "Statutory", advisory: "Advisory", baseline: "First due date", limit: "Limit", consumed: "Used", consumed_n: "{{n}} working days", left: "{{n}} working days left", over: "{{n}} working days late", suspended: "The clock is stopped", not_started: "Not started yet", extensions: "Extended {{n}} times",
    provisional: "Provisional: a year in it has no published holidays yet", accept_by: "To be accepted by", ahead: "What comes if nobody acts", ahead_more: "{{n}} more", tree: "Decomposition", leaves: "{{done}} of {{all}} done", files: "Attachments", no_files: "No attachments yet", cited: "In the ledger", history: "History", derived: "automatic", deputy: "deputy", more_events: "There are more events than are shown", only_human: "People's only", all_events: "All", load_more: "More",
    reports: "Reports and evidence", evidence: "Evidence", sessions: "Sessions that dealt with it", resolved: "Resolved: {{what}}", stage_convened: "convened", stage_open: "under way", stage_closed: "held", stage_cancelled: "cancelled", kind: "Kind",
    ladder: "Ladder", level_to: "raised to level {{n}}", fired_at: "Fired {{at}}", fired_often: "Fired {{n}} times, last {{at}}", comes_at: "Fires {{at}} if nobody acts", may_fire: "Has not fired: not due soon, or its condition has not come", budget: "Used of the limit", budget_n: "{{used}} working days of {{limit}}", started: "Started", provisional_mark: "(provisional)", stopped: "Stood still {{from}} to {{to}}", stands: "Stands still since {{from}}", make_up: "A make-up day within it is worked and counted",
    unit_wd: "{{n}} working days", unit_d: "{{n}} days", unit_mo: "{{n}} months", unit_h: "{{n}} working hours", unit_ch: "{{n}} clock hours", extended_by: "{{sum}}, extended by {{by}}", ab: "first seat {{a}}", ab_b: "second seat {{b}}",
    letters: "Letters", duties: "Duties", no_duties: "No duties", hash: "Event {{seq}}, hash {{hash}}", state_open: "Open", state_met: "Met", state_missed: "Missed", state_lapsed: "No longer needed",
    drafted: "Draft", issued: "Issued", delivered: "Delivered", signed: "Signed for", replied: "Answered", withdrawn: "Withdrawn", not_found: "There is no such matter, or you may not see it",
  },
);
