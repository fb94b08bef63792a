package engine

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// What is cached of a matter is compared with what its events fold to, row by row.

// cached is everything stored of one matter besides its events.
type cached struct {
	row     *MatterRow
	duties  []DutyRow // open and missed
	letters []LetterRow
}

// standingDuties are the states of duties that a matter's state still holds.
var standingDuties = []string{DutyOpen, DutyMissed}

func (e *Engine) cachedOf(ctx context.Context, zone, id string) (duties []DutyRow, letters []LetterRow, err error) {
	for d, err := range e.store.Duties(ctx, zone, Filter{Matter: id, States: standingDuties, ByID: true}) {
		if err != nil {
			return nil, nil, err
		}
		duties = append(duties, d)
	}
	for l, err := range e.store.Letters(ctx, zone, Filter{Matter: id, ByID: true}) {
		if err != nil {
			return nil, nil, err
		}
		letters = append(letters, l)
	}
	return duties, letters, nil
}

// verifyMatter folds a matter and compares.
func verifyMatter(chain []ledger.Record, c *cached, contents *matter.Decoder) error {
	var s matter.State
	for i := range chain {
		content, err := contents.Decode(chain[i].Type, chain[i].Data)
		if err != nil {
			return broken("ledger.content", "%[1]s：第 %[2]d 条事件无法读出：%[3]s", "%[1]s: event %[2]d cannot be read: %[3]s", chain[i].Stream, chain[i].Seq, err.Error())
		}
		s = matter.Evolve(s, &chain[i].Event, content)
	}
	last := chain[len(chain)-1]
	if c.row == nil {
		return broken("ledger.cache_missing", "%[1]s：缓存行被删除", "%[1]s: its cached row was deleted", s.Number)
	}
	wrong := func(column string) error {
		return broken("ledger.cache", "%[1]s：第 %[2]d 条事件之后，缓存列 %[3]s 与重新推演不符", "%[1]s: after event %[2]d the cached column %[3]s differs from the events", s.Number, last.Seq, column)
	}
	want := Project(&s, last.Hash, instant(c.row.CursorAt), instant(c.row.NextAt))
	if column := matterDiffers(&want, c.row); column != "" {
		return wrong("matters." + column)
	}
	duties := make([]DutyRow, len(s.Duties))
	for i := range s.Duties {
		duties[i] = dutyRow(&s, &s.Duties[i])
	}
	slices.SortFunc(duties, func(a, b DutyRow) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.OpensAt, b.OpensAt)) })
	if !slices.Equal(duties, c.duties) {
		return wrong("duties")
	}
	letters := letterRows(&s)
	slices.SortFunc(letters, func(a, b LetterRow) int { return cmp.Compare(a.ID, b.ID) })
	if !slices.Equal(letters, c.letters) {
		return wrong("letters")
	}
	return nil
}

// matterDiffers names the first column in which two rows differ, "" for none.
func matterDiffers(a, b *MatterRow) string {
	x, y := *a, *b
	same := bytes.Equal(x.State, y.State) && bytes.Equal(x.Head, y.Head)
	x.State, y.State, x.Head, y.Head = nil, nil, nil, nil
	if same && equalRows(&x, &y) {
		return ""
	}
	fields, others := columns(a), columns(b)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] != others[name] {
			return name
		}
	}
	return ""
}

// equalRows compares everything but the two byte columns.
func equalRows(a, b *MatterRow) bool {
	type plain struct {
		texts [17]string
		nums  [12]int64
		open  bool
		done  float64
	}
	flat := func(r *MatterRow) plain {
		return plain{
			[17]string{r.ZoneID, r.ID, r.Number, r.Kind, r.Title, r.Stage, r.Light, r.Urgency, r.Category, r.LeadUnit, r.Owner, r.Sponsor, r.Verifier, r.Parent, r.Origin, r.Support, r.Applicant},
			[12]int64{int64(r.Weight), int64(r.Level), int64(r.Missed), int64(r.DueOn), r.RegisteredAt, r.CompletedAt, r.ClosedAt, r.LightAt, r.NextAt, r.CursorAt, r.Seq},
			r.Open, r.Progress,
		}
	}
	return flat(a) == flat(b)
}

func columns(r *MatterRow) map[string]string {
	raw, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		panic(err)
	}
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = string(v)
	}
	return out
}

// afterAll sorts behind every id.
const afterAll = "\U0010FFFF"

// rowsWalk reads cached rows beside the events, all in order of the matter's id.
type rowsWalk struct {
	matters walker[MatterRow]
	duties  walker[DutyRow]
	letters walker[LetterRow]
}

func (v *verification) openRows() *rowsWalk {
	store, zone := v.engine.store, v.zone.ZoneID
	return &rowsWalk{
		matters: newWalker(store.List(v.ctx, zone, Filter{ByID: true, WithState: true}), func(r *MatterRow) string { return r.ID }),
		duties:  newWalker(store.Duties(v.ctx, zone, Filter{ByID: true, States: standingDuties}), func(r *DutyRow) string { return r.MatterID }),
		letters: newWalker(store.Letters(v.ctx, zone, Filter{ByID: true}), func(r *LetterRow) string { return r.MatterID }),
	}
}

func (w *rowsWalk) close() {
	w.matters.stop()
	w.duties.stop()
	w.letters.stop()
}

// upTo gives what is cached of a stream; missing are cached matters before it that have no events.
func (w *rowsWalk) upTo(stream string) (c cached, missing []MatterRow, err error) {
	rows, missing, err := w.matters.upTo(stream)
	if err != nil {
		return c, missing, err
	}
	if len(rows) > 0 {
		c.row = &rows[0]
	}
	if c.duties, _, err = w.duties.upTo(stream); err != nil {
		return c, missing, err
	}
	c.letters, _, err = w.letters.upTo(stream)
	return c, missing, err
}

// walker reads rows one key at a time.
type walker[T any] struct {
	next func() (T, error, bool)
	stop func()
	key  func(*T) string
	head *T
	done bool
}

func newWalker[T any](rows iter.Seq2[T, error], key func(*T) string) walker[T] {
	next, stop := iter.Pull2(rows)
	return walker[T]{next: next, stop: stop, key: key}
}

// upTo gives the rows with the key, and those before it that were passed over.
func (w *walker[T]) upTo(key string) (rows, before []T, err error) {
	for {
		if w.head == nil && !w.done {
			row, err, ok := w.next()
			if err != nil {
				return rows, before, err
			}
			if w.done = !ok; ok {
				w.head = &row
			}
		}
		if w.head == nil {
			return rows, before, nil
		}
		switch k := w.key(w.head); {
		case k > key:
			return rows, before, nil
		case k == key:
			rows = append(rows, *w.head)
		default:
			before = append(before, *w.head)
		}
		w.head = nil
	}
}
