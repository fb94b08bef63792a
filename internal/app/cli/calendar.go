package cli

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

type calendarCmd struct {
	Due  calendarDueCmd  `cmd:"" help:"h_calendar_due"`
	Days calendarDaysCmd `cmd:"" help:"h_calendar_days"`
	Load calendarLoadCmd `cmd:"" help:"h_calendar_load"`
}

// calendar is the one to count with: that of the zone where one is named, else what the binary knows.
func (s *Shell) calendar() (*calendar.Calendar, error) {
	if s.flags.Zone == "" {
		return calendar.Builtin(), nil
	}
	a, zone, err := s.InZone()
	if err != nil {
		return nil, err
	}
	return a.Engine.Calendar(s.Ctx, zone, s.Now())
}

// Days is a span of whole days, both included: 2026-03-10..2026-03-20.
type Days struct{ calendar.Stop }

// UnmarshalText reads A..B, or one day.
func (d *Days) UnmarshalText(b []byte) error {
	from, to, ok := strings.Cut(string(b), "..")
	if !ok {
		to = from
	}
	var err error
	if d.From, err = clock.ParseDate(from); err == nil {
		d.To, err = clock.ParseDate(to)
	}
	if err != nil || d.To < d.From {
		return errs.Newf(errs.Invalid, "calendar.span", "暂停区间“%[1]s”读不出；写作 2026-03-10..2026-03-20，首尾两天都算", "the span %[1]q cannot be read: write 2026-03-10..2026-03-20, both days included", string(b))
	}
	return nil
}

type calendarDueCmd struct {
	From    Moment         `placeholder:"DATE" help:"f_from"`
	Limit   calendar.Limit `placeholder:"20wd" help:"f_limit_of_time"`
	Suspend []Days         `placeholder:"A..B" help:"f_suspend"`
	Stdin   bool           `help:"f_stdin"`
}

// Run answers when a limit expires.
func (c *calendarDueCmd) Run(s *Shell) error {
	cal, err := s.calendar()
	if err != nil {
		return err
	}
	if c.Stdin {
		return c.lines(s, cal)
	}
	if c.From.IsZero() || c.Limit.IsZero() {
		return errs.Newf(errs.Invalid, "usage.due", "请给出 --from 和 --limit，或用 --stdin 逐行读入", "give --from and --limit, or read lines with --stdin")
	}
	stops := make([]calendar.Stop, len(c.Suspend))
	for i, d := range c.Suspend {
		stops[i] = d.Stop
	}
	due := cal.Due(c.From.Time, c.Limit, stops...)
	span := cal.Span(cal.DateOf(c.From.Time), due.Date)
	return s.Print(map[string]any{
		"from": cal.DateOf(c.From.Time), "limit": c.Limit, "suspend": stops, "due": due.Date, "at": due.At, "provisional": due.Provisional,
		"make_up": due.MakeUp, "workdays": span.Workdays, "make_ups": span.MakeUps, "holidays": span.Holidays, "calendar": due.Calendar,
	}, func(screen *terminal.Screen) {
		screen.Linef("%s", due.Date.String())
		if at := app.Local(due.At); !strings.HasSuffix(at, "00:00") {
			screen.Hintf("%s", s.T("due_at", at))
		}
		if len(span.MakeUps) > 0 && due.MakeUp {
			days := make([]string, len(span.MakeUps))
			for i, d := range span.MakeUps {
				days[i] = d.String()
			}
			screen.Hintf("%s", s.T("due_make_up", strings.Join(days, ", ")))
		}
		if span.Holidays > 0 {
			screen.Hintf("%s", s.T("due_holidays", span.Holidays))
		}
		if due.Provisional {
			screen.Strongf("%s", s.T("due_provisional"))
		}
	})
}

