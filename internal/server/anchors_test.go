// SPDX-License-Identifier: Apache-2.0

package server

import (
	"io"
	"mime/quotedprintable"
	netmail "net/mail"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// A checkpoint that was mailed is one that the ledger is verified against: what
// is changed behind the application afterwards is found. A server of mail that
// is away does not keep the checkpoint from the other anchors.
func TestCheckpointByMail(t *testing.T) {
	o := openPostOffice(t)
	flags := o.settings()
	flags["anchors.mail"] = "ledger@auditor.example"
	flags["anchors.file"] = filepath.Join(t.TempDir(), "checkpoints")
	s := open(t, t.TempDir(), flags)
	sub, _ := file(t, s)
	o.close(true)
	if _, err := s.Ledger.Anchor(t.Context()); err == nil || strings.Contains(err.Error(), "auditor") {
		t.Errorf("with the office closed: %v", err)
	}
	o.close(false)
	cp, err := s.Ledger.Anchor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := o.letters()
	if len(got) != 1 || got[0].to != "ledger@auditor.example" {
		t.Fatalf("%d mails", len(got))
	}
	m, err := netmail.ReadMessage(strings.NewReader(got[0].data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	note := strings.ReplaceAll(string(text), "\r\n", "\n")
	if strings.TrimRight(note, "\n") != strings.TrimRight(string(cp.Note), "\n") {
		t.Errorf("the mail says\n%q\nwant\n%q", note, cp.Note)
	}
	notes := ledger.SplitCheckpoints([]byte(note))
	if len(notes) != 1 {
		t.Fatalf("%d notes in the mail", len(notes))
	}
	report, err := s.Ledger.Verify(t.Context(), ledger.VerifyOptions{Checkpoints: notes})
	if err != nil || !report.OK() || report.Anchored != cp.Size {
		t.Fatalf("against the mail: %+v %v", report, err)
	}
	if err := s.DB.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE case_ SET state = $1 WHERE id = $2", string(docket.Closed), sub.CaseID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if report, err = s.Ledger.Verify(t.Context(), ledger.VerifyOptions{Checkpoints: notes}); err != nil || report.OK() {
		t.Errorf("a changed row was not found: %v", err)
	}
}
