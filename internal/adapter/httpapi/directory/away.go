package directory

import (
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
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

// HandOversOutput lists hand-overs, oldest first.
type HandOversOutput struct {
	Body struct {
		HandOvers []door.HandOver `json:"hand_overs" nullable:"false"`
	}
}

// listHandOvers shows the zone's office, inspectors and leaders all of them, anybody else those that concern them:
// of their own post or person, or of a post below.
func (a *api) listHandOvers(ctx context.Context, c *door.Caller, in *InZone) (*HandOversOutput, error) {
	owed, err := a.HandOvers(ctx, c, in.Zone, 0, func(x org.Due) bool {
		return c.Subject.Can(authority.Overview) || x.Person == c.Account.Person || slices.Contains(c.Subject.Posts, x.Post) || slices.Contains(c.Subject.Below, x.Post)
	})
	if err != nil {
		return nil, err
	}
	out := &HandOversOutput{}
	out.Body.HandOvers = owed
	return out, nil
}
