package engine

import (
	"bytes"
	"context"
	"iter"
	"runtime"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// Verified is the outcome of a verification that found nothing wrong.
type Verified struct {
	Zone    string `json:"zone"`
	Events  int64  `json:"events"`
	Streams int64  `json:"streams"`
	Matters int64  `json:"matters"`
	Root    string `json:"root"` // of the log, over all events
	Size    int64  `json:"size"`
}

// Verify reads a zone's whole ledger again: every body against its hash and cached columns, every chain,
// every position, every stored node and the last checkpoint of the log; and folds every matter and
// compares it, its duties and its letters with what is stored. The error names the first thing found
// wrong: the matter, the event's sequence number, and what differs.
//
// It takes no lock. What looks wrong because somebody was writing is looked at again by itself.
func (e *Engine) Verify(ctx context.Context, zone string, progress func(events int64)) (Verified, error) {
	signed, err := e.store.Checkpoint(ctx, zone) // before the size, so that it never covers more
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return Verified{Zone: zone}, err
	}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return Verified{Zone: zone}, err
	}
	v := &verification{engine: e, ctx: ctx, zone: z, signed: signed.Note, progress: progress, out: Verified{Zone: zone}}
	if z.Size <= gathered {
		v.leaves = make([]ledger.Hash, z.Size)
	}
	if err := v.streams(); err != nil {
		return v.out, err
	}
	if err := v.versions(); err != nil {
		return v.out, err
	}
	if err := v.log(); err != nil {
		return v.out, err
	}
	if v.out.Events < z.Size {
		return v.out, broken("ledger.rows_missing", "台账应有 %[1]d 条，实有 %[2]d 条", "the ledger should hold %[1]d events and holds %[2]d", z.Size, v.out.Events)
	}
	return v.out, nil
}

func broken(code, zh, en string, args ...any) error {
	return errs.Newf(errs.Corrupt, code, zh, en, args...)
}

// verification is one run of Verify.
type verification struct {
	engine   *Engine
	ctx      context.Context //nolint:containedctx // lives no longer than the run
	zone     ZoneRow
	signed   string // the last checkpoint, "" before the first
	progress func(int64)
	out      Verified

	leaves []ledger.Hash // by position, gathered on the way; nil where the ledger is too long for that

	spare sync.Pool // of *[]ledger.Record, from jobs that are done

	mu    sync.Mutex
	first int // order of the job whose fault came first
	fault error
}

// job is a run of whole streams and the cached rows that belong to them. The streams lie one behind the
// other in records, each up to its end.
type job struct {
	order   int
	records []ledger.Record
	ends    []int
	cached  []cached
}

// gathered is up to how many events the log is rebuilt from what the walk by streams has read (64 MB); beyond
// it a second walk reads positions and hashes.
const gathered = 1 << 21

// jobSize is how many events a checker takes at a time.
const jobSize = 4096

// streams walks the events stream by stream; checkers work on whole streams in parallel.
func (v *verification) streams() error {
	jobs := make(chan job, 4)
	var checkers sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		checkers.Go(func() {
			var contents matter.Decoder
			for j := range jobs {
				v.check(j, &contents)
			}
		})
	}
	err := v.walk(jobs)
	close(jobs)
	checkers.Wait()
	if v.fault != nil {
		return v.fault
	}
	return err
}

