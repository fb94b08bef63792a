package cli

import (
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
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
	row, err := listing.Find(s.Ctx, a.Engine, zone, c.Number)
	if err != nil {
		return err
	}
	sight, err := a.Engine.Look(s.Ctx, zone, row.ID, s.Now())
	if err != nil {
		return err
	}
	if c.Duty, err = c.meant(s, a, zone, &sight.State); err != nil {
		return err
	}
	return s.do(matter.Command{Name: "meet", ID: row.ID, Duty: c.Duty, Text: c.Text, At: s.flags.At.Time, Actor: s.flags.As}, nil)
}

// meant is the id of the open duty that the words name: an id, what it asks for as show has it (约谈), or the two
// columns of its row (调度 2023年第24周).
func (c *dutyMeetCmd) meant(s *Shell, a *app.App, zone string, m *matter.State) (string, error) {
	open := titles{}
	var ids []string
	for i := range m.Duties {
		d := &m.Duties[i]
		what, period := dossier.DutyWords[d.What], dossier.PeriodWords(d.Period)
		open[d.ID] = zhEn(what.Zh+period.Zh, strings.TrimSpace(what.En+" "+period.En))
		if c.names(d.ID, d.What, d.Period) {
			ids = append(ids, d.ID)
		}
	}
	switch len(ids) {
	case 1:
		return ids[0], nil
	case 0:
		if err := c.done(s, a, zone, m); err != nil {
			return "", err
		}
		if len(open) == 0 {
			return "", errs.Newf(errs.NotFound, "matter.no_duty", "%[1]s 没有待履行的义务；全部义务见 qinlian duty list", "%[1]s has no open duty; qinlian duty list lists all duties", m.Number)
		}
		return open.find(c.Duty, errs.NotFound, "matter.no_duty", zhEn("待履行的义务", "open duty"))
	}
	var zh, en []string
	for _, id := range ids {
		zh, en = append(zh, open.called(id, text.Zh)), append(en, open.called(id, text.En))
	}
	return "", errs.Newf(errs.Invalid, "duty.ambiguous", "“%[1]s”有多项：%[2]s；请写明是哪一项（连周期一起写，或写括号里的代号）", "there are several duties %[1]q: %[3]s; say which, with its period or by the id in brackets",
		c.Duty, strings.Join(zh, "、"), strings.Join(en, ", "))
}

// names tells whether the words name the duty.
func (c *dutyMeetCmd) names(id, what, period string) bool {
	words, when := dossier.DutyWords[what], dossier.PeriodWords(period)
	for _, name := range []string{id, what, words.Zh, words.En, words.Zh + when.Zh, words.Zh + period, words.En + when.En, what + period} {
		if same(name, c.Duty) {
			return true
		}
	}
	return false
}

// done says when the duty was met that the words name; nil where none was.
func (c *dutyMeetCmd) done(s *Shell, a *app.App, zone string, m *matter.State) error {
	for d, err := range a.Store.Duties(s.Ctx, zone, engine.Filter{Matter: m.ID, State: engine.DutyMet}) {
		if err != nil {
			return err
		}
		if !c.names(d.ID, d.What, d.Period) {
			continue
		}
		words := dossier.DutyWords[d.What]
		return errs.Newf(errs.Refused, "duty.met", "%[1]s 的“%[2]s”已于 %[3]s 履行，无须再办；待办的见 qinlian show %[1]s", "the duty to %[4]s of %[1]s was met on %[3]s; what is still owed: qinlian show %[1]s",
			m.Number, words.Zh+dossier.PeriodWords(d.Period).Zh, calendar.Local(micros(d.EndedAt)), words.En)
	}
	return nil
}

type dutyListCmd struct {
	State   string `help:"f_duty_state"`
	What    string `help:"f_what"`
	Cadence string `help:"f_cadence"`
	Period  string `help:"f_period"`
	Owner   string `help:"f_owner"`
	Limit   *int   `help:"f_limit"`
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
	Late   bool      `json:"late,omitempty"` // met after it was due
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
	f := engine.Filter{State: c.State, What: c.What, Cadence: c.Cadence, Period: c.Period, Owner: c.Owner, Limit: s.rowLimit(c.Limit)}
	for d, err := range a.Store.Duties(s.Ctx, zone, f) {
		if err != nil {
			return err
		}
		row, err := a.Store.Matter(s.Ctx, zone, d.MatterID)
		if err != nil {
			return err
		}
		state := d.State
		if d.Late() {
			state = "late"
		}
		duties = append(duties, dutyLine{row.Number, row.Title, d.ID, d.What, d.Owner, d.Period, micros(d.DueAt), d.State, d.Late()})
		rows = append(rows, terminal.Row(row.Number, row.Title, s.duty(d.What), d.Period, s.orNobody(d.Owner), calendar.Local(micros(d.DueAt)), s.T("duty_"+state), d.ID))
	}
	total, err := s.whole(len(duties), f, zone, a.Store.CountDuties)
	if err != nil {
		return err
	}
	return s.Print(duties, func(screen *terminal.Screen) {
		screen.Table([]terminal.Column{
			{Title: s.T("col_number"), Max: 30, Wrap: true},
			{Title: s.T("col_matter"), Max: 34, Wrap: true},
			{Title: s.T("col_what"), Max: 30, Wrap: true},
			{Title: s.T("col_period"), Max: 24, Wrap: true},
			{Title: s.T("col_owner"), Max: 22, Wrap: true},
			{Title: s.T("col_due"), Max: 16, Wrap: true},
			{Title: s.T("col_state"), Max: 10, Wrap: true},
			{Title: s.T("col_id"), Max: 40, Wrap: true},
		}, rows)
		screen.Hintf("%s", s.listed(len(rows), total))
	})
}
