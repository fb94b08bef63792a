package directory

import (
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/org"
)

// away declares who is absent, and what those who left still have to hand over.
func (a *api) away() {
	door.Zonal(a.Door, door.Operation{
		ID: "list-absences", Method: http.MethodGet, Path: "/zones/{zone}/org/absences",
		Summary: "The absences that touch a day or lie after it", Tag: "org",
	}, authority.Directory, a.listAbsences)
	door.Zonal(a.Door, door.Operation{
		ID: "list-hand-overs", Method: http.MethodGet, Path: "/zones/{zone}/org/hand-overs",
		Summary: "What relieved holders still have to hand over, with the matters that you may see", Tag: "org",
	}, authority.Directory, a.listHandOvers)
}

// AbsenceView is a stretch of days on which somebody does not act.
type AbsenceView struct {
	Person string      `json:"person" doc:"Code"`
	Posts  []string    `json:"posts" nullable:"false" doc:"That it concerns"`
	From   clock.Date  `json:"from"`
	To     *clock.Date `json:"to,omitempty" doc:"Day of return; none when unknown"`
	Reason string      `json:"reason,omitempty" doc:"For the person, those above, and the office"`
}

// AbsencesOutput lists absences in the order in which they were recorded.
type AbsencesOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Absences []AbsenceView `json:"absences" nullable:"false"`
	}
}

func (a *api) listAbsences(ctx context.Context, c *door.Caller, in *OnDay) (*AbsencesOutput, error) {
	state, view, etag, err := a.chart(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &AbsencesOutput{ETag: etag}
	out.Body.Absences = []AbsenceView{}
	for _, x := range state.Absences(view.Day()) {
		v := AbsenceView{Person: x.Person, Posts: []string{x.Post}, From: x.From, To: day(x.To)}
		if x.Post == "" {
			v.Posts = listed(view.PostsOf(x.Person))
		}
		if mayEnter(c, x.Person, v.Posts) {
			v.Reason = x.Reason
		}
		out.Body.Absences = append(out.Body.Absences, v)
	}
	return out, nil
}

// mayEnter tells whether the caller is concerned with the absence of a person from posts: as that person, as somebody
// above, or as the office.
func mayEnter(c *door.Caller, person string, posts []string) bool {
	if c.Subject.Can(authority.Absence) || person != "" && person == c.Account.Person {
		return true
	}
	return slices.ContainsFunc(posts, func(post string) bool { return c.Subject.AboveMay(authority.Absence, post) })
}

// HandOverView is a hand-over that a relieved holder owes.
type HandOverView struct {
	Post    string       `json:"post"`
	Seat    string       `json:"seat" enum:"primary,deputy"`
	Person  string       `json:"person" doc:"Who was relieved"`
	On      clock.Date   `json:"on"`
	Matters []HandedLine `json:"matters" nullable:"false" doc:"Those that you may see"`
}

// HandedLine is a matter to be handed over.
type HandedLine struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Title  string `json:"title"`
}

// HandOversOutput lists hand-overs, oldest first.
type HandOversOutput struct {
	Body struct {
		HandOvers []HandOverView `json:"hand_overs" nullable:"false"`
	}
}

// listHandOvers shows the zone's office, inspectors and leaders all of them, anybody else those that concern them:
// of their own post or person, or of a post below.
func (a *api) listHandOvers(ctx context.Context, c *door.Caller, in *InZone) (*HandOversOutput, error) {
	state, _, err := a.Engine.Org(ctx, in.Zone, a.Now())
	if err != nil {
		return nil, err
	}
	due := slices.DeleteFunc(state.HandOversDue(), func(d org.Due) bool {
		return !c.Subject.Can(authority.Overview) && d.Person != c.Account.Person && !slices.Contains(c.Subject.Posts, d.Post) && !slices.Contains(c.Subject.Below, d.Post)
	})
	ids := []string{}
	for _, d := range due {
		ids = append(ids, d.Matters...)
	}
	lines := map[string]HandedLine{}
	f := engine.Filter{Scope: c.Subject.Scope(authority.See, c.Rules), IDs: ids, ByID: true}
	for row, err := range a.Engine.Store().List(ctx, in.Zone, f) {
		if err != nil {
			return nil, err
		}
		lines[row.ID] = HandedLine{row.ID, row.Number, row.Title}
	}
	out := &HandOversOutput{}
	out.Body.HandOvers = []HandOverView{}
	for _, d := range due {
		v := HandOverView{d.Post, string(d.Seat), d.Person, d.On, []HandedLine{}}
		for _, id := range d.Matters {
			if line, seen := lines[id]; seen {
				v.Matters = append(v.Matters, line)
			}
		}
		out.Body.HandOvers = append(out.Body.HandOvers, v)
	}
	return out, nil
}
