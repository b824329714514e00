// SPDX-License-Identifier: Apache-2.0

package passkey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/accounttest"
	"github.com/hulanhq/hulan/internal/account/passkey"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const origin = "http://localhost:8787"

// device is an authenticator in software: an ES256 key, signatures over what
// the browser saw, and faults on demand.
type device struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32
	// Faults: the origin that the browser was on, the host, the flags UP 1, UV 4.
	origin, host string
	flags        byte
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, key: key, id: make([]byte, 32), origin: origin, host: "localhost", flags: 1 | 4}
	rand.Read(d.id)
	return d
}

var b64 = base64.RawURLEncoding

func (d *device) json(v any) []byte {
	d.t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

// client is what the browser signs for, and the options that it was given.
func (d *device) client(kind string, c passkey.Challenge) (data []byte, options map[string]any) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(c.Options.Clear()), &options); err != nil {
		d.t.Fatal(err)
	}
	return d.json(map[string]any{"type": kind, "challenge": options["challenge"], "origin": d.origin, "crossOrigin": false}), options
}

// authData is WebAuthn §6.1: hash of the host, flags, counter, and more.
func (d *device) authData(flags byte, more []byte) []byte {
	host := sha256.Sum256([]byte(d.host))
	d.count++
	data := append(host[:], flags)
	data = binary.BigEndian.AppendUint32(data, d.count)
	return append(data, more...)
}

// create makes the key and answers a registration.
func (d *device) create(c passkey.Challenge) []byte {
	d.t.Helper()
	client, options := d.client("webauthn.create", c)
	handle, err := b64.DecodeString(options["user"].(map[string]any)["id"].(string))
	if err != nil {
		d.t.Fatal(err)
	}
	d.handle = handle
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	cose, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	attested := make([]byte, 16, 200)
	attested = binary.BigEndian.AppendUint16(attested, uint16(len(d.id)))
	attested = append(append(attested, d.id...), cose...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.authData(d.flags|0x40, attested)})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.json(map[string]any{
		"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key",
		"response": map[string]any{"clientDataJSON": b64.EncodeToString(client), "attestationObject": b64.EncodeToString(object)},
	})
}

// get answers a request with a signature.
func (d *device) get(c passkey.Challenge) []byte {
	d.t.Helper()
	client, _ := d.client("webauthn.get", c)
	auth := d.authData(d.flags, nil)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, auth...), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.json(map[string]any{
		"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key",
		"response": map[string]any{
			"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(auth),
			"signature": b64.EncodeToString(sig), "userHandle": b64.EncodeToString(d.handle),
		},
	})
}

type house struct {
	*accounttest.House
	keys *passkey.Keys
}

func open(t *testing.T, o store.Options) *house {
	t.Helper()
	h := accounttest.Open(t, o)
	keys, err := passkey.New(passkey.Options{Register: h.Register, Origins: []string{origin}})
	if err != nil {
		t.Fatal(err)
	}
	return &house{h, keys}
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})) })
	t.Run("postgres", func(t *testing.T) { f(t, open(t, store.Options{Postgres: storetest.Postgres(t)})) })
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func want(t *testing.T, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Errorf("error %v, want %v", err, wanted)
	}
}

// add gives a person a passkey.
func (h *house) add(t *testing.T, in account.SignedIn) (*device, account.SignedIn) {
	t.Helper()
	d := newDevice(t)
	c := must[passkey.Challenge](t)(h.keys.BeginAdd(t.Context(), in.Session.Actor))
	return d, must[account.SignedIn](t)(h.keys.Add(t.Context(), in.Session.Actor, c.Token, d.create(c), "钥匙"))
}

func (h *house) signIn(t *testing.T, d *device) (account.SignedIn, error) {
	t.Helper()
	c := must[passkey.Challenge](t)(h.keys.BeginSignIn(t.Context()))
	return h.keys.SignIn(t.Context(), c.Token, d.get(c), "")
}

// A person adds a passkey, which raises the session; signs in with it without
// typing a name; and proves again who they are. An answer counts once.
func TestPasskey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		d, in := h.add(t, h.SetUp(t))
		if in.Session.Level != 2 || in.Session.Actor.NeedsFactor() {
			t.Errorf("level %d after adding a passkey", in.Session.Level)
		}
		c := must[passkey.Challenge](t)(h.keys.BeginSignIn(ctx))
		answer := d.get(c)
		in = must[account.SignedIn](t)(h.keys.SignIn(ctx, c.Token, answer, in.Token))
		if in.Session.Method != "passkey" || in.Session.Level != 2 || !in.Session.Actor.Can(account.PeopleManage, account.All) {
			t.Errorf("session %q, level %d", in.Session.Method, in.Session.Level)
		}
		_, err := h.keys.SignIn(ctx, c.Token, answer, "")
		want(t, err, account.ErrRefused)

		h.Clock.Add(account.StepUpFor)
		want(t, in.Session.Actor.Allow(account.PeopleManage, account.All, h.Now()), account.ErrStepUp)
		c = must[passkey.Challenge](t)(h.keys.BeginStepUp(ctx, in.Session.Actor))
		up := must[account.SignedIn](t)(h.keys.StepUp(ctx, c.Token, in.Token, d.get(c)))
		if err := up.Session.Actor.Allow(account.PeopleManage, account.All, h.Now()); err != nil || up.Token == in.Token {
			t.Errorf("after the proof: %v", err)
		}
		creds := must[[]account.Credential](t)(h.Credentials(ctx, up.Session.Actor))
		named := slices.ContainsFunc(creds, func(c account.Credential) bool { return c.Kind == "passkey" && c.Label.Clear() == "钥匙" })
		if len(creds) != 2 || !named {
			t.Errorf("credentials %v", creds)
		}
	})
}

