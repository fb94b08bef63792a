package engine

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
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

// zoneWorld is a zone's mechanisms, calendars and org chart as of one World count. It is immutable but for what it
// remembers.
type zoneWorld struct {
	matter.World

	count     int64
	charts    []*org.State // one for each version of the timeline
	orgLog    []org.Event
	standings standings
}

// world returns the zone's present world, loading it again when another process changed it.
func (e *Engine) world(ctx context.Context, zone string) (*zoneWorld, error) {
	if w := e.knownWorld(ctx, zone); w != nil {
		return w, nil
	}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	cached := e.worlds[zone]
	e.mu.Unlock()
	if cached != nil && cached.count == z.World {
		return cached, nil
	}
	w, err := e.loadWorld(ctx, z, cached)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	e.worlds[zone] = w
	e.mu.Unlock()
	return w, nil
}

// loadWorld reads the zone's world. Bundles that an earlier world has compiled are taken from it.
func (e *Engine) loadWorld(ctx context.Context, z ZoneRow, earlier *zoneWorld) (*zoneWorld, error) {
	w := &zoneWorld{count: z.World}
	w.Zone = z.ZoneID
	versions, err := e.store.Versions(ctx, z.ZoneID)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		b := earlier.bundle(v.Hash)
		if b == nil {
			if b, err = e.unpack(v); err != nil {
				return nil, err
			}
		}
		w.Timeline = append(w.Timeline, mechanism.Version{Bundle: b, From: instant(v.FromAt), AppliedAt: instant(v.AppliedAt), AppliedBy: v.AppliedBy})
	}
	if err := e.loadOrg(ctx, w); err != nil {
		return nil, err
	}
	return w, e.loadCalendars(ctx, w)
}

// bundle is the compiled bundle of that hash, nil where the world has none; a world that is none has none.
func (w *zoneWorld) bundle(hash string) *mechanism.Bundle {
	if w == nil {
		return nil
	}
	for _, v := range w.Timeline {
		if v.Bundle.Hash == hash {
			return v.Bundle
		}
	}
	return nil
}

func (e *Engine) loadOrg(ctx context.Context, w *zoneWorld) error {
	records, err := e.store.Stream(ctx, w.Zone, ledger.StreamOrg)
	if err != nil {
		return err
	}
	var recorded []time.Time
	for i := range records {
		ev, err := ledger.Decode(records[i].Body)
		if err != nil {
			return e.unread(ctx, &records[i], err)
		}
		o, err := org.DecodeEvent(ev.Type, ev.Data)
		if err != nil {
			return e.unread(ctx, &records[i], err)
		}
		if w.orgLog = append(w.orgLog, o); org.Reforms(o) {
			recorded = append(recorded, ev.At)
		}
	}
	for _, v := range w.Timeline {
		w.charts = append(w.charts, w.charted(v.Bundle))
	}
	w.Org = w.view
	w.Reforms = w.reformed(recorded)
	return nil
}

