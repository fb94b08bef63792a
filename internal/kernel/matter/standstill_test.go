package matter

import "testing"

// Who has to sign has the time that the matter ran for, and neither misses it nor is written to in between.
func TestTheTimeToSignStandsStillWithTheMatter(t *testing.T) {
	t.Parallel()
	const kind = "limit: { accept: 1wd, promised: 30wd }\nladder:\n  - { at: accept + 1wd, send: reminder-letter, to: owner }\nroles: { office: head(bg) }\n"
	d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 15:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
	d.until(t, "2023-03-15")
	equalLines(t, d.lines("duty-missed", "rung-fired"), nil)
	d.do(t, "2023-03-15 09:00", Command{Name: "resume", Actor: office})
	d.until(t, "2023-03-17")
	equalLines(t, d.lines("duty-missed", "rung-fired"), []string{
		"2023-03-15 17:30 duty-missed accept " + owner, "2023-03-16 08:30 rung-fired accept + 1wd send " + owner,
	})
	d = assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
	d.do(t, "2023-03-02 18:00", Command{Name: "suspend", Actor: office, Reason: "听证"}) // missed before
	d.until(t, "2023-03-10")
	equalLines(t, d.lines("duty-missed", "rung-fired"), []string{"2023-03-02 17:30 duty-missed accept " + owner})
	d.do(t, "2023-03-10 09:00", Command{Name: "resume", Actor: office})
	d.until(t, "2023-03-14")
	equalLines(t, d.lines("rung-fired"), []string{"2023-03-10 09:00 rung-fired accept + 1wd send " + owner})
}

func TestASuspendedMatterIsNotIdle(t *testing.T) {
	t.Parallel()
	const kind = "limit: { promised: 60wd }\nlight: { red: matter.idle > wd(8), green: \"true\" }\nroles: { office: head(bg) }\n"
	d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
	d.do(t, "2023-03-03 09:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
	d.do(t, "2023-03-24 09:00", Command{Name: "resume", Actor: office})
	if d.light() != Green {
		t.Errorf("%s when it goes on", d.light())
	}
	d.until(t, "2023-04-30") // one day before, eight from the 24th on
	equalLines(t, d.lines("light-changed")[1:], []string{"2023-04-04 00:00 light-changed green>red"})
}

// A letter says within what time it is to be answered, and what it says of itself stands: the answer may be that the matter does.
func TestALetterIsAnsweredWhileTheMatterStandsStill(t *testing.T) {
	t.Parallel()
	const kind = "limit: { promised: 60wd }\nladder:\n  - { at: unreplied + 1wd, raise: true, to: lead_unit.sponsor }\nroles: { assign: head(bg), office: head(bg) }\n"
	d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
	d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"})
	d.do(t, "2023-03-02 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督〔2023〕1号"})
	d.do(t, "2023-03-02 11:00", Command{Name: "deliver-letter", Actor: office, Letter: "L1"})
	d.do(t, "2023-03-03 09:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
	d.until(t, "2023-03-09")
	equalLines(t, d.lines("letter-late", "rung-fired", "duty-missed"), []string{
		"2023-03-07 17:30 duty-missed reply/L1 " + head, "2023-03-07 17:30 letter-late", "2023-03-08 08:30 rung-fired unreplied + 1wd raise " + sponsor,
	})
}
