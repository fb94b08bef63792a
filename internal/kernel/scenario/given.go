package scenario

import (
	"context"
	"slices"
	"strconv"
	"time"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
)

// entry is one given thing with the instant at which it is entered.
type entry struct {
	at    time.Time
	where mechanism.Position
	enter func(ctx context.Context) error
}

// given lists what must be entered before the first step. An absence that lies back is recorded on its
// first day, for nothing may be recorded of days gone by.
func (r *run) given() []entry {
	g := &r.s.Given
	var out []entry
	add := func(at time.Time, where mechanism.Position, enter func(ctx context.Context) error) {
		out = append(out, entry{at, where, enter})
	}
	for i := range g.Absent {
		a := &g.Absent[i]
		at := r.enteredAt()
		if begins := calendar.Builtin().StartOfDay(a.From); begins.Before(at) {
			at = begins
		}
		add(at, a.At, func(ctx context.Context) error {
			_, err := r.engine.Reorganise(ctx, r.zone, engine.Act{Actor: r.office(ctx, ""), At: r.now}, a.command())
			return err
		})
	}
	for i := range g.Records {
		rec := &g.Records[i]
		add(r.enteredAt(), rec.At, func(ctx context.Context) error { return r.givenRecords(ctx, rec) })
	}
	for i := range g.Sessions {
		r.givenSessions(&g.Sessions[i], add)
	}
	matters := g.Matters
	if g.Matter != nil {
		matters = append([]Matter{*g.Matter}, matters...)
	}
	for i := range matters {
		m := &matters[i]
		at := m.Time.Time
		if at.IsZero() {
			at = r.enteredAt()
		}
		add(at, m.At, func(ctx context.Context) error { return r.givenMatters(ctx, m) })
	}
	return out
}

func (r *run) givenRecords(ctx context.Context, g *GivenRecord) error {
	from := g.From
	if from.IsZero() {
		from = r.today()
	}
	for n := range max(1, g.Repeat) {
		values := counted(g.Values, n+1)
		actor := r.anybody(ctx, g.As)
		if _, err := r.engine.Keep(ctx, r.zone, g.Register, "", engine.Act{Actor: actor, At: r.now},
			register.Put{ValidFrom: from, Values: register.Values(values), Actor: actor}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) givenSessions(g *Held, add func(time.Time, mechanism.Position, func(context.Context) error)) {
	first := g.Time.Time
	if first.IsZero() {
		first = r.enteredAt()
	}
	for n := range max(1, g.Repeat) {
		alias := g.Alias
		if alias != "" && g.Repeat > 1 {
			alias += "-" + strconv.Itoa(n+1)
		}
		add(after(first, g.Every, n), g.At, func(ctx context.Context) error {
			return r.convene(ctx, &Step{Convene: g.Template, Alias: alias, As: g.As, Row: g.Row, Complete: true, Hold: true})
		})
	}
}

// road lists the commands that lead to a stage, after registration and establishment.
var road = map[string][]string{
	"assigned":    {"assign"},
	"accepted":    {"assign", "accept"},
	"working":     {"assign", "accept", "work"},
	"reported":    {"assign", "accept", "report"},
	"reviewed":    {"assign", "accept", "report", "review"},
	"completed":   {"assign", "accept", "report", "review", "complete"},
	"followed-up": {"assign", "accept", "report", "review", "complete", "follow-up"},
	"closed":      {"assign", "accept", "report", "review", "complete", "follow-up", "close"},
	"archived":    {"assign", "accept", "report", "review", "complete", "follow-up", "close", "archive"},
}

// optional stages are passed through only where the kind insists on them.
var optional = map[string]bool{"review": true, "follow-up": true}

func (r *run) givenMatters(ctx context.Context, g *Matter) error {
	stage := g.Stage
	if stage == "" {
		if stage = "registered"; g.Owner != "" {
			stage = "assigned"
		}
	}
	k := r.bundle.Kinds[g.Kind]
	insists := func(stage string) bool { return k != nil && slices.Contains(k.Requires, stage) }
	var commands []string
	if stage == "established" || stage != "registered" && insists("establish") {
		commands = append(commands, "establish")
	}
	for _, c := range road[stage] {
		if last := c == road[stage][len(road[stage])-1]; last || !optional[c] || insists(c) {
			commands = append(commands, c)
		}
	}
	for n := range max(1, g.Repeat) {
		m := counted(*g, n+1)
		alias := m.Alias
		if alias != "" && g.Repeat > 1 && alias == g.Alias {
			alias += "-" + strconv.Itoa(n+1)
		}
		id, err := r.register(ctx, m.Kind, "", &m.Deed, m.As, true)
		if err != nil {
			return err
		}
		r.enter(alias, id)
		for _, c := range commands {
			if err := r.command(ctx, c, id, &m.Deed, ""); err != nil {
				return err
			}
		}
	}
	return nil
}
