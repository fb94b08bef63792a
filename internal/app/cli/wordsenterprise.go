package cli

import "qinlian/internal/base/text"

// enterpriseWords are those of the register of enterprises.
var enterpriseWords = map[string]text.Text{
	"h_enterprise": zhEn("企业档案：import、list、show、state、correct、retire", "the register of enterprises: import, list, show, state, correct, retire"),
	"h_ent_import": zhEn("导入企业表格（.xlsx、.csv）；同一文件可重复导入", "import a table of enterprises (.xlsx, .csv); the same file may be imported again"),
	"h_ent_list":   zhEn("列出企业，可按名称或代码的一部分查找", "list enterprises, by part of a name or code"),
	"h_ent_show":   zhEn("显示一家企业：每项数据的值、起始日、来源，及历次记录", "show an enterprise: each fact with value, day and source, and its history"),
	"h_ent_state":  zhEn("登记一家企业的若干数据", "state facts of an enterprise"), "h_ent_correct": zhEn("更正已记数据，须说明理由，原数据保留", "correct facts, with a reason; the past stays"),
	"h_ent_retire": zhEn("注销、迁出：自某日起停用", "take an enterprise out of use from a day on"),

	"a_ent_name": zhEn("名称或代码的一部分", "part of a name or code"), "a_ent_code": zhEn("统一社会信用代码", "unified social credit code"), "a_ent_file": zhEn("表格文件", "file of the table"),
	"a_ent_values": zhEn("项目=值，如 2022年营业收入=1500万元；空值为撤销", "fact=value, such as revenue.2022=1500万元; an empty value takes it away"),
	"f_ent_on":     zhEn("截至哪一天，默认当天", "as of this day, default today"), "f_ent_after": zhEn("从这个代码之后列起", "those behind this code"), "f_ent_limit": zhEn("最多列出几家，0 为全部（不写为 50；--json 不写为全部）", "at most so many, 0 for all (50 unless said; all with --json)"),
	"f_ent_known": zhEn("只看此刻之前已记录的", "only what was recorded by then"), "f_ent_source": zhEn("数据来源，默认文件名", "where the facts are from, default the file's name"),
	"f_ent_dated": zhEn("来源的日期", "date of the source"), "f_ent_period": zhEn("表头没写年月的列属于哪一年（月）", "year or month of columns whose heading tells none"),
	"f_ent_reason": zhEn("与已记数据不一致时按更正办理的理由", "why it may correct what is on record"), "f_ent_vouched": zhEn("代码校验不符时的人工核验情况", "who saw the licence of a code that does not check"),
	"f_bench_enterprises": zhEn("登记簿里的企业数，默认一百万", "enterprises in the register, default a million"),
	"f_ent_from":          zhEn("所更正数据的起始日（按年、按月的数据填当天即可）", "the day from which the corrected facts hold (any day for those by year or month)"),

	"col_fact": zhEn("项目", "fact"), "col_value": zhEn("值", "value"), "col_source": zhEn("来源", "source"),
	"ent_stated": zhEn("登记", "stated"), "ent_corrected": zhEn("更正", "corrected"), "ent_retired": zhEn("停用", "retired"),
	"ent_from": zhEn("自%s起", "from %s on"), "ent_source": zhEn("%d 项，来源：%s", "%d facts, from %s"), "ent_reason": zhEn("理由：%s", "because: %s"), "ent_dated": zhEn("（%s）", " (%s)"),
	"ent_vouched": zhEn("代码校验不符，经人工核验录入：%s", "The code does not check and was vouched for: %s"), "ent_not_in_use": zhEn("%s 没有有效档案", "not in use on %s"),
	"ent_nothing_new": zhEn("%s：都已在档，没有新的", "%s: all of it is on record already"), "ent_gone": zhEn("%[1]s：自 %[2]s 起停用", "%[1]s: out of use from %[2]s on"), "ent_kept": zhEn("%[1]s：记下 %[2]d 项", "%[1]s: %[2]d facts recorded"),
	"ent_imported":     zhEn("读入 %d 家：新增 %d、有变动 %d、无变化 %d、未读入 %d；记下 %d 项数据", "%d enterprises read: %d new, %d changed, %d as on record, %d left out; %d facts recorded"),
	"ent_would_import": zhEn("试读 %d 家：将新增 %d、变动 %d、无变化 %d、不读入 %d；共 %d 项新数据。未写入任何内容", "%d enterprises read: %d would be new, %d changed, %d are as on record, %d left out; %d new facts. Nothing was written"),
	"ent_more_doubts":  zhEn("另有 %d 处，未一一列出", "%d more, not listed"),
}
