package database_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// life is what three matters go through in these tests; commands name matters by the ids they were given.
func life() []matter.Command {
	var out []matter.Command
	for i := range 3 {
		id := fmt.Sprintf("m-%d", i)
		out = append(out,
			matter.Command{Name: "register", ID: id, Actor: "督查室主任", At: at("2023-02-01 09:00"), Kind: "task", Particulars: matter.Particulars{Title: "任务", Urgency: "red"}},
			matter.Command{Name: "assign", ID: id, Actor: "督查室主任", At: at("2023-02-01 09:30"), Assignment: matter.Assignment{Owner: "招商局干部"}},
			matter.Command{Name: "report", ID: fmt.Sprintf("任〔2023〕%d号", i+1), Actor: "招商局干部", At: at("2023-03-01 10:00"), Text: "在办"})
	}
	return out
}

func TestManyCommandsTogetherLeaveTheLedgerThatTheyLeaveOneByOne(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		together, err := w.DoAll(t.Context(), zone, life())
		if err != nil {
			t.Fatal(err)
		}
		w.verified()
		other := open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
		other.now = w.now
		for i, c := range life() {
			single, err := other.Do(t.Context(), zone, c)
			if err != nil {
				t.Fatal(err)
			}
			if single.Matter.Number != together[i].Matter.Number || single.Matter.Seq != together[i].Matter.Seq {
				t.Errorf("command %d: %s after %d events, one by one %s after %d", i, together[i].Matter.Number, together[i].Matter.Seq, single.Matter.Number, single.Matter.Seq)
			}
			if len(single.Records) != len(together[i].Records) || len(single.Records) == 0 {
				t.Fatalf("command %d: %d records, one by one %d", i, len(together[i].Records), len(single.Records))
			}
			for j := range single.Records {
				if single.Records[j].Hash != together[i].Records[j].Hash {
					t.Errorf("command %d: record %d differs: %s, one by one %s", i, j, together[i].Records[j].Body, single.Records[j].Body)
				}
			}
		}
		var positions []int64
		for _, o := range together {
			for _, r := range o.Records {
				positions = append(positions, r.Pos)
			}
		}
		slices.Sort(positions)
		if len(slices.Compact(positions)) != len(positions) || positions[len(positions)-1]-positions[0] != int64(len(positions)-1) {
			t.Errorf("positions %v", positions)
		}
	})
}

func TestOneRefusedAmongManyLeavesNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		commands := life()
		commands[4].Owner = ""
		_, err := w.DoAll(t.Context(), zone, commands)
		var refused *engine.CommandError
		if !errors.As(err, &refused) || refused.Index != 4 || !errs.Is(err, "gate.assign") && !errs.Is(err, "matter.no_owner") {
			t.Fatalf("%v", err)
		}
		if n, err := w.Store().CountMatters(t.Context(), zone, engine.Filter{}); n != 0 || err != nil {
			t.Fatalf("%d matters, %v", n, err)
		}
		if s := w.do("2023-03-03 09:00", "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", "red" }); s.Number != "任〔2023〕1号" {
			t.Fatalf("numbers were lost: %s", s.Number)
		}
		w.verified()
	})
}

func TestWhatABatchRefusesLeavesNoTraceAndNoGap(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		err := w.Batch(t.Context(), zone, func(_ context.Context, b *engine.Batch) error {
			for i := range 4 {
				c := matter.Command{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: "任务", Urgency: []string{"red", "无此"}[i%2]}}
				s, err := b.Do(c)
				if (err != nil) != (i%2 == 1) {
					t.Errorf("command %d: %v", i, err)
				}
				if err == nil {
					if _, err := b.Do(matter.Command{Name: "assign", Actor: "督查室主任", ID: s.Number, Assignment: matter.Assignment{Owner: "招商局干部"}}); err != nil {
						t.Error(err)
					}
					if s, err = b.Matter(s.ID); s.Owner != "招商局干部" || err != nil {
						t.Errorf("%s has owner %q, %v", s.Number, s.Owner, err)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var numbers []string
		for row, err := range w.Store().List(t.Context(), zone, engine.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, row.Number)
		}
		if !slices.Equal(numbers, []string{"任〔2023〕1号", "任〔2023〕2号"}) {
			t.Errorf("numbers %v", numbers)
		}
		w.verified()
	})
}
