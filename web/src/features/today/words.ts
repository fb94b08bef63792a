import { words } from "@/words/words";

export const useTodayWords = words(
  "today",
  {
    today: "今日", my_work: "我的事", accept: "待签收", report: "在办，要反馈", verify: "待我核验", hand_over: "交接", sign: "待签收函件", reply: "待回复函件", see_all: "查看全部", due: "今日应办", missed: "漏办", clear: "手头没有要办的事", clear_hint: "有新的交办、核验或函件会出现在这里。",
    overview: "全区亮灯", by_unit: "各单位亮灯", unit: "单位", all: "合计", letters_to_issue: "待签发函件", letters_unreplied: "未回复函件", awaiting: "办结待核验", unowned: "无责任人", loads: "承办量", post: "岗位", matters: "事项", duties: "待办", missed_n: "漏办", heavy: "过重", heavy_note: "合计超过 {{n}} 为过重",
    weekly: "本周应调度", "half-monthly": "本半月应调度", monthly: "本月应调度", quarterly: "本季应调度", "half-yearly": "本半年应调度", yearly: "本年应调度", other: "应调度", sessions: "本年会议", held: "已开 {{n}} 次", of_year: "全年 {{n}} 次", row: "{{first}} 起一轮 {{of}} 场，已开 {{held}} 场", row_short: "{{first}} 起一轮 {{of}} 场，少 {{short}} 场", unheld: "无人在岗", stale: "{{n}} 件事项的定时清点尚未完成，以上数字已按此刻推算。",
    see_ledger: "在台账中查看", other_duties: "其他待办", turned_red: "昨日以来转红", next_session: "下次会议", chair: "{{who}}主持", items: "议题 {{n}} 项", issue: "待我签发函件", deal: "办理", do_accept: "签收", do_report: "反馈", do_verify: "核验", do_sign: "签收", do_issue: "签发", do_reply: "回复", do_hand_over: "交接", to: "致 {{to}}", above: "上一级 {{above}}",
    w_review: "调度", w_report: "反馈", w_publish: "编发", w_accept: "签收", w_issue: "签发函件", w_reply: "回复函件", w_talk: "约谈", w_bulletin: "列入通报", w_raise: "升级后研究处理", w_recheck: "回头看", w_extension: "批复延期申请", w_replan: "批复计划调整", w_objection: "答复申诉", mine: "由我移交", take: "由我接手",
    admin_hello: "管理员不接触业务内容，这里没有事项", admin_hint: "账号、日志、任务在“管理”中办理。",
  },
  {
    today: "Today", my_work: "My work", accept: "To accept", report: "To work on and report", verify: "To verify", hand_over: "Hand-overs", sign: "Letters to sign for", reply: "Letters to answer", see_all: "See all", due: "Due duties", missed: "Missed", clear: "Nothing waits for you", clear_hint: "New assignments, verifications and letters will appear here.",
    overview: "Lights of the zone", by_unit: "Lights by unit", unit: "Unit", all: "Total", letters_to_issue: "Letters to issue", letters_unreplied: "Letters without a reply", awaiting: "Completed, to be verified", unowned: "Without an owner", loads: "Workload", post: "Post", matters: "Matters", duties: "Duties", missed_n: "Missed", heavy: "too many", heavy_note: "More than {{n}} in all is too many",
    weekly: "To review this week", "half-monthly": "To review this half-month", monthly: "To review this month", quarterly: "To review this quarter", "half-yearly": "To review this half-year", yearly: "To review this year", other: "To review", sessions: "Meetings this year", held: "{{n}} held", of_year: "of {{n}}", row: "a row of {{of}} from {{first}}, {{held}} held", row_short: "a row of {{of}} from {{first}}, {{short}} missing", unheld: "Posts without a holder", stale: "The timed count of {{n}} matters is late; the figures above are worked out for this moment.",
    see_ledger: "See in the ledger", other_duties: "Other open duties", turned_red: "Turned red since yesterday", next_session: "Next session", chair: "Chair: {{who}}", items: "{{n}} on the agenda", issue: "Letters for me to issue", deal: "Act", do_accept: "Accept", do_report: "Report", do_verify: "Verify", do_sign: "Sign for", do_issue: "Issue", do_reply: "Answer", do_hand_over: "Hand over", to: "to {{to}}", above: "above: {{above}}",
    w_review: "review", w_report: "report", w_publish: "publish", w_accept: "accept", w_issue: "issue a letter", w_reply: "answer a letter", w_talk: "hold a talk", w_bulletin: "name in the bulletin", w_raise: "decide at the higher level", w_recheck: "check again", w_extension: "decide on the extension", w_replan: "decide on the change of plan", w_objection: "answer the objection", mine: "I hand over", take: "I take over",
    admin_hello: "Administrators do not see the zone's business: there are no matters here", admin_hint: "Accounts, logs and jobs are under Administration.",
  },
);
