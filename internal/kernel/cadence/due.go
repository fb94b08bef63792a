package cadence

import (
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// DueRule says on which day of or after a period its duty is due:
//
//   - "" or "end": the last working day of the period, its last day where none is worked;
//   - "day 15": the fifteenth day of the period, or its last where it is shorter, and the next working
//     day where that is a day off;
//   - "+3wd", "+2d": so many working or calendar days after the last day of the period, a calendar day
//     moving to the next working day.
type DueRule string

// dueDay is a DueRule taken apart: the nth day within the period, or a limit after its end, or neither.
type dueDay struct {
	nth   int
	after calendar.Limit
}

func (r DueRule) parse() (dueDay, *errs.Error) {
	wrong := func() *errs.Error {
		return errs.Newf(errs.Invalid, "cadence.due",
			"期限规则“%[1]s”有误，应写作 end、day 15、+3wd 或 +2d", "due rule %[1]q is wrong; write end, day 15, +3wd or +2d", string(r))
	}
	switch s := string(r); {
	case s == "" || s == "end":
		return dueDay{}, nil
	case strings.HasPrefix(s, "day "):
		n, err := strconv.Atoi(s[len("day "):])
		if err != nil || n < 1 || n > 366 {
			return dueDay{}, wrong()
		}
		return dueDay{nth: n}, nil
	case strings.HasPrefix(s, "+"):
		l, err := calendar.ParseLimit(s[1:])
		if err != nil || l.Unit != calendar.Workday && l.Unit != calendar.Day || l.Halves%2 == 1 || l.Halves == 0 {
			return dueDay{}, wrong()
		}
		return dueDay{after: l}, nil
	}
	return dueDay{}, wrong()
}

// Words says the rule as people do: 周期末, 周期第15天, 周期结束后3个工作日. What is no rule stays as it is.
func (r DueRule) Words() text.Text {
	switch rule, fault := r.parse(); {
	case r == "" || fault != nil:
		return both(string(r), string(r))
	case !rule.after.IsZero():
		w := rule.after.Words()
		return both("周期结束后"+w.Zh, w.En+" after the period")
	case rule.nth > 0:
		n := strconv.Itoa(rule.nth)
		return both("周期第"+n+"天", "day "+n+" of the period")
	}
	return both("周期末", "the end of the period")
}

// day is the due day of the period; a rule that Validate refuses counts as "end".
func (r DueRule) day(p Period, cal *calendar.Calendar) clock.Date {
	switch rule, _ := r.parse(); {
	case !rule.after.IsZero():
		return cal.Due(cal.EndOfWork(p.To), rule.after).Date
	case rule.nth > 0:
		d := min(p.From+clock.Date(rule.nth)-1, p.To)
		if !cal.Workday(d) {
			d = cal.AddWorkdays(d, 1)
		}
		return d
	}
	if cal.Workday(p.To) {
		return p.To
	}
	if d := cal.AddWorkdays(p.To, -1); d >= p.From {
		return d
	}
	return p.To
}
