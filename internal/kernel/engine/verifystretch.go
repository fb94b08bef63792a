package engine

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/kernel/ledger"
)

// History that was rewritten with all its hashes no longer matches a signed checkpoint. Which of its events were, no
// hash tells any more; between which the change lies, the checkpoints before it and the stored nodes of the log do.

const (
	namedMatters  = 8    // at most are named in a message
	longestSorted = 8192 // events of a stretch whose order is looked at
)

// rewritten tells that the events up to a checkpoint do not match it, and where among them the change lies.
func (l *logCheck) rewritten(size int64) error {
	from, to, node, err := l.between(size)
	if err != nil {
		return err
	}
	zh, en := "此前的与检查点相符", "those before match a checkpoint"
	switch {
	case node:
		zh, en = "此前的与日志树节点相符", "those before match the stored nodes of the log"
	case from == 0:
		zh, en = "没有更早的检查点或日志树节点可以缩小范围", "no earlier checkpoint and no stored node of the log narrows it down"
	}
	namesZh, namesEn, err := l.inStretch(from, to)
	if err != nil {
		return err
	}
	disorderZh, disorderEn, err := l.disordered(from, to)
	if err != nil {
		return err
	}
	return broken("ledger.checkpoint", "台账前 %[1]d 条与已签发的检查点不符：%[8]s改动在第 %[2]d 至 %[3]d 条之间（%[4]s），涉及 %[5]s",
		"the first %[1]d events do not match the signed checkpoint: %[9]sthe change lies between events %[2]d and %[3]d (%[6]s), which belong to %[7]s", size, from+1, to, zh, namesZh, en, namesEn, disorderZh, disorderEn)
}

// streamsIn lists the streams that the events of a stretch belong to, in order of their first.
func (l *logCheck) streamsIn(from, to int64) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for leaf, err := range l.engine.store.Leaves(l.ctx, l.zone.ZoneID, from, to) {
		if err != nil {
			return nil, err
		}
		if !seen[leaf.Stream] {
			seen[leaf.Stream] = true
			out = append(out, leaf.Stream)
		}
	}
	return out, nil
}

// disordered names the first two events of a stretch that stand the wrong way round: the second was written down before the
// first, or comes before it in its own stream. Empty where none do, as among events that were written down together, and
// of a stretch that is too long to be sorted.
func (l *logCheck) disordered(from, to int64) (zh, en string, err error) {
	if to-from > longestSorted {
		return "", "", nil
	}
	streams, err := l.streamsIn(from, to)
	if err != nil {
		return "", "", err
	}
	var found []ledger.Record
	for _, stream := range streams {
		records, err := l.engine.store.Stream(l.ctx, l.zone.ZoneID, stream)
		if err != nil {
			return "", "", err
		}
		for i := range records {
			if records[i].Pos >= from && records[i].Pos < to {
				found = append(found, records[i])
			}
		}
	}
	slices.SortFunc(found, func(a, b ledger.Record) int { return cmp.Compare(a.Pos, b.Pos) })
	last := map[string]int64{} // sequence numbers, by stream
	for i := range found {
		r := &found[i]
		if i > 0 && (r.Recorded.Before(found[i-1].Recorded) || r.Seq < last[r.Stream]) {
			before := &found[i-1]
			a, b := l.nameOf(r.Stream), l.nameOf(before.Stream)
			return fmt.Sprintf("%s 的第 %d 条事件与 %s 的第 %d 条事件次序颠倒（列 pos 被改动）；", a, r.Seq, b, before.Seq),
				fmt.Sprintf("event %d of %s and event %d of %s stand the wrong way round (column pos was changed); ", r.Seq, a, before.Seq, b), nil
		}
		last[r.Stream] = r.Seq
	}
	return "", "", nil
}

// nameOf is what people call a stream: the number of a matter.
func (l *logCheck) nameOf(stream string) string {
	if row, err := l.engine.store.Matter(l.ctx, l.zone.ZoneID, stream); err == nil && row.Number != "" {
		return row.Number
	}
	return stream
}

// between bounds the positions among which the change lies: behind the last checkpoint that matches, and within the
// first stored node that differs; where none differs, behind the last that there is. node is false where no node
// narrows it down.
func (l *logCheck) between(size int64) (from, to int64, node bool, err error) {
	from = l.sound
	for i := range l.fresh {
		n := &l.fresh[i]
		first, last := n.N<<n.Level, (n.N+1)<<n.Level
		if n.Level != ledger.NodeLevel || last <= from || last > size {
			continue
		}
		stored, err := l.engine.store.Nodes(l.ctx, l.zone.ZoneID, n.Level, n.N, 1)
		if err != nil {
			return from, size, node, err
		}
		if len(stored) != 1 || !bytes.Equal(stored[0][:], n.Hash) {
			return max(from, first), last, node, nil
		}
		from, node = last, true
	}
	if from == size { // the nodes were rewritten, too
		return l.sound, size, false, nil
	}
	return from, size, node, nil
}

// inStretch names the matters and other streams that the events of a stretch belong to.
func (l *logCheck) inStretch(from, to int64) (zh, en string, err error) {
	streams, err := l.streamsIn(from, to)
	if err != nil {
		return "", "", err
	}
	more := max(0, len(streams)-namedMatters)
	names := make([]string, len(streams)-more)
	for i := range names {
		names[i] = l.nameOf(streams[i])
	}
	zh, en = strings.Join(names, "、"), strings.Join(names, ", ")
	if more > 0 {
		zh, en = fmt.Sprintf("%s 等 %d 条链", zh, len(names)+more), fmt.Sprintf("%s and %d other streams", en, more)
	}
	return zh, en, nil
}
