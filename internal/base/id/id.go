// Package id makes identifiers: UUIDv7 as lower-case text, so that ids sort by creation.
// Human numbers (督〔2026〕12号) are separate and come from the ledger's number registers.
package id

import "github.com/google/uuid"

// Source makes the next identifier. Shells pass New; tests pass Sequence.
type Source func() string

// New returns a fresh UUIDv7.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Sequence returns a Source that counts up, for tests and replays that must be repeatable.
func Sequence() Source {
	var n uint64
	return func() string {
		n++
		u := uuid.UUID{6: 0x70, 8: 0x80}
		for i, v := 15, n; v > 0; i, v = i-1, v>>8 {
			u[i] = byte(v)
		}
		return u.String()
	}
}
