package cli

import (
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
)

type demoCmd struct {
	To string `placeholder:"FILE" help:"f_demo_to"`
}

// Run plays the demonstration of five zones and shows each one's 8:30 page.
func (c *demoCmd) Run(s *Shell) (err error) {
	file := c.To
	if file == "" {
		file = app.DemoFile()
	}
	a, err := app.OpenDemo(s.Ctx, file, s.process.Now)
	if err != nil {
		return err
	}
	s.open = a
	screen := terminal.New(s.Out, s.Lang)
	var days []*app.DemoDay
	bar := s.Progress("doing_demo", 5)
	err = a.Demo(s.Ctx, func(d *app.DemoDay) error {
		days = append(days, d)
		bar.Set(int64(len(days)))
		if !s.flags.JSON {
			s.drawDemoDay(screen, d, file)
		}
		return screen.Err()
	})
	bar.Done()
	if err != nil {
		return inFile(err)
	}
	return s.Print(map[string]any{"db": file, "days": days}, func(screen *terminal.Screen) {
		screen.Headingf("%s", s.T("demo_next"))
		last := days[len(days)-1]
		example := ""
		for _, r := range last.Today.Missed.Rows {
			example = r.Number
			break
		}
		screen.Linef("  export QINLIAN_DB=%s QINLIAN_ZONE=%s QINLIAN_AT=\"%s\"", file, last.Zone, app.Local(last.Today.At))
		for _, line := range []string{
			"today", "show " + example, "receipt " + example + " -o receipt.json", "verify --receipt receipt.json", "letter list --state drafted",
			"sweep --at \"" + app.Local(last.Today.At.AddDate(0, 0, 7)) + "\"", "verify", "calendar due --from 2026-02-09 --limit 5wd", "help",
		} {
			screen.Linef("  qinlian %s", line)
		}
	})
}

func (s *Shell) drawDemoDay(screen *terminal.Screen, d *app.DemoDay, file string) {
	screen.Linef("%s", rule)
	s.drawToday(screen, &d.Today, "QINLIAN_DB="+file+" QINLIAN_ZONE="+d.Zone+" QINLIAN_AT=\""+app.Local(d.Today.At)+"\"")
	screen.Linef("")
	i := d.Imported
	screen.Hintf("%s", s.T("demo_imported", i.File, i.Rows, i.Assumed, i.Notes))
	deeds := 0
	for _, n := range d.Deeds {
		deeds += n
	}
	screen.Hintf("%s", s.T("demo_deeds", deeds, d.Session))
	screen.Linef("✓ %s", s.T("verified", d.Verified.Zone, d.Verified.Events, d.Verified.Streams, d.Verified.Matters))
}

const rule = "════════════════════════════════════════════════════════════════════════════════"
