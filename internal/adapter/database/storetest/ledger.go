package storetest

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

var ledgerTests = map[string]func(*bench){
	"records come back as they were sealed, with the next positions": func(b *bench) {
		one := b.chain("事项-1", nil, 3)
		b.append(one[:2]...)
		two := b.chain("事项-2", nil, 1)
		b.append(two[0], one[2])
		for i, r := range []ledger.Record{one[0], one[1], two[0]} {
			if r.Pos != int64(i) && i != 2 {
				b.Errorf("record %d has position %d", i, r.Pos)
			}
		}
		one[0].Pos, one[1].Pos, two[0].Pos, one[2].Pos = 0, 1, 2, 3
		same(b, "stream", got(b.store.Stream(b.Context(), b.zone, "事项-1"))(b), one)
		same(b, "walk", all(b, b.store.Records(b.Context(), b.zone)), append(slices.Clone(one), two...))
		same(b, "size", got(b.store.Zone(b.Context(), b.zone))(b).Size, int64(4))
	},

	"Append sets the positions in the caller's records": func(b *bench) {
		for round := range 2 {
			records := b.chain(fmt.Sprint("s", round), nil, 3)
			b.append(records...)
			for i, r := range records {
				if want := int64(3*round + i); r.Pos != want {
					b.Errorf("got position %d, want %d", r.Pos, want)
				}
			}
		}
	},

	"the header written from a record's columns is the start of its body": func(b *bench) {
		b.append(b.chain("a", nil, 4)...)
		for _, r := range all(b, b.store.Records(b.Context(), b.zone)) {
			if !bytes.Equal(ledger.Encode(&r.Event), r.Body) {
				b.Errorf("event %d: columns say %s, body %s", r.Seq, ledger.Encode(&r.Event), r.Body)
			}
		}
	},

	"records that a caller keeps do not change when the walk goes on": func(b *bench) {
		want := b.chain("a", nil, 600)
		b.append(want...)
		same(b, "records", all(b, b.store.Records(b.Context(), b.zone)), want)
	},

	"chains are whole streams, those of a range": func(b *bench) {
		var chains [][]ledger.Record
		for i, stream := range []string{"a", "b\x1f", "c", "d"} {
			chain := b.chain(stream, nil, 2*i+1)
			b.append(chain...)
			chains = append(chains, chain)
		}
		for name, c := range map[string]struct {
			r    engine.Range
			want [][]ledger.Record
		}{
			"all": {engine.Range{}, chains}, "from": {engine.Range{From: "b"}, chains[1:]}, "below": {engine.Range{Below: "c"}, chains[:2]},
			"between": {engine.Range{From: "b", Below: "d"}, chains[1:3]}, "none": {engine.Range{From: "x"}, nil},
		} {
			var found [][]ledger.Record
			for chain, err := range b.store.Chains(b.Context(), b.zone, c.r) {
				if err != nil {
					b.Fatal(err)
				}
				found = append(found, slices.Clone(chain))
			}
			same(b, name, found, c.want)
		}
		for _, err := range b.store.Chains(b.Context(), b.zone, engine.Range{}) {
			if err != nil {
				b.Fatal(err)
			}
			break // leaves nothing open
		}
	},

	"cuts divide the events into ranges of about the same size": func(b *bench) {
		same(b, "cuts of an empty zone", len(got(b.store.Cuts(b.Context(), b.zone, 8))(b)), 0)
		for i := range 100 {
			b.append(b.chain(fmt.Sprintf("s%02d", i*37%100), nil, 5)...)
		}
		same(b, "one range", len(got(b.store.Cuts(b.Context(), b.zone, 1))(b)), 0)
		for _, n := range []int{4, 500} { // 500: more than there are streams
			cuts := got(b.store.Cuts(b.Context(), b.zone, n))(b)
			if !slices.IsSorted(cuts) || len(slices.Compact(slices.Clone(cuts))) != len(cuts) || len(cuts) >= n || len(cuts) < 3 {
				b.Fatalf("%d cuts: %v", n, cuts)
			}
			streams, most := 0, 0
			for i := range len(cuts) + 1 {
				var r engine.Range
				if i > 0 {
					r.From = cuts[i-1]
				}
				if i < len(cuts) {
					r.Below = cuts[i]
				}
				inRange := 0
				for _, err := range b.store.Chains(b.Context(), b.zone, r) {
					if inRange++; err != nil {
						b.Fatal(err)
					}
				}
				streams, most = streams+inRange, max(most, inRange)
			}
			if streams != 100 || most > 3*100/min(n, 100) {
				b.Errorf("%d cuts: %d streams, %d in one range", n, streams, most)
			}
		}
	},

	"causes are the records that nothing brought about, and registrations": func(b *bench) {
		stream := b.chain("a", nil, 5) // every third is derived
		begun := ledger.Seal(ledger.Event{Zone: b.zone, Stream: "b", Seq: 1, Type: "registered", At: instant, Recorded: instant, Derived: true, Data: ledger.Marshal(1)}, ledger.Hash{})
		b.append(append(stream, begun)...)
		var found []string
		for _, r := range all(b, b.store.Causes(b.Context(), b.zone)) {
			found = append(found, fmt.Sprint(r.Stream, r.Seq, string(r.Data)))
		}
		var want []string
		for _, r := range []ledger.Record{stream[0], stream[1], stream[3], stream[4], begun} {
			want = append(want, fmt.Sprint(r.Stream, r.Seq, string(r.Data)))
		}
		same(b, "causes", found, want)
	},

	"columns may hold what looks like the end of another": func(b *bench) {
		one := ledger.Event{Zone: b.zone, Stream: "a\x1f", Seq: 1, Type: "\x1f", Actor: "x\x1f\x1fy", At: instant, Recorded: instant, Data: ledger.Marshal("\x1f")}
		two := ledger.Event{Zone: b.zone, Stream: "b", Seq: 1, Type: "'", Person: "\n\t", At: instant, Recorded: instant.Add(-1e18), Data: ledger.Marshal(1)}
		records := []ledger.Record{ledger.Seal(one, ledger.Hash{}), ledger.Seal(two, ledger.Hash{})}
		b.append(records...)
		same(b, "walk", all(b, b.store.Records(b.Context(), b.zone)), records)
		same(b, "stream", got(b.store.Stream(b.Context(), b.zone, one.Stream))(b), records[:1])
	},

	"an unknown stream is empty and has no head": func(b *bench) {
		same(b, "records", len(got(b.store.Stream(b.Context(), b.zone, "无"))(b)), 0)
		seq, hash, err := b.store.Head(b.Context(), b.zone, "无")
		if seq != 0 || hash != (ledger.Hash{}) || err != nil {
			b.Errorf("got %d %s %v, want zero", seq, hash, err)
		}
	},

	"the head is the last record": func(b *bench) {
		records := b.chain("a", nil, 3)
		b.append(records...)
		seq, hash, err := b.store.Head(b.Context(), b.zone, "a")
		if seq != 3 || hash != records[2].Hash || err != nil {
			b.Errorf("got %d %s %v", seq, hash, err)
		}
	},

	"a sequence number that a stream has already is a conflict, and nothing is kept": func(b *bench) {
		records := b.chain("a", nil, 2)
		b.append(records[0])
		for _, late := range [][]ledger.Record{records[:1], {records[1], records[0]}} {
			err := b.store.InTx(b.Context(), func(ctx context.Context) error { return b.store.Append(ctx, b.zone, slices.Clone(late)) })
			b.wantKind(err, errs.Conflict, "ledger.conflict")
		}
		same(b, "size", got(b.store.Zone(b.Context(), b.zone))(b).Size, int64(1))
		same(b, "records", len(got(b.store.Stream(b.Context(), b.zone, "a"))(b)), 1)
	},

	"a zone that does not exist cannot be appended to": func(b *bench) {
		err := b.store.InTx(b.Context(), func(ctx context.Context) error { return b.store.Append(ctx, b.zone+"无", b.chain("a", nil, 1)) })
		b.wantKind(err, errs.NotFound, "zone.not_found")
	},

	"a rollback gives positions back": func(b *bench) {
		records := b.chain("a", nil, 2)
		b.undone(func(ctx context.Context) error { return b.store.Append(ctx, b.zone, records) })
		b.append(records...)
		same(b, "positions", []int64{records[0].Pos, records[1].Pos}, []int64{0, 1})
	},

	"nothing appended is nothing done": func(b *bench) {
		b.append()
		same(b, "size", got(b.store.Zone(b.Context(), b.zone))(b).Size, int64(0))
	},

	"writers that append at once share no position and leave no gap": func(b *bench) {
		const writers, each = 8, 20
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				var done []ledger.Record
				for range each {
					next := b.chain(fmt.Sprintf("s%02d", w), done, 1+w%3)
					if err := b.store.InTx(b.Context(), func(ctx context.Context) error { return b.store.Append(ctx, b.zone, next) }); err != nil {
						b.Error(err)
					}
					done = next
				}
			})
		}
		group.Wait()
		leaves := all(b, b.store.Leaves(b.Context(), b.zone, 0, math.MaxInt64))
		for i, leaf := range leaves {
			if leaf.Pos != int64(i) {
				b.Fatalf("leaf %d has position %d", i, leaf.Pos)
			}
		}
		same(b, "size", got(b.store.Zone(b.Context(), b.zone))(b).Size, int64(len(leaves)))
	},

	"streams are listed by prefix in order of bytes": func(b *bench) {
		for _, stream := range []string{"session/2026", "session/", "sessio", "session/招", "session0", "会/招", "session/A", "session/a"} {
			b.append(b.chain(stream, nil, 2)...)
		}
		same(b, "session/", got(b.store.Streams(b.Context(), b.zone, "session/"))(b),
			[]string{"session/", "session/2026", "session/A", "session/a", "session/招"})
		same(b, "all", len(got(b.store.Streams(b.Context(), b.zone, ""))(b)), 8)
		same(b, "none", len(got(b.store.Streams(b.Context(), b.zone, "无"))(b)), 0)
	},

	"records of another zone are not seen": func(b *bench) {
		b.append(b.chain("a", nil, 2)...)
		other := b.newZone()
		same(b, "records", len(all(b, b.store.Records(b.Context(), other))), 0)
		same(b, "leaves", len(all(b, b.store.Leaves(b.Context(), other, 0, math.MaxInt64))), 0)
		same(b, "stream", len(got(b.store.Stream(b.Context(), other, "a"))(b)), 0)
	},

	"a walk may end early": func(b *bench) {
		b.append(b.chain("a", nil, 5)...)
		n := 0
		for _, err := range b.store.Records(b.Context(), b.zone) {
			if n++; err != nil || n == 2 {
				break
			}
		}
		same(b, "records", n, 2)
	},

	"while a walk runs in a transaction others may, and questions be asked": func(b *bench) {
		b.append(b.chain("a", nil, 300)...)
		b.inTx(func(ctx context.Context) error {
			outer := 0
			for r, err := range b.store.Records(ctx, b.zone) {
				if outer++; err != nil {
					return err
				}
				if _, _, err := b.store.Head(ctx, b.zone, r.Stream); err != nil {
					return err
				}
				if outer%100 == 0 {
					inner := 0
					for _, err := range b.store.Leaves(ctx, b.zone, 0, math.MaxInt64) {
						if inner++; err != nil || inner == 270 {
							break
						}
					}
					same(b, "inner", inner, 270)
				}
			}
			same(b, "outer", outer, 300)
			return nil
		})
	},
}

