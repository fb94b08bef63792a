package cli

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/engine"
)

// shellWords reads a command line as a shell does that knows single quotes.
func shellWords(line string) (out []string) {
	for _, m := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1) {
		if strings.HasPrefix(m, "#") {
			return out
		}
		out = append(out, strings.Trim(m, "'"))
	}
	return out
}

// A merger leaves matters with units that are no more.
func TestTheCommandsOfThePageWorkAsPrintedAndCountWhatItCountsAlsoAfterAMerger(t *testing.T) {
	for name, mergers := range map[string][][]string{
		"as it was":                       nil,
		"two into a third":                {{"zsj-1", "zsj-3", "--into", "zsj-2"}},
		"two into a new one":              {{"zsj-1", "zsj-2", "--into", "zs-x=招商合并科", "--head", "招商合并科科长"}},
		"into a new one with a bad name":  {{"zsj-1", "zsj-2", "--into", "zs-x=招商 一&二科", "--head", "招商合并科科长"}},
		"into one that is merged in turn": {{"zsj-1", "--into", "zsj-2"}, {"zsj-2", "--into", "zsj-3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := filepath.Join(t.TempDir(), "q.db")
			qinlian := func(args ...string) string {
				t.Helper()
				out, errOut, code := run(t, "", append([]string{"--db", db, "--zone", "ganzhou-etdz"}, args...)...)
				if code != exitOK {
					t.Fatalf("%q: %d\n%s%s", args, code, out, errOut)
				}
				return out
			}
			qinlian("apply", filepath.Join("..", "..", "..", "mechanisms"), "--from", "2023-01-01", "--as", "督查室主任")
			qinlian("import", filepath.Join("..", "..", "..", "demo", "ganzhou-etdz.xlsx"), "--kind", "graded-task", "--as", "招商局党支部书记", "--at", "2023-03-01 09:00")
			qinlian("sweep", "--at", "2023-06-09 09:00")
			for i, merger := range mergers {
				qinlian(append([]string{"org", "merge", "--as", "督查室主任", "--at", "2023-06-0" + string(rune('9'-len(mergers)+1+i)) + " 10:00"}, merger...)...)
			}
			const now = "2023-06-12 08:30"
			if len(mergers) == 1 && slices.Contains(mergers[0], "招商合并科科长") { // what was addressed to posts that are no more
				var letters []struct{ To string }
				if err := json.Unmarshal([]byte(qinlian("--at", now, "letter", "list", "--to", "招商合并科科长", "--json")), &letters); err != nil || !slices.ContainsFunc(letters, func(l struct{ To string }) bool { return l.To == "招商二科科长" }) {
					t.Errorf("letters of who took over: %+v %v", letters, err)
				}
			}
			commands := 0
			for line := range strings.Lines(qinlian("today", "--at", now)) {
				if command, is := strings.CutPrefix(strings.TrimSpace(line), "→ qinlian "); is {
					commands++
					qinlian(append([]string{"--at", now}, shellWords(command)...)...)
				}
			}
			if commands < 8 {
				t.Errorf("the page names %d commands", commands)
			}
			var page engine.Today
			if err := json.Unmarshal([]byte(qinlian("today", "--at", now, "--json")), &page); err != nil {
				t.Fatal(err)
			}
			all, shown := 0, map[string]bool{}
			for _, u := range page.Lights {
				for _, by := range []string{u.Unit, u.Name} {
					var listed []matterLine
					if err := json.Unmarshal([]byte(qinlian("--at", now, "matter", "list", "--unit", by, "--json", "--limit", "0")), &listed); err != nil || len(listed) != u.Total() {
						t.Errorf("%s: the page counts %d, the list holds %d: %v", by, u.Total(), len(listed), err)
					}
					for _, l := range listed {
						if shown[l.Unit] {
							continue
						}
						shown[l.Unit] = true
						qinlian("--at", now, "matter", "list", "--unit", l.Unit)
					}
				}
				all += u.Total()
			}
			carried := 0
			for _, l := range page.Loads {
				carried += l.Matters
				var listed []matterLine
				if err := json.Unmarshal([]byte(qinlian("--at", now, "matter", "list", "--owner", l.Owner, "--json", "--limit", "0")), &listed); err != nil || len(listed) != l.Matters {
					t.Errorf("%s carries %d, the list holds %d: %v", l.Owner, l.Matters, len(listed), err)
				}
				var owed []dutyLine
				if err := json.Unmarshal([]byte(qinlian("--at", now, "duty", "list", "--owner", l.Owner, "--state", "open", "--json", "--limit", "0")), &owed); err != nil || len(owed) != l.Duties {
					t.Errorf("%s owes %d, the list holds %d: %v", l.Owner, l.Duties, len(owed), err)
				}
				for _, merger := range mergers {
					if head := merger[len(merger)-1]; head == "招商合并科科长" && slices.Contains([]string{"招商一科科长", "招商二科科长"}, l.Owner) {
						t.Errorf("%s is no more and carries %+v", l.Owner, l)
					}
				}
			}
			if carried == 0 {
				t.Error("nobody carries anything")
			}
			if all != page.Totals.Total() || all == 0 {
				t.Errorf("the units have %d of %d", all, page.Totals.Total())
			}
		})
	}
}

func TestThePageNamesWhatTurnedRedSinceYesterdayAndTheCommandThatListsIt(t *testing.T) {
	t.Parallel()
	files, ok := widened(t, "ganjiang", map[string]string{
		"errand.yaml": "kind: errand\ntitle: { zh: 交办件, en: Errand }\nnumber: \"交〔{year}〕{seq}号\"\nsource: 试验\nlimit: 1wd\nlight:\n  red: matter.overdue\n  green: true\n",
	})
	ok("apply", files, "--as", "党政办公室主任", "--from", "2026-02-02")
	for i, title := range []string{"早已逾期", "昨日逾期", "尚未逾期"} {
		day := fmt.Sprintf("2026-02-%02d", 3+i)
		ok("matter", "register", "--kind", "errand", "--title", title, "--as", "党政办公室主任", "--at", day+" 10:00")
		ok("matter", "assign", fmt.Sprintf("交〔2026〕%d号", i+1), "--owner", "经济发展局局长", "--as", "党政办公室主任", "--at", day+" 10:00")
	}
	const now = "2026-02-06 08:30"
	_, turned, told := strings.Cut(ok("today", "--at", now), "Turned red since yesterday: 1\n")
	turned, _, _ = strings.Cut(turned, "\n\n")
	if !told || !strings.Contains(turned, "昨日逾期") || strings.Contains(turned, "早已逾期") {
		t.Error("the page says", turned)
	}
	_, command, _ := strings.Cut(turned, "→ qinlian ")
	if list := ok(append(shellWords(command), "--at", now)...); !strings.Contains(list, "昨日逾期") || strings.Contains(list, "早已逾期") {
		t.Errorf("%s lists\n%s", command, list)
	}
	if list := ok("matter", "list", "--light-from", "2026-02-05", "--at", now); strings.Contains(list, "早已逾期") || !strings.Contains(list, "尚未逾期") {
		t.Error("these show their light since the 5th:\n" + list)
	}
	if page := ok("today", "--at", "2026-02-08 08:30"); strings.Contains(page, "Turned red") {
		t.Error(page)
	}
}
