package database_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

func TestWhatANewerProgramKeepsIsMadeForTheMattersThatWereThereBefore(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		m := w.assigned("2023-03-01 09:00", "落实招商项目", "red")
		w.do("2023-03-01 10:00", "督查室主任", "transfer", m.ID, func(c *matter.Command) {
			c.Owner, c.LeadUnit, c.Support, c.Reason = "经发局局长", "jfj", []string{"zsj"}, "职责调整"
		})
		store := database.NewStore(db)
		if err := store.InTx(database.InZone(t.Context(), zone), func(ctx context.Context) error { // as an older program left it
			for _, statement := range []string{"DELETE FROM search", "DELETE FROM supports", "DELETE FROM projections", "UPDATE matters SET support = '', number_key = ''", "UPDATE duties SET matter_key = ''", "UPDATE letters SET matter_key = ''"} {
				if _, err := db.Conn(ctx).ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second finds nothing to do
			if err := w.Reproject(t.Context(), zone); err != nil {
				t.Fatal(err)
			}
		}
		if row, err := store.Matter(t.Context(), zone, m.Number); err != nil || row.ID != m.ID {
			t.Error(row.ID, err)
		}
		found := 0
		supporter := authority.Subject{Units: []string{"zsj"}}
		for row, err := range store.Search(t.Context(), zone, "招商", engine.Filter{Scope: supporter.Scope(authority.See, &authority.Rules{})}) {
			if err != nil || row.ID != m.ID {
				t.Fatal(row.ID, err)
			}
			found++
		}
		if found != 1 {
			t.Errorf("found %d times", found)
		}
		w.verified()
	})
}

func TestANoticeMovesDutiesAndLettersThatReachIntoItsYearByTheSameEvent(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		m := w.assigned("2026-12-29 09:00", "跨年事项", "red")
		w.do("2026-12-30 09:00", "督查室主任", "draft-letter", m.ID, func(c *matter.Command) { c.Template, c.To, c.Reason = "reminder", "招商局局长", "进展滞后" })
		w.do("2026-12-30 10:00", "督查室主任", "issue-letter", m.ID, func(c *matter.Command) { c.Letter = "L1" })
		w.do("2026-12-31 09:00", "督查室主任", "deliver-letter", m.ID, func(c *matter.Command) { c.Letter = "L1" })
		w.do("2026-12-31 10:00", "督查室主任", "escalate", m.ID, func(c *matter.Command) { c.Reason = "跨年推进慢" })
		before := map[string]string{"review/2026-W53": "2027-01-01", "reply/L1": "2027-01-04", "raise/1": "2027-01-01"}
		if got := dues(t, w, m.ID); !maps.Equal(got, before) {
			t.Errorf("before the notice: %v", got)
		}
		w.now = at("2026-12-31 11:00")
		if err := w.LearnNotices(t.Context(), zone, []byte(shipped2027)); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2026-12-31 11:01")
		after := map[string]string{"review/2026-W53": "2026-12-31", "reply/L1": "2027-01-05", "raise/1": "2027-01-04"}
		if got := dues(t, w, m.ID); !maps.Equal(got, after) {
			t.Errorf("after it: %v", got)
		}
		s, err := w.Find(t.Context(), zone, m.ID, w.now)
		if err != nil || !s.Letters[0].ReplyBy.Equal(at("2027-01-05 17:30")) || s.Letters[0].ReplyDate.String() != "2027-01-05" {
			t.Errorf("the letter is to be answered by %v, %v", s.Letters[0].ReplyBy, err)
		}
		if named := notices(t, w, m.ID); len(named) != 1 || named[0] != "测试电〔2026〕9号" {
			t.Errorf("the events name %v", named)
		}
		w.verified()
		w.sweep("2027-01-02 09:00") // the review alone has fallen due
		for row, err := range w.Store().Duties(t.Context(), zone, engine.Filter{Matter: m.ID, State: engine.DutyMissed}) {
			if err != nil || row.ID != "review/2026-W53" {
				t.Errorf("missed %s, %v", row.ID, err)
			}
		}
		w.verified()
	})
}

// dues are the days on which the duties of a matter are due.
func dues(t *testing.T, w *world, matterID string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for row, err := range w.Store().Duties(t.Context(), zone, engine.Filter{Matter: matterID}) {
		if err != nil {
			t.Fatal(err)
		}
		out[row.ID] = time.UnixMicro(row.DueAt).In(calendar.Location()).Format(time.DateOnly)
	}
	return out
}
