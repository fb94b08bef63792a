package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	rules "qinlian/internal/kernel/rule"
)

// enterprises is the register that these commands are about.
const enterprises = "enterprise"

type enterpriseCmds struct {
	Import  enterpriseImportCmd  `cmd:"" help:"h_ent_import"`
	List    enterpriseListCmd    `cmd:"" help:"h_ent_list"`
	Show    enterpriseShowCmd    `cmd:"" help:"h_ent_show"`
	State   enterpriseStateCmd   `cmd:"" help:"h_ent_state"`
	Correct enterpriseCorrectCmd `cmd:"" help:"h_ent_correct"`
	Retire  enterpriseRetireCmd  `cmd:"" help:"h_ent_retire"`
}

// enterpriseRegister finds the register as declared now.
func (s *Shell) enterpriseRegister(a *app.App, zone string) (*register.Definition, map[string]*register.Classes, error) {
	return a.Engine.FactRegister(s.Ctx, zone, enterprises, s.Now())
}

type enterpriseListCmd struct {
	Name  string     `arg:"" optional:"" help:"a_ent_name"`
	On    clock.Date `placeholder:"DATE" help:"f_ent_on"`
	After string     `placeholder:"CODE" help:"f_ent_after"`
	Limit *int       `help:"f_ent_limit"`
}

type enterpriseLine struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	Values map[string]any `json:"values"`
}

// enterpriseColumns are the readings that a list shows.
var enterpriseColumns = []string{"industry", "size", "staff", "revenue"}

// Run lists enterprises as of a day.
func (c *enterpriseListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	def, _, err := s.enterpriseRegister(a, zone)
	if err != nil {
		return err
	}
	q := engine.FactQuery{Register: enterprises, On: s.valid(c.On), Name: c.Name, After: c.After, Limit: c.limit(s)}
	lines, more, err := a.Engine.FactList(s.Ctx, zone, q)
	if err != nil {
		return err
	}
	total := len(lines)
	if (more || c.After != "") && !s.JSON() {
		q.After, q.Limit = "", 0
		whole, _, err := a.Engine.FactList(s.Ctx, zone, q)
		if err != nil {
			return err
		}
		total = len(whole)
	}
	out := make([]enterpriseLine, len(lines))
	for i, l := range lines {
		out[i] = enterpriseLine{l.Key, l.Name, jsonValues(l.Values)}
	}
	return s.Print(out, func(screen *terminal.Screen) {
		titles := map[string]string{}
		for _, r := range def.Readings() {
			titles[r.Name] = r.Title.In(s.Lang)
		}
		columns := []terminal.Column{{Title: s.T("col_code")}, {Title: s.T("col_name"), Max: 30}}
		for _, name := range enterpriseColumns {
			columns = append(columns, terminal.Column{Title: cmp.Or(titles[name], name), Max: 24, Right: name == "staff" || name == "revenue"})
		}
		rows := make([][]terminal.Cell, len(lines))
		for i, l := range lines {
			words := []string{l.Key, l.Name}
			for _, name := range enterpriseColumns {
				words = append(words, facts.ValueWords(l.Values[name], s.Lang))
			}
			rows[i] = terminal.Row(words...)
		}
		screen.Table(columns, rows)
		screen.Hintf("%s", s.listed(len(rows), total))
		if more {
			screen.Hintf("  → qinlian enterprise list%s --after %s", c.again(), lines[len(lines)-1].Key)
		}
	})
}

// manyEnterprises is how many a person sees who did not say how many.
const manyEnterprises = 50

func (c *enterpriseListCmd) limit(s *Shell) int {
	if c.Limit == nil && !s.JSON() {
		return manyEnterprises
	}
	return s.rowLimit(c.Limit)
}

// again are the words that ask for the same list.
func (c *enterpriseListCmd) again() (out string) {
	switch {
	case strings.ContainsAny(c.Name, " \t"):
		out = " " + strconv.Quote(c.Name)
	case c.Name != "":
		out = " " + c.Name
	}
	if !c.On.IsZero() {
		out += " --on " + c.On.String()
	}
	if c.Limit != nil {
		out += " --limit " + strconv.Itoa(*c.Limit)
	}
	return out
}

func jsonValues(values map[string]rules.Value) map[string]any {
	out := make(map[string]any, len(values))
	for name, v := range values {
		out[name] = jsonValue(v)
	}
	return out
}

func jsonValue(v rules.Value) any {
	if v.Kind() == rules.KindMoney {
		return map[string]any{"fen": v.Number()}
	}
	return v.Any()
}

type enterpriseShowCmd struct {
	Code  string     `arg:"" help:"a_ent_code"`
	On    clock.Date `placeholder:"DATE" help:"f_ent_on"`
	Known Moment     `placeholder:"TIME" help:"f_ent_known"`
}

// shownFact is a fact as show tells it.
type shownFact struct {
	Field    string     `json:"field"`
	About    string     `json:"about"`
	Value    any        `json:"value,omitempty"`
	Words    string     `json:"words"`
	From     clock.Date `json:"from,omitzero"`
	To       clock.Date `json:"to,omitzero"`
	Period   string     `json:"period,omitempty"`
	Source   string     `json:"source"`
	Dated    clock.Date `json:"dated,omitzero"`
	Recorded string     `json:"recorded"`
	By       string     `json:"by"`
	Reason   string     `json:"reason,omitempty"`
	Said     int        `json:"said"` // its place in history, from 1
}

