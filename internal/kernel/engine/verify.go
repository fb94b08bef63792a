package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
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
// compares it with what is stored. The error names the first thing found wrong: the matter, the event's
// sequence number, and what differs.
func (e *Engine) Verify(ctx context.Context, zone string, progress func(events int64)) (Verified, error) {
	out := Verified{Zone: zone}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return out, err
	}
	if err := e.verifyStreams(ctx, zone, &out, progress); err != nil {
		return out, err
	}
	if out.Events != z.Size {
		return out, broken("ledger.rows_missing", "台账应有 %[1]d 条,实有 %[2]d 条", "the ledger should hold %[1]d events and holds %[2]d", z.Size, out.Events)
	}
	return out, e.verifyLog(ctx, z, &out)
}

func broken(code, zh, en string, args ...any) error {
	return errs.Newf(errs.Corrupt, code, zh, en, args...)
}

// verifyStreams walks the events stream by stream; checkers work in parallel on whole streams.
func (e *Engine) verifyStreams(ctx context.Context, zone string, out *Verified, progress func(int64)) error {
	rows, err := newMatterCursor(ctx, e.store, zone)
	if err != nil {
		return err
	}
	defer rows.close()
	type job struct {
		records []ledger.Record
		rows    []MatterRow // cached rows of the streams among them
		order   int
	}
	type result struct {
		order   int
		matters int64
		err     error
	}
	jobs, results := make(chan job, 4), make(chan result, 4)
	var workers sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for j := range jobs {
				n, err := verifyJob(zone, j.records, j.rows)
				results <- result{j.order, n, err}
			}
		}()
	}
	first := result{order: int(^uint(0) >> 1)}
	collected := make(chan struct{})
	go func() {
		defer close(collected)
		for r := range results {
			out.Matters += r.matters
			if r.err != nil && r.order < first.order {
				first = r
			}
		}
	}()
	walk := func() error {
		batch := job{}
		var stream string
		send := func() {
			if len(batch.records) > 0 {
				jobs <- batch
				batch = job{order: batch.order + 1}
			}
		}
		for r, err := range e.store.Records(ctx, zone) {
			if err != nil {
				return err
			}
			if r.Stream != stream {
				if len(batch.records) >= 4096 {
					send()
				}
				stream = r.Stream
				out.Streams++
				row, missing, err := rows.upTo(stream)
				if err != nil {
					return err
				}
				if missing != nil {
					return broken("ledger.stream_missing", "%[1]s 的事件被删除:有缓存而无记录", "the events of %[1]s were deleted: it is cached but has none", missing.Number)
				}
				if row != nil {
					batch.rows = append(batch.rows, *row)
				}
			}
			batch.records = append(batch.records, r)
			out.Events++
			if progress != nil && out.Events%8192 == 0 {
				progress(out.Events)
			}
		}
		send()
		if _, missing, err := rows.upTo("\U0010FFFF"); err != nil {
			return err
		} else if missing != nil {
			return broken("ledger.stream_missing", "%[1]s 的事件被删除:有缓存而无记录", "the events of %[1]s were deleted: it is cached but has none", missing.Number)
		}
		return nil
	}
	walkErr := walk()
	close(jobs)
	workers.Wait()
	close(results)
	<-collected
	if first.err != nil {
		return first.err
	}
	return walkErr
}

// verifyJob checks whole streams and folds those that are matters.
func verifyJob(zone string, records []ledger.Record, rows []MatterRow) (matters int64, err error) {
	next := 0
	for start := 0; start < len(records); {
		end := start + 1
		for end < len(records) && records[end].Stream == records[start].Stream {
			end++
		}
		chain := records[start:end]
		var row *MatterRow
		if next < len(rows) && rows[next].ID == chain[0].Stream {
			row = &rows[next]
			next++
		}
		if err := verifyChain(zone, chain, row); err != nil {
			return matters, err
		}
		if isMatter(chain[0].Stream) {
			matters++
			if err := verifyMatter(chain, row); err != nil {
				return matters, err
			}
		}
		start = end
	}
	return matters, nil
}

// isMatter tells a matter's stream from those of sessions, registers and the zone itself.
func isMatter(stream string) bool {
	switch stream {
	case streamOrg, streamMechanism, streamCalendar:
		return false
	}
	return !strings.HasPrefix(stream, "session/") && !strings.HasPrefix(stream, "register/")
}

// verifyChain checks sequence numbers, hashes and cached columns of one stream.
func verifyChain(zone string, chain []ledger.Record, row *MatterRow) error {
	name := chain[0].Stream
	if row != nil && row.Number != "" {
		name = row.Number
	}
	var prev ledger.Hash
	var buf []byte
	for i := range chain {
		r := &chain[i]
		if r.Seq != int64(i)+1 {
			return broken("ledger.sequence", "%[1]s:第 %[2]d 条事件缺失(其后是第 %[3]d 条)", "%[1]s: event %[2]d is missing (event %[3]d follows)", name, i+1, r.Seq)
		}
		if ledger.Chain(prev, r.Body) != r.Hash {
			return broken("ledger.hash", "%[1]s:第 %[2]d 条事件的内容与散列不符(内容、次序或散列被改动)", "%[1]s: event %[2]d does not match its hash (its content, order or hash was changed)", name, r.Seq)
		}
		buf = ledger.AppendHeader(buf[:0], &r.Event)
		if !bytes.HasPrefix(r.Body, buf) {
			return broken("ledger.column", "%[1]s:第 %[2]d 条事件的列与原文不符(列被改动)", "%[1]s: a column of event %[2]d differs from the event itself", name, r.Seq)
		}
		r.Data = r.Body[len(buf) : len(r.Body)-1]
		prev = r.Hash
	}
	return nil
}

