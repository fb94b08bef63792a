package identity

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Instant is a moment in a BIGINT column: UTC, in whole microseconds; zero for none.
type Instant struct{ time.Time }

// At cuts a moment to what is stored.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Microsecond)} }

func after(t Instant, d time.Duration) Instant { return Instant{t.Add(d)} }

// Value gives microseconds since 1970.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return int64(0), nil
	}
	return i.UnixMicro(), nil
}

// Scan reads microseconds since 1970.
func (i *Instant) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("identity: an instant is stored as %T", v)
	}
	*i = Instant{}
	if n != 0 {
		i.Time = time.UnixMicro(n).UTC()
	}
	return nil
}

// MarshalJSON gives RFC 3339, null for none.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(i.Time)
}

// Words is a list of words in a text column, as JSON.
type Words []string

// Value gives the JSON.
func (w Words) Value() (driver.Value, error) {
	if len(w) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal([]string(w))
	return string(b), err
}

// Scan reads the JSON.
func (w *Words) Scan(v any) error {
	switch v := v.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]string)(w))
	case []byte:
		return json.Unmarshal(v, (*[]string)(w))
	}
	return fmt.Errorf("identity: a list is stored as %T", v)
}
