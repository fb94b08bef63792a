package mechanism

import (
	"regexp"

	"qinlian/internal/base/text"
)

// Words says why a rung fires: its title, else when it does.
func (r *Rung) Words() text.Text {
	if !r.Title.IsZero() {
		return r.Title
	}
	return RungWords(r.Source)
}

var rungForm = regexp.MustCompile(`^([a-z]+)(?: *([+-]) *(\d+(?:\.\d+)?)(wd|d|h|ch|mo))?$`)

// anchorWords say each anchor alone, and with an offset that counts back from it or on; nothing counts back
// from what is not known in advance.
var anchorWords = map[string]struct{ at, before, after text.Text }{
	AnchorDue:        {text.Text{Zh: "时限届满时", En: "on the due date"}, text.Text{Zh: "时限前", En: "before the due date"}, text.Text{Zh: "逾期", En: "after the due date"}},
	AnchorStatutory:  {text.Text{Zh: "法定时限届满时", En: "at the statutory limit"}, text.Text{Zh: "法定时限前", En: "before the statutory limit"}, text.Text{Zh: "超过法定时限", En: "after the statutory limit"}},
	AnchorAccept:     {text.Text{Zh: "签收时限届满时", En: "at the limit for accepting"}, text.Text{Zh: "签收时限前", En: "before the limit for accepting"}, text.Text{Zh: "逾期未签收", En: "after the limit for accepting"}},
	AnchorRegistered: {at: text.Text{Zh: "登记时", En: "at registration"}, after: text.Text{Zh: "登记后", En: "after registration"}},
	AnchorAssigned:   {at: text.Text{Zh: "交办时", En: "at assignment"}, after: text.Text{Zh: "交办后", En: "after assignment"}},
	AnchorMissed:     {at: text.Text{Zh: "漏办时", En: "at a missed duty"}, after: text.Text{Zh: "漏办后", En: "after a missed duty"}},
	AnchorReported:   {at: text.Text{Zh: "报告交审时", En: "at a report that awaits its review"}, after: text.Text{Zh: "报告交审后", En: "after a report that awaits its review"}},
	AnchorUnreplied:  {at: text.Text{Zh: "函件逾期未复时", En: "at a late reply"}, after: text.Text{Zh: "函件逾期未复", En: "after a late reply"}},
	AnchorUndecided:  {at: text.Text{Zh: "申请逾期未批时", En: "at a request left undecided"}, after: text.Text{Zh: "申请逾期未批", En: "after a request was left undecided"}},
	AnchorRed:        {at: text.Text{Zh: "亮红灯时", En: "at turning red"}, after: text.Text{Zh: "亮红灯后", En: "after turning red"}},
	AnchorAmber:      {at: text.Text{Zh: "亮黄灯时", En: "at turning amber"}, after: text.Text{Zh: "亮黄灯后", En: "after turning amber"}},
	AnchorEscalated:  {at: text.Text{Zh: "升级时", En: "at escalation"}, after: text.Text{Zh: "升级后", En: "after escalation"}},
}

var offsetWords = map[string][3]string{
	"wd": {"个工作日", "working day", "working days"}, "d": {"天", "day", "days"}, "h": {"个工作小时", "working hour", "working hours"},
	"ch": {"小时", "hour", "hours"}, "mo": {"个月", "month", "months"},
}

// RungWords says when a rung fires that is written so ("due - 3wd"): 时限前3个工作日. What is no rung stays as it is.
func RungWords(source string) text.Text {
	m := rungForm.FindStringSubmatch(source)
	if m == nil {
		return text.Text{Zh: source, En: source}
	}
	anchor, known := anchorWords[m[1]]
	if !known {
		return text.Text{Zh: source, En: source}
	}
	side := anchor.before
	switch m[2] {
	case "":
		return anchor.at
	case "+":
		side = anchor.after
	}
	unit := offsetWords[m[4]]
	en := unit[2]
	if m[3] == "1" {
		en = unit[1]
	}
	return text.Text{Zh: side.Zh + m[3] + unit[0], En: m[3] + " " + en + " " + side.En}
}
