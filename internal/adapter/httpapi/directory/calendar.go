package directory

import (
	"context"
	"net/http"
	"strings"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// calendar declares the working days of a year and the counting of limits, by the calendar that the zone knows.
func (a *api) calendar() {
	door.Personal(a.Door, door.Operation{
		ID: "read-calendar", Method: http.MethodGet, Path: "/zones/{zone}/calendar/years/{year}",
		Summary: "The days of a year: worked, off, made up, and how many of each month are worked", Tag: "calendar",
	}, a.readCalendar)
	door.Personal(a.Door, door.Operation{
		ID: "count-due", Method: http.MethodGet, Path: "/zones/{zone}/calendar/due",
		Summary: "When a limit expires", Tag: "calendar",
	}, a.countDue)
}

// The years that can be counted in.
const firstYear, lastYear = 1970, 9999

// YearInput names a year.
type YearInput struct {
	InZone

	Year int `path:"year" minimum:"1970" maximum:"9999"`
}

// YearOutput is a year of the calendar.
type YearOutput struct {
	Body struct {
		Year     int                `json:"year"`
		Workdays int                `json:"workdays"`
		Gazetted bool               `json:"gazetted" doc:"The State Council's notice for the year is known; else Monday to Friday are assumed"`
		Months   []int              `json:"months" nullable:"false" doc:"Working days of January to December"`
		Days     []calendar.DayInfo `json:"days" nullable:"false"`
	}
}

func (a *api) readCalendar(ctx context.Context, _ *door.Caller, in *YearInput) (*YearOutput, error) {
	cal, err := a.Engine.Calendar(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	out := &YearOutput{}
	b := &out.Body
	b.Year, b.Gazetted, b.Months, b.Days = in.Year, cal.Gazetted(in.Year), make([]int, 12), []calendar.DayInfo{}
	for d := clock.NewDate(in.Year, 1, 1); d.Year() == in.Year; d++ {
		info := cal.Day(d)
		if b.Days = append(b.Days, info); info.Workday {
			b.Workdays++
			b.Months[d.Month()-1]++
		}
	}
	return out, nil
}

// DueInput is a limit and the start it is counted from.
type DueInput struct {
	InZone

	From    string   `query:"from" required:"true" maxLength:"40" doc:"A day (2026-03-02), or the instant at which something came in (2026-03-02T16:40:00+08:00), which counts as received by office hours"`
	Limit   string   `query:"limit" required:"true" minLength:"1" maxLength:"40" doc:"20wd, 10d, 1mo, 4h, 24ch, or a day"`
	Suspend []string `query:"suspend,explode" maxItems:"50" doc:"Spans on which the clock stands still, both days included: 2026-03-10..2026-03-20"`
}

// DueOutput is when it expires.
type DueOutput struct {
	Body struct {
		From        clock.Date   `json:"from" doc:"The day counted from"`
		Limit       string       `json:"limit"`
		Due         clock.Date   `json:"due"`
		At          time.Time    `json:"at" doc:"An act at this very instant is in time"`
		Workdays    int          `json:"workdays" doc:"From the day after from up to due"`
		Holidays    int          `json:"holidays" doc:"Mondays to Fridays off by notice"`
		MakeUps     []clock.Date `json:"make_ups" nullable:"false" doc:"Weekend days that are worked"`
		Provisional bool         `json:"provisional" doc:"A year without a State Council notice was counted"`
		Calendar    string       `json:"calendar" doc:"Version counted with"`
	}
}

func (a *api) countDue(ctx context.Context, _ *door.Caller, in *DueInput) (*DueOutput, error) {
	cal, err := a.Engine.Calendar(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	limit, err := calendar.ParseLimit(in.Limit)
	if err != nil {
		return nil, door.At(err, "query.limit")
	}
	from, err := start(cal, in.From, limit)
	if err != nil {
		return nil, err
	}
	stops := make([]calendar.Stop, len(in.Suspend))
	for i, words := range in.Suspend {
		if stops[i], err = stop(words); err != nil {
			return nil, err
		}
	}
	due := cal.Due(from, limit, stops...)
	if y := cal.DateOf(from).Year(); y < firstYear || y > lastYear || due.Date.Year() > lastYear {
		return nil, errs.Newf(errs.Invalid, "calendar.beyond", "起算日和到期日须在 %[1]d 至 %[2]d 年之间", "start and deadline must lie between %[1]d and %[2]d", firstYear, lastYear).At("query.from")
	}
	counted := cal.DateOf(from)
	span := cal.Span(counted, due.Date)
	out := &DueOutput{}
	b := &out.Body
	b.From, b.Limit, b.Due, b.At, b.Provisional, b.Calendar = counted, limit.String(), due.Date, *door.Instant(due.At), due.Provisional, due.Calendar
	b.Workdays, b.Holidays, b.MakeUps = span.Workdays, span.Holidays, listed(span.MakeUps)
	return out, nil
}

// start is the instant counted from: a day from the start of work, an instant as it is received by office hours.
// Clock hours run by day and night.
func start(cal *calendar.Calendar, words string, limit calendar.Limit) (time.Time, error) {
	if d, err := clock.ParseDate(words); err == nil {
		return cal.StartOfWork(d), nil
	}
	at, err := time.Parse(time.RFC3339, words)
	if err != nil {
		return at, errs.Newf(errs.Invalid, "http.instant", "“%[1]s”既不是日期（2026-03-02），也不是时间（2026-03-02T16:40:00+08:00）", "%[1]q is neither a day (2026-03-02) nor an instant (2026-03-02T16:40:00+08:00)", words).At("query.from")
	}
	if limit.Unit == calendar.ClockHour || limit.Unit == calendar.OnDate {
		return at.UTC(), nil
	}
	return cal.ReceivedAt(at.UTC()), nil
}

// stop reads A..B, or one day.
func stop(words string) (calendar.Stop, error) {
	from, to, ok := strings.Cut(words, "..")
	if !ok {
		to = from
	}
	var s calendar.Stop
	var err error
	if s.From, err = door.Date(from, "query.suspend"); err != nil {
		return s, err
	}
	if s.To, err = door.Date(to, "query.suspend"); err != nil {
		return s, err
	}
	if s.From == 0 || s.To < s.From {
		return s, errs.Newf(errs.Invalid, "calendar.span", "暂停区间“%[1]s”读不出；写作 2026-03-10..2026-03-20，首尾两天都算，早的在前", "the span %[1]q cannot be read: write 2026-03-10..2026-03-20, both days included, the earlier first", words).At("query.suspend")
	}
	return s, nil
}
