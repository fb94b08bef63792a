package mechanism

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// judged gives the faults and notes of a bundle of one kind with this body, as codes with their Chinese words.
func judged(t *testing.T, body, today string) (faults, notes []string) {
	t.Helper()
	fsys := fstest.MapFS{
		"demo/zone.yaml":    {Data: []byte("zone: demo\ntitle: 示范区\n")},
		"demo/org.yaml":     {Data: []byte("org: demo\nname: 示范区\nunits: [{ code: gw, name: 管委会 }]\nposts: [{ name: 主任, unit: gw, head: true, holder: p-1 }]\npeople: [{ code: p-1 }]\n")},
		"demo/letters.yaml": {Data: []byte("letter: reminder-letter\ntitle: 提示函\nnumber: \"提〔{year}〕{seq}号\"\nreply: 3wd\nsubject: 提示\nbody: 请办理。\n")},
		"demo/kind.yaml":    {Data: []byte("kind: task\ntitle: 任务\nnumber: \"办〔{year}〕{seq}号\"\n" + body)},
	}
	b, list, err := Examine(fsys, "demo", calendar.Builtin(), clock.MustDate(today))
	if err != nil {
		t.Fatal(err)
	}
	told := func(list errs.List) (out []string) {
		for _, e := range list {
			out = append(out, strings.TrimPrefix(e.Code, "mechanism.")+" "+e.Text.In(text.Zh))
		}
		return out
	}
	if b != nil {
		notes = told(Notes(b, calendar.Builtin(), clock.MustDate(today)))
	}
	return told(list), notes
}

func TestLimitsOfDifferentUnitsAreComparedFromEveryStart(t *testing.T) {
	t.Parallel()
	for limits, want := range map[string]string{
		"promised: 12d, statutory: 10wd":        "自 2020-01-12 起算，前者至 2020-02-03，后者至 2020-01-23",
		"promised: 26d, statutory: 20wd":        "起算",
		"promised: 1mo, statutory: 23wd":        "起算",
		"advisory: 12d, promised: 10wd":         "建议时限 12d 会长于承诺时限 10wd",
		"promised: 14h, statutory: 1wd":         "前者至 2020-01-03 17:30",
		"promised: 24ch, statutory: 1wd":        "23:59 起算",
		"promised: 10d, statutory: 10wd":        "",
		"promised: 7h, statutory: 1wd":          "",
		"promised: 20wd, statutory: 3mo":        "",
		"promised: 0.5wd, statutory: 1wd":       "",
		"promised: 20wd, statutory: 2030-06-30": "", // a date is no length: the clock holds it
		"promised: 0wd":                         "limit_zero",
		"accept: 0wd":                           "limit_zero",
	} {
		for _, today := range []string{"2023-06-01", "2024-01-29", "2026-11-21"} {
			faults, _ := judged(t, "limit: { "+limits+" }\nlight: { red: matter.overdue, green: true }\n", today)
			if said := strings.Join(faults, "\n"); want == "" && said != "" || !strings.Contains(said, want) {
				t.Errorf("%s on %s: %s", limits, today, said)
			}
		}
	}
}