// lines answers one date for each line "from,limit[,A..B…]" of standard input.
func (c *calendarDueCmd) lines(s *Shell, cal *calendar.Calendar) error {
	in := bufio.NewScanner(s.In)
	out := bufio.NewWriter(s.Out)
	limits := map[string]calendar.Limit{}
	var stops []calendar.Stop
	for n := 1; in.Scan(); n++ {
		line := strings.TrimSpace(in.Text())
		if line == "" {
			continue
		}
		from, rest, _ := strings.Cut(line, ",")
		words, spans, _ := strings.Cut(rest, ",")
		limit, known := limits[words]
		var start Moment
		err := start.UnmarshalText([]byte(strings.TrimSpace(from)))
		if err == nil && !known {
			limit, err = calendar.ParseLimit(strings.TrimSpace(words))
			limits[words] = limit
		}
		stops = stops[:0]
		for spans != "" && err == nil {
			var one string
			one, spans, _ = strings.Cut(spans, ",")
			var d Days
			if err = d.UnmarshalText([]byte(strings.TrimSpace(one))); err == nil {
				stops = append(stops, d.Stop)
			}
		}
		if err != nil {
			if flushErr := out.Flush(); flushErr != nil {
				return fmt.Errorf("write the dates: %w", flushErr)
			}
			return errs.Newf(errs.Invalid, errs.CodeOf(err), "%[1]s", "%[2]s", errs.Message(err, "zh"), errs.Message(err, "en")).At(fmt.Sprintf("stdin:%d", n))
		}
		if _, err := out.WriteString(cal.Due(start.Time, limit, stops...).Date.String() + "\n"); err != nil {
			return fmt.Errorf("write the dates: %w", err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read standard input: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the dates: %w", err)
	}
	return nil
}

type calendarDaysCmd struct {
	Year int `arg:"" help:"a_year"`
}

// Run lists what is special about the days of a year.
func (c *calendarDaysCmd) Run(s *Shell) error {
	if c.Year < 1970 || c.Year > 9999 {
		return errs.Newf(errs.Invalid, "calendar.year", "年份 %[1]d 不在 1970 至 9999 之间", "the year %[1]d is not between 1970 and 9999", c.Year)
	}
	cal, err := s.calendar()
	if err != nil {
		return err
	}
	var days []calendar.DayInfo
	worked, months := 0, [12]int{}
	for d := clock.NewDate(c.Year, 1, 1); d.Year() == c.Year; d++ {
		info := cal.Day(d)
		days = append(days, info)
		if info.Workday {
			worked++
			months[d.Month()-1]++
		}
	}
	gazetted := cal.Gazetted(c.Year)
	return s.Print(map[string]any{"year": c.Year, "workdays": worked, "gazetted": gazetted, "months": months, "days": days}, func(screen *terminal.Screen) {
		screen.Titlef("%s", s.T("days_title", c.Year, worked))
		if !gazetted {
			screen.Strongf("%s", s.T("days_provisional"))
		}
		var rows [][]terminal.Cell
		for m, n := range months {
			rows = append(rows, terminal.Row(number(m+1), number(n)))
		}
		screen.Table([]terminal.Column{{Title: s.T("col_month"), Right: true}, {Title: s.T("col_workdays"), Right: true}}, rows)
		screen.Headingf("%s", s.T("days_special"))
		for i := range days {
			if d := &days[i]; d.MakeUp || d.Kind == calendar.Holiday {
				screen.Linef("  %s %s  %s%s", d.Date.String(), weekdays[d.Date.Weekday()].In(s.Lang), s.T("day_"+strings.ReplaceAll(string(d.Kind), "-", "_")), named(d.Holiday))
			}
		}
	})
}

func named(holiday string) string {
	if holiday == "" {
		return ""
	}
	return "  " + holiday
}

type calendarLoadCmd struct {
	File string `arg:"" type:"existingfile" help:"a_notice"`
}

// Run takes in a State Council notice.
func (c *calendarLoadCmd) Run(s *Shell) error {
	if err := s.acting(); err != nil {
		return err
	}
	file, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the notice: %w", err)
	}
	if _, err := calendar.ParseNoticeFile(c.File, file); err != nil {
		return inFile(err)
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	n, err := a.Engine.LoadNotice(s.Ctx, zone, s.Act(), file)
	if err != nil {
		return inFile(err)
	}
	return s.Print(n, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("notice_loaded", n.Year, n.Title, len(n.Off), len(n.Work)))
		screen.Hintf("  → qinlian sweep --zone %s", zone)
	})
}
