package directory

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/org"
)

// org declares how the organisation is read as it is on a day, with everything known today.
func (a *api) org() {
	read := func(id, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: http.MethodGet, Path: "/zones/{zone}/org/" + path, Summary: summary, Tag: "org"}
	}
	door.Zonal(a.Door, read("list-units", "units", "The units on a day, each with its head and the leader in charge"), authority.Directory, a.listUnits)
	door.Zonal(a.Door, read("list-posts", "posts", "The posts on a day, who sits in their seats and who acts"), authority.Directory, a.listPosts)
	door.Zonal(a.Door, read("list-bodies", "bodies", "The bodies across units on a day"), authority.Directory, a.listBodies)
	door.Zonal(a.Door, read("read-responsibility", "responsibility", "Who is responsible at each level in each place, what nobody is responsible for, and posts that nobody holds"), authority.Directory, a.readMatrix)
}

// UnitView is a unit on a day.
type UnitView struct {
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Type    string      `json:"type,omitempty"`
	Parent  string      `json:"parent,omitempty" doc:"Code"`
	Level   string      `json:"level,omitempty"`
	Place   string      `json:"place,omitempty"`
	Head    string      `json:"head,omitempty" doc:"Post"`
	Sponsor string      `json:"sponsor,omitempty" doc:"Post of the zone leader in charge, its own or that of the nearest unit above"`
	From    *clock.Date `json:"from,omitempty"`
	To      *clock.Date `json:"to,omitempty" doc:"First day on which it is no more"`
	Covers  []string    `json:"covers" nullable:"false" doc:"Codes of ended units for whose matters it answers"`
}

// UnitsOutput lists units in the order of the chart.
type UnitsOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Date  clock.Date `json:"date"`
		Units []UnitView `json:"units" nullable:"false"`
	}
}

// chart is the organisation on the day asked for, with the ETag of all that is known of it.
func (a *api) chart(ctx context.Context, in *OnDay) (*org.State, *org.View, string, error) {
	at, err := a.at(ctx, in)
	if err != nil {
		return nil, nil, "", err
	}
	seq, _, err := a.Engine.Store().Head(ctx, in.Zone, ledger.StreamOrg)
	if err != nil {
		return nil, nil, "", err
	}
	state, view, err := a.Engine.Org(ctx, in.Zone, at)
	return state, view, door.ETag(seq), err
}

func (a *api) listUnits(ctx context.Context, _ *door.Caller, in *OnDay) (*UnitsOutput, error) {
	state, view, etag, err := a.chart(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &UnitsOutput{ETag: etag}
	out.Body.Date, out.Body.Units = view.Day(), []UnitView{}
	for _, u := range view.Units() {
		v := UnitView{
			Code: u.Code, Name: u.Name, Type: u.Type, Parent: u.Parent, Level: u.Level, Place: u.Place, From: day(u.From), To: day(u.To),
			Covers: slices.DeleteFunc(listed(state.Covered(u.Code, view.Day())), func(code string) bool { return code == u.Code }),
		}
		v.Head, _ = view.Head(u.Code)       // none is told by the responsibility matrix
		v.Sponsor, _ = view.Sponsor(u.Code) // the topmost have none
		out.Body.Units = append(out.Body.Units, v)
	}
	return out, nil
}

// PostView is a post on a day.
type PostView struct {
	Name     string   `json:"name"`
	Unit     string   `json:"unit" doc:"Code"`
	UnitName string   `json:"unit_name"`
	Head     bool     `json:"head"`
	Level    string   `json:"level,omitempty"`
	Places   []string `json:"places" nullable:"false"`
	Primary  string   `json:"primary,omitempty" doc:"Code of the person in the first seat (A岗)"`
	Deputy   string   `json:"deputy,omitempty" doc:"Code of the person in the second seat (B岗)"`
	Acting   string   `json:"acting,omitempty" doc:"Who answers on the day; nobody where the post is unheld"`
	Seat     string   `json:"seat,omitempty" enum:"primary,deputy," doc:"The seat of who answers"`
	Says     string   `json:"says,omitempty" doc:"Why the deputy acts, or why nobody does"`
	Seats    bool     `json:"seats" doc:"Today you may record who holds it, and settle its hand-overs"`
}

// PostsInput asks for posts.
type PostsInput struct {
	OnDay

	Unit string `query:"unit" maxLength:"100" doc:"Only those of this unit; code or name"`
}

// PostsOutput lists posts in the order of the chart.
type PostsOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Date  clock.Date `json:"date"`
		Posts []PostView `json:"posts" nullable:"false"`
	}
}

