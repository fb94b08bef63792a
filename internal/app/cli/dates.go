package cli

import (
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/kernel/calendar"
)

// byWhen writes a deadline as a day, with the hour where it is not the end of work.
func byWhen(due time.Time) string {
	if due.IsZero() {
		return ""
	}
	cal := calendar.Builtin()
	if day := cal.DateOf(due); cal.EndOfWork(day).Equal(due) {
		return day.String()
	}
	return calendar.Local(due)
}

// dueCell is a date in a table, and below it that it is provisional.
func (s *Shell) dueCell(date string, provisional bool) terminal.Cell {
	if !provisional || date == "" {
		return terminal.C(date)
	}
	return terminal.Lines(date, s.T("provisional_word"))
}

// marked is a date in a line of words, and behind it that it is provisional.
func (s *Shell) marked(date string, provisional bool) string {
	if provisional && date != "" {
		return date + s.T("provisional_mark")
	}
	return date
}
