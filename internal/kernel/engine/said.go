package engine

import (
	"context"
	"encoding/json"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// Said reads what an event of a matter says. One that cannot be read was changed behind the program's back, and is named.
func (e *Engine) Said(ctx context.Context, r *ledger.Record) (ledger.Event, matter.Content, error) {
	ev, err := ledger.Decode(r.Body)
	if err != nil {
		return ev, nil, e.unread(ctx, r, err)
	}
	content, err := matter.DecodeContent(ev.Type, ev.Data)
	if err != nil {
		return ev, nil, e.unread(ctx, r, err)
	}
	return ev, content, nil
}

// unread names an event that cannot be read, by the number of its matter where it is one's.
func (e *Engine) unread(ctx context.Context, r *ledger.Record, cause error) error {
	if errs.CodeOf(cause) != "internal" { // said already
		return cause
	}
	name := r.Stream
	if row, err := e.store.Matter(ctx, r.Zone, r.Stream); err == nil && row.ID == r.Stream && row.Number != "" {
		name = row.Number
	}
	return errs.Newf(errs.Corrupt, "ledger.content", "%[1]s：第 %[2]d 条事件无法读出（%[3]s），台账被改动过。请用 qinlian verify 查明", "%[1]s: event %[2]d cannot be read (%[3]s), the ledger was changed. qinlian verify tells where",
		name, r.Seq, cause.Error()).Because(cause)
}

// Folded reads what was stored of a matter as it stood after its last event.
func (r *MatterRow) Folded() (s matter.State, err error) {
	if err := json.Unmarshal(r.State, &s); err != nil { //nolint:musttag // every member of State is tagged; the linter misses embedded ones
		return s, unfolded(r.Number, "matters", err)
	}
	return s, nil
}

// Claim gives the row's claim.
func (r *ClaimRow) Claim() (c claim.Claim, err error) {
	if err := json.Unmarshal(r.State, &c); err != nil {
		return c, unfolded(r.Stream, "claims", err)
	}
	return c, nil
}

// Holding gives what the row's claim has of its budget line.
func (r *HoldingRow) Holding() (h fund.Holding, err error) {
	if err := json.Unmarshal(r.State, &h); err != nil {
		return h, unfolded(r.Stream, "fund_holdings", err)
	}
	return h, nil
}

func unfolded(name, table string, cause error) error {
	return errs.Newf(errs.Corrupt, "ledger.cache", "%[1]s：表 %[2]s 的列 state 无法读出（%[3]v），数据库被改动过。请用 qinlian verify 查明", "%[1]s: column state of table %[2]s cannot be read (%[3]v), the database was changed. qinlian verify tells where",
		name, table, cause).Because(cause)
}
