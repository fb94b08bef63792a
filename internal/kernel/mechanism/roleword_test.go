package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

const askingOrg = `org: demo
name: 示范区
units: [{ code: gw, name: 管委会 }, { code: zs, name: 招商局, parent: gw }]
posts:
  - { name: 管委会主任, unit: gw, head: true, primary: p-1 }
  - { name: 招商局局长, unit: zs, head: true, primary: p-2 }
people: [{ code: p-1 }, { code: p-2 }]
bodies: [{ code: ld, name: 改革领导小组, head: 管委会主任, members: [zs], office: zs }]
`

// asking is a bundle of one kind whose gate on closing has the condition.
func asking(t *testing.T, condition string) errs.List {
	t.Helper()
	kind := "kind: task\ntitle: 事\nsource: 试验\nnumber: \"X〔{year}〕{seq}号\"\nlimit: 5wd\ngates:\n  close:\n    - { if: '" + condition + "', says: 不可 }\nlight:\n  red: matter.overdue\n  green: true\n"
	fsys := map[string]string{"demo/zone.yaml": "zone: demo\ntitle: 示范区\n", "demo/org.yaml": askingOrg, "demo/kind.yaml": kind}
	_, found, err := Examine(folder(fsys), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAConditionAsksForPosts(t *testing.T) {
	t.Parallel()
	for _, condition := range []string{
		`actor == head("招商局")`, `matter.owner != office("改革领导小组")`, `actor in body("改革领导小组")`, `actor == superior(matter.owner)`,
		`actor == superior(head("招商局"))`, `actor == superior("招商局局长")`, `superior(actor) != head(matter.lead_unit) && actor == head("zs")`,
		`actor != post(matter.owner) && post("招商局局长") != matter.sponsor`, `has(superior(matter.owner)) && actor == superior(matter.owner)`,
		`matter.support_units.exists(u, actor == head("招商局"))`, `actor == superior(superior(matter.verifier))`,
	} {
		if found := asking(t, condition); len(found) > 0 {
			t.Errorf("%s: %s", condition, errs.Message(found, text.Zh))
		}
	}
}

func TestWhatAConditionAsksForWronglyIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]struct{ where, code, zh string }{
		`actor == head("招商居")`:              {"8:28", "org.unit_unknown", "招商局"},
		`actor == office("改革领导小祖")`:         {"8:30", "org.body_unknown", "改革领导小组"},
		`actor == superior("招商局局")`:         {"8:32", "org.post_unknown", "招商局局长"},
		`actor == superior(head("招商居"))`:    {"8:32", "org.unit_unknown", "招商局"},
		`actor in body("改革领导小祖")`:           {"8:28", "org.body_unknown", "改革领导小组"},
		`actor == head(matter.owner)`:       {"8:28", "mechanism.role_word", "matter.lead_unit"},
		`actor == superior(body("改革领导小组"))`: {"8:32", "mechanism.role_word", "head(…)"},
		`actor == post("改革领导小组")`:           {"8:28", "org.post_is_body", "招商局局长"},
		`actor == post("招商局长")`:             {"8:28", "org.post_unknown", "招商局局长"},
		`actor == head("")`:                 {"8:28", "mechanism.role_word", "加引号"},
		`actor == hed("招商局")`:               {"8:23", "rule.unknown_function", "head"},
	} {
		found := asking(t, condition)
		if len(found) == 0 {
			t.Errorf("%s is let through", condition)
			continue
		}
		if e := found[0]; e.Where != "demo/kind.yaml:"+want.where || e.Code != want.code || !strings.Contains(e.Text.Zh, want.zh) {
			t.Errorf("%s: %s at %s: %s", condition, e.Code, e.Where, e.Text.Zh)
		}
	}
}

func TestWhoActsIsNotAskedWhereNobodyDoes(t *testing.T) {
	t.Parallel()
	kind := "kind: task\ntitle: 事\nsource: 试验\nnumber: \"X〔{year}〕{seq}号\"\nlimit: { promised: 5wd, when: [{ if: head(\"招商局\") == matter.urgency, promised: 3wd }] }\nlight:\n  red: superior(actor) == matter.owner\n  green: true\n"
	_, found, err := Examine(folder(map[string]string{"demo/zone.yaml": "zone: demo\ntitle: 示范区\n", "demo/org.yaml": askingOrg, "demo/kind.yaml": kind}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	said := errs.Message(found, text.Zh)
	for _, want := range []string{"mechanism.unsteady_limit", "mechanism.nobody_acts"} {
		if !strings.Contains(codes(found), want) {
			t.Errorf("no %s: %s", want, said)
		}
	}
	if !strings.Contains(said, "时限不能取决于 head(") {
		t.Error(said)
	}
}

func codes(list errs.List) string {
	out := ""
	for _, e := range list {
		out += e.Code + " "
	}
	return out
}
