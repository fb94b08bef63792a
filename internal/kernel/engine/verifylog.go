package engine

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
)

// logCheck rebuilds the log over all positions and compares stored nodes and every checkpoint.
type logCheck struct {
	*verification

	checkpoints []ledger.Checkpoint // not reached yet, in order of size
	newest      ledger.Checkpoint
	sound       int64 // by the last checkpoint that was met and matches
	builder     *ledger.Builder
	fresh       []NodeRow
}

func (v *verification) log() error {
	l := &logCheck{verification: v}
	if err := l.open(); err != nil {
		return err
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
	if l.newest.Size > l.builder.Size() {
		return broken("ledger.truncated", "已签发的检查点有 %[1]d 条，台账只剩 %[2]d 条", "a checkpoint was signed over %[1]d events and only %[2]d are left", l.newest.Size, l.builder.Size())
	}
	v.out.Size, v.out.Root = l.builder.Size(), l.builder.Root().String()
	v.out.SignedAt, v.out.Unsigned = l.newest.At, l.builder.Size()-l.newest.Size
	if err := l.nodes(); err != nil {
		return err
	}
	return l.ends()
}

// open checks that the zone's two keys belong together, and the signature of every checkpoint and that its row
// says what was signed.
func (l *logCheck) open() error {
	test, err := ledger.Checkpoint{Zone: l.zone.ZoneID}.Sign(l.zone.PrivateKey)
	if err == nil {
		_, err = ledger.OpenCheckpoint(test, l.zone.PublicKey)
	}
	if err != nil {
		return errs.Newf(errs.Corrupt, "ledger.keys", "地区“%[1]s”的签名密钥与公钥（zones.private_key、zones.public_key）不是一对", "the signing key and the public key of zone %[1]q (zones.private_key, zones.public_key) are no pair", l.zone.ZoneID).Because(err)
	}
	for i := range l.signed {
		row := &l.signed[i]
		cp, err := ledger.OpenCheckpoint(row.Note, l.zone.PublicKey)
		if err != nil {
			return errs.Newf(errs.Corrupt, "ledger.bad_checkpoint", "表 checkpoints 中 size 为 %[1]d 的检查点，签名或格式不对，或不是由现存公钥所验", "the checkpoint of size %[1]d in table checkpoints: its signature or form is wrong, or another key signed it", row.Size).Because(err)
		}
		if cp.Size != row.Size || cp.At.Unix() != instant(row.At).Unix() {
			return broken("ledger.checkpoint_row", "表 checkpoints 的一行被改动：列 size、at 存为“%[1]d”“%[2]s”，所签的是“%[3]d”“%[4]s”",
				"a row of table checkpoints was changed: columns size and at hold “%[1]d” and “%[2]s”, what was signed says “%[3]d” and “%[4]s”", row.Size, when(instant(row.At)), cp.Size, when(cp.At))
		}
		l.checkpoints = append(l.checkpoints, cp)
	}
	slices.SortFunc(l.checkpoints, func(a, b ledger.Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	if n := len(l.checkpoints); n > 0 {
		l.newest = l.checkpoints[n-1]
	}
	return nil
}

// ends looks whether anything lies beyond the end of the log: events that the zone's size does not count, and
// nodes that no checkpoint covers. What is suspected is looked at again where nobody can write meanwhile.
func (l *logCheck) ends() error {
	if err := l.beyond(l.ctx); errs.KindOf(err) != errs.Corrupt {
		return err
	}
	return l.engine.inTx(l.ctx, l.beyond)
}

func (l *logCheck) beyond(ctx context.Context) error {
	z, err := l.engine.store.Zone(ctx, l.zone.ZoneID)
	if err != nil {
		return err
	}
	for leaf, err := range l.engine.store.Leaves(ctx, z.ZoneID, z.Size, math.MaxInt64) {
		if err != nil {
			return err
		}
		// Who sees an event sees the size that was raised with it, if only later.
		if now, err := l.engine.store.Zone(ctx, l.zone.ZoneID); err != nil || now.Size > leaf.Pos {
			if err != nil {
				return err
			}
			break
		}
		return broken("ledger.size", "地区的 zones.size 存为 %[1]d，第 %[2]d 位却还有事件（%[3]s 的第 %[4]d 条）", "zones.size of the zone holds %[1]d, yet an event stands at position %[2]d (event %[4]d of %[3]s)", z.Size, leaf.Pos, leaf.Stream, leaf.Seq)
	}
	last, err := l.engine.store.Checkpoint(ctx, z.ZoneID)
	switch {
	case errs.KindOf(err) == errs.NotFound && z.Size > 0:
		return broken("ledger.checkpoint_missing", "台账有 %[1]d 条事件，却没有任何检查点：检查点全部被删除（地区初次启用机制时即签发第一个）",
			"the ledger holds %[1]d events and no checkpoint: all were deleted (the first is signed when a zone's first mechanisms are applied)", z.Size)
	case err != nil && errs.KindOf(err) != errs.NotFound:
		return err
	}
	nodes, err := l.engine.store.Nodes(ctx, z.ZoneID, ledger.NodeLevel, last.Size>>ledger.NodeLevel, 1<<40)
	if err == nil && len(nodes) > 0 {
		return broken("ledger.checkpoint_missing", "日志树节点记到第 %[1]d 条以后，最新检查点只有 %[2]d 条：其后的检查点（或连同事件）被删除",
			"nodes of the log go on beyond event %[1]d and the newest checkpoint covers %[2]d: later checkpoints (or events, too) were deleted", last.Size>>ledger.NodeLevel<<ledger.NodeLevel, last.Size)
	}
	return err
}

// fromStore walks positions and hashes in the store.
func (l *logCheck) fromStore() error {
	for leaf, err := range l.engine.store.Leaves(l.ctx, l.zone.ZoneID, 0, math.MaxInt64) {
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

// fromLeaves takes the leaves that were gathered: whole blocks are folded side by side, save those in which
// a checkpoint ends. A position that no event has, and one that two have, is a gap among them.
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
		if len(l.checkpoints) > 0 && from < l.checkpoints[0].Size && l.checkpoints[0].Size < to {
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

// reached compares the log with the checkpoint that ends where it has come to.
func (l *logCheck) reached() error {
	for len(l.checkpoints) > 0 && l.checkpoints[0].Size <= l.builder.Size() {
		cp := l.checkpoints[0]
		l.checkpoints = l.checkpoints[1:]
		if cp.Size > 0 && l.builder.Root() != cp.Root {
			return l.rewritten(cp.Size)
		}
		l.sound = cp.Size
	}
	return nil
}

// gap tells which position is missing, and which events stand before and behind it.
func (l *logCheck) gap(pos int64) error {
	beforeZh, beforeEn, afterZh, afterEn := "台账之首", "the beginning", "台账之末", "the end"
	for leaf, err := range l.engine.store.Leaves(l.ctx, l.zone.ZoneID, max(0, pos-1), math.MaxInt64) {
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
		if (n.N+1)<<n.Level > l.newest.Size {
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
