package cli

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"time"

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

// calendar is the one to count with: that of the zone that is named, or is the only one of the database there is; else
// what the binary knows.
func (s *Shell) calendar() (cal *calendar.Calendar, err error) {
	cal = calendar.Builtin()
	counts, err := s.countsInZone()
	if err != nil {
		return nil, err
	}
	if counts {
		a, err := s.App()
		if err != nil {
			return nil, err
		}
		zone, err := a.Zone(s.Ctx, s.flags.Zone) // its notices alone: that its ledger has gone on says nothing of them
		if err != nil {
			return nil, err
		}
		if cal, err = a.Engine.Days(s.Ctx, zone, s.Now()); err != nil {
			return nil, err
		}
	}
	if at := s.flags.At; s.said("--at") { // as it was known then, which the day of a demonstration (QINLIAN_AT) does not ask: 2020 was changed in the middle of January
		cal = cal.AsOf(cal.DateOf(at.Time))
	}
	return cal, nil
}

// countsInZone tells whether a zone is meant whose notices and office hours count.
func (s *Shell) countsInZone() (bool, error) {
	if s.flags.Zone != "" {
		return true, nil
	}
	if err := s.settle(); err != nil {
		return false, err
	}
	if file, isFile := app.FileOf(s.flags.DB); isFile {
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			return false, nil //nolint:nilerr // days are counted without a database, too
		}
	}
	a, err := s.App()
	if err != nil {
		return false, err
	}
	zones, err := a.Store.ListZones(s.Ctx)
	return len(zones) == 1, err
}

// Days is a span of whole days, both included: 2026-03-10..2026-03-20.
type Days struct{ calendar.Stop }

// UnmarshalText reads A..B, or one day.
func (d *Days) UnmarshalText(b []byte) error {
	from, to, ok := bytes.Cut(b, []byte(".."))
	if !ok {
		to = from
	}
	var read [2]bool
	d.From, read[0] = anyDate(bytes.TrimSpace(from))
	d.To, read[1] = anyDate(bytes.TrimSpace(to))
	switch {
	case !read[0] || !read[1]:
		return errs.Newf(errs.Invalid, "calendar.span", "暂停区间“%[1]s”读不出；写作 2026-03-10..2026-03-20，首尾两天都算", "the span %[1]q cannot be read: write 2026-03-10..2026-03-20, both days included", string(b))
	case d.To < d.From:
		return errs.Newf(errs.Invalid, "calendar.span_order", "暂停区间“%[1]s”止日早于起日；请把早的一天写在前面", "the span %[1]q ends before it begins; write the earlier day first", string(b))
	}
	return nil
}

// anyDate reads a day as people write it: 2026-03-02, 2026/3/2, 2026.3.2 or 2026年3月2日.
func anyDate(b []byte) (clock.Date, bool) {
	if d, ok := isoDate(b); ok {
		return d, true
	}
	for _, form := range writtenDates {
		if m := form.FindSubmatch(b); m != nil {
			two := func(figures []byte) string { return ("0" + string(figures))[len(figures)-1:] }
			return isoDate([]byte(string(m[1]) + "-" + two(m[2]) + "-" + two(m[3])))
		}
	}
	return 0, false
}

var writtenDates = []*regexp.Regexp{
	regexp.MustCompile(`^(\d{4})/(\d{1,2})/(\d{1,2})$`), regexp.MustCompile(`^(\d{4})\.(\d{1,2})\.(\d{1,2})$`),
	regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`), regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})日$`),
}

