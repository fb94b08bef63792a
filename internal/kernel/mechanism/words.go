package mechanism

import (
	"slices"

	"qinlian/internal/base/text"
)

// Commands lists what can be done with a matter and therefore guarded by a gate.
var Commands = []string{
	"register", "establish", "assign", "accept", "work", "report", "review", "return", "complete", "follow-up",
	"close", "archive", "recheck", "reopen", "ask-extension", "extend", "refuse-extension", "suspend", "resume",
	"escalate", "transfer", "merge", "withdraw", "recolor", "object", "answer-objection", "ask-replan", "replan",
	"refuse-replan", "attach", "look-at", "meet", "draft-letter", "issue-letter", "deliver-letter", "sign-letter",
	"reply-letter", "withdraw-letter",
}

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
func PlaceholderNames() []string {
	names := make([]string, 0, len(Placeholders))
	for name := range Placeholders {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
