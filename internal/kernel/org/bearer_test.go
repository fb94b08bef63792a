package org

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

const (
	group     = "“勤廉新区”建设行动领导小组" // its office is with 政策研究室, its head is 管委会主任
	taskForce = "招商专班"           // kept by its own head
	forces    = `office: 政策研究室 }
  - { code: zb, name: 招商专班, kind: 专班, head: 招商一科科长, members: [zsyk, zsek], to: 2026-06-01 }
  - { code: zbb, name: 招商专班办公室, kind: 办公室, head: 招商二科科长 }
  - { code: db, name: 督办组, kind: 督办组, head: 招商一科干事, office: zbb }
`
)

func bodied(t *testing.T) *State {
	t.Helper()
	c := zone(t, "office: 政策研究室 }\n", forces, "aliases: {", "aliases: { ldxz: [勤廉小组],")
	if faults := c.Validate(); len(faults) > 0 {
		t.Fatal(faults)
	}
	return NewState(c)
}

func TestABodyIsNamedAsPeopleNameIt(t *testing.T) {
	t.Parallel()
	v := bodied(t).At(today)
	for ref, want := range map[string]string{
		group: group, "ldxz": group, "勤廉小组": group, "leading-group": group, "zb": taskForce, "专班": taskForce, taskForce: taskForce,
		"招商一科科长": "招商一科科长", // a post is itself
		"招商":     "",       // a part of a name may be a unit's
		"zsj":    "",       // a unit
		"招商局":    "",
	} {
		if got, err := v.Bearer(ref); got != want || (err == nil) != (want != "") {
			t.Errorf("%s is %q, want %q: %v", ref, got, want, err)
		}
	}
	if _, err := v.Bearer("招商专斑"); errs.CodeOf(err) != "org.post_unknown" || !strings.Contains(errs.Message(err, text.Zh), taskForce) {
		t.Errorf("a slip is told %v", err)
	}
	if _, err := bodied(t).At(day("2026-06-01")).Bearer(taskForce); errs.CodeOf(err) != "org.post_ended" || !strings.Contains(errs.Message(err, text.Zh), "招商一科科长办理") {
		t.Errorf("of a body that is no more it is said %v", err)
	}
}

func TestWhoActsForABodyAndWhoStandsAboveIt(t *testing.T) {
	t.Parallel()
	v := bodied(t).At(today)
	for name, want := range map[string]struct {
		acts  string
		above string
	}{
		group:     {"政策研究室主任", "管委会主任"},
		taskForce: {"招商一科科长", "招商局局长 管委会主任"},               // its head keeps it
		"招商专班办公室": {"招商二科科长", "招商一科干事 招商一科科长 招商局局长 管委会主任"}, // above an office stands the head of what it serves
		"督办组":     {"招商二科科长", "招商一科干事 招商一科科长 招商局局长 管委会主任"},
	} {
		if got := v.ActsFor(name); got != want.acts || !v.IsBody(name) {
			t.Errorf("for %s acts %s, want %s", name, got, want.acts)
		}
		if got := strings.Join(v.Ladder(name), " "); got != want.above {
			t.Errorf("above %s stand %s, want %s", name, got, want.above)
		}
		owner, _ := Resolve(mustRole(t, "owner"), Context{Owner: name}, v)
		up, _ := Resolve(mustRole(t, "superior(owner)"), Context{Owner: name}, v)
		if !slices.Equal(owner, []string{want.acts}) || !slices.Equal(up, strings.Fields(want.above)[:1]) {
			t.Errorf("%s: the owner is %q, above %q", name, owner, up)
		}
		free, _ := ResolveSkipping(mustRole(t, "owner"), Context{Owner: name}, v, []string{want.acts})
		if !slices.Equal(free, up) {
			t.Errorf("%s: where who acts for it is a party it goes to %q, want %q", name, free, up)
		}
	}
	if got := v.Carried("政策研究室主任"); !slices.Equal(got, []string{"政策研究室主任", "商务局局长", group}) {
		t.Errorf("who keeps the office carries %q", got)
	}
	if got := v.Carried("管委会主任"); !slices.Equal(got, []string{"管委会主任"}) {
		t.Errorf("the head carries %q", got)
	}
	_, err := v.Holder(group)
	if said := errs.Message(err, text.Zh); errs.CodeOf(err) != "org.post_is_body" || !strings.Contains(said, "政策研究室主任") {
		t.Errorf("who acts in the name of a body is told %s", said)
	}
}

func TestAHeadBelowWhoKeepsTheOfficeIsNotAboveIt(t *testing.T) {
	t.Parallel()
	c := zone(t, "office: 政策研究室 }\n", "office: 政策研究室 }\n  - { code: zb, name: 招商专班, head: 招商一科科长, office: zsj }\n")
	v := NewState(c).At(today)
	if up, err := v.Superior(taskForce); up != "管委会主任" || err != nil {
		t.Errorf("above it stands %s: %v", up, err)
	}
}

func TestABodyThatIsNoMoreIsAnsweredFor(t *testing.T) {
	t.Parallel()
	v := bodied(t).At(day("2026-06-01"))
	if heir, ok := v.Heir(taskForce); heir != "招商一科科长" || !ok || v.IsBody(taskForce) {
		t.Errorf("it goes to %q %v", heir, ok)
	}
	if gone := v.Ended(); !slices.Contains(gone, taskForce) || slices.Contains(bodied(t).At(today).Ended(), taskForce) {
		t.Errorf("ended: %q", gone)
	}
	if got := v.Carried("招商一科科长"); !slices.Contains(got, taskForce) {
		t.Errorf("its head carries %q", got)
	}
}

func TestABodyWhoseOfficeNobodyHoldsIsVacant(t *testing.T) {
	t.Parallel()
	s := after(t, bodied(t), Relieve{Post: "政策研究室主任", Seat: Primary, On: today})
	v := s.At(today)
	if !v.IsVacant(group) || !v.IsNobody(group) || v.IsVacant(taskForce) || v.IsNobody(taskForce) {
		t.Errorf("%s or %s: vacant %t %t, nobody %t %t", group, taskForce, v.IsVacant(group), v.IsVacant(taskForce), v.IsNobody(group), v.IsNobody(taskForce))
	}
}
