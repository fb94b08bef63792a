package matters

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/figures"
)

// figures declares the figures of the cockpit.
func (a *api) figures() {
	door.Personal(a.Door, door.Operation{
		ID: "read-figures", Method: http.MethodGet, Path: "/zones/{zone}/figures",
		Summary: "What you may see, counted: lights, ageing, what came and went, time against progress, how far raised, workload, missed; each with the list behind it", Tag: "today",
	}, a.readFigures)
}

// FiguresInput says of when the figures are, and over which span matters come and go.
type FiguresInput struct {
	Zone    string    `path:"zone" maxLength:"64"`
	At      time.Time `query:"at" doc:"As of this instant, folded from the events up to it; now unless given"`
	By      string    `query:"by" enum:"week,month" default:"week" doc:"How what came and went is divided"`
	Periods int       `query:"periods" minimum:"1" maximum:"53" default:"12" doc:"How many weeks or months, the running one included"`
}

// Figure is a number, and the list that holds exactly as many.
type Figure struct {
	N    int    `json:"n"`
	List string `json:"list,omitempty" doc:"Below /zones/ZONE/: matters?open=true&light=red. None where the figures are of the past, which no list shows"`
}

// LightFigures are open matters by light.
type LightFigures struct {
	All   Figure `json:"all"`
	Red   Figure `json:"red"`
	Amber Figure `json:"amber"`
	Green Figure `json:"green"`
}

// PaceFigures hold the time that matters have used against what they have achieved.
type PaceFigures struct {
	Dated    Figure  `json:"dated" doc:"Open ones with a deadline: the others have no share of time"`
	Elapsed  float64 `json:"elapsed" doc:"Mean share of their time that has gone by, per cent"`
	Progress float64 `json:"progress" doc:"Mean progress, per cent"`
	Behind   Figure  `json:"behind" doc:"Those behind by more than ten points"`
}

// UnitFigures are a unit's.
type UnitFigures struct {
	LightFigures

	Unit    string      `json:"unit" doc:"Code; empty: of no lead unit"`
	Name    string      `json:"name"`
	Pace    PaceFigures `json:"pace"`
	Failing Figure      `json:"failing" doc:"Those with missed duties"`
	Missed  int         `json:"missed" doc:"Their missed duties"`
}

// KindFigures are a kind's.
type KindFigures struct {
	LightFigures

	Kind  string      `json:"kind"`
	Title string      `json:"title"`
	Pace  PaceFigures `json:"pace"`
}

// BandFigure is how many lie between two numbers of days, both included.
type BandFigure struct {
	Figure

	From *int `json:"from,omitempty" doc:"Days; none: no lower end"`
	To   *int `json:"to,omitempty" doc:"Days; none: no upper end"`
}

// LateFigures are open matters by their deadline.
type LateFigures struct {
	Bands   []BandFigure `json:"bands" nullable:"false" doc:"Days overdue, the longest first"`
	Overdue Figure       `json:"overdue" doc:"All of these bands"`
	Soon    BandFigure   `json:"soon" doc:"Days left"`
	Later   BandFigure   `json:"later" doc:"Days left"`
	Undated Figure       `json:"undated" doc:"Without a deadline"`
}

// FlowFigures are what came and went in a week or month.
type FlowFigures struct {
	Key        string     `json:"key" doc:"2023-W23, 2023-06"`
	From       clock.Date `json:"from"`
	To         clock.Date `json:"to"`
	Registered Figure     `json:"registered"`
	Closed     Figure     `json:"closed" doc:"Closed out, withdrawn or merged"`
}

// StepFigures are the open matters that were raised so far or further.
type StepFigures struct {
	Level int `json:"level"`

	LightFigures
}

// LoadFigures are what a post carries.
type LoadFigures struct {
	Owner   string `json:"owner"`
	Matters Figure `json:"matters"`
	Duties  Figure `json:"duties" doc:"Open"`
	Missed  Figure `json:"missed"`
}

// MissedFigure is how many duties of one sort about a unit's matters are missed and not made good.
type MissedFigure struct {
	Figure

	Unit  string `json:"unit"`
	Name  string `json:"name"`
	What  string `json:"what"`
	Title string `json:"title"`
}

// FiguresView is what the cockpit shows.
type FiguresView struct {
	At     time.Time      `json:"at"`
	Date   clock.Date     `json:"date"`
	Past   bool           `json:"past" doc:"As it was: no list shows it"`
	Open   LightFigures   `json:"open"`
	Pace   PaceFigures    `json:"pace"`
	Units  []UnitFigures  `json:"units" nullable:"false" doc:"Most red first"`
	Kinds  []KindFigures  `json:"kinds" nullable:"false"`
	Ages   []BandFigure   `json:"ages" nullable:"false" doc:"Days since registration, the youngest first"`
	Late   LateFigures    `json:"late"`
	Flow   []FlowFigures  `json:"flow" nullable:"false" doc:"The running period last"`
	Ladder []StepFigures  `json:"ladder" nullable:"false" doc:"From level 1 on; each step holds those above it"`
	Loads  []LoadFigures  `json:"loads" nullable:"false" doc:"Heaviest first"`
	Missed []MissedFigure `json:"missed" nullable:"false" doc:"By unit, most first"`
	Sum    MissedSum      `json:"missed_sum"`
}

// MissedSum is how many duties are open, and missed, in all.
type MissedSum struct {
	Open   Figure `json:"open"`
	Missed Figure `json:"missed"`
}

// FiguresOutput is the figures.
type FiguresOutput struct{ Body FiguresView }

func (a *api) readFigures(ctx context.Context, c *door.Caller, in *FiguresInput) (*FiguresOutput, error) {
	now := a.Present(ctx)
	at := in.At
	if at.IsZero() || at.After(now) {
		at = now
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return nil, err
	}
	periods := periodsTo(cal.DateOf(at), in.By, in.Periods)
	counted, err := figures.Count(ctx, a.Engine, figures.Question{
		Zone: in.Zone, See: c.Subject.Scope(authority.See, c.Rules), Read: c.Subject.Scope(authority.History, c.Rules), At: at, Now: now, From: periods[0].From,
	})
	if err != nil {
		return nil, err
	}
	v := &figured{lang: c.Lang, counted: counted}
	if v.chart, v.view, err = a.Engine.Org(ctx, in.Zone, now); err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	v.named = timeline.KindsTold(at)
	return &FiguresOutput{Body: v.told(periods)}, nil
}

// periodsTo are the last n weeks or months up to a day, that of the day included.
func periodsTo(day clock.Date, by string, n int) []cadence.Period {
	every := cadence.Weekly
	if by == "month" {
		every = cadence.Monthly
	}
	out := make([]cadence.Period, n)
	for i := n - 1; i >= 0; i-- {
		out[i], _ = cadence.PeriodOf(every, nil, day)
		day = out[i].From - 1
	}
	return out
}
