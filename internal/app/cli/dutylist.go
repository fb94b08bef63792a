package cli

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
)

type dutyListCmd struct {
	State   []string `help:"f_duty_state"`
	What    string   `help:"f_what"`
	Cadence string   `help:"f_cadence"`
	Period  string   `help:"f_period"`
	Owner   string   `placeholder:"POST" help:"f_owner"`
	Matter  string   `placeholder:"NUMBER" help:"f_of_matter"`
	Limit   *int     `help:"f_limit"`
}

// dutyLine is a row of the list as JSON.
type dutyLine struct {
	Number      string    `json:"number"`
	Title       string    `json:"title"`
	ID          string    `json:"id"`
	What        string    `json:"what"`
	Owner       string    `json:"owner"`
	Period      string    `json:"period"`
	Due         time.Time `json:"due,omitzero"`
	Provisional bool      `json:"provisional,omitempty"` // due in a year without notice
	State       string    `json:"state"`
	Late        bool      `json:"late,omitempty"` // met after it was due
}

// Run lists duties.
func (c *dutyListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	type named struct {
		at    *string
		known titles
		what  text.Text
	}
	words := []named{{&c.What, dutyWordTitles, zhEn("义务", "duty")}, {&c.Cadence, cadenceTitles, zhEn("节律", "rhythm")}}
	for i := range c.State {
		words = append(words, named{&c.State[i], dutyStates, zhEn("状态", "state")})
	}
	for _, word := range words {
		if *word.at, err = word.known.find(*word.at, errs.Invalid, "duty.unknown_filter", word.what); err != nil {
			return err
		}
	}
	if c.Period != "" && !cadence.IsKey(c.Period) {
		return errs.Newf(errs.Invalid, "duty.bad_period", "周期“%[1]s”读不出；写作 2023-W24（周）、2023-06-H1（上半月）、2023-06、2023-Q2、2023-H1、2023 或 2023-06-12", "the period %[1]q cannot be read: write 2023-W24 (a week), 2023-06-H1 (half a month), 2023-06, 2023-Q2, 2023-H1, 2023 or 2023-06-12", c.Period).At("--period")
	}
	return s.asSwept(a, zone, func() (func(late string) error, error) { return c.read(s, a, zone) })
}

