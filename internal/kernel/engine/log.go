package engine

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// Leaf is one position of the log.
type Leaf struct {
	Pos    int64
	Stream string
	Seq    int64
	Hash   ledger.Hash
}

// nodes gives ledger.Reader access to a zone's stored log.
type nodes struct {
	ctx   context.Context //nolint:containedctx // lives no longer than the proof it serves
	store Store
	zone  string
}

// Nodes implements ledger.Nodes.
func (n nodes) Nodes(level int, from, count int64) ([]tlog.Hash, error) {
	return n.store.Nodes(n.ctx, n.zone, level, from, count)
}

// Checkpoint signs the zone's log as it stands and keeps the nodes that later proofs need. With nothing
// new since the last one it returns that.
func (e *Engine) Checkpoint(ctx context.Context, zone string) (signed string, err error) {
	for whole := false; !whole && err == nil; {
		err = e.inTx(ctx, func(ctx context.Context) (err error) {
			signed, whole, err = e.checkpoint(ctx, zone)
			return err
		})
	}
	return signed, err
}

// mostLeaves bounds what one transaction adds to the log, so that after a large import others write in between. What
// it has reached is signed, too.
const mostLeaves = 4096

// checkpoint signs the log at its present size, or as far as one transaction goes.
func (e *Engine) checkpoint(ctx context.Context, zone string) (signed string, whole bool, err error) {
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return "", false, err
	}
	var from int64
	last, err := e.store.Checkpoint(ctx, zone)
	switch {
	case err == nil:
		if last.Size == z.Size {
			return last.Note, true, nil
		}
		from = last.Size
	case errs.KindOf(err) != errs.NotFound:
		return "", false, err
	}
	b, flush, err := e.builder(ctx, zone, from)
	if err != nil {
		return "", false, err
	}
	for leaf, err := range e.store.Leaves(ctx, zone, from, from+mostLeaves) {
		if err != nil {
			return "", false, err
		}
		if leaf.Pos != b.Size() {
			return "", false, gap(b.Size())
		}
		if err := b.Add(ledger.Leaf(leaf.Hash)); err != nil {
			return "", false, err
		}
	}
	if b.Size() < min(z.Size, from+mostLeaves) {
		return "", false, gap(b.Size())
	}
	if err := flush(); err != nil {
		return "", false, err
	}
	now := e.NowIn(zone)
	cp := ledger.Checkpoint{Zone: zone, Size: b.Size(), Root: b.Root(), At: now}
	if signed, err = cp.Sign(z.PrivateKey); err != nil {
		return "", false, err
	}
	return signed, b.Size() == z.Size, e.store.PutCheckpoint(ctx, CheckpointRow{ZoneID: zone, Size: cp.Size, Note: signed, At: micros(now)})
}

func gap(pos int64) error {
	return errs.Newf(errs.Corrupt, "ledger.gap", "台账第 %[1]d 位缺失，未签发检查点", "position %[1]d of the ledger is missing; no checkpoint was signed", pos)
}

// builder continues the zone's log at a size, from stored nodes.
func (e *Engine) builder(ctx context.Context, zone string, size int64) (*ledger.Builder, func() error, error) {
	var tail [][]tlog.Hash
	for level, n := 0, size; n > 0; level, n = level+ledger.NodeLevel, n>>ledger.NodeLevel {
		rest := n & (1<<ledger.NodeLevel - 1)
		var block []tlog.Hash
		if rest > 0 {
			var err error
			if block, err = e.store.Nodes(ctx, zone, level, n-rest, rest); err != nil {
				return nil, nil, err
			}
		}
		tail = append(tail, block)
	}
	var pending []NodeRow
	flush := func() error {
		rows := pending
		pending = nil
		if len(rows) == 0 {
			return nil
		}
		return e.store.PutNodes(ctx, zone, rows)
	}
	return ledger.NewBuilder(size, tail, func(level int, n int64, h tlog.Hash) error {
		pending = append(pending, NodeRow{ZoneID: zone, Level: level, N: n, Hash: h[:]})
		if len(pending) >= 1000 {
			return flush()
		}
		return nil
	}), flush, nil
}

// Receipt proves that a matter's last event, or the one of the given Seq, stands in the zone's log. It
// signs a new checkpoint first where the log has grown.
func (e *Engine) Receipt(ctx context.Context, zone, number string, seq int64) (ledger.Receipt, error) {
	row, err := e.store.Matter(ctx, zone, number)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return e.receipt(ctx, zone, row.ID, row.Number, seq)
}

