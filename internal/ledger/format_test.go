// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// The tree that is built from its right edge is that of tlog, leaf by leaf, and
// the edge can be read back at each size.
func TestFrontier(t *testing.T) {
	var f frontier
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) (out []tlog.Hash, _ error) {
		for _, i := range at {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for n := range int64(300) {
		leaf := tlog.RecordHash([]byte{byte(n), byte(n >> 8)})
		want, err := tlog.StoredHashesForRecordHash(n, leaf, read)
		if err != nil {
			t.Fatal(err)
		}
		got := f.add(leaf)
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("leaf %d: hash %d differs", n, i)
			}
		}
		stored = append(stored, want...)
		root, err := tlog.TreeHash(n+1, read)
		if err != nil {
			t.Fatal(err)
		}
		if f.root() != root {
			t.Fatalf("root of %d leaves differs", n+1)
		}
	}
}

// vector is a commitment to a row, for programs in other languages.
type vector struct {
	Salt    string   `json:"salt"` // hexadecimal
	Table   string   `json:"table"`
	ID      string   `json:"id"`
	Columns []string `json:"columns"`
	Kinds   []string `json:"kinds"`
	Values  []string `json:"values"` // hexadecimal
	Digests []string `json:"digests"`
	Commit  string   `json:"commit"`
	Hash    string   `json:"salt_hash"`
}

// Commitments are made as testdata/commitments.json says: a leaf that was
// written must be read in the same way for good. UPDATE=1 writes the file anew.
func TestCommitmentVectors(t *testing.T) {
	const file = "testdata/commitments.json"
	table := Table{Name: "thing", Key: "id", Columns: []string{"name", "n", "data", "none"}}
	var got []vector
	for i, cells := range [][]any{
		{"张三", int64(-7), []byte{0, 1, 255}, nil},
		{"", int64(0), []byte{}, nil},
		{"only", int64(1) << 62},
	} {
		salt := bytes.Repeat([]byte{byte(i + 1)}, saltLen)
		commit, err := table.commit(salt, "row1", cells)
		if err != nil {
			t.Fatal(err)
		}
		v := vector{Salt: hex.EncodeToString(salt), Table: "thing", ID: "row1", Columns: table.Columns[:len(cells)], Commit: hex.EncodeToString(commit), Hash: hex.EncodeToString(saltHash(salt))}
		for k, c := range cells {
			kind, value, err := cellValue(c)
			if err != nil {
				t.Fatal(err)
			}
			v.Kinds, v.Values = append(v.Kinds, kind), append(v.Values, hex.EncodeToString(value))
			v.Digests = append(v.Digests, hex.EncodeToString(cellDigest(cellKey(rowKey(salt, "thing", "row1"), table.Columns[k]), kind, value)))
		}
		got = append(got, v)
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, want) {
		t.Errorf("commitments are made in another way than %s says", file)
	}
	if _, err := table.commit(make([]byte, saltLen), "x", []any{1.5}); err == nil {
		t.Error("committed to a floating-point number")
	}
}

// A leaf is read only as it is written: no other text has the same meaning.
func FuzzLeaf(f *testing.F) {
	f.Add([]byte(`{"actor":"a","at":1,"n":0,"object":"o:1","rows":[{"cols":1,"commit":null,"id":"x","table":"t"}],"type":"t","v":1}`))
	f.Add([]byte(`{"actor":"a","at":1,"key":"o+1+A","n":0,"object":"o:1","rows":[],"salt":"AA==","type":"t","v":1,"was":"x"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := decode(text)
		if err == nil && !bytes.Equal(encode(b), text) {
			t.Errorf("read %q, which is written %q", text, encode(b))
		}
	})
}
