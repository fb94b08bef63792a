package cli

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/register"
)

type recordCmds struct {
	List    recordListCmd    `cmd:"" help:"h_record_list"`
	Show    recordShowCmd    `cmd:"" help:"h_record_show"`
	Put     recordPutCmd     `cmd:"" help:"h_record_put"`
	Correct recordCorrectCmd `cmd:"" help:"h_record_correct"`
	Retire  recordRetireCmd  `cmd:"" help:"h_record_retire"`
}

// definition finds a register as its records are told: with all that versions up to the instant declared.
func (s *Shell) definition(a *app.App, zone, name string) (*register.Definition, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	told := timeline.RegistersTold(s.Now())
	known := titlesOf(told, func(d *register.Definition) text.Text { return d.Title })
	id, err := known.find(name, errs.NotFound, "register.unknown", zhEn("登记簿", "register"))
	if err != nil {
		return nil, err
	}
	return told[id], nil
}

// declared is a register as it is in force, in which records are entered; one that is left out, as it was, for the engine refuses.
func (s *Shell) declared(a *app.App, zone, name string) (*register.Definition, error) {
	def, err := s.definition(a, zone, name)
	if err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	_, def, _ = timeline.Register(def.Name, s.Now())
	return def, nil
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
		return s.registers(a, zone)
	}
	def, err := s.definition(a, zone, c.Register)
	if err != nil {
		return err
	}
	records, err := a.Engine.Records(s.Ctx, zone, def.Name)
	if err != nil {
		return err
	}
	slices.SortStableFunc(records, func(a, b register.Record) int { return text.CompareNumbers(a.Key, b.Key) })
	return s.Print(records, func(screen *terminal.Screen) {
		fields := sortedKeys(def.Fields)
		columns := []terminal.Column{{Title: s.titleOf(def, def.Key), Max: 30}}
		for _, f := range fields {
			if f != def.Key {
				columns = append(columns, terminal.Column{Title: s.titleOf(def, f), Max: 24})
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
					words = append(words, dossier.ValueWords(def.Fields[f].Type, values[f]).In(s.Lang))
				}
			}
			rows = append(rows, terminal.Row(words...))
		}
		screen.Table(columns, rows)
		if def.Expect != nil {
			screen.Linef("%s", s.T("source_counts", len(rows), s.sourceCounts(def)))
		}
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}

// sourceCounts is how many records the source counts, "" where it does not say.
func (s *Shell) sourceCounts(def *register.Definition) string {
	switch {
	case def.Expect == nil:
		return ""
	case def.AtLeast:
		return s.T("at_least", *def.Expect)
	}
	return number(*def.Expect)
}

