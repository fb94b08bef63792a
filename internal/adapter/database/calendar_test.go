package database_test

import (
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

const notice2027 = `
id: "2027.1"
year: 2027
title: 关于2027年部分节假日安排的通知（测试用）
number: 测试电〔2026〕9号
published: 2026-11-25
checked: memory
off:
  - { name: 元旦, days: 2027-01-01..2027-01-03 }
  - { name: 春节, days: 2027-02-05..2027-02-11 }
  - { name: 清明节, days: 2027-04-03..2027-04-05 }
  - { name: 劳动节, days: 2027-05-01..2027-05-05 }
  - { name: 端午节, days: 2027-06-09 }
  - { name: 国庆节, days: 2027-10-01..2027-10-07 }
`

// the notices of a later release, as Later gives them: the same year under another id.
const shipped2027 = `
id: "2027"
year: 2027
title: 关于2027年部分节假日安排的通知（测试用）
number: 测试电〔2026〕9号
published: 2026-11-25
checked: official
off: [2027-01-01..2027-01-03, 2027-02-05..2027-02-11, 2027-04-03..2027-04-05, 2027-05-01..2027-05-05, 2027-06-09, 2027-10-01..2027-10-07]
`

func dueOf(t *testing.T, w *world, id string) (due string, provisional bool) {
	t.Helper()
	s, err := w.Find(t.Context(), zone, id, w.now)
	if err != nil {
		t.Fatal(err)
	}
	d := s.Deadlines.Working()
	return d.Date.String(), d.Provisional
}

func TestAReleaseThatCarriesTheNextYearMovesDeadlinesByAnEventThatNamesTheNotice(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		m := w.assigned("2026-12-29 09:00", "跨年事项", "")
		if due, provisional := dueOf(t, w, m.ID); due != "2027-01-12" || !provisional {
			t.Errorf("before the notice: %s, provisional %v", due, provisional)
		}
		w.now = at("2026-12-30 09:00")
		for range 2 { // the second time there is nothing to learn
			if err := w.LearnNotices(t.Context(), zone, []byte(shipped2027)); err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
		}
		w.sweep("2026-12-30 09:01")
		if due, provisional := dueOf(t, w, m.ID); due != "2027-01-13" || provisional {
			t.Errorf("after it: %s, provisional %v", due, provisional)
		}
		if named := notices(t, w, m.ID); len(named) != 1 || named[0] != "测试电〔2026〕9号" {
			t.Errorf("the events name %v", named)
		}
		w.verified()
	})
}

func TestANoticeLoadedByHandOutlivesTheReleaseThatCarriesItToo(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2026-12-01 09:00")
		if _, err := w.LoadNotice(t.Context(), zone, engine.Act{Actor: "督查室主任"}, []byte(notice2027)); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if err := w.LearnNotices(t.Context(), zone, []byte(shipped2027)); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2026-12-02 09:00")
		w.verified()
	})
}

func TestTheSpringFestivalOf2020WasLongerOnlyOnceThatWasKnown(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		cal, err := w.Calendar(t.Context(), zone, at("2020-01-20 09:00"))
		if err != nil {
			t.Fatal(err)
		}
		day := cal.DateOf(at("2020-01-31 09:00"))
		if !cal.Workday(day) {
			t.Error("on 20 January 2020 the 31st was a working day")
		}
		if cal, _ = w.Calendar(t.Context(), zone, at("2020-01-28 09:00")); cal.Workday(day) {
			t.Error("by 28 January 2020 the 31st was off")
		}
	})
}

// notices lists what notices the clock-set events of a matter name.
func notices(t *testing.T, w *world, id string) (named []string) {
	t.Helper()
	records, err := w.Store().Stream(t.Context(), zone, id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		ev, err := ledger.Decode(records[i].Body)
		if err != nil {
			t.Fatal(err)
		}
		content, err := matter.DecodeContent(ev.Type, ev.Data)
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := content.(*matter.ClockSetEvent); ok && c.Notice != "" {
			named = append(named, c.Notice)
		}
	}
	return named
}

// What was entered since a notice is said to be known was counted without it, and nobody counts it again: such a load is
// refused, and none of it is written.
func TestANoticeIsNotKnownEarlierThanWhatTheLedgerHasCounted(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		m := w.assigned("2026-12-29 09:00", "跨年事项", "")
		w.now = at("2026-12-30 09:00")
		load := func(when string) error {
			_, err := w.LoadNotice(t.Context(), zone, engine.Act{Actor: "督查室主任", At: at(when)}, []byte(notice2027))
			return err
		}
		if err := load("2026-12-28 09:00"); !errs.Is(err, "calendar.known_late") {
			t.Fatalf("back-dated: %v", err)
		}
		none := func(_, _ *matter.State) error { return nil }
		if _, err := w.Foresee(t.Context(), zone, engine.Act{Actor: "督查室主任", At: at("2026-12-28 09:00")}, []byte(notice2027), none); !errs.Is(err, "calendar.known_late") {
			t.Fatalf("what it would move: %v", err)
		}
		if err := load("2026-12-29 09:00"); err != nil { // the same minute comes after what was entered in it
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2026-12-30 09:01")
		if due, provisional := dueOf(t, w, m.ID); due != "2027-01-13" || provisional {
			t.Errorf("counted again: %s, provisional %v", due, provisional)
		}
		amendment := strings.Replace(strings.Replace(notice2027, `id: "2027.1"`, "id: \"2027.2\"\namends: \"2027.1\"", 1), "2026-11-25", "2026-11-26", 1)
		if _, err := w.LoadNotice(t.Context(), zone, engine.Act{Actor: "督查室主任", At: at("2026-12-01 09:00")}, []byte(amendment)); !errs.Is(err, "calendar.known_late") {
			t.Errorf("an amendment known before what it amends: %v", err)
		}
		w.verified()
	})
}
