package cli

import (
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// handing is what a version does that has somebody else in a seat of a post: the open matters of the post that are to be handed over.
type handing struct {
	org.Replacement

	Matters []takenOver `json:"matters"`
}

// handings are what a version's org chart asks to be handed over, as the commands on the org chart tell it.
type handings struct {
	seats []handing
	posts []inherits
}

// handings compares the org chart in force with that of a version which is about to be. Posts without open matters are left out.
func (s *Shell) handings(a *app.App, b *mechanism.Bundle, from time.Time) (out handings, err error) {
	now, next, day, err := a.Engine.Charts(s.Ctx, b.Zone, b, from)
	if err != nil {
		return out, err
	}
	for _, r := range now.Replaced(next, day) {
		if r.Seat == "" {
			heir, err := s.inherited(a, b.Zone, next, &org.PostClosed{Name: r.Post, On: r.On})
			if err != nil {
				return out, err
			}
			if heir != nil {
				out.posts = append(out.posts, *heir)
			}
			continue
		}
		h := handing{Replacement: r}
		for row, err := range a.Store.List(s.Ctx, b.Zone, engine.Filter{Owner: r.Post, Open: new(true)}) {
			if err != nil {
				return out, err
			}
			h.Matters = append(h.Matters, takenOver{row.Number, row.Title, clock.Date(row.DueOn)})
		}
		if len(h.Matters) > 0 {
			out.seats = append(out.seats, h)
		}
	}
	return out, nil
}

// in adds them to an answer in JSON.
func (h *handings) in(told map[string]any) {
	if len(h.seats) > 0 {
		told["hands_over"] = h.seats
	}
	if len(h.posts) > 0 {
		told["inherits"] = h.posts
	}
}

func (s *Shell) drawHandings(screen *terminal.Screen, zone string, h *handings) {
	for i := range h.seats {
		r := &h.seats[i]
		key := "hands_over"
		if r.To == "" {
			key = "hands_over_nobody"
		}
		screen.Strongf("  %s", s.T(key, r.Post, seatTitles[string(r.Seat)].In(s.Lang), r.From, r.On.String(), len(r.Matters), r.To))
		s.drawMatters(screen, zone, r.Post, r.Matters)
	}
	for i := range h.posts {
		s.drawInherits(screen, zone, &h.posts[i])
	}
}
