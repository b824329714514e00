// SPDX-License-Identifier: Apache-2.0

package accounttest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// Provider is an OpenID provider on this machine: discovery, keys,
// authorisation, tokens. It checks what a provider checks: the client ("hulan",
// "s3cret"), the code's single use, PKCE.
type Provider struct {
	*httptest.Server
	t   testing.TB
	key *rsa.PrivateKey
	now func() time.Time
	// Claims are those of the person who signs in; they replace the usual ones.
	Claims map[string]any
	mu     sync.Mutex // guards codes
	codes  map[string]url.Values
	// Spoil changes a finished token.
	Spoil func(token string) string
}

// NewProvider starts a provider with a clock.
func NewProvider(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{t: t, key: key, now: now, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", p.token)
	// Whoever comes signs in at once.
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		answer := p.Authorize(p.URL + r.URL.String())
		http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?"+answer.Encode(), http.StatusFound)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *Provider) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

// Authorize is the person signing in at the provider: the answer that the
// browser brings back.
func (p *Provider) Authorize(to string) url.Values {
	p.t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	if !strings.HasPrefix(to, p.URL+"/authorize?") || q.Get("code_challenge_method") != "S256" ||
		q.Get("response_type") != "code" || q.Get("scope") != "openid email" || len(q.Get("nonce")) < 43 {
		p.t.Errorf("request %q", to)
	}
	code := store.NewID()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.codes[code] = q
	return url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	q, ok := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if !ok || b64(sum[:]) != q.Get("code_challenge") || id != "hulan" || secret != "s3cret" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{
		"iss": p.URL, "aud": "hulan", "sub": "subject-1", "nonce": q.Get("nonce"), "email": "root@example.com", "email_verified": true,
		"iat": p.now().Unix(), "exp": p.now().Add(time.Minute).Unix(), "auth_time": p.now().Unix(),
	}
	maps.Copy(claims, p.Claims)
	token := p.sign(claims)
	if p.Spoil != nil {
		token = p.Spoil(token)
	}
	p.json(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": token})
}

func (p *Provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	head := b64([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(head))
	sig, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return head + "." + b64(sig)
}
