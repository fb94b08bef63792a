package engine

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Sessions, the org chart, registers, mechanisms and calendars are streams of few events: their state is
// folded when it is asked for, and nothing caches it.

// Act is who does something and when, for everything that is not a matter.
type Act struct {
	Actor  string    // post
	Person string    // who acts for it, where the shell knows; "": its holder
	At     time.Time // zero: now
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
		at = e.Now()
	}
	c := matter.Command{Actor: act.Actor, Person: act.Person, At: at}
	if len(w.Timeline) > 0 && act.Actor != "" {
		if err := w.actor(&c); err != nil && stream != ledger.StreamOrg { // the org chart may be what mends it
			return err
		}
	}
	records := make([]ledger.Record, 0, len(facts))
	for _, f := range facts {
		seq++
		r := ledger.Seal(ledger.Event{
			Zone: w.Zone, Stream: stream, Seq: seq, At: at, Recorded: e.Now(), Type: f.kind, Actor: c.Actor,
			Person: c.Person, Deputy: c.Deputy, Basis: w.basis(at), Data: ledger.Marshal(f.data),
		}, head)
		head = r.Hash
		records = append(records, r)
	}
	return e.store.Append(ctx, w.Zone, records)
}

// changed counts a zone's world up: every process loads it again.
func (e *Engine) changed(ctx context.Context, zone string) error {
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return err
	}
	z.World++
	return e.store.PutZone(ctx, z)
}

// decodeStream walks a stream's events with their contents.
func (e *Engine) decodeStream(ctx context.Context, zone, stream string, each func(ledger.Event) error) error {
	records, err := e.store.Stream(ctx, zone, stream)
	if err != nil {
		return err
	}
	for i := range records {
		ev, err := ledger.Decode(records[i].Body)
		if err != nil {
			return err
		}
		if err := each(ev); err != nil {
			return err
		}
	}
	return nil
}

// OpenZone makes sure that a zone exists, with a key to sign its checkpoints.
func (e *Engine) OpenZone(ctx context.Context, zone, title string) error {
	return e.inTx(ctx, func(ctx context.Context) error {
		_, err := e.store.Zone(ctx, zone)
		if errs.KindOf(err) != errs.NotFound {
			return err
		}
		private, public, err := ledger.NewKey(e.random, zone)
		if err != nil {
			return err
		}
		return e.store.PutZone(ctx, ZoneRow{ZoneID: zone, Title: title, PublicKey: public, PrivateKey: private})
	})
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
			act.At = e.Now()
		}
		today := w.CalendarAt(act.At).DateOf(act.At)
		if err := w.mayReorganise(act, c); err != nil {
			return err
		}
		if c, err = e.withMatters(ctx, zone, c); err != nil {
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
		return e.changed(ctx, zone)
	})
	return events, err
}

func (e *Engine) withMatters(ctx context.Context, zone string, c org.Command) (org.Command, error) {
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
	}
	return c, nil
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
		if act.At.IsZero() {
			act.At = e.Now()
		}
		if _, err := w.CalendarAt(act.At).With(notice); err != nil {
			return err
		}
		number := notice.Number
		if number == "" {
			number = notice.ID
		}
		if err := e.recordUnder(ctx, w, ledger.StreamCalendar, act, fact{"calendar-loaded", calendarLoaded{Number: number, Notice: string(file)}}); err != nil {
			return err
		}
		if err := e.store.Touch(ctx, zone, micros(ledger.Instant(act.At))); err != nil {
			return err
		}
		return e.changed(ctx, zone)
	})
	return notice, err
}

// Calendar is the calendar that a zone knows at an instant.
func (e *Engine) Calendar(ctx context.Context, zone string, at time.Time) (*calendar.Calendar, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return w.CalendarAt(at), nil
}

// today is the zone's date at an instant.
func (w *zoneWorld) today(at time.Time) clock.Date { return w.CalendarAt(at).DateOf(at) }

// mayReorganise lets those change the organisation who assign work in the zone, and its leaders: the posts
// of the topmost units. An absence may also be entered by the post itself or by the one above it.
func (w *zoneWorld) mayReorganise(act Act, c org.Command) error {
	view := w.view(w.today(act.At))
	allowed := w.office(act.At)
	for _, name := range view.Posts() {
		p, _ := view.Post(name)
		if u, ok := view.Unit(p.Unit); ok && u.Parent == "" {
			allowed = append(allowed, name)
		}
	}
	concerned := ""
	switch v := c.(type) {
	case org.RecordAbsence:
		concerned = v.Post
	case org.EndAbsence:
		concerned = v.Post
	}
	if concerned != "" {
		allowed = append(allowed, concerned)
		if above, err := view.Superior(concerned); err == nil {
			allowed = append(allowed, above)
		}
	}
	if len(view.Posts()) == 0 || slices.Contains(allowed, act.Actor) {
		return nil
	}
	return errs.Newf(errs.Forbidden, "org.not_your_post", "“%[1]s”无权变更机构与人员，应由办公室或主要领导办理", "%[1]s may not change the organisation; it is for the office or the zone's leaders", act.Actor)
}

// office lists who assigns work or issues letters in a zone, by its manifest or by any of its kinds.
func (w *zoneWorld) office(at time.Time) []string {
	b := w.Timeline.At(at)
	if b == nil {
		return nil
	}
	view := w.view(w.today(at))
	roles := []mechanism.Roles{b.Roles}
	for _, name := range sortedNames(b.Kinds) {
		roles = append(roles, b.Kinds[name].Roles)
	}
	var out []string
	for i := range roles {
		for _, r := range []org.Role{roles[i].Assign.Role, roles[i].Office.Role} {
			if !r.IsZero() {
				posts, _ := org.Resolve(r, org.Context{}, view)
				out = append(out, posts...)
			}
		}
	}
	return out
}
