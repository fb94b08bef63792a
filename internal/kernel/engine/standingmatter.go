package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// dueStanding is a standing matter that mechanisms ask for.
type dueStanding struct {
	kind    *mechanism.Kind
	subject standingSubject
	at      time.Time // from which the matter stands: that of the mechanisms, of their period, or of its unit, post or body
}

func (d *dueStanding) id() string { return matter.StandingID(d.kind.Name, d.subject.code) }

// standingDue lists the standing matters that the mechanisms in force at some time from since (zero: ever) to until ask for,
// each once, under the version that asked first.
func (w *zoneWorld) standingDue(since, until time.Time) []dueStanding {
	var out []dueStanding
	seen := map[string]bool{}
	for i, v := range w.Timeline {
		if v.From.After(until) {
			break
		}
		ends := until.Add(1)
		if i+1 < len(w.Timeline) && w.Timeline[i+1].From.Before(ends) {
			ends = w.Timeline[i+1].From
		}
		for _, name := range sortedNames(v.Bundle.Kinds) {
			k := v.Bundle.Kinds[name]
			if k.Standing.Each == "" {
				continue
			}
			for _, subject := range w.subjects(k, v.Bundle.Title.In(text.Zh), until) {
				d := dueStanding{k, subject, w.asks(v.From, since, k, &subject)}
				if !seen[d.id()] && d.at.Before(ends) && k.Effective.Contains(w.today(d.at)) {
					seen[d.id()] = true
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// asks is the instant from which a version that begins at from asks for a standing matter, not before since.
func (w *zoneWorld) asks(from, since time.Time, k *mechanism.Kind, subject *standingSubject) time.Time {
	at := from
	if since.After(at) {
		at = since
	}
	for _, d := range []clock.Date{subject.from, k.Effective.From} {
		if begun := w.CalendarAt(at).StartOfDay(d); !d.IsZero() && begun.After(at) {
			at = begun
		}
	}
	return at
}

// unbegun lists those of them that no sweep has begun yet.
func (e *Engine) unbegun(ctx context.Context, w *zoneWorld, until time.Time) ([]dueStanding, error) {
	due := w.standingDue(time.Time{}, until)
	if len(due) == 0 {
		return nil, nil
	}
	ids := make([]string, len(due))
	for i := range due {
		ids[i] = due[i].id()
	}
	n, err := e.store.CountMatters(ctx, w.Zone, Filter{IDs: ids})
	if err != nil || n == len(due) {
		return nil, err
	}
	begun := map[string]bool{}
	for row, err := range e.store.List(ctx, w.Zone, Filter{IDs: ids}) {
		if err != nil {
			return nil, err
		}
		begun[row.ID] = true
	}
	return slices.DeleteFunc(due, func(d dueStanding) bool { return begun[d.id()] }), nil
}

// Unswept tells since when something that fell due by at waits for a sweep in a zone; zero where nothing does.
func (e *Engine) Unswept(ctx context.Context, zone string, at time.Time) (time.Time, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return time.Time{}, err
	}
	var since time.Time
	rows, err := e.store.Due(ctx, zone, at.UnixMicro(), 1)
	if err != nil {
		return since, err
	}
	if len(rows) > 0 {
		since = instant(rows[0].NextAt)
	}
	unbegun, err := e.unbegun(ctx, w, at)
	for i := range unbegun {
		if begins := unbegun[i].at; since.IsZero() || begins.Before(since) {
			since = begins
		}
	}
	return since, err
}

// facts is what authority would look at in it.
func (d *dueStanding) facts() *authority.Facts {
	return &authority.Facts{Kind: d.kind.Name, Stage: string(matter.Registered), LeadUnit: d.subject.unit, Owner: d.subject.post}
}

// standing begins the standing matters that the mechanisms in force ask for and that do not exist yet.
func (e *Engine) standing(ctx context.Context, zone string, until time.Time, total *Swept) error {
	w, err := e.world(ctx, zone)
	if err != nil {
		return err
	}
	unbegun, err := e.unbegun(ctx, w, until)
	if err != nil {
		return err
	}
	for i := range unbegun {
		if err := e.begin(ctx, w, &unbegun[i], total); err != nil {
			return err
		}
	}
	return nil
}

// begin registers one, unless another sweep was faster.
func (e *Engine) begin(ctx context.Context, w *zoneWorld, d *dueStanding, total *Swept) error {
	return e.inTx(ctx, func(ctx context.Context) error {
		if _, err := e.store.Matter(ctx, w.Zone, d.id()); errs.KindOf(err) != errs.NotFound {
			return err
		}
		at := d.at
		day := w.today(at)
		seq, err := e.store.TakeNumbers(ctx, w.Zone, d.kind.Name, day.Year(), 1)
		if err != nil {
			return err
		}
		t := &turn{ctx: ctx, engine: e, world: w, zone: w.Zone}
		t.state = matter.State{ID: d.id()}
		content := standingRegistration(d.kind, d.subject, numbered(d.kind.Number, d.kind.Name, day, seq, w.Zone))
		t.append(ledger.Event{Stream: d.id(), At: at, Derived: true, Basis: w.basis(at)}, content)
		_, derived, err := matter.React(t.state, w.matterWorld(t), at)
		if err != nil {
			return err
		}
		t.derive(derived)
		t.cursor = at
		total.Standing++
		total.Events += len(t.records)
		return e.save(ctx, w.Zone, t)
	})
}

func standingRegistration(k *mechanism.Kind, subject standingSubject, number string) *matter.RegisteredEvent {
	return &matter.RegisteredEvent{
		Number: number, Kind: k.Name, Standing: subject.code,
		Particulars: matter.Particulars{Title: k.Title.In("zh") + "·" + subject.name},
		Assignment:  matter.Assignment{LeadUnit: subject.unit, Owner: subject.post, Ongoing: true},
	}
}

// standingSubject is the subject of a standing matter.
type standingSubject struct {
	code, name, unit, post string
	from                   clock.Date
}

// subjects lists whom a standing kind is about on the day of at, in a zone that is called title.
func (w *zoneWorld) subjects(k *mechanism.Kind, title string, at time.Time) []standingSubject {
	view := w.view(w.today(at))
	var out []standingSubject
	head := func(unit string) string { post, _ := view.Head(unit); return post }
	meant := k.Standing.Meant(view)
	wants := func(unit string, from clock.Date, names ...string) (clock.Date, bool) {
		if k.Standing.Wants(names...) {
			return from, true
		}
		since, ok := meant[unit]
		return max(from, since), ok
	}
	switch k.Standing.Each {
	case "unit":
		for _, u := range view.Units() {
			if from, ok := wants(u.Code, u.From, u.Type, u.Code, u.Name); ok {
				out = append(out, standingSubject{u.Code, u.Name, u.Code, head(u.Code), from})
			}
		}
	case "post":
		for _, name := range view.Posts() {
			p, _ := view.Post(name)
			if from, ok := wants(p.Unit, p.From, p.Name, p.Level, p.Unit); ok {
				out = append(out, standingSubject{p.Name, p.Name, p.Unit, p.Name, from})
			}
		}
	case "body":
		for _, b := range view.Bodies() {
			if k.Standing.Wants(b.Code, b.Name, b.Kind) {
				out = append(out, standingSubject{b.Code, b.Name, "", b.Head, b.From})
			}
		}
	case "zone":
		out = append(out, standingSubject{code: w.Zone, name: cmp.Or(title, w.Zone)})
	}
	return out
}

// OfNobody completes a filter that asks for the matters of nobody, as of an instant.
func (e *Engine) OfNobody(ctx context.Context, zone string, f *Filter, at time.Time) error {
	if !f.Unowned {
		return nil
	}
	w, err := e.world(ctx, zone)
	if err != nil {
		return err
	}
	loads, err := e.store.OwnerLoads(ctx, zone, 1<<20)
	w.ofNobody(f, loads, at)
	return err
}

// ofNobody says which posts are vacant, whose matters are nobody's, and which standing matters are somebody's though they name
// no owner, a zone's for one: those whose cadence says who owes what they ask for, while somebody acts for that post. That of a
// unit, a post or a body that is no more asks for nothing, so that nobody has to take it over. Vacant is whatever name open matters
// are recorded under and nobody acts for, however that came about.
func (w *zoneWorld) ofNobody(f *Filter, loads []OwnerLoad, at time.Time) {
	view := w.view(w.today(at))
	for i := range loads {
		if name := loads[i].Owner; view.IsNobody(name) {
			f.Vacant = append(f.Vacant, name)
		}
	}
	b := w.Timeline.At(at)
	if b == nil {
		return
	}
	gone := view.Gone()
	for _, name := range sortedNames(b.Kinds) {
		k := b.Kinds[name]
		if k.Standing.Each == "" {
			continue
		}
		for _, code := range gone[k.Standing.Each] {
			f.Ended = append(f.Ended, matter.StandingID(name, code))
		}
		if k.Cadence.Owner.Role.IsZero() {
			continue
		}
		for _, s := range w.subjects(k, "", at) {
			if posts, _ := org.Resolve(k.Cadence.Owner.Role, org.Context{LeadUnit: s.unit}, view); len(posts) > 0 {
				f.Borne = append(f.Borne, matter.StandingID(name, s.code))
			}
		}
	}
}
