package plan

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

func run(t testing.TB, d *desks, base, candidate *matter.World, o Options) *Report {
	t.Helper()
	if o.To.IsZero() {
		o.To = at("2023-06-30")
	}
	forth, err := Run(d.records(false), base, candidate, o)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Run(d.records(true), base, candidate, o)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := string(ledger.Marshal(forth)), string(ledger.Marshal(back)); a != b {
		t.Fatalf("the order of the streams changes the report:\n%s\n%s", a, b)
	}
	return forth
}

// tree is one project of two tasks, the second of them a project with a task of its own.
func tree(t testing.TB, w *matter.World) *desks {
	t.Helper()
	d := newDesks(w)
	d.registered(t, "2023-03-01 09:00", "a", "project", "")
	d.registered(t, "2023-03-02 09:00", "b", "task", "a")
	d.registered(t, "2023-03-02 10:00", "c", "project", "a")
	d.registered(t, "2023-03-03 09:00", "d", "task", "c")
	return d
}

func lights(r *Report) []string {
	var out []string
	for _, l := range r.Lights {
		out = append(out, fmt.Sprintf("%s %s %s>%s %d", l.Number, l.First, l.Before, l.After, l.Days))
	}
	return out
}

func same(t testing.TB, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n\t%q\nwant\n\t%q", got, want)
	}
}

func TestARuleThatReadsWhatHangsBelowSeesItAsItWas(t *testing.T) {
	t.Parallel()
	base := world(t, kinds(calm)...)
	done := func(d *desks, when, id string) {
		d.do(t, when, matter.Command{Name: "complete", Actor: owner, ID: id})
	}
	t.Run("leaves that are open turn the projects above them red, from the day they were registered to that they were done", func(t *testing.T) {
		t.Parallel()
		d := tree(t, base)
		done(d, "2023-03-08 09:00", "b")
		done(d, "2023-03-10 09:00", "d")
		r := run(t, d, base, world(t, kinds(strict)...), Options{To: at("2023-03-31")})
		same(t, lights(r), "a 2023-03-02 green>red 9", "c 2023-03-03 green>red 8")
		if r.Letters.After != 0 { // nothing woke the projects up, so that their ladders saw no red
			t.Errorf("%+v", r.Letters)
		}
	})
	t.Run("progress is weighted", func(t *testing.T) {
		t.Parallel()
		d := newDesks(base)
		d.registered(t, "2023-03-01 09:00", "a", "project", "")
		d.do(t, "2023-03-02 09:00", matter.Command{Name: "register", Actor: office, ID: "b", Kind: "task", Number: "b", Particulars: matter.Particulars{Title: "b", Parent: "a", Weight: 3}})
		d.do(t, "2023-03-02 09:00", matter.Command{Name: "assign", Actor: office, ID: "b", Assignment: matter.Assignment{Owner: owner}})
		d.registered(t, "2023-03-02 09:00", "c", "task", "a")
		done(d, "2023-03-06 09:00", "c") // a quarter
		most := 80.0
		d.do(t, "2023-03-08 09:00", matter.Command{Name: "report", Actor: owner, ID: "b", Progress: &most}) // 85 per cent
		r := run(t, d, base, world(t, kinds(`{ red: matter.progress < 50.0, green: "true" }`)...), Options{To: at("2023-03-31")})
		same(t, lights(r), "a 2023-03-01 green>red 8")
	})
	t.Run("what is withdrawn counts no more", func(t *testing.T) {
		t.Parallel()
		d := tree(t, base)
		d.do(t, "2023-03-06 09:00", matter.Command{Name: "withdraw", Actor: office, ID: "c", Reason: "重复"})
		done(d, "2023-03-07 09:00", "b")
		r := run(t, d, base, world(t, kinds(strict)...), Options{To: at("2023-03-31")})
		same(t, lights(r), "a 2023-03-02 green>red 6", "c 2023-03-03 green>red 4")
	})
	t.Run("matters that the reader may not see count, and are not told of", func(t *testing.T) {
		t.Parallel()
		d := tree(t, base)
		r := run(t, d, base, world(t, kinds(strict)...), Options{To: at("2023-03-31"), Without: map[string]bool{"b": true, "c": true, "d": true}})
		same(t, lights(r), "a 2023-03-02 green>red 30")
		if r.Matters != 1 {
			t.Errorf("%d matters", r.Matters)
		}
	})
	t.Run("with the same rules nothing differs, and the project is red on both sides", func(t *testing.T) {
		t.Parallel()
		d := tree(t, base)
		done(d, "2023-03-08 09:00", "b")
		r := run(t, d, world(t, kinds(strict)...), world(t, kinds(strict)...), Options{})
		if !r.Same() || r.Units[0].RedBefore < 2 {
			t.Errorf("%+v", r)
		}
	})
}

