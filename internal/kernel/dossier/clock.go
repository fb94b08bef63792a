package dossier

import (
	"time"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// Clock reads how a matter's clock stands at an instant, by the calendar known then. The state is that of the instant.
func Clock(s *matter.State, cal *calendar.Calendar, at time.Time) ClockReading {
	return clockReading(s, cal, at)
}
