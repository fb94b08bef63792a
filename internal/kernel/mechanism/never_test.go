package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// found examines the graded task with parts of its text put in others' place, and gives the faults of the given codes.
func found(t *testing.T, codes string, change ...string) []*errs.Error {
	t.Helper()
	kind := strings.Replace(gradedTask, "fields:\n", "fields:\n  channel: { type: string, title: 来源渠道, one_of: [网络, 窗口] }\n  visits: { type: int, title: 走访次数, required: true }\n", 1)
	for i := 0; i < len(change); i += 2 {
		if !strings.Contains(kind, change[i]) {
			t.Fatalf("nothing to change: %s", change[i])
		}
		kind = strings.Replace(kind, change[i], change[i+1], 1)
	}
	_, faults, err := Examine(demo(map[string]string{"demo/graded-task.yaml": kind}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	var out []*errs.Error
	for _, e := range faults {
		if strings.Contains(codes, strings.TrimPrefix(e.Code, "mechanism.")) {
			out = append(out, e)
		}
	}
	return out
}

func wants(t *testing.T, got []*errs.Error, code, where, says string) {
	t.Helper()
	if code == "" {
		if len(got) > 0 {
			t.Errorf("a false alarm: %v", got)
		}
		return
	}
	if len(got) != 1 || got[0].Code != "mechanism."+code || !strings.HasPrefix(got[0].Where, "demo/graded-task.yaml:"+where) || !strings.Contains(got[0].Text.Zh, says) {
		t.Errorf("%v; want %s at %s with %s", got, code, where, says)
	}
}

func TestALightThatAStrongerOneAlwaysHidesIsFound(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ red, amber, green, code, where, says string }{
		"a weaker bound of the same comparison": {`has(matter.due) && matter.remaining <= wd(5)`, `has(matter.due) && matter.remaining <= wd(3)`, "true", "unreachable_light", "22:10", "red"},
		"a tighter bound":                       {`has(matter.due) && matter.remaining <= wd(3)`, `has(matter.due) && matter.remaining <= wd(5)`, "true", "", "", ""},
		"the same bound otherwise written":      {`matter.missed > 0`, `matter.missed >= 1 && matter.urgency == "amber"`, "true", "unreachable_light", "22:10", "red"},
		"red is part of what amber asks":        {`matter.overdue`, `matter.urgency == "amber" && matter.overdue && matter.missed > 0`, "true", "unreachable_light", "22:10", "red"},
		"amber asks for more of one of red's":   {`matter.urgency == "red" || matter.overdue`, `matter.overdue && matter.missed > 1`, "true", "unreachable_light", "22:10", "red"},
		"one of amber's is more than red":       {`matter.urgency == "red" || matter.overdue`, `matter.overdue && matter.missed > 1 || matter.level > 0`, "true", "", "", ""},
		"red may stumble where amber does not":  {`matter.overdue && matter.remaining < wd(0)`, `matter.overdue`, "true", "", "", ""},
		"green between red and amber":           {`matter.missed > 1`, `matter.missed == 1`, "matter.missed > 0", "unreachable_light", "23:10", "red、amber"},
		"a last line that is true":              {`matter.missed > 0`, `matter.missed == 0`, "true", "", "", ""},
		"a category within several":             {`matter.urgency in ["red", "amber"]`, `matter.urgency == "amber"`, "true", "unreachable_light", "22:10", "red"},
		"a colour that contradicts itself":      {`matter.overdue`, `matter.missed > 2 && matter.missed < 2`, "true", "never_shows", "22:10", "永不成立"},
		"less than nothing":                     {`matter.overdue`, `matter.unreplied < 0`, "true", "never_shows", "22:10", "永不成立"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wants(t, found(t, "unreachable_light never_shows",
				`red: matter.urgency == "red" || matter.overdue`, "red: "+tt.red, `amber: matter.urgency == "amber" || matter.remaining <= wd(5)`, "amber: "+tt.amber, "green: true", "green: "+tt.green),
				tt.code, tt.where, tt.says)
		})
	}
}

