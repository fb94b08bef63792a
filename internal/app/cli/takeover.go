package cli

import (
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// takeOver is what a deputy does for a post while its primary is away: the open matters of that post.
type takeOver struct {
	Post    string      `json:"post"`
	By      string      `json:"by"`
	Matters []takenOver `json:"matters"`
	Until   clock.Date  `json:"until,omitzero"`
	acting  org.Acting
}

type takenOver struct {
	Number string     `json:"number"`
	Title  string     `json:"title"`
	Due    clock.Date `json:"due,omitzero"`
}

// takenOver lists for each post of which an absence speaks what the deputy takes over on its first day. A post whose deputy
// cannot act is none: the absence would have been refused.
func (s *Shell) takenOver(a *app.App, zone string, away *org.Absence) ([]takeOver, error) {
	_, view, err := a.Engine.Org(s.Ctx, zone, calendar.Builtin().StartOfDay(away.From))
	if err != nil {
		return nil, err
	}
	posts := []string{away.Post}
	if away.Post == "" {
		posts = view.PostsOf(away.Person)
	}
	var out []takeOver
	for _, post := range posts {
		acting, err := view.Holder(post)
		if err != nil || acting.Seat != org.Deputy || acting.InsteadOf != away.Person {
			continue
		}
		t := takeOver{Post: post, By: acting.Person, Until: acting.Until, Matters: []takenOver{}, acting: acting}
		for row, err := range a.Store.List(s.Ctx, zone, engine.Filter{Owner: post, Open: new(true)}) {
			if err != nil {
				return nil, err
			}
			t.Matters = append(t.Matters, takenOver{row.Number, row.Title, clock.Date(row.DueOn)})
		}
		out = append(out, t)
	}
	return out, nil
}

func (s *Shell) drawTakeOver(screen *terminal.Screen, zone string, all []takeOver) {
	for i := range all {
		t := &all[i]
		screen.Linef("  %s", t.acting.Says().In(s.Lang))
		screen.Strongf("  %s", s.T("takes_over", t.By, t.Post, len(t.Matters)))
		s.drawMatters(screen, zone, t.Post, t.Matters)
	}
}

// drawMatters lists the first open matters of a post that somebody else is to do.
func (s *Shell) drawMatters(screen *terminal.Screen, zone, post string, matters []takenOver) {
	var rows [][]terminal.Cell
	for _, m := range matters[:min(len(matters), maxTakenOver)] {
		due := ""
		if !m.Due.IsZero() {
			due = m.Due.String()
		}
		rows = append(rows, terminal.Row(m.Number, m.Title, due))
	}
	screen.Table([]terminal.Column{{Title: s.T("col_number")}, {Title: s.T("col_matter"), Max: 40}, {Title: s.T("col_due")}}, rows)
	if len(matters) > 0 {
		screen.Hintf("  → qinlian matter list --zone %s --owner %s", zone, argument(post))
	}
}

func (s *Shell) drawInherits(screen *terminal.Screen, zone string, in *inherits) {
	screen.Strongf("  %s", s.T("post_inherited", in.Post, in.Matters, in.Heir, in.On.String()))
	screen.Hintf("  → qinlian matter list --zone %s --open --owner %s", zone, argument(in.Post))
}

// maxTakenOver is how many matters of a post are listed.
const maxTakenOver = 20

// inherits is who answers for the open matters of a post that ends.
type inherits struct {
	Post    string     `json:"post"`
	Heir    string     `json:"heir"`
	Matters int        `json:"matters"`
	On      clock.Date `json:"on"`
}

// inherited is nil where the post owns no open matter. One that owns some ends only where somebody answers for them.
func (s *Shell) inherited(a *app.App, zone string, state *org.State, ended *org.PostClosed) (*inherits, error) {
	n := 0
	for row, err := range a.Store.List(s.Ctx, zone, engine.Filter{Owner: ended.Name, Open: new(true)}) {
		if err != nil {
			return nil, err
		}
		if !matter.IsStanding(row.ID) || !strings.HasSuffix(row.ID, "/"+ended.Name) { // what stands for the post itself ends with it
			n++
		}
	}
	if heir, ok := state.At(ended.On).Heir(ended.Name); ok && n > 0 {
		return &inherits{ended.Name, heir, n, ended.On}, nil
	}
	return nil, nil //nolint:nilnil // nobody has to answer for anything
}

// known are units as org.Known names them, in the words of a language.
func known(lang text.Lang, units []string) []string {
	out := make([]string, len(units))
	for i := range units {
		out[i] = org.KnownIn(lang, units[i])
	}
	return out
}
