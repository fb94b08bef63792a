package engine

import (
	"context"
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
)

// Extends checks that the zone's present log is an extension of what a checkpoint signed: nothing that
// the checkpoint covers was changed or removed since. It reads every position up to there, and writes nothing.
// Errors: ledger.truncated and ledger.rewritten (Corrupt).
func (e *Engine) Extends(ctx context.Context, old ledger.Checkpoint) error {
	if _, err := e.store.Zone(ctx, old.Zone); err != nil {
		return err
	}
	b := ledger.NewBuilder(0, nil, func(int, int64, tlog.Hash) error { return nil })
	for leaf, err := range e.store.Leaves(ctx, old.Zone, 0, math.MaxInt64) {
		if err != nil {
			return err
		}
		if leaf.Pos != b.Size() || b.Size() == old.Size {
			break
		}
		if err := b.Add(ledger.Leaf(leaf.Hash)); err != nil {
			return err
		}
	}
	if b.Size() < old.Size {
		return errs.Newf(errs.Corrupt, "ledger.truncated", "先前签发的检查点有 %[1]d 条，台账只剩 %[2]d 条连续的：其后的被删除，或这是较早的副本",
			"a checkpoint was signed over %[1]d events and the ledger holds only %[2]d without a gap: the rest was deleted, or this is an earlier copy", old.Size, b.Size())
	}
	if old.Size > 0 && b.Root() != old.Root {
		return errs.Newf(errs.Corrupt, "ledger.rewritten", "台账与先前签发的检查点（%[1]d 条）不一致：历史被改动过",
			"the ledger does not extend the checkpoint signed over %[1]d events: history was changed", old.Size)
	}
	return nil
}
