// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// Receipt is what a proof proves.
type Receipt struct {
	// Origin names the log, Size the tree that its checkpoint is of.
	Origin string
	Size   int64
	// Leaf is the number of the leaf; Type, Object, Actor and At are what it says.
	Leaf                int64
	Type, Object, Actor string
	At                  time.Time
	// Cells are those disclosed.
	Cells []Cell
}

// Cell is a disclosed value of a row. Its value may be personal: it shows itself
// only when asked by [Cell.Text].
type Cell struct {
	Table, ID, Column string
	// Kind is "text", "integer", "octets" or "null".
	Kind  string
	value []byte
}

// Text is the value: text as it is, integers in decimal, octets in base64.
func (c Cell) Text() string {
	if c.Kind == kindOctets {
		return base64.StdEncoding.EncodeToString(c.value)
	}
	return string(c.value)
}

func (c Cell) String() string { return fmt.Sprintf("%s.%s (%s)", c.Table, c.Column, c.Kind) }

// GoString is String.
func (c Cell) GoString() string { return c.String() }

// MarshalJSON writes what String does.
func (c Cell) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// errReceipt: which octet is wrong says nothing to the person who has the proof.
var errReceipt = errors.New("the proof does not hold: it was changed, or is of another log")

// maxReceipt bounds a proof in octets: a page of text in a cell, many times over.
const maxReceipt = 16 << 20

// VerifyReceipt checks a proof made by [Log.Prove] against the log's published
// verification key, without the log. It fails when any octet was changed.
func VerifyReceipt(proof []byte, verifierKey string) (*Receipt, error) {
	v, err := note.NewVerifier(strings.TrimSpace(verifierKey))
	if err != nil {
		return nil, fmt.Errorf("verification key: %w", err)
	}
	if len(proof) > maxReceipt {
		return nil, fmt.Errorf("the proof has more than %d octets", maxReceipt)
	}
	x, n, hashes, checkpoint, err := parseProof(proof)
	if err != nil {
		return nil, err
	}
	s, err := openNote(checkpoint, true, v)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errReceipt, err)
	}
	b, err := decode([]byte(x.Leaf))
	if err != nil || b.N != n || s.origin != v.Name() {
		return nil, errReceipt
	}
	if tlog.CheckRecord(hashes, s.head.size, s.head.root, n, tlog.RecordHash([]byte(x.Leaf))) != nil {
		return nil, errReceipt
	}
	r := &Receipt{Origin: s.origin, Size: s.head.size, Leaf: n, Type: b.Type, Object: b.Object, Actor: b.Actor, At: store.Time(b.At)}
	for _, o := range x.Open {
		cells, err := checkOpened(b, o)
		if err != nil {
			return nil, err
		}
		r.Cells = append(r.Cells, cells...)
	}
	return r, nil
}

// parseProof reads a proof and accepts only what formatProof writes.
func parseProof(text []byte) (x extra, n int64, hashes tlog.RecordProof, checkpoint []byte, err error) {
	head, checkpoint, ok := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(lines) < 3 || lines[0] != proofHeader {
		return x, 0, nil, nil, errors.New("not a proof: the first line must be " + proofHeader)
	}
	packed, ok1 := strings.CutPrefix(lines[1], "extra ")
	index, ok2 := strings.CutPrefix(lines[2], "index ")
	raw, err1 := base64.StdEncoding.DecodeString(packed)
	n, err2 := strconv.ParseInt(index, 10, 64)
	if !ok1 || !ok2 || errors.Join(err1, err2) != nil || json.Unmarshal(raw, &x) != nil {
		return x, 0, nil, nil, errReceipt
	}
	for _, line := range lines[3:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return x, 0, nil, nil, errReceipt
		}
		hashes = append(hashes, h)
	}
	if !bytes.Equal(formatProof(x, n, hashes, checkpoint), text) {
		return x, 0, nil, nil, errReceipt
	}
	return x, n, hashes, checkpoint, nil
}

// checkOpened checks the shown cells of a row against the leaf's commitment.
func checkOpened(b *body, o openedRow) ([]Cell, error) {
	i := slices.IndexFunc(b.Rows, func(c rowCommit) bool { return c.Table == o.Table && c.ID == o.ID })
	if i < 0 || b.Rows[i].Cols != len(o.Cells) {
		return nil, errReceipt
	}
	var shown []Cell
	var columns []string
	var digests [][]byte
	for _, c := range o.Cells {
		columns = append(columns, c.Column)
		if c.Key == nil {
			if c.Kind != "" || c.Value != nil || len(c.Digest) != sha256.Size {
				return nil, errReceipt
			}
			digests = append(digests, c.Digest)
			continue
		}
		// HMAC takes a key and the same with a zero behind it for one.
		if c.Digest != nil || len(c.Key) != sha256.Size {
			return nil, errReceipt
		}
		digests = append(digests, cellDigest(c.Key, c.Kind, c.Value))
		shown = append(shown, Cell{o.Table, o.ID, c.Column, c.Kind, c.Value})
	}
	if !bytes.Equal(commitment(o.Table, o.ID, columns, digests), b.Rows[i].Commit) {
		return nil, errReceipt
	}
	return shown, nil
}
