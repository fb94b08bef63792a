package cli

import (
	"errors"
	"path/filepath"

	"qinlian/internal/adapter/factsheet"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/register/facts"
)

// doubtsShown bounds the doubts that an import keeps in memory and shows.
const doubtsShown = 1000

type enterpriseImportCmd struct {
	File    string     `arg:"" help:"a_ent_file"`
	From    clock.Date `placeholder:"DATE" help:"f_valid_from"`
	Source  string     `help:"f_ent_source"`
	Dated   clock.Date `placeholder:"DATE" help:"f_ent_dated"`
	Period  string     `placeholder:"2022|2022-03" help:"f_ent_period"`
	Sheet   string     `help:"f_sheet"`
	Reason  string     `help:"f_ent_reason"`
	Vouched string     `help:"f_ent_vouched"`
	DryRun  bool       `help:"f_dry_run"`
	Notes   bool       `help:"f_notes"`
}

type enterprisesImported struct {
	factsheet.Result

	Doubts []sheet.Doubt `json:"doubts"` // the first thousand
	More   int           `json:"more_doubts,omitempty"`
}

// Run imports a table of enterprises, or shows what an import would do.
func (c *enterpriseImportCmd) Run(s *Shell) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	o := factsheet.Options{
		Zone: zone, Register: enterprises, Act: s.Act(), From: s.valid(c.From), Source: c.Source, Dated: c.Dated, Reason: c.Reason, Vouched: c.Vouched,
		Sheet: c.Sheet, Dry: c.DryRun,
	}
	if o.Source == "" {
		o.Source = filepath.Base(c.File)
	}
	if c.Period != "" {
		if o.Period, err = facts.ParsePeriod(c.Period); err != nil {
			return errs.Newf(errs.Invalid, "usage.period", "--period 须写作 2022 或 2022-03，现为“%[1]s”", "--period is a year or a month, such as 2022 or 2022-03, not %[1]q", c.Period)
		}
	}
	out := enterprisesImported{}
	o.Doubt = func(d sheet.Doubt) error {
		if len(out.Doubts) < doubtsShown {
			out.Doubts = append(out.Doubts, d)
		} else {
			out.More++
		}
		return nil
	}
	bar := s.Progress("doing_import", -1)
	o.Progress = func(done, total int64) {
		bar.Total(total)
		bar.Set(done)
	}
	out.Result, err = factsheet.Import(s.Ctx, a.Engine, c.File, o)
	bar.Done()
	if err == nil && !c.DryRun && out.New+out.Changed > 0 {
		err = s.vouch(a, zone)
	}
	if err != nil {
		return inFile(err)
	}
	return errors.Join(s.Print(&out, func(screen *terminal.Screen) { s.drawEnterprises(screen, &out, c) }), out.err())
}

// err is why the exit code says that something was left out.
func (e *enterprisesImported) err() error {
	if e.Doubtful == 0 {
		return nil
	}
	return inFile(errs.Newf(errs.Invalid, "factsheet.doubtful", "有 %[1]d 处未读入，已列出；改好后可再次导入同一文件", "%[1]d places were left out, as listed; mend them and import the same file again", e.Doubtful))
}

func (s *Shell) drawEnterprises(screen *terminal.Screen, out *enterprisesImported, c *enterpriseImportCmd) {
	if hidden := s.drawDoubts(screen, out.Doubts, c.Notes || c.DryRun); hidden > 0 {
		screen.Hintf("%s", s.T("notes_hidden", hidden))
	}
	if out.More > 0 {
		screen.Hintf("%s", s.T("ent_more_doubts", out.More))
	}
	key := "ent_imported"
	if c.DryRun {
		key = "ent_would_import"
	}
	screen.Linef("✓ %s", s.T(key, out.Rows, out.New, out.Changed, out.Same, out.Refused, out.Facts))
	if c.DryRun {
		return
	}
	screen.Hintf("  → qinlian enterprise list")
}

// stating gives one command on an enterprise.
func (s *Shell) stating(c facts.Command, values map[string]string) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	def, _, err := s.enterpriseRegister(a, zone)
	if err != nil {
		return err
	}
	var faults errs.List
	for _, name := range sortedKeys(values) {
		said, err := factsheet.Said(def, name, values[name])
		if e, ok := errors.AsType[*errs.Error](err); ok {
			faults = append(faults, e.At(name))
			continue
		}
		if err != nil {
			return err
		}
		c.Facts = append(c.Facts, said...)
	}
	if err := faults.Err(); err != nil {
		return err
	}
	out, err := a.Engine.State(s.Ctx, zone, enterprises, s.Act(), false, []facts.Command{c})
	if err != nil {
		return err
	}
	o := out[0]
	if o.Err != nil {
		return o.Err
	}
	answer := struct {
		Code  string `json:"code"`
		Facts int    `json:"facts"`
		Said  bool   `json:"said"`
	}{o.Record.Key, o.Facts, o.Said}
	return s.Print(answer, func(screen *terminal.Screen) {
		if !o.Said {
			screen.Linef("%s", s.T("ent_nothing_new", o.Record.Key))
			return
		}
		done := s.T("ent_kept", o.Record.Key, o.Facts)
		if c.Retire {
			done = s.T("ent_gone", o.Record.Key, c.From.String())
		}
		screen.Linef("✓ %s", done)
		screen.Hintf("  → qinlian enterprise show %s", o.Record.Key)
	})
}

type enterpriseStateCmd struct {
	Code    string            `arg:"" help:"a_ent_code"`
	Values  map[string]string `arg:"" help:"a_ent_values"`
	From    clock.Date        `placeholder:"DATE" help:"f_valid_from"`
	Source  string            `required:"" help:"f_ent_source"`
	Dated   clock.Date        `placeholder:"DATE" help:"f_ent_dated"`
	Vouched string            `help:"f_ent_vouched"`
}

// Run states facts of one enterprise.
func (c *enterpriseStateCmd) Run(s *Shell) error {
	from := s.valid(c.From)
	dated := c.Dated
	if dated.IsZero() {
		dated = from
	}
	return s.stating(facts.Command{Key: c.Code, From: from, Source: c.Source, Dated: dated, Vouched: c.Vouched}, apart(c.Values))
}

type enterpriseCorrectCmd struct {
	Code   string            `arg:"" help:"a_ent_code"`
	Values map[string]string `arg:"" help:"a_ent_values"`
	From   clock.Date        `required:"" placeholder:"DATE" help:"f_ent_from"`
	Source string            `required:"" help:"f_ent_source"`
	Dated  clock.Date        `placeholder:"DATE" help:"f_ent_dated"`
	Reason string            `required:"" help:"f_reason"`
}

// Run puts other facts in the place of what was said.
func (c *enterpriseCorrectCmd) Run(s *Shell) error {
	return s.stating(facts.Command{Key: c.Code, From: c.From, Source: c.Source, Dated: c.Dated, Reason: c.Reason}, apart(c.Values))
}

type enterpriseRetireCmd struct {
	Code   string     `arg:"" help:"a_ent_code"`
	From   clock.Date `placeholder:"DATE" help:"f_valid_from"`
	Reason string     `required:"" help:"f_reason"`
}

// Run takes an enterprise out of use.
func (c *enterpriseRetireCmd) Run(s *Shell) error {
	return s.stating(facts.Command{Key: c.Code, From: s.valid(c.From), Retire: true, Reason: c.Reason}, nil)
}