// registers lists the registers of the zone.
func (s *Shell) registers(a *app.App, zone string) error {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return err
	}
	told := timeline.RegistersTold(s.Now())
	names := sortedKeys(told)
	var rows [][]terminal.Cell
	for _, name := range names {
		def := told[name]
		n, err := a.Engine.CountRecords(s.Ctx, zone, def)
		if err != nil {
			return err
		}
		rows = append(rows, terminal.Row(def.Title.In(s.Lang), name, number(n), s.sourceCounts(def)))
	}
	return s.Print(names, func(screen *terminal.Screen) {
		screen.Table([]terminal.Column{{Title: s.T("col_register")}, {Title: s.T("col_id")}, {Title: s.T("col_records"), Right: true}, {Title: s.T("col_expect"), Right: true}}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}

// titleOf is how a field is called; its name where the mechanism gives no title.
func (s *Shell) titleOf(def *register.Definition, field string) string {
	return cmp.Or(def.Fields[field].Title.In(s.Lang), field)
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
	r, err := a.Engine.Record(s.Ctx, zone, def.Name, c.Key)
	if err != nil {
		return err
	}
	if len(r.History) == 0 {
		return s.noRecord(a, zone, def, c.Key)
	}
	return s.Print(&r, func(screen *terminal.Screen) {
		screen.Titlef("%s  %s", def.Title.In(s.Lang), r.Key)
		if values, ok := register.AsOf(r, s.today()); ok {
			var pairs [][2]string
			for _, f := range sortedKeys(values) {
				pairs = append(pairs, [2]string{s.titleOf(def, f), dossier.ValueWords(def.Fields[f].Type, values[f]).In(s.Lang)})
			}
			screen.Pairs(pairs)
		} else {
			screen.Strongf("%s", s.T("retired", r.Retired.String()))
		}
		screen.Headingf("%s", s.T("history", len(r.History)))
		for _, v := range r.History {
			screen.Linef("  %s  %s %s %s", v.ValidFrom.String(), calendar.Local(v.RecordedAt), v.Actor, v.Reason)
			switch {
			case v.Void:
				screen.Linef("    %s", s.T("put_void"))
			case v.Retired:
				screen.Linef("    %s", s.T("retired", v.ValidFrom.String()))
			default:
				screen.Linef("    %s", s.versionWords(def, v.Values))
			}
		}
	})
}

// versionWords tells a version's values in one line.
func (s *Shell) versionWords(def *register.Definition, values register.Values) string {
	var words []string
	for _, f := range sortedKeys(values) {
		words = append(words, s.titleOf(def, f)+s.T("colon")+dossier.ValueWords(def.Fields[f].Type, values[f]).In(s.Lang))
	}
	return strings.Join(words, s.T("semicolon"))
}

// noRecord says that a register does not hold a key, and which are like it.
func (s *Shell) noRecord(a *app.App, zone string, def *register.Definition, key string) error {
	records, err := a.Engine.Records(s.Ctx, zone, def.Name)
	if err != nil {
		return err
	}
	keys := make([]string, len(records))
	for i := range records {
		keys[i] = records[i].Key
	}
	zh, en := text.Suggest(key, keys)
	return errs.Newf(errs.NotFound, "register.no_record", "“%[1]s”里没有“%[3]s”；%[4]s", "%[2]s holds no %[3]q; %[5]s", def.Title.In(text.Zh), def.Title.In(text.En), key, zh, en)
}

// keptRecord is a record after a command.
type keptRecord struct {
	register.Record

	Dropped register.Values `json:"dropped,omitempty"` // what held until then of fields that were not given
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
	def, err := s.declared(a, zone, name)
	if err != nil {
		return err
	}
	c, err := command(def)
	if err != nil {
		return err
	}
	r, err := a.Engine.Keep(s.Ctx, zone, def.Name, key, s.Act(), c)
	if err != nil {
		return err
	}
	kept := keptRecord{Record: r}
	if _, whole := c.(register.Put); whole {
		kept.Dropped = register.Dropped(r)
	}
	return s.Print(&kept, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("kept", def.Title.In(s.Lang), r.Key, len(r.History)))
		for _, f := range sortedKeys(kept.Dropped) {
			screen.Linef("  %s", s.T("put_dropped", s.titleOf(def, f), dossier.ValueWords(def.Fields[f].Type, kept.Dropped[f]).In(s.Lang)))
		}
		if len(kept.Dropped) > 0 {
			screen.Hintf("  %s", s.T("put_whole", def.Title.In(s.Lang), r.Key, r.History[len(r.History)-1].ValidFrom.String()))
		}
		screen.Hintf("  → qinlian register show %s %s", def.Title.In(s.Lang), r.Key)
	})
}

// valid is the day from which a record holds: as given, or today.
func (s *Shell) valid(d clock.Date) clock.Date {
	if d.IsZero() {
		return s.today()
	}
	return d
}

// apart parts values that were given as one argument: 岗位=局长；单位=招商局. A semicolon that no field follows
// belongs to the value.
func apart(values map[string]string) map[string]string {
	out := make(map[string]string, len(values))
	for name, words := range values {
		out[name] = "" // 字段= empties it
		for i, piece := range strings.FieldsFunc(words, func(r rune) bool { return r == ';' || r == '；' }) {
			next, value, isField := strings.Cut(piece, "=")
			switch {
			case i == 0:
				out[name] = piece
			case isField:
				name = strings.TrimSpace(next)
				out[name] = value
			default:
				out[name] += "；" + piece
			}
		}
	}
	return out
}

type recordPutCmd struct {
	Register string            `arg:"" help:"a_register"`
	Values   map[string]string `arg:"" help:"a_values"`
	From     clock.Date        `placeholder:"DATE" help:"f_valid_from"`
}

// Run writes what holds from a day on.
func (c *recordPutCmd) Run(s *Shell) error {
	return s.keep(c.Register, "", func(def *register.Definition) (register.Command, error) {
		values, err := app.FieldNames(def, apart(c.Values))
		return register.Put{ValidFrom: s.valid(c.From), Values: register.FromText(def, values), Actor: s.flags.As}, err
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
		values, err := app.FieldNames(def, apart(c.Values))
		if !c.Void {
			out.Values = register.FromText(def, values)
		}
		return out, err
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
