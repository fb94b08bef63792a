package calendar

import (
	"encoding/json"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
)

func TestLimitsAreReadAndWrittenBack(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"20wd": "20wd", "0.5wd": "0.5wd", "1.0wd": "1wd", "8h": "8h", "0.5h": "0.5h", "24ch": "24ch",
		"15d": "15d", "3mo": "3mo", "2023-06-30": "2023-06-30", "": "", "0d": "0d", "007d": "7d",
	} {
		l, err := ParseLimit(in)
		if err != nil || l.String() != want || l.IsZero() != (in == "") {
			t.Errorf("%q: %q, %v", in, l, err)
		}
	}
}

func TestWrongLimitsAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	for in, code := range map[string]string{
		"20": "calendar.limit", "wd": "calendar.limit", "-1wd": "calendar.limit", "1.25wd": "calendar.limit", "5 wd": "calendar.limit",
		"20 working days": "calendar.limit", "2023-02-30": "calendar.limit", "1e3d": "calendar.limit", "1.wd": "calendar.limit", "+1wd": "calendar.limit",
		"0.5d": "calendar.limit_half", "1.5mo": "calendar.limit_half", "0h": "calendar.limit_zero", "0mo": "calendar.limit_zero", "0wd": "calendar.limit_zero", "0.0wd": "calendar.limit_zero",
		"25001wd": "calendar.limit_long", "99999999d": "calendar.limit_long",
	} {
		if l, err := ParseLimit(in); !errs.Is(err, code) {
			t.Errorf("%q: %+v, %v; want %s", in, l, err, code)
		}
	}
}

func TestLimitsTravelThroughJSONAndYAML(t *testing.T) {
	t.Parallel()
	type file struct {
		Limit Limit `json:"limit" yaml:"limit"`
		Until Limit `json:"until" yaml:"until"`
		None  Limit `json:"none,omitzero" yaml:"none"`
	}
	var f file
	if err := yaml.Unmarshal([]byte("limit: 0.5wd\nuntil: 2023-06-30\n"), &f); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(f)
	if err != nil || string(data) != `{"limit":"0.5wd","until":"2023-06-30"}` {
		t.Fatalf("%s %v", data, err)
	}
	var back file
	if err := json.Unmarshal(data, &back); err != nil || back != f {
		t.Fatalf("%+v %v", back, err)
	}
	old := []byte(`{"limit":"0wd","until":""}`) // what nobody may set any more, and an old ledger has
	if err := json.Unmarshal(old, &back); err != nil || back.Limit != (Limit{Unit: Workday}) || !errs.Is(back.Limit.Settable(), "calendar.limit_zero") {
		t.Fatalf("%+v %v", back, err)
	}
}

func TestOnlyLimitsOfOneUnitCompare(t *testing.T) {
	t.Parallel()
	if n, ok := MustLimit("0.5wd").Cmp(MustLimit("1wd")); n != -1 || !ok {
		t.Error("0.5wd < 1wd")
	}
	if n, ok := MustLimit("2023-06-30").Cmp(MustLimit("2023-06-29")); n != 1 || !ok {
		t.Error("30 June > 29 June")
	}
	if _, ok := MustLimit("1wd").Cmp(MustLimit("8h")); ok {
		t.Error("a day and hours do not compare")
	}
	if _, ok := (Limit{}).Cmp(Limit{}); ok {
		t.Error("nothing does not compare")
	}
}

func TestWorkdaysReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := Workdays(rapid.Int32Range(-40_000, 40_000).Draw(t, "halves"))
		var back Workdays
		if err := back.UnmarshalText([]byte(w.String())); err != nil || back != w {
			t.Fatalf("%s: %s %v", w, back, err)
		}
	})
	if Workdays(-1).String() != "-0.5wd" || WD(15).Days() != 15 {
		t.Error("half a day overdue is -0.5wd")
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"20wd", "0.5wd", "8h", "24ch", "15d", "3mo", "2023-06-30", "", "0wd", "1970-01-01", "９wd", "1.5.5wd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			return
		}
		back, err := ParseLimit(l.String())
		if err != nil || back != l {
			t.Fatalf("%q reads as %+v and back as %+v, %v", s, l, back, err)
		}
	})
}
