package cli

import (
	"cmp"
	"context"
	"strings"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

type checkCmd struct {
	Folder string `arg:"" optional:"" help:"a_folder"`
	Test   bool   `help:"f_test"`
}

// checked is the answer of check as JSON.
type checked struct {
	Zone      string            `json:"zone"`
	Title     text.Text         `json:"-"`
	Version   string            `json:"version,omitempty"`
	Files     int               `json:"files"`
	Kinds     int               `json:"kinds"`
	Faults    []fault           `json:"faults,omitempty"`
	Notes     []fault           `json:"notes,omitempty"`     // what keeps nothing from working: posts nobody holds
	Scenarios int               `json:"scenarios,omitempty"` // that were played
	NotPlayed int               `json:"not_played,omitempty"`
	Untried   bool              `json:"untried,omitempty"` // scenarios were asked for and could not be run
	Failed    []scenario.Result `json:"failed,omitempty"`
}

// Run checks mechanisms, and with --test runs the scenarios beside them.
func (c *checkCmd) Run(s *Shell) error {
	f, err := app.OpenFolder(c.Folder)
	if err != nil {
		return err
	}
	zones := f.Zones
	if zone := s.flags.Zone; zone != "" {
		if zones, err = []string{zone}, f.Holds(zone); err != nil {
			return err
		}
	}
	today := calendar.Builtin().DateOf(s.Now())
	all := []checked{}
	var idle untried
	faults, failed := 0, 0
	for _, zone := range zones {
		out := checked{Zone: zone}
		b, list, err := mechanism.Examine(f.FS, zone, calendar.Builtin(), today)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			out.Faults = faultsOf(list)
		}
		if b != nil {
			out.Title, out.Version, out.Files, out.Kinds = b.Title, b.Version, len(b.Files), len(b.Kinds)
			if notes := mechanism.Notes(b, calendar.Builtin(), today); len(notes) > 0 {
				out.Notes = faultsOf(notes)
			}
		}
		if c.Test {
			if err := c.test(s, f, b, &out); err != nil {
				return err
			}
		} else {
			before := idle.scenarios
			idle.add(f, b)
			out.NotPlayed = idle.scenarios - before
		}
		faults += len(out.Faults)
		failed += len(out.Failed)
		all = append(all, out)
	}
	err = s.Print(all, func(screen *terminal.Screen) {
		for i := range all {
			s.drawChecked(screen, &all[i], c.Test)
		}
		if left := len(f.Zones) - len(zones); left > 0 {
			screen.Hintf("%s", s.T("check_others", strings.Join(zones, s.T("between")), left))
		}
		if words := idle.words(s, c.Folder); words != "" && faults == 0 {
			screen.Hintf("%s", words)
		}
	})
	if err == nil && faults+failed > 0 {
		err = silent(errs.Newf(errs.Refused, "check.faults", "有 %[1]d 处错误、%[2]d 个情景不符", "faults: %[1]d, scenarios failed: %[2]d", faults, failed))
	}
	return err
}

func (s *Shell) drawChecked(screen *terminal.Screen, c *checked, tested bool) {
	for _, f := range c.Faults {
		screen.Linef("%s: %s (%s)", f.Where, f.Message.In(s.Lang), f.Code)
	}
	for _, f := range c.Notes {
		screen.Hintf("%s", s.T("check_note", f.Where, f.Message.In(s.Lang)))
	}
	for i := range c.Failed {
		r := &c.Failed[i]
		screen.Linef("✗ %s%s%s", r.File, s.T("colon"), r.Name)
		for _, f := range r.Failures {
			screen.Linef("    %s", f.In(s.Lang))
		}
	}
	zone := cmp.Or(c.Title.In(s.Lang), c.Zone)
	switch {
	case c.Untried:
		screen.Strongf("✗ %s%s%s", zone, s.T("colon"), s.T("check_untried", len(c.Faults)))
	case len(c.Faults)+len(c.Failed) > 0:
		screen.Strongf("✗ %s%s%s", zone, s.T("colon"), s.T("check_faults", len(c.Faults), len(c.Failed)))
	case tested && c.Scenarios > 0:
		screen.Linef("✓ %s%s%s", zone, s.T("colon"), s.T("check_tested", c.Files, c.Kinds, c.Scenarios, c.Version))
	default:
		screen.Linef("✓ %s%s%s", zone, s.T("colon"), s.T("check_ok", c.Files, c.Kinds, c.Version))
	}
}

// test runs the zone's scenarios, each on an empty store in memory; of a bundle that cannot be loaded they are read
// for faults of their own.
func (c *checkCmd) test(s *Shell, f app.Folder, b *mechanism.Bundle, out *checked) error {
	if b == nil || b.Abstract {
		if _, err := scenario.Load(f.FS, out.Zone); err != nil {
			out.Faults = append(out.Faults, faultsOf(err)...)
		}
		out.Untried = b == nil
		return nil
	}
	results, err := s.scenarios(f, b)
	if err != nil {
		out.Faults, out.Untried = append(out.Faults, faultsOf(err)...), true
		return nil // faults of the scenario files are the answer
	}
	out.Scenarios = len(results)
	for _, r := range results {
		if !r.Passed {
			out.Failed = append(out.Failed, r)
		}
	}
	return s.Ctx.Err()
}

// scenarios runs those of a zone.
func (s *Shell) scenarios(f app.Folder, b *mechanism.Bundle) ([]scenario.Result, error) {
	files, err := scenario.Load(f.FS, b.Zone)
	if err != nil {
		return nil, err
	}
	var all []scenario.Scenario
	for _, file := range files {
		all = append(all, file.Scenarios...)
	}
	scratch, err := app.NewScratch(s.Ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = scratch.Close() }() // a leftover in the folder for such
	bar := s.Progress("doing_scenarios", int64(len(all)))
	defer bar.Done()
	results := scenario.RunAll(s.Ctx, all, b, emptyStore(s.Ctx, scratch), func(ended int) { bar.Set(int64(ended)) })
	return results, s.Ctx.Err()
}