type shownEnterprise struct {
	Code    string         `json:"code"`
	Name    string         `json:"name"`
	On      clock.Date     `json:"on"`
	InUse   bool           `json:"in_use"`
	Vouched string         `json:"vouched,omitempty"`
	Values  map[string]any `json:"values"` // what clauses read on the day
	Facts   []shownFact    `json:"facts"`
	History []shownSaid    `json:"history"`
}

type shownSaid struct {
	Recorded string     `json:"recorded"`
	By       string     `json:"by"`
	What     string     `json:"what"`
	From     clock.Date `json:"from"`
	Source   string     `json:"source,omitempty"`
	Dated    clock.Date `json:"dated,omitzero"`
	Facts    int        `json:"facts"`
	Reason   string     `json:"reason,omitempty"`
}

// Run shows an enterprise: what holds on a day, each fact with its source, and what was said in all.
func (c *enterpriseShowCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	def, classes, err := s.enterpriseRegister(a, zone)
	if err != nil {
		return err
	}
	told, err := s.definition(a, zone, enterprises)
	if err != nil {
		return err
	}
	r, err := a.Engine.FactRecord(s.Ctx, zone, def, c.Code)
	if err != nil {
		return err
	}
	if !c.Known.IsZero() {
		r = r.Known(c.Known.Time)
	}
	on := s.valid(c.On)
	values, inUse, err := facts.Read(def, classes, &r, on)
	if err != nil {
		return err
	}
	out := shownEnterprise{Code: r.Key, Name: values["name"].Text(), On: on, InUse: inUse, Values: jsonValues(values)}
	for _, h := range r.Facts() {
		if h.Field == "name" && !inUse {
			out.Name = h.Value.Text()
		}
		if h.Period == 0 && h.From > on {
			continue
		}
		f := shownFact{
			Field: h.Where(), About: h.Name(told, s.Lang), Words: facts.FactWords(&h.Fact, s.Lang), To: h.To, Source: h.By.Source,
			Dated: h.By.Dated, Recorded: calendar.Local(h.By.At), By: h.By.Actor, Reason: h.By.Reason, Said: slices.IndexFunc(r.Said, func(s facts.Said) bool { return s.At.Equal(h.By.At) && s.Source == h.By.Source && s.From == h.By.From }) + 1,
		}
		if h.Period != 0 {
			f.Period = h.Period.String()
		} else {
			f.From = h.From
		}
		if h.Item == "" {
			f.Value = jsonValue(h.Value)
		}
		out.Facts = append(out.Facts, f)
	}
	for i := range r.Said {
		said := &r.Said[i]
		out.Vouched = cmp.Or(out.Vouched, said.Vouched)
		out.History = append(out.History, shownSaid{calendar.Local(said.At), said.Actor, s.saidWords(said), said.From, said.Source, said.Dated, len(said.Facts), said.Reason})
	}
	return s.Print(&out, func(screen *terminal.Screen) { s.drawEnterprise(screen, def, classes, &out, values) })
}

func (s *Shell) saidWords(said *facts.Said) string {
	return map[facts.What]string{facts.Stated: s.T("ent_stated"), facts.Corrected: s.T("ent_corrected"), facts.Retired: s.T("ent_retired")}[said.What]
}

func (s *Shell) drawEnterprise(screen *terminal.Screen, def *register.Definition, classes map[string]*register.Classes, out *shownEnterprise, values map[string]rules.Value) {
	screen.Titlef("%s  %s", cmp.Or(out.Name, def.Title.In(s.Lang)), out.Code)
	if out.Vouched != "" {
		screen.Strongf("%s", s.T("ent_vouched", out.Vouched))
	}
	if !out.InUse {
		screen.Strongf("%s", s.T("ent_not_in_use", out.On.String()))
	}
	rows := make([][]terminal.Cell, 0, len(out.Facts)+1)
	for _, name := range sortedKeys(def.Fields) {
		if of := classes[def.Fields[name].Classes]; of != nil && values[name].Text() != "" {
			edition := of.On(out.On)
			rows = append(rows, terminal.Row(s.titleOf(def, name), values[name].Text(), edition.From.String(), of.Title.In(s.Lang)+" "+edition.Version))
		}
	}
	for _, f := range out.Facts {
		since := f.Period
		if since == "" {
			since = f.From.String()
		}
		rows = append(rows, terminal.Row(f.About, f.Words, since, "#"+number(f.Said)))
	}
	screen.Table([]terminal.Column{{Title: s.T("col_fact"), Max: 40}, {Title: s.T("col_value"), Max: 40}, {Title: s.T("col_since")}, {Title: s.T("col_source"), Max: 40}}, rows)
	screen.Headingf("%s", s.T("history", len(out.History)))
	for i, h := range out.History {
		screen.Linef("  #%d  %s  %s %s  %s", i+1, h.Recorded, h.By, h.What, s.T("ent_from", h.From.String()))
		source := h.Source
		if !h.Dated.IsZero() && source != "" {
			source += s.T("ent_dated", h.Dated.String())
		}
		if source != "" {
			screen.Linef("      %s", s.T("ent_source", h.Facts, source))
		}
		if h.Reason != "" {
			screen.Linef("      %s", s.T("ent_reason", h.Reason))
		}
	}
}
