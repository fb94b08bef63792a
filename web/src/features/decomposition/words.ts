import { words } from "@/words/words";

export const useTreeWords = words(
  "decomposition",
  {
    title: "任务分解", outline: "提纲", chart: "图", matrix: "责任矩阵", sunburst: "旭日图", treemap: "矩形图", table: "表格",
    none: "还没有分解的任务", none_hint: "新建一个方案或工程，再逐级分解到条。", none_reader: "方案登记后会出现在这里。", cut: "任务太多，未全部列出，请逐个打开。", all: "全部任务树", new_top: "新建", add: "加下级", add_to: "在“{{title}}”下加一条", whole: "单独打开", fold: "收起", unfold: "展开",
    name: "事项名称", kind: "种类", unit: "牵头单位", owner: "责任人", due: "时限", weight: "权重", progress: "完成度", light: "亮灯", done: "已办结", leaves: "{{done}}/{{all}} 条办结", weights: "下级权重合计 {{sum}}", share: "权重 {{weight}}，占 {{share}}%", save: "登记", cancel: "取消", keys: "回车登记并另起一行；空行按 Tab 缩进、Shift+Tab 提升；Esc 取消", added: "已登记 {{number}}", below: "上级：{{title}}", on_top: "作为最上级",
    branches_ok: "分支 {{have}}/{{want}}，齐全", branches_short: "分支 {{have}}/{{want}}，还差 {{short}}", branches_over: "分支 {{have}}/{{want}}，多 {{over}}", leaves_ok: "条目 {{have}}/{{want}}，齐全", leaves_short: "条目 {{have}}/{{want}}，还差 {{short}}", leaves_over: "条目 {{have}}/{{want}}，多 {{over}}", no_owner: "未定",
    chart_label: "任务分解图：每块的大小是权重，颜色和文字是亮灯", levels_places: "按层级与区域", people: "按人", level: "层级", place: "区域", person: "人员", posts: "岗位", gaps: "责任空缺", no_gaps: "没有空缺", unheld: "无人任职", no_matrix: "组织机构没有写明层级和区域", no_matrix_hint: "在组织文件中给单位和岗位写上层级、区域，这里就会出现责任矩阵。", gap: "空缺", deputy: "B岗", nobody: "无人在岗", not_found: "没有这件事项，或您看不到它", to_all: "全部任务树",
  },
  {
    title: "Decomposition", outline: "Outline", chart: "Chart", matrix: "Responsibility", sunburst: "Sunburst", treemap: "Treemap", table: "Table",
    none: "Nothing is decomposed yet", none_hint: "Register a plan, then split it down to single tasks.", none_reader: "Plans appear here once they are registered.", cut: "There is too much to list it all: open the trees one by one.", all: "All trees", new_top: "New", add: "Add below", add_to: "Add below “{{title}}”", whole: "Open alone", fold: "Fold", unfold: "Unfold",
    name: "Title", kind: "Kind", unit: "Lead unit", owner: "Owner", due: "Due", weight: "Weight", progress: "Progress", light: "Light", done: "Done", leaves: "{{done}} of {{all}} done", weights: "Weights below: {{sum}}", share: "Weight {{weight}}, {{share}}%", save: "Register", cancel: "Cancel", keys: "Enter registers and begins a new line; Tab on an empty line indents, Shift+Tab outdents; Esc leaves", added: "Registered {{number}}", below: "Below: {{title}}", on_top: "On top",
    branches_ok: "Branches {{have}}/{{want}}, complete", branches_short: "Branches {{have}}/{{want}}, {{short}} short", branches_over: "Branches {{have}}/{{want}}, {{over}} too many", leaves_ok: "Leaves {{have}}/{{want}}, complete", leaves_short: "Leaves {{have}}/{{want}}, {{short}} short", leaves_over: "Leaves {{have}}/{{want}}, {{over}} too many", no_owner: "Nobody",
    chart_label: "The decomposition: size is weight, colour and word are the light", levels_places: "Levels and places", people: "People", level: "Level", place: "Place", person: "Person", posts: "Posts", gaps: "Gaps", no_gaps: "No gaps", unheld: "Held by nobody", no_matrix: "The organisation names no levels and places", no_matrix_hint: "Give units and posts a level and places in the organisation's file; the matrix then appears here.", gap: "Gap", deputy: "deputy", nobody: "nobody in post", not_found: "There is no such matter, or you may not see it", to_all: "All trees",
  },
);