// SessionReceipt is Receipt for a session, by its id.
func (e *Engine) SessionReceipt(ctx context.Context, zone, id string, seq int64) (ledger.Receipt, error) {
	s, err := e.Session(ctx, zone, id)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return e.receipt(ctx, zone, sessionStream(s.ID), s.Number, seq)
}

// LetterReceipt is Receipt for the event of a matter that issued one of its letters, which gave it its number.
func (e *Engine) LetterReceipt(ctx context.Context, zone, matterID, letterID string) (ledger.Receipt, error) {
	row, err := e.store.Matter(ctx, zone, matterID)
	if err != nil {
		return ledger.Receipt{}, err
	}
	issued := int64(0)
	err = e.decodeStream(ctx, zone, row.ID, func(ev ledger.Event) error {
		if ev.Type != "letter-issued" {
			return nil
		}
		content, err := matter.DecodeContent(ev.Type, ev.Data)
		if l, ok := content.(*matter.LetterEvent); ok && l.Letter.ID == letterID {
			issued = ev.Seq
		}
		return err
	})
	if err == nil && issued == 0 {
		err = errs.Newf(errs.NotFound, "letter.not_issued", "%[1]s 的函件 %[2]s 还没有签发，没有文号；可出具事项的回执：qinlian receipt %[1]s", "the letter %[2]s of %[1]s was not issued and has no number; a receipt of the matter is had by qinlian receipt %[1]s", row.Number, letterID)
	}
	if err != nil {
		return ledger.Receipt{}, err
	}
	return e.receipt(ctx, zone, row.ID, row.Number, issued)
}

// receipt proves an event of a stream, the last where seq is 0; number is what the stream's first event gave.
func (e *Engine) receipt(ctx context.Context, zone, stream, number string, seq int64) (ledger.Receipt, error) {
	signed, err := e.Checkpoint(ctx, zone)
	if errs.Is(err, "database.read_only") { // what was signed before may cover it
		if last, none := e.store.Checkpoint(ctx, zone); none == nil {
			signed, err = last.Note, nil
		}
	}
	if err != nil {
		return ledger.Receipt{}, err
	}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return ledger.Receipt{}, err
	}
	cp, err := ledger.OpenCheckpoint(signed, z.PublicKey)
	if err != nil {
		return ledger.Receipt{}, err
	}
	records, err := e.store.Stream(ctx, zone, stream)
	if err != nil {
		return ledger.Receipt{}, err
	}
	if seq == 0 {
		seq = int64(len(records))
	}
	if seq < 1 || seq > int64(len(records)) {
		return ledger.Receipt{}, errs.Newf(errs.NotFound, "ledger.no_event", "%[1]s 没有第 %[2]d 条记录", "%[1]s has no event %[2]d", number, seq)
	}
	r := records[seq-1]
	if r.Pos >= cp.Size {
		return ledger.Receipt{}, errs.Newf(errs.Refused, "database.read_only", "%[1]s 的第 %[2]d 条尚无检查点覆盖；数据库只读，不能签发，请在可写的数据库上出具", "no checkpoint covers event %[2]d of %[1]s yet, and none can be signed in a read-only database: ask where it can be written", number, seq)
	}
	proof, err := tlog.ProveRecord(cp.Size, r.Pos, ledger.Reader{Nodes: nodes{ctx, e.store, zone}})
	if err != nil {
		return ledger.Receipt{}, err
	}
	out := ledger.Receipt{Number: number, Body: string(r.Body), Prev: r.Prev.String(), Pos: r.Pos, Proof: proof, Checkpoint: signed, Key: z.PublicKey}
	out.Letter = ledger.LetterNumber(&r.Event)
	if seq > 1 {
		first := records[0]
		proof, err := tlog.ProveRecord(cp.Size, first.Pos, ledger.Reader{Nodes: nodes{ctx, e.store, zone}})
		if err != nil {
			return ledger.Receipt{}, err
		}
		out.Registered = &ledger.Registration{Body: string(first.Body), Pos: first.Pos, Proof: proof}
	}
	if _, _, err := out.Check(z.PublicKey); err != nil { // nobody is handed a proof that proves nothing
		return ledger.Receipt{}, broken("ledger.unproven", "%[1]s 的第 %[2]d 条事件不能出具回执，台账被改动过：%[3]s。请用 qinlian verify 查明", "no receipt can be given of event %[2]d of %[1]s, the ledger was changed: %[4]s. qinlian verify tells where",
			number, seq, errs.Message(err, text.Zh), errs.Message(err, text.En))
	}
	return out, nil
}
