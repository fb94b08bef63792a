package plan

import (
	"cmp"
	"slices"
	"time"

	"qinlian/internal/kernel/matter"
)

// How far the matters of a tree have come is said by people alone, so that it is the same on both sides. While the
// ledger is read, what hangs below another matter is noted from change to change; matters whose rules read what hangs
// below them wait until all of it is known.

// forest is what hangs below what, and who waits for it.
type forest struct {
	members map[string][]*member // by parent
	waiting [][]human
}

// member is a matter that hangs below another.
type member struct {
	node  matter.Node // as registered
	kind  string
	steps []step
}

// step is how a member stands from an instant on.
type step struct {
	at       time.Time
	progress float64
	done     bool
	gone     bool
}

// memberOf follows a matter's events; nil where it hangs below none.
func memberOf(events []human) *member {
	if r, ok := events[0].content.(*matter.RegisteredEvent); !ok || r.Parent == "" {
		return nil
	}
	var m member
	var s matter.State
	for i := range events {
		if !matter.Applies(&s, events[i].content) {
			continue
		}
		s.Fold(&events[i].head, events[i].content)
		node, gone := matter.NodeOf(&s)
		now := step{s.LastAt, node.Progress, node.Done, gone}
		if n := len(m.steps); n == 0 {
			m.node, m.kind = node, s.Kind
		} else if was := m.steps[n-1]; was.progress == now.progress && was.done == now.done && was.gone == now.gone {
			continue
		}
		m.steps = append(m.steps, now)
	}
	return &m
}

// at is how the member stands at an instant; false where it is not there.
func (m *member) at(t time.Time) (matter.Node, bool) {
	n := m.node
	i := len(m.steps)
	for i > 0 && m.steps[i-1].at.After(t) {
		i--
	}
	if i == 0 || m.steps[i-1].gone {
		return n, false
	}
	n.Progress, n.Done = m.steps[i-1].progress, m.steps[i-1].done
	return n, true
}

// add takes in what a worker found.
func (f *forest) add(found *forest) {
	for parent, members := range found.members {
		f.members[parent] = append(f.members[parent], members...)
	}
	f.waiting = append(f.waiting, found.waiting...)
}

// below lists everything that hangs below a matter, each once, in any order.
func (f *forest) below(root string) []*member {
	var out []*member
	seen := map[string]bool{root: true}
	for next := []string{root}; len(next) > 0; next = next[1:] {
		for _, m := range f.members[next[0]] {
			if !seen[m.node.ID] {
				seen[m.node.ID] = true
				out, next = append(out, m), append(next, m.node.ID)
			}
		}
	}
	slices.SortFunc(out, func(a, b *member) int {
		return cmp.Or(a.steps[0].at.Compare(b.steps[0].at), cmp.Compare(a.node.ID, b.node.ID))
	})
	return out
}

// under gives a world that sees what hangs below one matter, for one replay.
func under(members []*member, w *matter.World) *matter.World {
	seeing := *w
	seeing.Tree = func(root string, at time.Time) matter.Tree {
		bundle := w.Timeline.At(at)
		nodes := make([]matter.Node, 0, len(members))
		for _, m := range members {
			n, there := m.at(at)
			if !there {
				continue
			}
			if bundle != nil && bundle.Kinds[m.kind] != nil {
				n.Branch = bundle.Branches(m.kind)
			}
			nodes = append(nodes, n)
		}
		return matter.Summarise(root, nodes)
	}
	return &seeing
}

// looks are the instants at which a light that depends on the members is looked at, though nothing wakes their
// parent: after the last change of each day on which one of them changed.
func looks(members []*member, w *matter.World, until time.Time) []time.Time {
	var all []time.Time
	for _, m := range members {
		for _, s := range m.steps {
			if !s.at.After(until) {
				all = append(all, s.at)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	cal := w.CalendarAt(until)
	last := all[:0]
	for i, t := range all {
		if i+1 == len(all) || cal.DateOf(all[i+1]) != cal.DateOf(t) {
			last = append(last, t)
		}
	}
	return last
}

// seers are the kinds whose rules read what hangs below a matter, in any version on either side.
func seers(worlds ...*matter.World) map[string]bool {
	out := map[string]bool{}
	for _, w := range worlds {
		for _, v := range w.Timeline {
			for name, k := range v.Bundle.Kinds {
				if k.Tree.Declared() && k.UsesTree() {
					out[name] = true
				}
			}
		}
	}
	return out
}

// sees tells whether a matter's rules may read what hangs below it.
func sees(events []human, kinds map[string]bool) bool {
	r, ok := events[0].content.(*matter.RegisteredEvent)
	return ok && kinds[r.Kind]
}
