package mechanism

import (
	"strings"
	"testing"
)

// What a diff names is called as people call it: stages, the hours that nobody wrote, bodies and their offices.
func TestDiffNamesStagesHoursAndBodies(t *testing.T) {
	t.Parallel()
	task := strings.Replace(gradedTask, "|| matter.overdue", `|| matter.stage == "completed"`, 1)
	zone := "zone: demo\ntitle: 示范区\n"
	load := func(files map[string]string) *Bundle {
		b, err := Load(demo(files), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	before := load(map[string]string{"demo/zone.yaml": zone})
	after := load(map[string]string{"demo/graded-task.yaml": task, "demo/zone.yaml": zone + "hours: { morning: 09:00-12:00 }\nroles: { office: office(领导小组) }\n"})
	var said strings.Builder
	for _, c := range Diff(before, after) {
		said.WriteString(c.Text.Zh + "\n" + c.Text.En + "\n")
	}
	for _, want := range []string{"阶段为已办结", "stage is completed", "上午由 08:30-12:00 改为 09:00-12:00", "领导小组办公室", "the office of 领导小组"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("nowhere %q:\n%s", want, said.String())
		}
	}
	if strings.Contains(said.String(), "下午") {
		t.Errorf("the afternoon that nobody changed is told:\n%s", said.String())
	}
}
