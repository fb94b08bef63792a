package calendar

import (
	"testing"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestAPromiseMayNotExceedTheLaw(t *testing.T) {
	t.Parallel()
	c, from := Builtin(), morning("2026-03-02")
	for name, tt := range map[string]struct {
		advisory, promised, statutory string
		check, checkAt                bool
	}{
		"a shorter promise":                 {"3wd", "10wd", "20wd", true, true},
		"an equal promise":                  {"", "20wd", "20wd", true, true},
		"a longer promise":                  {"", "21wd", "20wd", false, false},
		"a longer promise in another unit":  {"", "1mo", "20wd", true, false},
		"a shorter promise in another unit": {"", "15d", "20wd", true, true},
		"advice beyond the promise":         {"11wd", "10wd", "20wd", false, false},
		"advice beyond the law":             {"21wd", "", "20wd", false, false},
		"no limits":                         {"", "", "", true, true},
	} {
		terms := Terms{MustLimit(tt.advisory), MustLimit(tt.promised), MustLimit(tt.statutory)}
		if err := terms.Check(); (err == nil) != tt.check {
			t.Errorf("%s: %v", name, err)
		}
		if err := terms.CheckAt(c, from); (err == nil) != tt.checkAt {
			t.Errorf("%s at the start: %v", name, err)
		}
	}
	err := Terms{Promised: MustLimit("21wd"), Statutory: MustLimit("20wd")}.Check()
	if got := errs.Message(err, text.Zh); got != "promised: 承诺时限（21个工作日）不得长于法定时限（20个工作日）" {
		t.Error(got)
	}
	if got := errs.Message(err, text.En); got != "promised: the promised limit 21wd may not be longer than the statutory limit 20wd" {
		t.Error(got)
	}
}

func TestAcceptance(t *testing.T) {
	t.Parallel()
	// Received on Monday 2 March 2026; the five working days end on Monday 9 March at 17:30.
	for name, tt := range map[string]struct{ received, notice, completed, now, want string }{
		"silence within five days is no acceptance yet":       {"2026-03-02 09:00", "", "", "2026-03-09 17:30", ""},
		"silence after five days accepts as of receipt":       {"2026-03-02 09:00", "", "", "2026-03-09 17:31", "2026-03-02 09:00"},
		"told in time, the clock has not started":             {"2026-03-02 09:00", "2026-03-09 10:00", "", "2026-05-01 09:00", ""},
		"told in time and completed, it starts on completion": {"2026-03-02 09:00", "2026-03-09 10:00", "2026-04-10 10:00", "2026-05-01 09:00", "2026-04-10 10:00"},
		"told late, it was accepted as of receipt":            {"2026-03-02 09:00", "2026-03-10 10:00", "", "2026-03-11 09:00", "2026-03-02 09:00"},
		"told late, completion does not matter":               {"2026-03-02 09:00", "2026-03-10 10:00", "2026-04-10 10:00", "2026-05-01 09:00", "2026-03-02 09:00"},
		"completed unasked in time, accepted on completion":   {"2026-03-02 09:00", "", "2026-03-04 10:00", "2026-05-01 09:00", "2026-03-04 10:00"},
		"a notice that is still to come has not been given":   {"2026-03-02 09:00", "2026-03-06 10:00", "", "2026-03-05 09:00", ""},
		"received by night, it counts from the next morning":  {"2026-03-02 20:00", "", "", "2026-03-11 09:00", "2026-03-03 08:30"},
		"completed by night, it counts from the next morning": {"2026-03-02 09:00", "2026-03-09 10:00", "2026-04-10 22:00", "2026-05-01 09:00", "2026-04-13 08:30"},
		"nothing was received yet":                            {"2026-03-02 09:00", "", "", "2026-03-01 09:00", ""},
	} {
		var when [4]time.Time
		for i, s := range []string{tt.received, tt.notice, tt.completed, tt.now} {
			if s != "" {
				when[i] = at(s)
			}
		}
		from, ok := AcceptedAsOf(Builtin(), when[0], when[1], when[2], when[3])
		if ok != (tt.want != "") || ok && !from.Equal(at(tt.want)) {
			t.Errorf("%s: %s %v, want %s", name, Stamp(from), ok, tt.want)
		}
	}
}