func TestConditionsThatNeverHoldAreFound(t *testing.T) {
	t.Parallel()
	const assign, rung = `assign: { all: [has(matter.due), matter.owner != "", matter.brief != ""]`, "when: matter.missed > 1"
	for name, tt := range map[string]struct{ was, is, code, where, says string }{
		"a number in no range":           {assign, `assign: { all: ["matter.missed >= 5 && matter.missed < 3"]`, "never_holds", "15:", "交办"},
		"a number in a range":            {assign, `assign: { all: ["matter.missed >= 3 && matter.missed < 5"]`, "", "", ""},
		"two choices at once":            {assign, `assign: { all: ['matter.fields.channel == "网络" && matter.fields.channel == "窗口"']`, "never_holds", "15:", ""},
		"one choice or the other":        {assign, `assign: { all: ['matter.fields.channel == "网络" || matter.fields.channel == "窗口"']`, "", "", ""},
		"none of the choices":            {assign, `assign: { all: ['!(matter.fields.channel in ["网络", "窗口", ""])']`, "never_holds", "15:", ""},
		"set and not set":                {assign, `assign: { all: [has(matter.due) && !has(matter.due)]`, "never_holds", "15:", ""},
		"the value of what is not set":   {assign, `assign: { all: ["!has(matter.fields.expected_investment) && matter.fields.expected_investment > wan(5)"]`, "never_holds", "15:", ""},
		"a text as if it could be unset": {assign, `assign: { all: ["!has(matter.brief)"]`, "never_holds", "15:", ""},
		"above a hundred per cent":       {assign, `assign: { all: [matter.progress > 100.0]`, "never_holds", "15:", ""},
		"a hundred per cent":             {assign, `assign: { all: [matter.progress >= 100.0]`, "", "", ""},
		"two that contradict":            {assign, `assign: { all: [has(matter.due), matter.missed > 3, matter.missed == 0]`, "never_together", "15:55", "15:36"},
		"two that do not":                {assign, `assign: { all: [has(matter.due), matter.missed > 3, matter.missed != 0]`, "", "", ""},
		"a rung's condition":             {rung, "when: matter.missed > 1 && matter.missed < 2", "never_fires", "28:", "when 永不成立"},
		"a rung's condition that may":    {rung, "when: matter.missed > 1 && matter.missed < 3", "", "", ""},
		"a limit for nothing":            {"extensions: 1 }", "extensions: 1, when: [{ if: 'matter.urgency == \"red\" && matter.urgency == \"amber\"', promised: 9wd }] }", "never_applies", "13:", "永不成立"},
		"a limit after a wider one":      {"extensions: 1 }", "extensions: 1, when: [{ if: 'matter.urgency != \"green\"', promised: 9wd }, { if: 'matter.urgency == \"red\"', promised: 5wd }] }", "never_applies", "13:", "前面的条件"},
		"a limit before a wider one":     {"extensions: 1 }", "extensions: 1, when: [{ if: 'matter.urgency == \"red\"', promised: 5wd }, { if: 'matter.urgency != \"green\"', promised: 9wd }] }", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wants(t, found(t, "never_holds never_together never_fires never_applies", tt.was, tt.is), tt.code, tt.where, tt.says)
		})
	}
}

func TestSayingWhatAFieldIsNotThatMayBeUnsetIsFound(t *testing.T) {
	t.Parallel()
	const amber, assign = `amber: matter.urgency == "amber" || matter.remaining <= wd(5)`, `assign: { all: [has(matter.due), matter.owner != "", matter.brief != ""]`
	for name, tt := range map[string]struct{ was, is, code, where string }{
		"not a choice":                 {assign, `assign: { all: ['matter.fields.channel != "网络"']`, "may_be_unset", "15:20"},
		"not under brackets":           {assign, `assign: { all: ['!(matter.fields.channel == "网络")']`, "may_be_unset", "15:22"},
		"not a choice where it is set": {assign, `assign: { all: ['has(matter.fields.channel) && matter.fields.channel != "网络"']`, "", ""},
		"or not set":                   {assign, `assign: { all: ['!has(matter.fields.channel) || matter.fields.channel != "网络"']`, "", ""},
		"a choice":                     {assign, `assign: { all: ['matter.fields.channel == "网络"']`, "", ""},
		"a field that is required":     {assign, `assign: { all: [matter.fields.visits != 0]`, "", ""},
		"a text that is always there":  {assign, `assign: { all: ['matter.place != ""']`, "", ""},
		"not much time left":           {amber, `amber: "!(matter.remaining > wd(5))"`, "may_be_unset", "22:13"},
		"little time left":             {amber, amber, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wants(t, found(t, "may_be_unset", tt.was, tt.is), tt.code, tt.where, "has(matter.")
		})
	}
}

func TestAskingWhetherIsSetWhatAlwaysIsFound(t *testing.T) {
	t.Parallel()
	const assign = `assign: { all: [has(matter.due), matter.owner != "", matter.brief != ""]`
	for name, tt := range map[string]struct{ is, code, where, says string }{
		"a text":               {`assign: { all: [has(matter.due), has(matter.owner)]`, "always_set", "15:36", `matter.owner != ""`},
		"a text of a command":  {`assign: { all: ['command.owner != "" && !has(command.lead_unit)']`, "always_set", "15:", `command.lead_unit != ""`},
		"a list":               {`assign: { all: [has(matter.evidence)]`, "always_set", "15:", "size(matter.evidence) > 0"},
		"a number":             {`assign: { all: [has(matter.missed)]`, "always_set", "15:", "总有值"},
		"a date":               {`assign: { all: [has(matter.due) || has(command.due)]`, "", "", ""},
		"a field of one's own": {`assign: { all: [has(matter.fields.channel)]`, "", "", ""},
		"what is left":         {`assign: { all: ["!has(matter.remaining) || matter.remaining > wd(1)"]`, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wants(t, found(t, "always_set", assign, tt.is), tt.code, tt.where, tt.says)
		})
	}
}

func TestADivisionByAWrittenZeroIsFound(t *testing.T) {
	t.Parallel()
	const amber = `amber: matter.urgency == "amber" || matter.remaining <= wd(5)`
	for name, tt := range map[string]struct{ is, code, where string }{
		"a whole zero":     {`matter.missed / 0 > 1`, "by_zero", "22:26"},
		"a remainder":      {`matter.missed % 0 == 1`, "by_zero", "22:26"},
		"a fraction":       {`matter.progress / 0.0 > 1.0`, "by_zero", "22:28"},
		"a number":         {`matter.missed / 2 > 1`, "", ""},
		"what may be zero": {`matter.missed / matter.level > 1`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wants(t, found(t, "by_zero", amber, "amber: "+tt.is), tt.code, tt.where, "除以 0")
		})
	}
}
