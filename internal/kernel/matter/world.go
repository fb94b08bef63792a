package matter

import (
	"math"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	registers "qinlian/internal/kernel/register"
)

// World is everything outside the matter that a decision may consult. It answers for any instant, so
// that what fell due in the past is judged by what was in force then.
type World struct {
	Zone      string
	Timeline  mechanism.Timeline
	Calendars []CalendarVersion // in order of From; the first governs from the beginning
	Org       func(clock.Date) *org.View
	// Reforms are the instants, in order, from which units, posts or bodies are others: what standing matters are about.
	Reforms []time.Time
	// Tree adds up the matter's descendants as they were at an instant; nil where no rule reads them.
	Tree func(id string, at time.Time) Tree
	// Below lists a matter's descendants as they were at an instant, without those withdrawn or merged, for refusals that
	// name them; nil: nothing is asked.
	Below func(id string, at time.Time) []Node
	// Matters are those of some kinds as they were at an instant, in order of number, and Records all of a
	// register: what a letter compiles its lists from. nil: such letters are refused.
	Matters func(kinds []string, at time.Time) ([]State, error)
	Records func(name string) ([]registers.Record, error)
	// Matter is another matter of the zone as it stands; nil: nothing is asked of it.
	Matter func(id string) (*State, error)
	// Recolored tells whether a session resolved to give a matter an urgency, last of its own resolutions on it and not before
	// the session on which its present urgency rests ("" where that is not asked); nil: nothing is asked.
	Recolored func(session, matter, urgency, rests string) bool
}

// CalendarVersion is a calendar and the instant from which the office knew it.
type CalendarVersion struct {
	From     time.Time
	Calendar *calendar.Calendar
	Notice   string // what brought it: the notice's number
}

// CalendarAt is the calendar known at t, with the office hours of the mechanisms in force on each day until then.
func (w *World) CalendarAt(t time.Time) *calendar.Calendar {
	return w.Timeline.Calendar(t, w.calendarAt(t).Calendar)
}

func (w *World) calendarAt(t time.Time) *CalendarVersion {
	for i := len(w.Calendars) - 1; i > 0; i-- {
		if !w.Calendars[i].From.After(t) {
			return &w.Calendars[i]
		}
	}
	return &w.Calendars[0]
}

// kind is the matter's kind as in force at t. What a version leaves out goes on by the last one that had it, so that work
// under way ends by the rules that it began with; new work of it is not taken (register).
func (w *World) kind(name string, t time.Time) (*mechanism.Bundle, *mechanism.Kind, error) {
	b, k := w.Timeline.Governs(name, t)
	switch {
	case b == nil:
		return nil, nil, errs.Newf(errs.NotFound, "mechanism.none_in_force",
			"%[1]s 时本地区尚无生效的机制，请先用 apply 启用", "no mechanism was in force at %[1]s; apply one first", calendar.Stamp(t))
	case k == nil:
		return b, nil, unknownKind(name)
	}
	return b, k, nil
}

func unknownKind(name string) error {
	return errs.Newf(errs.NotFound, "matter.unknown_kind", "没有“%[1]s”这一类事项", "there is no kind of matter %[1]q", name)
}

// Tree is what a matter's descendants add up to.
type Tree struct {
	Children   int
	Leaves     int
	LeavesDone int

	LeavesClosed int     // done, verified and closed out
	Bare         int     // branches with nothing below them that are not done: their leaves are still to come
	Progress     float64 // weighted, per cent
}

// ProgressOf is the progress of the matter on top: that of the tree where others hang below it, else what it reported itself.
func (t *Tree) ProgressOf(s *State) float64 {
	if t.Children > 0 {
		return t.Progress
	}
	return s.Progress
}

// Shown rounds a progress as lists hold it, so that one matter shows one figure everywhere. Rules read it unrounded.
func Shown(percent float64) float64 { return math.Round(percent*1e6) / 1e6 }

// Node is one matter of a tree, as Summarise needs it.
type Node struct {
	ID, Parent string
	Number     string
	Weight     int
	Progress   float64
	Done       bool
	Over       bool // closed out: nobody works on it any more
	Branch     bool // its kind always decomposes (mechanism.Bundle.Branches): without children it is unfinished, not a leaf
}

// NodeOf is a matter as a tree sees it; gone tells that it counts no more, withdrawn or merged. Whether it is a branch
// its kind says.
func NodeOf(s *State) (n Node, gone bool) {
	done := !s.CompletedAt.IsZero() || s.Stage == Closed && !s.ClosedAt.IsZero()
	return Node{ID: s.ID, Parent: s.Parent, Number: s.Number, Weight: s.Weight, Progress: s.Progress, Done: done, Over: s.Over()}, s.Stage == Withdrawn || s.Stage == Merged
}

// Summarise adds up the tree below root. A leaf that is done counts as 100 per cent; an inner node is
// the weighted mean of its children. Nodes that do not hang below root are ignored.
func Summarise(root string, nodes []Node) Tree {
	f := forestOf(nodes)
	return f.below(root)
}

// Summaries are what Summarise tells of each matter below which something hangs, for the effort of one.
func Summaries(nodes []Node) map[string]Tree {
	f := forestOf(nodes)
	for i := range nodes {
		f.below(nodes[i].Parent)
	}
	return f.sums
}

// forest is nodes by what they hang below, and what was added up of them.
type forest struct {
	children map[string][]*Node
	sums     map[string]Tree
}

func forestOf(nodes []Node) forest {
	f := forest{children: map[string][]*Node{}, sums: map[string]Tree{}}
	for i := range nodes {
		f.children[nodes[i].Parent] = append(f.children[nodes[i].Parent], &nodes[i])
	}
	return f
}

// below adds up each node once. In a circle, which only tampering makes, whatever is met on the way down counts for nothing.
func (f *forest) below(id string) Tree {
	if sum, met := f.sums[id]; met {
		return sum
	}
	t := Tree{Children: len(f.children[id])}
	f.sums[id] = t
	var sum, weights float64
	for _, n := range f.children[id] {
		progress := n.Progress
		if n.Done {
			progress = 100
		}
		switch {
		case len(f.children[n.ID]) > 0:
			part := f.below(n.ID)
			progress = part.Progress
			t.Leaves, t.LeavesDone, t.LeavesClosed, t.Bare = t.Leaves+part.Leaves, t.LeavesDone+part.LeavesDone, t.LeavesClosed+part.LeavesClosed, t.Bare+part.Bare
		case n.Branch:
			if !n.Done {
				t.Bare++
			}
		default:
			t.Leaves++
			if n.Done {
				t.LeavesDone++
			}
			if n.Over {
				t.LeavesClosed++
			}
		}
		weight := float64(max(n.Weight, 1))
		sum += weight * progress
		weights += weight
	}
	if weights > 0 {
		t.Progress = sum / weights
	}
	f.sums[id] = t
	return t
}
