package outbox

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"

	"github.com/uptrace/bun"
)

// Box seals what must be known again but not be read from the database or a backup of it: secrets, tokens,
// addresses of persons.
type Box struct {
	aead   cipher.AEAD
	random io.Reader
}

// BoxKeySize is the length of a box's key in bytes.
const BoxKeySize = 32

const boxVersion = 1 // first byte of what is sealed: AES-256-GCM

// NewBox makes a box of a key, which the installation's configuration keeps.
func NewBox(key []byte, random io.Reader) (*Box, error) {
	if len(key) != BoxKeySize {
		return nil, fmt.Errorf("outbox: the key to seal with has %d bytes, want %d", len(key), BoxKeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return &Box{aead: aead, random: random}, nil
}

// Seal encrypts text for a place (table, zone and key of its row), so that it cannot be moved to another. No text
// stays none.
func (b *Box) Seal(text, place string) ([]byte, error) {
	if text == "" {
		return []byte{}, nil
	}
	out := make([]byte, 1+b.aead.NonceSize(), 1+b.aead.NonceSize()+len(text)+b.aead.Overhead())
	out[0] = boxVersion
	if _, err := io.ReadFull(b.random, out[1:]); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return b.aead.Seal(out, out[1:], []byte(text), []byte(place)), nil //nolint:gosec // the nonce was read from b.random
}

// ErrSealed is what cannot be opened: nobody knows any more what it was, so it has to be said anew.
var ErrSealed = errors.New("outbox: what was sealed cannot be opened: it was altered, moved, or sealed with another key")

// Open gives back what was sealed for the place, or ErrSealed.
func (b *Box) Open(sealed []byte, place string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	n := 1 + b.aead.NonceSize()
	if len(sealed) < n || sealed[0] != boxVersion {
		return "", ErrSealed
	}
	text, err := b.aead.Open(nil, sealed[1:n], sealed[n:], []byte(place))
	if err != nil {
		return "", ErrSealed
	}
	return string(text), nil
}

func ident(name string) bun.Ident { return bun.Ident(name) }
