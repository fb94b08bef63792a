package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/go-webauthn/webauthn/protocol"
)

const origin = "https://zone.example"

// authenticator is a security key in software: one ES256 key, a counter, no attestation.
type authenticator struct {
	t       *testing.T
	id      []byte
	key     *ecdsa.PrivateKey
	counter uint32
	origin  string
	rp      string
}

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 24)
	_, err = rand.Read(id)
	must(t, err)
	return &authenticator{t: t, id: id, key: key, origin: origin, rp: "zone.example"}
}

// data is the authenticator data of WebAuthn §6.1.
func (a *authenticator) data(flags byte, attested []byte) []byte {
	a.counter++
	rp := sha256.Sum256([]byte(a.rp))
	return append(binary.BigEndian.AppendUint32(append(rp[:], flags), a.counter), attested...)
}

func (a *authenticator) client(what, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": what, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	must(a.t, err)
	return b
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *authenticator) answer(response map[string]string) []byte {
	b, err := json.Marshal(map[string]any{"id": encode(a.id), "rawId": encode(a.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response})
	must(a.t, err)
	return b
}

// create answers navigator.credentials.create.
func (a *authenticator) create(options *protocol.CredentialCreation) []byte {
	point, err := a.key.PublicKey.Bytes() // 4 ‖ x ‖ y
	must(a.t, err)
	public, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	must(a.t, err)
	attested := append(make([]byte, 16), binary.BigEndian.AppendUint16(nil, uint16(len(a.id)))...)
	attested = append(append(attested, a.id...), public...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": a.data(0x45, attested)})
	must(a.t, err)
	return a.answer(map[string]string{"attestationObject": encode(object), "clientDataJSON": encode(a.client("webauthn.create", options.Response.Challenge.String()))})
}

// get answers navigator.credentials.get.
func (a *authenticator) get(options *protocol.CredentialAssertion, account string) []byte {
	data, client := a.data(0x05, nil), a.client("webauthn.get", options.Response.Challenge.String())
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	must(a.t, err)
	return a.answer(map[string]string{"authenticatorData": encode(data), "clientDataJSON": encode(client), "signature": encode(signature), "userHandle": encode([]byte(account))})
}

func onSite(c *Config) { c.Origins = []string{origin} }

// addKey registers a security key in a browser that is in.
func (b *browser) addKey(key *authenticator) (recovery []string, err error) {
	var options *protocol.CredentialCreation
	must(b.w.t, b.do(func(ctx context.Context) (err error) { options, err = b.w.BeginAddKey(ctx); return err }))
	err = b.do(func(ctx context.Context) (err error) {
		recovery, err = b.w.FinishAddKey(ctx, "办公室的密钥", key.create(options))
		return err
	})
	return recovery, err
}

// useKey gives the second factor; tamper may change what the browser sends.
func (b *browser) useKey(key *authenticator, account string, tamper ...func([]byte) []byte) error {
	var options *protocol.CredentialAssertion
	must(b.w.t, b.do(func(ctx context.Context) (err error) { options, err = b.w.BeginUseKey(ctx); return err }))
	answer := key.get(options, account)
	for _, f := range tamper {
		answer = f(answer)
	}
	return b.do(func(ctx context.Context) error { _, err := b.w.FinishUseKey(ctx, answer); return err })
}

func (w *world) half(login string) *browser {
	w.t.Helper()
	b := w.browser()
	v, err := b.signIn(login, w.accounts[login].Password)
	must(w.t, err)
	wantCode(w.t, v.Ready(), "identity.needs_factor")
	return b
}

func TestASecurityKeyIsASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key, id := newAuthenticator(t), w.id("zhaoshang")
		b := w.enter("zhaoshang")
		recovery, err := b.addKey(key)
		must(t, err)
		if len(recovery) != recoveryCodes {
			t.Errorf("%d recovery codes", len(recovery))
		}
		b = w.half("zhaoshang")
		must(t, b.useKey(key, id), b.inside(), w.half("zhaoshang").useKey(key, id))
		must(t, w.half("zhaoshang").give(recovery[0]))

		var factors *Factors
		must(t, b.do(func(ctx context.Context) (err error) { factors, err = w.Factors(ctx); return err }))
		if len(factors.SecurityKeys) != 1 || factors.SecurityKeys[0].Title != "办公室的密钥" || factors.OneTimeCode {
			t.Errorf("%+v", factors)
		}
		wantCode(t, w.enter("ducha").do(func(ctx context.Context) error { return w.RemoveKey(ctx, key.id) }), "identity.no_key_known")
		must(t, b.do(func(ctx context.Context) error { return w.RemoveKey(ctx, key.id) }), w.enter("zhaoshang").inside())
	}, onSite)
}

func TestAKeyIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.id("zhaoshang")
		key := newAuthenticator(t)
		_, err := w.enter("zhaoshang").addKey(key)
		must(t, err)
		strange := newAuthenticator(t)
		forged := newAuthenticator(t)
		forged.id = key.id
		for name, c := range map[string]struct {
			key    func() *authenticator
			tamper func([]byte) []byte
		}{
			"that is not registered":    {key: func() *authenticator { return strange }},
			"with another's signature":  {key: func() *authenticator { return forged }},
			"on another site":           {key: func() *authenticator { k := *key; k.origin = "https://zone.example.evil"; return &k }},
			"for another relying party": {key: func() *authenticator { k := *key; k.rp = "evil.example"; return &k }},
			"whose counter went back":   {key: func() *authenticator { k := *key; k.counter = 0; return &k }},
			"whose answer is cut off":   {key: func() *authenticator { return key }, tamper: func(b []byte) []byte { return b[:len(b)/2] }},
			"whose answer is empty":     {key: func() *authenticator { return key }, tamper: func([]byte) []byte { return nil }},
			"whose answer is to another prompt": {key: func() *authenticator { return key }, tamper: func([]byte) []byte {
				other := w.half("zhaoshang")
				var options *protocol.CredentialAssertion
				must(t, other.do(func(ctx context.Context) (err error) { options, err = w.BeginUseKey(ctx); return err }))
				return key.get(options, id)
			}},
		} {
			b := w.half("zhaoshang")
			t.Log(name)
			var tampers []func([]byte) []byte
			if c.tamper != nil {
				tampers = append(tampers, c.tamper)
			}
			wantCode(t, b.useKey(c.key(), id, tampers...), "identity.security_key")
			wantCode(t, b.inside(), "identity.needs_factor")
		}
		must(t, w.half("zhaoshang").useKey(key, id))
	}, onSite)
}

func TestAnAnswerOfAKeyIsTakenOnceAndInTheBrowserThatAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key, id := newAuthenticator(t), w.id("zhaoshang")
		_, err := w.enter("zhaoshang").addKey(key)
		must(t, err)
		_, err = w.enter("ducha").addKey(key)
		wantCode(t, err, "identity.key_known")
		b, other := w.half("zhaoshang"), w.half("zhaoshang")
		var options *protocol.CredentialAssertion
		must(t, b.do(func(ctx context.Context) (err error) { options, err = w.BeginUseKey(ctx); return err }))
		answer := key.get(options, id)
		finish := func(b *browser) error {
			return b.do(func(ctx context.Context) error { _, err := w.FinishUseKey(ctx, answer); return err })
		}
		wantCode(t, finish(other), "identity.ceremony")
		copied := *b
		must(t, finish(b))
		wantCode(t, finish(b), "identity.ceremony")
		wantCode(t, finish(&copied), "identity.sign_in")
		b = w.half("zhaoshang")
		must(t, b.do(func(ctx context.Context) (err error) { options, err = w.BeginUseKey(ctx); return err }))
		answer = key.get(options, id)
		w.pass(ceremonyTime)
		wantCode(t, finish(b), "identity.ceremony")
	}, onSite)
}

func FuzzKeyAnswer(f *testing.F) {
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"authenticatorData":"","clientDataJSON":"e30","signature":""}}`))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"attestationObject":"o2Nmb210ZG5vbmU","clientDataJSON":"e30"}}`))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = protocol.ParseCredentialCreationResponseBytes(b)
		_, _ = protocol.ParseCredentialRequestResponseBytes(b)
	})
}
