package app

import (
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

func both(zh, en string) text.Text { return text.Text{Zh: zh, En: en} }

// DutyWords names what duties ask for.
var DutyWords = map[string]text.Text{
	matter.DutyReview: both("调度", "review"), matter.DutyReport: both("反馈", "report"), matter.DutyPublish: both("编发", "publish"),
	matter.DutyAccept: both("签收", "accept"), matter.DutyIssue: both("签发函件", "issue a letter"), matter.DutyReply: both("回复函件", "answer a letter"),
	matter.DutyTalk: both("约谈", "hold a talk"), matter.DutyBulletin: both("列入通报", "name in the bulletin"), matter.DutyRaise: both("升级后研究处理", "decide at the higher level"),
	matter.DutyRecheck: both("回头看", "check again"),
}

var actionWords = map[string]text.Text{"send": both("发函", "letter"), "talk": both("约谈", "talk"), "raise": both("升级", "raised"), "bulletin": both("列入通报", "bulletin")}

var lightTexts = map[matter.Light]text.Text{matter.Red: both("红灯", "red"), matter.Amber: both("黄灯", "amber"), matter.Green: both("绿灯", "green"), matter.None: both("无", "none")}

// describe says in one line what an event brought.
func describe(content matter.Content) text.Text {
	switch c := content.(type) {
	case *matter.RegisteredEvent:
		return both("登记："+c.Title, "registered: "+c.Title)
	case *matter.AssignedEvent:
		t := both("交办给"+c.Owner, "assigned to "+c.Owner)
		if c.Transfer {
			t = both("转办给"+c.Owner, "transferred to "+c.Owner)
		}
		if !c.Due.IsZero() {
			t = both(t.Zh+",时限"+c.Due.String(), t.En+", due "+c.Due.String())
		}
		return with(t, c.Reason)
	case *matter.MovedEvent:
		zh, en := matter.CommandWords(c.Command)
		t := both(zh, en)
		if c.Progress != nil {
			t = both(t.Zh+" "+percent(*c.Progress), t.En+" "+percent(*c.Progress))
		}
		if len(c.Evidence) > 0 {
			t = both(t.Zh+",佐证："+strings.Join(c.Evidence, "、"), t.En+", evidence: "+strings.Join(c.Evidence, ", "))
		}
		return with(with(t, c.Text), c.Reason)
	case *matter.ClockEvent:
		zh, en := matter.CommandWords(c.Command)
		if !c.By.IsZero() {
			zh, en = zh+" "+c.By.String(), en+" by "+c.By.String()
		}
		return with(both(zh, en), c.Reason)
	case *matter.PlanEvent:
		zh, en := matter.CommandWords(c.Command)
		return with(both(zh+" "+c.Due.String(), en+" "+c.Due.String()), c.Reason)
	case *matter.RecoloredEvent:
		return with(both("改色为 "+c.Urgency, "recoloured "+c.Urgency), c.Reason)
	case *matter.RaisedEvent:
		return with(both("升级", "escalated"), c.Reason)
	case *matter.ObjectionEvent:
		zh, en := matter.CommandWords(c.Command)
		return with(both(zh, en), c.Text)
	case *matter.LookedAtEvent:
		return with(both("已调度", "reviewed in cadence"), c.Text)
	case *matter.LetterEvent:
		zh, en := matter.CommandWords(c.Command)
		name := c.Letter.ID
		if c.Letter.Number != "" {
			name = c.Letter.Number
		}
		return both(zh+" "+name+" → "+c.Letter.To, en+" "+name+" → "+c.Letter.To)
	}
	return describeDerived(content)
}

func describeDerived(content matter.Content) text.Text {
	switch c := content.(type) {
	case *matter.ClockSetEvent:
		due := c.Deadlines.Working()
		if due.Date.IsZero() {
			return both("没有时限", "no deadline")
		}
		t := both("时限定为 "+due.Date.String(), "deadline set to "+due.Date.String())
		if due.Provisional {
			t = both(t.Zh+"（暂估）", t.En+" (provisional)")
		}
		if c.Notice != "" {
			t = both(t.Zh+",依据"+c.Notice, t.En+", by "+c.Notice)
		}
		return t
	case *matter.LightChangedEvent:
		return both(lightTexts[c.From].Zh+" → "+lightTexts[c.To].Zh+":"+c.Reason, lightTexts[c.From].En+" → "+lightTexts[c.To].En+": "+c.Reason)
	case *matter.DutyEvent:
		what := DutyWords[c.Duty.What]
		due := Local(c.Duty.Due)
		switch c.What {
		case "opened":
			return both(c.Duty.Owner+"应于 "+due+" 前"+what.Zh, c.Duty.Owner+" owes: "+what.En+" by "+due)
		case "missed":
			return both("漏"+what.Zh+":"+c.Duty.Owner+" 未在 "+due+" 前履行", "missed: "+what.En+" by "+c.Duty.Owner+", due "+due)
		}
		return both("不再需要"+what.Zh, "no longer owed: "+what.En)
	case *matter.RungFiredEvent:
		return describeRung(c)
	case *matter.LetterLateEvent:
		return both("函件 "+c.ID+" 逾期未复", "letter "+c.ID+" was not answered in time")
	}
	return both(content.Type(), content.Type())
}

func describeRung(c *matter.RungFiredEvent) text.Text {
	action := actionWords[c.Action]
	rung := c.Rung
	if c.Title != "" {
		rung = c.Title + "(" + c.Rung + ")"
	}
	t := both("触发“"+rung+"”:"+action.Zh, "rung “"+rung+"” fired: "+action.En)
	if len(c.To) > 0 {
		t = both(t.Zh+" → "+strings.Join(c.To, "、"), t.En+" → "+strings.Join(c.To, ", "))
	}
	if len(c.Skipped) > 0 {
		t = both(t.Zh+",回避："+strings.Join(c.Skipped, "、"), t.En+", passed over: "+strings.Join(c.Skipped, ", "))
	}
	if c.Unheld != "" {
		t = both(t.Zh+",无人履职："+c.Unheld, t.En+", unheld: "+c.Unheld)
	}
	return t
}

func with(t text.Text, words string) text.Text {
	if words == "" {
		return t
	}
	return both(t.Zh+":"+words, t.En+": "+words)
}
