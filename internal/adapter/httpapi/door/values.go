package door

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
)

// At gives an error the place in the request where it lies.
func At(err error, where string) error {
	if e := (*errs.Error)(nil); errors.As(err, &e) && e.Kind != errs.Internal {
		return e.At(where)
	}
	return err
}

// Date reads a day, 2023-06-30; the zero date for none.
func Date(s, where string) (clock.Date, error) {
	if s == "" {
		return 0, nil
	}
	d, err := clock.ParseDate(s)
	if err != nil {
		return 0, errs.Newf(errs.Invalid, "http.date", "“%[1]s”不是日期，请写作 2023-06-30", "%[1]q is not a date: write it as 2023-06-30", s).At(where)
	}
	return d, nil
}

// ETag names a matter's state by how many events it has.
func ETag(seq int64) string { return `"` + strconv.FormatInt(seq, 10) + `"` }

// Matched reads If-Match: the number of events that the sender has seen, 0 for any.
func Matched(header string, m *Sight) (int64, error) {
	header = strings.TrimSpace(header)
	switch {
	case header == "":
		return 0, errs.Newf(errs.Invalid, "http.no_precondition", "修改事项须带 If-Match（读取时所得的 ETag），以免覆盖他人的修改",
			"a change of a matter carries If-Match with the ETag you read, so that nobody's change is lost")
	case header == "*":
		return 0, nil
	}
	for tag := range strings.SplitSeq(header, ",") {
		if strings.TrimSpace(tag) == ETag(m.State.Seq) {
			return m.State.Seq, nil
		}
	}
	return 0, engine.Changed(m.State.Number)
}

// Instant is a pointer to a time in the zone's own clock, nil for none.
func Instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(calendar.Location())
	return &t
}
