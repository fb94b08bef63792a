import { words } from "@/words/words";

export const useLetterWords = words(
  "letters",
  {
    title: "函件与应办", letters: "函件", duties: "应办", all: "全部", mine: "致我的", drafted: "待签发", issued: "待送达", delivered: "待签收", signed: "待回复", replied: "已回复", withdrawn: "已撤回", late: "逾期未回",
    number: "文号", name: "函件", matter: "事项", to: "主送", by: "签发", state: "状态", reply_by: "回复时限", none: "没有这样的函件", none_hint: "机制触发的函件会自动出现在“待签发”里，其余的点“拟函”，或在事项页拟稿。",
    write: "拟函", about: "关于哪件事项", go_on: "下一步", cancel: "取消", may_not: "对{{number}}您不能拟函：只有经办这件事项、有权发函的岗位可以。",
    owed: "我的应办", open: "待办", missed: "漏办", met: "已办", lapsed: "不再需要", what: "应办", owner: "岗位", due: "时限", no_duties: "没有这样的应办", draft: "（拟稿）", next: "下一页", first: "回到第一页", of: "共 {{n}} 件", at_least: "{{n}} 件以上",
    print: "打印", back: "返回事项", steps: "办理", reply: "回复", signed_by: "{{who}}签收于 {{when}}", replied_at: "回复于 {{when}}", withdrawn_why: "已撤回：{{why}}", hidden: "您能看这封函件，但看不到它所关联的事项。", drop: "去掉这个条件", of_owner: "岗位 {{v}}", of_unit: "单位 {{v}}", of_what: "应办 {{v}}",
  },
  {
    title: "Letters and duties", letters: "Letters", duties: "Duties", all: "All", mine: "To me", drafted: "To issue", issued: "To deliver", delivered: "To sign for", signed: "To answer", replied: "Answered", withdrawn: "Withdrawn", late: "Answer late",
    number: "Number", name: "Letter", matter: "Matter", to: "To", by: "Issued by", state: "State", reply_by: "Answer by", none: "No such letters", none_hint: "Letters that a mechanism calls for appear under “To issue” by themselves; write others here, or on the matter's page.",
    write: "Write a letter", about: "About which matter", go_on: "Next", cancel: "Cancel", may_not: "You may not write a letter about {{number}}: only posts that may send letters about it can.",
    owed: "Mine", open: "Open", missed: "Missed", met: "Met", lapsed: "No longer needed", what: "Duty", owner: "Post", due: "Due", no_duties: "No such duties", draft: "(draft)", next: "Next page", first: "First page", of: "{{n}} in all", at_least: "{{n}} or more",
    print: "Print", back: "Back to the matter", steps: "What you can do", reply: "Answer", signed_by: "Signed for by {{who}}, {{when}}", replied_at: "Answered {{when}}", withdrawn_why: "Withdrawn: {{why}}", hidden: "You may read this letter, but not the matter it is about.", drop: "Take this condition away", of_owner: "Post {{v}}", of_unit: "Unit {{v}}", of_what: "Duty {{v}}",
  },
);
