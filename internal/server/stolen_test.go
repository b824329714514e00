// SPDX-License-Identifier: Apache-2.0

package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/store"
)

// txGet reads one value in a transaction.
func txGet(q string, into any, args ...any) func(tx *store.Tx) error {
	return func(tx *store.Tx) error { return tx.Get(context.Background(), q, args, into) }
}

// leavesNothing looks for everything that was planted, and for who the person
// is, in all that somebody could steal: the data folder with the write-ahead
// log, the server's folder with PostgreSQL's, a copy of the database, the
// backup, the folder of temporary files, the log, what a monitor is told, the
// mails. Each value is looked for as it is and in the ways that programs write
// values down.
func (s *running) leavesNothing(t *testing.T) {
	t.Helper()
	if len(s.refs) == 0 {
		t.Fatal("no story came to its end: there is nothing to look for")
	}
	secrets := append([]string{"planted", "Planted", "PLANTED", plantedPhone, "我的手机号", "被贴出来了", fromPeer, "127.99.88.", "203.0.113.", "198.51.100.", "192.0.2.", "2001:db8:", "Mozilla/", "PhoneCam"}, s.secrets...)
	var forms []form
	for _, x := range secrets {
		forms = append(forms, formsOf(x)...)
	}
	look := func(where string, data []byte) {
		for _, f := range forms {
			if i := bytes.Index(data, f.octets); i >= 0 {
				t.Errorf("%s holds %q %s, at octet %d: …%q…", where, f.of, f.how, i, data[max(0, i-40):min(len(data), i+60)])
			}
		}
	}
	look("the log", s.log.Bytes())
	metrics := s.metrics(t)
	look("the metrics", metrics)
	// An acknowledgement, a question and an outcome at least; only the envelope and
	// the field To have the address.
	sent, said := s.mailbox.read(t, 3*s.reachable)
	for i := range sent {
		look("a mail", sent[i])
		look("a mail's subject and text", said[i])
	}
	folders := map[string]string{"the data folder": s.data, "the temporary folder": s.temp, "the backup": s.backup(t)}
	if host, _, ok := strings.Cut(strings.TrimPrefix(s.dsn, "host="), " "); ok {
		folders["the folder of PostgreSQL"] = filepath.Join(host, "data")
	}
	seen, rows := map[string]int{}, map[string]bool{}
	for name, dir := range folders {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			seen[name] += len(data)
			rows[name] = rows[name] || bytes.Contains(data, []byte(s.refs[0]))
			look(name+": "+strings.TrimPrefix(path, dir), data)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	// References are in clear: where they are not found, the search is blind.
	for name := range folders {
		if has := name != "the temporary folder" && (s.dsn == "" || name != "the data folder"); rows[name] != has {
			t.Errorf("reference %s in %s: %v, want %v", s.refs[0], name, rows[name], has)
		}
	}
	if s.dsn == "" {
		if wal, err := os.Stat(filepath.Join(s.data, "hulan.db-wal")); err != nil || wal.Size() == 0 {
			t.Errorf("there is no write-ahead log to look at: %v", err)
		}
	}
	t.Logf("looked for %d values in %d forms; octets read: %v, log %d, metrics %d, %d mails", len(secrets), len(forms), seen, s.log.Len(), len(metrics), len(sent))
}

// metrics is what a monitor is told.
func (s *running) metrics(t *testing.T) []byte {
	t.Helper()
	res, err := http.Get(s.base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || !bytes.Contains(body, []byte("hulan_up 1")) {
		t.Fatalf("metrics: status %d, %v: %s", res.StatusCode, err, body)
	}
	return body
}

// form is one way to write a value down.
type form struct {
	of, how string
	octets  []byte
}

func formsOf(s string) []form {
	wide := make([]byte, 0, 2*len(s))
	for _, u := range utf16.Encode([]rune(s)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	out := []form{{s, "as it is", []byte(s)}, {s, "in UTF-16", wide}, {s, "in hexadecimal", []byte(hex.EncodeToString([]byte(s)))}}
	if j, err := json.Marshal(s); err == nil && string(j[1:len(j)-1]) != s {
		out = append(out, form{s, "in JSON", j[1 : len(j)-1]})
	}
	// In base64 a value begins at one of three places of a group; the letters
	// that its neighbours share are left out. Short values would be found by
	// chance.
	for shift := range 3 {
		enc := base64.StdEncoding.EncodeToString(append(make([]byte, shift), s...))
		enc = strings.TrimRight(enc, "=")
		if from, to := (shift*8+5)/6, len(enc)-1; to-from >= 8 {
			out = append(out, form{s, fmt.Sprintf("in base64 (%d)", shift), []byte(enc[from:to])})
		}
	}
	return out
}

// backup makes a backup as an operator would: the file itself, and what who
// has its passphrase finds in it. PostgreSQL's rows are dumped as text.
func (s *running) backup(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if s.dsn == "" {
		const pass = "five unrelated words for a safe"
		var file bytes.Buffer
		if err := s.Backup(t.Context(), &file, pass, true); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "hulan.backup"), file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := server.Restore(&file, pass, filepath.Join(dir, "restored")); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	texts := func(q string) (out []string) {
		err := s.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
			out, err = store.Rows(t.Context(), tx, func(scan func(...any) error) (text string, err error) {
				err = scan(&text)
				return text, err
			}, q)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tables := texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	if len(tables) == 0 {
		t.Fatal("no tables to copy")
	}
	for _, name := range tables {
		rows := texts(`SELECT t::text FROM "` + name + `" t`)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(rows, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
