package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Open makes an engine on an empty store that tells the time by now, and what closes it again.
type Open func(now clock.Clock) (*engine.Engine, func() error, error)

// Run plays one scenario under a bundle. It never panics and never fails otherwise than in its result.
// It knows no time but the scenario's: Duration is for the caller to fill in.
func Run(ctx context.Context, s Scenario, b *mechanism.Bundle, open Open) (out Result) {
	out = Result{Name: s.Name, File: s.File, At: s.At, Rows: rowsOf(&s, b)}
	r := &run{ctx: ctx, s: &s, zone: b.Zone, bundle: b, matters: map[string]string{}, sessions: map[string]string{}}
	defer func() {
		if p := recover(); p != nil {
			r.fail(s.At, "程序出错：%[1]v", "the program broke down: %[1]v", p)
		}
		out.Failures, out.Passed = r.failures, len(r.failures) == 0
	}()
	e, done, err := open(func() time.Time { return r.now })
	if err != nil {
		r.failed(s.At, err)
		return out
	}
	defer func() {
		if err := done(); err != nil {
			r.failed(s.At, err)
		}
	}()
	r.engine = e
	if r.begin() && r.play() {
		r.outcome(&s.Then)
		if _, err := e.Verify(ctx, r.zone, nil); err != nil {
			r.fail(s.At, "台账校验不通过：%[1]s", "the ledger does not verify: %[2]s", errs.Message(err, text.Zh), errs.Message(err, text.En))
		}
	}
	return out
}

// rowsOf gives the scenario's rows, else those of the mechanism file of the same name in the zone, else
// in what the zone extends.
func rowsOf(s *Scenario, b *mechanism.Bundle) []string {
	if len(s.Rows) > 0 {
		return s.Rows
	}
	own := strings.TrimSuffix(s.File, mechanism.ScenarioSuffix) + ".yaml"
	_, name, _ := strings.Cut(own, "/")
	var inherited []string
	for _, f := range b.Files {
		if f.Path == own {
			return f.Rows
		}
		if _, same, _ := strings.Cut(f.Path, "/"); same == name {
			inherited = f.Rows
		}
	}
	return inherited
}

// run is one scenario under way.
type run struct {
	ctx      context.Context //nolint:containedctx // lives no longer than the run
	s        *Scenario
	zone     string
	bundle   *mechanism.Bundle
	engine   *engine.Engine
	now      time.Time
	matters  map[string]string // alias → id
	sessions map[string]string // alias → id
	paid     []benefit.Payment // by redeem
	entered  []string          // ids of the matters that the scenario entered, in order
	failures []Failure
}

func (r *run) fail(at mechanism.Position, zh, en string, args ...any) {
	r.failures = append(r.failures, Failure{At: at, Text: text.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}})
}

// failed reports an error that stands in the way.
func (r *run) failed(at mechanism.Position, err error) {
	r.fail(at, "未能办成：%[1]s", "this could not be done: %[2]s", errs.Message(err, text.Zh), errs.Message(err, text.En))
}

func (r *run) today() clock.Date { return calendar.Builtin().DateOf(r.now) }

// begin applies the bundle and enters the given things in order of time.
func (r *run) begin() bool {
	entries := r.given()
	start := r.enteredAt()
	for _, e := range entries {
		if e.at.Before(start) {
			start = e.at
		}
	}
	cal := calendar.Builtin()
	from := cal.StartOfDay(cal.DateOf(start))
	if d := r.s.Given.Applied; !d.IsZero() {
		from = cal.StartOfDay(d)
	}
	r.now = from
	if err := r.engine.Apply(r.ctx, r.bundle, engine.Act{At: from, Program: true}, from); err != nil {
		r.failed(r.s.At, err)
		return false
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return a.at.Compare(b.at) })
	for _, e := range entries {
		r.now = e.at
		if err := r.engine.Together(r.ctx, e.enter); err != nil {
			r.fail(e.where, "given 未能办成：%[1]s", "a given thing could not be entered: %[2]s", errs.Message(err, text.Zh), errs.Message(err, text.En))
			return false
		}
	}
	return true
}

