//go:build unix

package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// BenchmarkLifecycles measures what a lifecycle takes of the processor below HTTP: four calls that share their commits
// with those of 63 others, and a search. PostgreSQL works in processes of its own, which are not counted.
func BenchmarkLifecycles(b *testing.B) {
	for name, address := range map[string]func() string{
		"SQLite":     func() string { return filepath.Join(b.TempDir(), "x.db") },
		"PostgreSQL": func() string { return databasetest.PostgreSQL(b) },
	} {
		for _, search := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s, search %t", name, search), func(b *testing.B) { lifecycles(b, address(), search) })
		}
	}
}

func lifecycles(b *testing.B, address string, search bool) {
	b.Helper()
	a, err := app.Open(b.Context(), address, clock.System)
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // gone with the folder
	mechanisms, err := bundle()
	if err == nil {
		err = a.Engine.Apply(b.Context(), mechanisms, engine.Act{Actor: engine.Governors(mechanisms, at("2023-01-01", 0))[0]}, at("2023-01-01", 0))
	}
	if err != nil {
		b.Fatal(err)
	}
	var seen commits
	a.Engine.Watch(&seen)
	var begun atomic.Int64
	var group sync.WaitGroup
	before, _ := spent()
	b.ResetTimer()
	for range loadClients {
		group.Go(func() {
			for i := begun.Add(1); i <= int64(b.N); i = begun.Add(1) {
				if err := live(b.Context(), a, i, search); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	after, _ := spent()
	b.ReportMetric(float64((after-before).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(seen.calls.Load())/float64(seen.commits.Load()), "calls/commit")
}

// commits counts them, and the calls that they held.
type commits struct{ calls, commits atomic.Int64 }

func (c *commits) Call(ctx context.Context, _ string, _ int) (context.Context, func(error)) {
	return ctx, func(error) {}
}

func (c *commits) Commit(ctx context.Context, _ string, calls []context.Context, _ int) (context.Context, func(error)) {
	c.calls.Add(int64(len(calls)))
	c.commits.Add(1)
	return ctx, func(error) {}
}

// live is the life of one matter, and a search for its number by who registered it.
func live(ctx context.Context, a *app.App, i int64, search bool) error {
	now := clock.System()
	var number string
	for _, c := range []matter.Command{
		{Name: "register", Kind: kind, Actor: office, Particulars: matter.Particulars{Title: fmt.Sprintf("某某项目%d手续办理", i), Brief: "完成用地、规划、施工三项手续"}},
		{Name: "assign", Actor: office, Assignment: matter.Assignment{Owner: owners[0], LeadUnit: units[0], Due: clock.MustDate(now.AddDate(0, 2, 0).Format(time.DateOnly))}},
		{Name: "complete", Actor: owners[0], Text: "手续办结", Evidence: []string{"施工许可证.pdf"}},
		{Name: "close", Actor: closer, Text: "核验属实"},
	} {
		c.ID, c.At = idOf(int(i)), clock.System()
		out, err := a.Engine.Share(ctx, zone, []matter.Command{c}, nil)
		if err != nil {
			return err
		}
		number = out[0].Matter.Number
	}
	if !search {
		return nil
	}
	_, view, err := a.Engine.Org(ctx, zone, now)
	if err != nil {
		return err
	}
	acting, err := view.Holder(office)
	if err != nil {
		return err
	}
	who, rules, err := a.Engine.Standing(ctx, zone, acting.Person, nil, now)
	if err != nil {
		return err
	}
	found := 0
	for _, err := range a.Engine.Store().Search(ctx, zone, number, engine.Filter{Scope: who.Scope(authority.See, rules), Limit: 20}) {
		if err != nil {
			return err
		}
		found++
	}
	if found != 1 {
		return fmt.Errorf("%s was found %d times", number, found)
	}
	return nil
}
