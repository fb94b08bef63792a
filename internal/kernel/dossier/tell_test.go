package dossier

import (
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
)

func TestADutyThatWasMetIsToldByWhatItAskedFor(t *testing.T) {
	t.Parallel()
	told := &teller{}
	for _, tt := range []struct {
		looked matter.LookedAtEvent
		zh, en string
	}{
		{matter.LookedAtEvent{Duty: "talk/due + 5wd talk  lead_unit.head@", Text: "已当面约谈"}, "已履行：约谈 已当面约谈", "met: hold a talk 已当面约谈"},
		{matter.LookedAtEvent{Duty: "raise/unreplied + 1wd raise  lead_unit.sponsor@L2"}, "已履行：升级后研究处理", "met: decide at the higher level"},
		{matter.LookedAtEvent{Duty: "review/2023-W23", Text: "例行"}, "已调度：例行", "periodic review held: 例行"},
		{matter.LookedAtEvent{Text: "例行"}, "已调度：例行", "periodic review held: 例行"},
	} {
		if got := told.says(time.Time{}, &tt.looked); got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%q: got %+v, want %q, %q", tt.looked.Duty, got, tt.zh, tt.en)
		}
	}
}

func TestAnAssignmentSaysToWhomAlsoWhereTheOwnerWasNamedBefore(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		events []matter.Content
		zh, en string
	}{
		{"named at registration", []matter.Content{&matter.RegisteredEvent{Assignment: matter.Assignment{Owner: "招商一科科长"}}, &matter.AssignedEvent{}}, "交办给招商一科科长", "assigned to 招商一科科长"},
		{"named now", []matter.Content{&matter.RegisteredEvent{}, &matter.AssignedEvent{Assignment: matter.Assignment{Owner: "招商二科科长"}}}, "交办给招商二科科长", "assigned to 招商二科科长"},
		{"transferred to another unit alone", []matter.Content{&matter.AssignedEvent{Assignment: matter.Assignment{Owner: "招商二科科长"}}, &matter.AssignedEvent{Transfer: true, Reason: "分工"}}, "转办给招商二科科长：分工", "transferred to 招商二科科长: 分工"},
		{"not known", []matter.Content{&matter.AssignedEvent{}}, "交办", "assigned"},
	} {
		told := &teller{}
		var got text.Text
		for _, e := range tt.events {
			got = told.says(time.Time{}, e)
		}
		if got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func TestALetterIsToldWithItsAnswerAndGoesToNobodyWhoSendsItToThemselves(t *testing.T) {
	t.Parallel()
	told := &teller{letters: map[string]letter.Letter{"L1": {ID: "L1", Number: "督〔2023〕1号"}}}
	l := letter.Letter{ID: "L1", To: "建设局局长", Reply: "已开工"}
	for command, want := range map[string][2]string{
		"issue-letter": {"签发函件 督〔2023〕1号 → 建设局局长", "督〔2023〕1号 → 建设局局长"},
		"sign-letter":  {"签收函件 督〔2023〕1号", "督〔2023〕1号"},
		"reply-letter": {"回复函件 督〔2023〕1号：已开工", "督〔2023〕1号: 已开工"},
	} {
		if got := told.says(time.Time{}, &matter.LetterEvent{Command: command, Letter: l}); got.Zh != want[0] || !strings.HasSuffix(got.En, want[1]) {
			t.Errorf("%s: %+v", command, got)
		}
	}
	if got := told.says(time.Time{}, &matter.LetterSupersededEvent{ID: "L1"}); got.Zh != "事项已了结，未发的督〔2023〕1号撤回" || strings.Contains(got.En, "void") {
		t.Errorf("%+v", got)
	}
}

func TestASuspensionIsToldAsOne(t *testing.T) {
	t.Parallel()
	told := newTeller(&matter.State{}, &matter.World{Calendars: []matter.CalendarVersion{{Calendar: calendar.Builtin()}}})
	running := matter.Deadlines{Promised: calendar.Deadline{At: calendar.Builtin().EndOfWork(clock.MustDate("2023-06-30")), Date: clock.MustDate("2023-06-30")}}
	later := matter.Deadlines{Promised: calendar.Deadline{At: calendar.Builtin().EndOfWork(clock.MustDate("2023-07-07")), Date: clock.MustDate("2023-07-07")}}
	for _, tt := range []struct {
		set    matter.Deadlines
		zh, en string
	}{
		{running, "时限定为 2023-06-30", "deadline set to 2023-06-30"},
		{matter.Deadlines{Promised: calendar.Deadline{Suspended: true}}, "停止计时", "the clock stands still"},
		{later, "恢复计时，时限为 2023-07-07", "the clock goes on, deadline 2023-07-07"},
		{matter.Deadlines{}, "没有时限", "no deadline"},
	} {
		if got := told.says(time.Time{}, &matter.ClockSetEvent{Deadlines: tt.set}); got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%+v, want %s", got, tt.zh)
		}
	}
}

func TestASuspensionTellsTheBasisThatItCited(t *testing.T) {
	t.Parallel()
	lists := func(items ...register.Item) *teller {
		b := &mechanism.Bundle{Lists: map[string]*register.List{"still": {Items: items[:1]}, "other": {Items: items[1:]}}}
		return &teller{timeline: mechanism.Always(b)}
	}
	hearing := register.Item{Code: "hearing", Title: both("听证", "a hearing")}
	for _, tt := range []struct {
		name   string
		told   *teller
		basis  string
		zh, en string
	}{
		{"an item of a list", lists(hearing), "hearing", "暂停（依据：听证）：待听证", "suspend (basis: a hearing): 待听证"},
		{"in words of one's own", lists(hearing), "某条", "暂停（依据：某条）：待听证", "suspend (basis: 某条): 待听证"},
		{"a code that two lists use otherwise", lists(hearing, register.Item{Code: "hearing", Title: both("旁听", "listening")}), "hearing", "暂停（依据：hearing）：待听证", "suspend (basis: hearing): 待听证"},
		{"none", lists(hearing), "", "暂停：待听证", "suspend: 待听证"},
	} {
		got := tt.told.says(time.Unix(1, 0), &matter.ClockEvent{Command: "suspend", Reason: "待听证", Basis: tt.basis})
		if got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}
