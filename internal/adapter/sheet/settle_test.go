package sheet

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// codes are those of a row's doubts, with the cell that each names.
func codes(r Row) []string {
	out := []string{}
	for _, d := range r.Doubts {
		out = append(out, d.Code+" "+d.Cell[strings.LastIndex(d.Cell, "!")+1:])
	}
	return out
}

func TestStatesOfSeveralWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		read   string
		status Status
		code   string
	}{
		{"全部完成并验收", StatusCompleted, "status.accepted"},
		{"已完成并通过验收", StatusCompleted, "status.accepted"},
		{"已完成（待验收）", StatusCompleted, "status.accepted"},
		{"已完成并销号", StatusClosed, ""},
		{"逾期完成", StatusCompleted, ""},
		{"已全部完成", StatusCompleted, ""},
		{"基本完成", StatusInProgress, "status.hedged"},
		{"目前已基本完成", StatusInProgress, "status.hedged"},
		{"部分完成", StatusInProgress, "status.hedged"},
		{"未启动", StatusNotStarted, ""},
		{"尚未启动", StatusNotStarted, ""},
		{"暂缓", StatusInProgress, "status.paused"},
		{"未启动，暂缓", StatusNotStarted, "status.paused"},
		{"推进受阻", StatusInProgress, ""},
	} {
		r := statusOf(c.read)
		if !r.ok || r.status != c.status || r.doubt.Code != c.code || c.code != "" && r.doubt.Assumed != string(c.status) {
			t.Errorf("statusOf(%q) = %+v, want %+v", c.read, r, c)
		}
	}
	for _, s := range []string{"已完成，正在推进", "完成并移交业主", "未启动并已完成"} {
		if r := statusOf(s); r.ok {
			t.Errorf("statusOf(%q) = %+v, want unknown", s, r)
		}
	}
}

func TestCellsThatContradictEachOtherAreTold(t *testing.T) {
	t.Parallel()
	const head = "事项,完成时限,状态,进展情况,完成率,办结日期\n甲,长期,"
	for _, c := range []struct {
		name, cells string
		status      Status
		codes       []string
	}{
		{"done in one column and not begun in another", "已完成,未启动,,", StatusCompleted, []string{"status.contradicts D2"}},
		{"not begun in one column and done in another", "未启动,已完成,,", StatusNotStarted, []string{"status.contradicts D2"}},
		{"not done, and under way by the words beside it", "推进中,未启动,,", StatusInProgress, []string{"status.contradicts D2"}},
		{"a plain 否 gives way to the words beside it", "否,未启动,,", StatusNotStarted, nil},
		{"not begun with a rate", "未启动,,80%,", StatusInProgress, []string{"status.disagrees C2"}},
		{"under way with all of it done", "正在推进,,100%,", StatusInProgress, []string{"status.disagrees C2"}},
		{"the product's own word for a stage says nothing against all of it", "已反馈,,100%,", StatusInProgress, nil},
		{"done with less than all of it", "已完成,,80%,", StatusCompleted, []string{"status.disagrees C2"}},
		{"a day of completion without a status", ",,,2023-6-1", StatusNone, []string{"status.finished F2"}},
		{"a day of completion while under way", "推进中,,,2023-6-1", StatusInProgress, []string{"status.finished F2"}},
		{"a day of completion of what is done", "已完成,,,2023-6-1", StatusCompleted, nil},
		{"one state told twice", "已完成,完成,100%,2023-6-1", StatusCompleted, nil},
		{"a state that cannot be read, with a rate", "未启动/已完成,,60%,", StatusInProgress, []string{"status.unknown C2"}},
		{"not begun in one column, done in another, and a rate between", "未启动,已完成,60%,", StatusInProgress, []string{"status.disagrees C2", "status.contradicts D2"}},
		{"not begun but paused, with a rate", "未启动（暂缓）,,60%,", StatusInProgress, []string{"status.paused C2", "status.disagrees C2"}},
		{"all of it done with a state that cannot be read", "未启动/已完成,,100%,", StatusCompleted, []string{"status.unknown C2"}},
		{"a rate in words that cannot be read", "推进中,,完成三成,", StatusInProgress, []string{"progress.words E2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, _ := readText(t, head+c.cells+"\n", Options{})
			r := rows[0]
			if r.Status != c.status || !slices.Equal(codes(r), append([]string{}, c.codes...)) {
				t.Errorf("%s %v, want %s %v", r.Status, codes(r), c.status, c.codes)
			}
			for _, d := range r.Doubts {
				if strings.HasPrefix(d.Code, "status.") && d.Assumed != "" && d.Assumed != string(r.Status) {
					t.Errorf("%s is told as %s of a row that is %s", d.Code, d.Assumed, r.Status)
				}
			}
		})
	}
	rows, _ := readText(t, head+"已完成,未启动,,\n", Options{})
	if d := rows[0].Doubts[0]; d.Text.Zh != "与“状态”（C2）的“已完成”自相矛盾，以“状态”（C2）为准" || d.Assumed != string(StatusCompleted) || d.Read != "未启动" {
		t.Errorf("told as %+v", d)
	}
}

