package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// todayRows bounds the rows of each listing; figures are always whole.
const todayRows = 12

// orderBound bounds how many rows of one listing are looked at to find the reddest among those due first; in a
// longer listing the first rows are those due first (of what was missed, last), or first by number, whatever their light.
const orderBound = 600

// errDiscard ends a transaction that was only to be looked at.
var errDiscard = errors.New("discard")

// Today works out the 8:30 page as far as a scope reaches; nil is everything. It is right however late the sweep is,
// also before the first.
func (e *Engine) Today(ctx context.Context, zone string, scope *authority.Scope, at time.Time) (out Today, err error) {
	at = ledger.Instant(at)
	stale, err := e.AsSwept(ctx, zone, scope, at, func(ctx context.Context) error {
		out, err = e.page(ctx, zone, scope, at)
		return err
	})
	out.Stale = stale
	return out, err
}

// AsSwept reads a zone as it is once everything that fell due by at is made, however late the sweep: that is made in a
// transaction, read runs inside it, and the transaction is thrown away. It tells how many matters within the scope waited
// for it; where none did, read runs in a snapshot of what is stored. A page and the lists that its figures count are read so, and agree. read
// may run more than once and must only read.
func (e *Engine) AsSwept(ctx context.Context, zone string, scope *authority.Scope, at time.Time, read func(ctx context.Context) error) (stale int, err error) {
	at = ledger.Instant(at)
	late, err := e.store.CountMatters(ctx, zone, Filter{StaleAt: at.UnixMicro(), AtMost: 1})
	if err != nil {
		return 0, err
	}
	w, err := e.world(ctx, zone)
	if err != nil {
		return 0, err
	}
	unbegun, err := e.unbegun(ctx, w, at)
	if err != nil {
		return 0, err
	}
	if late+len(unbegun) == 0 {
		return 0, e.store.InSnapshot(ctx, read)
	}
	if stale, err = e.store.CountMatters(ctx, zone, Filter{StaleAt: at.UnixMicro(), Scope: scope}); err != nil {
		return 0, err
	}
	for i := range unbegun {
		if scope == nil || scope.Holds(unbegun[i].facts()) {
			stale++
		}
	}
	err = e.inTx(ctx, func(ctx context.Context) error {
		if _, err := e.Sweep(ctx, zone, at, nil); err != nil {
			return err
		}
		if err := read(ctx); err != nil {
			return err
		}
		return errDiscard
	})
	if !errors.Is(err, errDiscard) {
		return stale, err
	}
	return stale, nil
}

// page reads the page from what is stored.
func (e *Engine) page(ctx context.Context, zone string, scope *authority.Scope, at time.Time) (Today, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return Today{}, err
	}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return Today{}, err
	}
	t := Today{
		Zone: zone, Title: calledAt(w.Timeline, at, &z), At: at, Date: w.today(at), Lights: []UnitLights{}, Reviews: []Reviews{}, Loads: []OwnerLoad{},
		Categories: []CategoryLights{}, Unheld: []text.Text{}, Counts: []CountLine{}, Sessions: []SessionLine{},
	}
	for _, l := range []*Listing{&t.Letters, &t.Undelivered, &t.Unreplied, &t.Missed, &t.Duties, &t.Verify, &t.Unassigned, &t.Unowned, &t.Outlived, &t.TurnedRed} {
		l.Rows = []Line{}
	}
	p := &page{engine: e, ctx: ctx, w: w, zone: zone, scope: scope, at: at, today: &t}
	if p.hidden, err = e.hide(ctx, zone, scope); err != nil {
		return t, err
	}
	for _, part := range []func() error{p.lights, p.categories, p.duties, p.reviews, p.letters, p.missed, p.owners, p.matters, p.loads, p.counts, p.sessions} {
		if err := part(); err != nil {
			return t, err
		}
	}
	for _, fault := range w.view(t.Date).Unheld() {
		t.Unheld = append(t.Unheld, fault.Text)
	}
	return t, nil
}

// page is a Today in the making.
type page struct {
	engine *Engine
	ctx    context.Context //nolint:containedctx // lives no longer than the page
	w      *zoneWorld
	zone   string
	scope  *authority.Scope
	hidden hidden
	at     time.Time
	today  *Today
	owed   []DutyCount

	carried []OwnerLoad
}

func (p *page) unitName(code string) string { return p.w.unitName(code, p.today.Date) }

// unitName is what a unit is called on a day, whatever has become of it.
func (w *zoneWorld) unitName(code string, d clock.Date) string {
	if code == "" {
		return ""
	}
	return w.chart(d).Known(code, d)
}

