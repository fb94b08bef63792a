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
	unit     string
	events   int64 // replayed
	light    *LightChange
	letters  Delta
	duties   Delta
	missed   Delta
	owing    Count
	rungs    []Move
	deadline *DeadlineMove
	seen     [2]map[matter.Light]bool // lights shown within the span
	reddened [2][]string              // months in which it turned red
}

// differ compares two stories of one matter, what governed and the candidate.
func differ(a, b *story, governed, candidate *matter.World, o Options) *difference {
	s := &a.state
	cal := governed.CalendarAt(o.To)
	d := &difference{unit: s.LeadUnit}
	d.light = lightChange(a, b, cal, o)
	for i, st := range []*story{a, b} {
		d.seen[i], d.reddened[i] = shown(st, cal, o)
	}
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
	if x, y := a.state.Deadlines.Working(), b.state.Deadlines.Working(); x.Date != y.Date {
		d.deadline = &DeadlineMove{Number: s.Number, Before: x.Date, After: y.Date, BeforeProvisional: x.Provisional, AfterProvisional: y.Provisional}
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

// lightChange walks both courses of lights side by side.
func lightChange(a, b *story, cal *calendar.Calendar, o Options) *LightChange {
	var out *LightChange
	var x, y matter.Light
	var why string
	i, j := 0, 0
	var since time.Time // since when the two differ
	note := func(until time.Time) {
		if since.IsZero() || out == nil {
			return
		}
		out.Days += int(cal.DateOf(until)-cal.DateOf(since)) + 1
	}
	for i < len(a.lights) || j < len(b.lights) {
		var at time.Time
		switch {
		case j == len(b.lights) || i < len(a.lights) && a.lights[i].at.Before(b.lights[j].at):
			at = a.lights[i].at
		default:
			at = b.lights[j].at
		}
		for i < len(a.lights) && a.lights[i].at.Equal(at) {
			x = a.lights[i].light
			i++
		}
		for j < len(b.lights) && b.lights[j].at.Equal(at) {
			y, why = b.lights[j].light, b.lights[j].reason
			j++
		}
		if at.Before(o.From) {
			at = o.From
		}
		switch {
		case x != y && since.IsZero():
			since = at
			if out == nil {
				out = &LightChange{Number: a.state.Number, Title: a.state.Title, Unit: a.state.LeadUnit, First: cal.DateOf(at), Before: x, After: y, Why: why}
			}
		case x == y && !since.IsZero():
			if at.After(since) {
				note(at.Add(-time.Microsecond))
			} else if out.Days == 0 { // differed before the span only
				out = nil
			}
			since = time.Time{}
		}
	}
	if !since.IsZero() {
		note(o.To)
	}
	return out
}

// shown gives the lights seen within the span and the months in which the matter turned red.
func shown(st *story, cal *calendar.Calendar, o Options) (map[matter.Light]bool, []string) {
	seen := map[matter.Light]bool{}
	var months []string
	for i, l := range st.lights {
		if !l.at.Before(o.From) {
			seen[l.light] = true
			if l.light == matter.Red {
				months = append(months, cal.DateOf(l.at).String()[:7])
			}
		} else if i+1 == len(st.lights) || st.lights[i+1].at.After(o.From) {
			seen[l.light] = true
		}
	}
	return seen, months
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
