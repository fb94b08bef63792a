// Package identitytest is what people sign in with, in software, for tests: an OpenID provider that really runs on this
// machine, and a security key.
package identitytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"qinlian/internal/base/clock"
)

// Provider is an OpenID provider on this machine: discovery, keys, authorization with PKCE (S256 required), a token
// endpoint that takes each code once. What it says of the user, tests change.
type Provider struct {
	*httptest.Server

	Now      func() time.Time // the time now if nil
	Redirect string           // where browsers come back to

	t        testing.TB
	keys     map[jose.SignatureAlgorithm]crypto.Signer
	mu       sync.Mutex
	codes    map[string]url.Values // what was asked for, by the code given
	Redeemed int                   // how many codes were asked for

	Subject string
	Claims  map[string]any          // beside the usual ones; these win
	Alg     jose.SignatureAlgorithm // ES256 if ""
	Forge   crypto.Signer           // signs instead of the published key
	Change  func(claims map[string]any)
	NoToken bool
}

// The client that the provider knows.
const (
	ClientID     = "qinlian"
	ClientSecret = "a secret / with + signs"
)

// rsaKey takes long to make; all providers share it.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// NewProvider starts a provider that sends browsers back to redirect.
func NewProvider(t testing.TB, redirect string) *Provider {
	t.Helper()
	small, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{Now: clock.System, Redirect: redirect, t: t, keys: map[jose.SignatureAlgorithm]crypto.Signer{jose.ES256: small, jose.RS256: rsaKey()}, codes: map[string]url.Values{}, Subject: "s-1"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.published)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *Provider) write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	p.write(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256", "ES256"},
		"code_challenge_methods_supported": []string{"S256"}, "token_endpoint_auth_methods_supported": []string{"client_secret_basic"},
	})
}

func (p *Provider) published(w http.ResponseWriter, _ *http.Request) {
	set := jose.JSONWebKeySet{}
	for alg, key := range p.keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: key.Public(), KeyID: string(alg), Algorithm: string(alg), Use: "sig"})
	}
	p.write(w, http.StatusOK, set)
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != p.Redirect || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("nonce") == "" || q.Get("state") == "" {
		http.Error(w, "bad request: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = q
	p.mu.Unlock()
	http.Redirect(w, r, p.Redirect+"?"+url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	refuse := func(fault string) { p.write(w, http.StatusBadRequest, map[string]string{"error": fault}) }
	id, secret, _ := r.BasicAuth()
	if id, err := url.QueryUnescape(id); err != nil || id != ClientID {
		refuse("invalid_client")
		return
	}
	if secret, err := url.QueryUnescape(secret); err != nil || secret != ClientSecret {
		refuse("invalid_client")
		return
	}
	code := r.FormValue("code")
	p.mu.Lock()
	asked, ok := p.codes[code]
	delete(p.codes, code)
	p.Redeemed++
	p.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || r.FormValue("redirect_uri") != p.Redirect || base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") {
		refuse("invalid_grant")
		return
	}
	answer := map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60}
	if !p.NoToken {
		answer["id_token"] = p.idToken(asked.Get("nonce"))
	}
	p.write(w, http.StatusOK, answer)
}

func (p *Provider) idToken(nonce string) string {
	now := p.Now()
	claims := map[string]any{"iss": p.URL, "sub": p.Subject, "aud": ClientID, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "nonce": nonce}
	maps.Copy(claims, p.Claims)
	if p.Change != nil {
		p.Change(claims)
	}
	alg := p.Alg
	if alg == "" {
		alg = jose.ES256
	}
	key := p.keys[alg]
	if p.Forge != nil {
		key = p.Forge
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: string(alg)}}, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return compact
}