// Passkeys know no wait after wrong tries of a password.
func TestNoWait(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d, _ := h.add(t, h.SetUp(t))
		var waits *account.WaitError
		for range 6 {
			_, err := h.Register.SignIn(t.Context(), account.Attempt{Email: "root@example.com", Password: "wrong password 123"})
			waits, _ = errors.AsType[*account.WaitError](err)
		}
		if waits == nil {
			t.Fatal("the password does not wait")
		}
		_ = must[account.SignedIn](t)(h.signIn(t, d))
	})
}

// What does not hold is refused: another page, another host, nobody verified,
// another key, an old counter, another person's passkey, a removed one, a
// person who left, an answer that came too late.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		d, in := h.add(t, h.SetUp(t))
		for name, spoil := range map[string]func(d *device){
			"phishing page":      func(d *device) { d.origin = "https://hulan.example.net" },
			"another port":       func(d *device) { d.origin = "http://localhost:1" },
			"another host":       func(d *device) { d.host = "example.net" },
			"nobody verified":    func(d *device) { d.flags = 1 },
			"nobody there":       func(d *device) { d.flags = 4 },
			"another key":        func(d *device) { d.key = newDevice(t).key },
			"another id":         func(d *device) { d.id = newDevice(t).id },
			"another person":     func(d *device) { d.handle = []byte(store.NewID()) },
			"no person":          func(d *device) { d.handle = nil },
			"counter went back":  func(d *device) { d.count = 0 },
			"counter stays":      func(d *device) { d.count-- },
			"synced all of once": func(d *device) { d.flags = 1 | 4 | 8 },
		} {
			bad := *d
			spoil(&bad)
			if _, err := h.signIn(t, &bad); !errors.Is(err, account.ErrRefused) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_ = must[account.SignedIn](t)(h.signIn(t, d))
		c := must[passkey.Challenge](t)(h.keys.BeginSignIn(ctx))
		h.Clock.Add(5 * time.Minute)
		_, err := h.keys.SignIn(ctx, c.Token, d.get(c), "")
		want(t, err, account.ErrRefused)
		_, err = h.keys.BeginAdd(ctx, account.System())
		want(t, err, store.ErrNotFound)
		c = must[passkey.Challenge](t)(h.keys.BeginAdd(ctx, in.Session.Actor))
		_, err = h.keys.Add(ctx, in.Session.Actor, c.Token, newDevice(t).create(c), "")
		want(t, err, account.ErrStepUp)
		h.others(t, d)
	})
}

// others tries the passkey of one person for another, then without its owner.
func (h *house) others(t *testing.T, d *device) {
	t.Helper()
	ctx := t.Context()
	admin := must[account.SignedIn](t)(h.signIn(t, d))
	p, link, err := h.Invite(ctx, admin.Session.Actor, account.NewPerson{Name: "Ada", Email: "ada@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	ada := must[account.SignedIn](t)(h.Accept(ctx, link, ""))
	_, err = h.keys.BeginStepUp(ctx, ada.Session.Actor)
	want(t, err, account.ErrForbidden)
	adas, ada := h.add(t, ada)
	c := must[passkey.Challenge](t)(h.keys.BeginStepUp(ctx, ada.Session.Actor))
	_, err = h.keys.StepUp(ctx, c.Token, ada.Token, d.get(c))
	want(t, err, account.ErrRefused)
	c = must[passkey.Challenge](t)(h.keys.BeginStepUp(ctx, ada.Session.Actor))
	_, err = h.keys.StepUp(ctx, c.Token, admin.Token, d.get(c))
	want(t, err, account.ErrRefused)
	_ = must[account.SignedIn](t)(h.signIn(t, adas))
	if err := h.Leave(ctx, admin.Session.Actor, p.ID); err != nil {
		t.Fatal(err)
	}
	_, err = h.signIn(t, adas)
	want(t, err, account.ErrRefused)
	figures := must[[]account.Count](t)(h.Counts(ctx, h.Now()))
	if fmt.Sprint(figures) == "[]" {
		t.Error("no refusal was counted")
	}
}

// Origins that browsers would not take are refused at the start.
func TestOrigins(t *testing.T) {
	h := open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})
	for _, bad := range [][]string{
		nil,
		{"http://hulan.example.org"},
		{"https://127.0.0.1"},
		{"https://hulan.example.org/staff"},
		{"localhost"},
		{"https://a.example.org", "https://b.example.org"},
	} {
		if _, err := passkey.New(passkey.Options{Register: h.Register, Origins: bad}); err == nil {
			t.Errorf("%q were taken", bad)
		}
	}
}

// Whatever a browser sends, the answer is a refusal.
func FuzzAnswer(f *testing.F) {
	path := filepath.Join(f.TempDir(), "hulan.db")
	h := accounttest.Open(f, store.Options{Path: path})
	keys, err := passkey.New(passkey.Options{Register: h.Register, Origins: []string{origin}})
	if err != nil {
		f.Fatal(err)
	}
	in := h.SetUp(f)
	d := newDevice(&testing.T{})
	c, err := keys.BeginAdd(f.Context(), in.Session.Actor)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(d.create(c))
	f.Add(d.get(c))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		c, err := keys.BeginAdd(t.Context(), in.Session.Actor)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keys.Add(t.Context(), in.Session.Actor, c.Token, answer, ""); !errors.Is(err, account.ErrRefused) {
			t.Errorf("new: %v", err)
		}
		if c, err = keys.BeginSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.SignIn(t.Context(), c.Token, answer, ""); !errors.Is(err, account.ErrRefused) {
			t.Errorf("use: %v", err)
		}
	})
}
