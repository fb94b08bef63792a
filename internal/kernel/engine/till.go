package engine

import (
	"context"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Till is money in the hands of one transaction: the lines, claims and matters that it touches are read once and stored
// together. Nobody else moves money in the zone meanwhile.
type Till struct {
	*Batch

	Act    Act    // who acts, and when
	person string // who acts, else the post
	deputy bool
	claims map[string]*claimInHand // by stream
	lines  map[string]*lineInHand  // by stream
	order  []string                // streams in the order in which they were first changed
	sealed []ledger.Record
}

type claimInHand struct {
	claim claim.Claim
	seq   int64
	head  ledger.Hash
	news  bool
}

type lineInHand struct {
	line     fund.Line
	head     ledger.Hash
	holdings map[string]*holdingInHand
	news     bool
}

type holdingInHand struct {
	fund.Holding

	news bool
}

// Redeem runs fn with the zone's money in hand, in one transaction: all that it brings about is kept, or nothing is. fn
// runs again when another writer was faster.
func (e *Engine) Redeem(ctx context.Context, zone string, act Act, fn func(ctx context.Context, t *Till) error) error {
	return e.inTx(ctx, func(ctx context.Context) error {
		if err := e.store.LockMoney(ctx, zone); err != nil {
			return err
		}
		b, err := e.batch(ctx, zone)
		if err != nil {
			return err
		}
		t := &Till{Batch: b, Act: act, claims: map[string]*claimInHand{}, lines: map[string]*lineInHand{}}
		if t.Act.At.IsZero() {
			t.Act.At = e.NowIn(zone)
		}
		t.Act.At = ledger.Instant(t.Act.At)
		c := matter.Command{Actor: act.Actor, Person: act.Person, At: t.Act.At}
		if err := b.world.actor(&c); err != nil {
			return err
		}
		t.Act.Person, t.deputy = c.Person, c.Deputy
		if t.person = c.Person; t.person == "" {
			t.person = c.Actor
		}
		if err := fn(ctx, t); err != nil {
			return err
		}
		return t.save(ctx)
	})
}

// Today is the zone's day of the act.
func (t *Till) Today() clock.Date { return t.world.today(t.Act.At) }

// Claim is a claim by its ID; the zero Claim where there is none.
func (t *Till) Claim(id string) (claim.Claim, error) {
	in, err := t.claim(id)
	if err != nil {
		return claim.Claim{}, err
	}
	return in.claim, nil
}

func (t *Till) claim(id string) (*claimInHand, error) {
	stream := claimStream(id)
	if in := t.claims[stream]; in != nil {
		return in, nil
	}
	in := &claimInHand{}
	for row, err := range t.engine.store.Claims(t.ctx, t.zone, ClaimFilter{ID: id}) {
		if err != nil {
			return nil, err
		}
		if in.claim, err = row.Claim(); err != nil {
			return nil, err
		}
		in.seq = row.Seq
		copy(in.head[:], row.Head)
	}
	t.claims[stream] = in
	return in, nil
}

// Take carries out a deed on a claim.
func (t *Till) Take(id string, e claim.Event) (claim.Claim, error) {
	in, err := t.claim(id)
	if err != nil {
		return claim.Claim{}, err
	}
	e.At, e.By = t.Act.At, t.person
	if e, err = claim.Decide(&in.claim, e, t.Today()); err != nil {
		return in.claim, err
	}
	in.claim = claim.Evolve(in.claim, &e)
	stream := claimStream(id)
	if !in.news {
		in.news = true
		t.order = append(t.order, stream)
	}
	in.seq++
	in.head = t.seal(stream, in.seq, in.head, e.Type(), &e)
	return in.claim, nil
}

// Line is a budget line of a year, whether anything stands on it yet or not.
func (t *Till) Line(year int, name string) (fund.Line, error) {
	in, err := t.line(year, name)
	if err != nil {
		return fund.Line{}, err
	}
	return in.line, nil
}

func (t *Till) line(year int, name string) (*lineInHand, error) {
	stream := fundStream(year, name)
	if in := t.lines[stream]; in != nil {
		return in, nil
	}
	in := &lineInHand{line: fund.Line{Name: name, Year: year}, holdings: map[string]*holdingInHand{}}
	for row, err := range t.engine.store.Funds(t.ctx, t.zone, only(stream)) {
		if err != nil {
			return nil, err
		}
		if in.line, err = row.Line(); err != nil {
			return nil, err
		}
		copy(in.head[:], row.Head)
	}
	t.lines[stream] = in
	return in, nil
}

// only is the range of one stream.
func only(stream string) Range { return Range{From: stream, Below: stream + "\x01"} }

func (t *Till) holding(stream string, in *lineInHand, id string) (*holdingInHand, error) {
	if h := in.holdings[id]; h != nil {
		return h, nil
	}
	h := &holdingInHand{}
	if id != "" {
		for row, err := range t.engine.store.Holdings(t.ctx, t.zone, only(stream), id) {
			if err != nil {
				return nil, err
			}
			if h.Holding, err = row.Holding(); err != nil {
				return nil, err
			}
		}
	}
	in.holdings[id] = h
	return h, nil
}

// Fund carries out a deed on a line of a year.
func (t *Till) Fund(year int, name string, c fund.Command) (fund.Event, error) {
	in, err := t.line(year, name)
	if err != nil {
		return fund.Event{}, err
	}
	stream := fundStream(year, name)
	h, err := t.holding(stream, in, c.Claim)
	if err != nil {
		return fund.Event{}, err
	}
	e, err := fund.Decide(&in.line, &h.Holding, c)
	if err != nil {
		return e, err
	}
	in.line, h.Holding = fund.Evolve(in.line, h.Holding, &e)
	h.news = h.news || c.Claim != ""
	if !in.news {
		in.news = true
		t.order = append(t.order, stream)
	}
	in.head = t.seal(stream, in.line.Events, in.head, e.Type(), &e)
	return e, nil
}

// Note appends an event to a stream that nothing caches, such as that of a batch of payments.
func (t *Till) Note(stream, kind string, content any) error {
	seq, head, err := t.engine.store.Head(t.ctx, t.zone, stream)
	if err != nil {
		return err
	}
	t.seal(stream, seq+1, head, kind, content)
	return nil
}

// seal appends an event to what is to be stored.
func (t *Till) seal(stream string, seq int64, head ledger.Hash, kind string, content any) ledger.Hash {
	r := ledger.Seal(ledger.Event{
		Zone: t.zone, Stream: stream, Seq: seq, At: t.Act.At, Recorded: t.engine.NowIn(t.zone), Type: kind, Actor: t.Act.Actor,
		Person: t.Act.Person, Deputy: t.deputy, Basis: t.world.basis(t.Act.At), Data: ledger.Marshal(content),
	}, head)
	t.sealed = append(t.sealed, r)
	return r.Hash
}

func (t *Till) save(ctx context.Context) error {
	if err := t.Batch.save(nil); err != nil {
		return err
	}
	if len(t.sealed) == 0 {
		return nil
	}
	if err := t.engine.store.Append(ctx, t.zone, t.sealed); err != nil {
		return err
	}
	var rows MoneyRows
	for _, stream := range t.order {
		if in := t.claims[stream]; in != nil {
			rows.Claims = append(rows.Claims, claimRow(t.zone, stream, &in.claim, in.seq, in.head))
			continue
		}
		in := t.lines[stream]
		rows.Funds = append(rows.Funds, fundRow(t.zone, stream, &in.line, in.head))
		for id, h := range in.holdings {
			if h.news {
				rows.Holdings = append(rows.Holdings, holdingRow(t.zone, stream, id, &h.Holding))
			}
		}
	}
	return t.engine.store.PutMoney(ctx, rows)
}

// Bundle gives the mechanisms in force at an instant.
func (t *Till) Bundle(at time.Time) *mechanism.Bundle { return t.world.Timeline.At(at) }

// View is the org chart on the day of the act.
func (t *Till) View() *org.View { return t.world.view(t.Today()) }

// Calendar is the calendar at the act.
func (t *Till) Calendar() *calendar.Calendar { return t.world.CalendarAt(t.Act.At) }

// Step carries out a command on a matter that a claim brings about, as whoever acts.
func (t *Till) Step(c matter.Command) (matter.State, error) {
	c.At, c.Actor, c.Person, c.ByClaim = t.Act.At, t.Act.Actor, t.Act.Person, true
	return t.Do(c)
}

// Claims lists claims as they are stored: not what the till has done to them.
func (t *Till) Claims(f ClaimFilter) ([]claim.Claim, error) {
	return t.engine.ClaimsWhere(t.ctx, t.zone, f)
}

// Lines lists the budget lines of a year as they are stored.
func (t *Till) Lines(year int) ([]fund.Line, error) { return t.engine.Lines(t.ctx, t.zone, year) }
