package matter

import "testing"

// Signing for a matter is done by whoever has it, and by nobody who hands it on or ends it.

const signKind = `limit: { promised: 20wd, accept: 1wd }
roles: { assign: head(bg), office: head(bg), verify: post(核验专员) }
light: { red: matter.missed > 1, amber: matter.missed == 1, green: "true" }
ladder:
  - { at: accept + 1wd, send: reminder-letter, to: owner }
`

// unsigned is a matter that was to be signed for by the end of 2 March and was not.
func unsigned(t *testing.T) *desk {
	t.Helper()
	d := registered(t, world(t, kindWith("case", signKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
	d.until(t, "2023-03-02 18:00")
	equalLines(t, d.lines("duty-missed"), []string{"2023-03-02 17:30 duty-missed accept " + owner})
	return d
}

// signing tells who owes to sign for the matter, and who has missed it.
func (d *desk) signing() (out []string) {
	for _, v := range d.s.Duties {
		if v.What == DutyAccept {
			out = append(out, v.ID+" "+v.Owner+map[bool]string{true: " missed"}[v.Missed()])
		}
	}
	return out
}

func TestToAssignAgainSignsForNothing(t *testing.T) {
	t.Parallel()
	t.Run("to the same owner, nothing is handed over", func(t *testing.T) {
		t.Parallel()
		d := unsigned(t)
		due := d.s.Deadlines.Accept.At
		for _, when := range []string{"2023-03-03 08:40", "2023-03-06 09:00", "2023-03-07 09:00"} {
			d.do(t, when, Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}, Particulars: Particulars{Brief: "抓紧"}})
		}
		d.do(t, "2023-03-07 10:00", Command{Name: "transfer", Actor: office, Reason: "补主办单位", Assignment: Assignment{LeadUnit: "zs"}})
		d.until(t, "2023-03-09")
		equalLines(t, d.signing(), []string{"accept " + owner + " missed"})
		if !d.s.Deadlines.Accept.At.Equal(due) || d.light() != Amber || !d.s.TouchedAt.Equal(at("2023-03-01 09:10")) || d.s.Brief != "抓紧" {
			t.Errorf("%v %v %v %s", d.s.Deadlines.Accept, d.light(), d.s.TouchedAt, d.s.Brief)
		}
		equalLines(t, d.lines("rung-fired"), []string{"2023-03-03 08:30 rung-fired accept + 1wd send " + owner})
		d.do(t, "2023-03-09 09:00", Command{Name: "accept", Actor: owner})
		equalLines(t, d.signing(), nil)
	})
	t.Run("in time, the duty goes on", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", signKind)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
		d.do(t, "2023-03-02 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
		equalLines(t, d.signing(), []string{"accept " + owner})
		d.until(t, "2023-03-02 18:00")
		equalLines(t, d.signing(), []string{"accept " + owner + " missed"})
	})
	t.Run("to another, who has a limit of their own; what the first missed stays, until somebody signs", func(t *testing.T) {
		t.Parallel()
		d := unsigned(t)
		d.do(t, "2023-03-03 08:40", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: section}})
		equalLines(t, d.signing(), []string{"accept " + owner + " missed", "accept/2 " + section})
		d.do(t, "2023-03-03 09:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{Owner: head}})
		equalLines(t, d.signing(), []string{"accept " + owner + " missed", "accept/3 " + head})
		equalLines(t, d.lines("duty-lapsed"), []string{"2023-03-03 09:00 duty-lapsed accept/2 " + section})
		if d.light() != Amber {
			t.Errorf("%s: the matter was not signed for in time", d.light())
		}
		d.do(t, "2023-03-03 10:00", Command{Name: "accept", Actor: head})
		equalLines(t, d.signing(), nil)
		if d.light() != Green {
			t.Errorf("%s", d.light())
		}
	})
	t.Run("handed on at the very instant at which it is due, it was not missed", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", signKind)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
		d.do(t, "2023-03-02 17:30", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: section}})
		equalLines(t, d.lines("duty-missed", "duty-lapsed"), []string{"2023-03-02 17:30 duty-lapsed accept " + owner})
	})
	t.Run("an old ledger does not say whether, and has it met", func(t *testing.T) {
		t.Parallel()
		d := unsigned(t)
		s := Evolve(d.s, &d.events[0].head, &AssignedEvent{Assignment: Assignment{Owner: owner}})
		if len(s.Duties) != 0 || s.Handed != 2 {
			t.Errorf("%+v", s.Duties)
		}
	})
}

func TestToEndAMatterSignsForNothing(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]Command{
		"withdrawn": {Name: "withdraw", Actor: office, Reason: "重复"},
		"merged":    {Name: "merge", Actor: office, To: "m-2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := registered(t, world(t, kindWith("case", signKind)), "2023-03-01 09:00")
			d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
			d.do(t, "2023-03-02 09:10", end)
			equalLines(t, d.lines("duty-lapsed"), []string{"2023-03-02 09:10 duty-lapsed accept " + owner})
		})
	}
}
