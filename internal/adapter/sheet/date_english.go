package sheet

import (
	"strconv"
	"strings"
	"time"
)

// englishDay cuts a day whose month is a word, as an Excel set to English writes it.
func englishDay(s string) (y, m, d string, ok bool) {
	if !strings.ContainsAny(s, "aAeEoOuU") { // every month has one of these
		return "", "", "", false
	}
	for _, layout := range []string{"2-Jan-2006", "2-Jan-06", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return strconv.Itoa(t.Year()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Day()), true
		}
	}
	return "", "", "", false
}
