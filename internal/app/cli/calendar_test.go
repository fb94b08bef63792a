package cli

import (
	"bytes"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// run is one command line without a database, in English.
func run(t *testing.T, in string, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	now := clock.At(calendar.Builtin().At(clock.MustDate("2026-03-02"), 9*60))
	env := func(name string) string { return map[string]string{"LANG": "en_US.UTF-8"}[name] }
	code = Main(t.Context(), Process{Args: args, In: strings.NewReader(in), Out: &o, Err: &e, Env: env, Now: now})
	return o.String(), e.String(), code
}

func TestALimitIsCountedAsTheDocumentationSays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, limit, suspend, want, says string }{
		{"2026-03-02", "20wd", "", "2026-03-30", ""},
		{"2026-03-02", "20wd", "2026-03-10..2026-03-20", "2026-04-13", ""},
		{"2026-02-14", "1wd", "", "2026-02-24", ""},
		{"2026-03-02", "0d", "", "2026-03-02", ""},
		{"2026-03-07", "0d", "", "2026-03-09", ""},
		{"2026-03-02", "0.5wd", "", "2026-03-02", "17:30"},
		{"2026-03-02 15:00", "0.5wd", "", "2026-03-03", "12:00"},
		{"2026-03-02", "1.5wd", "", "2026-03-04", "12:00"},
		{"2026-03-02", "8h", "", "2026-03-03", "09:30"},
		{"2026-01-31", "1mo", "", "2026-02-28", ""},
		{"2026/3/2", "20个工作日", "", "2026-03-30", ""},
		{"2026年3月2日", "5个工作日", "", "2026-03-09", ""},
		{"2026.3.6", "15日", "", "2026-03-23", ""},
		{"2026-3-6", "１５天", "", "2026-03-23", ""},
		{"2026-01-31", "1个月", "2026年1月1日..2026/1/2", "2026-02-28", ""},
		{"2024-01-31", "1mo", "", "2024-02-29", ""},
		{"2026-03-06", "15d", "", "2026-03-23", ""},
		{"2026-03-06 18:00", "1wd", "", "2026-03-10", "counted as received on 2026-03-09"},
		{"2026-03-06 17:30", "1wd", "", "2026-03-09", ""},
		{"2026-03-06 07:00", "1wd", "", "2026-03-09", ""},
		{"2026-03-07 10:00", "1wd", "", "2026-03-10", "counted as received on 2026-03-09"},
		{"2026-03-07 10:00", "15d", "", "2026-03-24", "counted as received on 2026-03-09"},
		{"2026-03-07 10:00", "24ch", "", "2026-03-08", "10:00"},
		{"2026-03-07", "1wd", "", "2026-03-09", ""},
		{"2026-12-20", "20wd", "", "2027-01-15", "provisional"},
		{"2026-12-01", "5wd", "2026-12-03..2027-01-10", "2027-01-14", "provisional"},
	} {
		args := []string{"calendar", "due", "--from", tt.from, "--limit", tt.limit}
		if tt.suspend != "" {
			args = append(args, "--suspend", tt.suspend)
		}
		out, errOut, code := run(t, "", args...)
		if first, _, _ := strings.Cut(out, "\n"); first != tt.want || !strings.Contains(out, tt.says) || code != exitOK {
			t.Errorf("%s + %s: %d %s%s; want %s %s", tt.from, tt.limit, code, out, errOut, tt.want, tt.says)
		}
	}
	out, _, _ := run(t, "", "calendar", "due", "--from", "2026-03-02", "--limit", "20wd",
		"--suspend", "2026-03-10..2026-03-16", "--suspend", "2026-03-12..2026-03-20", "--suspend", "2026-02-01..2026-02-28", "--suspend", "2026-05-01..2026-05-09")
	if !strings.HasPrefix(out, "2026-04-13\n") {
		t.Errorf("overlapping spans count once, those outside not at all: %s", out)
	}
}

