package matters

import (
	"math"
	"testing"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

func FuzzWhere(f *testing.F) {
	for _, s := range []string{"investment>=50000000", "field.done=true", "day<=2023-06-30", "tags=a", "investment=NaN", "investment<-Inf", "investment=1e999", "name", "=", "name=';--", "unknown<>1"} {
		f.Add(s)
	}
	own := ownFields{types: map[string]string{"investment": "money", "done": "bool", "day": "date", "tags": "list<string>", "name": "string"}, names: []string{"investment", "done", "day", "tags", "name"}}
	f.Fuzz(func(t *testing.T, words string) {
		test, err := own.test(words)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Errorf("%q: %v is no fault of the sender's", words, err)
			}
			return
		}
		if test.Op == "" || own.types[test.Field] == "" {
			t.Errorf("%q: %+v", words, test)
		}
		if n, is := test.Value.(float64); is && (math.IsNaN(n) || math.IsInf(n, 0)) {
			t.Errorf("%q compares with %v", words, n)
		}
	})
}

func FuzzSortedCursor(f *testing.F) {
	for _, s := range []string{`{"sort":"due","keys":[1,"a"]}`, `{"sort":"due","keys":[[],"a"]}`, `{"sort":"due","keys":[1,2]}`, `null`, `{"sort":"due","keys":[1e400,"a"]}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		keys, err := pastOf(door.Cursor(raw), "due", []engine.Order{{}})
		if err != nil && !errs.Is(err, "http.cursor") || err == nil && (len(keys) != 2 || !plain(keys)) {
			t.Errorf("%q was read as %v, %v", raw, keys, err)
		}
	})
}
