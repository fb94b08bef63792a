package dossier

import (
	"testing"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// A title that the file has in Chinese alone does not stand in an English sentence.
func TestARungIsToldInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	kind := &mechanism.Kind{Ladder: []mechanism.Rung{
		{Source: "due + 1wd", Title: text.Text{Zh: "已逾期"}, Send: "reminder"},
		{Source: "missed", Title: text.Text{Zh: "本期应调度而未调度", En: "not reviewed in its period"}, Send: "reminder"},
		{Source: "missed", Raise: true},
	}}
	b := &mechanism.Bundle{Kinds: map[string]*mechanism.Kind{"task": kind}}
	told := &teller{timeline: mechanism.Always(b), kind: "task"}
	for _, tt := range []struct {
		fired  matter.RungFiredEvent
		zh, en string
	}{
		{matter.RungFiredEvent{Rung: "due + 1wd", Title: "已逾期", Action: "send"}, "触发“已逾期”：发函", "rung “1 working day after the due date” fired: letter"},
		{matter.RungFiredEvent{Rung: "missed", Title: "本期应调度而未调度", Action: "send"}, "触发“本期应调度而未调度”：发函", "rung “not reviewed in its period” fired: letter"},
		{matter.RungFiredEvent{Rung: "missed", Action: "raise"}, "触发“漏办时”：升级", "rung “at a missed duty” fired: raised"},
		{
			matter.RungFiredEvent{Rung: "missed", Action: "raise", To: []string{"书记"}, Past: []string{"局长", "主任"}},
			"触发“漏办时”：升级 → 书记，局长、主任 已掌握", "rung “at a missed duty” fired: raised → 书记, past 局长, 主任, which had it already",
		},
		{
			matter.RungFiredEvent{Rung: "missed", Action: "raise", To: []string{"书记"}, Skipped: []string{"科长"}},
			"触发“漏办时”：升级 → 书记，回避：科长", "rung “at a missed duty” fired: raised → 书记, passed over: 科长",
		},
		{
			matter.RungFiredEvent{Rung: "missed", Action: "raise", Had: []string{"书记"}},
			"触发“漏办时”：升级，书记 已掌握，其上再无更高岗位，不再重复", "rung “at a missed duty” fired: raised to nobody: 书记 has it already and no post is above",
		},
		{
			matter.RungFiredEvent{Rung: "missed", Action: "raise", Had: []string{"副主任"}, Below: []string{"科长"}},
			"触发“漏办时”：升级，副主任 已掌握，不再下交科长", "rung “at a missed duty” fired: raised to nobody: 副主任 has it already, and it is not handed down to 科长",
		},
		{
			matter.RungFiredEvent{Rung: "missed", Action: "raise", To: []string{"书记"}, Below: []string{"科长"}},
			"触发“漏办时”：升级 → 书记，不再下交科长", "rung “at a missed duty” fired: raised → 书记, and it is not handed down to 科长",
		},
		{
			matter.RungFiredEvent{Rung: "missed", Action: "raise", Had: []string{"副主任"}, Skipped: []string{"书记"}},
			"触发“漏办时”：升级，副主任 已掌握，不再重复，回避：书记", "rung “at a missed duty” fired: raised to nobody: 副主任 has it already, passed over: 书记",
		},
		{matter.RungFiredEvent{Rung: "missed", Title: "旧称", Action: "send"}, "触发“旧称”：发函", "rung “at a missed duty” fired: letter"},
	} {
		if got := told.says(time.Time{}, &tt.fired); got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%+v: got %+v", tt.fired, got)
		}
	}
	steps := ladder(b, &matter.State{Kind: "task"}, nil, nil, nil)
	for i, want := range []text.Text{
		{Zh: "已逾期（逾期1个工作日）", En: "1 working day after the due date"}, {Zh: "本期应调度而未调度（漏办时）", En: "not reviewed in its period (at a missed duty)"}, {Zh: "漏办时", En: "at a missed duty"},
	} {
		if steps[i].When != want {
			t.Errorf("%+v, want %+v", steps[i].When, want)
		}
	}
}