func emptyStore(ctx context.Context, scratch *app.Scratch) scenario.Open {
	return func(now clock.Clock) (*engine.Engine, func() error, error) {
		a, done, err := scratch.Open(ctx, now)
		if err != nil {
			return nil, nil, err
		}
		return a.Engine, done, nil
	}
}

type coverageCmd struct {
	Folder string `arg:"" optional:"" help:"a_folder"`
	Test   bool   `help:"f_test"`
	Rows   bool   `help:"f_rows"`
}

// Run shows how much of the table of mechanisms is carried by files, and with --test proved by scenarios.
func (c *coverageCmd) Run(s *Shell) error {
	f, err := app.OpenFolder(c.Folder)
	if err != nil {
		return err
	}
	var bundles []*mechanism.Bundle
	var results []scenario.Result
	for _, zone := range f.Zones {
		b, err := mechanism.Load(f.FS, zone)
		if err != nil {
			return inFile(err)
		}
		bundles = append(bundles, b)
		if c.Test && !b.Abstract {
			some, err := s.scenarios(f, b)
			if err != nil {
				return inFile(err)
			}
			results = append(results, some...)
		}
	}
	t := scenario.Coverage(bundles, results)
	return s.Print(&t, func(screen *terminal.Screen) {
		var rows [][]terminal.Cell
		for _, d := range append(t.Domains, t.Total) {
			proved := "－"
			if c.Test {
				proved = number(d.Proved)
			}
			rows = append(rows, terminal.Row(positive(d.N), d.Title.In(s.Lang), number(d.Rows), number(d.Carried), proved))
		}
		screen.Table([]terminal.Column{
			{Title: "#", Right: true},
			{Title: s.T("col_domain")},
			{Title: s.T("col_rows"), Right: true},
			{Title: s.T("col_carried"), Right: true},
			{Title: s.T("col_proved"), Right: true},
		}, rows)
		if !c.Test {
			screen.Hintf("%s", s.T("coverage_untested"))
		}
		if c.Rows {
			screen.Linef("")
			for i := range t.Rows {
				r := &t.Rows[i]
				switch mark := ""; {
				case len(r.Files) == 0:
				case c.Test && !r.Proved():
					mark = "✗ "
					fallthrough
				default:
					screen.Linef("%s%s  %s", mark, r.ID, joinWords(r.Files))
				}
			}
		}
	})
}

type diffCmd struct {
	From string `arg:"" help:"a_diff_from"`
	To   string `arg:"" optional:"" help:"a_diff_to"`
}

// Run says in words what differs between two versions of a zone's mechanisms.
func (c *diffCmd) Run(s *Shell) error {
	load := func(folder string) (*mechanism.Bundle, error) {
		f, err := app.OpenFolder(folder)
		if err != nil {
			return nil, err
		}
		b, err := f.Zone(s.flags.Zone)
		return b, inFile(err)
	}
	var before, after *mechanism.Bundle
	var past mechanism.Timeline
	var err error
	if c.To == "" { // what is in force, and one folder
		a, zone, inForce := s.InZone()
		if inForce != nil {
			return nothingYet(inForce, s.flags.DB, c.From)
		}
		timeline, timelineErr := a.Engine.Timeline(s.Ctx, zone)
		if timelineErr != nil {
			return timelineErr
		}
		past = timeline.Until(s.Now())
		if before = past.Newest(); before == nil {
			return errs.Newf(errs.NotFound, "mechanism.none_in_force", "此时没有生效的机制", "no mechanism is in force then")
		}
		s.flags.Zone = zone
		after, err = load(c.From)
	} else {
		if before, err = load(c.From); err == nil {
			past = mechanism.Always(before)
			after, err = load(c.To)
		}
	}
	if err != nil {
		return err
	}
	if before.Zone != after.Zone {
		return errs.Newf(errs.Invalid, "diff.zones", "两边是不同的地区：%[1]s（%[2]s）与%[4]s（%[5]s）；请给同一地区的两个版本",
			"these are two zones, %[3]s (%[2]s) and %[6]s (%[5]s): give two versions of one",
			before.Title.In(text.Zh), before.Zone, before.Title.In(text.En), after.Title.In(text.Zh), after.Zone, after.Title.In(text.En))
	}
	changes := append(mechanism.Diff(before, after), past.Barred(after)...)
	return s.Print(changes, func(screen *terminal.Screen) {
		screen.Linef("%s  %s → %s", cmp.Or(after.Title.In(s.Lang), after.Zone), before.Version, after.Version)
		if len(changes) == 0 {
			screen.Linef("%s", s.T("diff_none"))
		}
		for _, ch := range changes {
			screen.Linef("  %s%s%s", ch.Where, s.T("colon"), ch.Text.In(s.Lang))
		}
	})
}

// nothingYet says of a database that holds no zone that a folder cannot be compared with it, and what comes next.
func nothingYet(err error, db, folder string) error {
	if code := errs.CodeOf(err); code != "zone.none" && code != "database.missing" {
		return err
	}
	return errs.Newf(errs.NotFound, "mechanism.nothing_yet", "数据库里还没有生效的机制，没有可比的；新地区先用 qinlian check %[1]s 检查，再用 qinlian apply %[1]s --from 日期 --as 岗位 启用",
		"no mechanisms are in force in the database yet, so there is nothing to compare with; a new zone begins with qinlian check %[1]s, then qinlian apply %[1]s --from DATE --as POST", folder).At(config.MaskedURL(db)).Because(err)
}
