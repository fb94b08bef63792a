package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is what an argon2id hash takes. It is written into each hash (PHC string format), so that it may be raised:
// an older hash is made anew at the next sign-in.
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

// RFC9106 is the second recommended choice of RFC 9106 §4: 64 MiB, three passes, four lanes.
var RFC9106 = Cost{Memory: 64 << 10, Passes: 3, Lanes: 4}

// What a stored hash may ask for at most; above that it is not ours.
const (
	mostMemory = 1 << 20 // KiB
	mostPasses = 64
	mostLanes  = 64
	saltLen    = 16
	hashLen    = 32
	mostLen    = 64
)

var errNotPHC = errors.New("identity: not an argon2id hash in PHC format")

// phc is a hash read from its string.
type phc struct {
	Cost

	salt, hash []byte
}

func (p *phc) String() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Passes, p.Lanes, b.EncodeToString(p.salt), b.EncodeToString(p.hash))
}

// parsePHC reads what String writes, and nothing else.
func parsePHC(s string) (*phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return nil, errNotPHC
	}
	costs := strings.Split(parts[3], ",")
	if len(costs) != 3 {
		return nil, errNotPHC
	}
	var n [3]uint64
	for i, limit := range []struct {
		name string
		most uint64
	}{{"m=", mostMemory}, {"t=", mostPasses}, {"p=", mostLanes}} {
		digits, ok := strings.CutPrefix(costs[i], limit.name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || v == 0 || v > limit.most || digits != strconv.FormatUint(v, 10) {
			return nil, errNotPHC
		}
		n[i] = v
	}
	p := &phc{Cost: Cost{Memory: uint32(n[0]), Passes: uint32(n[1]), Lanes: uint8(n[2])}}
	for i, into := range []*[]byte{&p.salt, &p.hash} {
		b, err := base64.RawStdEncoding.Strict().DecodeString(parts[4+i])
		if err != nil || len(b) < 8 || len(b) > mostLen {
			return nil, errNotPHC
		}
		*into = b
	}
	if p.String() != s {
		return nil, errNotPHC
	}
	return p, nil
}

// hasher makes and checks hashes, a few at a time: each takes Cost.Memory.
type hasher struct {
	cost   Cost
	slots  chan struct{}
	random io.Reader
}

func newHasher(cost Cost, atOnce int, random io.Reader) *hasher {
	return &hasher{cost: cost, slots: make(chan struct{}, atOnce), random: random}
}

// key runs argon2id when a slot is free. A password typed in another normal form is the same password.
func (h *hasher) key(ctx context.Context, password string, salt []byte, c Cost, n int) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Passes, c.Memory, c.Lanes, uint32(n)), nil
}

// hash makes the string to store.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	p, err := h.empty()
	if err != nil {
		return "", err
	}
	p.hash, err = h.key(ctx, password, p.salt, p.Cost, hashLen)
	return p.String(), err
}

// verify tells whether the password is the one hashed, and whether the hash should be made anew.
func (h *hasher) verify(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	p, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	if len(password) > longestPassword*utf8.UTFMax {
		password = "" // no password is so long, nor empty; the work stays the same
	}
	got, err := h.key(ctx, password, p.salt, p.Cost, len(p.hash))
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, p.hash) == 1, p.Cost != h.cost, nil
}

// impossible makes a hash of no password, to be verified for accounts that do not exist: the same work.
func (h *hasher) impossible() (string, error) {
	p, err := h.empty()
	if err != nil {
		return "", err
	}
	p.hash = make([]byte, hashLen)
	_, err = io.ReadFull(h.random, p.hash)
	return p.String(), err
}

func (h *hasher) empty() (*phc, error) {
	p := &phc{Cost: h.cost, salt: make([]byte, saltLen)}
	_, err := io.ReadFull(h.random, p.salt)
	return p, err
}
