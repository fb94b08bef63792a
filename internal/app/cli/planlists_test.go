package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/plan"
)

// candidateWith copies the mechanisms with one file's words exchanged.
func candidateWith(t *testing.T, file string, oldNew ...string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../../mechanisms")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, file)
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(oldNew...).Replace(string(body))
	if changed == string(body) {
		t.Fatalf("%s has none of %q", file, oldNew)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestAPlanNamesEveryLetterDutyAndRungThatDiffers(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "demo.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AT": ""} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	c.says(t, zh, "demo", "--db", c.db)
	t.Setenv("QINLIAN_AT", "2023-06-20 08:30")
	candidate := candidateWith(t, "ganzhou-etdz/graded-task.yaml", "red: weekly", "red: monthly", "at: due + 1wd, send: supervision-letter", "at: due + 2wd, send: bulletin")

	said := c.says(t, zh, "plan", "--candidate", candidate, "--rows", "2")
	for _, want := range []string{"多出的函件", "减少的函件", "督办函", "多出的义务", "每月调度，2023年6月", "减少的义务", "每周调度，2023年第23周", "招商一科科长", "不再漏办", "漏办过（后来补办的也算）", "期末仍漏办未补", "升级步骤不同", "（--rows 0 全列）"} {
		if !strings.Contains(said, want) {
			t.Errorf("the plan does not say %q:\n%s", want, said)
		}
	}
	for line := range strings.Lines(narrow(t, "plan", "--candidate", candidate)) {
		if terminal.Width(strings.TrimRight(line, "\n")) > 80 && !strings.HasPrefix(line, "  ") && !strings.Contains(line, "若以") {
			t.Errorf("wider than 80 columns: %q", line)
		}
	}
	stricter := candidateWith(t, "ganzhou-etdz/graded-task.yaml", "wd(5)", "wd(15)", "red: weekly", "red: monthly")
	for _, lang := range []string{"", en} { // a number is never broken, however narrow the page
		var out bytes.Buffer
		Main(t.Context(), Process{Args: []string{"plan", "--candidate", stricter}, Out: &out, Err: &out, Env: func(name string) string { return map[string]string{"LANG": lang}[name] }, Now: clock.System})
		if said := out.String(); strings.Count(said, "招调〔") < 10 || strings.Count(said, "招调〔") != len(regexp.MustCompile(`招调〔2023〕\d+号`).FindAllString(said, -1)) {
			t.Errorf("LANG=%s breaks a number:\n%s", lang, said)
		}
	}
	if said := c.says(t, en, "plan", "--candidate", candidate); !strings.Contains(said, "Weekly review") || strings.Contains(said, "review/") {
		t.Errorf("in English:\n%s", said)
	}
	if said := c.says(t, zh, "plan", "--candidate", candidate, "--rows", "0"); strings.Contains(said, "--rows 0") {
		t.Errorf("--rows 0 leaves rows out:\n%s", said)
	}

	var r plan.Report
	if err := json.Unmarshal([]byte(c.says(t, zh, "plan", "--candidate", candidate, "--json", "--rows", "1")), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Duties.Removed) < 2 || len(r.Letters.Removed) < 2 || len(r.Rungs) < 2 || len(r.Rungs[0].To) == 0 {
		t.Fatalf("the report leaves rows out: %+v", r)
	}
	for _, e := range r.Duties.Removed {
		if e.Kind == "review" && (e.Number == "" || e.Cadence != "weekly" || !strings.HasPrefix(e.Period, "2023-W") || e.Due.IsZero()) {
			t.Errorf("a duty is told by halves: %+v", e)
		}
	}
}

// narrow is what a command writes to a file, in Chinese.
func narrow(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	Main(t.Context(), Process{Args: args, In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" }, Now: clock.System})
	return out.String()
}

func TestListsInAFileTakeEightyColumns(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "demo.db")}
	t.Setenv("QINLIAN_AT", "")
	t.Setenv("QINLIAN_DB", c.db)
	pages := []string{narrow(t, "demo", "--db", c.db)}
	t.Setenv("QINLIAN_AT", "2023-06-12 08:30")
	for _, zone := range []string{"ganzhou-etdz", "ganzhou-city", "ganjiang", "shangrao-etdz", "nanchang-etdz"} {
		t.Setenv("QINLIAN_ZONE", zone)
		pages = append(pages, narrow(t, "duty", "list"), narrow(t, "letter", "list"), narrow(t, "matter", "list"))
	}
	for _, page := range pages {
		for line := range strings.Lines(page) {
			line = strings.TrimRight(line, "\n")
			if terminal.Width(line) > 80 && !strings.Contains(line, "→") && !strings.Contains(line, "QINLIAN_DB") && !strings.Contains(line, "决议：") {
				t.Errorf("wider than 80 columns: %q", line)
			}
		}
	}
	everyOverloadedPostIsNamed(t, narrow(t, "today", "-z", "ganzhou-city", "--at", "2021-07-12 08:30"), c)
}

// everyOverloadedPostIsNamed finds the posts that carry too much by the page's JSON, in the page as it is read.
func everyOverloadedPostIsNamed(t *testing.T, page string, c clerk) {
	t.Helper()
	var day engine.Today
	if err := json.Unmarshal([]byte(narrow(t, "today", "--json", "-z", "ganzhou-city", "--at", "2021-07-12 08:30")), &day); err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(page, fmt.Sprintf("漏办合计超过 %.0f 为过重", day.Heavy))
	if !found {
		t.Fatalf("no loads on the page of %s:\n%s", c.db, page)
	}
	overloaded := 0
	for _, l := range day.Loads {
		if l.Overloaded != (float64(l.Matters+l.Duties+l.Missed) > day.Heavy) {
			t.Errorf("%+v, with more than %.0f too much", l, day.Heavy)
		}
		if !l.Overloaded {
			continue
		}
		overloaded++
		if !regexp.MustCompile(`(?m)^ *` + regexp.QuoteMeta(l.Owner) + ` .*过重`).MatchString(after) {
			t.Errorf("%s carries too much and is not named", l.Owner)
		}
	}
	if overloaded <= maxLoads {
		t.Errorf("only %d posts carry more than %.0f", overloaded, day.Heavy)
	}
}

func TestALongPlanTellsHowManyRowsItLeavesOut(t *testing.T) {
	t.Parallel()
	r := &plan.Report{}
	for range 20 {
		r.Deadlines = append(r.Deadlines, plan.DeadlineMove{Number: "甲〔2023〕1号", Track: "due"})
	}
	var out bytes.Buffer
	s := &Shell{Lang: text.En}
	p := planLists{Shell: s, screen: terminal.New(&out, text.En), report: r, most: 15}
	p.draw()
	if !strings.Contains(out.String(), "and 5 more") {
		t.Errorf("got %s", out.String())
	}
}

func TestAPlanNamesTheDeadlineThatMovesAndTheHourWhereItIsNotTheEndOfWork(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	evening, noon := cal.EndOfWork(clock.MustDate("2023-06-06")), cal.StartOfDay(clock.MustDate("2023-06-06")).Add(12*time.Hour)
	r := &plan.Report{Deadlines: []plan.DeadlineMove{
		{Number: "甲〔2023〕1号", Track: "due", BeforeAt: evening},
		{Number: "甲〔2023〕1号", Track: "promised", BeforeAt: evening},
		{Number: "甲〔2023〕1号", Track: "statutory", BeforeAt: evening},
		{Number: "甲〔2023〕1号", Track: "advisory", BeforeAt: evening},
		{Number: "甲〔2023〕1号", Track: "accept", BeforeAt: evening, AfterAt: noon},
	}}
	for lang, rows := range map[text.Lang][]string{
		text.Zh: {" 时限 ", "承诺时限", "法定时限", "建议时限", "签收时限", "2023-06-06 12:00", "－"},
		text.En: {" due ", "promised", "statutory", "advisory", "accept by", "2023-06-06 12:00", "－"},
	} {
		var out bytes.Buffer
		p := planLists{Shell: &Shell{Lang: lang}, screen: terminal.New(&out, lang), report: r}
		p.draw()
		for _, want := range rows {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", lang, want, out.String())
			}
		}
	}
}
