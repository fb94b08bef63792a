package mechanism

import (
	"testing"

	"qinlian/internal/base/text"
)

func TestARungIsSaidAsALetterWouldSayIt(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]text.Text{
		"missed":          {Zh: "漏办时", En: "at a missed duty"},
		"reported + 3wd":  {Zh: "报告交审后3个工作日", En: "3 working days after a report that awaits its review"},
		"due - 3wd":       {Zh: "时限前3个工作日", En: "3 working days before the due date"},
		"due + 1wd":       {Zh: "逾期1个工作日", En: "1 working day after the due date"},
		"accept + 2h":     {Zh: "逾期未签收2个工作小时", En: "2 working hours after the limit for accepting"},
		"unreplied + 1wd": {Zh: "函件逾期未复1个工作日", En: "1 working day after a late reply"},
		"statutory - 5d":  {Zh: "法定时限前5天", En: "5 days before the statutory limit"},
		"due - 24ch":      {Zh: "时限前24小时", En: "24 hours before the due date"},
		"assigned + 1mo":  {Zh: "交办后1个月", En: "1 month after assignment"},
		"red":             {Zh: "亮红灯时", En: "at turning red"},
		"不是步骤":            {Zh: "不是步骤", En: "不是步骤"},
	} {
		if got := RungWords(source); got != want {
			t.Errorf("%s: %+v, want %+v", source, got, want)
		}
	}
}

func TestEveryAnchorHasWords(t *testing.T) {
	t.Parallel()
	for _, anchor := range Anchors {
		for _, source := range []string{anchor, anchor + " + 2wd"} {
			if got := RungWords(source); got.Zh == source || got.En == source || got.Zh == "2个工作日" {
				t.Errorf("%s has no words: %+v", source, got)
			}
		}
	}
}

func TestATitleSpeaksForItsRung(t *testing.T) {
	t.Parallel()
	r := Rung{Source: "missed", Title: text.Text{Zh: "连续漏办", En: "missed again"}}
	if got := r.Words(); got != r.Title {
		t.Errorf("%+v", got)
	}
	r.Title = text.Text{}
	if got := r.Words(); got.Zh != "漏办时" {
		t.Errorf("%+v", got)
	}
}
