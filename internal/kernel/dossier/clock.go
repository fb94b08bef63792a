package dossier

import (
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// Awaited says why a clock stood still that nobody suspended.
var Awaited = both("已报办结，至退回、转办或重启为止", "said to be done, until it was returned, handed on or reopened")

// Clock reads how a matter's clock stands at an instant, by the calendar known then. The state is that of the instant.
func Clock(s *matter.State, cal *calendar.Calendar, at time.Time) ClockReading {
	r := clockReading(s, cal, at)
	r.StartedAt, r.Stops = s.Clock.Started, s.Clock.Stops
	if r.Started && !r.Due.Date.IsZero() {
		counted := s.Clock.Counted().Started
		if !counted.Equal(s.Clock.Started) {
			r.Notes = append(r.Notes, bothf("自 %[1]s 重启起重新计算；法定时限、延期次数接着计算", "counted anew from the reopening on %[1]s; the statutory limit and the number of extensions go on", cal.DateOf(counted)))
		}
		r.Notes = append(r.Notes, calendarNotes(cal, cal.DateOf(counted), r.Due.Date)...)
	}
	return r
}

// unstarted says what starts the clock of an application whose clock stands before its start; by is when the office has to have
// said what is missing, zero once it has.
func unstarted(by time.Time) text.Text {
	if by.IsZero() {
		return both("已告知补正，自材料补齐之日起算", "what is missing has been said: the clock starts when the papers are complete")
	}
	return bothf("须在 %[1]s 前一次告知需要补正的材料，逾期不告知的，自收到之日起算",
		"what is missing is to be said, once and completely, by %[1]s; else it counts from its receipt", calendar.Local(by))
}

// calendarNotes says what the calendar did to a count of days in (from, to]: make-up days that were worked (含调休) and
// weekdays that were holidays.
func calendarNotes(cal *calendar.Calendar, from, to clock.Date) []text.Text {
	span := cal.Span(from, to)
	var out []text.Text
	if n := len(span.MakeUps); n > 0 {
		days := make([]string, n)
		for i, d := range span.MakeUps {
			days[i] = d.String()
		}
		out = append(out, bothf("含调休：%[1]s 为调休上班日，计为工作日", "make-up days within it, worked and counted: %[1]s", strings.Join(days, "、")))
	}
	if span.Holidays > 0 {
		out = append(out, bothf("其间法定节假日占去 %[1]d 个周一至周五，不计", "%[1]d weekdays within it are public holidays and not counted", span.Holidays))
	}
	return out
}
