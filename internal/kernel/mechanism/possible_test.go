package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

func TestAConditionThatNeverHoldsIsFoundByWhatItsFieldsMayHold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		was, is string
		code    string // "" for none
		says    string
	}{
		"an urgency that is not declared":         {`matter.urgency == "amber" ||`, `matter.urgency == "purple" ||`, "mechanism.never_equal", "“purple”"},
		"one in a list":                           {`matter.urgency == "amber" ||`, `matter.urgency in ["amber", "ambre"] ||`, "mechanism.never_equal", "amber"},
		"the other way round":                     {`matter.urgency == "amber" ||`, `matter.missed > 0 || "purple" == matter.urgency ||`, "mechanism.never_equal", "“purple”"},
		"no urgency at all":                       {`matter.urgency == "amber" ||`, `matter.urgency == "" ||`, "", ""},
		"a stage that there is none of":           {`matter.urgency == "amber" ||`, `matter.stage == "finished" ||`, "mechanism.never_equal", "“finished”"},
		"a choice of its own that is not offered": {`matter.urgency == "amber" ||`, `matter.fields.source_of == "网路" ||`, "mechanism.never_equal", "网络"},
		"a choice that is offered":                {`matter.urgency == "amber" ||`, `matter.fields.source_of == "网络" ||`, "", ""},
		"a reminder of what is overdue":           {"to: owner }", "to: owner, when: matter.overdue }", "mechanism.never_fires", "未到"},
		"a letter for what is not overdue":        {"to: lead_unit.head }", "to: lead_unit.head, when: '!matter.overdue' }", "mechanism.never_fires", "已过"},
		"a letter for what is closed":             {"to: lead_unit.head }", `to: lead_unit.head, when: 'matter.closed && matter.urgency == "red"' }`, "mechanism.never_fires", ""},
		"a letter for what is red or closed":      {"to: lead_unit.head }", `to: lead_unit.head, when: 'matter.closed || matter.urgency == "red"' }`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := strings.Replace(gradedTask, "fields:\n", "fields:\n  source_of: { type: string, title: 来源渠道, one_of: [网络, 窗口] }\n", 1)
			if kind = strings.Replace(kind, tt.was, tt.is, 1); !strings.Contains(kind, tt.is) {
				t.Fatal("nothing was changed")
			}
			_, faults, err := Examine(demo(map[string]string{"demo/graded-task.yaml": kind}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
			if err != nil {
				t.Fatal(err)
			}
			var found *errs.Error
			for _, e := range faults {
				if e.Code == "mechanism.never_equal" || e.Code == "mechanism.never_fires" {
					found = e
				}
			}
			switch {
			case tt.code == "" && found != nil:
				t.Errorf("refused: %v", found)
			case tt.code != "" && (found == nil || found.Code != tt.code || !strings.Contains(found.Text.Zh, tt.says) || !strings.HasPrefix(found.Where, "demo/graded-task.yaml:")):
				t.Errorf("%v, want %s with %s", found, tt.code, tt.says)
			}
		})
	}
}

// Units are recorded by code: a name that is compared with them would never be equal, without a word.
func TestAUnitIsComparedByItsCode(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string][2]string{
		`matter.lead_unit == "招商局"`:                                {"mechanism.unit_by_name", `请写 "zs"`},
		`!("招商局" in matter.support_units)`:                         {"mechanism.unit_by_name", `请写 "zs"`},
		`matter.support_units.exists(u, u == "招商局")`:               {"mechanism.unit_by_name", `请写 "zs"`},
		`command.support_units.all(u, !(u in ["招商局"]))`:            {"mechanism.unit_by_name", `请写 "zs"`},
		`matter.support_units.exists(u, "zzz" == u)`:               {"mechanism.unknown_unit", `没有代码为“zzz”的单位`},
		`command.lead_unit != "招商局"`:                               {"mechanism.unit_by_name", `请写 "zs"`},
		`matter.lead_unit in ["zs", "没有这个局"]`:                      {"mechanism.unknown_unit", "没有这个局"},
		`matter.lead_unit == "zs" || "gw" in matter.support_units`: {},
		`matter.lead_unit != "" || matter.owner == "招商局局长"`:        {},
	} {
		var found *errs.Error
		for _, e := range asking(t, condition) {
			if strings.HasPrefix(e.Code, "mechanism.un") {
				found = e
			}
		}
		if want[0] == "" && found != nil || want[0] != "" && (found == nil || found.Code != want[0] || !strings.Contains(found.Text.Zh, want[1]) || found.Where == "") {
			t.Errorf("%s: %v, want %v", condition, found, want)
		}
	}
}
