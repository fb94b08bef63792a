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
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// Sessions, the org chart, registers, mechanisms and calendars are streams of few events: their state is
// folded when it is asked for, and nothing caches it.

// Act is who does something and when, for everything that is not a matter.
type Act struct {
	Actor   string    // post
	Person  string    // who acts for it, where the shell knows; "": its holder
	At      time.Time // zero: now
	Program bool      // the program's own doing, or the installation's, for which no post stands; without it an Actor is asked for
}

// itself tells whether nobody need be named: the program acts, or there is no post in the zone that could.
func (a *Act) itself(w *zoneWorld, at time.Time) bool {
	return a.Actor == "" && (a.Program || len(w.view(w.today(at)).Posts()) == 0)
}

// named refuses an act of which nobody says whose it is.
func (w *zoneWorld) named(act *Act) error {
	if act.Actor != "" || act.itself(w, act.At) {
		return nil
	}
	return w.actor(&matter.Command{})
}

// fact is one event of such a stream: its type and content.
type fact struct {
	kind string
	data any
}

// recordUnder appends facts to a stream inside the running transaction.
func (e *Engine) recordUnder(ctx context.Context, w *zoneWorld, stream string, act Act, facts ...fact) error {
	seq, head, err := e.store.Head(ctx, w.Zone, stream)
	if err != nil {
		return err
	}
	at := ledger.Instant(act.At)
	if act.At.IsZero() {
		at = e.NowIn(w.Zone)
	}
	c := matter.Command{Actor: act.Actor, Person: act.Person, At: at}
	if len(w.Timeline) > 0 && !act.itself(w, at) {
		if err := w.actor(&c); err != nil && (stream != ledger.StreamOrg || c.Actor == "") { // the org chart may be what mends it
			return err
		}
	}
	records := make([]ledger.Record, 0, len(facts))
	for _, f := range facts {
		seq++
		r := ledger.Seal(ledger.Event{
			Zone: w.Zone, Stream: stream, Seq: seq, At: at, Recorded: e.NowIn(w.Zone), Type: f.kind, Actor: c.Actor,
			Person: c.Person, Deputy: c.Deputy, Basis: w.basis(at), Data: ledger.Marshal(f.data),
		}, head)
		head = r.Hash
		records = append(records, r)
	}
	return e.store.Append(ctx, w.Zone, records)
}

// changed counts a zone's world up: every process loads it again.
func (e *Engine) changed(ctx context.Context, zone string) error { return e.called(ctx, zone, "") }

// called is changed where the zone may have a new name; "" leaves it as it is.
func (e *Engine) called(ctx context.Context, zone, title string) error {
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return err
	}
	z.World++
	z.Title = cmp.Or(title, z.Title)
	return e.store.PutZone(ctx, z)
}

// decodeStream walks a stream's events with their contents, which each decodes and does nothing else that may fail.
func (e *Engine) decodeStream(ctx context.Context, zone, stream string, each func(ledger.Event) error) error {
	records, err := e.store.Stream(ctx, zone, stream)
	if err != nil {
		return err
	}
	for i := range records {
		ev, err := ledger.Decode(records[i].Body)
		if err == nil {
			err = each(ev)
		}
		if err != nil {
			return e.unread(ctx, &records[i], err)
		}
	}
	return nil
}

// openZone makes sure that a zone exists, with a key to sign its checkpoints, inside the running transaction.
func (e *Engine) openZone(ctx context.Context, zone, title string) error {
	_, err := e.store.Zone(ctx, zone)
	if errs.KindOf(err) != errs.NotFound {
		return err
	}
	private, public, err := ledger.NewKey(e.random, zone)
	if err != nil {
		return err
	}
	if err := e.store.PutZone(ctx, ZoneRow{ZoneID: zone, Title: title, PublicKey: public, PrivateKey: private}); err != nil {
		return err
	}
	return e.markProjected(ctx, zone)
}

