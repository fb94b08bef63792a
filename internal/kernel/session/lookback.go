package session

import (
	"cmp"
	"slices"
)

// OpenResolutions are what the sessions of a template resolved and is not done with, in the order in which these were held:
// of a matter, until it is over; of words alone, until a later session said something of them. Every session counts that
// was opened, however many were convened meanwhile, so nothing is lost. over answers for the id of a matter.
func OpenResolutions(sessions []State, over func(matter string) bool) []Candidate {
	held := slices.DeleteFunc(slices.Clone(sessions), func(s State) bool { return s.Stage != Opened && s.Stage != Closed })
	slices.SortStableFunc(held, func(a, b State) int { return cmp.Or(a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.ID, b.ID)) })
	carried, said := map[string]bool{}, map[string]bool{}
	for _, s := range held {
		for i, item := range s.Agenda {
			if item.Resolution != "" {
				carried[item.Resolution] = true
				said[item.Resolution] = said[item.Resolution] || dealtWith(s, i+1)
			}
		}
	}
	var out []Candidate
	for i, s := range held {
		for _, r := range s.Resolutions {
			c := Candidate{MatterID: s.Concerns(r), Title: r.Text, Resolution: s.ID + "/" + r.ID}
			words := r.Matter() == ""
			switch {
			case !words && over(c.MatterID):
				continue
			case words && said[c.Resolution]:
				continue
			case words && !s.LookedBack && !carried[c.Resolution] && i < len(held)-1: // when words alone were not looked back at
				continue
			}
			if r.Register != nil {
				c.Kind = r.Register.Kind
			}
			out = append(out, c)
		}
	}
	return out
}

// bring puts on the agenda what is open and not there yet: before other business, behind what must come first.
func (e *OpenedEvent) bring(agenda []Item, open []Candidate, t *Template) {
	back := t.lookBack()
	for _, c := range open {
		if !slices.ContainsFunc(agenda, c.is) {
			e.Brought = append(e.Brought, Item{Block: back.Name, Title: c.Title, MatterID: c.MatterID, Resolution: c.Resolution, Filled: true})
		}
	}
	if len(e.Brought) == 0 {
		return
	}
	for e.After < len(agenda) {
		if b, _ := t.block(agenda[e.After].Block); !b.First && b.Name != back.Name {
			break
		}
		e.After++
	}
}
