package faults_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

func TestSoakANodeThatIsKilledLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "qinlian.db") },
		"PostgreSQL": func(t *testing.T) string { t.Helper(); databasetest.Needs(t); return databasetest.PostgreSQL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, address(t))
			node := &node{T: t}
			p := o.start(nil, "127.0.0.1:0")
			*node = *p.node
			c := o.clerks(node)
			c.killing()
			repeated(t, func(bool) {
				c.more(60)
				p.kill()
				p = o.start(nil, strings.TrimPrefix(node.base, "http://"))
				c.more(10)
			})
			c.finish()
			gapless(t, c.told)
			c.kept()
		})
	}
}

// late is how many matters are due long ago when the two nodes start.
const late = 60

// enterLate enters matters on which a sweep has much to do.
func enterLate(t *testing.T) func(a *app.App) {
	t.Helper()
	then := clock.System().AddDate(0, -3, 0).Truncate(time.Hour)
	return func(a *app.App) {
		var commands []matter.Command
		for i := range late {
			name := fmt.Sprintf("m-%06d", i)
			commands = append(commands,
				matter.Command{Name: "register", ID: name, Actor: "督查室主任", At: then, Kind: "task", Particulars: matter.Particulars{Title: "旧任务"}},
				matter.Command{Name: "assign", ID: name, Actor: "督查室主任", At: then.Add(time.Minute), Assignment: matter.Assignment{Owner: "招商局局长"}})
		}
		if _, err := a.Engine.DoAll(t.Context(), zone, commands); err != nil {
			t.Fatal(err)
		}
	}
}

// courses gives what happened to the old matters, by number.
func (o *office) courses(a *app.App, until time.Time) map[string][]string {
	o.Helper()
	out, number := map[string][]string{}, map[string]string{}
	for row, err := range a.Store.List(o.Context(), zone, engine.Filter{}) {
		if err != nil {
			o.Fatal(err)
		}
		if strings.HasPrefix(row.ID, "m-") {
			number[row.ID] = row.Number
		}
	}
	for r, err := range a.Store.Records(o.Context(), zone) {
		if err != nil {
			o.Fatal(err)
		}
		if n := number[r.Stream]; n != "" && !r.At.After(until) {
			out[n] = append(out[n], fmt.Sprintf("%d %s %s %s", r.Seq, r.Type, r.At.Format(time.RFC3339), r.Data))
		}
	}
	return out
}

func TestSoakTwoNodesShareTheWorkAndOneGoesOnWhenTheOtherIsKilled(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	enter := enterLate(t)
	now := clock.System()
	o := newOffice(t, databasetest.PostgreSQL(t), enter)
	quiet := newOffice(t, databasetest.SQLite(t), enter) // swept once, by nobody else
	one, two := o.start(nil, "127.0.0.1:0", "jobs.poll=20ms"), o.start(nil, "127.0.0.1:0", "jobs.poll=20ms")
	c := o.clerks(one.node, two.node)
	c.killing()
	c.more(20)
	one.kill()
	c.more(40)
	c.finish()
	if ready, said := two.ready(); !ready {
		t.Errorf("the node that is left is not ready: %s", said)
	}
	a, b := o.open(clock.System), quiet.open(clock.System)
	defer func() { _, _ = a.Close(), b.Close() }()
	if _, err := b.Engine.Sweep(t.Context(), zone, now, nil); err != nil {
		t.Fatal(err)
	}
	want := quiet.courses(b, now)
	if soaking() { // it takes the lead over once the other's time as leader is up
		until(t, "the node that is left has swept what was late", func() bool {
			swept := 0
			for number, course := range o.courses(a, now) {
				if len(course) >= len(want[number]) {
					swept++
				}
			}
			return swept == late
		})
	} else if _, err := a.Engine.Sweep(t.Context(), zone, now, nil); err != nil { // a third sweeper beside the two
		t.Fatal(err)
	}
	for number, course := range o.courses(a, now) {
		if !slices.Equal(course, want[number]) {
			t.Fatalf("%s, swept by two nodes of which one was killed:\n%s\nby one:\n%s", number, strings.Join(course, "\n"), strings.Join(want[number], "\n"))
		}
	}
	c.kept()
}

func TestSoakAPostgreSQLThatIsKilledLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	cluster := databasetest.NewCluster(t)
	o := newOffice(t, cluster.Address(cluster.Port))
	node, _ := o.serve(clock.System, "grace=1s")
	c := o.clerks(node)
	repeated(t, func(bool) {
		for how, end := range map[string]func(){"killed": cluster.Kill, "shut down at once": cluster.Crash} {
			c.more(40)
			end()
			c.refused("503 database.unreachable")
			until(t, "/readyz says that it is not ready", func() bool { ready, _ := node.ready(); return !ready })
			cluster.Start()
			c.more(10)
			if t.Failed() {
				t.Fatalf("when PostgreSQL is %s", how)
			}
		}
		until(t, "/readyz says that it is ready", func() bool { ready, _ := node.ready(); return ready })
	})
	c.finish()
	gapless(t, c.told)
	c.kept()
}
