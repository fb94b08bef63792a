package ledger

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// The log keeps the hash of every event as leaf; of the inner nodes only those at levels 8, 16, 24 …
// are stored (one for 256, 65 536 … leaves). Everything between is recomputed from at most 256
// neighbours, so a proof reads a few hundred short rows and a million events cost 4 000 stored nodes.

// NodeLevel is the distance between stored levels of the tree.
const NodeLevel = 8

// Leaf is the leaf of the log for a record's hash: what tlog.RecordHash gives (RFC 6962, 2.1), without
// taking memory for it.
func Leaf(h Hash) tlog.Hash {
	var leaf [1 + len(h)]byte // 0x00 ‖ hash
	copy(leaf[1:], h[:])
	return sha256.Sum256(leaf[:])
}

// Nodes reads stored parts of a zone's log.
type Nodes interface {
	// Nodes returns count nodes of the given level (0: leaves; otherwise a multiple of NodeLevel),
	// beginning with index from.
	Nodes(level int, from, count int64) ([]tlog.Hash, error)
}

// Reader adapts Nodes to tlog's proofs.
type Reader struct{ Nodes Nodes }

// ReadHashes implements tlog.HashReader.
func (r Reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		h, err := r.node(level, n)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

func (r Reader) node(level int, n int64) (tlog.Hash, error) {
	base := level / NodeLevel * NodeLevel
	width := int64(1) << (level - base)
	below, err := r.Nodes.Nodes(base, n*width, width)
	if err != nil {
		return tlog.Hash{}, err
	}
	if int64(len(below)) != width {
		return tlog.Hash{}, fmt.Errorf("log: level %d holds %d of %d nodes from %d", base, len(below), width, n*width)
	}
	return Fold(below), nil
}

// Fold is the root over a power of two of neighbouring nodes.
func Fold(nodes []tlog.Hash) tlog.Hash {
	work := append([]tlog.Hash(nil), nodes...)
	for len(work) > 1 {
		for i := range len(work) / 2 {
			work[i] = tlog.NodeHash(work[2*i], work[2*i+1])
		}
		work = work[:len(work)/2]
	}
	return work[0]
}

// Builder grows a log leaf by leaf and hands out the nodes to store. It keeps only the unfinished block
// of each stored level.
type Builder struct {
	size   int64
	blocks [][]tlog.Hash // per stored level: nodes of the block that is not complete yet
	store  func(level int, n int64, h tlog.Hash) error
}

// NewBuilder continues a log of the given size. tail gives, per stored level from the leaves up, the
// nodes of the unfinished block: size mod 256 leaves, (size div 256) mod 256 nodes of level 8, ….
func NewBuilder(size int64, tail [][]tlog.Hash, store func(level int, n int64, h tlog.Hash) error) *Builder {
	blocks := make([][]tlog.Hash, len(tail))
	for i := range tail {
		blocks[i] = append(make([]tlog.Hash, 0, 1<<NodeLevel), tail[i]...)
	}
	return &Builder{size: size, blocks: blocks, store: store}
}

// Add appends one leaf.
func (b *Builder) Add(leaf tlog.Hash) error {
	b.size++
	return b.add(0, leaf, b.size-1)
}

// AddBlock appends 256 leaves at once, given the node over them (see Fold), where a block begins.
func (b *Builder) AddBlock(node tlog.Hash) error {
	if b.size&(1<<NodeLevel-1) != 0 {
		return fmt.Errorf("log: a block cannot begin at %d", b.size)
	}
	n := b.size >> NodeLevel
	b.size += 1 << NodeLevel
	if len(b.blocks) == 0 {
		b.blocks = append(b.blocks, make([]tlog.Hash, 0, 1<<NodeLevel))
	}
	if err := b.store(NodeLevel, n, node); err != nil {
		return err
	}
	return b.add(1, node, n)
}

// add puts the n-th node into the block of its stored level, and folds every block that it completes.
func (b *Builder) add(level int, h tlog.Hash, n int64) error {
	for ; ; level++ {
		if level == len(b.blocks) {
			b.blocks = append(b.blocks, make([]tlog.Hash, 0, 1<<NodeLevel))
		}
		b.blocks[level] = append(b.blocks[level], h)
		if len(b.blocks[level]) < 1<<NodeLevel {
			return nil
		}
		h, n = Fold(b.blocks[level]), n>>NodeLevel
		b.blocks[level] = b.blocks[level][:0]
		if err := b.store((level+1)*NodeLevel, n, h); err != nil {
			return err
		}
	}
}

// Size is the number of leaves so far.
func (b *Builder) Size() int64 { return b.size }

// Root is the tree's hash at the present size.
func (b *Builder) Root() tlog.Hash {
	var root tlog.Hash
	first := true
	// From the finest, rightmost subtrees up to the coarsest: RFC 6962 splits at the largest power of two.
	for _, block := range b.blocks {
		nodes := block
		for len(nodes) > 0 {
			size := 1
			for len(nodes)&size == 0 {
				size <<= 1
			}
			sub := Fold(nodes[len(nodes)-size:])
			nodes = nodes[:len(nodes)-size]
			if first {
				root, first = sub, false
			} else {
				root = tlog.NodeHash(sub, root)
			}
		}
	}
	if first {
		root, _ = tlog.TreeHash(0, nil)
	}
	return root
}
