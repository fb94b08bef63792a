package calendar

import (
	"io/fs"
	"slices"
	"sync"
	"time"
)

// founding is the last year whose notice every ledger knows without an event. The notices of later years that a
// release carries are learnt: an event on the ledger says since when a zone has known them. So what a ledger's
// deadlines were counted with does not depend on which release reads it.
const founding = 2026

// Step is what was known from an instant on: the calendar, and the notice that made it so.
type Step struct {
	From     time.Time // the day after publication begins; zero for the first step, which holds from the beginning
	Calendar *Calendar
	Notice   Notice
}

// Steps is how knowledge grew as notices became known; each step has all that came before. Notices may come in any
// order; those of the founding years are there already.
func Steps(learnt ...Learnt) ([]Step, error) {
	if len(learnt) == 0 {
		return foundingSteps(), nil
	}
	all := slices.Clone(foundingNotices())
	all = append(all, learnt...)
	return steps(all)
}

// Learnt is a notice and when it became known.
type Learnt struct {
	Notice
	From time.Time
}

var foundingSteps = sync.OnceValue(func() []Step {
	out, err := steps(foundingNotices())
	if err != nil {
		panic(err)
	}
	return out
})

func foundingNotices() []Learnt {
	var out []Learnt
	for _, n := range Builtin().Notices() {
		if n.Year <= founding {
			out = append(out, Learnt{n, Builtin().StartOfDay(n.Published + 1)})
		}
	}
	return out
}

func steps(all []Learnt) ([]Step, error) {
	slices.SortStableFunc(all, func(a, b Learnt) int { return a.From.Compare(b.From) })
	var out []Step
	var notices []Notice
	for _, l := range all {
		notices = append(notices, l.Notice)
		cal, err := New(notices, DefaultHours())
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 {
			cal = cal.Following(out[n-1].Calendar, l.From)
		}
		out = append(out, Step{l.From, cal, l.Notice})
	}
	out[0].From = time.Time{}
	return out, nil
}

// Later gives the files of the notices that this release carries beyond the founding years, in order of name, for
// ledgers that do not know them yet.
func Later() [][]byte {
	files, err := fs.Glob(years, "years/*.yaml")
	if err != nil {
		panic(err)
	}
	var out [][]byte
	for _, file := range files {
		data, err := years.ReadFile(file)
		if err != nil {
			panic(err)
		}
		if n, err := ParseNoticeFile(file, data); err == nil && n.Year > founding {
			out = append(out, data)
		}
	}
	return out
}
