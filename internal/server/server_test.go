// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func settings(t testing.TB, dir string, flags map[string]string) *config.Config {
	t.Helper()
	all := map[string]string{"data": dir}
	maps.Copy(all, flags)
	c, err := config.Load(config.Options{Env: []string{}, Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t testing.TB, dir string, flags map[string]string) *Service {
	t.Helper()
	s, err := Open(t.Context(), settings(t, dir, flags), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func file(t testing.TB, s *Service) (*desk.Submitted, desk.Receipt) {
	t.Helper()
	r := desk.NewReceipt()
	sub, err := s.Desk.File(t.Context(), &desk.Form{
		Lang: "en", Channel: desk.Web, Mode: desk.Anonymous, Categories: []string{"contact"}, Relation: desk.Self,
		Places: []docket.Text{"https://clearbrook.example/1"}, What: "planted words",
	}, r, store.NewID(), docket.Actor{Kind: docket.Person})
	if err != nil {
		t.Fatal(err)
	}
	return sub, r
}

// A backup taken while the service runs brings everything back; a wrong
// passphrase, a folder with something in it and a cut-off file do not.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "one"), nil)
	_, r := file(t, s)
	cp, err := s.Ledger.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	const pass = "five unrelated words for a safe"
	if err := s.Backup(t.Context(), &buf, pass, true); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"planted", "SQLite", string(r)} {
		if bytes.Contains(buf.Bytes(), []byte(secret)) {
			t.Errorf("the backup shows %q", secret)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "one", ".backup-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	two := filepath.Join(dir, "two")
	for name, err := range map[string]error{
		"wrong passphrase": Restore(bytes.NewReader(buf.Bytes()), "another passphrase of words", two),
		"cut off":          Restore(bytes.NewReader(buf.Bytes()[:buf.Len()/2]), pass, two),
		"not empty":        Restore(bytes.NewReader(buf.Bytes()), pass, filepath.Join(dir, "one")),
	} {
		if err == nil {
			t.Errorf("%s: restored", name)
		}
	}
	if err := Restore(bytes.NewReader(buf.Bytes()), pass, two); err != nil {
		t.Fatal(err)
	}
	back := open(t, two, nil)
	token, err := back.Desk.Enter(t.Context(), r, "")
	if err != nil {
		t.Fatal(err)
	}
	v, err := back.Desk.View(t.Context(), token)
	if err != nil || string(v.Complaint.What) != "planted words" {
		t.Errorf("after restoring: %v", err)
	}
	report, err := back.Ledger.Verify(t.Context(), ledger.VerifyOptions{Checkpoints: [][]byte{cp.Note}})
	if err != nil || !report.OK() {
		t.Errorf("ledger after restoring: %v %v", report.Problems, err)
	}
}

// A database whose root key is gone is not given another one.
func TestLostRootKey(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), settings(t, dir, nil), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "root.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), settings(t, dir, nil), slog.New(slog.DiscardHandler), nil); err == nil || !strings.Contains(err.Error(), "root key") {
		t.Errorf("opened: %v", err)
	}
}

// The proof of a submission holds, says what it is of, and fails when an octet
// of it was changed.
func TestProof(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		flags := map[string]string{}
		if db.Dialect() == store.Postgres {
			flags["database"] = storetest.Postgres(t)
		}
		s := open(t, t.TempDir(), flags)
		sub, _ := file(t, s)
		text, err := s.proof(t.Context(), sub)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("planted")) {
			t.Error("the proof shows what was written")
		}
		rc, err := ledger.VerifyReceipt(text, s.Ledger.VerifierKey())
		if err != nil || rc.Type != "complaint.filed" || rc.Leaf != sub.Leaf {
			t.Fatalf("proof: %+v %v", rc, err)
		}
		for i := range text {
			bad := bytes.Clone(text)
			bad[i] ^= 1
			if _, err := ledger.VerifyReceipt(bad, s.Ledger.VerifierKey()); err == nil {
				t.Fatalf("octet %d changed, and the proof holds", i)
			}
		}
	})
}

var hidden = regexp.MustCompile(`name="token" value="([^"]+)"`)

