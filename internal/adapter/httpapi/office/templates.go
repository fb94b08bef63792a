package office

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/session"
)

// templates declares the sorts of sessions that the mechanisms in force know, and what one of them would be about.
func (a *api) templates() {
	door.Zonal(a.Door, door.Operation{
		ID: "list-session-templates", Method: http.MethodGet, Path: "/zones/{zone}/session-templates",
		Summary: "The sorts of sessions: who meets, the blocks of the agenda, the quorum, how many a year", Tag: "sessions",
	}, authority.Directory, a.listTemplates)
	door.Zonal(a.Door, door.Operation{
		ID: "draft-agenda", Method: http.MethodGet, Path: "/zones/{zone}/session-templates/{template}/agenda",
		Summary: "What a session convened now would be: its members, its agenda from lights, duties and the last session, and blocks that wait for an item", Tag: "sessions",
	}, authority.Sessions, a.draftAgenda)
}

// TemplateView is a sort of session.
type TemplateView struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Number   string      `json:"number,omitempty" doc:"Pattern: {year}, {seq}, {month}, {zone}"`
	Body     string      `json:"body,omitempty" doc:"The body that meets"`
	Chair    string      `json:"chair,omitempty" doc:"Role expression"`
	Quorum   float64     `json:"quorum,omitempty" doc:"Share of members, 0 to 1"`
	PerYear  int         `json:"per_year,omitempty" doc:"How many the plan of the year asks for"`
	Series   *SeriesView `json:"series,omitempty" doc:"It is held in rows"`
	Held     int         `json:"held" doc:"How many were held this year"`
	LookBack bool        `json:"look_back" doc:"The agenda opens with what the last one resolved"`
	Recolor  bool        `json:"recolor" doc:"Its resolutions may change urgency"`
	MayIssue []string    `json:"registers,omitempty" nullable:"false" doc:"Kinds that its resolutions may register; none: any"`
	Blocks   []BlockView `json:"blocks" nullable:"false"`
	HoldAs   []string    `json:"hold_as" nullable:"false" doc:"Posts of yours that may convene it"`
}

// SeriesView bounds a row of sessions.
type SeriesView struct {
	Count  int    `json:"count,omitempty" doc:"How many a row has"`
	Within string `json:"within,omitempty" doc:"From the first of them: 7d"`
	Says   string `json:"says,omitempty" doc:"The same in words"`
}

// BlockView is one part of an agenda.
type BlockView struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Required bool   `json:"required"`
	First    bool   `json:"first" doc:"Must open the agenda"`
	Fill     string `json:"fill,omitempty" doc:"What is put in by itself: red, amber, due-duties, missed-duties, last-resolutions"`
}

// TemplatesOutput lists the sorts of sessions in order of name.
type TemplatesOutput struct {
	Body struct {
		Templates []TemplateView `json:"templates" nullable:"false"`
	}
}

func (a *api) listTemplates(ctx context.Context, c *door.Caller, in *InZone) (*TemplatesOutput, error) {
	out := &TemplatesOutput{}
	out.Body.Templates = []TemplateView{}
	now := a.Present(ctx)
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	b := timeline.At(now)
	if b == nil {
		return out, nil
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return nil, err
	}
	all, err := a.Engine.Sessions(ctx, in.Zone, "")
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(b.Sessions)) {
		t := b.Sessions[name]
		v := TemplateView{
			Name: name, Title: t.Title.In(c.Lang), Number: t.Number, Body: t.Body, Chair: t.Chair, Quorum: t.Quorum, PerYear: t.PerYear,
			Held: session.CountInYear(all, name, cal.DateOf(now).Year()), LookBack: t.LookBack, Recolor: t.Recolor, MayIssue: t.MayIssue, Blocks: []BlockView{},
		}
		if s := t.Series; s.Count > 0 || !s.Within.IsZero() {
			v.Series = &SeriesView{Count: s.Count}
			if !s.Within.IsZero() {
				v.Series.Within, v.Series.Says = s.Within.String(), mechanism.LimitWords(s.Within).In(c.Lang)
			}
		}
		for _, block := range t.Parts() {
			v.Blocks = append(v.Blocks, BlockView{block.Name, block.Title.In(c.Lang), block.Required, block.First, block.Fill})
		}
		if v.HoldAs, err = a.holdAs(ctx, c, in.Zone, t, ""); err != nil {
			return nil, err
		}
		out.Body.Templates = append(out.Body.Templates, v)
	}
	return out, nil
}

// holdAs are the posts of the caller that may convene, hold and minute a session.
func (a *api) holdAs(ctx context.Context, c *door.Caller, zone string, t *session.Template, chair string) ([]string, error) {
	if !c.Subject.Can(authority.Sessions) && !c.Subject.NamedMay(authority.Sessions, chair) {
		return []string{}, nil
	}
	posts, err := a.Acting(ctx, c, zone)
	if err != nil {
		return nil, err
	}
	return a.Engine.MayHold(ctx, zone, t, chair, posts, a.Present(ctx))
}

// AgendaInput names a sort of session.
type AgendaInput struct {
	InZone

	Template string `path:"template" maxLength:"100"`
}

// AgendaOutput is a session that has not been convened.
type AgendaOutput struct {
	Body struct {
		Date     clock.Date   `json:"date"`
		Chair    string       `json:"chair,omitempty" doc:"Post"`
		Expected []string     `json:"expected" nullable:"false" doc:"Posts of the members"`
		Agenda   []AgendaItem `json:"agenda" nullable:"false"`
		Missing  []BlockView  `json:"missing" nullable:"false" doc:"Required blocks without an item: name one, or it cannot be convened"`
	}
}

func (a *api) draftAgenda(ctx context.Context, c *door.Caller, in *AgendaInput) (*AgendaOutput, error) {
	draft, t, err := a.Engine.Draft(ctx, in.Zone, engine.Act{At: a.Present(ctx)}, in.Template)
	if err != nil {
		return nil, err
	}
	s, err := a.shown(ctx, c, in.Zone, session.State{Template: in.Template, Agenda: draft.Agenda})
	if err != nil {
		return nil, err
	}
	out := &AgendaOutput{}
	b := &out.Body
	b.Date, b.Chair, b.Expected, b.Missing = draft.Date, draft.Chair, listed(draft.Expected), []BlockView{}
	if b.Agenda, err = a.agenda(ctx, c, in.Zone, s, t); err != nil {
		return nil, err
	}
	for _, block := range session.Missing(draft.Agenda, t) {
		b.Missing = append(b.Missing, BlockView{block.Name, block.Title.In(c.Lang), block.Required, block.First, block.Fill})
	}
	return out, nil
}