func (a *api) listPosts(ctx context.Context, c *door.Caller, in *PostsInput) (*PostsOutput, error) {
	_, view, etag, err := a.chart(ctx, &in.OnDay)
	if err != nil {
		return nil, err
	}
	only := ""
	if in.Unit != "" {
		u, ok := view.Unit(in.Unit)
		if !ok {
			return nil, errs.Newf(errs.NotFound, "org.unit_unknown", "没有单位“%[1]s”", "there is no unit %[1]q", in.Unit).At("query.unit")
		}
		only = u.Code
	}
	out := &PostsOutput{ETag: etag}
	_, now, err := a.Engine.Org(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	out.Body.Date, out.Body.Posts = view.Day(), []PostView{}
	for _, name := range view.Posts() {
		p, _ := view.Post(name)
		if only != "" && p.Unit != only {
			continue
		}
		u, _ := view.Unit(p.Unit)
		v := PostView{Name: name, Unit: p.Unit, UnitName: u.Name, Head: p.Head, Level: cmp.Or(p.Level, u.Level), Places: listed(p.Places)}
		v.Primary, v.Deputy = view.Seated(name)
		if acting, err := view.Holder(name); err != nil {
			v.Says = errs.Message(err, c.Lang)
		} else {
			v.Acting, v.Seat, v.Says = acting.Person, string(acting.Seat), acting.Says().In(c.Lang)
		}
		v.Seats = c.Subject.MayChange(now, c.Rules, org.Concern{Word: org.WordAppoint, Post: name})
		out.Body.Posts = append(out.Body.Posts, v)
	}
	return out, nil
}

// BodyView is a body across units.
type BodyView struct {
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Kind    string      `json:"kind,omitempty"`
	Head    string      `json:"head" doc:"Post"`
	Members []string    `json:"members" nullable:"false" doc:"Codes of units and names of posts"`
	Office  string      `json:"office,omitempty" doc:"Unit or body that keeps its business"`
	Acts    string      `json:"acts,omitempty" doc:"Post that acts for it"`
	Vacant  bool        `json:"vacant,omitempty" doc:"Nobody acts for it"`
	From    *clock.Date `json:"from,omitempty"`
	To      *clock.Date `json:"to,omitempty"`
}

// BodiesOutput lists bodies in the order of the chart.
type BodiesOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Date   clock.Date `json:"date"`
		Bodies []BodyView `json:"bodies" nullable:"false"`
	}
}

func (a *api) listBodies(ctx context.Context, _ *door.Caller, in *OnDay) (*BodiesOutput, error) {
	_, view, etag, err := a.chart(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &BodiesOutput{ETag: etag}
	out.Body.Date, out.Body.Bodies = view.Day(), []BodyView{}
	for _, b := range view.Bodies() {
		out.Body.Bodies = append(out.Body.Bodies, BodyView{b.Code, b.Name, b.Kind, b.Head, listed(b.Members), b.Office, view.ActsFor(b.Name), view.IsVacant(b.Name), day(b.From), day(b.To)})
	}
	return out, nil
}

// MatrixOutput is the responsibility matrix of a day.
type MatrixOutput struct {
	Body struct {
		Date   clock.Date `json:"date"`
		Levels []string   `json:"levels" nullable:"false"`
		Places []string   `json:"places" nullable:"false"`
		Cells  []CellView `json:"cells" nullable:"false"`
		Gaps   []GapView  `json:"gaps" nullable:"false"`
		Unheld []GapView  `json:"unheld" nullable:"false" doc:"Posts that nobody holds, units and bodies without a head"`
	}
}

// CellView is who is responsible at a level in a place.
type CellView struct {
	Level  string     `json:"level"`
	Place  string     `json:"place"`
	Shares []org.Duty `json:"shares" nullable:"false"`
}

// GapView is what nobody is responsible for, or nobody holds.
type GapView struct {
	Kind   string   `json:"kind" doc:"level, place, cell, person; or the code of what is unheld"`
	Level  string   `json:"level,omitempty"`
	Place  string   `json:"place,omitempty"`
	Person string   `json:"person,omitempty"`
	Posts  []string `json:"posts" nullable:"false"`
	Says   string   `json:"says"`
}

func (a *api) readMatrix(ctx context.Context, c *door.Caller, in *OnDay) (*MatrixOutput, error) {
	_, view, _, err := a.chart(ctx, in)
	if err != nil {
		return nil, err
	}
	m := view.Matrix()
	out := &MatrixOutput{}
	b := &out.Body
	b.Date, b.Levels, b.Places, b.Cells, b.Gaps, b.Unheld = view.Day(), listed(m.Levels), listed(m.Places), []CellView{}, []GapView{}, []GapView{}
	for _, level := range m.Levels {
		for _, place := range m.Places {
			if shares := m.Cells[org.Cell{Level: level, Place: place}]; len(shares) > 0 {
				b.Cells = append(b.Cells, CellView{level, place, shares})
			}
		}
	}
	for _, g := range m.Gaps {
		b.Gaps = append(b.Gaps, GapView{string(g.Kind), g.Level, g.Place, g.Person, listed(g.Posts), g.Says().In(c.Lang)})
	}
	for _, fault := range view.Unheld() {
		b.Unheld = append(b.Unheld, GapView{Kind: fault.Code, Posts: []string{fault.Where}, Says: fault.Text.In(c.Lang)})
	}
	return out, nil
}
