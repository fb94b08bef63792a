package matters

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/figures"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// board declares the war map: what hangs on the wall under its unit and its owner's name.
func (a *api) board() {
	door.Personal(a.Door, door.Operation{
		ID: "read-board", Method: http.MethodGet, Path: "/zones/{zone}/board",
		Summary: "The war map: under each unit its projects, with owner, lights, time against progress and what is left; the worst first", Tag: "today",
	}, a.readBoard)
}

// BoardInput says what hangs on the board.
type BoardInput struct {
	Zone string   `path:"zone" maxLength:"64"`
	Kind []string `query:"kind,explode" maxItems:"50" doc:"Of these kinds; else of the kinds whose matters have others below them, or of all kinds where none of these is open"`
	Most int      `query:"most" minimum:"1" maximum:"50" default:"12" doc:"Cards of each unit; the totals count all that the board looks at"`
}

// BoardCard is a matter as it hangs on the board, with all that hangs below it and may be seen.
type BoardCard struct {
	ID          string        `json:"id"`
	Number      string        `json:"number"`
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	KindTitle   string        `json:"kind_title"`
	Stage       string        `json:"stage"`
	Light       string        `json:"light" enum:"red,amber,green,"`
	Worst       string        `json:"worst" enum:"red,amber,green," doc:"The worst of its own light and of the open ones below it"`
	Urgency     string        `json:"urgency,omitempty"`
	Owner       string        `json:"owner,omitempty"`
	Sponsor     string        `json:"sponsor,omitempty"`
	Due         *clock.Date   `json:"due,omitempty" doc:"Its own, or the last of those below it"`
	Provisional bool          `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	DaysLeft    *int          `json:"days_left,omitempty" doc:"Until then; negative when it is over"`
	Elapsed     *float64      `json:"elapsed,omitempty" doc:"Share of the time that has gone by, per cent"`
	Progress    float64       `json:"progress" doc:"Per cent; of a branch the weighted mean of all that hangs below, also of what you may not see"`
	Behind      bool          `json:"behind" doc:"By more than ten points"`
	Level       int           `json:"level" doc:"How far it was raised; 0 for who may not read that"`
	Leaves      int           `json:"leaves" doc:"Below it, at any depth"`
	Done        int           `json:"leaves_done"`
	Below       *LightFigures `json:"below,omitempty" doc:"Open ones below it"`
}

// BoardUnit is a unit's part of the board.
type BoardUnit struct {
	LightFigures

	Unit  string      `json:"unit"`
	Name  string      `json:"name"`
	Cards []BoardCard `json:"cards" nullable:"false" doc:"The worst first"`
}

// BoardOutput is the board.
type BoardOutput struct {
	Body struct {
		At    time.Time    `json:"at"`
		Date  clock.Date   `json:"date"`
		Open  LightFigures `json:"open" doc:"All that hangs on the board itself"`
		Kinds []string     `json:"kinds" nullable:"false" doc:"Of which kinds it is; none: of all"`
		Units []BoardUnit  `json:"units" nullable:"false" doc:"Most red first"`
		More  bool         `json:"more" doc:"There are more than the board looks at: it shows red ones first"`
	}
}

// mostBoard is how many matters the board looks at.
const mostBoard = 2000

func (a *api) readBoard(ctx context.Context, c *door.Caller, in *BoardInput) (*BoardOutput, error) {
	now := a.Present(ctx)
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	b := &boarding{api: a, ctx: ctx, c: c, in: in, now: now, bundle: timeline.At(now), told: timeline.KindsTold(now)}
	if b.cal, err = a.Engine.Calendar(ctx, in.Zone, now); err != nil {
		return nil, err
	}
	f := engine.Filter{Scope: c.Subject.Scope(authority.See, c.Rules), Open: new(true), Kinds: in.Kind, Also: engine.Also{Top: true}}
	if len(f.Kinds) == 0 {
		f.Kinds = decomposed(cmp.Or(b.bundle, &mechanism.Bundle{}))
	}
	if len(f.Kinds) > 0 && len(in.Kind) == 0 { // where none of these is open, all kinds
		one := f
		one.AtMost = 1
		n, err := a.Engine.Store().CountMatters(ctx, in.Zone, one)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			f.Kinds = nil
		}
	}
	out := &BoardOutput{}
	out.Body.At, out.Body.Date, out.Body.Kinds, out.Body.Units = now, b.cal.DateOf(now), append([]string{}, f.Kinds...), []BoardUnit{}
	if err := b.gather(&f); err != nil {
		return nil, err
	}
	v := &figured{lang: c.Lang, counted: &figures.Counted{At: now, Date: out.Body.Date, Cuts: engine.Cuts{Lag: figures.Lag(b.cal, now, figures.Points)}}, named: b.told}
	if v.chart, v.view, err = a.Engine.Org(ctx, in.Zone, now); err != nil {
		return nil, err
	}
	out.Body.More = b.more
	out.Body.Open = b.lights(v, b.rows, f.Kinds)
	out.Body.Units, err = b.units(v, f.Kinds)
	return out, err
}

// boarding is a board in the making.
type boarding struct {
	*api

	ctx    context.Context //nolint:containedctx // lives no longer than the board
	c      *door.Caller
	in     *BoardInput
	now    time.Time
	cal    *calendar.Calendar
	bundle *mechanism.Bundle
	told   map[string]*mechanism.Kind // that matters are of
	rows   []listing.Row
	more   bool
}

// gather reads what hangs on the board, red ones first where there is more than it looks at.
func (b *boarding) gather(f *engine.Filter) error {
	f.AtMost = mostBoard + 1
	n, err := b.Engine.Store().CountMatters(b.ctx, b.in.Zone, *f)
	if err != nil {
		return err
	}
	asked := []string{""}
	if b.more = n > mostBoard; b.more {
		asked = []string{string(matter.Red), string(matter.Amber), string(matter.Green)}
	}
	for _, light := range asked {
		f.Light, f.Limit = light, mostBoard-len(b.rows)
		if f.Limit <= 0 {
			break
		}
		err := listing.Walk(b.ctx, b.Engine, b.in.Zone, *f, b.now, func(l listing.Row) bool {
			b.rows = append(b.rows, l)
			return len(b.rows) < mostBoard
		})
		if err != nil {
			return err
		}
	}
	f.Light = ""
	return nil
}

// lights are those of some rows of the board; where is the condition besides that of the board.
func (b *boarding) lights(v *figured, rows []listing.Row, kinds []string, where ...string) LightFigures {
	cells := make([]engine.Cell, len(rows))
	for i := range rows {
		cells[i] = engine.Cell{Light: string(rows[i].Light), N: 1}
	}
	f := v.lights(cells, append([]string{"top", "true"}, where...)...)
	for _, x := range []*Figure{&f.All, &f.Red, &f.Amber, &f.Green} {
		if b.more {
			x.List = "" // it holds more than the board looks at
			continue
		}
		for _, kind := range kinds {
			x.List += "&kind=" + kind
		}
	}
	return f
}

func (b *boarding) units(v *figured, kinds []string) ([]BoardUnit, error) {
	var codes []string
	for i := range b.rows {
		codes = append(codes, b.rows[i].LeadUnit)
	}
	slices.Sort(codes)
	out := []BoardUnit{}
	for _, u := range v.answering(slices.Compact(codes)) {
		var own []listing.Row
		for i := range b.rows {
			if slices.Contains(u.codes, b.rows[i].LeadUnit) {
				own = append(own, b.rows[i])
			}
		}
		part := BoardUnit{Unit: u.code, Name: u.name, LightFigures: b.lights(v, own, kinds, u.where...), Cards: []BoardCard{}}
		for i := range own {
			card, err := b.card(v, &own[i])
			if err != nil {
				return nil, err
			}
			part.Cards = append(part.Cards, card)
		}
		slices.SortStableFunc(part.Cards, worse)
		part.Cards = part.Cards[:min(len(part.Cards), b.in.Most)]
		out = append(out, part)
	}
	slices.SortStableFunc(out, func(x, y BoardUnit) int {
		return cmp.Or(y.Red.N-x.Red.N, y.Amber.N-x.Amber.N, y.All.N-x.All.N, cmp.Compare(x.Unit, y.Unit))
	})
	return out, nil
}

// worse puts red before amber before green, then what is due first, what has no deadline last.
func worse(x, y BoardCard) int {
	rank := func(c *BoardCard) int {
		if i := slices.Index(engine.LightOrder(), c.Worst); i >= 0 {
			return i
		}
		return len(engine.LightOrder())
	}
	due := func(c *BoardCard) int {
		if c.DaysLeft == nil {
			return 1 << 30
		}
		return *c.DaysLeft
	}
	return cmp.Or(rank(&x)-rank(&y), due(&x)-due(&y))
}

func (b *boarding) card(v *figured, row *listing.Row) (BoardCard, error) {
	card := BoardCard{
		ID: row.ID, Number: row.Number, Title: row.Title, Kind: row.Kind, KindTitle: row.Kind, Stage: row.Stage, Light: string(row.Light), Worst: string(row.Light),
		Urgency: row.Urgency, Owner: row.Owner, Sponsor: row.Sponsor, Progress: tenths(row.Progress),
	}
	if facts := row.Facts(); b.c.Subject.May(authority.History, &facts, b.c.Rules) {
		card.Level = row.Level
	}
	branch := false
	if k := b.told[row.Kind]; k != nil {
		card.KindTitle, branch = k.Title.In(b.c.Lang), len(k.Tree.Children) > 0
	}
	timed := *row
	if branch {
		if err := b.below(v, row, &card, &timed); err != nil {
			return card, err
		}
	}
	if share, ok := v.counted.Cuts.Lag.Elapsed(&timed.MatterRow); ok {
		card.Due, card.DaysLeft, card.Elapsed = new(clock.Date(timed.DueOn)), new(int(timed.DueOn)-int(v.counted.Date)), new(tenths(share))
		card.Provisional = timed.Provisional
		card.Behind = share > card.Progress+figures.Points
	}
	return card, nil
}

// below adds up what hangs below a card; a matter without a deadline of its own has the last one of those below it.
func (b *boarding) below(v *figured, row *listing.Row, card *BoardCard, timed *listing.Row) error {
	t := b.api.branches(b.c, b.bundle)
	t.take(*row)
	scope := b.c.Subject.Scope(authority.See, b.c.Rules)
	if err := t.add(b.ctx, b.Engine, b.in.Zone, engine.Filter{Scope: scope, Root: row.ID, Limit: mostTree + 1}, b.now); err != nil {
		return err
	}
	if len(t.rows) == 1 {
		return nil
	}
	if err := t.hang(b.ctx, b.Engine.Store(), b.in.Zone, row.ID, 0); err != nil {
		return err
	}
	tree := listing.Trees(t.rows, t.bundle.Branches, row.ID)
	card.Leaves, card.Done = tree[0].Sum.Leaves, tree[0].Sum.LeavesDone
	var cells []engine.Cell
	last, doubtful := int32(0), false
	for _, one := range tree[1:] {
		if one.DueOn > last {
			last, doubtful = one.DueOn, one.Provisional
		}
		if !one.Open {
			continue
		}
		cells = append(cells, engine.Cell{Light: string(one.Light), N: 1})
		for _, light := range engine.LightOrder() {
			if card.Worst == light || string(one.Light) == light {
				card.Worst = light
				break
			}
		}
	}
	if timed.DueOn == 0 {
		timed.DueOn, timed.Provisional = last, doubtful
	}
	lights := v.lights(cells, "root", row.ID)
	card.Below = &lights
	return nil
}