// duties counts open and missed duties by what they ask for, once for all the parts that need it.
func (p *page) duties() (err error) {
	p.owed, err = p.engine.store.DutyCounts(p.ctx, p.zone)
	p.hidden.fromDuties(p.owed)
	return err
}

// reviews lists what must be reviewed, reported or published in the running week, half-month, month …, and what is still
// owed of a period that is over.
func (p *page) reviews() error {
	for _, c := range p.owed {
		if c.State != DutyOpen || c.Cadence == "" || c.N == 0 {
			continue
		}
		f := Filter{State: DutyOpen, What: c.What, Cadence: c.Cadence, Period: c.Period}
		if err := p.dutyListing(&p.reviewsOf(c).Listing, c.N, f, nil); err != nil {
			return err
		}
	}
	slices.SortStableFunc(p.today.Reviews, func(a, b Reviews) int {
		rhythm := func(r Reviews) int { return slices.Index(cadence.Rhythms(), cadence.Every(r.Cadence)) }
		return cmp.Or(cmp.Compare(rhythm(a), rhythm(b)), cmp.Compare(a.Period.From, b.Period.From), cmp.Compare(a.Period.Key, b.Period.Key))
	})
	return nil
}

// reviewsOf finds the reviews of a rhythm and period on the page, or begins them there.
func (p *page) reviewsOf(c DutyCount) *Reviews {
	i := slices.IndexFunc(p.today.Reviews, func(r Reviews) bool { return r.Cadence == c.Cadence && r.Period.Key == c.Period })
	if i < 0 {
		period, err := cadence.ParsePeriod(c.Period)
		if err != nil { // a window, which each kind and version sets for itself
			period = cadence.Period{Key: c.Period}
		}
		i = len(p.today.Reviews)
		p.today.Reviews = append(p.today.Reviews, Reviews{Cadence: c.Cadence, Period: period, Over: err == nil && period.To < p.today.Date})
	}
	return &p.today.Reviews[i]
}

// dutyListing adds n duties to a listing, with the first of them.
func (p *page) dutyListing(into *Listing, n int, f Filter, each func(*Line)) error {
	if into.N += n; n == 0 {
		return nil
	}
	f.Scope = p.scope
	f.Limit = rowsToRank(n)
	for d, err := range p.engine.store.Duties(p.ctx, p.zone, f) {
		if err != nil {
			return err
		}
		line := Line{Owner: d.Owner, What: d.What, Period: d.Period, Due: instant(d.DueAt), State: d.State, Provisional: p.w.CalendarAt(p.at).Provisional(instant(d.DueAt))}
		line.Heir, line.matter = p.heir(d.Owner), d.MatterID
		p.describe(&line, d.MatterID)
		into.Rows = append(into.Rows, line)
	}
	foremost(into, f.Newest)
	for i := range into.Rows {
		if each != nil {
			each(&into.Rows[i])
		}
	}
	return nil
}

// rowsToRank is how many of n rows are read to find the foremost.
func rowsToRank(n int) int {
	if n > orderBound {
		return todayRows
	}
	return max(n, 1)
}

// lightRank orders lights, the worst first.
var lightRank = map[string]int{string(matter.Red): 0, string(matter.Amber): 1, string(matter.Green): 2}

// foremost keeps a listing's first rows: red before amber before green before what has no light,
// among them what is due first, and then in order of number as people count. Of the newest, what was due last comes before all
// that: what was missed yesterday is not hidden by what has stood there for months.
func foremost(l *Listing, newest bool) {
	rank := func(light string) int {
		if n, ok := lightRank[light]; ok {
			return n
		}
		return len(lightRank)
	}
	slices.SortStableFunc(l.Rows, func(a, b Line) int {
		if c := b.Due.Compare(a.Due); newest && c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(rank(a.Light), rank(b.Light)), a.Due.Compare(b.Due), text.CompareNumbers(a.Number, b.Number))
	})
	l.Rows = l.Rows[:min(len(l.Rows), todayRows)]
}

func (p *page) describe(line *Line, id string) {
	if row, err := p.engine.store.Matter(p.ctx, p.zone, id); err == nil {
		line.Number, line.Title, line.Unit, line.Light, line.Kind = row.Number, row.Title, p.unitName(row.LeadUnit), row.Light, row.Kind
		if !row.Open {
			line.Ended = row.Stage
		}
	}
}

