package database_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// counted counts the statements of each commit.
type counted struct {
	mu       sync.Mutex
	calls    int // that have come
	running  bool
	texts    []string
	finished []commit
}

// commit is one that is over.
type commit struct {
	calls int
	texts []string
}

func (c *counted) Wants(context.Context) bool { return true }

func (c *counted) Statement(_ context.Context, text string) func(error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running {
		c.texts = append(c.texts, text)
	}
	return func(error) {}
}

func (c *counted) Call(ctx context.Context, _ string, _ int) (context.Context, func(error)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	return ctx, func(error) {}
}

func (c *counted) Commit(ctx context.Context, _ string, calls []context.Context, _ int) (context.Context, func(error)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running, c.texts = true, nil
	return ctx, func(error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.running = false
		c.finished = append(c.finished, commit{len(calls), c.texts})
	}
}

func (c *counted) arrived() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// A commit asks the database as many questions as there are sorts of rows, however many calls share it: PostgreSQL
// answers each in a round trip. SQLite, which is asked without one, stores each row by a statement of its own, but
// reads no matter for itself.
func TestACommitAsksFewQuestionsHoweverManyShareIt(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx := database.Confine(t.Context(), zone) // as a request is
		var seen counted
		db.Watch(&seen)
		w := open(t, db)
		w.Watch(&seen)
		w.now = at("2023-03-02 09:00")
		// shared gives n calls at once, behind one that waits until they have come.
		shared := func(n int, commands func(i int) []matter.Command) {
			var group sync.WaitGroup
			before := seen.arrived()
			if n > 1 {
				begun := make(chan struct{})
				begin := sync.OnceFunc(func() { close(begun) })
				group.Go(func() {
					_, err := w.Share(ctx, zone, given(fmt.Sprintf("first-%d", before)), func(context.Context, []engine.Outcome) error {
						begin() // its commit is under way: whoever comes now shares the next
						for seen.arrived() < before+1+n {
							runtime.Gosched()
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				})
				<-begun
			}
			for i := range n {
				group.Go(func() {
					if _, err := w.Share(ctx, zone, commands(i), nil); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
		}
		one := func(name, actor string, more func(*matter.Command)) func(i int) []matter.Command {
			return func(i int) []matter.Command {
				c := matter.Command{Name: name, ID: fmt.Sprintf("m-%d", i), Actor: actor}
				if more != nil {
					more(&c)
				}
				return []matter.Command{c}
			}
		}
		shared(1, one("register", "督查室主任", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", "red"; c.ID = "warm" }))
		for _, step := range []struct {
			name           string
			calls          int
			commands       func(i int) []matter.Command
			postgres, lite int // at most; of SQLite those that read
		}{
			{"register one", 1, one("register", "督查室主任", func(c *matter.Command) { c.Kind, c.Title, c.Urgency, c.ID = "task", "任务", "red", "alone" }), 7, 4},
			{"register many", 64, one("register", "督查室主任", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", "red" }), 7, 4},
			{"assign many", 64, one("assign", "督查室主任", func(c *matter.Command) { c.Owner = "招商局干部" }), 7, 3},
			{"report on many", 64, one("report", "招商局干部", func(c *matter.Command) { c.Text = "在办" }), 6, 3},
			{"complete many", 64, one("complete", "招商局干部", func(c *matter.Command) { c.Evidence = []string{"照片.jpg"} }), 7, 3},
			{"close many", 64, one("close", "督查室主任", nil), 6, 3},
		} {
			t.Run(step.name, func(t *testing.T) {
				from := len(seen.finished)
				shared(step.calls, step.commands)
				most := slices.MaxFunc(seen.finished[from:], func(a, b commit) int { return a.calls - b.calls })
				if most.calls < step.calls/2 {
					t.Fatalf("the largest commit held %d of %d calls", most.calls, step.calls)
				}
				texts := slices.DeleteFunc(most.texts, func(s string) bool { return s == "BEGIN" || s == "COMMIT" || s == "ROLLBACK" })
				bound := step.postgres
				if db.Dialect() == database.SQLite {
					texts = slices.DeleteFunc(texts, func(s string) bool { return !strings.HasPrefix(s, "SELECT") && !strings.Contains(s, "RETURNING") })
					bound = step.lite
				}
				if len(texts) > bound {
					t.Errorf("%d statements for %d calls, at most %d:\n%s", len(texts), most.calls, bound, strings.Join(texts, "\n"))
				}
			})
		}
	})
}
