package sheet

import (
	"strings"
	"time"

	"qinlian/internal/base/clock"
)

// englishDay reads a day whose month is a word, as an Excel set to English writes it.
func englishDay(s string) (clock.Date, bool) {
	if !strings.ContainsAny(s, "aAeEuU") { // some month has each
		return 0, false
	}
	for _, layout := range []string{"2-Jan-2006", "2-Jan-06", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return clock.DateOf(t), true
		}
	}
	return 0, false
}
