package ledger

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// nodes is a stored log: leaves at level 0, inner nodes at 8, 16 ….
type nodes map[int][]tlog.Hash

func (s nodes) Nodes(level int, from, count int64) ([]tlog.Hash, error) {
	have := int64(len(s[level]))
	return s[level][min(from, have):min(from+count, have)], nil
}

func (s nodes) store(level int, n int64, h tlog.Hash) error {
	if n != int64(len(s[level])) {
		return fmt.Errorf("node %d of level %d comes after %d", n, level, len(s[level]))
	}
	s[level] = append(s[level], h)
	return nil
}

// tail is what a log of that size has unfinished, as NewBuilder wants it.
func (s nodes) tail() [][]tlog.Hash {
	var tail [][]tlog.Hash
	for level := 0; len(s[level]) > 0; level += NodeLevel {
		n := len(s[level])
		tail = append(tail, s[level][n&^255:])
	}
	return tail
}

func leaf(i int64) tlog.Hash { return Leaf(Chain(Hash{}, fmt.Appendf(nil, "event %d", i))) }

// reference is the same log as package tlog stores it, with every inner node.
type reference []tlog.Hash

func (r reference) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = r[x]
	}
	return out, nil
}

func referenceLog(t testing.TB, size int64) reference {
	t.Helper()
	var r reference
	for i := range size {
		more, err := tlog.StoredHashesForRecordHash(i, leaf(i), r)
		if err != nil {
			t.Fatal(err)
		}
		r = append(r, more...)
	}
	return r
}

func grow(t testing.TB, s nodes, b *Builder, to int64) {
	t.Helper()
	for i := b.Size(); i < to; i++ {
		h := leaf(i)
		s[0] = append(s[0], h)
		if err := b.Add(h); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheLogAgreesWithTheReferenceAtEverySize(t *testing.T) {
	t.Parallel()
	const most = 70_000 // beyond one node of level 16
	ref := referenceLog(t, most)
	s := nodes{}
	b := NewBuilder(0, nil, s.store)
	sizes := []int64{0, 1, 2, 3, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, most}
	for _, size := range sizes {
		grow(t, s, b, size)
		want, err := tlog.TreeHash(size, ref)
		if err != nil {
			t.Fatal(err)
		}
		if b.Root() != want {
			t.Fatalf("the root at size %d differs", size)
		}
		if got, err := tlog.TreeHash(size, Reader{s}); err != nil || got != want {
			t.Fatalf("the root read back at size %d differs: %v", size, err)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.Int64Range(1, most).Draw(r, "size")
		pos := rapid.Int64Range(0, size-1).Draw(r, "pos")
		root, err := tlog.TreeHash(size, ref)
		if err != nil {
			r.Fatal(err)
		}
		proof, err := tlog.ProveRecord(size, pos, Reader{s})
		if err != nil {
			r.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, size, root, pos, leaf(pos)); err != nil {
			r.Fatal(err)
		}
		older := rapid.Int64Range(1, size).Draw(r, "older")
		was, err := tlog.TreeHash(older, ref)
		if err != nil {
			r.Fatal(err)
		}
		tree, err := tlog.ProveTree(size, older, Reader{s})
		if err != nil {
			r.Fatal(err)
		}
		if err := tlog.CheckTree(tree, size, root, older, was); err != nil {
			r.Fatal(err)
		}
	})
}

func TestALogGrownInPiecesIsTheSame(t *testing.T) {
	t.Parallel()
	ref := referenceLog(t, 3000)
	rapid.Check(t, func(r *rapid.T) {
		s := nodes{}
		b := NewBuilder(0, nil, s.store)
		for range rapid.IntRange(1, 5).Draw(r, "pieces") {
			to := min(3000, b.Size()+rapid.Int64Range(0, 900).Draw(r, "more"))
			grow(t, s, b, to)
			tail := s.tail()
			b = NewBuilder(to, tail, s.store)
			for _, block := range tail { // the builder keeps no hold on what it was given
				clear(block[len(block):cap(block)])
			}
			want, err := tlog.TreeHash(to, ref)
			if err != nil {
				r.Fatal(err)
			}
			if b.Root() != want || b.Size() != to {
				r.Fatalf("the root at %d differs", to)
			}
		}
	})
}

func TestALogGrownByBlocksIsTheSame(t *testing.T) {
	t.Parallel()
	leaves := make([]tlog.Hash, 70_000)
	for i := range leaves {
		leaves[i] = leaf(int64(i))
		if h := Chain(Hash{}, fmt.Appendf(nil, "event %d", i)); leaves[i] != tlog.RecordHash(h[:]) {
			t.Fatal("a leaf is not what RFC 6962 says")
		}
	}
	one, two := nodes{}, nodes{}
	single, blocks := NewBuilder(0, nil, one.store), NewBuilder(0, nil, two.store)
	for len(leaves) > 0 {
		n := min(len(leaves), 1<<NodeLevel)
		if len(leaves)%3 == 0 || n < 1<<NodeLevel {
			for _, l := range leaves[:n] {
				if err := blocks.Add(l); err != nil {
					t.Fatal(err)
				}
			}
		} else if err := blocks.AddBlock(Fold(leaves[:n])); err != nil {
			t.Fatal(err)
		}
		for _, l := range leaves[:n] {
			if err := single.Add(l); err != nil {
				t.Fatal(err)
			}
		}
		if single.Root() != blocks.Root() || single.Size() != blocks.Size() {
			t.Fatalf("the root at %d differs", single.Size())
		}
		leaves = leaves[n:]
	}
	if !reflect.DeepEqual(one, two) || len(one[16]) != 1 {
		t.Error("other nodes were stored")
	}
	if err := blocks.AddBlock(tlog.Hash{}); err == nil {
		t.Error("a block began in the middle of another")
	}
}

func TestAGapInTheStoredNodesIsToldApartFromABadProof(t *testing.T) {
	t.Parallel()
	s := nodes{}
	b := NewBuilder(0, nil, s.store)
	grow(t, s, b, 600)
	s[8] = s[8][:1]
	if _, err := tlog.TreeHash(600, Reader{s}); err == nil {
		t.Error("a missing node went unnoticed")
	}
	broken := NewBuilder(0, nil, func(int, int64, tlog.Hash) error { return errors.New("full") })
	var err error
	for i := int64(0); i < 256 && err == nil; i++ {
		err = broken.Add(leaf(i))
	}
	if err == nil {
		t.Error("a node that could not be stored went unnoticed")
	}
}