func (p *page) letters() error {
	for state, into := range map[string]*Listing{"drafted": &p.today.Letters, "issued": &p.today.Undelivered, "late": &p.today.Unreplied} {
		f := Filter{State: state}
		if state == "late" {
			f = Filter{States: []string{"delivered", "signed"}, DueTo: p.at.UnixMicro()}
		}
		f.Scope = p.scope
		var err error
		if into.N, err = p.engine.store.CountLetters(p.ctx, p.zone, f); err != nil {
			return err
		}
		f.Limit = rowsToRank(into.N)
		for l, err := range p.engine.store.Letters(p.ctx, p.zone, f) {
			if err != nil {
				return err
			}
			line := Line{What: l.Template, To: l.ToPost, Owner: l.ByPost, State: l.State, Due: instant(l.ReplyBy), Provisional: p.w.CalendarAt(p.at).Provisional(instant(l.ReplyBy))}
			line.matter, line.letter = l.MatterID, l.ID
			p.describe(&line, l.MatterID)
			into.Rows = append(into.Rows, line)
		}
		foremost(into, false)
	}
	return p.withheld(p.today.Letters.Rows)
}

// withheld says of drafts why they cannot be issued as they are.
func (p *page) withheld(drafts []Line) error {
	for i := range drafts {
		l := &drafts[i]
		row, err := p.engine.store.Matter(p.ctx, p.zone, l.matter)
		if err != nil {
			return err
		}
		s, err := row.Folded()
		if err != nil {
			return err
		}
		if why := matter.Withheld(&s, &p.w.World, l.letter, p.at); why != nil {
			l.Withheld = text.Text{Zh: errs.Message(why, text.Zh), En: errs.Message(why, text.En)}
		}
	}
	return nil
}

// missed lists missed duties, each with the level above to whom it is visible, and other open duties.
func (p *page) missed() error {
	view, n := p.w.view(p.today.Date), 0
	for _, c := range p.owed {
		if c.State == DutyMissed {
			n += c.N
		}
	}
	if n > 0 {
		if err := p.dutyListing(&p.today.Missed, n, Filter{State: DutyMissed, Newest: true}, func(l *Line) {
			l.Above = p.above(view, l)
		}); err != nil {
			return err
		}
	}
	for _, what := range []string{matter.DutyExtension, matter.DutyReplan, matter.DutyObjection, matter.DutyAccept, matter.DutyTalk, matter.DutyRaise, matter.DutyBulletin, matter.DutyRecheck, matter.DutyReply} {
		for _, c := range p.owed {
			if c.State != DutyOpen || c.What != what {
				continue
			}
			if err := p.dutyListing(&p.today.Duties, c.N, Filter{State: DutyOpen, What: what, Cadence: c.Cadence, Period: c.Period}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *page) matters() error {
	open, view := true, p.w.view(p.today.Date)
	unowned := Filter{Unowned: true, Open: &open}
	p.w.ofNobody(&unowned, p.carried, p.at)
	lists := map[*Listing]Filter{
		&p.today.Verify:     {Stages: []string{string(matter.Completed), string(matter.FollowedUp)}, Open: &open},
		&p.today.Unassigned: {Stages: []string{string(matter.Registered), string(matter.Established)}, Owned: true, Open: &open},
		&p.today.Unowned:    unowned,
		// since the day before began
		&p.today.TurnedRed: {Light: string(matter.Red), Open: &open, Also: Also{Lit: Between{From: p.w.CalendarAt(p.at).StartOfDay(p.today.Date - 1).UnixMicro()}}},
	}
	if len(unowned.Ended) > 0 {
		lists[&p.today.Outlived] = Filter{IDs: unowned.Ended, Open: &open}
	}
	for into, f := range lists {
		f.Scope = p.scope
		var err error
		if into.N, err = p.engine.store.CountMatters(p.ctx, p.zone, f); err != nil {
			return err
		}
		if into.N == 0 {
			continue
		}
		f.Limit, f.Few = rowsToRank(into.N), f.Unowned && into.N <= orderBound
		for row, err := range p.engine.store.List(p.ctx, p.zone, f) {
			if err != nil {
				return err
			}
			line := Line{Number: row.Number, Title: row.Title, Owner: row.Owner, Unit: p.unitName(row.LeadUnit), Light: row.Light, State: row.Stage, Vacant: view.IsLeft(row.Owner)}
			line.Heir = p.heir(row.Owner)
			into.Rows = append(into.Rows, line)
		}
		foremost(into, false)
	}
	return nil
}

// heir is the post that answers for one that is no more; "" for any other.
func (p *page) heir(post string) string {
	view := p.w.view(p.today.Date)
	if heir, _ := view.Heir(post); heir != post && !view.IsBody(post) {
		return heir
	}
	return ""
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
