package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// shown is one command of a transcript with the lines that it printed; … stands for what was left out.
type shown struct {
	line    int
	command string
	printed []string
}

// transcript reads the transcripts of a document: fenced blocks that begin with a command.
func transcript(t *testing.T, document string) []shown {
	t.Helper()
	var out []shown
	fenced, inside := false, false
	for i, line := range strings.Split(document, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced, inside = !fenced, false
		case fenced && strings.HasPrefix(line, "$ "):
			command, _, _ := strings.Cut(strings.TrimPrefix(line, "$ "), "  #")
			out, inside = append(out, shown{line: i + 1, command: strings.TrimSpace(command)}), true
		case inside:
			out[len(out)-1].printed = append(out[len(out)-1].printed, line)
		}
	}
	return out
}

// shows tells whether got is what was printed; a line … stands for any number of lines, … within one for any words.
func shows(printed, got []string) (missing string, ok bool) {
	at, loose := 0, false
	for _, want := range printed {
		if want == "…" {
			loose = true
			continue
		}
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".+") + "$")
		found := false
		for ; at < len(got) && !found; at++ {
			if found = pattern.MatchString(got[at]); !found && !loose {
				return want, false
			}
		}
		if !found {
			return want, false
		}
		loose = false
	}
	if !loose && at < len(got) {
		return "the end, but there is more: " + got[at], false
	}
	return "", true
}

func TestATranscriptMayLeaveOutLinesAndWordsButNothingElse(t *testing.T) {
	t.Parallel()
	got := []string{"one", "two 2 of 3", "three"}
	for _, c := range []struct {
		printed []string
		ok      bool
	}{
		{[]string{"one", "two 2 of 3", "three"}, true},
		{[]string{"one", "two … of …", "…"}, true},
		{[]string{"…", "three"}, true},
		{[]string{"one", "three"}, false},
		{[]string{"one", "two 2 of 3"}, false},
		{[]string{"…", "four", "…"}, false},
		{[]string{"three", "…", "one"}, false},
	} {
		if missing, ok := shows(c.printed, got); ok != c.ok {
			t.Errorf("%q: %v, missing %q", c.printed, ok, missing)
		}
	}
}

func TestTheTranscriptsOfTheReadmesAreReal(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, lang := range map[string]string{"README.md": "en_US.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"} {
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			all := transcript(t, string(raw))
			if len(all) < 6 {
				t.Fatalf("%d commands were found", len(all))
			}
			dir := t.TempDir()
			t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache")) // where the demonstration goes
			t.Setenv("HOME", dir)
			t.Chdir(dir)
			for name, value := range map[string]string{"LANG": lang, "LC_ALL": "", "LC_MESSAGES": "", "QINLIAN_DB": defaultDB, "QINLIAN_ZONE": "", "QINLIAN_AS": ""} {
				t.Setenv(name, value)
			}
			reader := &reader{root}
			for _, d := range all {
				got := reader.run(t, d.command)
				if missing, ok := shows(d.printed, got); !ok {
					t.Errorf("%s:%d: %s\ndoes not print %q; it ends with\n%s", name, d.line, d.command, missing, strings.Join(got[max(0, len(got)-40):], "\n"))
				}
			}
		})
	}
}

