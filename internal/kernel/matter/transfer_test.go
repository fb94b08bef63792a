package matter

import (
	"strings"
	"testing"
)

func TestATransferToAnotherUnitGoesToItsHeadUnlessAnOwnerIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, unit, owner, want string }{
		{"to another unit", "gw", "", ""},
		{"to another unit and a post of it", "gw", "核验专员", "核验专员"},
		{"within the unit", "zs", "", owner},
		{"of other things than the unit", "", "", owner},
		{"to the unit that the owner is a post of", "zs", "", owner},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := registered(t, world(t, kindWith("case", "roles: { assign: head(bg), office: head(bg) }\n")), "2023-03-01 09:00")
			d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: map[bool]string{true: "js", false: "zs"}[strings.Contains(tt.name, "is a post of")]}})
			m, err := d.w.moment(&d.s, at("2023-03-02 09:00"))
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if tt.want, err = m.org().Head(tt.unit); err != nil || tt.want == owner {
					t.Fatal(tt.want, err)
				}
			}
			m.release()
			d.do(t, "2023-03-02 09:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{Owner: tt.owner, LeadUnit: tt.unit}})
			if d.s.Owner != tt.want || tt.unit != "" && d.s.LeadUnit != tt.unit {
				t.Errorf("%s of %s, want %s", d.s.Owner, d.s.LeadUnit, tt.want)
			}
		})
	}
}

func TestTheOwnersUnitLeadsWhereNoneIsNamed(t *testing.T) {
	t.Parallel()
	for name, given := range map[string][2]string{"the owner comes with the registration": {owner, ""}, "with the assignment": {"", owner}} {
		w := world(t, kindWith("case", "roles: { assign: head(bg), office: head(bg) }\n"))
		d := newDesk(w)
		d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "case", Number: "1号", Particulars: Particulars{Title: "某某项目"}, Assignment: Assignment{Owner: given[0]}})
		d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: given[1]}})
		if d.s.Owner != owner || d.s.LeadUnit != "zs" {
			t.Errorf("%s: %s of %q", name, d.s.Owner, d.s.LeadUnit)
		}
	}
}

func TestTheReviewThatRunsGoesWithTheMatterAndTheOneMissedDoesNot(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, kindWith("case", "roles: { assign: head(bg), office: head(bg) }\ncadence: weekly\n")), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
	d.until(t, "2023-03-07 09:00") // the first week has gone by, the second runs
	d.do(t, "2023-03-08 09:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{Owner: "核验专员", LeadUnit: "gw"}})
	owed := func() (out []string) {
		for _, o := range d.s.Duties {
			if o.inCadence() {
				out = append(out, o.Period+" "+o.Owner+map[bool]string{true: " missed"}[o.Missed()])
			}
		}
		return out
	}
	equalLines(t, owed(), []string{"2023-W09 " + owner + " missed", "2023-W10 核验专员"})
	d.until(t, "2023-03-11 09:00")
	equalLines(t, owed(), []string{"2023-W09 " + owner + " missed", "2023-W10 核验专员 missed"})
}

func TestAMatterIsNotMergedIntoItself(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	for _, to := range []string{d.s.ID, d.s.Number} {
		if code, zh := d.refused(t, "2023-03-02 09:00", Command{Name: "merge", Actor: office, To: to, Reason: "重复"}); code != "matter.merge_self" || !strings.Contains(zh, "不能并入自己") {
			t.Errorf("%s %s", code, zh)
		}
	}
}

func TestAnObjectionIsTheOwnersAndOneAtATime(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	for _, other := range []string{head, office, sponsor} {
		if code, zh := d.refused(t, "2023-03-02 09:00", Command{Name: "object", Actor: other, Text: "替他申诉"}); code != "matter.not_your_post" || !strings.Contains(zh, owner) {
			t.Errorf("%s: %s %s", other, code, zh)
		}
	}
	d.do(t, "2023-03-02 09:10", Command{Name: "object", Actor: owner, Text: "材料已报"})
	if code, zh := d.refused(t, "2023-03-02 09:20", Command{Name: "object", Actor: owner, Text: "再申诉"}); code != "matter.objection_pending" || !strings.Contains(zh, "材料已报") {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-03-02 10:00", Command{Name: "answer-objection", Actor: office, Text: "已核"})
	d.do(t, "2023-03-02 10:10", Command{Name: "object", Actor: owner, Text: "再申诉"})
}
