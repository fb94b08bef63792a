package cli

import (
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
)

type applyCmd struct {
	Folder   string     `arg:"" optional:"" help:"a_folder"`
	From     clock.Date `placeholder:"DATE" xor:"when" help:"f_apply_from"`
	Withdraw bool       `xor:"when" help:"f_apply_withdraw"`
}

// Run puts mechanisms in force from a day on, after checking them.
func (c *applyCmd) Run(s *Shell) error {
	if c.Withdraw {
		return c.withdraw(s)
	}
	f, err := app.OpenFolder(c.Folder)
	if err != nil {
		return err
	}
	b, err := f.Zone(s.flags.Zone)
	if err != nil {
		return inFile(err)
	}
	cal := calendar.Builtin()
	from := s.Now()
	if !c.From.IsZero() {
		from = cal.StartOfDay(c.From)
	}
	if faults := mechanism.Check(b, cal, cal.DateOf(from)); len(faults) > 0 {
		return faulty{faults}
	}
	a, err := s.opened(app.Open)
	if err != nil {
		return err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, b.Zone)
	if err != nil && errs.KindOf(err) != errs.NotFound { // which a zone's first version is
		return err
	}
	replaced := replacedBy(timeline, from)
	var notes errs.List
	if before := timeline.At(from.Add(-time.Microsecond)); before != nil {
		notes = mechanism.Renumbered(before, b)
	}
	act := s.Act()
	if b.Org != nil { // else nobody holds a post
		if err := s.acting(); err != nil {
			return err
		}
	}
	var overdue []overdueCadence
	if len(timeline) == 0 {
		overdue = overdueSince(b, cal, from, s.Now())
		if act.At.IsZero() && from.Before(s.process.Now()) {
			act.At = from // the first version may govern the past that is going to be imported
		}
	}
	var hands handings
	if len(timeline) > 0 {
		if hands, err = s.handings(a, b, from); err != nil {
			return err
		}
	}
	if err := a.Engine.Apply(s.Ctx, b, act, from); err != nil {
		return err
	}
	if err := s.vouch(a, b.Zone); err != nil {
		return err
	}
	told := map[string]any{"zone": b.Zone, "version": b.Version, "from": from}
	if replaced != nil {
		told["replaces"] = replaced.Bundle.Version
	}
	if len(notes) > 0 {
		told["notes"] = faultsOf(notes)
	}
	if len(overdue) > 0 {
		told["overdue"] = overdue
	}
	hands.in(told)
	var idle untried
	idle.add(f, b)
	if idle.scenarios > 0 {
		told["not_played"] = idle.scenarios
	}
	return s.Print(told, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("applied", b.Title.In(s.Lang), b.Version, calendar.Local(from)))
		if replaced != nil {
			screen.Linef("  %s", s.T("apply_replaces", replaced.Bundle.Version, replaced.AppliedBy, calendar.Local(replaced.AppliedAt)))
		}
		s.drawHandings(screen, b.Zone, &hands)
		for _, f := range faultsOf(notes) {
			screen.Hintf("%s", s.T("check_note", f.Where, f.Message.In(s.Lang)))
		}
		for i := range overdue {
			screen.Hintf("%s", overdue[i].words(s, s.today()))
		}
		if words := idle.words(s, c.Folder); words != "" {
			screen.Hintf("%s", words)
		}
	})
}

// replacedBy is the version whose place one from an instant takes: the last, where it was to begin then.
func replacedBy(timeline mechanism.Timeline, from time.Time) *mechanism.Version {
	if n := len(timeline); n > 0 && timeline[n-1].From.Equal(ledger.Instant(from)) {
		return &timeline[n-1]
	}
	return nil
}

// withdraw takes back the version that is still to come.
func (c *applyCmd) withdraw(s *Shell) error {
	if c.Folder != "" {
		return errs.Newf(errs.Invalid, "usage", "--withdraw 撤回已定于以后生效的版本，不用给文件夹；看 qinlian apply --help", "--withdraw takes back the version that is still to come and takes no folder; see qinlian apply --help")
	}
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	back, err := a.Engine.TakeBack(s.Ctx, zone, s.Act())
	if err != nil {
		return err
	}
	if err := s.vouch(a, zone); err != nil {
		return err
	}
	now, err := s.Bundle(a, zone)
	if err != nil {
		return err
	}
	return s.Print(map[string]any{"zone": zone, "withdrawn": back.Bundle.Version, "from": back.From}, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("apply_withdrawn", now.Title.In(s.Lang), back.Bundle.Version, calendar.Local(back.From)))
	})
}