// What the reference shows is run in one demonstration database, refusals and all.
func TestTheTranscriptOfTheReferenceIsReal(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	var raw []byte
	for _, name := range []string{"import.md", "cli.md", "benefits.md", "enterprises.md"} {
		one, err := os.ReadFile(filepath.Join(root, "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, one...)
	}
	t.Chdir(root)
	db := filepath.Join(t.TempDir(), "demo.db")
	for name, value := range map[string]string{
		"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "QINLIAN_DB": db, "QINLIAN_ZONE": "", "QINLIAN_AT": "", "QINLIAN_AS": "招商局党支部书记",
	} {
		t.Setenv(name, value)
	}
	said := func(args []string) []string {
		var out bytes.Buffer
		Main(t.Context(), Process{
			Args: args, In: strings.NewReader(""), Out: &out, Err: &out, Env: os.Getenv,
			Now: func() time.Time { return time.Date(2026, 1, 5, 0, 30, 0, 0, time.UTC) },
		})
		return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	}
	said([]string{"demo", "--db", db})
	t.Setenv("QINLIAN_AT", "2023-06-12 08:30")
	all := transcript(t, string(raw))
	if len(all) < 5 {
		t.Fatalf("%d commands were found", len(all))
	}
	for _, d := range all {
		line, whichever := strings.CutPrefix(d.command, "QINLIAN_ZONE= ")
		zone := "ganzhou-etdz"
		if whichever {
			zone = ""
		}
		t.Setenv("QINLIAN_ZONE", zone)
		got := said(strings.Fields(line)[1:])
		if missing, ok := shows(d.printed, got); !ok {
			t.Errorf("docs/import.md, cli.md, benefits.md and enterprises.md, line %d: %s\ndoes not print %q but\n%s", d.line, d.command, missing, strings.Join(got, "\n"))
		}
	}
}

// reader does what a reader of the README does.
type reader struct{ root string }

var exported = regexp.MustCompile(`(QINLIAN_[A-Z]+)=(?:"([^"]*)"|(\S+))`)

// run gives the lines that a command of the transcript prints.
func (r *reader) run(t *testing.T, command string) []string {
	t.Helper()
	switch command {
	case "make run":
		lines := r.served(t, "demo", "--serve", "--listen", "localhost:0")
		for _, line := range lines {
			if strings.HasPrefix(line, "  export ") {
				for _, m := range exported.FindAllStringSubmatch(line, -1) {
					t.Setenv(m[1], m[2]+m[3])
				}
			}
		}
		return lines
	case "qinlian import demo/ganzhou-etdz.xlsx --kind 分级调度任务 --as 招商局党支部书记 --dry-run":
		args := strings.Fields(command)[1:]
		args[1] = filepath.Join(r.root, args[1])
		return r.qinlian(t, args)
	case "cp -r mechanisms candidate": // and, as the remark says, wd(15) for wd(5)
		if err := os.CopyFS("candidate", os.DirFS(filepath.Join(r.root, "mechanisms"))); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("candidate", "ganzhou-etdz", "graded-task.yaml")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, bytes.ReplaceAll(raw, []byte("wd(5)"), []byte("wd(15)")), 0o600); err != nil {
			t.Fatal(err)
		}
		return nil
	}
	var lines []string
	for part := range strings.SplitSeq(command, " && ") {
		args := strings.Fields(part)
		if args[0] != "qinlian" {
			t.Fatalf("the test does not know the command %q", part)
		}
		lines = append(lines, r.qinlian(t, args[1:])...)
	}
	return lines
}

// interrupting is an output that presses Ctrl-C once the server says that it serves.
type interrupting struct {
	out   *bytes.Buffer
	press func()
}

func (w interrupting) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("/api/v1/openapi.json")) {
		defer w.press()
	}
	return w.out.Write(p)
}

// served gives the lines of a command that serves until it is interrupted.
func (r *reader) served(t *testing.T, args ...string) []string {
	t.Helper()
	ctx, press := context.WithCancel(t.Context())
	defer press()
	var out bytes.Buffer
	return r.lines(ctx, t, args, interrupting{&out, press}, &out)
}

func (r *reader) qinlian(t *testing.T, args []string) []string {
	t.Helper()
	var out bytes.Buffer
	return r.lines(t.Context(), t, args, &out, &out)
}

func (r *reader) lines(ctx context.Context, t *testing.T, args []string, to io.Writer, out *bytes.Buffer) []string {
	t.Helper()
	var problems bytes.Buffer
	code := Main(ctx, Process{
		Args: args, In: strings.NewReader(""), Out: to, Err: &problems, Env: os.Getenv,
		Now: func() time.Time { return time.Date(2026, 1, 5, 0, 30, 0, 0, time.UTC) },
	})
	if code != exitOK {
		t.Fatalf("qinlian %s ends with %d: %s", strings.Join(args, " "), code, problems.String())
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}
