package workbook

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

func TestADayHoldsAlreadyWhereItWasGivenOrIsInForce(t *testing.T) {
	t.Parallel()
	june, july := clock.MustDate("2024-06-28"), clock.MustDate("2024-07-05")
	limited := matter.State{Deadlines: matter.Deadlines{Promised: calendar.Deadline{Date: july, At: calendar.Builtin().At(july, 1050)}}}
	moved := limited
	moved.Due = june
	stopped := matter.State{Assignment: matter.Assignment{Due: june}, Deadlines: matter.Deadlines{Promised: calendar.Deadline{Suspended: true}}}
	for _, tt := range []struct {
		name string
		s    *matter.State
		day  clock.Date
		want bool
	}{
		{"by a limit", &limited, july, true},
		{"another than a limit's", &limited, june, false},
		{"given before it moved", &moved, june, true},
		{"moved to", &moved, july, true},
		{"neither", &moved, july + 1, false},
		{"given, while the clock stands", &stopped, june, true},
		{"none said, while the clock stands", &stopped, 0, false},
	} {
		if got := holdsAlready(tt.s, tt.day); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
