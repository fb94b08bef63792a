package door

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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

// TagOf names the state of a thing that has no history of its own, by what it says.
func TagOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // it is answered as JSON
	}
	sum := sha256.Sum256(raw)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// Matched reads If-Match on a matter: the number of events that the sender has seen, 0 for any.
func Matched(header string, m *Sight) (int64, error) {
	whatever, same, err := matches(header, ETag(m.State.Seq))
	switch {
	case err != nil || whatever:
		return 0, err
	case !same:
		return 0, engine.Changed(m.State.Number)
	}
	return m.State.Seq, nil
}

// Unchanged reads If-Match on anything else, as it stands under an ETag; what names it to a person.
func Unchanged(header, etag, what string) error {
	if _, same, err := matches(header, etag); err != nil || same {
		return err
	}
	return errs.Newf(errs.Conflict, "http.changed", "%[1]s在您读取之后已被修改，请重新读取后再改", "%[1]s has changed since you read it: read it again first", what)
}

// matches tells whether a sender's If-Match lets an ETag pass, and whether because it says "whatever it is now".
func matches(header, etag string) (whatever, same bool, err error) {
	header = strings.TrimSpace(header)
	switch header {
	case "":
		return false, false, noPrecondition()
	case "*":
		return true, true, nil
	}
	for tag := range strings.SplitSeq(header, ",") {
		if strings.TrimSpace(tag) == etag {
			return false, true, nil
		}
	}
	return false, false, nil
}

// noPrecondition refuses a change that does not say which state it is about (RFC 6585, 428).
func noPrecondition() *errs.Error {
	return errs.Newf(errs.Invalid, "http.no_precondition", "修改须带 If-Match（读取时所得的 ETag），以免覆盖他人的修改",
		"a change carries If-Match with the ETag you read, so that nobody's change is lost").At("header.If-Match")
}

// Instant is a pointer to a time in the zone's own clock, nil for none.
func Instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(calendar.Location())
	return &t
}

// MostCounted is how many rows of a list are counted: who sees more need not know how many, and would wait for it.
const MostCounted = 1000
