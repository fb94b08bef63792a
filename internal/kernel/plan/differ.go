package plan

import (
	"regexp"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
)

// difference is what one matter contributes to the report.
type difference struct {
	unit      string
	events    int64         // replayed
	lights    []LightChange // one for every pair of lights that stood side by side
	letters   Delta
	duties    Delta
	missed    Delta
	owing     Count
	rungs     []Move
	deadlines []DeadlineMove
	seen      [2]map[matter.Light]bool // lights shown within the span
	reddened  [2][]string              // months in which it turned red, each once
}

// differ compares two stories of one matter, what governed and the candidate.
func differ(a, b *story, governed, candidate *matter.World, o Options) *difference {
	s := &a.state
	cal := governed.CalendarAt(o.To)
	d := &difference{unit: s.LeadUnit}
	d.compareLights(a, b, cal, o)
	entries := func(st *story, pick func(*story, func(Entry))) []Entry {
		var out []Entry
		pick(st, func(e Entry) {
			e.Number = s.Number
			out = append(out, e)
		})
		return out
	}
	within := func(t time.Time) bool { return !t.Before(o.From) }
	letters := func(st *story, add func(Entry)) {
		w := governed
		if st == b {
			w = candidate
		}
		for _, f := range st.rungs {
			for _, l := range f.event.Letters {
				if !within(f.at) {
					continue
				}
				if now, ok := st.state.LetterOf(l.ID); ok {
					l = now
				}
				title := w.Timeline.LetterTitle(s.Kind, l.Template, letter.WordsAt(l.State, f.at, l.IssuedAt, o.To))
				add(Entry{What: l.Template, Kind: l.Template, Title: title, Who: l.To, On: cal.DateOf(f.at)})
			}
		}
	}
	duties := func(what string) func(*story, func(Entry)) {
		return func(st *story, add func(Entry)) {
			for _, f := range st.duties {
				if f.event.What == what && within(f.at) {
					add(owed(&f.event.Duty, f.at, cal))
				}
			}
			if what != "opened" {
				return
			}
			for _, f := range st.rungs {
				for _, duty := range f.event.Duties {
					if within(f.at) {
						add(owed(&duty, f.at, cal))
					}
				}
			}
		}
	}
	d.letters = delta(entries(a, letters), entries(b, letters))
	d.duties = delta(entries(a, duties("opened")), entries(b, duties("opened")))
	d.missed = delta(entries(a, duties("missed")), entries(b, duties("missed")))
	d.owing = Count{stillMissed(&a.state), stillMissed(&b.state)}
	d.rungs = moves(s.Number, a, b, cal, o)
	d.deadlines = deadlineMoves(s.Number, &a.state.Deadlines, &b.state.Deadlines)
	if b.kindless {
		for i := range d.lights {
			d.lights[i].Reason = noKind
		}
		for i := range d.deadlines {
			d.deadlines[i].Reason = noKind
		}
	}
	return d
}

// stillMissed counts what was missed and not made good, an office's duties among them.
func stillMissed(s *matter.State) int {
	n := 0
	for i := range s.Duties {
		if s.Duties[i].Missed() {
			n++
		}
	}
	return n
}

// owed is the entry of a duty. What hangs on a rung or a letter is told by what it asks for: letters are counted anew on each
// side, and a rung that was moved is the same duty to whoever owes it.
func owed(d *matter.Duty, at time.Time, cal *calendar.Calendar) Entry {
	what := d.What
	if d.Period != "" {
		what = d.ID
	}
	e := Entry{What: what, Kind: d.What, Cadence: d.Cadence, Period: d.Period, Who: d.Owner, On: cal.DateOf(at)}
	if !d.Due.IsZero() {
		e.Due = cal.DateOf(d.Due)
	}
	return e
}

// delta tells which entries stand on one side only, each counted as often as it occurs. A letter of another title is the same.
func delta(before, after []Entry) Delta {
	d := Delta{Before: len(before), After: len(after)}
	left := map[Entry]int{}
	untitled := func(e Entry) Entry {
		e.Title = text.Text{}
		return e
	}
	for _, e := range before {
		left[untitled(e)]++
	}
	for _, e := range after {
		if left[untitled(e)] > 0 {
			left[untitled(e)]--
			continue
		}
		d.Added = append(d.Added, e)
	}
	for _, e := range before {
		if left[untitled(e)] > 0 {
			left[untitled(e)]--
			d.Removed = append(d.Removed, e)
		}
	}
	return d
}

// letterID is the id of a letter at the end of what a rung hung on.
var letterID = regexp.MustCompile(`\bL\d+$`)

// moves compares when rungs fired. The n-th firing of a key stands against the n-th, whatever the letter is called that
// it hung on: letters are counted anew on each side.
func moves(number string, a, b *story, cal *calendar.Calendar, o Options) []Move {
	type nth struct {
		key string
		n   int
	}
	days := func(st *story) (map[nth]clock.Date, map[nth]*matter.RungFiredEvent, []nth) {
		m, rungs, order := map[nth]clock.Date{}, map[nth]*matter.RungFiredEvent{}, []nth(nil)
		count := map[string]int{}
		for _, f := range st.rungs {
			key := letterID.ReplaceAllString(f.event.Key, "L")
			count[key]++
			k := nth{key, count[key]}
			if f.at.Before(o.From) {
				continue
			}
			m[k], rungs[k] = cal.DateOf(f.at), f.event
			order = append(order, k)
		}
		return m, rungs, order
	}
	before, rungs, order := days(a)
	after, newRungs, newOrder := days(b)
	move := func(rung *matter.RungFiredEvent, from, to clock.Date) Move {
		return Move{Number: number, Rung: rung.Rung + " " + rung.Action, To: rung.To, Before: from, After: to}
	}
	var out []Move
	for _, k := range order {
		if after[k] != before[k] {
			out = append(out, move(rungs[k], before[k], after[k]))
		}
	}
	for _, k := range newOrder {
		if _, known := before[k]; !known {
			out = append(out, move(newRungs[k], 0, after[k]))
		}
	}
	return out
}
