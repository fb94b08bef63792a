package clock

import (
	"time"

	"qinlian/internal/base/errs"
)

// Date is a day on the civil calendar without time or zone, counted in days since 1970-01-01.
// The zero Date means "no date"; 1970-01-01 itself is therefore not representable.
type Date int32

const secondsPerDay = 24 * 60 * 60

// NewDate returns the given day; out-of-range months and days normalise as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// DateOf returns the day that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, m, d)
}

// ParseDate reads YYYY-MM-DD and nothing else. It refuses with date.form, or with date.none where the day does not
// exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err == nil {
		return DateOf(t), nil
	}
	if dateForm(s) {
		return 0, errs.Newf(errs.Invalid, "date.none", "日期“%[1]s”不存在，没有这一天", "there is no such day as %[1]s", s)
	}
	return 0, errs.Newf(errs.Invalid, "date.form", "日期“%[1]s”读不出；写作 2023-06-30", "the date %[1]q cannot be read: write 2023-06-30", s)
}

// dateForm tells whether s is written as YYYY-MM-DD is.
func dateForm(s string) bool {
	if len(s) != len(time.DateOnly) {
		return false
	}
	for i := range len(s) {
		if dash := i == 4 || i == 7; dash != (s[i] == '-') || !dash && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// MustDate is ParseDate for tables and tests.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time returns midnight UTC of the day, for formatting and calendar arithmetic only.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// In returns the instant at which the clock in loc shows hour:minute on the day.
func (d Date) In(loc *time.Location, hour, minute int) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, hour, minute, 0, 0, loc)
}

// Year is the year of the day.
func (d Date) Year() int { return d.Time().Year() }

// Month is the month of the day.
func (d Date) Month() time.Month { return d.Time().Month() }

// Day is the day of the month.
func (d Date) Day() int { return d.Time().Day() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((int(d)%7 + 7 + 4) % 7) }

// AddMonths moves by whole months and stays at the month's end where the day does not exist
// (民法典 202: 没有对应日的,月末日为期间的最后一日).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Time().Date()
	last := NewDate(y, m+time.Month(n)+1, 0)
	if day >= last.Day() {
		return last
	}
	return NewDate(last.Year(), last.Month(), day)
}

// IsZero tells whether no date was given.
func (d Date) IsZero() bool { return d == 0 }

// String gives YYYY-MM-DD, "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText gives YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty means no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}
