// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/csv"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

//go:embed export_readme.txt
var exportReadme []byte

//go:embed export_verify.py
var exportVerify []byte

// ExportOptions choose the leaves of an export. The zero value takes all.
type ExportOptions struct {
	// From and To bound the time of the steps: from From on, before To. Zero means
	// no bound.
	From, To time.Time
	// Object chooses the leaves of one object, "kind:id".
	Object string
}

func (o ExportOptions) all() bool { return o.From.IsZero() && o.To.IsZero() && o.Object == "" }

// where is the condition on a leaf, for parameters from $1 on.
func (o ExportOptions) where() (string, []any) {
	cond, args := "n < $1 AND n >= $2", []any{nil, nil}
	add := func(c string, v any) {
		args = append(args, v)
		cond += fmt.Sprintf(" AND %s $%d", c, len(args))
	}
	if !o.From.IsZero() {
		add("at >=", store.Millis(o.From))
	}
	if !o.To.IsZero() {
		add("at <", store.Millis(o.To))
	}
	if o.Object != "" {
		add("object =", o.Object)
	}
	return cond, args
}

// Export writes a zip that an outsider verifies with Python and OpenSSL, or by
// hand: the newest checkpoint, the leaves it covers that were chosen, a proof for
// each where not all were chosen, the verification key, and how to verify. It
// returns the number of leaves. No row and no salt is in it.
//
// If the log has its key, a checkpoint is signed first when the tree grew.
func (l *Log) Export(ctx context.Context, w io.Writer, o ExportOptions) (int64, error) {
	if l.keys.Load() != nil {
		if _, err := l.Checkpoint(ctx); err != nil {
			return 0, err
		}
	}
	var count int64
	// Not db.Read with its repetition: w has what was written before.
	done := false
	err := l.db.Read(ctx, func(tx *store.Tx) error {
		if done {
			return errors.New("the connection was lost during the export")
		}
		done = true
		e := &export{l: l, ctx: ctx, tx: tx, zip: zip.NewWriter(w), o: o}
		if err := e.write(); err != nil {
			return err
		}
		count = e.count
		return e.zip.Close()
	})
	if err != nil {
		return 0, fmt.Errorf("export ledger: %w", err)
	}
	return count, nil
}

type export struct {
	l     *Log
	ctx   context.Context
	tx    *store.Tx
	zip   *zip.Writer
	o     ExportOptions
	c     Checkpoint
	count int64
}

func (e *export) write() error {
	var err error
	if e.c, err = e.l.publishable(e.ctx, e.tx); err != nil {
		return err
	}
	vkey, pemText, err := e.key()
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{
		{"README.txt", exportReadme},
		{"verify.py", exportVerify},
		{"checkpoint.txt", e.c.Note},
		{"key.txt", []byte(vkey + "\n")},
		{"key.pem", pemText},
	} {
		w, err := e.zip.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := w.Write(f.data); err != nil {
			return err
		}
	}
	// One file after the other, so the leaves are read anew for each.
	if err := e.each("leaves.jsonl", func(w io.Writer, r leafRow) error {
		e.count++
		_, err := w.Write(append(r.body, '\n'))
		return err
	}); err != nil {
		return err
	}
	if err := e.each("leaves.csv", csvLine); err != nil {
		return err
	}
	if e.o.all() {
		return nil
	}
	return e.each("proofs.jsonl", func(w io.Writer, r leafRow) error {
		p, err := inclusion(reader{e.ctx, e.tx}, e.c, r.n, r.body)
		if err != nil {
			return err
		}
		_, err = w.Write(append(encode(struct {
			N      int64            `json:"n"`
			Hashes tlog.RecordProof `json:"hashes"`
		}{r.n, p}), '\n'))
		return err
	})
}

// key is the key of the checkpoint's signature, as a note's key and as PEM.
func (e *export) key() (vkey string, pemText []byte, err error) {
	if vkey = e.l.VerifierKey(); vkey == "" {
		ks, err := readKeys(e.ctx, e.tx)
		if err != nil {
			return "", nil, err
		}
		vkey = ks[len(ks)-1].Verifier // publishable has found it
	}
	pemText, err = KeyPEM(vkey)
	return vkey, pemText, err
}

// csvLine writes what the leaf says for a table program.
func csvLine(w io.Writer, r leafRow) error {
	b, err := decode(r.body)
	if err != nil {
		return fmt.Errorf("leaf %d: %w", r.n, err)
	}
	c := csv.NewWriter(w)
	if err := c.Write([]string{strconv.FormatInt(b.N, 10), store.Time(b.At).Format(time.RFC3339Nano), noFormula(b.Type), noFormula(b.Object), noFormula(b.Actor)}); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

// noFormula keeps a table program from taking a text that begins with a minus
// for a formula.
func noFormula(s string) string {
	if strings.HasPrefix(s, "-") {
		return "'" + s
	}
	return s
}

// each goes through the chosen leaves.
func (e *export) each(name string, f func(io.Writer, leafRow) error) error {
	w, err := e.zip.Create(name)
	if err != nil {
		return err
	}
	cond, args := e.o.where()
	args[0], args[1] = e.c.Size, int64(0)
	for {
		leaves, err := store.Rows(e.ctx, e.tx, func(scan func(...any) error) (r leafRow, err error) {
			err = scan(&r.n, &r.body)
			return r, err
		}, "SELECT n, body FROM leaf WHERE "+cond+" ORDER BY n LIMIT 1000", args...)
		if err != nil || len(leaves) == 0 {
			return err
		}
		for _, r := range leaves {
			if err := f(w, r); err != nil {
				return err
			}
		}
		args[1] = leaves[len(leaves)-1].n + 1
	}
}

// KeyPEM writes a verification key for OpenSSL.
func KeyPEM(vkey string) ([]byte, error) {
	_, rest, _ := strings.Cut(vkey, "+")
	_, packed, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(packed)
	if err != nil || len(raw) != 33 {
		return nil, errors.New("not a verification key: name+hash+base64")
	}
	// The first octet is the algorithm, 1 for Ed25519.
	der, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(raw[1:]))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = pem.Encode(&b, &pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return b.Bytes(), err
}
