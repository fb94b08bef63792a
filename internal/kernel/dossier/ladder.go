package dossier

import (
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Rung is a rung of a kind's ladder as one matter stands on it.
type Rung struct {
	When   text.Text // when it fires, in the file's words where it has a title
	What   text.Text // what it does
	Whom   text.Text // whom the file sends it to
	Action string    // send, talk, raise, bulletin
	Level  int       // how far the matter is raised once this one and those before it have fired
	Fired  []Entry   // oldest first; one that hangs on duties or letters may have fired often
	Comes  time.Time // when it will fire first if nobody acts; zero where that is not to be seen
	To     []string  // posts that it reached last, or will reach
}

// ladder tells of each rung of a matter's kind when it fired and when it comes.
func ladder(b *mechanism.Bundle, s *matter.State, past, unswept, comes []Entry) []Rung {
	if b == nil || b.Kinds[s.Kind] == nil {
		return nil
	}
	var out []Rung
	level := 0
	for i := range b.Kinds[s.Kind].Ladder {
		r := &b.Kinds[s.Kind].Ladder[i]
		action, _, words := r.Action(b)
		if action == "raise" {
			level++
		}
		rung := Rung{When: mechanism.RungWords(r.Source), What: words, Whom: r.Whom(), Action: action, Level: level}
		if !r.Title.IsZero() {
			rung.When.Zh = r.Title.Zh + "（" + rung.When.Zh + "）"
			if r.Title.En != "" { // else its instant alone says in English what it is
				rung.When.En = r.Title.En + " (" + rung.When.En + ")"
			}
		}
		for _, list := range [...][]Entry{past, unswept} {
			for _, e := range list {
				if c, ok := e.Content.(*matter.RungFiredEvent); ok && c.Rung == r.Source && c.Action == rung.Action {
					rung.Fired, rung.To = append(rung.Fired, e), c.To
				}
			}
		}
		for _, e := range comes {
			if c, ok := e.Content.(*matter.RungFiredEvent); ok && rung.Comes.IsZero() && c.Rung == r.Source && c.Action == rung.Action {
				rung.Comes, rung.To = e.At, c.To
			}
		}
		out = append(out, rung)
	}
	return out
}

// rungTitle says why a rung fired. The event has the file's Chinese; the file may have English for it, and where it has none
// the rung's instant says it.
func (t *teller) rungTitle(at time.Time, c *matter.RungFiredEvent) text.Text {
	words := mechanism.RungWords(c.Rung)
	if c.Title == "" {
		return words
	}
	words.Zh = c.Title
	if k := t.kindAt(at); k != nil {
		for i := range k.Ladder {
			if r := &k.Ladder[i]; r.Source == c.Rung && r.Title.Zh == c.Title && r.Title.En != "" {
				words.En = r.Title.En
			}
		}
	}
	return words
}
