package identity

import (
	"context"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"

	"qinlian/internal/adapter/identity/identitytest"
)

const origin = "https://zone.example"

func onSite(c *Config) { c.Origins = []string{origin} }

// addKey registers a security key in a browser that is in.
func (b *browser) addKey(key *identitytest.Key) (recovery []string, err error) {
	var options *protocol.CredentialCreation
	must(b.w.t, b.do(func(ctx context.Context) (err error) { options, err = b.w.BeginAddKey(ctx); return err }))
	err = b.do(func(ctx context.Context) (err error) {
		recovery, err = b.w.FinishAddKey(ctx, "办公室的密钥", key.Create(options))
		return err
	})
	return recovery, err
}

// useKey gives the second factor; tamper may change what the browser sends.
func (b *browser) useKey(key *identitytest.Key, account string, tamper ...func([]byte) []byte) error {
	var options *protocol.CredentialAssertion
	must(b.w.t, b.do(func(ctx context.Context) (err error) { options, err = b.w.BeginUseKey(ctx); return err }))
	answer := key.Get(options, account)
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
		key, id := identitytest.NewKey(t, origin), w.id("zhaoshang")
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
		wantCode(t, w.enter("ducha").do(func(ctx context.Context) error { return w.RemoveKey(ctx, key.ID) }), "identity.no_key_known")
		b.enrol()
		must(t, b.do(func(ctx context.Context) error { return w.RemoveKey(ctx, key.ID) }), w.half("zhaoshang").give(recovery[1]))
		must(t, b.do(w.RemoveOneTimeCode), w.enter("zhaoshang").inside())
		wantCode(t, b.give(recovery[2]), "identity.wrong_code") // they went with the last factor
	}, onSite)
}

func TestAKeyIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.id("zhaoshang")
		key := identitytest.NewKey(t, origin)
		_, err := w.enter("zhaoshang").addKey(key)
		must(t, err)
		strange := identitytest.NewKey(t, origin)
		forged := identitytest.NewKey(t, origin)
		forged.ID = key.ID
		for name, c := range map[string]struct {
			key    func() *identitytest.Key
			tamper func([]byte) []byte
		}{
			"that is not registered":    {key: func() *identitytest.Key { return strange }},
			"with another's signature":  {key: func() *identitytest.Key { return forged }},
			"on another site":           {key: func() *identitytest.Key { k := *key; k.Origin = "https://zone.example.evil"; return &k }},
			"for another relying party": {key: func() *identitytest.Key { k := *key; k.Site = "evil.example"; return &k }},
			"whose counter went back":   {key: func() *identitytest.Key { k := *key; k.Counter = 0; return &k }},
			"whose answer is cut off":   {key: func() *identitytest.Key { return key }, tamper: func(b []byte) []byte { return b[:len(b)/2] }},
			"whose answer is empty":     {key: func() *identitytest.Key { return key }, tamper: func([]byte) []byte { return nil }},
			"whose answer is to another prompt": {key: func() *identitytest.Key { return key }, tamper: func([]byte) []byte {
				other := w.half("zhaoshang")
				var options *protocol.CredentialAssertion
				must(t, other.do(func(ctx context.Context) (err error) { options, err = w.BeginUseKey(ctx); return err }))
				return key.Get(options, id)
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
		key, id := identitytest.NewKey(t, origin), w.id("zhaoshang")
		_, err := w.enter("zhaoshang").addKey(key)
		must(t, err)
		_, err = w.enter("ducha").addKey(key)
		wantCode(t, err, "identity.key_known")
		b, other := w.half("zhaoshang"), w.half("zhaoshang")
		var options *protocol.CredentialAssertion
		must(t, b.do(func(ctx context.Context) (err error) { options, err = w.BeginUseKey(ctx); return err }))
		answer := key.Get(options, id)
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
		answer = key.Get(options, id)
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