// enteredAt is when given things were entered unless they say otherwise.
func (r *run) enteredAt() time.Time {
	g := &r.s.Given
	if !g.At.IsZero() {
		return g.At.Time
	}
	if len(r.s.When) == 0 {
		return g.At.Time
	}
	first := &r.s.When[0]
	if first.Repeat != nil {
		return first.Repeat.From.Add(-time.Minute)
	}
	return first.Time.Add(-time.Minute)
}

// play carries out the steps; false when one of them did not come out.
func (r *run) play() bool {
	r.now = r.enteredAt()
	for i := range r.s.When {
		step := &r.s.When[i]
		times := step.times()
		for _, at := range times {
			r.now = at
			if !r.step(step) {
				return false
			}
		}
	}
	return true
}

// step carries out one act and judges whether it was refused as it should be.
func (r *run) step(s *Step) bool {
	if len(s.acts()) > 0 {
		before, err := r.size()
		if err != nil {
			r.failed(s.At, err)
			return false
		}
		err = r.act(s)
		if s.Refused == "" && err != nil {
			r.failed(s.At, err)
			return false
		}
		if s.Refused != "" && !r.refused(s, err, before) {
			return false
		}
	}
	if s.Then != nil {
		r.outcome(s.Then)
	}
	return true
}

// refused judges a step that must be refused: by a person's reason that contains the words, leaving no trace.
func (r *run) refused(s *Step, err error, before int64) bool {
	if err == nil {
		r.fail(s.At, "应被拒绝（含“%[1]s”），却办成了", "this must be refused (with %[1]q) and was done", s.Refused)
		return false
	}
	zh, en := errs.Message(err, text.Zh), errs.Message(err, text.En)
	words := append([]string{zh, en, errs.CodeOf(err)}, codes(err)...)
	if errs.KindOf(err) == errs.Internal || !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, s.Refused) }) {
		r.fail(s.At, "应以“%[1]s”为由拒绝，实际理由是：%[2]s(%[4]s)", "this must be refused with %[1]q; the reason given was: %[3]s (%[4]s)", s.Refused, zh, en, errs.CodeOf(err))
		return false
	}
	after, err := r.size()
	if err != nil {
		r.failed(s.At, err)
		return false
	}
	if after != before {
		r.fail(s.At, "被拒绝的一步仍记下了 %[1]d 条", "the step was refused and yet recorded %[1]d events", after-before)
		return false
	}
	return true
}

func codes(err error) []string {
	var out []string
	if l := errs.List(nil); errors.As(err, &l) {
		for _, e := range l {
			out = append(out, e.Code)
		}
	}
	return out
}

// size is how many events the zone has.
func (r *run) size() (int64, error) {
	z, err := r.engine.Store().Zone(r.ctx, r.zone)
	return z.Size, err
}

// act does what a step says.
func (r *run) act(s *Step) error {
	switch {
	case s.Sweep:
		_, err := r.engine.Sweep(r.ctx, r.zone, r.now, nil)
		return err
	case s.Do != "":
		return r.together(s.Each != nil, func(ctx context.Context) error { return r.do(ctx, s) })
	case s.Convene != "":
		return r.together(s.Hold, func(ctx context.Context) error { return r.convene(ctx, s) })
	case s.sits():
		return r.together(s.sittings() > 1, func(ctx context.Context) error { return r.sit(ctx, s) })
	case s.Org != nil:
		return r.reorganise(s)
	case s.Record != "":
		return r.keep(s)
	case s.Redeem != "":
		return r.redeem(s)
	case s.Claim != "":
		return r.claiming(r.ctx, s)
	}
	_, err := r.engine.LoadNotice(r.ctx, r.zone, engine.Act{Actor: r.office(r.ctx, s.As), At: r.now}, []byte(s.LoadNotice))
	return err
}

