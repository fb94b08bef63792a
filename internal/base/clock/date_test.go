package clock_test

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestARefusedDateSaysWhetherItsFormOrTheDayIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ written, code, zh, en string }{
		{"2023-02-30", "date.none", "日期“2023-02-30”不存在，没有这一天", "there is no such day as 2023-02-30"},
		{"2023-13-01", "date.none", "日期“2023-13-01”不存在，没有这一天", "there is no such day as 2023-13-01"},
		{"2023/2/3", "date.form", "日期“2023/2/3”读不出；写作 2023-06-30", `the date "2023/2/3" cannot be read: write 2023-06-30`},
		{"明天", "date.form", "日期“明天”读不出；写作 2023-06-30", `the date "明天" cannot be read: write 2023-06-30`},
	} {
		_, err := clock.ParseDate(tt.written)
		if errs.CodeOf(err) != tt.code || errs.Message(err, text.Zh) != tt.zh || errs.Message(err, text.En) != tt.en {
			t.Errorf("%s: %v", tt.written, err)
		}
	}
	if d, err := clock.ParseDate("2024-02-29"); err != nil || d.String() != "2024-02-29" {
		t.Error(d, err)
	}
}
