package cli

import (
	"cmp"
	"fmt"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// eventWords names every type of event of a matter.
var eventWords = map[string]text.Text{
	"registered": zhEn("登记", "registered"), "assigned": zhEn("交办", "assigned"), "transferred": zhEn("转办", "transferred"),
	"recolored": zhEn("改色", "recoloured"), "escalated": zhEn("升级", "escalated"), "looked-at": zhEn("调度", "periodic review held"),
	"clock-set": zhEn("时限确定", "deadline set"), "light-changed": zhEn("灯色变化", "light changed"),
	"duty-opened": zhEn("新增应办", "duty opened"), "duty-missed": zhEn("漏办", "duty missed"), "duty-lapsed": zhEn("不再应办", "duty lapsed"),
	"rung-fired": zhEn("触发升级步骤", "rung fired"), "letter-late": zhEn("函件逾期未复", "letter not answered in time"),
	"letter-superseded": zhEn("旧稿被新稿取代", "draft superseded"),
	"established":       zhEn("立项", "established"), "accepted": zhEn("签收", "accepted"), "started": zhEn("开工办理", "started"),
	"reported": zhEn("反馈进展", "progress reported"), "reviewed": zhEn("审核", "reviewed"), "returned": zhEn("退回", "returned"),
	"completed": zhEn("办结", "completed"), "followed-up": zhEn("回访", "followed up"), "closed": zhEn("销号", "closed"),
	"archived": zhEn("归档", "archived"), "rechecked": zhEn("回头看", "checked again"), "reopened": zhEn("重新办理", "reopened"),
	"withdrawn": zhEn("撤销", "withdrawn"), "merged": zhEn("并案", "merged"), "attached": zhEn("补充佐证", "evidence attached"),
	"suspended": zhEn("暂停计时", "clock suspended"), "resumed": zhEn("恢复计时", "clock resumed"), "extension-asked": zhEn("申请延期", "extension asked for"),
	"extended": zhEn("同意延期", "extended"), "extension-refused": zhEn("不同意延期", "extension refused"),
	"materials-asked": zhEn("补正告知", "materials asked for"), "materials-completed": zhEn("补正完成", "materials completed"),
	"replan-asked": zhEn("申请调整时限", "new date asked for"), "replanned": zhEn("调整时限", "date changed"), "replan-refused": zhEn("不同意调整时限", "new date refused"),
	"objected": zhEn("申诉", "objected"), "objection-answered": zhEn("答复申诉", "objection answered"),
	"letter-written": zhEn("拟函", "letter drafted"), "letter-issued": zhEn("签发函件", "letter issued"), "letter-delivered": zhEn("送达函件", "letter delivered"),
	"unmasked": zhEn("查看个人信息明文", "personal data read in full"), "erased": zhEn("删除个人信息", "personal data erased"),
	"letter-signed": zhEn("签收函件", "letter signed for"), "letter-replied": zhEn("复函", "letter answered"), "letter-withdrawn": zhEn("撤回函件", "letter withdrawn"),
}

// sessionWords names the types of events of a session that people are shown.
var sessionWords = map[string]text.Text{
	"session-convened": zhEn("召集会议", "session convened"), "session-attended": zhEn("登记到会", "attendance entered"), "session-item-added": zhEn("增加议题", "item added"),
	"session-opened": zhEn("开会", "session opened"), "session-item-reviewed": zhEn("审议议题", "item reviewed"), "session-block-passed": zhEn("略过板块", "block passed over"),
	"session-resolved": zhEn("作出决议", "resolution passed"), "session-minuted": zhEn("形成纪要", "minutes taken"), "session-closed": zhEn("闭会", "session closed"),
	"session-cancelled": zhEn("取消会议", "session cancelled"),
}

// event names a type of event in words.
func (s *Shell) event(kind string) string {
	for _, words := range []map[string]text.Text{eventWords, sessionWords} {
		if t, ok := words[kind]; ok {
			return t.In(s.Lang)
		}
	}
	return kind
}

// eventsInWords names what was written, in the order in which each came first; what came more than once with how
// often. was are the deadlines before.
func (s *Shell) eventsInWords(records []ledger.Record, was *matter.Deadlines) string {
	var order []string
	times := map[string]int{}
	for i := range records {
		name := s.recordWords(&records[i], was)
		if times[name]++; times[name] == 1 {
			order = append(order, name)
		}
	}
	for i, name := range order {
		if times[name] > 1 {
			order[i] = s.T("n_times", name, times[name])
		}
	}
	return s.join(order)
}

// recordWords names one event: of a duty that was met which it was, of what has two names the one that history gives it.
func (s *Shell) recordWords(r *ledger.Record, was *matter.Deadlines) string {
	if r.Type != "looked-at" && r.Type != "clock-set" && r.Type != "letter-superseded" {
		return s.event(r.Type)
	}
	content, err := matter.DecodeContent(r.Type, r.Data)
	if err != nil {
		return s.event(r.Type)
	}
	switch c := content.(type) {
	case *matter.LookedAtEvent:
		return dossier.LookedAtWords(c.Duty).In(s.Lang)
	case *matter.ClockSetEvent:
		before := *was
		switch *was = c.Deadlines; {
		case c.Deadlines == (matter.Deadlines{}):
			return s.T("clock_none")
		case !c.Deadlines.Moved(&before):
			return s.T("clock_same")
		}
	case *matter.LetterSupersededEvent:
		if c.By == "" {
			return s.T("draft_withdrawn")
		}
	}
	return s.event(r.Type)
}

// orgEventWords says in one line what an event changed in the organisation; name gives the name of a unit.
func orgEventWords(event org.Event, name func(code string) string) text.Text {
	f := func(zh, en string, args ...any) text.Text {
		return zhEn(fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
	}
	names := func(codes []string) string {
		out := make([]string, len(codes))
		for i, code := range codes {
			out[i] = name(code)
		}
		return strings.Join(out, "、")
	}
	parts := func(list []org.Part) string {
		out := make([]string, len(list))
		for i, p := range list {
			out[i] = cmp.Or(p.Name, name(p.Code))
		}
		return strings.Join(out, "、")
	}
	switch e := event.(type) {
	case org.AbsenceRecorded:
		return f("已记录请假：%[1]s，自 %[2]s 起", "absence recorded: %[1]s from %[2]s", strings.TrimSpace(e.Person+" "+e.Post), e.From)
	case org.AbsenceEnded:
		return f("已销假：%[1]s，自 %[2]s 起履职", "absence ended: %[1]s acts again from %[2]s", strings.TrimSpace(e.Person+" "+e.Post), e.On)
	case org.HolderAppointed:
		return f("已任命：%[1]s 任%[2]s，自 %[3]s 起", "appointed: %[1]s as %[2]s from %[3]s", e.Person, e.Post, e.From)
	case org.HolderRelieved:
		return f("已免职：%[1]s 不再任%[2]s，自 %[3]s 起", "relieved: %[1]s of %[2]s from %[3]s", e.Person, e.Post, e.On)
	case org.HandedOver:
		return f("已移交：%[1]s 的 %[4]d 件事项由 %[2]s 移交 %[3]s", "handed over: %[4]d matters of %[1]s from %[2]s to %[3]s", e.Post, e.From, e.To, len(e.Matters))
	case org.UnitMerged:
		return f("已合并：%[1]s → %[2]s，自 %[3]s 起", "merged: %[1]s → %[2]s from %[3]s", names(e.From), cmp.Or(e.Into.Name, name(e.Into.Code)), e.On)
	case org.UnitSplit:
		return f("已分设：%[1]s → %[2]s，自 %[3]s 起", "split: %[1]s → %[2]s from %[3]s", name(e.From), parts(e.Into), e.On)
	case org.UnitRenamed:
		return f("已更名：%[1]s 改称%[2]s，自 %[3]s 起", "renamed: %[1]s is now %[2]s from %[3]s", name(e.Code), e.Name, e.On)
	case org.PostOpened:
		return f("已设岗位：%s", "post opened: %s", e.Name)
	case org.PostClosed:
		if e.To == "" {
			return f("已撤岗位：%[1]s，自 %[2]s 起", "post closed: %[1]s from %[2]s", e.Name, e.On)
		}
		return f("岗位%[1]s自 %[2]s 起撤销，由%[3]s承接", "post %[1]s ends on %[2]s; %[3]s takes over", e.Name, e.On, e.To)
	case org.BodyFormed:
		return f("已成立：%[1]s，自 %[2]s 起，由%[3]s负责", "body formed: %[1]s from %[2]s, headed by %[3]s", e.Name, e.From, e.Head)
	case org.BodyChanged:
		said := f("已调整：%[1]s，自 %[2]s 起由%[3]s负责，成员：%[4]s", "body changed: %[1]s from %[2]s is headed by %[3]s; members: %[4]s", name(e.Code), e.On, e.Head, cmp.Or(names(e.Members), "—"))
		if e.Office == "" {
			return said
		}
		return zhEn(said.Zh+"；办公室设在"+name(e.Office), said.En+"; office at "+name(e.Office))
	case org.BodyDissolved:
		return f("已撤销：%[1]s，自 %[2]s 起；其名下事项由%[3]s承接", "body dissolved: %[1]s from %[2]s; %[3]s takes over what it had", name(e.Code), e.On, e.To)
	}
	return zhEn(org.EventName(event), org.EventName(event))
}
