package dossier

import (
	"testing"
	"time"

	"qinlian/internal/kernel/matter"
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
		{matter.LookedAtEvent{Duty: "review/2023-W23", Text: "例行"}, "已调度：例行", "reviewed in cadence: 例行"},
		{matter.LookedAtEvent{Text: "例行"}, "已调度：例行", "reviewed in cadence: 例行"},
	} {
		if got := told.says(time.Time{}, &tt.looked); got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%q: got %+v, want %q, %q", tt.looked.Duty, got, tt.zh, tt.en)
		}
	}
}
