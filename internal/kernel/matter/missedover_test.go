package matter

import (
	"slices"
	"testing"
)

// missedOver is a matter of which everything was missed: signing, a review, a letter, a raise, a talk, a bulletin.
func missedOver(t *testing.T) *desk {
	t.Helper()
	d := registered(t, world(t, kindWith("case", `limit: { accept: 1wd }
roles: { assign: head(bg), verify: post(核验专员), office: head(js) }
cadence: weekly
ladder:
  - { at: due, send: supervision-letter, to: lead_unit.head }
  - { at: due, raise: true, to: sponsor }
  - { at: due, talk: true, to: lead_unit.head, by: sponsor }
  - { at: due, bulletin: bulletin, to: lead_unit.head }
`)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-07")}})
	d.until(t, "2023-03-13 08:00")
	equalLines(t, d.allMissed(), []string{"accept", "bulletin", "issue", "raise", "review", "review", "talk"})
	return d
}

func (d *desk) allMissed() (out []string) {
	for _, v := range d.s.Duties {
		if v.Missed() {
			out = append(out, v.What)
		}
	}
	slices.Sort(out)
	return out
}

func TestWhatWasMissedStaysMissedWhateverBecomesOfTheMatter(t *testing.T) {
	t.Parallel()
	for name, end := range map[string][]Command{
		"withdrawn":  {{Name: "withdraw", Actor: office, Reason: "重复"}},
		"merged":     {{Name: "merge", Actor: office, To: "m-2"}},
		"closed out": {{Name: "complete", Actor: owner}, {Name: "close", Actor: verifier}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := missedOver(t)
			want := d.allMissed()
			if name == "closed out" { // the owner's completion took it on
				want = want[1:]
			}
			for i, c := range end {
				d.do(t, []string{"2023-03-13 09:00", "2023-03-13 10:00"}[i], c)
			}
			d.until(t, "2023-06-01")
			equalLines(t, d.allMissed(), want)
			for _, v := range d.s.Duties {
				if !v.Missed() {
					t.Errorf("%s is still owed", v.ID)
				}
			}
		})
	}
}

func TestAMissThatNobodyCanMakeGoodIsSettledByWhoAssigns(t *testing.T) {
	t.Parallel()
	d := missedOver(t)
	meet := func(by, duty, text string) Command {
		return Command{Name: "meet", Actor: by, Duty: duty, Text: text}
	}
	if code, zh := d.refused(t, "2023-03-13 08:50", meet(office, "accept", "已批评")); code != "matter.duty_by_deed" { // it can still be signed for
		t.Error(code, zh)
	}
	d.do(t, "2023-03-13 09:00", Command{Name: "withdraw", Actor: office, Reason: "重复"})
	for i, tt := range []struct{ by, text, code string }{{owner, "已说明", "matter.recused"}, {section, "已说明", "matter.not_your_post"}, {office, " ", "matter.no_text"}} {
		if code, zh := d.refused(t, "2023-03-14 09:00", meet(tt.by, "accept", tt.text)); code != tt.code {
			t.Error(i, code, zh)
		}
	}
	found := false
	offered, err := Actions(&d.s, d.w, office, "", at("2023-03-14 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range offered {
		found = found || a.Command == "meet" && a.Duty == "accept"
	}
	if !found {
		t.Error("the office is not offered to settle it")
	}
	d.do(t, "2023-03-14 09:10", meet(office, "accept", "事项重复，已提醒本人"))
	d.do(t, "2023-03-14 09:20", meet(office, "issue/L1", "事项已撤销，不再发函"))
	for _, what := range d.allMissed() {
		if what == "accept" || what == "issue" {
			t.Errorf("%s is still missed", what)
		}
	}
}
