package matters

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// work declares what a person has to do today.
func (a *api) work() {
	door.Personal(a.Door, door.Operation{
		ID: "read-work", Method: http.MethodGet, Path: "/zones/{zone}/work",
		Summary: "What you have to do: to accept, to report, to verify, to hand over, duties due and missed", Tag: "today",
	}, a.readWork)
}

// WorkInput says how much of the work is wanted.
type WorkInput struct {
	Zone  string `path:"zone" maxLength:"64"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Most of each list; the totals count all, up to a thousand"`
}

// WorkOutput is what somebody has to do.
type WorkOutput struct{ Body Work }

// Work is what falls to somebody in all their posts.
type Work struct {
	Accept   WorkMatters     `json:"accept" doc:"Assigned to you and not signed for"`
	Report   WorkMatters     `json:"report" doc:"In your hands: to work on and to report"`
	Verify   WorkMatters     `json:"verify" doc:"Completed by others, and waiting for you to verify"`
	HandOver []door.HandOver `json:"hand_over" nullable:"false" doc:"What former holders of posts still owe their successors, where you are either"`
	Due      WorkDuties      `json:"due" doc:"Duties that are open"`
	Missed   WorkDuties      `json:"missed" doc:"Duties missed and not made good"`
	Sign     WorkLetters     `json:"sign" doc:"Letters to posts of yours that wait to be signed for"`
	Issue    WorkLetters     `json:"issue" doc:"Drafted letters for a post of yours to issue"`
	Reply    WorkLetters     `json:"reply" doc:"Letters to posts of yours that are signed for and wait for an answer"`

	TurnedRed WorkMatters          `json:"turned_red" doc:"Yours, and red since yesterday or today"`
	Session   *engine.SessionAhead `json:"next_session,omitempty" doc:"The next session that you attend, or chair"`
}

// WorkMatters is the first of some matters, and how many there are.
type WorkMatters struct {
	Total   int          `json:"total"`
	More    bool         `json:"more,omitempty" doc:"There are so many that the total is of the first thousand"`
	Matters []MatterLine `json:"matters" nullable:"false"`
}

// WorkDuties is the first of some duties, and how many there are.
type WorkDuties struct {
	Total  int        `json:"total"`
	More   bool       `json:"more,omitempty" doc:"There are more than the total, which stops at a thousand"`
	Duties []DutyLine `json:"duties" nullable:"false"`
}

// DutyLine is a duty in a list.
type DutyLine struct {
	Matter      string    `json:"matter" doc:"Its id"`
	ID          string    `json:"id"`
	What        string    `json:"what"`
	Owner       string    `json:"owner"`
	Cadence     string    `json:"cadence,omitempty"`
	Period      string    `json:"period,omitempty"`
	Due         time.Time `json:"due"`
	Provisional bool      `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`

	Title        string `json:"title" doc:"What it asks for, in words"`
	MatterNumber string `json:"matter_number"`
	MatterTitle  string `json:"matter_title"`
	Light        string `json:"light" enum:"red,amber,green," doc:"Of the matter"`
}

// A matter is in its owner's hands until it is completed; then it is its verifier's turn.
var (
	inHand    = stages(matter.Registered, matter.Established, matter.Accepted, matter.Working, matter.Reported, matter.Reviewed)
	completed = stages(matter.Completed, matter.FollowedUp)
)

func stages(all ...matter.Stage) (out []string) {
	for _, s := range all {
		out = append(out, string(s))
	}
	return out
}