func (v *verification) walk(jobs chan<- job) error {
	rows := v.openRows()
	defer rows.close()
	next := func(order int) job {
		spare, _ := v.spare.Get().(*[]ledger.Record)
		if spare == nil {
			return job{order: order, records: make([]ledger.Record, 0, jobSize+jobSize/4)}
		}
		return job{order: order, records: (*spare)[:0]}
	}
	batch := next(0)
	begun := 0 // where the stream that is being read begins
	end := func() error {
		if begun == len(batch.records) {
			return nil
		}
		c, missing, err := rows.upTo(batch.records[begun].Stream)
		if err != nil {
			return err
		}
		if err := v.orphans(missing); err != nil {
			return err
		}
		begun = len(batch.records)
		batch.ends, batch.cached = append(batch.ends, begun), append(batch.cached, c)
		v.out.Streams++
		return nil
	}
	for r, err := range v.engine.store.Records(v.ctx, v.zone.ZoneID) {
		if err != nil {
			return err
		}
		if begun < len(batch.records) && batch.records[begun].Stream != r.Stream {
			if err := end(); err != nil {
				return err
			}
			if begun >= jobSize {
				jobs <- batch
				batch, begun = next(batch.order+1), 0
			}
		}
		batch.records = append(batch.records, r)
		if r.Pos < v.zone.Size {
			v.out.Events++
			if v.leaves != nil && r.Pos >= 0 {
				v.leaves[r.Pos] = r.Hash
			}
		}
		if v.progress != nil && v.out.Events%8192 == 0 {
			v.progress(v.out.Events)
		}
	}
	if err := end(); err != nil {
		return err
	}
	jobs <- batch
	_, missing, err := rows.upTo(afterAll)
	if err != nil {
		return err
	}
	return v.orphans(missing)
}

// orphans are cached matters whose events are gone.
func (v *verification) orphans(missing []MatterRow) error {
	for _, row := range missing {
		if err := v.recheck(row.ID, broken("ledger.stream_missing", "%[1]s 的事件被删除：有缓存而无记录", "the events of %[1]s were deleted: it is cached but has none", row.Number)); err != nil {
			return err
		}
	}
	return nil
}

// check checks the streams of a job and keeps the fault that comes first in the ledger.
func (v *verification) check(j job, contents *matter.Decoder) {
	defer func() {
		clear(j.records)
		v.spare.Put(&j.records)
	}()
	matters, begun := int64(0), 0
	for i, end := range j.ends {
		chain := j.records[begun:end]
		begun = end
		err := v.checkStream(chain, &j.cached[i], contents)
		if err != nil {
			err = v.recheck(chain[0].Stream, err)
		}
		if err != nil {
			v.mu.Lock()
			if v.fault == nil || j.order < v.first {
				v.fault, v.first = err, j.order
			}
			v.mu.Unlock()
			return
		}
		if ledger.IsMatter(chain[0].Stream) {
			matters++
		}
	}
	v.mu.Lock()
	v.out.Matters += matters
	v.mu.Unlock()
}

func (v *verification) checkStream(chain []ledger.Record, c *cached, contents *matter.Decoder) error {
	name := chain[0].Stream
	if c.row != nil && c.row.Number != "" {
		name = c.row.Number
	}
	if err := verifyChain(name, chain); err != nil {
		return err
	}
	if !ledger.IsMatter(chain[0].Stream) {
		return nil
	}
	return verifyMatter(chain, c, contents)
}

// recheck looks at one stream again by itself, where nobody can write to it meanwhile. It returns nil if
// what was suspected was only somebody at work.
func (v *verification) recheck(stream string, suspected error) error {
	return v.engine.inTx(v.ctx, func(ctx context.Context) error {
		c := cached{}
		row, err := v.engine.store.Matter(ctx, v.zone.ZoneID, stream)
		switch {
		case err == nil:
			c.row = &row
			if c.duties, c.letters, err = v.engine.cachedOf(ctx, v.zone.ZoneID, row.ID); err != nil {
				return err
			}
		case errs.KindOf(err) != errs.NotFound:
			return err
		}
		chain, err := v.engine.store.Stream(ctx, v.zone.ZoneID, stream)
		if err != nil {
			return err
		}
		if len(chain) == 0 {
			if c.row == nil {
				return nil
			}
			return suspected
		}
		return v.checkStream(chain, &c, &matter.Decoder{})
	})
}

