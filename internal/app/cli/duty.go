package cli

import (
	"slices"
	"strings"

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
	Duty   string `arg:"" optional:"" help:"a_duty"`
	Text   string `help:"f_text"`
}

// Run meets one duty of a matter.
func (c *dutyMeetCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	m, err := listing.Then(s.Ctx, a.Engine, zone, c.Number, s.Now())
	if err != nil {
		return err
	}
	if c.Duty, err = s.dutyMeant(a, zone, &m, c.Duty); err != nil {
		return err
	}
	return s.do(matter.Command{Name: "meet", ID: m.ID, Duty: c.Duty, Text: c.Text, At: s.flags.At.Time, Actor: s.flags.As}, nil)
}

// ownDuty turns what a list calls a duty (调度2026-W24) into its id.
func (s *Shell) ownDuty(a *app.App, zone string, c *matter.Command) error {
	if c.Duty == "" {
		return nil
	}
	m, err := listing.Then(s.Ctx, a.Engine, zone, c.ID, s.Now())
	if err == nil {
		c.Duty, err = s.dutyMeant(a, zone, &m, c.Duty)
	}
	return err
}

// dutyMeant is the id of the duty that the words name: an id; what it asks for as show has it (约谈), with its rhythm,
// its period or the letter it is about as the list has them (每周调度 2023-W24, 签发函件 L1). Where several are named
// the only one that still runs is meant; without words, the only one that there is at all.
func (s *Shell) dutyMeant(a *app.App, zone string, m *matter.State, words string) (string, error) {
	open := titles{}
	var named, running []string
	for i := range m.Duties {
		d := &m.Duties[i]
		if d.ID == words {
			return d.ID, nil
		}
		open[d.ID] = dutyTitle(d.What, d.Period, d.Letter)
		if namesDuty(words, d.ID, d.What, d.Cadence, d.Period, d.Letter) {
			named = append(named, d.ID)
			if !d.Missed() {
				running = append(running, d.ID)
			}
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(running) == 1 && words != "":
		return running[0], nil
	case len(named) == 0:
		if err := s.dutyDone(a, zone, m, words); err != nil {
			return "", err
		}
		if len(open) == 0 {
			return "", errs.Newf(errs.NotFound, "matter.no_duty", "%[1]s 没有待履行的义务；全部义务见 qinlian duty list", "%[1]s has no open duty; qinlian duty list lists all duties", m.Number)
		}
		return open.find(words, errs.NotFound, "matter.no_duty", zhEn("待履行的义务", "open duty"))
	}
	var zh, en []string
	for _, id := range named {
		zh, en = append(zh, open.told(id, text.Zh)), append(en, open.told(id, text.En))
	}
	if words == "" {
		return "", errs.Newf(errs.Invalid, "duty.ambiguous", "%[1]s 有多项义务：%[2]s；请写明是哪一项", "%[1]s has several duties: %[3]s; say which", m.Number, strings.Join(zh, "、"), strings.Join(en, ", "))
	}
	return "", errs.Newf(errs.Invalid, "duty.ambiguous", "“%[1]s”有多项：%[2]s；请写明是哪一项（连周期一起写，或写括号里的代号）", "there are several duties %[1]q: %[3]s; say which, with its period or the id in brackets",
		words, strings.Join(zh, "、"), strings.Join(en, ", "))
}

// dutyTitle names a duty with what tells it from others of its sort.
func dutyTitle(what, period, about string) text.Text {
	words, when := dossier.DutyWords[what], dossier.PeriodWords(period)
	return zhEn(words.Zh+when.Zh+about, strings.TrimSpace(words.En+" "+when.En+about))
}

// namesDuty tells whether the words name the duty; no words name any.
func namesDuty(words, id, what, rhythm, period, about string) bool {
	if words == "" {
		return true
	}
	title, when, every := dossier.DutyWords[what], dossier.PeriodWords(period), cadenceTitles[rhythm]
	known := []string{id, what + period}
	for _, deed := range []string{what, title.Zh, title.En, every.Zh, every.En, every.Zh + title.Zh, every.En + title.En} {
		known = append(known, deed)
		for _, which := range []string{period, when.Zh, when.En, about} {
			known = append(known, deed+which)
		}
	}
	return slices.ContainsFunc(known, func(name string) bool { return same(name, words) })
}

// dutyDone says when the duty was met that the words name; nil where none was.
func (s *Shell) dutyDone(a *app.App, zone string, m *matter.State, words string) error {
	for d, err := range a.Store.Duties(s.Ctx, zone, engine.Filter{Matter: m.ID, State: engine.DutyMet}) {
		if err != nil {
			return err
		}
		if words == "" || !namesDuty(words, d.ID, d.What, d.Cadence, d.Period, d.Letter) {
			continue
		}
		title := dossier.DutyWords[d.What]
		return errs.Newf(errs.Refused, "duty.met", "%[1]s 的“%[2]s”已于 %[3]s 履行，无须再办；待办的见 qinlian show %[1]s", "the duty to %[4]s of %[1]s was met on %[3]s; what is still owed: qinlian show %[1]s",
			m.Number, title.Zh+dossier.PeriodWords(d.Period).Zh, calendar.Local(micros(d.EndedAt)), title.En)
	}
	return nil
}
