package database_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// given registers a task and assigns it, in one call.
func given(id string) []matter.Command {
	return []matter.Command{
		{Name: "register", ID: id, Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: "任务 " + id, Urgency: "red"}},
		{Name: "assign", ID: id, Actor: "督查室主任", Assignment: matter.Assignment{Owner: "招商局干部"}},
	}
}

// refused registers a task and does what its gate refuses.
func refused(id string) []matter.Command {
	return []matter.Command{given(id)[0], {Name: "assign", ID: id, Actor: "督查室主任"}}
}

func TestCallsThatShareACommitAreAllKeptAndRefusalsLeaveNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		const callers, each = 16, 12
		var mu sync.Mutex
		var numbers []string
		var group sync.WaitGroup
		for i := range callers {
			group.Go(func() {
				for j := range each {
					id := fmt.Sprintf("m-%d-%d", i, j)
					if j%4 == 3 {
						_, err := w.Share(t.Context(), zone, refused(id), nil)
						if which := (*engine.CommandError)(nil); !errors.As(err, &which) || which.Index != 1 {
							t.Errorf("%s: %v", id, err)
						}
						continue
					}
					out, err := w.Share(t.Context(), zone, given(id), nil)
					if err != nil {
						t.Errorf("%s: %v", id, err)
						return
					}
					if len(out) != 2 || len(out[0].Records) == 0 || out[1].Matter.Owner != "招商局干部" {
						t.Errorf("%s: outcomes %+v", id, out)
					}
					mu.Lock()
					numbers = append(numbers, out[0].Matter.Number)
					mu.Unlock()
				}
			})
		}
		group.Wait()
		slices.Sort(numbers)
		if n := callers * each * 3 / 4; len(slices.Compact(numbers)) != n {
			t.Fatalf("%d numbers, want %d", len(numbers), n)
		}
		for i := range numbers { // no refusal used one up
			if want := fmt.Sprintf("任〔2023〕%d号", i+1); !slices.Contains(numbers, want) {
				t.Errorf("%s is missing", want)
			}
		}
		if v := w.verified(); v.Matters != int64(len(numbers)) {
			t.Errorf("%d matters in the ledger, %d acknowledged", v.Matters, len(numbers))
		}
	})
}

func TestWhatBelongsToACallIsKeptWithItOrNotAtAll(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		failure := errors.New("no room for the answer")
		var group sync.WaitGroup
		for i := range 12 {
			group.Go(func() {
				id, after := fmt.Sprintf("m-%d", i), engine.After(nil)
				if i%3 == 0 {
					after = func(context.Context, []engine.Outcome) error { return failure }
				}
				_, err := w.Share(t.Context(), zone, given(id), after)
				if wanted := i%3 == 0; errors.Is(err, failure) != wanted {
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		group.Wait()
		if v := w.verified(); v.Matters != 8 {
			t.Errorf("%d matters, want the 8 whose calls succeeded", v.Matters)
		}
	})
}

func TestCommandsOnOneMatterInDifferentCallsSeeEachOther(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		if _, err := w.Share(t.Context(), zone, given("m"), nil); err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for i := range 20 {
			group.Go(func() {
				report := matter.Command{Name: "report", ID: "m", Actor: "招商局干部", Text: fmt.Sprintf("进展 %d", i)}
				if _, err := w.Share(t.Context(), zone, []matter.Command{report}, nil); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if s, err := w.Look(t.Context(), zone, "m", w.now); err != nil || s.State.Reports != 20 {
			t.Errorf("%d reports, %v", s.State.Reports, err)
		}
		w.verified()
	})
}

// Each node remembers what it wrote last, and none what the other has written since.
func TestNodesThatTakeTurnsOnAMatterSeeWhatTheOtherDid(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		other := &world{t: t, Engine: engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)}
		share := func(node *world, cs ...matter.Command) engine.Outcome {
			out, err := node.Share(t.Context(), zone, cs, nil)
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			return out[len(out)-1]
		}
		w.now = at("2023-03-02 09:00")
		share(w, given("m")...)
		share(w, given("n")...)
		for i := range 9 {
			w.now = w.now.Add(36 * time.Hour)
			node := []*world{w, other, other}[i%3]
			if i == 5 {
				w.sweep("2023-03-13 09:00") // the task is overdue, and neither node's call has brought that about
			}
			if s := share(node, matter.Command{Name: "report", ID: "m", Actor: "招商局干部", Text: "在办"}).Matter; s.Reports != i+1 {
				t.Errorf("report %d is number %d", i+1, s.Reports)
			}
			if _, err := node.Share(t.Context(), zone, []matter.Command{{Name: "close", ID: "n", Actor: "督查室主任"}}, nil); !errs.Is(err, "matter.wrong_stage") {
				t.Errorf("closing what is not completed: %v", err)
			}
		}
		w.verified()
	})
}

func TestACallerWhoGivesUpIsToldSo(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.Share(ctx, zone, given("m"), nil); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		many := slices.Repeat(given("m"), 501)
		if _, err := w.Share(t.Context(), zone, many, nil); err == nil || !strings.Contains(err.Error(), "1000") {
			t.Errorf("1002 commands at once: %v", err)
		}
	})
}
