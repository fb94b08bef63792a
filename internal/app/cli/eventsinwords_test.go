package cli

import (
	"testing"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

func TestManyEventsAreToldBySort(t *testing.T) {
	t.Parallel()
	s := &Shell{Lang: text.Zh}
	records := []ledger.Record{{Event: ledger.Event{Type: "reported"}}, {Event: ledger.Event{Type: "duty-missed"}}}
	for range 2000 {
		records = append(records, ledger.Record{Event: ledger.Event{Type: "duty-missed"}}, ledger.Record{Event: ledger.Event{Type: "rung-fired"}})
	}
	if got, want := s.eventsInWords(records, new(matter.Deadlines)), "反馈进展、漏办 2001 次、触发升级步骤 2000 次"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Lang = text.En
	if got, want := s.eventsInWords(records[:3], new(matter.Deadlines)), "progress reported, duty missed: 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