// verifyChain checks sequence numbers, hashes and cached columns of one stream, and cuts out the contents.
func verifyChain(name string, chain []ledger.Record) error {
	var prev ledger.Hash
	var buf []byte
	for i := range chain {
		r := &chain[i]
		if r.Seq != int64(i)+1 {
			return broken("ledger.sequence", "%[1]s：第 %[2]d 条事件缺失（其后是第 %[3]d 条）", "%[1]s: event %[2]d is missing (event %[3]d follows)", name, i+1, r.Seq)
		}
		if ledger.Chain(prev, r.Body) != r.Hash {
			return broken("ledger.hash", "%[1]s：第 %[2]d 条事件的内容与散列不符（内容、次序或散列被改动）", "%[1]s: event %[2]d does not match its hash (its content, order or hash was changed)", name, r.Seq)
		}
		buf = ledger.AppendHeader(buf[:0], &r.Event)
		if !bytes.HasPrefix(r.Body, buf) {
			return broken("ledger.column", "%[1]s：第 %[2]d 条事件的列与原文不符（列被改动）", "%[1]s: a column of event %[2]d differs from the event itself", name, r.Seq)
		}
		r.Data = r.Body[len(buf) : len(r.Body)-1]
		prev = r.Hash
	}
	return nil
}

// allLeaves gives the leaves in order of position: those gathered, or else from the store. A position that
// no event has, and one that two have, is a gap among the gathered.
func (v *verification) allLeaves() iter.Seq2[Leaf, error] {
	if v.leaves == nil {
		return v.engine.store.Leaves(v.ctx, v.zone.ZoneID, 0)
	}
	return func(yield func(Leaf, error) bool) {
		for pos, hash := range v.leaves {
			if hash != (ledger.Hash{}) && !yield(Leaf{Pos: int64(pos), Hash: hash}, nil) {
				return
			}
		}
	}
}

// log rebuilds the log over all positions and compares stored nodes and the last checkpoint.
func (v *verification) log() error {
	store, zone := v.engine.store, v.zone.ZoneID
	var checkpoint *ledger.Checkpoint
	if v.signed != "" {
		cp, err := ledger.OpenCheckpoint(v.signed, v.zone.PublicKey)
		if err != nil {
			return err
		}
		checkpoint = &cp
	}
	var fresh []NodeRow
	b := ledger.NewBuilder(0, nil, func(level int, n int64, h tlog.Hash) error {
		fresh = append(fresh, NodeRow{Level: level, N: n, Hash: h[:]})
		return nil
	})
	for leaf, err := range v.allLeaves() {
		if err != nil {
			return err
		}
		if leaf.Pos != b.Size() {
			return broken("ledger.gap", "台账第 %[1]d 位缺失", "position %[1]d of the ledger is missing", b.Size())
		}
		if err := b.Add(ledger.Leaf(leaf.Hash)); err != nil {
			return err
		}
		if checkpoint != nil && b.Size() == checkpoint.Size && b.Root() != checkpoint.Root {
			return broken("ledger.checkpoint", "台账前 %[1]d 条与已签发的检查点不符", "the first %[1]d events do not match the signed checkpoint", checkpoint.Size)
		}
	}
	if checkpoint != nil && checkpoint.Size > b.Size() {
		return broken("ledger.truncated", "已签发的检查点有 %[1]d 条，台账只剩 %[2]d 条", "a checkpoint was signed over %[1]d events and only %[2]d are left", checkpoint.Size, b.Size())
	}
	for i := range fresh {
		n := &fresh[i]
		if checkpoint == nil || (n.N+1)<<n.Level > checkpoint.Size {
			continue
		}
		stored, err := store.Nodes(v.ctx, zone, n.Level, n.N, 1)
		if err != nil {
			return err
		}
		if len(stored) != 1 || !bytes.Equal(stored[0][:], n.Hash) {
			return broken("ledger.node", "日志树第 %[1]d 层第 %[2]d 个节点被改动", "node %[2]d at level %[1]d of the log was changed", n.Level, n.N)
		}
	}
	v.out.Size, v.out.Root = b.Size(), b.Root().String()
	return nil
}
