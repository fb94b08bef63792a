package matter

import "testing"

// What stood still behind the deadline is not late: neither to the rules of the light nor to what is shown.
func TestAStandstillBehindTheDeadlineIsNotLate(t *testing.T) {
	t.Parallel()
	const kind = "limit: { promised: 5wd }\nlight: { red: matter.remaining <= wd(-4), green: \"true\" }\nroles: { office: head(bg) }\n"
	d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00") // due on 03-08
	d.do(t, "2023-03-10 08:30", Command{Name: "suspend", Actor: office, Reason: "听证"})
	d.do(t, "2023-03-24 09:00", Command{Name: "resume", Actor: office})
	if d.light() != Green {
		t.Errorf("%s when it goes on, one day late", d.light())
	}
	d.until(t, "2023-04-30") // 03-09, 24, 27, 28
	equalLines(t, d.lines("light-changed")[1:], []string{"2023-03-28 00:00 light-changed green>red"})
	if used, _ := d.s.Clock.Spent(d.w.CalendarAt(at("2023-03-28 09:00")), at("2023-03-28 09:00")); used != limit("9wd") {
		t.Error(used)
	}
}
