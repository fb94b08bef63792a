import { words } from "@/words/words";

export const useLedgerWords = words(
  "ledger",
  {
    title: "台账", of: "共 {{n}} 件", at_least: "{{n}} 件以上", more: "再看一些", found: "“{{q}}”找到 {{n}} 件", number: "编号", name: "事项", kind: "类别", stage: "进展", light: "灯", urgency: "紧急程度", unit: "牵头单位", owner: "责任人", due: "时限", progress: "完成度",
    any_light: "全部灯", any_stage: "全部进展", any_kind: "全部类别", any_unit: "全部单位", any_owner: "责任人", open: "在办", over: "已了结", all: "全部", unowned: "无责任人", due_from: "时限从", due_to: "到",
    clear: "清除条件", views: "视图", save_view: "存为视图", view_name: "视图名称", delete_view: "删除视图 {{name}}", no_views: "还没有存下的视图", columns: "列", export: "导出", export_xlsx: "Excel 台账（.xlsx）", export_csv: "CSV 文件（UTF-8）",
    nothing: "没有符合条件的事项", nothing_hint: "放宽或清除条件再看；您看不到的事项不在其中。", end: "到底了", loading_more: "正在读取更多…", chosen: "已选 {{n}} 件", assign: "批量交办", remind: "批量催办", cancel: "取消",
    assign_title: "批量交办 {{n}} 件", remind_title: "批量催办 {{n}} 件", template: "函件", reason: "事由", to: "主送（不填则致责任人）", issue_now: "同时签发", try: "先试一遍", do: "办理 {{n}} 件", done: "已办 {{done}} 件，未办 {{refused}} 件", tried: "试算：可办 {{done}} 件，不可办 {{refused}} 件", refused: "不可办的", sent: "完成",
    any_urgency: "全部紧急程度", session: "会议", any_session: "会议议过的", below: "上级事项", any_parent: "在哪件事项之下", type_two: "输入编号或标题的两个字", more_filters: "更多条件", from_ledger: "导入自：{{name}}", import: "导入", register: "登记",
    transfer: "已交办过的改为转办", reset: "恢复默认", to_owner: "交给", lead_unit: "牵头单位", new_due: "时限",
    drop: "去掉这个条件", is_registered_from: "{{v}} 起登记", is_registered_to: "{{v}} 及以前登记", is_closed_from: "{{v}} 起了结", is_closed_to: "{{v}} 及以前了结", is_light_from: "{{v}} 起亮此灯", is_level_from: "升 {{v}} 级及以上", is_missed_from: "漏办 {{v}} 次及以上", is_behind: "滞后超过 {{v}} 点",
    is_dated: "有时限", undated: "无时限", is_no_unit: "未定牵头单位", is_top: "不在其他事项之下", is_root: "某事项之下各级", is_parent: "某事项的直接子项", is_session: "会议 {{v}}", is_urgency: "紧急程度 {{v}}",
  },
  {
    title: "Ledger", of: "{{n}} matters", at_least: "{{n}} matters or more", more: "Show more", found: "{{n}} found for “{{q}}”", number: "Number", name: "Matter", kind: "Kind", stage: "Stage", light: "Light", urgency: "Urgency", unit: "Lead unit", owner: "Owner", due: "Due", progress: "Progress",
    any_light: "Any light", any_stage: "Any stage", any_kind: "Any kind", any_unit: "Any unit", any_owner: "Owner", open: "Open", over: "Over", all: "All", unowned: "Without an owner", due_from: "Due from", due_to: "to",
    clear: "Clear filters", views: "Views", save_view: "Save as view", view_name: "Name of the view", delete_view: "Delete view {{name}}", no_views: "No views saved yet", columns: "Columns", export: "Export", export_xlsx: "Excel ledger (.xlsx)", export_csv: "CSV (UTF-8)",
    nothing: "No matter meets these conditions", nothing_hint: "Loosen or clear them; what you may not see is not counted.", end: "That is all", loading_more: "Loading more…", chosen: "{{n}} chosen", assign: "Assign", remind: "Remind", cancel: "Cancel",
    assign_title: "Assign {{n}} matters", remind_title: "Remind about {{n}} matters", template: "Letter", reason: "Reason", to: "To (the owner unless said)", issue_now: "Issue at once", try: "Try first", do: "Do it for {{n}}", done: "{{done}} done, {{refused}} refused", tried: "Tried: {{done}} would be done, {{refused}} refused", refused: "Refused", sent: "Done",
    any_urgency: "Any urgency", session: "Session", any_session: "Of a session", below: "Matter above", any_parent: "Below a matter", type_two: "Type two characters of number or title", more_filters: "More filters", from_ledger: "Imported from: {{name}}", import: "Import", register: "Register",
    transfer: "Hand on what was assigned before", reset: "Default columns", to_owner: "Give to", lead_unit: "Lead unit", new_due: "Due",
    drop: "Take this condition away", is_registered_from: "Registered from {{v}}", is_registered_to: "Registered until {{v}}", is_closed_from: "Over since {{v}}", is_closed_to: "Over by {{v}}", is_light_from: "This light since {{v}}", is_level_from: "Level {{v}} or higher", is_missed_from: "{{v}} or more missed", is_behind: "More than {{v}} points behind",
    is_dated: "With a deadline", undated: "No deadline", is_no_unit: "No lead unit", is_top: "Below nothing else", is_root: "Below one matter", is_parent: "Directly below one matter", is_session: "Session {{v}}", is_urgency: "Urgency {{v}}",
  },
);