// browser posts forms as a browser does, without cookies.
type browser struct {
	t   *testing.T
	url string
}

func (b browser) post(path string, v url.Values) (int, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, strings.NewReader(v.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if c := res.Cookies(); len(c) > 0 && strings.HasPrefix(path, "/report") {
		b.t.Errorf("%s sets a cookie", path)
	}
	return res.StatusCode, string(body)
}

// The form from its first page to the confirmation, over HTTP and without
// JavaScript or cookies; then the same under the receipt.
func TestFormOverHTTP(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	b := browser{t, srv.URL}
	var token string
	step := func(name string, v url.Values) string {
		t.Helper()
		v.Set("step", name)
		v.Set("token", token)
		v.Set("lang_now", "en")
		if v.Get("go") == "" {
			v.Set("go", "next")
		}
		code, body := b.post("/report", v)
		if code != http.StatusOK {
			t.Fatalf("%s: status %d: %s", name, code, body)
		}
		if m := hidden.FindStringSubmatch(body); m != nil {
			token = m[1]
		}
		return body
	}
	if code, body := b.post("/report", url.Values{"step": {"what"}, "go": {"next"}, "lang_now": {"en"}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Choose at least one") {
		t.Errorf("an empty answer: %d", code)
	}
	step("what", url.Values{"category": {"address", "contact"}})
	step("where", url.Values{"places": {"https://clearbrook.example/t/1"}, "what": {"third post"}})
	step("whose", url.Values{"relation": {"self"}})
	step("remedy", url.Values{"remedy": {"remove"}})
	check := step("contact", url.Values{"mode": {"anonymous"}})
	if !strings.Contains(check, "clearbrook.example/t/1") || !strings.Contains(check, "third post") {
		t.Error("the answers are not shown")
	}
	digits := regexp.MustCompile(`<li>(\d{5,6})</li>`).FindAllStringSubmatch(step("check", url.Values{}), -1)
	if len(digits) != 4 {
		t.Fatalf("%d groups of a receipt", len(digits))
	}
	var receipt strings.Builder
	for _, d := range digits {
		receipt.WriteString(d[1])
	}
	if code, _ := b.post("/report", url.Values{"step": {"receipt"}, "token": {token}, "go": {"next"}, "lang_now": {"en"}, "typed": {"1"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a mistyped receipt: status %d", code)
	}
	sent := step("receipt", url.Values{"typed": {receipt.String()}})
	if !strings.Contains(sent, "Your report was sent") {
		t.Fatal("no confirmation")
	}
	if again := step("receipt", url.Values{"typed": {receipt.String()}}); !strings.Contains(again, "Your report was sent") {
		t.Error("a second click shows no confirmation")
	}
	code, page := b.post("/follow", url.Values{"receipt": {receipt.String()}, "lang_now": {"en"}})
	if code != http.StatusOK || !strings.Contains(page, "accepted your report") {
		t.Errorf("follow up: %d", code)
	}
	wrong := string(desk.NewReceipt())
	if code, page := b.post("/follow", url.Values{"receipt": {wrong}, "lang_now": {"en"}}); code != http.StatusUnprocessableEntity || !strings.Contains(page, "cannot find this receipt") {
		t.Errorf("an unknown receipt: %d", code)
	}
}

// Every made-up complaint of the demonstration can be walked, and the ledger
// agrees with the rows afterwards.
func TestDemo(t *testing.T) {
	d, err := OpenDemo(t.Context(), settings(t, t.TempDir(), nil), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	states := map[docket.State]bool{}
	if err := d.DB.Read(t.Context(), func(tx *store.Tx) error {
		for _, closed := range []bool{false, true} {
			items, err := d.Docket.List(t.Context(), tx, docket.Filter{Closed: closed})
			if err != nil {
				return err
			}
			for _, i := range items {
				states[i.State] = true
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(states) < 8 {
		t.Errorf("only %d states: %v", len(states), states)
	}
	r, err := d.Ledger.Verify(t.Context(), ledger.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Errorf("ledger: %s", p)
	}
}
