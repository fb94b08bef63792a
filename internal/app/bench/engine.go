package bench

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/mechanisms"
)

// The mechanism that all jobs work with: a real one.
const (
	zone   = "ganzhou-etdz"
	kind   = "graded-task"
	office = "招商局党支部书记"
	owner  = "招商一科专员"
	closer = "招商局综合科科长"
)

// bundle loads the zone's mechanisms as the binary carries them.
func bundle() (*mechanism.Bundle, error) {
	return mechanism.Load(mechanisms.Files, zone)
}

func pureWorld(b *mechanism.Bundle) *matter.World {
	chart := org.Fold(org.NewState(b.Org))
	return &matter.World{Zone: zone, Timeline: mechanism.Always(b), Calendars: []matter.CalendarVersion{{Calendar: calendar.Builtin()}}, Org: chart.At}
}

// life is what happens to most matters, one command a working hour.
func life(id string, start time.Time) []matter.Command {
	due := calendar.Builtin().DateOf(start) + 60
	progress := 40.0
	commands := []matter.Command{
		{Name: "register", Actor: office, Kind: kind, Number: "招调〔2023〕1号", Session: "招支委〔2023〕1号", BySession: true, Particulars: matter.Particulars{Title: "某某电子项目开工", Urgency: "green"}},
		{Name: "assign", Actor: office, Particulars: matter.Particulars{Brief: "6月底前完成土地平整并开工"}, Assignment: matter.Assignment{Owner: owner, Due: due}},
		{Name: "accept", Actor: owner},
		{Name: "work", Actor: owner},
		{Name: "report", Actor: owner, Text: "已完成场地平整，施工队伍进场", Progress: &progress, Evidence: []string{"现场照片1.jpg"}},
		{Name: "look-at", Actor: office, Text: "加快办理施工许可"},
		{Name: "report", Actor: owner, Text: "施工许可已办理"},
		{Name: "complete", Actor: owner, Text: "已开工", Evidence: []string{"开工报告.pdf"}},
		{Name: "close", Actor: closer, Text: "现场核验属实"},
	}
	for i := range commands {
		c := &commands[i]
		c.ID, c.At, c.Person = id, start.Add(time.Duration(i)*time.Hour), "p-"+c.Actor
	}
	return commands
}

// step is one command, the state it meets and what followed from it.
type step struct {
	command matter.Command
	before  matter.State
	after   matter.State
	prev    ledger.Hash
	content matter.Content
	body    []byte // what is hashed: the previous hash and the event
}

// engine measures decide, evolve and hash alone, on one core and without a store.
func (r *run) engine() error {
	b, err := bundle()
	if err != nil {
		return err
	}
	w := pureWorld(b)
	start := calendar.Builtin().At(clock.MustDate("2023-03-01"), 9*60)
	steps, events, err := steps(w, start)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	decide, err := r.repeated(func() error {
		for i := range steps {
			s := &steps[i]
			content, err := matter.Decide(&s.before, &s.command, w)
			if err != nil {
				return err
			}
			ev := envelope(&s.command, &s.before, content, b.Version)
			after := matter.Evolve(s.before, &ev, content)
			if record := ledger.SealContent(ev, content, s.prev); after.Seq != s.before.Seq+1 || len(s.prev)+len(record.Body) != len(s.body) {
				return fmt.Errorf("%s came out differently", s.command.Name)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	react, err := r.repeated(func() error {
		for i := range steps {
			if _, _, err := matter.React(steps[i].after, w, steps[i].command.At); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	whole, err := r.repeated(func() error {
		_, err := lived(w, start, nil)
		return err
	})
	if err != nil {
		return err
	}
	hash, err := r.repeated(func() error {
		for i := range steps {
			sha256.Sum256(steps[i].body)
		}
		return nil
	})
	if err != nil {
		return err
	}
	marshal, err := r.repeated(func() error {
		for i := range steps {
			if _, err := json.Marshal(steps[i].content); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	n := len(steps)
	for _, err := range []error{
		r.atLeast("engine.commands", perSecond(n, decide), "commands/s/core", 200_000),
		r.figure("engine.sha256", perSecond(n, hash), "bodies/s/core"),
		r.figure("engine.marshal", perSecond(n, marshal), "contents/s/core"),
		r.figure("engine.sha256_ratio", decide.Seconds()/hash.Seconds(), "× sha256 of the same bytes"),
		r.figure("engine.marshal_ratio", decide.Seconds()/marshal.Seconds(), "× json.Marshal of the same contents"),
		r.figure("engine.react", perSecond(n, react), "commands/s/core"),
		r.figure("engine.whole", perSecond(n, whole), "commands/s/core"), // decide, evolve, hash, react and what follows sealed too
		r.figure("engine.events", perSecond(events, whole), "events/s/core"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func envelope(c *matter.Command, s *matter.State, content matter.Content, version string) ledger.Event {
	return ledger.Event{
		Zone: zone, Stream: c.ID, Seq: s.Seq + 1, At: c.At, Recorded: c.At, Type: content.Type(), Actor: c.Actor, Person: c.Person,
		Basis: ledger.Basis{Mechanism: version, Calendar: calendar.Builtin().Version()},
	}
}

func steps(w *matter.World, start time.Time) ([]step, int, error) {
	var out []step
	events, err := lived(w, start, &out)
	return out, events, err
}

// lived runs a whole life; where steps is given it keeps each command with the states around it.
func lived(w *matter.World, start time.Time, steps *[]step) (events int, err error) {
	var s matter.State
	var prev ledger.Hash
	version := w.Timeline[0].Bundle.Version
	for _, c := range life("01890000-0000-7000-8000-000000000001", start) {
		content, err := matter.Decide(&s, &c, w)
		if err != nil {
			return events, fmt.Errorf("%s: %w", c.Name, err)
		}
		before := s
		ev := envelope(&c, &s, content, version)
		record := ledger.SealContent(ev, content, prev)
		s = matter.Evolve(s, &ev, content)
		if steps != nil {
			*steps = append(*steps, step{c, before, s, prev, content, append(prev[:], record.Body...)})
		}
		prev = record.Hash
		after, derived, err := matter.React(s, w, c.At)
		if err != nil {
			return events, err
		}
		seq := s.Seq
		for _, d := range derived {
			seq++
			record = ledger.SealContent(ledger.Event{
				Zone: zone, Stream: c.ID, Seq: seq, At: d.At, Recorded: c.At, Type: d.Content.Type(), Derived: true, Basis: d.Basis,
			}, d.Content, prev)
			prev = record.Hash
		}
		s = after
		events += 1 + len(derived)
	}
	return events, nil
}
