package calendar

import "testing"

// What is used and what is left are told in the unit that the limit is written in, and make it up.
func TestABudgetIsSpentInItsOwnUnit(t *testing.T) {
	t.Parallel()
	c := Builtin()
	extended := started("8h", "2026-03-02 08:30")
	extended.Extensions = append(extended.Extensions, extension("4h", "2026-03-02 15:00"))
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
		"nothing of what has not begun":        {Clock{Limit: MustLimit("8h")}, "2026-03-02 10:00", "", ""},
		"a fixed day is spent in working days": {started("2026-06-30", "2026-03-02 09:00"), "2026-03-04 09:00", "2wd", "80wd"},
	} {
		used, left := tt.clock.Spent(c, at(tt.now))
		if used.String() != tt.used || left.String() != tt.left {
			t.Errorf("%s: %s used, %s left; want %s and %s", name, used, left, tt.used, tt.left)
		}
	}
}
