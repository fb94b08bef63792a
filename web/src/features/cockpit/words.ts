import { words } from "@/words/words";

export const useCockpitWords = words(
  "cockpit",
  {
    cockpit: "驾驶舱", map: "挂牌作战图", as_of: "截至 {{when}}", wall: "大屏", leave: "退出大屏", next_page: "下一屏", hold: "停止轮播", go_on: "继续轮播", page: "第 {{n}} 屏，共 {{of}} 屏",
    as_table: "表格", as_chart: "图形", as_table_of: "{{what}}：换成表格", as_chart_of: "{{what}}：换成图形",
    open: "在办", red: "红灯", amber: "黄灯", green: "绿灯", overdue: "已超期", behind: "进度滞后", missed: "漏办", behind_note: "完成度低于时间进度 10 个百分点以上", due_duties: "待办应办",
    by_unit: "各单位亮灯", by_kind: "各类别亮灯", unit: "单位", kind: "类别", all: "合计", none_unit: "未定单位",
    ages: "登记至今", late: "时限", days: "天数", matters: "件数", day_range: "{{from}}–{{to}} 天", day_over: "{{from}} 天以上", late_range: "超 {{from}}–{{to}} 天", late_over: "超 {{from}} 天以上", soon: "{{to}} 天内到期", later: "{{from}} 天后到期", undated: "无时限",
    flow: "登记与了结", registered: "登记", closed: "了结", by_week: "按周", by_month: "按月", period: "时段", week: "{{n}}周", month: "{{n}}月",
    pace: "时间进度与完成度", elapsed: "时间进度", progress: "完成度", pace_note: "有时限的在办事项的平均值",
    ladder: "升级漏斗", step_open: "在办", step_red: "亮红灯", step_level: "升 {{n}} 级", step_level_more: "升 {{n}} 级及以上",
    loads: "各岗位承办量", post: "岗位", duties: "待办", missed_by_unit: "各单位漏办", nothing_missed: "没有漏办", nothing_open: "没有在办事项", nothing_hint: "登记或导入事项后，这里会出现数字。", no_ladder: "没有升级的事项",
    chart_label: "图：{{what}}。{{sum}}", n_matters: "{{n}} 件", more_posts: "另有 {{n}} 个岗位，见表格", more_units: "另有 {{n}} 个单位，见表格",
    owner: "责任人", sponsor: "牵头领导", no_owner: "无责任人", weeks_left: "剩 {{n}} 周", days_left: "剩 {{n}} 天", due_today: "今天到期", weeks_over: "超 {{n}} 周", days_over: "超 {{n}} 天", no_due: "无时限", done_of: "子项 {{done}}/{{n}} 完成", level: "升 {{n}} 级", lag: "滞后 {{n}} 点",
    map_empty: "没有挂牌的事项", map_empty_hint: "登记项目或任务后会按单位挂在这里。", map_more: "事项太多，图上先挂红灯、黄灯的。", cards_more: "另有 {{n}} 件，见台账", map_note: "共 {{n}} 件挂牌", kinds: "类别", all_kinds: "默认类别", below: "子项",
  },
  {
    cockpit: "Cockpit", map: "War map", as_of: "As of {{when}}", wall: "Wall", leave: "Leave the wall", next_page: "Next screen", hold: "Stop turning", go_on: "Go on turning", page: "Screen {{n}} of {{of}}",
    as_table: "Table", as_chart: "Chart", as_table_of: "{{what}}: show as a table", as_chart_of: "{{what}}: show as a chart",
    open: "Open", red: "Red", amber: "Amber", green: "Green", overdue: "Overdue", behind: "Behind", missed: "Missed", behind_note: "Progress more than 10 points behind the elapsed share of time", due_duties: "Open duties",
    by_unit: "Lights by unit", by_kind: "Lights by kind", unit: "Unit", kind: "Kind", all: "Total", none_unit: "No unit",
    ages: "Since registration", late: "Deadlines", days: "Days", matters: "Matters", day_range: "{{from}}–{{to}} days", day_over: "{{from}} days or more", late_range: "{{from}}–{{to}} days late", late_over: "{{from}} days late or more", soon: "Due within {{to}} days", later: "Due in {{from}} days or later", undated: "No deadline",
    flow: "Registered and closed", registered: "Registered", closed: "Closed", by_week: "By week", by_month: "By month", period: "Period", week: "W{{n}}", month: "M{{n}}",
    pace: "Time against progress", elapsed: "Time elapsed", progress: "Progress", pace_note: "Mean of open matters with a deadline",
    ladder: "Escalation", step_open: "Open", step_red: "Red", step_level: "Level {{n}}", step_level_more: "Level {{n}} or higher",
    loads: "Workload by post", post: "Post", duties: "Duties", missed_by_unit: "Missed by unit", nothing_missed: "Nothing was missed", nothing_open: "No open matters", nothing_hint: "Figures appear here once matters are registered or imported.", no_ladder: "Nothing was raised",
    chart_label: "{{what}}. {{sum}}", n_matters: "{{n}} matters", more_posts: "{{n}} more posts: see the table", more_units: "{{n}} more units: see the table",
    owner: "Owner", sponsor: "Sponsor", no_owner: "Without an owner", weeks_left: "{{n}} weeks left", days_left: "{{n}} days left", due_today: "Due today", weeks_over: "{{n}} weeks late", days_over: "{{n}} days late", no_due: "No deadline", done_of: "{{done}} of {{n}} parts done", level: "Level {{n}}", lag: "{{n}} points behind",
    map_empty: "Nothing hangs here", map_empty_hint: "Projects and tasks hang here by unit once they are registered.", map_more: "Too many matters: red and amber ones hang first.", cards_more: "{{n}} more in the ledger", map_note: "{{n}} on the board", kinds: "Kinds", all_kinds: "Default kinds", below: "Parts",
  },
);