// verifyMatter folds a matter and compares every cached column and the state.
func verifyMatter(chain []ledger.Record, row *MatterRow) error {
	var s matter.State
	for i := range chain {
		content, err := matter.DecodeContent(chain[i].Type, chain[i].Data)
		if err != nil {
			return broken("ledger.content", "%[1]s:第 %[2]d 条事件无法读出:%[3]s", "%[1]s: event %[2]d cannot be read: %[3]s", chain[i].Stream, chain[i].Seq, err.Error())
		}
		s = matter.Evolve(s, &chain[i].Event, content)
	}
	last := chain[len(chain)-1]
	if row == nil {
		return broken("ledger.cache_missing", "%[1]s:缓存行被删除", "%[1]s: its cached row was deleted", s.Number)
	}
	want := Project(&s, last.Hash, instant(row.CursorAt), instant(row.NextAt))
	if column := differs(&want, row); column != "" {
		return broken("ledger.cache", "%[1]s:第 %[2]d 条事件之后,缓存列 %[3]s 与重新推演不符", "%[1]s: after event %[2]d the cached column %[3]s differs from the events", s.Number, last.Seq, column)
	}
	return nil
}

// differs names the first column in which two rows differ, "" for none.
func differs(a, b *MatterRow) string {
	if bytes.Equal(a.State, b.State) {
		x, y := *a, *b
		x.State, y.State, x.Head, y.Head = nil, nil, nil, nil
		if bytes.Equal(a.Head, b.Head) && fmt.Sprint(x) == fmt.Sprint(y) {
			return ""
		}
	}
	x, y := columns(a), columns(b)
	for _, name := range sortedKeys(x) {
		if x[name] != y[name] {
			return name
		}
	}
	return ""
}

func columns(r *MatterRow) map[string]string {
	raw, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		panic(err)
	}
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = string(v)
	}
	return out
}

// verifyLog rebuilds the log over all positions and compares stored nodes and the last checkpoint.
func (e *Engine) verifyLog(ctx context.Context, z ZoneRow, out *Verified) error {
	var checkpoint *ledger.Checkpoint
	if row, err := e.store.Checkpoint(ctx, z.ZoneID); err == nil {
		cp, err := ledger.OpenCheckpoint(row.Note, z.PublicKey)
		if err != nil {
			return err
		}
		checkpoint = &cp
	} else if errs.KindOf(err) != errs.NotFound {
		return err
	}
	var fresh []NodeRow
	b := ledger.NewBuilder(0, nil, func(level int, n int64, h tlog.Hash) error {
		fresh = append(fresh, NodeRow{Level: level, N: n, Hash: h[:]})
		return nil
	})
	reached := func() error {
		if checkpoint != nil && b.Size() == checkpoint.Size && b.Root() != checkpoint.Root {
			return broken("ledger.checkpoint", "台账前 %[1]d 条与已签发的检查点不符", "the first %[1]d events do not match the signed checkpoint", checkpoint.Size)
		}
		return nil
	}
	for leaf, err := range e.store.Leaves(ctx, z.ZoneID, 0) {
		if err != nil {
			return err
		}
		if leaf.Pos != b.Size() {
			return broken("ledger.gap", "台账第 %[1]d 位缺失", "position %[1]d of the ledger is missing", b.Size())
		}
		if err := b.Add(ledger.Leaf(leaf.Hash)); err != nil {
			return err
		}
		if err := reached(); err != nil {
			return err
		}
	}
	if checkpoint != nil && checkpoint.Size > b.Size() {
		return broken("ledger.truncated", "已签发的检查点有 %[1]d 条,台账只剩 %[2]d 条", "a checkpoint was signed over %[1]d events and only %[2]d are left", checkpoint.Size, b.Size())
	}
	if err := e.verifyNodes(ctx, z.ZoneID, checkpoint, fresh); err != nil {
		return err
	}
	out.Size, out.Root = b.Size(), b.Root().String()
	return nil
}

// verifyNodes compares the stored nodes below the last checkpoint with rebuilt ones.
func (e *Engine) verifyNodes(ctx context.Context, zone string, checkpoint *ledger.Checkpoint, fresh []NodeRow) error {
	for i := range fresh {
		n := &fresh[i]
		if checkpoint == nil || (n.N+1)<<n.Level > checkpoint.Size {
			continue
		}
		stored, err := e.store.Nodes(ctx, zone, n.Level, n.N, 1)
		if err != nil {
			return err
		}
		if len(stored) != 1 || !bytes.Equal(stored[0][:], n.Hash) {
			return broken("ledger.node", "日志树第 %[1]d 层第 %[2]d 个节点被改动", "node %[2]d at level %[1]d of the log was changed", n.Level, n.N)
		}
	}
	return nil
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// matterCursor walks cached rows in order of id beside the events.
type matterCursor struct {
	next func() (MatterRow, error, bool)
	stop func()
	row  *MatterRow
}

func newMatterCursor(ctx context.Context, store Store, zone string) (*matterCursor, error) {
	next, stop := iter.Pull2(store.List(ctx, zone, Filter{ByID: true, WithState: true}))
	c := &matterCursor{next: next, stop: stop}
	return c, c.pull()
}

func (c *matterCursor) pull() error {
	row, err, ok := c.next()
	c.row = nil
	if ok && err == nil {
		c.row = &row
	}
	return err
}

func (c *matterCursor) close() { c.stop() }

// upTo gives the cached row of a stream, nil for none; missing is a cached row before it that has no events.
func (c *matterCursor) upTo(stream string) (row, missing *MatterRow, err error) {
	if c.row == nil || c.row.ID > stream {
		return nil, nil, nil
	}
	row = c.row
	if row.ID < stream {
		return nil, row, nil
	}
	return row, nil, c.pull()
}
