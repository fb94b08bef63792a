package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

// A field that names a post takes who is on record: another name is told and left out of an import.
func TestAFieldOfAPostTakesWhoIsOnRecord(t *testing.T) {
	t.Parallel()
	const city = "ganzhou-city"
	a, _ := zoneOf(t, city)
	file := filepath.Join(t.TempDir(), "台账.csv")
	write := func(lead string) {
		if err := os.WriteFile(file, []byte("编号,任务名称,责任单位,责任人,完成时限,领题人\nX1,内陆双向开放研究,改革研究组,改革研究组组长,2024-06-30,"+lead+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("市委书计")
	out, err := a.Import(t.Context(), app.Importing{Zone: city, File: file, Kind: "research-topic", As: "市委改革办主任", At: afterwards}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := told(out, "import.field_post"); out.New != 0 || len(found) != 1 || found[0].Level != sheet.Assumed || !strings.Contains(found[0].Text.Zh, "是否要写“市委书记”？") {
		t.Errorf("%d new: %+v", out.New, out.Doubts)
	}
	write("市委书记")
	for n := range 2 { // and the same again is the same
		if out = imported(t, a, app.Importing{Zone: city, File: file, Kind: "research-topic", As: "市委改革办主任"}); out.New != 1-n || out.Unchanged != n || len(told(out, "import.field_post")) > 0 {
			t.Errorf("%+v", out)
		}
	}
}

// An office's ledger has a rate on the row of a matter above others, too: it is told, and the rest of the row is taken.
func TestTheRateOfAMatterAboveOthersIsToldAndNotEntered(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	number := ""
	for _, c := range []matter.Command{{Kind: "task-force"}, {Kind: "graded-task"}} {
		c.Name, c.Actor, c.At, c.Title, c.Brief, c.Parent = "register", officeOf(t, a, zone), afterwards, "引进储能项目", "三季度签约", number
		if c.Kind == "task-force" {
			c.Title, c.Fields = "第一专班任务", map[string]any{"taskforce": "第一专班"}
		}
		done, err := a.Engine.Do(t.Context(), zone, c)
		if err != nil {
			t.Fatal(err)
		}
		number = done.Matter.Number
		if c.Kind == "graded-task" {
			continue
		}
		c = matter.Command{Name: "assign", ID: done.Matter.ID, Actor: "招商局局长", At: afterwards, Assignment: matter.Assignment{Owner: "招商一科科长", LeadUnit: "zsj-1"}}
		if _, err := a.Engine.Do(t.Context(), zone, c); err != nil {
			t.Fatal(err)
		}
	}
	above := one(t, a, "第一专班任务").Number
	for i, status := range []string{"正在推进,80%", "已完成,80%"} {
		n := i + 1
		file := fileOf(t, "台账.csv", "编号,任务名称,进展情况,状态,完成率", above+",第一专班任务,已对接"+strings.Repeat("两家", n)+","+status)
		out := imported(t, a, app.Importing{Zone: zone, File: file, As: "招商局局长", At: afterwards.AddDate(0, 0, n)})
		if found := told(out, "import.rate_of_tree"); out.Errors > 0 || len(found) != 1 || len(told(out, "matter.progress_of_tree")) > 0 {
			t.Errorf("%s: %+v %+v", status, out.Lines, out.Doubts)
		}
	}
	if s := one(t, a, "第一专班任务"); s.Reports != 2 || s.Progress != 0 {
		t.Errorf("%d reports, %v %%, %s", s.Reports, s.Progress, s.Stage)
	}
}
