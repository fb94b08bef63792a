package cli

import (
	"fmt"
	"maps"
	"regexp"
	"strings"

	"qinlian/internal/base/text"
)

// words is the catalogue: everything that the command line says by itself, in both languages. Formats take
// the same arguments in both; where the order of words differs they are numbered. Texts of help are in
// wordshelp.go, topics in wordstopics.go.
var words = func() map[string]text.Text {
	all := map[string]text.Text{}
	for _, some := range []map[string]text.Text{columnWords, sentences, helpWords, flagWords, topicWords, verbWords, personalWords, enterpriseWords, benefitWords, moneyWords, backupWords} {
		maps.Copy(all, some)
	}
	return all
}()

// say gives the words under key. A key that is not in the catalogue is given back; a test finds it.
func say(lang text.Lang, key string, args ...any) string {
	t, ok := words[key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return t.In(lang)
	}
	said := fmt.Sprintf(t.In(lang), args...)
	if lang == text.En {
		return singular(said, t.In(lang))
	}
	return said
}

var (
	counted = regexp.MustCompile(`%(?:\[\d\])?d (?:working )?([a-z]+s)\b`)
	single  = regexp.MustCompile(`(^|[^\d.,])1 (working )?([a-z]+s)\b`)
)

// singular puts what a sentence counts into the singular where there is one of it: 1 event.
func singular(said, sentence string) string {
	nouns := map[string]bool{}
	for _, m := range counted.FindAllStringSubmatch(sentence, -1) {
		nouns[m[1]] = true
	}
	return single.ReplaceAllStringFunc(said, func(found string) string {
		m := single.FindStringSubmatch(found)
		if noun := m[3]; nouns[noun] && noun != "has" {
			one := strings.TrimSuffix(noun, "s")
			if stem, ok := strings.CutSuffix(noun, "ies"); ok {
				one = stem + "y"
			} else if stem, ok := strings.CutSuffix(noun, "leaves"); ok {
				one = stem + "leaf"
			}
			return m[1] + "1 " + m[2] + one
		}
		return found
	})
}

func zhEn(zh, en string) text.Text { return text.Text{Zh: zh, En: en} }

var columnWords = map[string]text.Text{
	"col_above": zhEn("上一级", "above"), "col_actor": zhEn("办理", "by"), "col_after": zhEn("后", "after"),
	"col_at": zhEn("时间", "when"), "col_before": zhEn("前", "before"), "col_by": zhEn("签发", "issued by"), "col_carried": zhEn("有文件", "carried"),
	"col_cell": zhEn("单元格", "cell"), "col_chair": zhEn("主持", "chair"), "col_change": zhEn("增减", "change"), "col_count": zhEn("口径", "count"),
	"col_doubt": zhEn("原文 → 当作，说明", "read → taken for, why"),
	"col_date":  zhEn("日期", "date"), "col_days": zhEn("天数", "days"), "col_domain": zhEn("领域", "domain"), "col_drafted": zhEn("拟稿", "drafted"),
	"col_due": zhEn("时限", "due"), "col_duties": zhEn("待办", "duties"), "col_event": zhEn("记录", "event"), "col_events": zhEn("事件", "events"),
	"col_expect": zhEn("原文", "source says"), "col_hash": zhEn("散列", "hash"), "col_id": zhEn("代号", "id"), "col_items": zhEn("议题", "items"),
	"col_key": zhEn("公钥", "public key"), "col_kind": zhEn("类别", "kind"), "col_letter": zhEn("函件", "letter"), "col_level": zhEn("级别", "level"),
	"col_matter": zhEn("事项", "matter"), "col_matters": zhEn("事项", "matters"), "col_missed": zhEn("漏办", "missed"), "col_month": zhEn("月份", "month"),
	"col_n": zhEn("件数", "n"), "col_name": zhEn("名称", "name"), "col_note": zhEn("说明", "note"), "col_number": zhEn("编号", "number"), "col_options": zhEn("选项", "options"), "col_was_due": zhEn("应于", "was due"), "col_of": zhEn("总数", "of"),
	"col_owner": zhEn("责任人", "owner"), "col_period": zhEn("周期", "period"), "col_person": zhEn("人员", "person"), "col_post": zhEn("岗位", "post"),
	"col_leaves": zhEn("末级办结", "leaves done"), "col_weight": zhEn("权重", "weight"), "col_progress": zhEn("进度", "progress"), "col_proved": zhEn("已验证", "proved"), "col_ref": zhEn("引用", "reference"),
	"col_reply_by": zhEn("复函时限", "reply by"), "col_resolutions": zhEn("决议", "resolutions"), "col_rows": zhEn("机制", "rows"), "col_rule": zhEn("规则", "rule"),
	"col_rung": zhEn("升级步骤", "rung"), "col_session": zhEn("会议", "session"), "col_since": zhEn("自", "since"), "col_stage": zhEn("阶段", "stage"),
	"col_state": zhEn("状态", "state"), "col_to": zhEn("主送", "to"), "col_total": zhEn("合计", "total"), "col_trace": zhEn("查看", "trace"),
	"col_unit": zhEn("牵头单位", "lead unit"), "col_office": zhEn("单位", "unit"), "col_code": zhEn("代码", "code"), "col_deputy": zhEn("B岗", "deputy"), "col_version": zhEn("机制版本", "mechanisms"), "col_what": zhEn("应做", "owes"),
	"col_workdays": zhEn("工作日", "working days"), "col_zone": zhEn("地区", "zone"),

	"today_categories": zhEn("%s：按分类亮灯（%d 个分类）", "%s: lights by category (%d)"),
	"p_acting":         zhEn("代行", "acting"), "p_brief": zhEn("任务书", "brief"), "p_category": zhEn("分类", "category"), "p_evidence": zhEn("佐证", "evidence"),
	"p_first": zhEn("首问负责", "first contact"), "p_level": zhEn("升级级数", "level raised"), "p_objection": zhEn("申诉待复", "objection"), "p_origin": zhEn("来源", "origin"), "p_row": zhEn("最近导入", "last import"),
	"p_parent": zhEn("上级事项", "parent"), "p_into": zhEn("并入", "merged into"), "p_taken": zhEn("并入本件的", "merged into this"), "p_place": zhEn("地点", "place"), "p_sponsor": zhEn("牵头领导", "sponsor"), "p_support": zhEn("配合单位", "supporting units"),
	"p_urgency": zhEn("紧急程度", "urgency"), "p_verifier": zhEn("核验人", "verifier"),

	"group_daily": zhEn("日常办理：", "Every day:"), "group_mechanisms": zhEn("机制与日历：", "Mechanisms and calendar:"), "group_ledger": zhEn("台账：", "The ledger:"), "group_other": zhEn("其他：", "More:"),

	"every_weekly": zhEn("每周", "Weekly"), "every_half_monthly": zhEn("每半月", "Half-monthly"), "every_monthly": zhEn("每月", "Monthly"), "every_quarterly": zhEn("每季", "Quarterly"),
	"every_half_yearly": zhEn("每半年", "Half-yearly"), "every_yearly": zhEn("每年", "Yearly"), "every_nightly": zhEn("每晚", "Nightly"), "every_windows": zhEn("按窗口", "In windows"),
	"duty_open": zhEn("待办", "open"), "duty_missed": zhEn("漏办", "missed"), "duty_met": zhEn("已履行", "met"), "duty_late": zhEn("逾期履行", "met late"), "duty_lapsed": zhEn("不再需要", "lapsed"),
	"level_error": zhEn("✗ 须改正", "✗ error"), "level_assumed": zhEn("? 请核对", "? assumed"), "level_note": zhEn("· 说明", "· note"),
	"day_holiday": zhEn("放假", "off"), "day_make_up": zhEn("调休上班", "make-up working day"),
}

