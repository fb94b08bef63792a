package mechanism

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
)

// CommandTitles are the things that can be done with a matter, and therefore guarded by a gate.
var CommandTitles = map[string]text.Text{
	"register": {Zh: "登记", En: "register"}, "establish": {Zh: "立项", En: "establish"}, "assign": {Zh: "交办", En: "assign"},
	"accept": {Zh: "签收", En: "accept"}, "work": {Zh: "承办", En: "work"}, "report": {Zh: "反馈", En: "report"},
	"review": {Zh: "审核", En: "review"}, "return": {Zh: "退回", En: "return"}, "complete": {Zh: "办结", En: "complete"},
	"follow-up": {Zh: "回访", En: "follow up"}, "close": {Zh: "销号", En: "close out"}, "archive": {Zh: "归档", En: "archive"},
	"ask-materials": {Zh: "告知补正", En: "say what is missing"}, "complete-materials": {Zh: "补齐材料", En: "complete the materials"},
	"recheck": {Zh: "回头看", En: "re-check"}, "reopen": {Zh: "重启", En: "reopen"},
	"ask-extension": {Zh: "申请延期", En: "ask for an extension"}, "extend": {Zh: "批准延期", En: "extend"},
	"refuse-extension": {Zh: "不予延期", En: "refuse the extension"},
	"suspend":          {Zh: "暂停", En: "suspend"}, "resume": {Zh: "恢复", En: "resume"}, "escalate": {Zh: "升级", En: "escalate"},
	"transfer": {Zh: "转办", En: "transfer"}, "merge": {Zh: "并案", En: "merge"}, "withdraw": {Zh: "撤销", En: "withdraw"},
	"recolor": {Zh: "改色", En: "recolour"}, "object": {Zh: "申诉", En: "object"},
	"answer-objection": {Zh: "答复申诉", En: "answer the objection"}, "ask-replan": {Zh: "申请调整计划", En: "ask for a change of plan"},
	"replan": {Zh: "批准调整计划", En: "change the plan"}, "refuse-replan": {Zh: "不予调整", En: "refuse the change of plan"},
	"attach": {Zh: "补充佐证", En: "attach evidence"}, "look-at": {Zh: "调度", En: "hold a periodic review"}, "meet": {Zh: "履行", En: "meet a duty"},
	"draft-letter": {Zh: "拟函", En: "draft a letter"}, "issue-letter": {Zh: "签发函件", En: "issue a letter"},
	"deliver-letter": {Zh: "送达函件", En: "deliver a letter"}, "sign-letter": {Zh: "签收函件", En: "sign for a letter"},
	"reply-letter": {Zh: "回复函件", En: "answer a letter"}, "withdraw-letter": {Zh: "撤回函件", En: "withdraw a letter"},
	"unmask": {Zh: "查看明文", En: "read personal data in full"}, "erase": {Zh: "删除个人信息", En: "erase personal data"},
}

// DutyTitles are what duties ask for (matter.DutyReview …).
var DutyTitles = map[string]text.Text{
	"review": {Zh: "调度", En: "review"}, "report": {Zh: "反馈", En: "report"}, "publish": {Zh: "编发", En: "publish"},
	"accept": {Zh: "签收", En: "accept"}, "issue": {Zh: "签发函件", En: "issue a letter"}, "reply": {Zh: "回复函件", En: "answer a letter"},
	"talk": {Zh: "约谈", En: "hold a talk"}, "bulletin": {Zh: "列入通报", En: "name in the bulletin"}, "raise": {Zh: "升级后研究处理", En: "decide at the higher level"},
	"recheck": {Zh: "回头看", En: "check again"}, "extension": {Zh: "批复延期申请", En: "decide on the extension"},
	"replan": {Zh: "批复计划调整", En: "decide on the change of plan"}, "objection": {Zh: "答复申诉", En: "answer the objection"},
}

// Duties lists the names of DutyTitles in the order in which they come about.
func Duties() []string {
	return []string{"review", "report", "publish", "accept", "issue", "reply", "talk", "bulletin", "raise", "recheck", "extension", "replan", "objection"}
}

// Commands lists the names of CommandTitles in order.
func Commands() []string { return slices.Sorted(maps.Keys(CommandTitles)) }

// Placeholders are what a letter may put in braces, with what stands there when it is issued.
var Placeholders = map[string]text.Text{
	"to":               {Zh: "受函岗位", En: "the post addressed"},
	"by":               {Zh: "签发岗位", En: "the post that issues"},
	"number":           {Zh: "文号", En: "the letter's number"},
	"reason":           {Zh: "事由", En: "why it is sent"},
	"matter.number":    {Zh: "事项编号", En: "the matter's number"},
	"matter.title":     {Zh: "事项名称", En: "the matter's title"},
	"matter.brief":     {Zh: "任务内容", En: "the matter's brief"},
	"matter.owner":     {Zh: "责任人", En: "the owner"},
	"matter.lead_unit": {Zh: "牵头单位", En: "the lead unit"},
	"matter.due":       {Zh: "办结时限", En: "the due date"},
	"matter.progress":  {Zh: "完成进度", En: "the progress"},
	"matter.light":     {Zh: "灯色", En: "the light"},
	"today":            {Zh: "签发日期", En: "the day of issue"},
	"reply":            {Zh: "回复时限", En: "the time to reply"},
}

// PlaceholderNames lists Placeholders in order of name.
func PlaceholderNames() []string { return slices.Sorted(maps.Keys(Placeholders)) }

// MatterPlaceholders are those of Placeholders that tell of a matter, in order.
func MatterPlaceholders() []string {
	return slices.DeleteFunc(PlaceholderNames(), func(name string) bool { return !strings.HasPrefix(name, "matter.") })
}
