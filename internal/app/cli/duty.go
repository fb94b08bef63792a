package cli

import (
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

type dutyCmds struct {
	List dutyListCmd `cmd:"" help:"h_duty_list"`
	Meet dutyMeetCmd `cmd:"" help:"h_duty_meet"`
}

type dutyMeetCmd struct {
	Number string `arg:"" help:"a_number"`
	Duty   string `arg:"" help:"a_duty"`
	Text   string `help:"f_text"`
}

// Run meets one duty of a matter.
func (c *dutyMeetCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	row, err := a.Find(s.Ctx, zone, c.Number)
	if err != nil {
		return err
	}
	sight, err := a.Engine.Look(s.Ctx, zone, row.ID, s.Now())
	if err != nil {
		return err
	}
	open := titles{}
	var ids []string
	for i := range sight.State.Duties {
		d := &sight.State.Duties[i]
		open[d.ID] = app.DutyWords[d.What]
		if d.What == c.Duty || same(open[d.ID].Zh, c.Duty) || same(open[d.ID].En, c.Duty) {
			ids = append(ids, d.ID)
		}
	}
	if len(ids) > 1 {
		return errs.Newf(errs.Invalid, "duty.ambiguous", "“%[1]s”有多项：%[2]s；请写明代号", "there are several duties %[1]q: %[3]s; give the id",
			c.Duty, strings.Join(ids, "、"), strings.Join(ids, ", "))
	}
	if c.Duty, err = open.find(c.Duty, errs.NotFound, "matter.no_duty", zhEn("待履行的义务", "open duty")); err != nil {
		return err
	}
	return s.do(matter.Command{Name: "meet", ID: row.ID, Duty: c.Duty, Text: c.Text, At: s.flags.At.Time, Actor: s.flags.As}, nil)
}

type dutyListCmd struct {
	State   string `help:"f_duty_state"`
	What    string `help:"f_what"`
	Cadence string `help:"f_cadence"`
	Period  string `help:"f_period"`
	Owner   string `help:"f_owner"`
	Limit   int    `default:"200" help:"f_limit"`
}

// dutyLine is a row of the list as JSON.
type dutyLine struct {
	Number string    `json:"number"`
	Title  string    `json:"title"`
	ID     string    `json:"id"`
	What   string    `json:"what"`
	Owner  string    `json:"owner"`
	Period string    `json:"period"`
	Due    time.Time `json:"due,omitzero"`
	State  string    `json:"state"`
}

// Run lists duties.
func (c *dutyListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	for _, word := range []struct {
		at    *string
		known titles
		what  text.Text
	}{
		{&c.State, dutyStates, zhEn("状态", "state")},
		{&c.What, dutyWordTitles, zhEn("义务", "duty")},
		{&c.Cadence, cadenceTitles, zhEn("节律", "rhythm")},
	} {
		if *word.at, err = word.known.find(*word.at, errs.Invalid, "duty.unknown_filter", word.what); err != nil {
			return err
		}
	}
	duties := []dutyLine{}
	rows := [][]terminal.Cell{}
	for d, err := range a.Store.Duties(s.Ctx, zone, engine.Filter{State: c.State, What: c.What, Cadence: c.Cadence, Period: c.Period, Owner: c.Owner, Limit: c.Limit}) {
		if err != nil {
			return err
		}
		row, err := a.Store.Matter(s.Ctx, zone, d.MatterID)
		if err != nil {
			return err
		}
		duties = append(duties, dutyLine{row.Number, row.Title, d.ID, d.What, d.Owner, d.Period, micros(d.DueAt), d.State})
		rows = append(rows, terminal.Row(row.Number, row.Title, s.duty(d.What), d.Period, s.orNobody(d.Owner), app.Local(micros(d.DueAt)), s.T("duty_"+d.State), d.ID))
	}
	return s.Print(duties, func(screen *terminal.Screen) {
		screen.Table([]terminal.Column{
			{Title: s.T("col_number")},
			{Title: s.T("col_matter"), Max: 34},
			{Title: s.T("col_what")},
			{Title: s.T("col_period")},
			{Title: s.T("col_owner"), Max: 22},
			{Title: s.T("col_due")},
			{Title: s.T("col_state")},
			{Title: s.T("col_id")},
		}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}
