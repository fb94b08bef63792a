package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
)

// Values are the fields of a record that are filled, in the forms that Validate gives:
//
//	string, matter  string
//	bool
//	int             int64
//	double          float64
//	money           money.Amount
//	count           Count
//	date            string, YYYY-MM-DD
//	list<string>    []string
//
// They come back from JSON in the same forms: a number with a point is a double, an object with fen
// is an amount.
type Values map[string]any

// Count is a quoted number of things with its bound: 50余项 is at least 50.
type Count struct {
	N     int64       `json:"n"`
	Bound money.Bound `json:"bound,omitempty"`
}

// Date reads a date field, zero when it is not filled.
func (v Values) Date(field string) clock.Date {
	s, _ := v[field].(string)
	d, err := clock.ParseDate(s)
	if err != nil {
		return 0
	}
	return d
}

// MarshalJSON writes doubles with a point, so that they stay doubles.
func (v Values) MarshalJSON() ([]byte, error) {
	if v == nil {
		return []byte("null"), nil
	}
	out := make(map[string]any, len(v))
	for field, value := range v {
		if f, ok := value.(float64); ok {
			s := strconv.FormatFloat(f, 'g', -1, 64)
			if !strings.ContainsAny(s, ".e") {
				s += ".0"
			}
			value = json.RawMessage(s) // not-a-number is none of JSON's: Marshal refuses it
		}
		out[field] = value
	}
	return json.Marshal(out)
}

// UnmarshalJSON undoes MarshalJSON. What fits none of the forms stays as JSON has it.
func (v *Values) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil || raw == nil {
		*v = nil
		return err
	}
	out := make(Values, len(raw))
	for field, value := range raw {
		decoded, err := decodeValue(value)
		if err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
		out[field] = decoded
	}
	*v = out
	return nil
}

func decodeValue(raw json.RawMessage) (any, error) {
	switch raw = bytes.TrimSpace(raw); {
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return n, nil
		}
		return strconv.ParseFloat(string(raw), 64)
	case raw[0] == '[':
		var list []string
		if err := json.Unmarshal(raw, &list); err == nil {
			return list, nil
		}
	case raw[0] == '{':
		var shape struct {
			Fen   *money.Fen  `json:"fen"`
			N     *int64      `json:"n"`
			Bound money.Bound `json:"bound"`
		}
		if err := json.Unmarshal(raw, &shape); err == nil && shape.Fen != nil {
			return money.Amount{Fen: *shape.Fen, Bound: shape.Bound}, nil
		} else if err == nil && shape.N != nil {
			return Count{N: *shape.N, Bound: shape.Bound}, nil
		}
	}
	var value any
	err := json.Unmarshal(raw, &value)
	return value, err
}

// ParseCount reads a number of things as an office writes it: 18, 50余项, 近60家, 约3万人, 200户以上. The
// measure word may be anything.
func ParseCount(s string) (Count, error) {
	q, err := quote(s)
	if err != nil {
		return Count{}, err
	}
	scale := money.Fen(1)
	for word, by := range map[string]money.Fen{"万": 10_000, "亿": 100_000_000} {
		if rest, ok := strings.CutPrefix(q.unit, word); ok {
			q.unit, scale = rest, by
		}
	}
	if len([]rune(q.unit)) > 2 || strings.ContainsAny(q.unit, "0123456789元.%") {
		return Count{}, fmt.Errorf("%q is not a number of things", s)
	}
	n, err := money.ParseIn(q.digits, 100*scale) // in hundredths, to see whether it comes out whole
	if err != nil || n%100 != 0 {
		return Count{}, fmt.Errorf("%q is not a whole number of things", s)
	}
	return Count{N: int64(n / 100), Bound: q.bound}, nil
}

// ParseAmount reads a sum as an office writes it: 1234.5 (yuan), 50万元, 近400亿元, 1.2亿元以上, 约30余万元.
func ParseAmount(s string) (money.Amount, error) {
	q, err := quote(s)
	if err != nil {
		return money.Amount{}, err
	}
	unit, ok := map[string]money.Fen{"": money.Yuan, "元": money.Yuan, "万": money.Wan, "万元": money.Wan, "亿": money.Yi, "亿元": money.Yi}[q.unit]
	if !ok {
		return money.Amount{}, fmt.Errorf("%q: the unit %q is none of 元，万元，亿元", s, q.unit)
	}
	fen, err := money.ParseIn(q.digits, unit)
	if err != nil {
		return money.Amount{}, err
	}
	return money.Amount{Fen: fen, Bound: q.bound}, nil
}

type quoted struct {
	digits, unit string
	bound        money.Bound
}

var (
	boundsBefore = []struct {
		word  string
		bound money.Bound
	}{
		{"不少于", money.AtLeast},
		{"不低于", money.AtLeast},
		{"至少", money.AtLeast},
		{"超过", money.AtLeast},
		{"超", money.AtLeast},
		{"逾", money.AtLeast},
		{"不超过", money.AtMost},
		{"不足", money.AtMost},
		{"至多", money.AtMost},
		{"近", money.AtMost},
		{"大约", money.About},
		{"约", money.About},
	}
	boundsAfter = []struct {
		word  string
		bound money.Bound
	}{{"以上", money.AtLeast}, {"以下", money.AtMost}, {"以内", money.AtMost}, {"左右", money.About}, {"上下", money.About}}
)

// quote takes a quoted figure apart. Where it has several bounds (约30余万元) the plainest wins: about.
func quote(s string) (quoted, error) {
	var q quoted
	bounds := map[money.Bound]bool{}
	rest := strings.ReplaceAll(strings.Join(strings.Fields(s), ""), ",", "")
	for _, b := range boundsBefore {
		if after, ok := strings.CutPrefix(rest, b.word); ok {
			rest, bounds[b.bound] = after, true
			break
		}
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != '-' })
	if end < 0 {
		end = len(rest)
	}
	q.digits, rest = rest[:end], rest[end:]
	if q.digits == "" {
		return q, fmt.Errorf("%q does not begin with a figure", s)
	}
	for _, b := range boundsAfter {
		if before, ok := strings.CutSuffix(rest, b.word); ok {
			rest, bounds[b.bound] = before, true
			break
		}
	}
	for _, word := range []string{"余", "多"} { // 50余项 and 3万余人 alike
		if strings.Count(rest, word) == 1 {
			rest, bounds[money.AtLeast] = strings.Replace(rest, word, "", 1), true
			break
		}
	}
	q.unit = rest
	switch {
	case len(bounds) > 1:
		q.bound = money.About
	default:
		for b := range bounds {
			q.bound = b
		}
	}
	return q, nil
}

// whole converts a number that JSON or a sheet gave as floating point, when it is exactly an integer.
func whole(f float64) (int64, bool) {
	if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}
