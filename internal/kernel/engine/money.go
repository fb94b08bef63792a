package engine

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/ledger"
)

// Money keeps budget lines, what claims have of them, and claims. Rows follow from events (verify compares them).
type Money interface {
	// LockMoney makes whoever else moves money in the zone wait until the transaction ends. It is taken before anything is read.
	LockMoney(ctx context.Context, zone string) error
	// Funds and Holdings walk the rows of a range of streams, in order; with claim not "" the holdings of one claim.
	Funds(ctx context.Context, zone string, r Range) iter.Seq2[FundRow, error]
	Holdings(ctx context.Context, zone string, r Range, claim string) iter.Seq2[HoldingRow, error]
	// Claims walks claims in order of stream; ClaimSums adds them up by clause, line, step and unit.
	Claims(ctx context.Context, zone string, f ClaimFilter) iter.Seq2[ClaimRow, error]
	ClaimSums(ctx context.Context, zone string, f ClaimFilter) iter.Seq2[ClaimSum, error]
	// ClaimTotal is what claims come to together.
	ClaimTotal(ctx context.Context, zone string, f ClaimFilter) (money.Fen, error)
	PutMoney(ctx context.Context, rows MoneyRows) error
}

// MoneyRows are changes to store together.
type MoneyRows struct {
	Funds    []FundRow
	Holdings []HoldingRow
	Claims   []ClaimRow
}

// FundRow caches a budget line of a year.
type FundRow struct {
	ZoneID    string `bun:"zone_id,pk"`
	Stream    string `bun:"stream,pk"`
	Budget    int64  `bun:"budget_fen"`
	Committed int64  `bun:"committed_fen"`
	Paid      int64  `bun:"paid_fen"`
	Seq       int64  `bun:"seq"`
	Head      []byte `bun:"head"`
}

// HoldingRow caches what one claim has of a line.
type HoldingRow struct {
	ZoneID    string `bun:"zone_id,pk"`
	Stream    string `bun:"stream,pk"`
	Claim     string `bun:"claim,pk"`
	Committed int64  `bun:"committed_fen"`
	Paid      int64  `bun:"paid_fen"`
	State     []byte `bun:"state"`
}

// ClaimRow caches a claim.
type ClaimRow struct {
	ZoneID   string `bun:"zone_id,pk"`
	Stream   string `bun:"stream,pk"`
	Clause   string `bun:"clause"`
	Record   string `bun:"record"`
	MatterID string `bun:"matter_id"`
	Step     string `bun:"step"`
	Line     string `bun:"line"`
	Day      int32  `bun:"day"`
	Amount   int64  `bun:"amount_fen"`
	Batch    string `bun:"batch"`
	Seq      int64  `bun:"seq"`
	Head     []byte `bun:"head"`
	State    []byte `bun:"state"`
}

// ClaimFilter picks claims; zero members do not restrict.
type ClaimFilter struct {
	Range   Range // by stream
	ID      string
	IDs     []string // where not nil
	Matter  string
	Clause  string // document/key, or all of a document with a / at its end
	Records []string
	Line    string
	Year    int        // of the line
	Unit    string     // code of the unit that leads its matter
	Late    clock.Date // whose matter is open and was due before the day
	Steps   []claim.Step
	Batch   string // that paid it last
	Past    string // IDs behind this one
	Limit   int
}

// ClaimSum is how many claims of a clause and line that a unit handles are at a step, and what they come to.
type ClaimSum struct {
	Clause, Line, Unit string
	Step               claim.Step
	Count              int
	Amount             money.Fen
}

func fundStream(year int, name string) string { return ledger.FundPrefix + fund.LineID(year, name) }
func claimStream(id string) string            { return ledger.ClaimPrefix + id }

// Line gives the row's line.
func (r *FundRow) Line() (fund.Line, error) {
	l := fund.Line{Budget: money.Fen(r.Budget), Committed: money.Fen(r.Committed), Paid: money.Fen(r.Paid), Events: r.Seq}
	year, name, _ := strings.Cut(strings.TrimPrefix(r.Stream, ledger.FundPrefix), "/")
	day, err := clock.ParseDate(year + "-01-01")
	l.Name, l.Year = name, day.Year()
	return l, err
}