func TestAStandingMatterThatNoSweepHasBegunIsReplayedOnEachSideThatAsksForIt(t *testing.T) {
	t.Parallel()
	with, without := world(t, kinds(calm)...), world(t, kinds(calm)[:2]...)
	content := &matter.RegisteredEvent{
		Number: "履职报告·招商局", Kind: "duty-report", Standing: "zs", Particulars: matter.Particulars{Title: "履职报告·招商局"},
		Assignment: matter.Assignment{LeadUnit: "zs", Owner: owner, Ongoing: true},
	}
	ev := &ledger.Event{Zone: "demo", Stream: "standing/duty-report/zs", Seq: 1, At: at("2023-01-03 08:30"), Type: content.Type(), Derived: true, Data: ledger.Marshal(content)}
	d := newDesks(with)
	both := run(t, d, with, with, Options{Begun: []Begun{{ev, ev}}})
	if !both.Same() || both.Matters != 1 || both.Missed.Before == 0 {
		t.Errorf("on both sides: %+v", both)
	}
	added := run(t, d, without, with, Options{Begun: []Begun{{nil, ev}}})
	if added.Missed.Before != 0 || added.Missed.After != both.Missed.Before || len(added.Duties.Added) == 0 || len(added.Duties.Removed) > 0 {
		t.Errorf("only the candidate asks: %+v", added)
	}
	if both.Owing.Before == 0 || added.Owing != (Count{0, both.Owing.Before}) {
		t.Errorf("left undone on both sides %+v, where only the candidate asks %+v", both.Owing, added.Owing)
	}
	gone := run(t, d, with, without, Options{Begun: []Begun{{ev, nil}}})
	if gone.Owing != (Count{both.Owing.Before, 0}) || gone.Missed.After != 0 || len(gone.Duties.Removed) == 0 || len(gone.Duties.Added) > 0 {
		t.Errorf("only what governs asks: %+v", gone)
	}
}

func TestADateApprovedByAChangeOfPlanStandsUnderOtherLimits(t *testing.T) {
	t.Parallel()
	base := world(t, kinds(calm)...)
	d := newDesks(base)
	d.registered(t, "2023-03-01 09:00", "a", "task", "")
	d.do(t, "2023-03-06 09:00", matter.Command{Name: "suspend", Actor: office, ID: "a", Reason: "专家评审"})
	d.do(t, "2023-03-10 09:00", matter.Command{Name: "resume", Actor: office, ID: "a"})
	d.do(t, "2023-03-13 09:00", matter.Command{Name: "ask-replan", Actor: owner, ID: "a", Reason: "方案调整", Assignment: matter.Assignment{Due: date("2023-04-10")}})
	d.do(t, "2023-03-14 09:00", matter.Command{Name: "replan", Actor: leader, ID: "a"})
	if got := d.states["a"].Deadlines.Working().Date; got != date("2023-04-10") {
		t.Fatalf("due %s", got)
	}
	shorter := kinds(calm)
	shorter[1] = replaced(shorter[1], "promised: 20wd", "promised: 10wd")
	if r := run(t, d, base, world(t, shorter...), Options{}); len(r.Deadlines) != 0 {
		t.Errorf("%+v", r.Deadlines)
	}
}

func TestADateThatMovesIntoAYearWithoutNoticeIsProvisionalOnItsSide(t *testing.T) {
	t.Parallel()
	base := world(t, kinds(calm)...)
	d := newDesks(base)
	d.registered(t, "2026-12-18 09:00", "a", "task", "")
	shorter := kinds(calm)
	shorter[1] = replaced(shorter[1], "promised: 20wd", "promised: 5wd")
	r := run(t, d, base, world(t, shorter...), Options{To: at("2026-12-21")})
	if len(r.Deadlines) != 1 || !r.Deadlines[0].BeforeProvisional || r.Deadlines[0].AfterProvisional {
		t.Errorf("%+v", r.Deadlines)
	}
}

func TestAPlanStopsAtALedgerThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := world(t, kinds(calm)...)
	if _, err := Run(broken, w, w, Options{To: at("2023-06-30")}); err == nil {
		t.Error("read to the end")
	}
}