// reformed are the instants from which the organisation is another: the days that the charts know of, and when a change was
// recorded in the course of its day.
func (w *zoneWorld) reformed(recorded []time.Time) []time.Time {
	out := slices.Clone(recorded)
	for _, chart := range w.charts {
		for _, day := range chart.Reforms() {
			out = append(out, calendar.Builtin().StartOfDay(day))
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// charted is the org chart of a bundle with all that happened since, after those of the versions before it.
func (w *zoneWorld) charted(b *mechanism.Bundle) *org.State {
	chart := b.Org
	if chart == nil {
		chart = &org.Chart{Org: b.Zone}
	}
	state := org.Fold(org.NewState(chart), w.orgLog...)
	if n := len(w.charts); n > 0 {
		return state.After(w.charts[n-1])
	}
	return state
}

// view is the org chart on a day: that of the mechanisms in force then, with all that happened since.
func (w *zoneWorld) view(d clock.Date) *org.View { return w.chart(d).At(d) }

func (w *zoneWorld) chart(d clock.Date) *org.State {
	if len(w.charts) == 0 {
		return org.NewState(&org.Chart{Org: w.Zone})
	}
	at := w.Calendars[0].Calendar.StartOfDay(d + 1)
	for i := len(w.Timeline) - 1; i > 0; i-- {
		if w.Timeline[i].From.Before(at) {
			return w.charts[i]
		}
	}
	return w.charts[0]
}

func (e *Engine) loadCalendars(ctx context.Context, w *zoneWorld) error {
	records, err := e.store.Stream(ctx, w.Zone, ledger.StreamCalendar)
	if err != nil {
		return err
	}
	var learnt []calendar.Learnt
	for i := range records {
		ev, err := ledger.Decode(records[i].Body)
		if err != nil {
			return e.unread(ctx, &records[i], err)
		}
		var loaded calendarLoaded
		if err := json.Unmarshal(ev.Data, &loaded); err != nil {
			return e.unread(ctx, &records[i], err)
		}
		notice, err := calendar.ParseNotice([]byte(loaded.Notice))
		if err != nil {
			return err
		}
		learnt = append(learnt, calendar.Learnt{Notice: notice, From: ev.At})
	}
	steps, err := calendar.Steps(learnt...)
	for _, s := range steps {
		w.Calendars = append(w.Calendars, matter.CalendarVersion{From: s.From, Calendar: s.Calendar, Notice: cmp.Or(s.Notice.Number, s.Notice.ID)})
	}
	return err
}

// newest is the calendar of all notices that the zone knows or will have known.
func (w *zoneWorld) newest() *calendar.Calendar { return w.Calendars[len(w.Calendars)-1].Calendar }

// matterWorld is the world as one turn's decisions see it, with its tree and sessions within reach.
func (w *zoneWorld) matterWorld(t *turn) *matter.World {
	m := w.World
	below := trees{engine: t.engine, world: w}
	m.Below = func(id string, at time.Time) []matter.Node {
		var nodes []matter.Node
		var err error
		if t.batch != nil { // what hangs below may be in hand
			err = t.batch.save(t)
		}
		if err == nil {
			nodes, err = below.at(t.ctx, id, at)
		}
		if err != nil {
			t.fault = err // the turn is not saved
		}
		return nodes
	}
	m.Tree = func(id string, at time.Time) matter.Tree { return matter.Summarise(id, m.Below(id, at)) }
	t.lists(&m)
	m.Matter = t.other
	m.Recolored = func(id, of, urgency, rests string) bool {
		s, err := t.engine.Session(t.ctx, w.Zone, id)
		if err != nil {
			return false
		}
		if rests != "" && rests != s.ID {
			if later, err := t.engine.Session(t.ctx, w.Zone, rests); err == nil && later.OpenedAt.After(s.OpenedAt) {
				return false
			}
		}
		for _, r := range slices.Backward(s.Resolutions) {
			if r.Recolor != nil && r.Recolor.MatterID == of {
				return r.Recolor.Urgency == urgency
			}
		}
		return false
	}
	return &m
}

func (w *zoneWorld) basis(t time.Time) ledger.Basis {
	b := ledger.Basis{Calendar: w.CalendarAt(t).Version()}
	if bundle := w.Timeline.At(t); bundle != nil {
		b.Mechanism = bundle.Version
	}
	return b
}

// actor finds who holds the acting post at the command's instant. A deputy acts as deputy, and the event
// says so; a post that nobody holds cannot act.
func (w *zoneWorld) actor(c *matter.Command) error {
	if c.Actor == "" {
		return errs.Newf(errs.Invalid, "matter.no_actor", "未说明由谁办理（--as 岗位）", "it is not said who acts (--as POST)")
	}
	acting, err := w.view(w.CalendarAt(c.At).DateOf(c.At)).Holder(c.Actor)
	if err != nil {
		return err
	}
	if c.Person == "" {
		c.Person = acting.Person
	}
	c.Deputy = acting.Seat == org.Deputy || c.Person != acting.Person // somebody to whom the post was delegated
	return nil
}

// allowsChild asks the parent's kind whether a matter of the command's kind may hang below it.
func (w *zoneWorld) allowsChild(parent *matter.State, c *matter.Command) error {
	b, kind := w.Timeline.Governs(parent.Kind, c.At)
	if b == nil {
		return nil // Decide refuses with the reason
	}
	return matter.Adopts(parent, kind, c.Kind, w.registerTitle)
}

// pack makes the archive of a bundle's files that a version keeps, with the scenarios beside them.
func pack(b *mechanism.Bundle) ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	files := slices.Concat(b.Files, b.Scenarios)
	for _, f := range files {
		w, err := z.Create(f.Path)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Bytes); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return buf.Bytes(), err
}

// archived opens a version's archive and checks that it holds the files that were applied.
func archived(v VersionRow) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(v.Files), int64(len(v.Files)))
	if err != nil {
		return nil, errs.Newf(errs.Corrupt, "mechanism.unreadable", "机制版本 %[1]s 的文件（versions.files）不是压缩包，无法读出：被改动过", "the files of mechanism version %[1]s (versions.files) are no archive and cannot be read: they were changed", v.Version).Because(err)
	}
	hash, err := mechanism.HashOf(z)
	if err != nil || hash != v.Hash {
		return nil, errs.Newf(errs.Corrupt, "mechanism.altered", "机制版本 %[1]s 的文件与启用时不符", "the files of mechanism version %[1]s are not those that were applied", v.Version).Because(err)
	}
	return z, nil
}

// unpack gives a version's bundle: the one that this engine applied, else compiled from the archive.
func (e *Engine) unpack(v VersionRow) (*mechanism.Bundle, error) {
	z, err := archived(v)
	if err != nil {
		return nil, err
	}
	if b, ok := e.applied.Load(v.ZoneID + " " + v.Hash); ok {
		return b.(*mechanism.Bundle), nil
	}
	return mechanism.Load(z, v.ZoneID)
}
