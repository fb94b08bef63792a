package engine

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/ledger"
)

// loadMoney reads the rows of a budget line or a claim.
func (c *cached) loadMoney(ctx context.Context, store Store, zone, stream string) error {
	for row, err := range store.Funds(ctx, zone, only(stream)) {
		if err != nil {
			return err
		}
		c.fund = &row
	}
	for row, err := range store.Holdings(ctx, zone, only(stream), "") {
		if err != nil {
			return err
		}
		c.holdings = append(c.holdings, row)
	}
	for row, err := range store.Claims(ctx, zone, ClaimFilter{Range: only(stream)}) {
		if err != nil {
			return err
		}
		c.claim = &row
	}
	return nil
}

// isMoney tells whether a stream is of a line or a claim.
func isMoney(stream string) bool {
	return strings.HasPrefix(stream, ledger.FundPrefix) || strings.HasPrefix(stream, ledger.ClaimPrefix)
}

// verifyMoney folds a line or a claim and compares it with its rows.
func verifyMoney(chain []ledger.Record, c *cached) error {
	if strings.HasPrefix(chain[0].Stream, ledger.ClaimPrefix) {
		return verifyClaim(chain, c)
	}
	return verifyFund(chain, c)
}

func verifyFund(chain []ledger.Record, c *cached) error {
	stream := chain[0].Stream
	var l fund.Line
	holdings := map[string]fund.Holding{}
	for i := range chain {
		e, err := fund.Decode(chain[i].Type, chain[i].Data)
		if err != nil {
			return unreadableEvent(&chain[i], err)
		}
		if fundStream(e.Year, e.Line) != stream {
			return foreign(&chain[i], fund.LineID(e.Year, e.Line))
		}
		var h fund.Holding
		l, h = fund.Evolve(l, holdings[e.Claim], &e)
		if e.Claim != "" {
			holdings[e.Claim] = h
		}
	}
	last := &chain[len(chain)-1]
	if c.fund == nil {
		return rowDeleted("funds", stream)
	}
	want := fundRow(last.Zone, stream, &l, last.Hash)
	if name := oddColumn(want.Budget == c.fund.Budget, "budget_fen", want.Committed == c.fund.Committed, "committed_fen", want.Paid == c.fund.Paid, "paid_fen",
		want.Seq == c.fund.Seq, "seq", bytes.Equal(want.Head, c.fund.Head), "head"); name != "" {
		return wrongMoney("funds", stream, name, last.Seq)
	}
	stored := c.holdings
	for _, id := range slices.Sorted(maps.Keys(holdings)) {
		if len(stored) == 0 || stored[0].Claim != id {
			return wrongMoney("fund_holdings", stream+" "+id, "claim", last.Seq)
		}
		h := holdings[id]
		want := holdingRow(last.Zone, stream, id, &h)
		if name := oddColumn(want.Committed == stored[0].Committed, "committed_fen", want.Paid == stored[0].Paid, "paid_fen", bytes.Equal(want.State, stored[0].State), "state"); name != "" {
			return wrongMoney("fund_holdings", stream+" "+id, name, last.Seq)
		}
		stored = stored[1:]
	}
	if len(stored) > 0 {
		return wrongMoney("fund_holdings", stream+" "+stored[0].Claim, "claim", last.Seq)
	}
	return nil
}

func verifyClaim(chain []ledger.Record, c *cached) error {
	stream := chain[0].Stream
	var one claim.Claim
	for i := range chain {
		e, err := claim.Decode(chain[i].Type, chain[i].Data)
		if err != nil {
			return unreadableEvent(&chain[i], err)
		}
		if id := claim.ID(e.Clause, e.Period, e.Record); claimStream(id) != stream {
			return foreign(&chain[i], id)
		}
		e.At, e.By = chain[i].At, chain[i].Person
		if e.By == "" {
			e.By = chain[i].Actor
		}
		one = claim.Evolve(one, &e)
	}
	last := &chain[len(chain)-1]
	if c.claim == nil {
		return rowDeleted("claims", stream)
	}
	want, got := claimRow(last.Zone, stream, &one, last.Seq, last.Hash), c.claim
	if name := oddColumn(want.Clause == got.Clause, "clause", want.Record == got.Record, "record", want.MatterID == got.MatterID, "matter_id", want.Step == got.Step, "step",
		want.Line == got.Line, "line", want.Day == got.Day, "day", want.Amount == got.Amount, "amount_fen", want.Batch == got.Batch, "batch", want.Seq == got.Seq, "seq",
		bytes.Equal(want.Head, got.Head), "head", bytes.Equal(want.State, got.State), "state"); name != "" {
		return wrongMoney("claims", stream, name, last.Seq)
	}
	return nil
}

// oddColumn names the first column that is not the same, of pairs of whether it is and its name.
func oddColumn(pairs ...any) string {
	for pair := range slices.Chunk(pairs, 2) {
		if same, _ := pair[0].(bool); !same {
			name, _ := pair[1].(string)
			return name
		}
	}
	return ""
}

func unreadableEvent(r *ledger.Record, err error) error {
	return broken("ledger.content", "%[1]s：第 %[2]d 条事件无法读出：%[3]s", "%[1]s: event %[2]d cannot be read: %[3]s", r.Stream, r.Seq, err.Error())
}

func foreign(r *ledger.Record, id string) error {
	return broken("ledger.content", "%[1]s：第 %[2]d 条事件写的是 %[3]s", "%[1]s: event %[2]d speaks of %[3]s", r.Stream, r.Seq, id)
}

func rowDeleted(table, stream string) error {
	return broken("ledger.cache_missing", "%[1]s：表 %[2]s 中的行被删除", "%[1]s: its row of table %[2]s was deleted", stream, table)
}

func wrongMoney(table, stream, column string, seq int64) error {
	return broken("ledger.money", "%[1]s：第 %[2]d 条事件之后，表 %[3]s 的列 %[4]s 与事件不符", "%[1]s: after event %[2]d column %[4]s of table %[3]s is not what the events say", stream, seq, table, column)
}
