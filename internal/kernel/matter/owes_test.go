package matter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
)

// What the plan of a year says is owed is what is missed where nobody does anything: wherever in a period the kind's own begins or
// ends, and whether it is due within the period, at its end or after it.
func TestWhatAKindOwesIsWhatItsMattersMiss(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	for _, every := range []string{"monthly", "{ every: monthly, due: day 15 }", "{ every: monthly, due: +3wd }", "{ every: monthly, at: \"00:00\" }", "half-monthly", "quarterly"} {
		for _, span := range []string{
			"to: 2023-06-15", "to: 2023-06-30", "to: 2023-07-01", "to: 2023-07-05", "to: 2023-07-06", "from: 2023-06-01", "from: 2023-06-15", "from: 2023-06-16",
			"from: 2023-06-29", "from: 2023-06-30", "from: 2023-06-20, to: 2023-06-25", "from: 2023-06-20, to: 2023-08-10",
		} {
			kind := strings.NewReplacer("\"*\": monthly", "\"*\": "+every, "standing:", "effective: { "+span+" }\nstanding:").Replace(summaries)
			w := world(t, kind)
			k := w.Timeline[0].Bundle.Kinds["monthly-summary"]
			def, _ := k.Rhythm("")
			var owed []string
			for _, p := range def.Periods(cal, clock.MustDate("2023-01-01"), clock.MustDate("2023-12-31")) {
				if k.Owes(def, p, 0, cal) {
					owed = append(owed, p.Key)
				}
			}
			// the sweep begins it on the first day of the kind's period; another stood before, under files that gave none
			for _, begun := range []clock.Date{max(clock.MustDate("2023-01-01"), k.Effective.From), clock.MustDate("2023-01-01")} {
				d := standsSince(t, w, begun)
				d.until(t, "2024-02-01")
				var missed []string
				for _, line := range d.lines("duty-missed") {
					key := strings.Fields(line)[3]
					if _, key, _ = strings.Cut(key, "/"); strings.HasPrefix(key, "2023") {
						missed = append(missed, key)
					}
				}
				if !slices.Equal(owed, missed) {
					t.Errorf("%s, effective %s, begun %s: owed %v, missed %v", every, span, begun, owed, missed)
				}
			}
		}
	}
}

func standsSince(t *testing.T, w *World, day clock.Date) *desk {
	t.Helper()
	head := ledger.Event{Zone: "demo", Stream: StandingID("monthly-summary", "zs"), At: calendar.Builtin().StartOfDay(day), Derived: true}
	d := newDesk(w)
	d.fold(head, &RegisteredEvent{
		Number: "1号", Kind: "monthly-summary", Standing: "zs", Particulars: Particulars{Title: "一月一小结·招商局"},
		Assignment: Assignment{LeadUnit: "zs", Owner: "招商局局长", Ongoing: true},
	})
	_, derived, err := React(d.s, w, head.At)
	if err != nil {
		t.Fatal(fmt.Errorf("begun %s: %w", day, err))
	}
	d.derive(derived)
	d.cursor = head.At
	return d
}