var logTests = map[string]func(*bench){
	"leaves walk in order of position from any to any": func(b *bench) {
		one, two := b.chain("乙", nil, 2), b.chain("甲", nil, 1)
		b.append(one[0], two[0], one[1])
		want := []engine.Leaf{{Pos: 0, Stream: "乙", Seq: 1, Hash: one[0].Hash}, {Pos: 1, Stream: "甲", Seq: 1, Hash: two[0].Hash}, {Pos: 2, Stream: "乙", Seq: 2, Hash: one[1].Hash}}
		for from := range want {
			same(b, "leaves", all(b, b.store.Leaves(b.Context(), b.zone, int64(from), math.MaxInt64)), want[from:])
		}
		same(b, "before one of them", all(b, b.store.Leaves(b.Context(), b.zone, 1, 2)), want[1:2])
		same(b, "behind the end", len(all(b, b.store.Leaves(b.Context(), b.zone, 3, math.MaxInt64))), 0)
	},

	"nodes of level 0 are the leaves and of other levels what was put": func(b *bench) {
		records := b.chain("a", nil, 3)
		b.append(records...)
		leaves := got(b.store.Nodes(b.Context(), b.zone, 0, 1, 5))(b)
		if len(leaves) != 2 || leaves[0] != ledger.Leaf(records[1].Hash) || leaves[1] != ledger.Leaf(records[2].Hash) {
			b.Errorf("got %v", leaves)
		}
		var rows []engine.NodeRow
		for n := range int64(5) {
			hash := records[0].Hash
			hash[0] = byte(n)
			rows = append(rows, engine.NodeRow{ZoneID: b.zone, Level: ledger.NodeLevel, N: n, Hash: hash[:]})
		}
		b.inTx(func(ctx context.Context) error { return b.store.PutNodes(ctx, b.zone, rows) })
		nodes := got(b.store.Nodes(b.Context(), b.zone, ledger.NodeLevel, 2, 2))(b)
		if len(nodes) != 2 || nodes[0][0] != 2 || nodes[1][0] != 3 {
			b.Errorf("got %v", nodes)
		}
		same(b, "nodes of another level", len(got(b.store.Nodes(b.Context(), b.zone, 2*ledger.NodeLevel, 0, 5))(b)), 0)
	},

	"the newest checkpoint is that of the greatest size": func(b *bench) {
		_, err := b.store.Checkpoint(b.Context(), b.zone)
		b.wantKind(err, errs.NotFound, "ledger.no_checkpoint")
		newest := filled[engine.CheckpointRow](b.zone)
		older := newest
		older.Size--
		b.inTx(func(ctx context.Context) error { return b.store.PutCheckpoint(ctx, newest) })
		b.inTx(func(ctx context.Context) error { return b.store.PutCheckpoint(ctx, older) })
		same(b, "checkpoint", got(b.store.Checkpoint(b.Context(), b.zone))(b), newest)
	},
}
