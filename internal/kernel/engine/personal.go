package engine

import (
	"context"
	"iter"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/personal"
)

// Personal values lie in rows beside the ledger, which holds commitments to them (package personal). They are shown
// masked; Unmask hands them out and records that it did; what erases one leaves an event in its place.

// PersonalRow is one personal value with what opens the commitment to it.
type PersonalRow struct {
	ZoneID   string `bun:"zone_id,pk"`
	MatterID string `bun:"matter_id,pk"`
	Field    string `bun:"field,pk"`
	Salt     []byte `bun:"salt"`
	Value    string `bun:"value"`
}

// PersonalKey names one personal value.
type PersonalKey struct{ ZoneID, MatterID, Field string }

// PersonalValues keeps the values of personal fields. Put stores and deletes them.
type PersonalValues interface {
	// Personal walks the values of one matter, or of a range of them, in order of matter and field.
	Personal(ctx context.Context, zone string, f Filter) iter.Seq2[PersonalRow, error]
	// PersonalUntil lists up to limit matters of a kind, in order of id behind after, that hold a value of a field
	// and whose retention began (registered, or over) before an instant (µs).
	PersonalUntil(ctx context.Context, zone, kind, field string, began personal.Begin, before int64, after string, limit int) ([]string, error)
}

// PersonalField is a personal field of a matter as everybody who may see the matter sees it.
type PersonalField struct {
	Name  string        `json:"name"`
	Title text.Text     `json:"title"`
	Sort  personal.Sort `json:"sort"`
	State string        `json:"state"`          // held, erased, missing or changed
	Shown string        `json:"shown"`          // masked; "" once it was erased
	Until clock.Date    `json:"until,omitzero"` // it is erased on this day; not known while the retention has not begun
	Plain bool          `json:"plain,omitempty"`
}

// States of a personal value.
const (
	PersonalHeld    = "held"
	PersonalErased  = "erased"
	PersonalMissing = "missing" // it is gone and no event says so
	PersonalChanged = "changed" // it is not what was registered
)

// withhold takes the personal values out of a registration; they are stored with the matter.
func (b *Batch) withhold(t *turn, c *matter.Command) (err error) {
	c.Personal = nil
	bundle := b.world.Timeline.At(c.At)
	if bundle == nil || bundle.Kinds[c.Kind] == nil {
		return nil // Decide refuses with the reason
	}
	b.engine.mu.Lock() // the source of randomness may be one that cannot be shared
	defer b.engine.mu.Unlock()
	t.secrets, err = matter.Withhold(bundle.Kinds[c.Kind], b.zone, c, b.engine.random)
	return err
}

// personalRows adds what the turn stores and deletes of personal values.
func (t *turn) personalRows(rows *Rows) {
	for _, s := range t.secrets {
		if !slices.Contains(t.erased, s.Field) {
			rows.Personal = append(rows.Personal, PersonalRow{t.zone, t.state.ID, s.Field, s.Salt, s.Value})
		}
	}
	for _, field := range t.erased {
		rows.Erased = append(rows.Erased, PersonalKey{t.zone, t.state.ID, field})
	}
}

// opens tells whether a row is what its matter's registration committed to.
func (r *PersonalRow) opens(s *matter.State) bool {
	secret := personal.Secret{Field: r.Field, Salt: r.Salt, Value: r.Value}
	return secret.Opens(personal.Place{Zone: s.Zone, Matter: s.ID, Field: r.Field}, s.Personal[r.Field])
}

// personalOf reads the rows of one matter, by field.
func (e *Engine) personalOf(ctx context.Context, zone, id string) (map[string]PersonalRow, error) {
	rows := map[string]PersonalRow{}
	for row, err := range e.store.Personal(ctx, zone, Filter{Matter: id}) {
		if err != nil {
			return nil, err
		}
		rows[row.Field] = row
	}
	return rows, nil
}

