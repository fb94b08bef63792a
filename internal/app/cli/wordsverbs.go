package cli

import "qinlian/internal/base/text"

// verbWords are what the commands on matters, sessions, registers and the org chart say.
var verbWords = map[string]text.Text{
	"agenda_item":          zhEn("【%[1]s】%[2]s", "[%[1]s] %[2]s"),
	"letter_now":           zhEn("函件 %[1]s（主送%[2]s）：%[3]s", "letter %[1]s to %[2]s: %[3]s"),
	"draft_stale":          zhEn("请注意：%s", "mind: %s"),
	"draft_age":            zhEn("%[1]s %[2]d 个工作日", "%[1]s %[2]d working days ago"),
	"draft_untrue":         zhEn("%s，不能照发", "%s; not to be issued as it is"),
	"drafts_untrue":        zhEn("%[1]d 份草稿不能照发（原因：letter show %[2]s）", "%[1]d drafts cannot be issued as they are (why: letter show %[2]s)"),
	"drafts_anew":          zhEn("重拟用 matter draft-letter，撤回用 letter withdraw", "matter draft-letter drafts one anew, letter withdraw takes it back"),
	"draft_later":          zhEn("%[1]s，后又拟 %[2]s", "%[1]s; %[2]s came after it"),
	"letter_superseded":    zhEn("%[1]s（%[2]s）", "%[1]s (%[2]s)"),
	"n_times":              zhEn("%[1]s %[2]d 次", "%[1]s: %[2]d"),
	"sat_attended":         zhEn("应到 %[1]d 人，实到 %[2]d 人，请假 %[3]d 人", "%[1]d expected, %[2]d present, %[3]d with apologies"),
	"sat_left":             zhEn("，离席 %[1]d 人", ", %[1]d left"),
	"sat_guests_left":      zhEn("；列席的离席 %[1]d 人", "; guests who left: %[1]d"),
	"sat_unchanged":        zhEn("没有变化，未作登记：%[1]s", "nothing changes and nothing was entered: %[1]s"),
	"sat_presides":         zhEn("，主持：%[1]s", ", chair: %[1]s"),
	"sat_opened":           zhEn("主持：%[1]s", "chair: %[1]s"),
	"sat_reviewed":         zhEn("已记研究情况：%s", "entered: %s"),
	"sat_passed":           zhEn("已略过“%[1]s”：%[2]s", "“%[1]s” passed over: %[2]s"),
	"sat_resolved":         zhEn("决议第 %[1]d 项：%[2]s", "resolution %[1]d: %[2]s"),
	"recolored_from":       zhEn("%[1]s 的紧急程度由%[2]s改为%[3]s", "the urgency of %[1]s changed from %[2]s to %[3]s"),
	"no_urgency":           zhEn("未定", "none"),
	"sat_minutes_replaced": zhEn("替换了先前的纪要；原文台账仍存：%s", "it replaces the earlier minutes, which the ledger keeps: %s"),
	"sat_minuted":          zhEn("纪要已记", "minutes entered"),
	"sat_cancelled":        zhEn("会议已取消：%[1]s；编号 %[2]s 不再使用", "called off: %[1]s; the number %[2]s is not used again"),
	"session_registered":   zhEn("已登记新事项 %[1]s %[2]s", "matter %[1]s registered: %[2]s"),
	"body_members":         zhEn("成员", "members"),
	"body_office":          zhEn("办公室设在", "office at"),
	"col_body":             zhEn("领导小组、专班等", "body"),
	"coverage_untested":    zhEn("“已验证”须跑情景才知道：qinlian coverage --test", "“proved” takes a run of the scenarios: qinlian coverage --test"),
	"col_register":         zhEn("登记簿", "register"),
	"col_records":          zhEn("条数", "records"),
}
