package cli

import (
	"os"
	"path/filepath"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

type demoCmd struct {
	To     string `placeholder:"FILE" help:"f_demo_to"`
	Serve  bool   `help:"f_demo_serve"`
	Listen string `default:"localhost:8080" env:"QINLIAN_LISTEN" placeholder:"HOST:PORT" help:"f_listen"`
}

// Run plays the demonstration of five zones and shows each one's 8:30 page.
func (c *demoCmd) Run(s *Shell) (err error) {
	if s.said("--config") {
		return errs.Newf(errs.Invalid, "demo.no_config", "示范有自己的设置，不用配置文件，以免动到正式的库、附件和邮件；请去掉 --config，要用它请写 qinlian serve --config", "the demonstration has settings of its own and takes no configuration file, which might name a real database, files and mail server: leave --config out, or write qinlian serve --config").At("--config")
	}
	file := c.To
	if file == "" && s.flags.DB != defaultDB { // said with --db or QINLIAN_DB
		file = s.flags.DB
	}
	if file == "" {
		if file, err = app.DemoFile(); err != nil {
			return err
		}
	}
	if _, isFile := app.FileOf(file); !isFile {
		return errs.Newf(errs.Invalid, "demo.file_only", "示范只写入 SQLite 文件，请用 --to 给出文件名", "the demonstration is written to a SQLite file: name one with --to").At(file)
	}
	var stage *stage
	if c.Serve { // who cannot have the address is told before the work
		if stage, err = c.stage(s, file); err != nil {
			return err
		}
		defer stage.close()
	}
	a, err := app.OpenDemo(s.Ctx, file, s.process.Now)
	if err != nil {
		return err
	}
	s.open = a
	var days []*app.DemoDay
	bar := s.Progress("doing_demo", int64(app.DemoZones))
	err = a.Demo(s.Ctx, func(d *app.DemoDay) error {
		days = append(days, d)
		bar.Set(int64(len(days)))
		return s.Ctx.Err()
	})
	bar.Done()
	if err != nil {
		return inFile(err)
	}
	words := make([]*pageWords, len(days))
	for i, d := range days {
		if words[i], err = s.pageWords(a, d.Zone, d.Today.At); err != nil {
			return err
		}
	}
	if err := s.Print(map[string]any{"db": file, "days": days}, func(screen *terminal.Screen) {
		screen.Hintf("%s", s.T("demo_file", file))
		for i, d := range days {
			s.drawDemoDay(screen, d, file, words[i])
		}
		screen.Headingf("%s", s.T("demo_next"))
		last := days[len(days)-1]
		screen.Linef("  export %sQINLIAN_DB=%s QINLIAN_ZONE=%s QINLIAN_AT=\"%s\"", found(os.Args[0]), file, last.Zone, calendar.Local(last.Today.At))
		lines := []string{"today"}
		if rows := last.Today.Missed.Rows; len(rows) > 0 {
			lines = append(lines, "show "+rows[0].Number, "receipt "+rows[0].Number+" -o receipt.json", "verify --receipt receipt.json")
		}
		if last.Today.Letters.N > 0 {
			lines = append(lines, "letter list --state drafted")
		}
		week := " --at \"" + calendar.Local(last.Today.At.AddDate(0, 0, 7)) + "\""
		lines = append(lines, "sweep"+week, "today"+week, "verify", "calendar due --from 2026-02-09 --limit 5wd", "help")
		for _, line := range lines {
			screen.Linef("  qinlian %s", line)
		}
	}); err != nil || !c.Serve {
		return err
	}
	return stage.serve(s, days)
}

// found is what must be set so that a shell finds the program under its name, which every page calls it by; "" where it was
// called by that name alone.
func found(called string) string {
	folder := filepath.Dir(called)
	switch {
	case !strings.ContainsAny(called, `/\`):
		return ""
	case strings.TrimSuffix(filepath.Base(called), ".exe") != "qinlian" || strings.Contains(called, "go-build"): // a test
		folder = "bin"
	}
	if !filepath.IsAbs(folder) {
		folder = "$PWD/" + filepath.ToSlash(folder)
	}
	return "PATH=\"" + folder + string(os.PathListSeparator) + "$PATH\" "
}

func (s *Shell) drawDemoDay(screen *terminal.Screen, d *app.DemoDay, file string, words *pageWords) {
	screen.Linef("%s", rule)
	s.drawToday(screen, &d.Today, "QINLIAN_DB="+file+" QINLIAN_ZONE="+d.Zone+" QINLIAN_AT=\""+calendar.Local(d.Today.At)+"\"", words)
	screen.Linef("")
	i := d.Imported
	screen.Hintf("%s", s.T("demo_imported", i.File, i.Rows, i.Assumed, i.Notes))
	deeds := 0
	for _, n := range d.Deeds {
		deeds += n
	}
	if d.Session != "" {
		screen.Hintf("%s", s.T("demo_session", deeds, d.Session))
		for _, words := range d.Resolved {
			screen.Hintf("  %s", s.T("demo_resolved", words))
		}
	} else {
		screen.Hintf("%s", s.T("demo_deeds", deeds))
	}
	if r := d.Round; r != nil {
		for _, line := range []string{
			s.T("demo_round", r.Clause.In(s.Lang), r.Listed, r.Sum.String()),
			s.T("demo_round_shown", r.Unit, r.From.String(), r.To.String()),
			s.T("demo_round_objected", r.Objections, r.Upheld, r.Settled, r.TakenOver),
			s.T("demo_round_paid", r.Batch, r.Sent, r.SentSum.String(), r.Paid, r.Returned),
			s.T("demo_round_sum", r.AsOf.String(), r.Line.Paid.String(), r.Line.Committed.String(), r.Line.Left().String()),
		} {
			screen.Hintf("%s", line)
		}
		for _, command := range []string{"fund list", "claim list"} {
			screen.Hintf("  → qinlian %s -z %s --at \"%s\"", command, d.Zone, calendar.Local(d.Today.At))
		}
	}
	screen.Linef("✓ %s", s.T("verified", d.Title.In(s.Lang), d.Verified.Events, d.Verified.Streams, d.Verified.Matters))
}

const rule = "════════════════════════════════════════════════════════════════════════════════"