func (a *api) readWork(ctx context.Context, c *door.Caller, in *WorkInput) (*WorkOutput, error) {
	see := c.Subject.Scope(authority.See, c.Rules)
	posts, err := a.Acting(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	carried, err := a.Engine.Carried(ctx, in.Zone, a.Present(ctx), posts...)
	if err != nil {
		return nil, err
	}
	owned := engine.Filter{Scope: see, Owners: carried, Open: new(true)} // who acts for no post owns nothing
	out := &WorkOutput{}
	b := &out.Body
	for _, part := range []struct {
		into   *WorkMatters
		filter engine.Filter
		stages []string
	}{
		{&b.Accept, owned, stages(matter.Assigned)},
		{&b.Report, owned, inHand},
	} {
		part.filter.Stages = part.stages
		if *part.into, err = a.workMatters(ctx, in, part.filter); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		into  *WorkDuties
		state string
	}{{&b.Due, engine.DutyOpen}, {&b.Missed, engine.DutyMissed}} {
		if *part.into, err = a.workDuties(ctx, c.Lang, in, engine.Filter{Scope: see, Owners: owned.Owners, State: part.state, Newest: part.state == engine.DutyMissed}); err != nil {
			return nil, err
		}
	}
	to, by := engine.Filter{Owners: carried}, engine.Filter{By: carried}
	for _, part := range []struct {
		into  *WorkLetters
		which engine.Filter
		state letter.State
	}{{&b.Sign, to, letter.Delivered}, {&b.Reply, to, letter.Signed}, {&b.Issue, by, letter.Drafted}} {
		part.which.State = string(part.state)
		if *part.into, err = a.workLetters(ctx, c, in, part.which); err != nil {
			return nil, err
		}
	}
	if b.TurnedRed, b.Session, err = a.workNews(ctx, c, in, owned); err != nil {
		return nil, err
	}
	if b.Verify, err = a.toVerify(ctx, c, in, posts); err != nil {
		return nil, err
	}
	b.HandOver, err = a.HandOvers(ctx, c, in.Zone, in.Limit, func(x org.Due) bool {
		return x.Person != "" && x.Person == c.Account.Person || slices.Contains(c.Subject.Posts, x.Post)
	})
	return out, err
}

// mostLooked is how many matters that wait for a verifier are looked at: whose they are their mechanism says, row by row.
const mostLooked = 1000

// toVerify are the completed matters that are for the caller to verify.
func (a *api) toVerify(ctx context.Context, c *door.Caller, in *WorkInput, posts []string) (WorkMatters, error) {
	now := a.Present(ctx)
	out := WorkMatters{Matters: []MatterLine{}}
	w, err := a.Engine.World(ctx, in.Zone)
	if err != nil || len(posts) == 0 {
		return out, err
	}
	f := engine.Filter{Scope: c.Subject.Scope(authority.CloseOut, c.Rules), Open: new(true), Stages: completed, WithState: true, Limit: mostLooked + 1}
	looked := 0
	var fault error
	err = listing.Walk(ctx, a.Engine, in.Zone, f, now, func(l listing.Row) bool {
		if looked++; looked > mostLooked {
			out.More = true
			return false
		}
		s, err := l.Folded()
		if err != nil {
			fault = err
			return false
		}
		for _, post := range posts {
			mine, err := matter.MayVerify(&s, &w, post, c.Account.Person, now)
			if err != nil && !errs.Is(err, "matter.unknown_kind") && !errs.Is(err, "mechanism.none_in_force") {
				fault = err
				return false
			}
			if mine {
				if out.Total++; out.Total <= in.Limit {
					out.Matters = append(out.Matters, lineOf(&l, string(l.Light)))
				}
				break
			}
		}
		return true
	})
	return out, errors.Join(err, fault)
}

func (a *api) workMatters(ctx context.Context, in *WorkInput, f engine.Filter) (out WorkMatters, err error) {
	f.AtMost = door.MostCounted + 1
	if out.Total, err = a.Engine.Store().CountMatters(ctx, in.Zone, f); err != nil {
		return out, err
	}
	out.More, out.Total = out.Total > door.MostCounted, min(out.Total, door.MostCounted)
	// Each post's matters of each stage lie in an index in order of number: the first of all are among the first of each.
	posts, stages := f.Owners, f.Stages
	for _, post := range posts {
		for _, stage := range stages {
			f.Owner, f.Owners, f.Stage, f.Stages = post, nil, stage, nil
			some, err := a.lines(ctx, in, f)
			if err != nil {
				return out, err
			}
			out.Matters = append(out.Matters, some...)
		}
	}
	slices.SortStableFunc(out.Matters, func(x, y MatterLine) int { return text.CompareNumbers(x.Number, y.Number) })
	out.Matters = append([]MatterLine{}, out.Matters[:min(len(out.Matters), in.Limit)]...)
	return out, nil
}

func (a *api) lines(ctx context.Context, in *WorkInput, f engine.Filter) ([]MatterLine, error) {
	out := []MatterLine{}
	f.Limit = in.Limit
	err := listing.Walk(ctx, a.Engine, in.Zone, f, a.Present(ctx), func(l listing.Row) bool {
		out = append(out, lineOf(&l, string(l.Light)))
		return len(out) < in.Limit
	})
	return out, err
}

func (a *api) workDuties(ctx context.Context, lang text.Lang, in *WorkInput, f engine.Filter) (out WorkDuties, err error) {
	out.Duties = []DutyLine{}
	var ids []string
	f.AtMost = door.MostCounted + 1
	if out.Total, err = a.Engine.Store().CountDuties(ctx, in.Zone, f); err != nil {
		return out, err
	}
	out.More, out.Total = out.Total > door.MostCounted, min(out.Total, door.MostCounted)
	f.Limit = in.Limit
	cal, err := a.Engine.Calendar(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return out, err
	}
	for d, err := range a.Engine.Store().Duties(ctx, in.Zone, f) {
		if err != nil {
			return out, err
		}
		out.Duties = append(out.Duties, DutyLine{
			Matter: d.MatterID, ID: d.ID, What: d.What, Owner: d.Owner, Cadence: d.Cadence, Period: d.Period, Due: *door.Instant(time.UnixMicro(d.DueAt)), Provisional: cal.Provisional(time.UnixMicro(d.DueAt)),
			Title: dossier.DutyWords[d.What].In(lang),
		})
		ids = append(ids, d.MatterID)
	}
	about, err := a.about(ctx, in, f.Scope, ids)
	for i := range out.Duties {
		d := &out.Duties[i]
		m := about[d.Matter]
		d.MatterNumber, d.MatterTitle, d.Light = m.Number, m.Title, m.Light
	}
	return out, err
}
