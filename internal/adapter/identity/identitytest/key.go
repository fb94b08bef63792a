package identitytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/go-webauthn/webauthn/protocol"
)

// Key is a security key in software: one ES256 key, a counter, no attestation.
type Key struct {
	t       testing.TB
	ID      []byte
	key     *ecdsa.PrivateKey
	Counter uint32
	Origin  string // of the page that asks
	Site    string // relying party: its host
}

// NewKey makes a key for the pages of an origin.
func NewKey(t testing.TB, origin string) *Key {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 24)
	_, err = rand.Read(id)
	must(t, err)
	host, err := url.Parse(origin)
	must(t, err)
	return &Key{t: t, ID: id, key: key, Origin: origin, Site: host.Hostname()}
}

// data is the authenticator data of WebAuthn §6.1.
func (a *Key) data(flags byte, attested []byte) []byte {
	a.Counter++
	rp := sha256.Sum256([]byte(a.Site))
	return append(binary.BigEndian.AppendUint32(append(rp[:], flags), a.Counter), attested...)
}

func (a *Key) client(what, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": what, "challenge": challenge, "origin": a.Origin, "crossOrigin": false})
	must(a.t, err)
	return b
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *Key) answer(response map[string]string) []byte {
	b, err := json.Marshal(map[string]any{"id": encode(a.ID), "rawId": encode(a.ID), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response})
	must(a.t, err)
	return b
}

// Create answers navigator.credentials.create.
func (a *Key) Create(options *protocol.CredentialCreation) []byte {
	point, err := a.key.PublicKey.Bytes() // 4 ‖ x ‖ y
	must(a.t, err)
	public, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	must(a.t, err)
	attested := append(make([]byte, 16), binary.BigEndian.AppendUint16(nil, uint16(len(a.ID)))...)
	attested = append(append(attested, a.ID...), public...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": a.data(0x45, attested)})
	must(a.t, err)
	return a.answer(map[string]string{"attestationObject": encode(object), "clientDataJSON": encode(a.client("webauthn.create", options.Response.Challenge.String()))})
}

// Get answers navigator.credentials.get.
func (a *Key) Get(options *protocol.CredentialAssertion, account string) []byte {
	data, client := a.data(0x05, nil), a.client("webauthn.get", options.Response.Challenge.String())
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	must(a.t, err)
	return a.answer(map[string]string{"authenticatorData": encode(data), "clientDataJSON": encode(client), "signature": encode(signature), "userHandle": encode([]byte(account))})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
