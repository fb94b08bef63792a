package mechanism

import (
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// The words that rules may use of a matter, a command and the moment. A matter's record answers by
// these numbers, so that evaluating a rule looks nothing up by name.
const (
	MatterNumber = iota
	MatterTitle
	MatterBrief
	MatterKind
	MatterStage
	MatterUrgency
	MatterCategory
	MatterLeadUnit
	MatterOwner
	MatterSponsor
	MatterVerifier
	MatterPlace
	MatterOrigin
	MatterParent
	MatterSession
	MatterDue
	MatterStatutoryDue
	MatterRegistered
	MatterAssigned
	MatterOverdue
	MatterStatutoryOverdue
	MatterSuspended
	MatterOngoing
	MatterDone
	MatterClosed
	MatterRemaining
	MatterElapsed
	MatterIdle
	MatterReports
	MatterReturned
	MatterMissed
	MatterExtensions
	MatterLevel
	MatterUnreplied
	MatterObjections
	MatterChildren
	MatterLeaves
	MatterLeavesDone
	MatterProgress
	MatterTimeProgress
	MatterEvidence
	MatterChecks
	MatterSupportUnits
	MatterUnrepliedLetters
	MatterPendingLetters
	MatterLetters
	MatterVerdict
	MatterLeavesClosed
	MatterFields
)

// Numbers of a command's fields.
const (
	CommandSession = iota
	CommandReason
	CommandOwner
	CommandLeadUnit
	CommandSponsor
	CommandBrief
	CommandUrgency
	CommandTo
	CommandText
	CommandPlace
	CommandBasis
	CommandVerdict
	CommandTitle
	CommandDue
	CommandProgress
	CommandEvidence
	CommandChecks
	CommandSupportUnits
	CommandVerifier
)

func word(name string, t rule.Type, zh, en string) rule.Field {
	return rule.Field{Name: name, Type: t, Title: text.Text{Zh: zh, En: en}}
}

func ticking(f rule.Field) rule.Field {
	f.Volatile = true
	return f
}

// MatterShape declares the fields of `matter`, in the order of the Matter… constants; fields is the
// name of the shape of the kind's own fields.
func MatterShape(fields string) rule.Shape {
	str, list := rule.String(), rule.ListOf(rule.String())
	return rule.Shape{Name: "matter", Fields: []rule.Field{
		word("number", str, "编号", "number"),
		word("title", str, "事项名称", "title"),
		word("brief", str, "任务书", "brief"),
		word("kind", str, "类别", "kind"),
		word("stage", str, "阶段", "stage"),
		word("urgency", str, "紧急程度", "urgency"),
		word("category", str, "板块", "category"),
		word("lead_unit", str, "牵头单位", "lead unit"),
		word("owner", str, "责任人", "owner"),
		word("sponsor", str, "牵头领导", "sponsor"),
		word("verifier", str, "核验人", "verifier"),
		word("place", str, "地点", "place"),
		word("origin", str, "来源", "origin"),
		word("parent", str, "上级事项", "parent"),
		word("session", str, "会议决议", "session"),
		word("due", rule.Date(), "办结时限", "due date"),
		word("statutory_due", rule.Date(), "法定时限", "statutory due date"),
		word("registered", rule.Date(), "登记日期", "date of registration"),
		word("assigned", rule.Date(), "交办日期", "date of assignment"),
		ticking(word("overdue", rule.Bool(), "是否逾期", "overdue")),
		ticking(word("statutory_overdue", rule.Bool(), "是否超法定时限", "past the statutory limit")),
		word("suspended", rule.Bool(), "是否暂停", "suspended"),
		word("ongoing", rule.Bool(), "是否长期坚持", "ongoing"),
		word("done", rule.Bool(), "是否办结", "done"),
		word("closed", rule.Bool(), "是否销号", "closed out"),
		ticking(word("remaining", rule.Workdays(), "剩余工作日", "working days left")),
		ticking(word("elapsed", rule.Workdays(), "已用工作日", "working days used")),
		ticking(word("idle", rule.Workdays(), "未反馈工作日", "working days without a report")),
		word("reports", rule.Int(), "反馈次数", "reports"),
		word("returned", rule.Int(), "退回次数", "times returned"),
		word("missed", rule.Int(), "应办未办次数", "duties missed"),
		word("extensions", rule.Int(), "延期次数", "extensions"),
		word("level", rule.Int(), "升级级数", "level"),
		word("unreplied", rule.Int(), "逾期未复函件", "letters without a reply"),
		word("objections", rule.Int(), "申诉次数", "objections"),
		word("children", rule.Int(), "下级事项数", "children"),
		word("leaves", rule.Int(), "叶子事项数", "leaves"),
		word("leaves_done", rule.Int(), "已办结叶子数", "leaves done"),
		word("progress", rule.Double(), "完成进度", "progress"),
		ticking(word("time_progress", rule.Double(), "时序进度", "time progress")),
		word("evidence", list, "佐证", "evidence"),
		word("checks", list, "检查项", "checks"),
		word("support_units", list, "配合单位", "supporting units"),
		word("unreplied_letters", list, "逾期未复的", "unanswered letters"),
		word("pending_letters", list, "尚未答复的", "letters not answered yet"),
		word("letters", list, "已拟的", "letters"),
		word("verdict", str, "回访结论", "verdict"),
		word("leaves_closed", rule.Int(), "已销号叶子数", "leaves closed out"),
		word("fields", rule.Object(fields), "专用字段", "own fields"),
	}}
}

// CommandShape declares the fields of `command`, in the order of the Command… constants.
func CommandShape() rule.Shape {
	str, list := rule.String(), rule.ListOf(rule.String())
	return rule.Shape{Name: "command", Fields: []rule.Field{
		word("session", str, "引用的会议", "session cited"),
		word("reason", str, "理由", "reason"),
		word("owner", str, "责任人", "owner"),
		word("lead_unit", str, "牵头单位", "lead unit"),
		word("sponsor", str, "牵头领导", "sponsor"),
		word("brief", str, "任务书", "brief"),
		word("urgency", str, "紧急程度", "urgency"),
		word("to", str, "对象", "to"),
		word("text", str, "内容", "text"),
		word("place", str, "地点", "place"),
		word("basis", str, "依据条目", "basis"),
		word("verdict", str, "结论", "verdict"),
		word("title", str, "事项名称", "title"),
		word("due", rule.Date(), "办结时限", "due date"),
		word("progress", rule.Double(), "完成进度", "progress"),
		word("evidence", list, "佐证", "evidence"),
		word("checks", list, "检查项", "checks"),
		word("support_units", list, "配合单位", "supporting units"),
		word("verifier", str, "核验人", "verifier"),
	}}
}
