package app

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// Instant is a point in time as people write it: "2023-06-12 08:30" in Shanghai time, RFC 3339, or a date
// alone, which means the start of work on it.
type Instant struct{ time.Time }

// UnmarshalText reads one of the three forms.
func (i *Instant) UnmarshalText(b []byte) error {
	s := string(b)
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		i.Time = t.UTC()
		return nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, calendar.Location()); err == nil {
			i.Time = t.UTC()
			return nil
		}
	}
	d, err := clock.ParseDate(s)
	switch {
	case err == nil:
		i.Time = calendar.Builtin().StartOfWork(d)
		return nil
	case errs.Is(err, "date.none"):
		return err
	}
	return errs.Newf(errs.Invalid, "instant.form", "时间“%[1]s”读不出；写作 2023-06-12、\"2023-06-12 08:30\"（北京时间）或 RFC 3339",
		"the time %[1]q cannot be read: write 2023-06-12, \"2023-06-12 08:30\" (Beijing time) or RFC 3339", s)
}
