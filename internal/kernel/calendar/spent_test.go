package calendar

import "testing"

// What is used and what is left are told in the unit that the limit is written in, and make it up.
func TestABudgetIsSpentInItsOwnUnit(t *testing.T) {
	t.Parallel()
	c := Builtin()
	extended := started("8h", "2026-03-02 08:30")
	extended.Extensions = append(extended.Extensions, extension("4h", "2026-03-02 15:00"))
	dated := started("2026-06-30", "2026-03-02 09:00")
	dated.Extensions = append(dated.Extensions, extension("5wd", "2026-03-03 09:00"))
	for name, tt := range map[string]struct {
		clock      Clock
		now        string
		used, left string
	}{
		"hours, the whole before them":         {started("8h", "2026-03-02 08:30"), "2026-03-02 08:30", "0h", "8h"},
		"hours, an hour and a half later":      {started("8h", "2026-03-02 08:30"), "2026-03-02 10:00", "1.5h", "6.5h"},
		"hours with what was added to them":    {extended, "2026-03-03 10:00", "8.5h", "3.5h"},
		"hours stand still":                    {suspended(t, started("8h", "2026-03-02 08:30"), "2026-03-02 09:30", ""), "2026-03-05 10:00", "1h", "7h"},
		"hours that are over":                  {started("8h", "2026-03-02 08:30"), "2026-03-09 10:00", "36.5h", "0h"},
		"clock hours go on at night":           {started("24ch", "2026-03-02 16:00"), "2026-03-03 08:00", "16ch", "8ch"},
		"calendar days count days off":         {started("15d", "2026-03-02 09:00"), "2026-03-09 09:00", "7d", "8d"},
		"months are spent in calendar days":    {started("3mo", "2026-03-02 09:00"), "2026-03-12 09:00", "10d", "82d"},
		"calendar days stand still":            {suspended(t, started("15d", "2026-03-02 09:00"), "2026-03-05 10:00", ""), "2026-03-11 10:00", "3d", "12d"},
		"working days, as they begin":          {started("20wd", "2026-03-02 09:00"), "2026-03-04 09:00", "2wd", "18wd"},
		"working days that are over":           {suspended(t, started("20wd", "2026-03-02 10:00"), "2026-04-10 10:00", "2026-06-24 10:00"), "2026-06-24 11:00", "28wd", "0wd"},
		"and stood still since":                {suspended(t, started("20wd", "2026-03-02 10:00"), "2026-04-10 10:00", ""), "2026-06-24 11:00", "27wd", "0wd"},
		"hours that were over, and stood":      {suspended(t, started("8h", "2026-03-02 08:30"), "2026-03-03 10:00", "2026-03-09 10:00"), "2026-03-09 11:00", "9.5h", "0h"},
		"all of what begins in the morning":    {started("10wd", "2026-03-03 08:30"), "2026-03-02 18:00", "0wd", "10wd"},
		"a day with working days added":        {dated, "2026-03-04 09:00", "2wd", "85wd"},
		"nothing of what has not begun":        {Clock{Limit: MustLimit("8h")}, "2026-03-02 10:00", "", ""},
		"a fixed day is spent in working days": {started("2026-06-30", "2026-03-02 09:00"), "2026-03-04 09:00", "2wd", "80wd"},
	} {
		used, left := tt.clock.Spent(c, at(tt.now))
		if used.String() != tt.used || left.String() != tt.left {
			t.Errorf("%s: %s used, %s left; want %s and %s", name, used, left, tt.used, tt.left)
		}
	}
}

// A standstill behind the deadline moves nothing, and is not late.
func TestAStandstillBehindTheDeadlineIsNotLate(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, tt := range []struct {
		limit, from, to, now, due string
		days                      int
		left                      Workdays
	}{
		{"20wd", "2026-04-10 10:00", "2026-06-24 10:00", "2026-06-24 11:00", "2026-03-30", -8, WD(-8)},
		{"20wd", "2026-04-10 10:00", "", "2026-06-24 11:00", "2026-03-30", -7, WD(-7)},
		{"15d", "2026-03-20 10:00", "2026-05-20 10:00", "2026-05-20 11:00", "2026-03-17", -3, WD(-3)},
		{"8h", "2026-03-03 10:00", "2026-03-09 10:00", "2026-03-09 11:00", "2026-03-03", -1, Workdays(0)},
		{"1.5wd", "2026-03-04 14:00", "2026-03-09 10:00", "2026-03-09 15:00", "2026-03-04", -1, -Workdays(3)},
	} {
		k := suspended(t, started(tt.limit, "2026-03-02 08:30"), tt.from, tt.to)
		d := k.Deadline(c)
		if days, left := k.DaysLeft(c, c.DateOf(at(tt.now)), d.Date), k.Remaining(c, at(tt.now)); d.Date != date(tt.due) || days != tt.days || left != tt.left {
			t.Errorf("%s from %s: due %s, %d days and %s left at %s", tt.limit, tt.from, d.Date, days, left, tt.now)
		}
	}
}