// Reorganise carries out a command on the org chart. The hand-over list of a holder who leaves is filled
// with the matters open on the post.
func (e *Engine) Reorganise(ctx context.Context, zone string, act Act, c org.Command) ([]org.Event, error) {
	var events []org.Event
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		if act.At.IsZero() {
			act.At = e.NowIn(zone)
		}
		today := w.CalendarAt(act.At).DateOf(act.At)
		if err := w.mayReorganise(act, c); err != nil {
			return err
		}
		if c, err = e.withMatters(ctx, w, zone, act.At, c); err != nil {
			return err
		}
		if events, err = org.Decide(w.chart(today), c, today); err != nil {
			return err
		}
		facts := make([]fact, len(events))
		for i, ev := range events {
			facts[i] = fact{org.EventName(ev), ev}
		}
		if err := e.recordUnder(ctx, w, ledger.StreamOrg, act, facts...); err != nil {
			return err
		}
		if slices.ContainsFunc(events, org.Reforms) { // it may end what a standing matter is about
			if err := e.store.Touch(ctx, zone, Range{From: matter.StandingIDs, Below: matter.StandingIDs + afterAll}, micros(ledger.Instant(act.At))); err != nil {
				return err
			}
		}
		return e.changed(ctx, zone)
	})
	return events, err
}

func (e *Engine) withMatters(ctx context.Context, w *zoneWorld, zone string, at time.Time, c org.Command) (org.Command, error) {
	open := true
	matters := func(post string) (ids []string, err error) {
		for row, err := range e.store.List(ctx, zone, Filter{Owner: post, Open: &open}) {
			if err != nil {
				return nil, err
			}
			ids = append(ids, row.ID)
		}
		return ids, nil
	}
	var err error
	switch v := c.(type) {
	case org.Relieve:
		v.Matters, err = matters(v.Post)
		return v, err
	case org.Appoint:
		if v.Replace {
			v.Matters, err = matters(v.Post)
		}
		return v, err
	case org.MergeUnits:
		v.Owners, err = e.owning(ctx, w, zone, at, v.From, v.Head)
		return v, err
	case org.SplitUnit:
		v.Owners, err = e.owning(ctx, w, zone, at, []string{v.From}, v.Heads...)
		return v, err
	case org.ClosePost:
		v.Owning, err = e.owns(ctx, zone, v.Name)
		return v, err
	case org.OpenPost:
		v.Owning, err = e.owns(ctx, zone, v.Name)
		return v, err
	case org.FormBody:
		v.Owning, err = e.owns(ctx, zone, v.Body.Name)
		return v, err
	}
	return c, nil
}

// owning lists the posts of units that own open matters, and the names of posts to come under which some are owned.
func (e *Engine) owning(ctx context.Context, w *zoneWorld, zone string, at time.Time, units []string, heads ...string) ([]string, error) {
	view := w.view(w.today(at))
	var out []string
	for _, name := range append(view.Posts(), heads...) {
		if p, ok := view.Post(name); name == "" || ok && !slices.Contains(units, p.Unit) || slices.Contains(out, name) {
			continue
		}
		owns, err := e.owns(ctx, zone, name)
		if err != nil {
			return nil, err
		}
		if owns {
			out = append(out, name)
		}
	}
	return out, nil
}

// owns tells whether open matters are owned under a name.
func (e *Engine) owns(ctx context.Context, zone, name string) (bool, error) {
	open := true
	n, err := e.store.CountMatters(ctx, zone, Filter{Owner: name, Open: &open, AtMost: 1})
	return n > 0, err
}

// Org is the org chart as known now, and its view on the day of at.
func (e *Engine) Org(ctx context.Context, zone string, at time.Time) (*org.State, *org.View, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, nil, err
	}
	d := w.CalendarAt(at).DateOf(at)
	return w.chart(d), w.view(d), nil
}

// Carried lists posts and those for which they answer since these are no more (org.View.Carried).
func (e *Engine) Carried(ctx context.Context, zone string, at time.Time, posts ...string) ([]string, error) {
	_, view, err := e.Org(ctx, zone, at)
	if err != nil {
		return nil, err
	}
	return view.Carried(posts...), nil
}