// together makes one of several uses of the engine. A single one is left to the engine, so that the
// scenario sees whether it is all or nothing by itself.
func (r *run) together(several bool, fn func(ctx context.Context) error) error {
	if !several {
		return fn(r.ctx)
	}
	return r.engine.Together(r.ctx, fn)
}

func (r *run) reorganise(s *Step) error {
	c := s.Org.command()
	if h, ok := c.(org.HandOver); ok && len(h.Matters) == 0 {
		state, _, err := r.engine.Org(r.ctx, r.zone, r.now)
		if err != nil {
			return err
		}
		for _, due := range org.HandOverDue(state, h.Post) {
			h.Matters = append(h.Matters, due.Matters...)
		}
		c = h
	}
	_, err := r.engine.Reorganise(r.ctx, r.zone, engine.Act{Actor: r.office(r.ctx, s.As), At: r.now}, c)
	return err
}

// do gives a matter's command, or the same to each matter that the step picks.
func (r *run) do(ctx context.Context, s *Step) error {
	if s.Do == "register" {
		id, err := r.register(ctx, s.Kind, s.Number, &s.Deed, s.As, false)
		if err == nil {
			r.enter(s.Alias, id)
		}
		return err
	}
	targets, err := r.targets(ctx, s)
	if err != nil {
		return err
	}
	for _, id := range targets {
		if err := r.command(ctx, s.Do, id, &s.Deed, s.As); err != nil {
			return err
		}
	}
	return nil
}

// targets are the matters that a step is about.
func (r *run) targets(ctx context.Context, s *Step) ([]string, error) {
	if s.Matter != "" {
		return []string{r.matter(s.Matter)}, nil
	}
	if e := s.Each; e != nil {
		return r.pick(ctx, e)
	}
	if len(r.entered) != 1 {
		return nil, errs.Newf(errs.Invalid, "scenario.which", "情景中有 %[1]d 个事项，请用 matter 写明是哪一个", "the scenario has %[1]d matters: say which with matter", len(r.entered))
	}
	return r.entered, nil
}

func (r *run) pick(ctx context.Context, e *Each) ([]string, error) {
	open := true
	f := engine.Filter{Kind: e.Kind, Owner: e.Owner, Unit: e.LeadUnit, Stage: e.Stage, Open: &open}
	if e.Parent != "" {
		f.Parent = r.matter(e.Parent)
	}
	var ids []string
	for row, err := range r.engine.Store().List(ctx, r.zone, f) {
		if err != nil {
			return nil, err
		}
		if e.Urgency == "" || row.Urgency == e.Urgency {
			ids = append(ids, row.ID)
		}
	}
	if e.Light != "" {
		var kept []string
		for _, id := range ids {
			sight, err := r.engine.Look(ctx, r.zone, id, r.now)
			if err != nil {
				return nil, err
			}
			if lightWord(sight.Light) == e.Light {
				kept = append(kept, id)
			}
		}
		ids = kept
	}
	if len(ids) == 0 {
		return nil, errs.Newf(errs.NotFound, "scenario.none_picked", "each 没有选中任何未了结的事项", "each picks no open matter")
	}
	return ids, nil
}

// matter gives the id behind an alias; anything else is taken for an id or a number.
func (r *run) matter(ref string) string {
	if id, ok := r.matters[ref]; ok {
		return id
	}
	return ref
}

func (r *run) session(ref string) string {
	if id, ok := r.sessions[ref]; ok {
		return id
	}
	return ref
}

// enter notes a matter that the scenario brought about.
func (r *run) enter(alias, id string) {
	if alias != "" {
		r.matters[alias] = id
	}
	r.entered = append(r.entered, id)
}

func lightWord(l matter.Light) string {
	if l == matter.None {
		return "none"
	}
	return string(l)
}
