package matter

import (
	"strings"
	"testing"
)

func TestAMergerPutsNothingOff(t *testing.T) {
	t.Parallel()
	const kind = "limit: { promised: 10wd, statutory: 20wd }\nroles: { assign: head(bg), extend: sponsor }\n"
	on := func(t *testing.T, when string, kind string, assigns ...Command) *State {
		t.Helper()
		d := newDesk(world(t, kindWith("case", kind)))
		d.do(t, when, Command{Name: "register", Actor: office, ID: "m-2", Kind: "case", Number: "2号", Particulars: Particulars{Title: "另一件"}})
		for _, c := range assigns {
			c.Name, c.Actor, c.ID = "assign", office, "m-2"
			d.do(t, when, c)
		}
		return &d.s
	}
	given := func(due string) Command {
		c := Command{Assignment: Assignment{Owner: owner, LeadUnit: "zs"}}
		if due != "" {
			c.Due = date(due)
		}
		return c
	}
	const lawless = "roles: { assign: head(bg) }\n"
	for name, tt := range map[string]struct {
		into func(t *testing.T) *State
		code string
		says string
	}{
		"into one that is due sooner":     {func(t *testing.T) *State { t.Helper(); return on(t, "2023-02-27 09:00", kind, given("")) }, "", ""},
		"into one that is due that day":   {func(t *testing.T) *State { t.Helper(); return on(t, "2023-03-01 09:00", kind, given("")) }, "", ""},
		"into one that is due later":      {func(t *testing.T) *State { t.Helper(); return on(t, "2023-03-02 09:00", kind, given("")) }, "matter.merge_later", "请反过来把 2号 并入 1号"},
		"into one that is due never":      {func(t *testing.T) *State { t.Helper(); return on(t, "2023-03-01 09:00", lawless, given("")) }, "matter.merge_later", "2号 没有办结时限"},
		"into one that no law binds":      {func(t *testing.T) *State { t.Helper(); return on(t, "2023-03-01 09:00", lawless, given("2023-03-10")) }, "matter.merge_later", "2号 没有法定时限"},
		"into one that nobody has as yet": {func(t *testing.T) *State { t.Helper(); return on(t, "2023-03-01 09:00", kind) }, "matter.merge_unassigned", "请先交办 2号"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			into := tt.into(t)
			d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
			d.w.Matter = func(string) (*State, error) { return into, nil }
			merge := Command{Name: "merge", Actor: office, To: "m-2", Reason: "重复"}
			if tt.code == "" { // overdue as it is
				d.do(t, "2023-03-20 09:00", merge)
				return
			}
			if code, zh := d.refused(t, "2023-03-20 09:00", merge); code != tt.code || !strings.Contains(zh, tt.says) {
				t.Errorf("%s %s", code, zh)
			}
		})
	}
	t.Run("what nobody has is merged into what nobody has", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
		into := on(t, "2023-03-01 09:00", kind)
		d.w.Matter = func(string) (*State, error) { return into, nil }
		d.do(t, "2023-03-20 09:00", Command{Name: "merge", Actor: office, To: "m-2", Reason: "重复"})
	})
	for name, tt := range map[string]struct{ at, code, says string }{
		"a part that is in time is merged into its whole":   {"2023-03-09 09:00", "", ""},
		"a part that is late is not, and is told no detour": {"2023-03-20 09:00", "matter.merge_later", "并入就等于延后时限；请先把"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := on(t, "2023-02-01 09:00", lawless, given("2023-12-29"))
			d := newDesk(world(t, kindWith("case", lawless)))
			d.w.Matter = func(string) (*State, error) { return whole, nil }
			d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, ID: "m-1", Kind: "case", Number: "1号", Particulars: Particulars{Title: "一件", Parent: "m-2"}})
			assign := given("2023-03-15")
			assign.Name, assign.Actor = "assign", office
			d.do(t, "2023-03-01 09:00", assign)
			merge := Command{Name: "merge", Actor: office, To: "m-2", Reason: "重复"}
			if tt.code == "" {
				d.do(t, tt.at, merge)
				return
			}
			if code, zh := d.refused(t, tt.at, merge); code != tt.code || !strings.Contains(zh, tt.says) {
				t.Errorf("%s %s", code, zh)
			}
		})
	}
}
