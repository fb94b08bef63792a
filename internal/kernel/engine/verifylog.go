package engine

import (
	"bytes"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/kernel/ledger"
)

// logCheck rebuilds the log over all positions and compares stored nodes and the last checkpoint.
type logCheck struct {
	*verification

	checkpoint *ledger.Checkpoint // nil before the first
	builder    *ledger.Builder
	fresh      []NodeRow
}

func (v *verification) log() error {
	l := &logCheck{verification: v}
	if v.signed != "" {
		cp, err := ledger.OpenCheckpoint(v.signed, v.zone.PublicKey)
		if err != nil {
			return err
		}
		l.checkpoint = &cp
	}
	l.builder = ledger.NewBuilder(0, nil, func(level int, n int64, h tlog.Hash) error {
		l.fresh = append(l.fresh, NodeRow{Level: level, N: n, Hash: h[:]})
		return nil
	})
	build := l.fromLeaves
	if v.leaves == nil {
		build = l.fromStore
	}
	if err := build(); err != nil {
		return err
	}
	if l.checkpoint != nil && l.checkpoint.Size > l.builder.Size() {
		return broken("ledger.truncated", "已签发的检查点有 %[1]d 条，台账只剩 %[2]d 条", "a checkpoint was signed over %[1]d events and only %[2]d are left", l.checkpoint.Size, l.builder.Size())
	}
	v.out.Size, v.out.Root = l.builder.Size(), l.builder.Root().String()
	return l.nodes()
}

// fromStore walks positions and hashes in the store.
func (l *logCheck) fromStore() error {
	for leaf, err := range l.engine.store.Leaves(l.ctx, l.zone.ZoneID, 0) {
		switch {
		case err != nil:
			return err
		case leaf.Pos >= l.zone.Size && leaf.Pos == l.builder.Size(): // written since
			return nil
		case leaf.Pos != l.builder.Size():
			return l.gap(l.builder.Size())
		}
		if err := l.add(ledger.Leaf(leaf.Hash)); err != nil {
			return err
		}
	}
	return nil
}

// fromLeaves takes the leaves that were gathered: whole blocks are folded side by side, save the one in which
// the checkpoint ends. A position that no event has, and one that two have, is a gap among them.
func (l *logCheck) fromLeaves() error {
	const block = 1 << ledger.NodeLevel
	for n := len(l.leaves); n > 0 && l.leaves[n-1] == (tlog.Hash{}); n-- { // cut off: the checkpoint or the size tells
		l.leaves = l.leaves[:n-1]
	}
	for pos := range l.leaves {
		if l.leaves[pos] == (tlog.Hash{}) {
			return l.gap(int64(pos))
		}
	}
	folded := make([]tlog.Hash, len(l.leaves)/block)
	var taken atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(taken.Add(1)) - 1; i < len(folded); i = int(taken.Add(1)) - 1 {
				folded[i] = ledger.Fold(l.leaves[i*block : (i+1)*block])
			}
		})
	}
	workers.Wait()
	for i := range folded {
		from, to := int64(i)*block, int64(i+1)*block
		if l.checkpoint != nil && from < l.checkpoint.Size && l.checkpoint.Size < to {
			if err := l.each(l.leaves[from:to]); err != nil {
				return err
			}
			continue
		}
		if err := l.builder.AddBlock(folded[i]); err != nil {
			return err
		}
		if err := l.reached(); err != nil {
			return err
		}
	}
	return l.each(l.leaves[len(folded)*block:])
}

func (l *logCheck) each(leaves []tlog.Hash) error {
	for _, leaf := range leaves {
		if err := l.add(leaf); err != nil {
			return err
		}
	}
	return nil
}

func (l *logCheck) add(leaf tlog.Hash) error {
	if err := l.builder.Add(leaf); err != nil {
		return err
	}
	return l.reached()
}

// reached compares the log with the checkpoint where it ends.
func (l *logCheck) reached() error {
	if cp := l.checkpoint; cp != nil && l.builder.Size() == cp.Size && l.builder.Root() != cp.Root {
		return broken("ledger.checkpoint", "台账前 %[1]d 条与已签发的检查点不符", "the first %[1]d events do not match the signed checkpoint", cp.Size)
	}
	return nil
}

// gap tells which position is missing, and which events stand before and behind it.
func (l *logCheck) gap(pos int64) error {
	beforeZh, beforeEn, afterZh, afterEn := "台账之首", "the beginning", "台账之末", "the end"
	for leaf, err := range l.engine.store.Leaves(l.ctx, l.zone.ZoneID, max(0, pos-1)) {
		if err != nil {
			return err
		}
		name := leaf.Stream
		if row, err := l.engine.store.Matter(l.ctx, l.zone.ZoneID, leaf.Stream); err == nil && row.Number != "" {
			name = row.Number
		}
		zh, en := fmt.Sprintf("%s 的第 %d 条事件", name, leaf.Seq), fmt.Sprintf("event %d of %s", leaf.Seq, name)
		if leaf.Pos < pos {
			beforeZh, beforeEn = zh, en
			continue
		}
		afterZh, afterEn = zh, en
		break
	}
	return broken("ledger.gap", "台账第 %[1]d 位缺失（在%[2]s与%[3]s之间）", "position %[1]d of the ledger is missing (between %[4]s and %[5]s)", pos, beforeZh, afterZh, beforeEn, afterEn)
}

// nodes compares what was stored of the log for proofs with what it is now.
func (l *logCheck) nodes() error {
	for i := range l.fresh {
		n := &l.fresh[i]
		if l.checkpoint == nil || (n.N+1)<<n.Level > l.checkpoint.Size {
			continue
		}
		stored, err := l.engine.store.Nodes(l.ctx, l.zone.ZoneID, n.Level, n.N, 1)
		if err != nil {
			return err
		}
		if len(stored) != 1 || !bytes.Equal(stored[0][:], n.Hash) {
			return broken("ledger.node", "日志树第 %[1]d 层第 %[2]d 个节点被改动", "node %[2]d at level %[1]d of the log was changed", n.Level, n.N)
		}
	}
	return nil
}
