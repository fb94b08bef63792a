package cli

import (
	"maps"
	"slices"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

type matterListCmd struct {
	Kind      []string   `placeholder:"KIND" help:"f_kind"`
	Light     string     `help:"f_light"`
	LightFrom clock.Date `placeholder:"DATE" help:"f_light_from"`
	Stage     []string   `help:"f_stage"`
	Unit      string     `placeholder:"UNIT" help:"f_unit"`
	Category  string     `help:"f_in_category"`
	Urgency   string     `help:"f_urgency_is"`
	Owner     string     `placeholder:"POST" help:"f_owner"`
	Origin    string     `help:"f_origin_prefix"`
	Below     string     `placeholder:"NUMBER" help:"f_below"`
	Unowned   bool       `xor:"owned" help:"f_unowned"`
	Owned     bool       `xor:"owned" help:"f_owned"`
	NoUnit    bool       `help:"f_no_unit"`
	Count     string     `help:"f_count"`
	Open      bool       `help:"f_open"`
	Limit     *int       `help:"f_limit"`
}

// matterLine is a row of the list as JSON.
type matterLine struct {
	Number      string  `json:"number"`
	Title       string  `json:"title"`
	Kind        string  `json:"kind"`
	Stage       string  `json:"stage"`
	Light       string  `json:"light"`
	Urgency     string  `json:"urgency,omitempty"`
	Category    string  `json:"category,omitempty"`
	Unit        string  `json:"unit"`
	Owner       string  `json:"owner,omitempty"`
	Due         string  `json:"due,omitempty"`
	Provisional bool    `json:"provisional,omitempty"` // a year without notice was counted
	Progress    float64 `json:"progress"`
	Missed      int     `json:"missed,omitempty"`
	Origin      string  `json:"origin,omitempty"`
	Vacant      bool    `json:"vacant,omitempty"` // nobody acts for the owner
}

// named turns titles of kinds, stages and lights into their ids.
func (c *matterListCmd) named(s *Shell, a *app.App, zone string) (err error) {
	if c.Light, err = lightTitles.find(c.Light, errs.Invalid, "matter.unknown_light", zhEn("灯", "light")); err != nil {
		return err
	}
	for i, word := range c.Stage {
		if c.Stage[i], err = stageTitles.find(word, errs.Invalid, "matter.unknown_stage", zhEn("阶段", "stage")); err != nil {
			return err
		}
	}
	if len(c.Kind) == 0 && c.Urgency == "" {
		return nil
	}
	told, err := s.kindsTold(a, zone)
	if err != nil {
		return err
	}
	if c.Count != "" { // which only those in force have
		b, err := s.Bundle(a, zone)
		if err != nil {
			return err
		}
		told = b.Kinds
	}
	if c.Kind, err = kindsMeant(told, c.Kind...); err != nil {
		return err
	}
	c.Urgency, err = urgencyTitles(told, c.Kind).find(c.Urgency, errs.Invalid, "matter.unknown_urgency", zhEn("紧急程度", "urgency"))
	return err
}

// urgencyTitles are the urgencies of some kinds, of all where none is named.
func urgencyTitles(told map[string]*mechanism.Kind, kinds []string) titles {
	all := titles{}
	for _, name := range sortedKeys(told) {
		if len(kinds) == 0 || slices.Contains(kinds, name) {
			maps.Copy(all, told[name].Urgencies)
		}
	}
	return all
}

// Run lists matters with their lights of the moment.
func (c *matterListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	if err := c.named(s, a, zone); err != nil {
		return err
	}
	return s.asSwept(a, zone, func() (func(late string) error, error) { return c.read(s, a, zone) })
}

// read reads the list and gives what draws it.
func (c *matterListCmd) read(s *Shell, a *app.App, zone string) (func(late string) error, error) {
	var err error
	f := engine.Filter{Kinds: c.Kind, Light: c.Light, Category: c.Category, Urgency: c.Urgency, Stages: c.Stage, Origin: c.Origin, Unowned: c.Unowned, Owned: c.Owned, Limit: s.rowLimit(c.Limit)}
	if err := a.Engine.CarriedBy(s.Ctx, zone, s.Now(), &f, c.Owner); err != nil {
		return nil, err
	}
	if !c.LightFrom.IsZero() {
		cal, err := a.Engine.Calendar(s.Ctx, zone, s.Now())
		if err != nil {
			return nil, err
		}
		f.Also.Lit.From = cal.StartOfDay(c.LightFrom).UnixMicro()
	}
	if c.Open || c.Unowned || c.NoUnit || c.Light != "" || !c.LightFrom.IsZero() || c.Unit != "" || c.Owner != "" {
		open := true
		f.Open = &open
	}
	if c.Unit != "" {
		_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
		if err != nil {
			return nil, err
		}
		u, err := unitNamed(view, c.Unit)
		if err != nil {
			return nil, err
		}
		f.Unit = u.Code
	}
	if c.Below != "" {
		if f.Root, err = s.matterID(a, zone, c.Below); err != nil {
			return nil, err
		}
	}
	keep, err := c.keeping(s, a, zone)
	if err != nil {
		return nil, err
	}
	lines := []matterLine{}
	total, err := listing.List(s.Ctx, a.Engine, zone, f, s.Now(), keep, func(l listing.Row) {
		lines = append(lines, matterLine{l.Number, l.Title, l.Kind, l.Stage, string(l.Light), l.Urgency, l.Category, l.Unit, l.Owner, clock.Date(l.DueOn).String(), l.Provisional, l.Progress, l.Missed, l.Origin, l.Vacant})
	})
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		if err := s.isPost(a, zone, c.Owner); err != nil {
			return nil, err
		}
	}
	return func(late string) error {
		return s.Print(lines, func(screen *terminal.Screen) {
			rows := make([][]terminal.Cell, len(lines))
			for i := range lines {
				l := &lines[i]
				rows[i] = []terminal.Cell{
					screen.L(l.Light), terminal.C(l.Number), terminal.C(l.Title), terminal.C(org.KnownIn(s.Lang, l.Unit)), terminal.C(s.ownerOf(l.Owner, l.Vacant)), s.dueCell(l.Due, l.Provisional),
					terminal.C(s.stage(matter.Stage(l.Stage)) + " " + dossier.Percent(l.Progress)),
				}
			}
			screen.Table([]terminal.Column{
				{},
				{Title: s.T("col_number")},
				{Title: s.T("col_matter"), Max: 40, Wrap: true},
				{Title: s.T("col_unit"), Max: 24, Wrap: true},
				{Title: s.T("col_owner"), Max: 22, Wrap: true},
				{Title: s.T("col_due")},
				{Title: s.T("col_stage"), Max: 16, Wrap: true},
			}, rows)
			screen.Hintf("%s", s.listed(len(lines), total))
			if late != "" {
				screen.Hintf("%s", late)
			}
		})
	}, nil
}