func fundRow(zone, stream string, l *fund.Line, head ledger.Hash) FundRow {
	return FundRow{ZoneID: zone, Stream: stream, Budget: int64(l.Budget), Committed: int64(l.Committed), Paid: int64(l.Paid), Seq: l.Events, Head: head[:]}
}

func holdingRow(zone, stream, id string, h *fund.Holding) HoldingRow {
	return HoldingRow{ZoneID: zone, Stream: stream, Claim: id, Committed: int64(h.Committed), Paid: int64(h.Paid()), State: ledger.Marshal(h)}
}

func claimRow(zone, stream string, c *claim.Claim, seq int64, head ledger.Hash) ClaimRow {
	row := ClaimRow{
		ZoneID: zone, Stream: stream, Clause: c.Clause, Record: c.Record, MatterID: c.Matter, Step: string(c.Step), Line: c.Line, Day: int32(c.Day),
		Amount: int64(c.Amount), Seq: seq, Head: head[:], State: ledger.Marshal(c),
	}
	if p := c.Last(); p != nil {
		row.Batch = p.Batch
	}
	return row
}

// Lines lists the budget lines of a year, of all years where it is 0, in order.
func (e *Engine) Lines(ctx context.Context, zone string, year int) ([]fund.Line, error) {
	var out []fund.Line
	for row, err := range e.store.Funds(ctx, zone, Range{From: ledger.FundPrefix, Below: ledger.FundPrefix + "\U0010FFFF"}) {
		if err != nil {
			return nil, err
		}
		l, err := row.Line()
		if err != nil {
			return nil, err
		}
		if year == 0 || l.Year == year {
			out = append(out, l)
		}
	}
	return out, nil
}

// CameBack is what of a line's payments came back in a year, in all.
type CameBack struct{ Returned, Clawed money.Fen }

// CameBack adds up what the bank sent back, and what was taken back, of the lines of a year.
func (e *Engine) CameBack(ctx context.Context, zone string, year int) (map[string]CameBack, error) {
	out := map[string]CameBack{}
	from := fmt.Sprintf("%s%04d/", ledger.FundPrefix, year)
	for row, err := range e.store.Holdings(ctx, zone, Range{From: from, Below: from + "\U0010FFFF"}, "") {
		if err != nil {
			return nil, err
		}
		h, err := row.Holding()
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(row.Stream, from)
		sum := out[name]
		for i := range h.Payments {
			p := &h.Payments[i]
			sum.Clawed += p.Clawed
			if p.Returned && !p.Withdrawn {
				sum.Returned += p.Amount
			}
		}
		out[name] = sum
	}
	return out, nil
}

// ClaimDeed is one event of a claim with who made it.
type ClaimDeed struct {
	claim.Event

	At    time.Time
	Actor string
}

// ClaimHistory lists what happened to a claim.
func (e *Engine) ClaimHistory(ctx context.Context, zone, id string) ([]ClaimDeed, error) {
	var out []ClaimDeed
	err := e.decodeStream(ctx, zone, claimStream(id), func(ev ledger.Event) error {
		one, err := claim.Decode(ev.Type, ev.Data)
		out = append(out, ClaimDeed{one, ev.At, ev.Actor})
		return err
	})
	return out, err
}

// Said is one event of a budget line with who made it.
type Said struct {
	fund.Event

	At    time.Time
	Actor string
}

// LineHistory lists what happened to a line.
func (e *Engine) LineHistory(ctx context.Context, zone string, year int, name string) ([]Said, error) {
	var out []Said
	err := e.decodeStream(ctx, zone, fundStream(year, name), func(ev ledger.Event) error {
		one, err := fund.Decode(ev.Type, ev.Data)
		out = append(out, Said{one, ev.At, ev.Actor})
		return err
	})
	return out, err
}

// ClaimsWhere lists claims in order of their ID.
func (e *Engine) ClaimsWhere(ctx context.Context, zone string, f ClaimFilter) ([]claim.Claim, error) {
	var out []claim.Claim
	for row, err := range e.store.Claims(ctx, zone, f) {
		if err != nil {
			return nil, err
		}
		c, err := row.Claim()
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
