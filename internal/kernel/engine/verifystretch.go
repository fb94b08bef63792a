package engine

import (
	"bytes"
	"fmt"
	"strings"

	"qinlian/internal/kernel/ledger"
)

// History that was rewritten with all its hashes no longer matches a signed checkpoint. Which of its events were, no
// hash tells any more; between which the change lies, the checkpoints before it and the stored nodes of the log do.

// namedMatters bounds how many matters a message names.
const namedMatters = 8

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
	return broken("ledger.checkpoint", "台账前 %[1]d 条与已签发的检查点不符：改动在第 %[2]d 至 %[3]d 条之间（%[4]s），涉及 %[5]s",
		"the first %[1]d events do not match the signed checkpoint: the change lies between events %[2]d and %[3]d (%[6]s), which belong to %[7]s", size, from+1, to, zh, namesZh, en, namesEn)
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
	var names []string
	more, seen := 0, map[string]bool{}
	for leaf, err := range l.engine.store.Leaves(l.ctx, l.zone.ZoneID, from, to) {
		if err != nil {
			return "", "", err
		}
		if seen[leaf.Stream] {
			continue
		}
		seen[leaf.Stream] = true
		if len(names) == namedMatters {
			more++
			continue
		}
		name := leaf.Stream
		if row, err := l.engine.store.Matter(l.ctx, l.zone.ZoneID, leaf.Stream); err == nil && row.Number != "" {
			name = row.Number
		}
		names = append(names, name)
	}
	zh, en = strings.Join(names, "、"), strings.Join(names, ", ")
	if more > 0 {
		zh, en = fmt.Sprintf("%s 等 %d 条链", zh, len(names)+more), fmt.Sprintf("%s and %d other streams", en, more)
	}
	return zh, en, nil
}