// PersonalOf gives the personal fields of a matter, masked, in order of name. A field that was marked personal only
// after the matter had been registered is masked like the others, but stands in the ledger for good: Plain.
func (e *Engine) PersonalOf(ctx context.Context, s *matter.State, at time.Time) ([]PersonalField, error) {
	w, err := e.world(ctx, s.Zone)
	if err != nil {
		return nil, err
	}
	k := w.declares(s.Kind, at)
	if k == nil || len(s.Personal) == 0 && len(k.PersonalFields()) == 0 {
		return nil, nil
	}
	rows := map[string]PersonalRow{}
	if len(s.Held()) > 0 {
		if rows, err = e.personalOf(ctx, s.Zone, s.ID); err != nil {
			return nil, err
		}
	}
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range s.Personal {
			if !yield(name) {
				return
			}
		}
		for _, name := range k.PersonalFields() {
			if s.Personal[name] == "" && s.Fields[name] != nil && !yield(name) {
				return
			}
		}
	})
	out := make([]PersonalField, 0, len(names))
	for _, name := range names {
		out = append(out, personalField(s, k, name, rows))
	}
	return out, nil
}

func personalField(s *matter.State, k *mechanism.Kind, name string, rows map[string]PersonalRow) PersonalField {
	declared := k.Fields[name]
	f := PersonalField{Name: name, Title: declared.Title, Sort: declared.Personal, State: PersonalHeld, Until: s.KeptUntil(declared.Keep)}
	if f.Title.IsZero() {
		f.Title.Zh = name
	}
	row, there := rows[name]
	switch {
	case s.Personal[name] == "":
		plain, _ := s.Fields[name].(string)
		f.Shown, f.Plain, f.Until = personal.Mask(f.Sort, plain), true, 0
	case slices.Contains(s.Erased, name):
		f.State, f.Until = PersonalErased, 0
	case !there:
		f.State = PersonalMissing
	case !row.opens(s):
		f.State = PersonalChanged
	default:
		f.Shown = personal.Mask(f.Sort, row.Value)
	}
	return f
}

// declares finds the kind as it is told at an instant: what it once asked for it answers for still.
func (w *zoneWorld) declares(kind string, at time.Time) *mechanism.Kind {
	_, k := w.Timeline.Told(kind, at)
	return k
}

// Revealed is one personal value in full.
type Revealed struct {
	Field string    `json:"field"`
	Title text.Text `json:"title"`
	Value string    `json:"value"`
}

// Unmask reads the personal fields that c names (Which) in full, once: the command unmask with its reason becomes an
// event of the matter, in the same transaction. A value that is not what was registered is refused
// (ledger.personal_changed, ledger.personal_missing) and nothing is written. Who may see the matter, and who may
// unmask, is for the caller to ask before (package authority); what is handed out here must not be kept.
func (e *Engine) Unmask(ctx context.Context, zone string, c matter.Command) (Outcome, []Revealed, error) {
	c.Name = "unmask"
	var out Outcome
	var revealed []Revealed
	err := e.inTx(ctx, func(ctx context.Context) error {
		b, err := e.batch(ctx, zone)
		if err != nil {
			return err
		}
		b.alone, b.reveals = true, true
		if err := b.do(c, &out); err != nil {
			return err
		}
		if err := b.save(nil); err != nil {
			return err
		}
		revealed, err = e.reveal(ctx, b.world, &out)
		return err
	})
	if err != nil {
		return Outcome{}, nil, err
	}
	return out, revealed, nil
}

// reveal reads the values that the event of an outcome names.
func (e *Engine) reveal(ctx context.Context, w *zoneWorld, out *Outcome) ([]Revealed, error) {
	s := &out.Matter
	rows, err := e.personalOf(ctx, w.Zone, s.ID)
	if err != nil {
		return nil, err
	}
	var revealed []Revealed
	for i := range out.Records {
		r := &out.Records[i]
		if r.Type != "unmasked" {
			continue
		}
		content, err := matter.DecodeContent(r.Type, r.Data)
		if err != nil {
			return nil, err
		}
		k := w.declares(s.Kind, r.At)
		for _, name := range content.(*matter.PersonalEvent).Fields { //nolint:forcetypeassert // by its type
			if err := personalHolds(s, name, rows); err != nil {
				return nil, err
			}
			row := rows[name]
			shown := Revealed{Field: name, Title: text.Text{Zh: name}, Value: row.Value}
			if k != nil && !k.Fields[name].Title.IsZero() {
				shown.Title = k.Fields[name].Title
			}
			revealed = append(revealed, shown)
		}
	}
	return revealed, nil
}

// personalRetention is the instant before which a retention must have begun to be over on the day of at.
func (w *zoneWorld) personalRetention(keep personal.Keep, at time.Time) int64 {
	cal := w.CalendarAt(at)
	return micros(ledger.Instant(cal.StartOfDay(keep.Latest(cal.DateOf(at)) + 1)))
}