// read reads the list and gives what draws it.
func (c *dutyListCmd) read(s *Shell, a *app.App, zone string) (func(late string) error, error) {
	var err error
	f := engine.Filter{States: c.State, What: c.What, Cadence: c.Cadence, Period: c.Period, Limit: s.rowLimit(c.Limit)}
	if err := a.Engine.CarriedBy(s.Ctx, zone, s.Now(), &f, c.Owner); err != nil {
		return nil, err
	}
	if f.Matter, err = s.matterID(a, zone, c.Matter); err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(s.Ctx, zone, s.Now())
	if err != nil {
		return nil, err
	}
	duties := []dutyLine{}
	rows := [][]terminal.Cell{}
	err = withMatters(s, a, zone, a.Store.Duties(s.Ctx, zone, f), func(d *engine.DutyRow) string { return d.MatterID }, nil, func(d *engine.DutyRow, row *engine.MatterRow) error {
		state := d.State
		if d.Late() {
			state = "late"
		}
		duties = append(duties, dutyLine{row.Number, row.Title, d.ID, d.What, d.Owner, d.Period, micros(d.DueAt), cal.Provisional(micros(d.DueAt)), d.State, d.Late()})
		what := strings.TrimSpace(s.duty(d.What) + " " + cmp.Or(dossier.PeriodWords(d.Period).In(s.Lang), d.Letter))
		rows = append(rows, []terminal.Cell{
			terminal.C(row.Number), terminal.C(row.Title), terminal.C(what), terminal.C(s.orNobody(d.Owner)), s.dueCell(byWhen(micros(d.DueAt)), cal.Provisional(micros(d.DueAt))), terminal.C(s.T("duty_" + state)),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		if err := s.isPost(a, zone, c.Owner); err != nil {
			return nil, err
		}
	}
	total, err := s.whole(len(duties), f, zone, a.Store.CountDuties)
	if err != nil {
		return nil, err
	}
	return func(late string) error {
		return s.Print(duties, func(screen *terminal.Screen) {
			screen.Table([]terminal.Column{
				{Title: s.T("col_number")},
				{Title: s.T("col_matter"), Max: 34, Wrap: true},
				{Title: s.T("col_what"), Max: 30, Wrap: true},
				{Title: s.T("col_owner"), Max: 22, Wrap: true},
				{Title: s.T("col_due"), Max: 16, Wrap: true},
				{Title: s.T("col_state"), Max: 10, Wrap: true},
			}, rows)
			screen.Hintf("%s", s.listed(len(rows), total))
			if late != "" {
				screen.Hintf("%s", late)
			}
		})
	}, nil
}

// isPost refuses a post that never was, and says which are called nearly so. No post is none.
func (s *Shell) isPost(a *app.App, zone, post string) error {
	if post == "" {
		return nil
	}
	_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	if _, err = view.Bearer(post); errs.Is(err, "org.post_unknown") {
		return err
	}
	return nil
}

// asSwept reads a list as today reads its page: as of the instant of the command, however late the sweep. show draws it
// once nothing waits for it any more. A store that may not be written is read as it lies, and the list says how old that is.
func (s *Shell) asSwept(a *app.App, zone string, read func() (show func(late string) error, err error)) error {
	var show func(late string) error
	ctx, late := s.Ctx, ""
	stale, err := a.Engine.AsSwept(ctx, zone, nil, s.Now(), func(within context.Context) (err error) {
		s.Ctx = within
		defer func() { s.Ctx = ctx }()
		show, err = read()
		return err
	})
	switch {
	case errs.Is(err, "database.read_only"):
		if show, err = read(); err == nil {
			late, err = s.unswept(a, zone)
		}
	case stale > 0:
		late = s.T("list_swept", stale)
	}
	if err != nil {
		return err
	}
	return show(late)
}

// unswept says since when a sweep has been due at the instant of the command, so that what a list shows is older
// than it should be; "" where none is.
func (s *Shell) unswept(a *app.App, zone string) (string, error) {
	since, err := a.Engine.Unswept(s.Ctx, zone, s.Now())
	if err != nil || since.IsZero() {
		return "", err
	}
	return s.T("list_stale", calendar.Local(since)), nil
}

// withMatters goes through rows with the matter that each is about, asking for the matters of many at once. before is
// told of those many first; it may be nil.
func withMatters[R any](
	s *Shell, a *app.App, zone string, rows iter.Seq2[R, error], of func(*R) string, before func([]R) error, each func(*R, *engine.MatterRow) error,
) error {
	const many = 1000
	var some []R
	flush := func() error {
		ids, matters := make([]string, len(some)), make(map[string]*engine.MatterRow, len(some))
		for i := range some {
			ids[i] = of(&some[i])
		}
		slices.Sort(ids)
		for row, err := range a.Store.List(s.Ctx, zone, engine.Filter{IDs: slices.Compact(ids)}) {
			if err != nil {
				return err
			}
			matters[row.ID] = &row
		}
		if before != nil {
			if err := before(some); err != nil {
				return err
			}
		}
		for i := range some {
			row := matters[of(&some[i])]
			if row == nil {
				return errs.Newf(errs.Corrupt, "list.no_matter", "事项 %[1]s 的记录被删除；请用 qinlian verify 查验", "the row of matter %[1]s was deleted: run qinlian verify", of(&some[i]))
			}
			if err := each(&some[i], row); err != nil {
				return err
			}
		}
		some = some[:0]
		return nil
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		if some = append(some, r); len(some) == many {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(some) == 0 {
		return nil
	}
	return flush()
}