func TestADutyOfARungThatWasOnlyRewrittenIsTheSameDuty(t *testing.T) {
	t.Parallel()
	base, other := world(t, kinds(calm)...), kinds(calm)
	other[1] = replaced(other[1], "at: due + 1wd, raise", "at: statutory - 39wd, raise") // the same day in other words
	d := newDesks(base)
	d.registered(t, "2023-03-01 09:00", "a", "task", "")
	r := run(t, d, base, world(t, other...), Options{})
	if r.Missed.Before == 0 || r.Missed.After != r.Missed.Before || len(r.Missed.Added)+len(r.Missed.Removed) > 0 {
		t.Errorf("%+v", r.Missed)
	}
	if len(r.Duties.Added)+len(r.Duties.Removed) > 0 {
		t.Errorf("%+v", r.Duties)
	}
}

// Whatever people did, the version in force differs from itself in nothing: what was loaded again, in another order of
// the ledger, with trees, changes of plan, suspensions and standing matters.
func TestThePlanOfTheVersionInForceIsEmpty(t *testing.T) {
	t.Parallel()
	base, again := world(t, kinds(strict)...), world(t, kinds(strict)...)
	other := kinds(half)
	other[1] = replaced(other[1], "promised: 20wd", "promised: 8wd")
	candidate := world(t, other...)
	rapid.Check(t, func(r *rapid.T) {
		d := newDesks(base)
		when := at("2023-01-04 09:00")
		ids := []string{"a"}
		give := func(c matter.Command) {
			when = when.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(r, "minutes")) * time.Minute)
			c.At = when
			_ = d.try(c) // refused or not
		}
		give(matter.Command{Name: "register", Actor: office, ID: "a", Kind: "project", Number: "a", Particulars: matter.Particulars{Title: "a"}})
		for i := range rapid.IntRange(0, 30).Draw(r, "deeds") {
			id := rapid.SampledFrom(ids).Draw(r, "matter")
			switch name := rapid.SampledFrom([]string{
				"register", "register", "assign", "assign", "report", "suspend", "resume", "ask-replan", "replan", "ask-extension",
				"extend", "complete", "close", "withdraw", "reopen", "transfer", "recheck",
			}).Draw(r, "deed"); name {
			case "register":
				next := fmt.Sprintf("%c%d", 'a'+byte(rapid.IntRange(0, 25).Draw(r, "letter")), i)
				kind := rapid.SampledFrom([]string{"project", "task"}).Draw(r, "kind")
				parent := rapid.SampledFrom([]string{"", id, "a"}).Draw(r, "parent")
				give(matter.Command{Name: name, Actor: office, ID: next, Kind: kind, Number: next, Particulars: matter.Particulars{Title: next, Parent: parent, Weight: i % 3}})
				ids = append(ids, next)
			case "ask-replan":
				due := base.CalendarAt(when).DateOf(when) + 5 + date("2023-03-31") - date("2023-03-01")
				give(matter.Command{Name: name, Actor: owner, ID: id, Reason: "因故", Assignment: matter.Assignment{Due: due}})
			case "ask-extension":
				give(matter.Command{Name: name, Actor: owner, ID: id, Reason: "因故", By: limit("3wd")})
			case "replan", "extend":
				give(matter.Command{Name: name, Actor: leader, ID: id})
			case "report", "complete":
				progress := float64(rapid.IntRange(0, 100).Draw(r, "progress"))
				give(matter.Command{Name: name, Actor: owner, ID: id, Progress: &progress})
			default:
				give(matter.Command{Name: name, Actor: office, ID: id, Reason: "因故", Verdict: "fail", Assignment: matter.Assignment{Owner: owner, LeadUnit: "zs"}})
			}
		}
		content := &matter.RegisteredEvent{Number: "s", Kind: "duty-report", Standing: "zs", Assignment: matter.Assignment{LeadUnit: "zs", Owner: owner, Ongoing: true}}
		ev := &ledger.Event{Zone: "demo", Stream: "standing/duty-report/zs", Seq: 1, At: at("2023-01-03"), Type: content.Type(), Derived: true, Data: ledger.Marshal(content)}
		o := Options{From: at("2023-01-01"), To: when.AddDate(0, 0, rapid.IntRange(0, 90).Draw(r, "after")), Begun: []Begun{{ev, ev}}}
		report, err := Run(d.records(true), base, again, o)
		if err != nil {
			r.Fatal(err)
		}
		if !report.Same() {
			r.Fatalf("%s", ledger.Marshal(report))
		}
		if forth, back := lightsOf(r, d, base, candidate, o, false), lightsOf(r, d, base, candidate, o, true); forth != back {
			r.Fatalf("the order of the streams changes the report:\n%s\n%s", forth, back)
		}
	})
}

func lightsOf(r *rapid.T, d *desks, base, candidate *matter.World, o Options, backwards bool) string {
	report, err := Run(d.records(backwards), base, candidate, o)
	if err != nil {
		r.Fatal(err)
	}
	return string(ledger.Marshal(report))
}
