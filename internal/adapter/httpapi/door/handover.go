package door

import (
	"context"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/org"
)

// HandOver is what a relieved holder of a post owes the next one, wherever it is told.
type HandOver struct {
	Post    string       `json:"post"`
	Seat    string       `json:"seat" enum:"primary,deputy"`
	Person  string       `json:"person" doc:"Code of who was relieved"`
	Mine    bool         `json:"mine" doc:"You are the one who hands over"`
	On      clock.Date   `json:"on" doc:"Day from which it is owed"`
	Total   int          `json:"total" doc:"How many matters; to whom it is neither owed nor owing, those that you may see"`
	Matters []HandedLine `json:"matters" nullable:"false" doc:"Those that you may see"`
}

// HandedLine is a matter to be handed over.
type HandedLine struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Title  string `json:"title"`
}

// HandOvers tells of the hand-overs that are owed in a zone and that of lets through, oldest first, each with at most
// so many matters; 0 for all.
func (d *Door) HandOvers(ctx context.Context, c *Caller, zone string, most int, of func(org.Due) bool) ([]HandOver, error) {
	chart, _, err := d.Engine.Org(ctx, zone, d.Present(ctx))
	if err != nil {
		return nil, err
	}
	ids := []string{}
	due := slices.DeleteFunc(chart.HandOversDue(), func(x org.Due) bool { return !of(x) })
	for _, x := range due {
		ids = append(ids, x.Matters...)
	}
	lines := map[string]HandedLine{}
	f := engine.Filter{Scope: c.Subject.Scope(authority.See, c.Rules), IDs: ids, ByID: true}
	for row, err := range d.Engine.Store().List(ctx, zone, f) {
		if err != nil {
			return nil, err
		}
		lines[row.ID] = HandedLine{row.ID, row.Number, row.Title}
	}
	out := []HandOver{}
	for _, x := range due {
		h := HandOver{Post: x.Post, Seat: string(x.Seat), Person: x.Person, Mine: x.Person != "" && x.Person == c.Account.Person, On: x.On, Matters: []HandedLine{}}
		for _, id := range x.Matters {
			if line, seen := lines[id]; seen {
				h.Matters = append(h.Matters, line)
			}
		}
		h.Total = len(h.Matters)
		if h.Mine || slices.Contains(c.Subject.Posts, x.Post) {
			h.Total = len(x.Matters)
		}
		if most > 0 {
			h.Matters = h.Matters[:min(most, len(h.Matters))]
		}
		out = append(out, h)
	}
	return out, nil
}