// isoDate reads YYYY-MM-DD. It is clock.ParseDate without an error to build, since lines come by the million.
func isoDate(b []byte) (clock.Date, bool) {
	if len(b) != len("2026-03-10") || b[4] != '-' || b[7] != '-' {
		return 0, false
	}
	for i, c := range b {
		if i != 4 && i != 7 && (c < '0' || c > '9') {
			return 0, false
		}
	}
	two := func(i int) int { return int(b[i]-'0')*10 + int(b[i+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	if month < 1 || month > 12 || day < 1 || day > 28 && day > clock.NewDate(year, time.Month(month)+1, 0).Day() {
		return 0, false
	}
	d := clock.NewDate(year, time.Month(month), day)
	return d, !d.IsZero()
}

// Start is the day from which a limit is counted, or the instant at which something was handed in.
type Start struct {
	text string
	day  clock.Date // where a day alone was named
	at   time.Time
}

// UnmarshalText reads a day, or a time as Moment does.
func (f *Start) UnmarshalText(b []byte) error {
	*f = Start{text: string(b)}
	if day, ok := anyDate(b); ok {
		f.day = day
		return nil
	}
	var at Moment
	if err := at.UnmarshalText(b); err != nil {
		return err
	}
	f.at = at.Time
	return nil
}

// in is the instant from which cal counts limits of l's unit. A day is taken as it is named, from the start
// of work. An instant outside office hours counts as that of receipt, by the zone's after-hours setting; clock
// hours run by day and night.
func (f *Start) in(cal *calendar.Calendar, l calendar.Limit) time.Time {
	switch {
	case !f.day.IsZero():
		return cal.StartOfWork(f.day)
	case l.Unit == calendar.ClockHour || l.Unit == calendar.OnDate:
		return f.at
	}
	return cal.ReceivedAt(f.at)
}

// due counts a limit. Both ends must lie in the years that a date can name.
func due(cal *calendar.Calendar, start *Start, l calendar.Limit, stops []calendar.Stop) (from time.Time, d calendar.Deadline, err error) {
	from = start.in(cal, l)
	d = cal.Due(from, l, stops...)
	if y := cal.DateOf(from).Year(); y < firstYear || y > lastYear {
		err = errs.Newf(errs.Invalid, "calendar.from", "起算日“%[1]s”不在 %[2]d 至 %[3]d 年之间", "the start %[1]q is not between %[2]d and %[3]d", start.text, firstYear, lastYear)
	} else if d.Date.Year() > lastYear {
		err = errs.Newf(errs.Invalid, "calendar.beyond", "到期日在 %[1]d 年之后，请改短时限或暂停区间", "the deadline lies beyond %[1]d; shorten the limit or the suspension", lastYear)
	}
	return from, d, err
}

// The years that can be counted in.
const firstYear, lastYear = 1970, 9999

type calendarDueCmd struct {
	From    Start          `placeholder:"DATE" xor:"from" help:"f_from"`
	Limit   calendar.Limit `placeholder:"20wd" xor:"limit" help:"f_limit_of_time"`
	Suspend []Days         `placeholder:"A..B" xor:"suspend" help:"f_suspend"`
	Stdin   bool           `xor:"from,limit,suspend" help:"f_stdin"`
}

// Run answers when a limit expires.
func (c *calendarDueCmd) Run(s *Shell) error {
	cal, err := s.calendar()
	if err != nil {
		return err
	}
	if c.Stdin {
		return s.dueLines(cal)
	}
	if c.From.text == "" || c.Limit.IsZero() {
		return errs.Newf(errs.Invalid, "usage.due", "请给出 --from 和 --limit，或用 --stdin 逐行读入", "give --from and --limit, or read lines with --stdin")
	}
	if err := c.Limit.Settable(); err != nil {
		return err
	}
	stops := make([]calendar.Stop, len(c.Suspend))
	for i, d := range c.Suspend {
		stops[i] = d.Stop
	}
	from, due, err := due(cal, &c.From, c.Limit, stops)
	if err != nil {
		return err
	}
	counted, span := cal.DateOf(from), cal.Span(cal.DateOf(from), due.Date)
	return s.Print(map[string]any{
		"from": counted, "limit": c.Limit, "suspend": stops, "due": due.Date, "at": due.At, "provisional": due.Provisional,
		"make_up": due.MakeUp, "workdays": span.Workdays, "make_ups": append([]clock.Date{}, span.MakeUps...), "holidays": span.Holidays, "calendar": due.Calendar,
	}, func(screen *terminal.Screen) {
		screen.Linef("%s", due.Date.String())
		if at := calendar.Local(due.At); !strings.HasSuffix(at, "00:00") {
			screen.Hintf("%s", s.T("due_at", at))
		}
		if !c.From.at.IsZero() && counted != cal.DateOf(c.From.at) {
			screen.Hintf("%s", s.T("due_received", calendar.Local(c.From.at), counted.String()))
		}
		if len(span.MakeUps) > 0 && due.MakeUp {
			days := make([]string, len(span.MakeUps))
			for i, d := range span.MakeUps {
				days[i] = d.String()
			}
			screen.Hintf("%s", s.T("due_make_up", strings.Join(days, ", ")))
		}
		if span.Holidays > 0 && c.Limit.CountsWorkdays() {
			screen.Hintf("%s", s.T("due_holidays", span.Holidays))
		}
		if due.Provisional {
			screen.Strongf("%s", s.T("due_provisional"))
		}
	})
}

type calendarDaysCmd struct {
	Year int `arg:"" help:"a_year"`
}

// Run lists what is special about the days of a year.
func (c *calendarDaysCmd) Run(s *Shell) error {
	if c.Year < firstYear || c.Year > lastYear {
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
	var by []calendar.Notice
	for _, n := range cal.Notices() {
		if n.Year == c.Year {
			by = append(by, n)
		}
	}
	return s.Print(map[string]any{"year": c.Year, "workdays": worked, "gazetted": gazetted, "notices": by, "months": months, "days": days}, func(screen *terminal.Screen) {
		screen.Titlef("%s", s.T("days_title", c.Year, worked))
		if !gazetted {
			screen.Strongf("%s", s.T("days_provisional", c.Year))
		}
		for i := range by {
			screen.Linef("%s", s.T("days_notice", by[i].Title, by[i].Number, by[i].Published.String()))
		}
		var rows [][]terminal.Cell
		for m, n := range months {
			rows = append(rows, terminal.Row(number(m+1), number(n)))
		}
		screen.Table([]terminal.Column{{Title: s.T("col_month"), Right: true}, {Title: s.T("col_workdays"), Right: true}}, rows)
		headed := false // a year without a notice has nothing special
		for i := range days {
			if d := &days[i]; d.MakeUp || d.Kind == calendar.Holiday {
				if !headed {
					screen.Headingf("%s", s.T("days_special"))
					headed = true
				}
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
	File string `arg:"" help:"a_notice"`
}

// Run takes in a State Council notice.
func (c *calendarLoadCmd) Run(s *Shell) error {
	if err := s.acting(); err != nil {
		return err
	}
	file, err := os.ReadFile(c.File)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errs.Newf(errs.NotFound, "calendar.no_file", "没有这个通知文件", "there is no such notice").At(c.File)
	case err != nil:
		return errs.Newf(errs.Refused, "calendar.unreadable", "不能读这个通知文件，请检查路径和权限", "the notice cannot be read: check its path and permissions").At(c.File).Because(err)
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