func TestWhatCannotBeCountedIsRefusedAsUsage(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{"-1wd", "0.25wd", "0.5d", "1.5mo", "0h", "0mo", "0wd", "0个工作日", "20", "25001wd", "366000d", "99999mo"} {
		if out, errOut, code := run(t, "", "calendar", "due", "--from", "2026-03-02", "--limit="+limit); code != exitUsage || out != "" || strings.Count(errOut, "\n") != 1 {
			t.Errorf("%s: %d %q %q", limit, code, out, errOut)
		}
	}
	for _, args := range []string{
		"--from 2026-02-30 --limit 1wd", "--from 2026/2/30 --limit 1wd", "--from 2026/3.2 --limit 1wd", "--from 2026-03-02 --limit 个月", "--from 2026-03-02", "--limit 1wd", "--stdin --limit 1wd", "--from 1969-12-31 --limit 1wd",
		"--from 9999-12-30 --limit 100wd", "--from 2026-03-02 --limit 1wd --suspend 2026-03-05..2026-03-04", "--from 2026-03-02 --limit 1wd --suspend 3/5",
	} {
		if out, errOut, code := run(t, "", append([]string{"calendar", "due"}, strings.Fields(args)...)...); code != exitUsage || out != "" || strings.Count(errOut, "\n") != 1 {
			t.Errorf("%s: %d %q %q", args, code, out, errOut)
		}
	}
}

func TestEveryLineIsAnsweredByOneLine(t *testing.T) {
	t.Parallel()
	in := "\ufefffrom,limit,suspend\r\n2026-03-02,20wd,2026-03-10..2026-03-20\r\n\r\n# a comment\r\n2026-03-02，1wd，\r\n\"2026-03-06 18:00\", 1wd\r\n" +
		"soon,1wd\n2026-03-02,zz\n2026-03-02\n2026-03-02,5wd,2026-03-04..2026-03-03\n" + strings.Repeat("x", 200_000) + "\n" +
		"2026-12-20,20wd\n2026-03-02,20wd,2026-03-10..2026-03-16,2026-03-12..2026-03-20"
	out, errOut, code := run(t, in, "calendar", "due", "--stdin")
	want := "due\n2026-04-13\n\n\n2026-03-03\n2026-03-10\nerror\nerror\nerror\nerror\nerror\n2027-01-15\n2026-04-13\n" //nolint:dupword // a line each
	if out != want || code != exitRefused {
		t.Errorf("exit code %d\n%s", code, out)
	}
	for _, says := range []string{"stdin:7: ", "stdin:8: ", "stdin:9: the limit is missing", "stdin:10: ", "stdin:11: the line is too long", "the first is line 12"} {
		if !strings.Contains(errOut, says) {
			t.Errorf("standard error does not say %q:\n%s", says, errOut)
		}
	}
	if out, errOut, code := run(t, "2026-03-02,1wd\n", "calendar", "due", "--stdin"); out != "2026-03-03\n" || errOut != "" || code != exitOK {
		t.Errorf("%d %q %q", code, out, errOut)
	}
	out, _, code = run(t, "2026-12-20,20wd\nzz,1wd\n", "calendar", "due", "--stdin", "--json")
	if !strings.HasPrefix(out, `{"line":1,"due":"2027-01-15","at":"2027-01-15T17:30:00+08:00","provisional":true}`+"\n"+`{"line":2,"error":{`) || code != exitRefused {
		t.Errorf("as JSON: %d %s", code, out)
	}
}

func TestADayIsReadAsTheStandardLibraryReadsIt(t *testing.T) {
	t.Parallel()
	for d := clock.MustDate("1999-12-01"); d < clock.MustDate("2005-01-01"); d++ {
		if got, ok := isoDate([]byte(d.String())); got != d || !ok || string(appendDate(nil, d)) != d.String() {
			t.Errorf("%s reads as %s", d, got)
		}
	}
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-1-1", "2026-01-1x", "2026/01/01", "１026-01-01", "1970-01-01"} {
		if got, ok := isoDate([]byte(s)); ok {
			t.Errorf("%q reads as %s", s, got)
		}
	}
}

func TestLinesAskedAsJSONAreAnsweredByObjectsAlone(t *testing.T) {
	t.Parallel()
	out, _, code := run(t, "from,limit\n\n# later\n2026-03-02,1wd\n", "calendar", "due", "--stdin", "--json")
	if strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, `{"line":4,"due":"2026-03-03"`) || code != exitOK {
		t.Errorf("%d %q", code, out)
	}
}

func TestANoticeThatIsNotThereOrYetToComeIsNotLoaded(t *testing.T) {
	t.Parallel()
	if _, errOut, code := run(t, "", "calendar", "load", "nofile.yaml", "--as", "x", "--zone", "y", "--db", t.TempDir()+"/a.db"); code == exitOK || !strings.Contains(errOut, "nofile.yaml: there is no such notice") {
		t.Errorf("%d %s", code, errOut)
	}
	if !writes("calendar load <file>") || writes("calendar due") || writes("calendar days <year>") {
		t.Error("a notice loaded is written at the instant given, and what is only counted is not")
	}
}
