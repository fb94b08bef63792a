package cli

import (
	"fmt"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/register"
)

type recordCmds struct {
	List    recordListCmd    `cmd:"" help:"h_record_list"`
	Show    recordShowCmd    `cmd:"" help:"h_record_show"`
	Put     recordPutCmd     `cmd:"" help:"h_record_put"`
	Correct recordCorrectCmd `cmd:"" help:"h_record_correct"`
	Retire  recordRetireCmd  `cmd:"" help:"h_record_retire"`
}

// definition finds a register as declared at the instant.
func (s *Shell) definition(a *app.App, zone, name string) (*register.Definition, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	b := timeline.At(s.Now())
	if b == nil {
		return nil, errs.Newf(errs.NotFound, "mechanism.none_in_force", "此时没有生效的机制", "no mechanism is in force then")
	}
	if def := b.Registers[name]; def != nil {
		return def, nil
	}
	zh, en := text.Suggest(name, sortedKeys(b.Registers))
	return nil, errs.Newf(errs.NotFound, "register.unknown", "没有登记簿“%[1]s”；%[2]s", "there is no register %[1]q; %[3]s", name, zh, en)
}

func (s *Shell) today() clock.Date { return calendar.Builtin().DateOf(s.Now()) }

type recordListCmd struct {
	Register string `arg:"" optional:"" help:"a_register"`
}

// Run lists the records of a register, or the registers.
func (c *recordListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	if c.Register == "" {
		timeline, err := a.Engine.Timeline(s.Ctx, zone)
		if err != nil {
			return err
		}
		defs := map[string]*register.Definition{}
		if b := timeline.At(s.Now()); b != nil {
			defs = b.Registers
		}
		return s.Print(sortedKeys(defs), func(screen *terminal.Screen) {
			for _, name := range sortedKeys(defs) {
				screen.Linef("%s  %s", name, defs[name].Title.In(s.Lang))
			}
		})
	}
	def, err := s.definition(a, zone, c.Register)
	if err != nil {
		return err
	}
	records, err := a.Engine.Records(s.Ctx, zone, c.Register)
	if err != nil {
		return err
	}
	return s.Print(records, func(screen *terminal.Screen) {
		fields := sortedKeys(def.Fields)
		columns := []terminal.Column{{Title: def.Key, Max: 30}}
		for _, f := range fields {
			if f != def.Key {
				columns = append(columns, terminal.Column{Title: def.Fields[f].Title.In(s.Lang), Max: 24})
			}
		}
		var rows [][]terminal.Cell
		for i := range records {
			values, ok := register.AsOf(records[i], s.today())
			if !ok {
				continue
			}
			words := []string{records[i].Key}
			for _, f := range fields {
				if f != def.Key {
					words = append(words, valueWords(values[f]))
				}
			}
			rows = append(rows, terminal.Row(words...))
		}
		screen.Table(columns, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}

func valueWords(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

type recordShowCmd struct {
	Register string `arg:"" help:"a_register"`
	Key      string `arg:"" help:"a_key"`
}

// Run shows a record with its history.
func (c *recordShowCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	def, err := s.definition(a, zone, c.Register)
	if err != nil {
		return err
	}
	r, err := a.Engine.Record(s.Ctx, zone, c.Register, c.Key)
	if err != nil {
		return err
	}
	if len(r.History) == 0 {
		return errs.Newf(errs.NotFound, "register.no_record", "登记簿“%[1]s”里没有“%[2]s”", "register %[1]q holds no %[2]q", c.Register, c.Key)
	}
	return s.Print(&r, func(screen *terminal.Screen) {
		screen.Titlef("%s  %s", def.Title.In(s.Lang), r.Key)
		if values, ok := register.AsOf(r, s.today()); ok {
			var pairs [][2]string
			for _, f := range sortedKeys(values) {
				pairs = append(pairs, [2]string{def.Fields[f].Title.In(s.Lang), valueWords(values[f])})
			}
			screen.Pairs(pairs)
		} else {
			screen.Strongf("%s", s.T("retired", r.Retired.String()))
		}
		screen.Headingf("%s", s.T("history", len(r.History)))
		for _, v := range r.History {
			screen.Linef("  %s  %s %s %s", v.ValidFrom.String(), app.Local(v.RecordedAt), v.Actor, v.Reason)
		}
	})
}

// keep gives a command on a record. An empty key is taken from the values.
func (s *Shell) keep(name, key string, command func(*register.Definition) (register.Command, error)) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	def, err := s.definition(a, zone, name)
	if err != nil {
		return err
	}
	c, err := command(def)
	if err != nil {
		return err
	}
	r, err := a.Engine.Keep(s.Ctx, zone, name, key, s.Act(), c)
	if err != nil {
		return err
	}
	return s.Print(&r, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("kept", def.Title.In(s.Lang), r.Key, len(r.History)))
		screen.Hintf("  → qinlian register show %s %s", name, r.Key)
	})
}

// valid is the day from which a record holds: as given, or today.
func (s *Shell) valid(d clock.Date) clock.Date {
	if d.IsZero() {
		return s.today()
	}
	return d
}

type recordPutCmd struct {
	Register string            `arg:"" help:"a_register"`
	Values   map[string]string `arg:"" help:"a_values"`
	From     clock.Date        `placeholder:"DATE" help:"f_valid_from"`
}

// Run writes what holds from a day on.
func (c *recordPutCmd) Run(s *Shell) error {
	return s.keep(c.Register, "", func(def *register.Definition) (register.Command, error) {
		return register.Put{ValidFrom: s.valid(c.From), Values: register.FromText(def, c.Values), Actor: s.flags.As}, nil
	})
}

type recordCorrectCmd struct {
	Register string            `arg:"" help:"a_register"`
	Key      string            `arg:"" help:"a_key"`
	Values   map[string]string `arg:"" optional:"" help:"a_values"`
	From     clock.Date        `required:"" placeholder:"DATE" help:"f_valid_from"`
	Void     bool              `help:"f_void"`
	Reason   string            `required:"" help:"f_reason"`
}

// Run says that what was written for a day was wrong.
func (c *recordCorrectCmd) Run(s *Shell) error {
	return s.keep(c.Register, c.Key, func(def *register.Definition) (register.Command, error) {
		out := register.Correct{ValidFrom: c.From, Void: c.Void, Reason: c.Reason, Actor: s.flags.As}
		if !c.Void {
			out.Values = register.FromText(def, c.Values)
		}
		return out, nil
	})
}

type recordRetireCmd struct {
	Register string     `arg:"" help:"a_register"`
	Key      string     `arg:"" help:"a_key"`
	From     clock.Date `placeholder:"DATE" help:"f_valid_from"`
	Reason   string     `required:"" help:"f_reason"`
}

// Run takes a record out of use.
func (c *recordRetireCmd) Run(s *Shell) error {
	return s.keep(c.Register, c.Key, func(*register.Definition) (register.Command, error) {
		return register.Retire{From: s.valid(c.From), Reason: c.Reason, Actor: s.flags.As}, nil
	})
}