var sentences = map[string]text.Text{
	"today_title":       zhEn("%[1]s  %[2]s %[3]s %[4]s", "%[1]s  %[3]s %[2]s %[4]s"),
	"today_around":      zhEn("下列命令前请设：%s", "set this for the commands below: %s"),
	"today_stale":       zhEn("有 %d 件尚未清点；本页已按此刻推算，尚未记入台账（qinlian sweep）", "%d matters wait for a sweep; the page shows them as of now, but nothing is written down yet (qinlian sweep)"),
	"today_lights":      zhEn("在办事项 %d 件", "Open matters: %d"),
	"today_reviews":     zhEn("本期应调度", "To be reviewed in this period"),
	"today_period_over": zhEn("  %[1]s：%[2]d 件（%[3]s 至 %[4]s，期满待办）", "  %[1]s: %[2]d (%[3]s to %[4]s, over, still owed)"),
	"today_window":      zhEn("  %[1]s：%[2]d 件（%[3]s）", "  %[1]s: %[2]d (%[3]s)"),
	"today_period":      zhEn("  %[1]s：%[2]d 件（%[3]s 至 %[4]s）", "  %[1]s: %[2]d (%[3]s to %[4]s)"),
	"today_turned_red":  zhEn("昨日以来转红 %d 件", "Turned red since yesterday: %d"),
	"today_letters":     zhEn("待签发函件 %d 件", "Letters to be issued: %d"),
	"col_withheld":      zhEn("现在不能签发，因为", "cannot be issued as it is, because"),
	"today_outlived":    zhEn("随单位撤销而终止的常设事项 %d 件（无须再办，撤销前仍计入在办）", "Standing matters of what is no more: %d (they owe nothing, and count as open until withdrawn)"),
	"outlived_withdraw": zhEn("编号 --reason 单位已撤销", "NUMBER --reason TEXT"),
	"today_undelivered": zhEn("待送达函件 %d 件（已签发；送达后才起算答复时限）", "Letters issued and to be delivered: %d (the time to answer runs from delivery)"),
	"today_unreplied":   zhEn("逾期未复函件 %d 件", "Letters not answered in time: %d"),
	"today_missed":      zhEn("漏办 %d 件", "Missed duties: %d"),
	"today_duties":      zhEn("其他待办 %d 件", "Other open duties: %d"),
	"today_verify":      zhEn("办结待核验 %d 件", "Completed, waiting to be verified: %d"),
	"owner_vacant":      zhEn("%[1]s（无人履职）", "%[1]s (nobody acts)"),
	"bearer_ended":      zhEn("%[1]s（已撤，由%[2]s承接）", "%[1]s (no more; %[2]s answers for it)"),
	"owner_ended":       zhEn("%[1]s（已撤，由%[2]s承接，请转办）", "%[1]s (no more; %[2]s answers for it: transfer it)"),
	"today_unassigned":  zhEn("未交办 %d 件", "Not yet assigned: %d"),
	"today_unowned":     zhEn("无责任人 %d 件", "Without an owner: %d"),
	"more_posts":        zhEn("另有 %d 个岗位在承办", "%d other posts carry matters"),
	"today_loads":       zhEn("承办量（事项、待办、漏办合计超过 %.0f 为过重）", "Loads (above %.0f matters, duties and missed ones together is heavy)"),
	"today_unheld":      zhEn("无人履职的岗位 %d 个", "Posts that nobody acts for: %d"),
	"today_counts":      zhEn("口径核对", "Counts"),
	"today_sessions":    zhEn("%d 年会议次数", "Sessions in %d"),
	"trace_total":       zhEn("   # 全部在办", "   # all that are open"),
	"trace_unit":        zhEn("   # 换单位、灯色即其他各数", "   # any unit, any light"),
	"trace_no_unit":     zhEn("   # 未定单位", "   # no unit"),
	"trace_owner":       zhEn("   # 换岗位即其他各数", "   # any post"),
	"trace_owed":        zhEn("   # 漏办的用 --state 漏办", "   # or --state missed"),
	"trace_count":       zhEn("   # 其他各数换“选项”一栏", "   # the others: see options"),
	"today_show":        zhEn("每件事的来龙去脉：qinlian show 编号", "All about one matter: qinlian show NUMBER"),
	"title_ended":       zhEn("%[1]s（%[2]s）", "%[1]s (%[2]s)"),
	"duty_of_period":    zhEn("%[1]s（%[2]s）", "%[1]s (%[2]s)"),
	"held":              zhEn("%[1]s：已开 %[2]d 次", "%[1]s: %[2]d held"),
	"source_counts":     zhEn("现有 %[1]d 条，原文 %[2]s 条", "%[1]d records, the source says %[2]s"),
	"at_least":          zhEn("%[1]d 以上", "at least %[1]d"),
	"held_of_planned":   zhEn("%[1]s：已开 %[2]d 次，计划 %[3]d 次", "%[1]s: %[2]d held of %[3]d planned"),
	"overloaded":        zhEn("过重", "heavy"), "no_unit": zhEn("（未定单位）", "(no unit)"), "nobody": zhEn("（无）", "(nobody)"),
	"and_more": zhEn("还有 %d 件", "and %d more"),

	"as_of": zhEn("截至 %s", "as of %s"), "why_holds": zhEn("亮%[1]s：%[2]s", "%[1]s: %[2]s"), "why_not": zhEn("不亮%[1]s：%[2]s", "not %[1]s: %[2]s"), "why_found": zhEn("%[1]s（此刻：%[2]s）", "%[1]s (now: %[2]s)"),
	"show_rules": zhEn("规则原文", "Rules as written"), "show_duty_ids": zhEn("代号", "Ids"),
	"why_stands": zhEn("暂停期间灯色不变", "the light stands still with the clock"), "why_wordless": zhEn("另有条件（--rule 显示原文）", "a condition of its own (--rule shows it)"),
	"unswept":               zhEn("有 %d 条已到时的记录待清点写入；以上已计入", "%d entries fell due and will be written by the next sweep; counted in above"),
	"ladder_unswept":        zhEn("（待清点写入）", " (to be written by the next sweep)"),
	"show_particulars":      zhEn("事项", "Particulars"),
	"show_clock":            zhEn("时钟", "Clock"),
	"show_ladder":           zhEn("升级链", "Ladder"),
	"show_duties":           zhEn("待办与漏办", "Duties"),
	"show_letters":          zhEn("函件", "Letters"),
	"show_sessions":         zhEn("会议", "Sessions"),
	"show_reviewed":         zhEn("研究情况：%s", "reviewed: %s"),
	"show_resolved":         zhEn("决议：%s", "resolved: %s"),
	"show_tree":             zhEn("分解：末级 %[1]d 项，办结 %[2]d 项，进度 %[3]s", "Tree: %[1]d leaves, %[2]d done, progress %[3]s"),
	"show_events":           zhEn("经过（%d 条）", "What happened (%d events)"),
	"clock_same":            zhEn("时限不变", "deadline unchanged"),
	"clock_none":            zhEn("没有时限", "no deadline"),
	"clock_unstarted":       zhEn("尚未起算", "not started"),
	"clock_ongoing":         zhEn("长期坚持，没有时限", "ongoing, no deadline"),
	"clock_due":             zhEn("时限", "due"),
	"clock_left":            zhEn("剩余", "left"),
	"clock_budget":          zhEn("额度", "budget"),
	"clock_date":            zhEn("期限", "date"),
	"clock_ended":           zhEn("已停计", "stopped"),
	"ended_left":            zhEn("停计时余 %d 个工作日", "with %d working days left"),
	"ended_over":            zhEn("停计时逾期 %d 个工作日", "%d working days overdue"),
	"clock_used_up":         zhEn("%[1]s，共用 %[2]s", "%[1]s, %[2]s used"),
	"clock_used":            zhEn("%[1]s，已用 %[2]s，余 %[3]s", "%[1]s, %[2]s used, %[3]s left"),
	"clock_extended":        zhEn("%[1]s，延长 %[2]s", "%[1]s, extended by %[2]s"),
	"clock_extensions":      zhEn("延期次数", "extensions"),
	"clock_baseline":        zhEn("最初时限", "first due date"),
	"clock_stopped":         zhEn("暂停", "Suspended"),
	"clock_stopped_because": zhEn("自 %s：%s", "since %s: %s"),
	"clock_stopped_by":      zhEn("自 %s：%s（依据：%s）", "since %s: %s (basis: %s)"),
	"clock_suspended":       zhEn("已暂停，不计时", "suspended, not counting"),
	"clock_statutory":       zhEn("法定时限", "statutory"),
	"clock_promised":        zhEn("承诺时限", "promised"),
	"clock_advisory":        zhEn("建议时限", "advisory"),
	"clock_accept":          zhEn("签收时限", "accept by"),
	"provisional_word":      zhEn("暂估", "provisional"),
	"provisional_mark":      zhEn("（暂估）", " (provisional)"),
	"provisional":           zhEn("（暂估：当年放假通知未载入）", " (provisional: the year's notice is not known)"),
	"make_up":               zhEn("（含调休）", " (make-up days counted)"),
	"days_left":             zhEn("%d 个工作日", "%d working days"),
	"over_today":            zhEn("已逾期，不足 1 个工作日", "overdue by less than a working day"),
	"days_over":             zhEn("已逾期 %d 个工作日", "%d working days overdue"),
	"ahead_more":            zhEn("其后至 %[2]s 还有 %[1]d 项（--json 全列）", "and %[1]d more until %[2]s (--json lists all)"),
	"if_nobody_acts":        zhEn("若无人办理，将依次发生：", "if nobody acts, this will happen:"),
	"earlier_events":        zhEn("更早的 %d 条略去（--all 显示）", "%d earlier ones are left out (--all shows them)"),
	"by_itself":             zhEn("（机制）", "(mechanism)"),
	"as_deputy":             zhEn("（B岗）", " (deputy)"),
	"events_written":        zhEn("记入 %[1]d 条：%[2]s", "%[1]d events written: %[2]s"),
	"colon":                 zhEn("：", ": "),
	"superseded_hidden":     zhEn("另有 %d 份草稿已被新稿取代，不再列出（--all 显示）", "%d drafts that newer ones superseded are left out (--all shows them)"),
	"listed":                zhEn("共 %d 条", "%d listed"),
	"list_swept":            zhEn("有 %d 件尚未清点；本表已按此刻推算，尚未记入台账（qinlian sweep）", "%d matters wait for a sweep; the list shows them as of now, but nothing is written down yet (qinlian sweep)"),
	"list_stale":            zhEn("自 %[1]s 起到期的尚未清点，本表未计；qinlian sweep 可清点到此刻", "what fell due since %[1]s waits for a sweep, and the list is of before it; qinlian sweep brings it up to this instant"),
	"letter_drafted_on":     zhEn("拟于 %[1]s", "drafted %[1]s"),
	"letter_due_on":         zhEn("%[1]s 前复函", "reply by %[1]s"),
	"letter_in_time":        zhEn("时限 %[1]s", "due %[1]s"),
	"letter_too_late":       zhEn("迟于 %[1]s", "later than %[1]s"),
	"evidence_name_only":    zhEn("佐证“%s”：只记文件名，文件没有存入；要存文件，请在网页上传，或经接口附上（docs/server.md）", "evidence “%s”: its name only, the file was not kept; attach it on the web page or over the API (docs/server.md)"),
	"hint":                  zhEn("提示：%s", "note: %s"),
	"evidence_no_file":      zhEn("佐证“%s”：这里没有这个文件，只记下这几个字", "evidence “%s”: there is no such file here; the words alone were kept"),
	"draft_withdrawn":       zhEn("未发函件撤回", "unissued draft withdrawn"),
	"listed_of":             zhEn("列出 %[1]d 条，共 %[2]d 条（--limit 调整，0 为全部）", "%[1]d of %[2]d listed (--limit N lists more, 0 lists all)"),
	"letter_state":          zhEn("%[1]s · 事项 %[2]s", "%[1]s · matter %[2]s"),
	"letter_reply_by":       zhEn(" · 复函时限 %s", " · reply by %s"),
	"letter_answer":         zhEn("复函（%[1]s）：%[2]s", "answered %[1]s: %[2]s"),
	"head":                  zhEn("负责人", "head"),
	"lineage":               zhEn("%[1]s %[2]s：%[3]s → %[4]s", "%[1]s %[2]s: %[3]s → %[4]s"),
	"matrix_none": zhEn("本地区的机构文件（org.yaml）没有写责任矩阵。要检查“层层有责、地地有责”，请在文件末尾加 responsibility：写明 levels（有哪些层级）、places（有哪些地方）、require（哪些层级须覆盖哪些地方），并给各单位写 level 和 place；例子见 mechanisms/ganjiang/org.yaml",
		"this zone's org file (org.yaml) declares no responsibility matrix. To check that every level and place is covered, add responsibility at its end: levels (which there are), places (which there are) and require (which levels must cover which places), and give each unit its level and place; mechanisms/ganjiang/org.yaml is an example"),
	"matrix_whole":      zhEn("人人有责、层层有责、地地有责：没有空缺", "every level, place and person is covered"),
	"post_inherited":    zhEn("%[1]s 名下在办事项 %[2]d 件，自 %[4]s 起由 %[3]s 承接；要由别的岗位办理的，请逐件转办（matter transfer）", "%[3]s answers for the %[2]d open matters of %[1]s from %[4]s on; transfer those that another post is to do (matter transfer)"),
	"hands_over":        zhEn("%[1]s %[2]s：自 %[4]s 起由 %[3]s 换为 %[6]s，在办事项 %[5]d 件须移交", "%[1]s, %[2]s: %[6]s in place of %[3]s from %[4]s on; %[5]d open matters are to be handed over"),
	"hands_over_nobody": zhEn("%[1]s %[2]s：自 %[4]s 起 %[3]s 离任，无人接任，在办事项 %[5]d 件待移交%[6]s", "%[1]s, %[2]s: %[3]s leaves on %[4]s and nobody comes; %[5]d open matters are to be handed over%[6]s"),
	"takes_over":        zhEn("%[1]s 代办 %[2]s 的在办事项 %[3]d 件", "%[1]s takes over %[3]d open matters of %[2]s"),
	"to_hand_over":      zhEn("%[2]s 有 %[1]d 件事项待移交", "%[1]d matters of %[2]s are to be handed over"),
	"successor":         zhEn("接任人", "SUCCESSOR"),
	"retired":           zhEn("自 %s 起停用", "out of use since %s"),
	"history":           zhEn("历次记录（%d）", "History (%d)"),
	"put_dropped":       zhEn("%[1]s：%[2]s → 无", "%[1]s: %[2]s → none"),
	"put_whole":         zhEn("整条记入，没写的字段自 %[3]s 起无值；要留下的用 qinlian register correct %[1]s %[2]s 字段=值 --from %[3]s --reason 原因 补上", "a record is put as a whole: fields that were not given hold nothing from %[3]s on; to keep one, qinlian register correct %[1]s %[2]s FIELD=VALUE --from %[3]s --reason WHY"),
	"put_void":          zhEn("这一天的记录作废", "what was written for this day is void"),
	"kept":              zhEn("%[1]s：%[2]s，第 %[3]d 次记录", "%[1]s: %[2]s, version %[3]d"),

	"check_ok":       zhEn("%[1]d 个文件、%[2]d 类事项，没有错误（版本 %[3]s）", "%[1]d files, %[2]d kinds, no faults (version %[3]s)"),
	"check_tested":   zhEn("%[1]d 个文件、%[2]d 类事项，%[3]d 个情景全部符合（版本 %[4]s）", "%[1]d files, %[2]d kinds, all %[3]d scenarios hold (version %[4]s)"),
	"log_unwritten":  zhEn("日志 %[1]s 写不进去：%[2]s", "the log %[1]s cannot be written: %[2]s"),
	"check_note":     zhEn("提示：%[1]s：%[2]s", "note: %[1]s: %[2]s"),
	"check_faults":   zhEn("%[1]d 处错误，%[2]d 个情景不符", "faults: %[1]d, scenarios failed: %[2]d"),
	"check_others":   zhEn("只检查了 %[1]s（--zone 或 QINLIAN_ZONE 所指）；同一文件夹的另外 %[2]d 个地区没有检查。", "Only %[1]s was checked, as --zone or QINLIAN_ZONE says; zones of the same folder not checked: %[2]d."),
	"check_untried":  zhEn("%[1]d 处错误，改正之前情景未运行", "faults: %[1]d; the scenarios were not run and will be once these are mended"),
	"zone_from":      zhEn("%[1]s，自 %[2]s 起", "%[1]s, from %[2]s"),
	"untried":        zhEn("情景没有运行（%[1]d 个）：%[2]s 逐个运行", "scenarios not played: %[1]d; %[2]s plays them"),
	"untried_unread": zhEn("情景没有运行，情景文件里有错误：%s 逐处指出", "the scenarios were not played, and their files have faults: %s names them"),
	"diff_none":      zhEn("没有不同", "no difference"),
	"apply_overdue":  zhEn("“%[1]s”已有 %[2]d 期过了时限，首次清点时每个承担者都记这么多期漏办；不要这些，请在它的文件里写 effective: { from: %[3]s }，换一个新数据库重新启用", "%[1]s: %[2]d periods are past due already, and the first sweep will enter as many missed duties for each who owes them; if that is not meant, write effective: { from: %[3]s } in its file and apply it to a new database"),
	"applied":        zhEn("%[1]s：版本 %[2]s 自 %[3]s 起生效", "%[1]s: version %[2]s is in force from %[3]s"),

	"plan_title":           zhEn("%[1]s：若以 %[3]s 代替 %[2]s，%[4]s 至 %[5]s 将有何不同", "%[1]s: what %[3]s instead of %[2]s would have changed, %[4]s to %[5]s"),
	"plan_begins":          zhEn("台账自 %[1]s 起，%[2]s 至此没有可重演的，从台账开始处算起", "The ledger begins on %[1]s: there is nothing to replay from %[2]s to then"),
	"plan_read":            zhEn("重演 %[1]d 条事件、%[2]d 件事项", "%[1]d events of %[2]d matters replayed"),
	"plan_same":            zhEn("没有任何不同：灯、函件、待办、升级步骤、时限都与现行机制一样", "nothing would have been different: lights, letters, duties, rungs and deadlines are those of today's mechanisms"),
	"plan_left":            zhEn("候选版本里没有“%[1]s”，其名下在办事项 %[2]d 件%[3]s将无人负责，不能启用：请保留原来那一条并写明撤销日 to:，或先转办", "the candidate has no %[1]s, whose open matters (%[2]d%[3]s) would be nobody's: it cannot be put in force; keep the old entry and write to: with the day on which it ends, or transfer them first"),
	"plan_barred":          zhEn("不能启用　%s：%s", "cannot be put in force, %s: %s"),
	"plan_sums":            zhEn("总数", "Sums"),
	"plan_letters":         zhEn("函件", "letters"),
	"plan_duties":          zhEn("义务", "duties"),
	"plan_missed":          zhEn("其中漏办过（后来补办的也算）", "of them missed, made good later or not"),
	"plan_owing":           zhEn("期末仍漏办未补（即当日一页所列）", "still missed at the end, as that day's page has it"),
	"plan_units":           zhEn("各单位亮过红灯、黄灯的事项", "Matters that were ever red or amber, by unit"),
	"plan_by_ladder":       zhEn("函件只计升级链拟的；人工拟的两边一样，不计入", "letters are those that a ladder drafts; what people drafted by hand is the same on both sides and not counted"),
	"plan_arrow":           zhEn("箭头前为现行机制，后为拟用机制；没有箭头的不变", "before the arrow: today's mechanisms, after it: the candidate; no arrow: the same"),
	"plan_lights":          zhEn("灯不同的事项 %d 件", "Matters with another light: %d"),
	"plan_pairs":           zhEn("一件事项先后有几种不同的，每种一行", "a matter whose lights differ in several ways has a row for each"),
	"plan_letters_added":   zhEn("多出的函件 %d 件", "Letters added: %d"),
	"plan_letters_removed": zhEn("减少的函件 %d 件", "Letters removed: %d"),
	"plan_duties_added":    zhEn("多出的义务 %d 项", "Duties added: %d"),
	"plan_duties_removed":  zhEn("减少的义务 %d 项", "Duties removed: %d"),
	"plan_missed_added":    zhEn("多出的漏办 %d 项", "Duties that would have been missed: %d"),
	"plan_missed_removed":  zhEn("不再漏办 %d 项", "Duties that would no longer have been missed: %d"),
	"plan_every":           zhEn("%[1]s%[2]s", "%[1]s %[2]s"),
	"plan_in_period":       zhEn("%[1]s，%[2]s", "%[1]s, %[2]s"),
	"and_more_rows":        zhEn("还有 %d 条（--rows 0 全列）", "and %d more (--rows 0 lists all)"),
	"col_plan_what":        zhEn("内容", "what"), "col_whom": zhEn("对象", "to"), "col_day": zhEn("日期", "day"),
	"plan_rungs":     zhEn("升级步骤不同 %d 处", "Rungs that would have fired otherwise: %d"),
	"plan_deadlines": zhEn("时限不同 %d 处", "Deadlines that would have been others: %d"),
	"plan_months":    zhEn("各月新增红灯", "Matters that turned red, by month"),

	"due_at":          zhEn("到期时刻 %s（北京时间）", "expires at %s, Beijing time"),
	"due_make_up":     zhEn("含调休上班日：%s", "make-up working days counted: %s"),
	"due_holidays":    zhEn("跳过放假的周一至周五 %d 天", "weekdays off by notice passed over: %d"),
	"due_provisional": zhEn("暂估：有的年份放假通知尚未载入（qinlian calendar load）", "provisional: the notice of some year is not known (qinlian calendar load)"),
	"due_received":    zhEn("%[1]s 不在办公时间，按 %[2]s 收到起算（after_hours）", "%[1]s is outside office hours: counted as received on %[2]s (after_hours)"),
	"due_lines_provisional": zhEn("其中 %[1]d 行为暂估，最先在第 %[2]d 行：有的年份放假通知尚未载入（qinlian calendar load）",
		"%[1]d lines are provisional, the first is line %[2]d: the notice of some year is not known (qinlian calendar load)"),
	"days_title":  zhEn("%[1]d 年共 %[2]d 个工作日", "%[1]d has %[2]d working days"),
	"days_notice": zhEn("依据《%[1]s》（%[2]s，%[3]s 公布）", "by %[1]s (%[2]s, published %[3]s)"),
	"days_provisional": zhEn("暂估：没有载入 %[1]d 年的放假通知，只按周末推算：周一至周五都算工作日，法定节假日也没有扣除。通知公布后用 qinlian calendar load 载入",
		"provisional: no notice of %[1]d is loaded, so only weekends were left out: Mondays to Fridays all count, statutory holidays among them. Load the notice once it is published: qinlian calendar load"),
	"days_special":  zhEn("放假与调休", "Days off and make-up days"),
	"notice_loaded": zhEn("%[1]d 年“%[2]s”已载入：放假 %[3]d 天，调休上班 %[4]d 天", "%[1]d “%[2]s” loaded: %[3]d days off, %[4]d make-up days"),

	"admin_system":   zhEn("系统管理员", "system administrator"),
	"admin_security": zhEn("安全管理员", "security administrator"),
	"admin_audit":    zhEn("审计管理员", "audit administrator"),
	"account_once":   zhEn("口令只显示这一次，首次登录时须更改", "The password is shown only now and must be changed at the first sign-in"),
	"token_once":     zhEn("令牌只显示这一次，有效至 %[1]s；请存入对方系统，不要写进邮件或文档", "The token is shown only now and holds until %[1]s: put it into the other system, not into mails or documents"),
	"token_revoked":  zhEn("已吊销 %[1]s 的令牌 %[2]s", "revoked the token %[2]s of %[1]s"),
	"col_token_id":   zhEn("编号", "id"), "col_token": zhEn("令牌", "token"), "col_token_title": zhEn("用途", "for"), "col_scopes": zhEn("权限", "scopes"),
	"col_expires": zhEn("有效至", "expires"), "col_last_used": zhEn("最近使用", "last used"), "col_revoked": zhEn("吊销", "revoked"),
	"col_holder":         zhEn("负责人", "holder"),
	"config_default":     zhEn("默认", "default"),
	"config_no_database": zhEn("数据库现在打不开或尚未建立，工单映射未与机制核对；启动时会核对", "The database is not there or cannot be opened now: the mapping of work orders was not held against its mechanisms; the start will do so"),
	"config_unwalled":    zhEn("PostgreSQL 用户“%s”是超级用户或有 BYPASSRLS，行级安全对它无效；请改用 deploy/postgres-init.sh 所建的用户", "user %s of PostgreSQL is a superuser or has BYPASSRLS, so row-level security does not hold for it: connect as a role that deploy/postgres-init.sh makes"),
	"config_ok":          zhEn("配置无误", "the configuration is in order"),
	"col_setting":        zhEn("设置", "setting"),
	"col_value":          zhEn("取值", "value"),
	"col_came_from":      zhEn("出处", "from"),
	"serving":            zhEn("服务已启动：%[1]s（监听 %[2]s），接口说明 %[1]s/api/v1/openapi.json。按 Ctrl-C 停止。", "Serving on %[1]s (listening on %[2]s); the interface is described at %[1]s/api/v1/openapi.json. Ctrl-C stops it."),
	"demo_opening":       zhEn("正在启动服务、开立试用账号（口令各自随机）…", "Starting the server and opening accounts to try it with, each with a password of its own …"),
	"demo_accounts":      zhEn("试用账号", "Accounts to try it with"),
	"demo_installation":  zhEn("整个系统", "the installation"),
	"demo_clock":         zhEn("各地区从自己的示范日起走：%[1]s。\n服务所用的是示范数据库的副本 %[2]s，上面的命令不受影响", "Each zone goes on from its own day: %[1]s.\nThe server works on a copy of the demonstration, %[2]s; the commands above are not disturbed"),
	"demo_accounts_are":  zhEn("供试用者登录：每个地区每种角色一个，兼两种角色的人只一个；三名管理员管整个系统。\n口令每次启动随机生成，只在此处显示一次，库中只存散列。对接系统一行是接口令牌，写在请求头 Authorization: Bearer 之后，不能用来登录", "For whoever tries it: one account for each role of each zone, one for who plays two; the three administrators are the installation's.\nPasswords are random, made anew at each start and shown here only; the database has their hashes. The row of another system is an API token, for the header Authorization: Bearer; nobody signs in with it"),
	"col_secret":         zhEn("口令（对接系统为令牌）", "password (or token)"), "between": zhEn("、", "; "),
	"demo_stopped": zhEn("已停止。所做的仍在 %[1]s，下次 demo --serve 会重写", "Stopped. What was done stays in %[1]s until the next demo --serve writes it anew"),
	"col_login":    zhEn("登录名", "login"), "col_password": zhEn("口令", "password"), "col_role": zhEn("角色", "role"),
	"imported": zhEn("✓ %[1]s：%[2]d 行，新增 %[3]d，更新 %[4]d，不一致 %[9]d，未变 %[5]d；须改正 %[6]d，请核对 %[7]d，说明 %[8]d",
		"✓ %[1]s: %[2]d rows, %[3]d new, %[4]d changed, %[9]d differing, %[5]d unchanged; %[6]d errors, %[7]d assumptions, %[8]d notes"),
	"import_dry": zhEn("试导入 %[1]s：%[2]d 行，将新增 %[3]d，更新 %[4]d，不一致 %[9]d，未变 %[5]d；须改正 %[6]d，请核对 %[7]d，说明 %[8]d。没有写入任何内容",
		"dry run of %[1]s: %[2]d rows, %[3]d would be new, %[4]d changed, %[9]d differing, %[5]d unchanged; %[6]d errors, %[7]d assumptions, %[8]d notes. Nothing was written"),
	"import_refused": zhEn("✗ %[1]s：%[2]d 行，须改正 %[6]d 处，请核对 %[7]d 处；一行也没有导入", "✗ %[1]s: %[2]d rows, %[6]d errors, %[7]d assumptions; nothing was imported"),
	"import_changes": zhEn("台账中有变动的单元格", "Cells of the ledger that changed"),
	"import_new":     zhEn("新登记的事项", "Matters registered"), "col_row": zhEn("行", "row"),
	"import_settled": zhEn("另有 %[1]d 处存疑与事项现状一致，不再列出", "doubts that agree with the matters as they stand, not listed: %[1]d"),
	"col_old":        zhEn("原为", "was"), "col_new": zhEn("改为", "now"), "col_by_command": zhEn("办理", "carried out as"),
	"notes_hidden":   zhEn("另有 %d 条说明（--notes 显示）", "%d notes are left out (--notes shows them)"),
	"exported":       zhEn("已导出 %[1]d 行到 %[2]s", "%[1]d rows written to %[2]s"),
	"swept":          zhEn("清点至 %[1]s：看过 %[2]d 件，记入 %[3]d 条", "swept up to %[1]s: %[2]d matters looked at, %[3]d events written"),
	"swept_standing": zhEn("新立常设事项 %d 件", "%d standing matters begun"),
	"verified":       zhEn("%[1]s：%[2]d 条事件、%[3]d 条链、%[4]d 件事项，全部相符", "%[1]s: %[2]d events, %[3]d chains, %[4]d matters, all in order"),
	"root":           zhEn("日志根", "log root"),
	"signed_last":    zhEn("最近一次签名 %[1]s；其后的事件 %[2]d 条，仅靠哈希链接", "last signed %[1]s; events since: %[2]d, held together by their hashes alone"),
	"signed_all":     zhEn("最近一次签名 %[1]s，已含全部事件", "last signed %[1]s, over all events"),
	"receipt_ok": zhEn("回执成立：%[1]s 第 %[2]d 条（%[3]s，%[4]s）是检查点所签 %[6]d 条中的第 %[5]d 条",
		"the receipt holds: event %[2]d of %[1]s (%[3]s, %[4]s) is number %[5]d of the %[6]d that its checkpoint signs"),
	"receipt_checked": zhEn("已核对：这一条的内容、所属编号、在检查点（%[1]s 签）中的位置，以及检查点的签名",
		"Checked: what the event says, its number, its place in the checkpoint of %[1]s, and the signature of the checkpoint"),
	"receipt_unchecked": zhEn("未核对：签发之后台账有无改动；要一并核对，用 --db 指明存有台账的数据库",
		"Not checked: whether the ledger was changed after it signed; to check that, too, name the database that holds it with --db"),
	"receipt_compared": zhEn("数据库 %[1]s 中的台账仍含检查点所签的 %[2]d 条，未被改动或删减", "the ledger in %[1]s still holds the %[2]d events that the checkpoint signed, unchanged"),
	"receipt_key":      zhEn("所用公钥取自回执，请与地区公布的核对，或用 --key 给出：", "The key used is the receipt's own; compare it with the one the zone publishes, or give that with --key:"),
	"apply_replaces":   zhEn("取代原定于同一时刻生效的版本 %[1]s（%[2]s，%[3]s 启用），它不再生效", "it replaces version %[1]s (applied by %[2]s, %[3]s), which was to begin then and never will"),
	"apply_withdrawn":  zhEn("%[1]s：已撤回原定自 %[3]s 起生效的版本 %[2]s", "%[1]s: version %[2]s, which was to begin on %[3]s, is taken back"),
	"version_to-come":  zhEn("待生效", "still to come"), "version_in-force": zhEn("现行", "in force"), "version_past": zhEn("已被接替", "past"),
	"version_hashes":   zhEn("各版本全部文件的哈希", "Hashes over all files of each version"),
	"version_recorded": zhEn("实际记入 %s", "recorded %s"),
	"col_applied_by":   zhEn("启用岗位", "applied by"), "col_applied_at": zhEn("启用时间", "applied on"), "col_proposed_by": zhEn("报批岗位", "proposed by"),
	"zone_keys":       zhEn("地区公布的公钥", "Public keys of the zones"),
	"letter_of":       zhEn("%[1]s（%[2]s）", "%[1]s (%[2]s)"),
	"receipt_written": zhEn("%[1]s 的回执已写入 %[2]s", "receipt for %[1]s written to %[2]s"),
	"backed_up_files": zhEn("附件 %[1]d 个，逐个核对，在 %[2]s，须与备份文件放在一起", "%[1]d files, each checked, are in %[2]s: keep it beside the backup"),
	"restored_files":  zhEn("附件 %[1]d 个已放回，逐个核对", "%[1]d files are back in their place, each checked"),
	"backed_up":       zhEn("已备份到 %s", "backed up to %s"),
	"restored":        zhEn("已恢复到 %s，台账校验相符", "restored to %s; the ledger is in order"),
	"kept_aside":      zhEn("原数据库另存为 %s", "the former database was kept as %s"),

	"demo_imported":       zhEn("导入 %[1]s：%[2]d 行（请核对 %[3]d 处，说明 %[4]d 条）", "imported %[1]s: %[2]d rows (%[3]d assumptions, %[4]d notes)"),
	"demo_deeds":          zhEn("其后办理 %[1]d 次", "then %[1]d commands were given"),
	"demo_round":          zhEn("惠企兑现一轮（免申即享）：%[1]s，名单 %[2]d 户 %[3]s元", "a round of redemption: %[1]s, %[2]d listed, %[3]s yuan"),
	"demo_round_shown":    zhEn("  %[1]s确认，公示 %[2]s 至 %[3]s", "  confirmed by %[1]s, on show from %[2]s to %[3]s"),
	"demo_round_objected": zhEn("  异议 %[1]d 件，成立 %[2]d 件；%[3]d 户确认收款账户；另一条款 %[4]d 件无人签收，由中心兜底接办", "  %[1]d objections, %[2]d upheld; %[3]d named their account; of another clause nobody signed for %[4]d, which the centre took over"),
	"demo_round_paid":     zhEn("  批次 %[1]s：%[2]d 笔 %[3]s元，到账 %[4]d 笔，退票 %[5]d 笔", "  batch %[1]s: %[2]d payments, %[3]s yuan; %[4]d arrived, %[5]d came back"),
	"demo_round_sum":      zhEn("  截至 %[1]s 累计兑现 %[2]s元，已承诺 %[3]s元，余 %[4]s元", "  as of %[1]s paid %[2]s yuan in all, %[3]s promised, %[4]s left"),
	"demo_resolved":       zhEn("决议：%s", "resolved: %s"),
	"demo_session":        zhEn("其后办理 %[1]d 次，召开%[2]s", "then %[1]d commands were given and %[2]s held"),
	"demo_file":           zhEn("示范数据库：%s", "demonstration database: %s"),
	"ledger_ahead":        zhEn("注意：所指时刻 %[1]s 早于台账最后写入的一条（%[2]s）。\n天数、逾期算到所指时刻；列出的是现状，含其后记入的，不是当时的样子。", "Note: %[1]s is before the entry written last (%[2]s).\nDays are counted to that instant; what is listed is how things stand now."),
	"demo_next":           zhEn("接着可以试试", "What to try next"),

	"doing_import": zhEn("导入", "importing"), "doing_sweep": zhEn("清点", "sweeping"), "doing_verify": zhEn("校验", "verifying"), "doing_plan": zhEn("试算", "replaying"),
	"doing_scenarios": zhEn("情景", "scenarios"), "doing_demo": zhEn("示范", "demonstration"), "doing_bench": zhEn("测量", "measuring"),
	"help_topics": zhEn("主题：", "Topics:"), "help_more": zhEn("全部命令：qinlian --help；一条命令的用法：qinlian 命令 --help", "All commands: qinlian --help; how to use one: qinlian COMMAND --help"),
}
