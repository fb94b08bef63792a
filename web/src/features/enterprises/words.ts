import { words } from "@/words/words";

export const useEnterpriseWords = words(
  "enterprises",
  {
    title: "企业登记簿", note: "每项数据有来源、有日期；更正留痕，过去不改", register: "登记簿", search: "搜索名称或代码", on: "查看日期", none: "没有符合的记录", none_hint: "换一个词，或换一天。", no_registers: "这里没有逐项记录数据的登记簿", no_registers_hint: "在机制里声明登记簿（facts）后，由统计部门导入。", more: "继续列出", name: "名称", code: "代码", back: "返回", benefits: "可享受什么",
    as_held: "{{day}} 的情况", not_held: "这一天没有在用的记录", retired: "自 {{day}} 起停用", vouched: "代码校验不符，已核验证照：{{who}}", facts: "逐项数据", fact: "项目", value: "值", since: "自", until: "至 {{day}}", source: "来源", dated: "{{source}}（{{day}}出具）", statements: "历次记录", when: "记录时间", what: "方式", by: "岗位", from: "生效日", n_facts: "{{n}} 项", reason: "理由", stated: "登记", corrected: "更正", retired_what: "停用", known: "按现有记录",
    correct: "登记或更正", correct_note: "与已有数据不一致的，须写明理由；原来的记录保留。", field: "项目", field_hint: "按年、按月的数据选对应期间", new_value: "值", value_hint: "如 1500万元、120、是；留空表示撤回", from_day: "自哪一天起", source_of: "来源", source_hint: "如 企业申报、税务局申报表", done: "已记录",
  },
  {
    title: "Register of enterprises", note: "Each fact has its source and day; a correction keeps the past", register: "Register", search: "Search names and codes", on: "As of", none: "No such record", none_hint: "Try another word, or another day.", no_registers: "No register here keeps facts one by one", no_registers_hint: "Declare one in the mechanisms (facts), then let statistics import it.", more: "List more", name: "Name", code: "Code", back: "Back", benefits: "What it is entitled to",
    as_held: "On {{day}}", not_held: "No record holds on this day", retired: "Out of use since {{day}}", vouched: "Its code does not agree; the licence was seen: {{who}}", facts: "Fact by fact", fact: "Fact", value: "Value", since: "Since", until: "until {{day}}", source: "Source", dated: "{{source}} ({{day}})", statements: "What was recorded", when: "Recorded", what: "How", by: "Post", from: "Holds from", n_facts: "{{n}} facts", reason: "Reason", stated: "Stated", corrected: "Corrected", retired_what: "Out of use", known: "As recorded now",
    correct: "State or correct", correct_note: "What contradicts the record needs a reason; what was written stays.", field: "Fact", field_hint: "Of what belongs to a year or month, choose the period", new_value: "Value", value_hint: "as a table writes it, such as 15000000 or 120; left empty it takes back what was said", from_day: "From", source_of: "Source", source_hint: "a report, an office, a licence", done: "Recorded",
  },
);