// CarriedBy has a filter find what a post carries, its own and what it took over; "" does not restrict.
func (e *Engine) CarriedBy(ctx context.Context, zone string, at time.Time, f *Filter, post string) error {
	if post == "" {
		return nil
	}
	_, view, err := e.Org(ctx, zone, at)
	if err != nil {
		return err
	}
	if name, err := view.Bearer(post); err == nil {
		post = name
	}
	posts := view.Carried(post)
	if f.Owner = post; len(posts) > 1 {
		f.Owner, f.Owners = "", posts
	}
	return nil
}

// calendarLoaded is the content of the event that brings a new notice.
type calendarLoaded struct {
	Number string `json:"number"`
	Notice string `json:"notice"` // the file as it was given
}

// LoadNotice takes in a State Council notice. Deadlines that reach into its year are worked out again,
// each by an event that names the notice.
func (e *Engine) LoadNotice(ctx context.Context, zone string, act Act, file []byte) (calendar.Notice, error) {
	notice, err := calendar.ParseNotice(file)
	if err != nil {
		return notice, err
	}
	err = e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		named := act.At
		if named.IsZero() {
			act.At = e.NowIn(zone)
		}
		if err := w.mayGovern(act, authority.Calendar, text.Text{Zh: "载入节假日安排", En: "load a holiday notice"}); err != nil {
			return err
		}
		if act.At, err = e.knownFrom(ctx, zone, named); err != nil {
			return err
		}
		if err := w.published(&notice, act); err != nil {
			return err
		}
		if _, err := w.newest().With(notice); err != nil {
			return err
		}
		number := notice.Number
		if number == "" {
			number = notice.ID
		}
		if err := e.recordUnder(ctx, w, ledger.StreamCalendar, act, fact{"calendar-loaded", calendarLoaded{Number: number, Notice: string(file)}}); err != nil {
			return err
		}
		if err := e.store.Touch(ctx, zone, Range{}, micros(ledger.Instant(act.At))); err != nil {
			return err
		}
		return e.changed(ctx, zone)
	})
	return notice, err
}

// published refuses a notice that nobody could know yet: deadlines would move by what a question about that day denies.
func (w *zoneWorld) published(n *calendar.Notice, act Act) error {
	if today := w.today(act.At); !act.Program && n.Published > today {
		return errs.Newf(errs.Invalid, "calendar.not_published", "通知的发布日是 %[1]s，而今天是 %[2]s，尚未发布；请核对发布日，或到那天再载入", "the notice is published on %[1]s and today is %[2]s: check the day in published, or load it on that day", n.Published, today)
	}
	return nil
}

// LearnNotices takes in the notices that a release carries and the zone does not know yet. A year of which the zone
// has a notice already, loaded by hand before the release came, stays as it is on the ledger.
func (e *Engine) LearnNotices(ctx context.Context, zone string, files ...[]byte) error {
	for _, file := range files {
		notice, err := calendar.ParseNotice(file)
		if err != nil {
			return err
		}
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		known := slices.ContainsFunc(w.newest().Notices(), func(n calendar.Notice) bool {
			return n.ID == notice.ID || n.Number != "" && n.Number == notice.Number || notice.Amends == "" && n.Year == notice.Year
		})
		if known {
			continue
		}
		if _, err := e.LoadNotice(ctx, zone, Act{Program: true}, file); err != nil {
			return err
		}
	}
	return nil
}

// Calendar is the calendar that a zone knows at an instant.
func (e *Engine) Calendar(ctx context.Context, zone string, at time.Time) (*calendar.Calendar, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return w.CalendarAt(at), nil
}

// Days is the calendar of all that is known by now, with the office hours of an instant: for whoever asks about days,
// not about what an office knew.
func (e *Engine) Days(ctx context.Context, zone string, at time.Time) (*calendar.Calendar, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return w.Timeline.Calendar(at, w.newest()), nil
}

// today is the zone's date at an instant.
func (w *zoneWorld) today(at time.Time) clock.Date { return w.CalendarAt(at).DateOf(at) }