func TestBareRatesAreReadOrDoubted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, read, unit, want, code string }{
		{"a bare figure", "80", "", "80%", "progress.no_percent"},
		{"a bare figure with a decimal", "80.5", "", "80.5%", "progress.no_percent"},
		{"a part of one", "0.8", "", "80%", "progress.no_percent"},
		{"more than all", "120", "", "120%", "progress.over"},
		{"more than all in a column of per cent", "120", "%", "120%", "progress.over"},
		{"a column of per cent", "80", "%", "80%", ""},
		{"a part of one in a column of per cent", "0.8", "%", "0.8%", "progress.small"},
		{"its own sign in a column of per cent", "0.8%", "%", "0.8%", ""},
		{"nothing in a column of per cent", "0", "%", "0%", ""},
		{"full-width digits", "１００％", "", "100%", ""},
		{"so many of a hundred", "80/100", "", "80%", "progress.fraction"},
		{"so many of all", "3/5", "", "60%", "progress.fraction"},
		{"so many things of all", "完成3项/5项", "", "60%", "progress.fraction"},
		{"more than there are", "5/3", "", "", "progress.range"},
		{"of none", "3/0", "", "", "progress.range"},
		{"below nothing", "-5", "", "", "progress.range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, ok := progressOf(c.read, c.unit)
			got := ""
			if r.points != nil {
				got = percentText(*r.points)
			}
			if !ok || got != c.want || r.doubt.Code != c.code || (r.doubt.Level == Error) != (c.want == "") {
				t.Errorf("progressOf(%q, %q) = %s %s, want %s %s", c.read, c.unit, got, r.doubt.Code, c.want, c.code)
			}
		})
	}
}

func FuzzState(f *testing.F) {
	for _, s := range []string{"全部完成并验收", "已已已完成", "未启动（暂缓）", "完成80%", "3/5", "并", "1/0", "999999/1", "0.8", "约80%左右"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if r := statusOf(s); r.ok && r.status == StatusNone || !r.ok && r.doubt.Level != "" {
			t.Fatalf("%q: %+v", s, r)
		}
		for _, unit := range []string{"", "%"} {
			if r, ok := progressOf(s, unit); ok && (r.points == nil) != (r.doubt.Level == Error) || !ok && r.points != nil {
				t.Fatalf("%q: %+v %s", s, r, strconv.FormatBool(ok))
			}
		}
	})
}

// A short cell below 完成情况 is read as a rate or doubted; words on the work are left alone.
func TestAShortCellOfProgressIsReadOrDoubted(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"80": "progress.no_percent", "100": "progress.no_percent", "0.8": "progress.no_percent", "3/5": "progress.fraction", "八成": "status.unread", "已完成9成": "status.unread",
		"已完成（80%）": "status.unread", "未完成（80%）": "status.unread", "进行中100%": "status.unread", "推进中/已完成": "status.unread", "TRUE": "status.unread",
		"已对接三家企业": "", "已签约": "", "达成意向": "", "推进中": "",
	} {
		path := filepath.Join(t.TempDir(), "台账.csv")
		if err := os.WriteFile(path, []byte("事项,责任单位,完成情况\n甲,招商局,"+written+"\n乙,招商局,已对接"), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, _ := readAll(t, path, Options{})
		var got []string
		for _, d := range rows[0].Doubts {
			got = append(got, d.Code)
		}
		if (want == "") != (len(got) == 0) || want != "" && !slices.Contains(got, want) {
			t.Errorf("%s: %q, want %q", written, got, want)
		}
		if rate := map[string]int{"80": 8000, "100": 10000, "0.8": 8000, "3/5": 6000}[written]; rate > 0 && (rows[0].Progress == nil || *rows[0].Progress != rate) {
			t.Errorf("%s is read as %v", written, rows[0].Progress)
		}
	}
}
