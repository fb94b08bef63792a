import { words } from "@/words/words";

export const useImportWords = words(
  "import",
  {
    title: "导入台账", step_send: "上传", step_look: "核对疑点", step_import: "导入", choose: "点此选择，或把台账拖到这里", choose_hint: "Excel（.xlsx）或 CSV，最多 5 万行。先试导入，不会写入任何内容。", send: "上传并试导入", sending: "正在上传…",
    kind: "类别", kind_hint: "不选则按各行的类别辨认", unit: "没写单位的金额按", unit_none: "不假定", yuan: "元", wan: "万元", yi: "亿元", year: "没写年份的日期按", sheet: "只读这张工作表", ledger: "台账名称", ledger_hint: "以后各版按此名称对上已有的事项；不填用文件名", above: "每个板块先建一件上级事项", as: "办理岗位", more: "更多选项",
    mine: "我导入过的", file: "文件", at: "时间", state: "状态", open: "打开", none: "还没有导入过", waiting: "排队中…", running: "正在读取…", importing: "正在导入…", tried: "已试导入", imported: "已导入", failed: "未能完成", forgotten: "结果已清理", again: "重新上传",
    rows: "行", new: "新登记", changed: "有变动", unchanged: "无变动", differing: "与现状不一致", errors: "必须改正", assumed: "请确认", notes: "备注", level: "程度", cell: "单元格", column: "列", read: "原文", taken: "读作", why: "说明", fix: "改为", fix_label: "{{cell}} 改为", same: "相同的 {{n}} 格都这样改", all: "全部", row_n: "第 {{n}} 行", whole: "整张表",
    download: "下载疑点清单", download_file: "下载原文件", limit: "只列出前 2,000 处；请先改正这些，或改正文件后重新上传", retry: "按更正再试一次", retry_hint: "有 {{n}} 格更正还没有试过", go: "导入 {{n}} 件", go_none: "没有要导入的变动", errors_stand: "还有 {{n}} 处必须改正，改正后才能导入。在“改为”里填写正确内容，再试一次；原文件不会改动。", ready: "没有必须改正的。核对“请确认”的读法后即可导入。", fixed: "已更正 {{n}} 格",
    clear: "清空更正", lines: "将登记和变动的", line_new: "新登记", no_lines: "没有", done: "导入完成：新登记 {{new}} 件，变动 {{changed}} 件", look: "在台账里查看", another: "再导入一份", to_ledger: "返回台账", empty_cell: "（空）",
    forbidden: "您的岗位不能导入台账", forbidden_hint: "需要导入时，请交督查室或办公室办理。", first: "前 {{n}} 行",
  },
  {
    title: "Import a ledger", step_send: "Send", step_look: "Look at doubts", step_import: "Import", choose: "Click to choose, or drop the ledger here", choose_hint: "Excel (.xlsx) or CSV, up to 50,000 rows. It is tried first; nothing is written.", send: "Send and try", sending: "Sending…",
    kind: "Kind", kind_hint: "Unless chosen, told by each row's category", unit: "Amounts without a unit are", unit_none: "Not assumed", yuan: "yuan", wan: "10,000 yuan", yi: "100 million yuan", year: "Dates without a year are of", sheet: "Read only this sheet", ledger: "Name of the ledger", ledger_hint: "Later editions find their matters by it; the file's name unless said", above: "Each category first becomes a matter above", as: "Acting as", more: "More options",
    mine: "What I imported", file: "File", at: "When", state: "State", open: "Open", none: "Nothing imported yet", waiting: "Waiting…", running: "Reading…", importing: "Importing…", tried: "Tried", imported: "Imported", failed: "Did not complete", forgotten: "Result was cleaned away", again: "Send anew",
    rows: "Rows", new: "New", changed: "Changed", unchanged: "Unchanged", differing: "Disagree", errors: "Must be put right", assumed: "Please confirm", notes: "Notes", level: "Weight", cell: "Cell", column: "Column", read: "Found", taken: "Taken for", why: "What is doubtful", fix: "Read as", fix_label: "Read {{cell}} as", same: "All {{n}} that read the same", all: "All", row_n: "row {{n}}", whole: "whole sheet",
    download: "Download the doubts", download_file: "Download the file", limit: "Only the first 2,000 are listed: put these right, or correct the file and send it anew", retry: "Try again with corrections", retry_hint: "{{n}} corrections were not tried yet", go: "Import {{n}} matters", go_none: "Nothing to import", errors_stand: "{{n}} places must be put right before anything is imported. Write what is right under “Read as” and try again; the file itself stays as it is.", ready: "Nothing must be put right. Look at what is to be confirmed, then import.", fixed: "{{n}} cells corrected",
    clear: "Drop corrections", lines: "What will be registered or changed", line_new: "new", no_lines: "Nothing", done: "Imported: {{new}} new, {{changed}} changed", look: "See them in the ledger", another: "Import another", to_ledger: "Back to the ledger", empty_cell: "(empty)",
    forbidden: "Your posts may not import ledgers", forbidden_hint: "Hand the ledger to the supervision office.", first: "first {{n}} rows",
  },
);
