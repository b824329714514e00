// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// vectors is testdata/vectors.json: one chain of keys from a root down, and
// what is sealed, indexed and derived below it. Octets are hexadecimal. The
// chain can be followed by another program with nothing else than the root;
// testdata/read_vectors.py does.
type vectors struct {
	Note   string      `json:"note"`
	Root   octets      `json:"root"`
	RootID string      `json:"root_id"`
	Keys   []vecKey    `json:"key_versions"`
	DEKs   []vecDEK    `json:"data_keys"`
	Cells  []vecCell   `json:"cells"`
	Index  []vecIndex  `json:"index"`
	Derive []vecDerive `json:"derive"`
	Padme  [][2]int    `json:"padme"`
}

type (
	vecKey struct {
		ID      string `json:"id"`
		Purpose string `json:"purpose"`
		N       int64  `json:"n"`
		Wrapped octets `json:"wrapped"`
	}
	vecDEK struct {
		ID        string `json:"id"`
		OwnerKind string `json:"owner_kind"`
		OwnerID   string `json:"owner_id"`
		KEK       string `json:"kek_id"`
		KCV       octets `json:"kcv"`
		Wrapped   octets `json:"wrapped"`
	}
	vecCell struct {
		DEK    string `json:"dek_id"`
		Table  string `json:"table"`
		Column string `json:"column"`
		Row    string `json:"row"`
		Text   string `json:"text"`
		Sealed octets `json:"sealed"`
	}
	vecIndex struct {
		Domain string `json:"domain"`
		Value  string `json:"value"`
		Index  octets `json:"index"`
	}
	vecDerive struct {
		Purpose string `json:"purpose"`
		Key     octets `json:"key"`
	}
)

// octets are written in hexadecimal.
type octets []byte

func (o octets) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(o)), nil }

func (o *octets) UnmarshalText(text []byte) (err error) {
	*o, err = hex.DecodeString(string(text))
	return err
}

const vectorFile = "testdata/vectors.json"

// The published vectors hold: what was sealed once opens for ever, and indexes
// and derived keys stay. UPDATE=1 writes new ones, which breaks that promise
// unless the format has a new number.
func TestVectors(t *testing.T) {
	if os.Getenv("UPDATE") == "1" {
		writeVectors(t)
	}
	data, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var x vectors
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	root := Root{NewSecret(x.Root)}
	if root.ID() != x.RootID {
		t.Errorf("root id %s, want %s", root.ID(), x.RootID)
	}
	v := &Vault{root: root, keks: map[string]wrapper{}}
	for _, k := range x.Keys {
		key, ok := newBox(x.Root, "wrap key").open(version{ID: k.ID, Purpose: k.Purpose, N: k.N}.wrapPlace(root), k.Wrapped)
		if !ok {
			t.Fatalf("key version %s does not open", k.ID)
		}
		switch k.Purpose {
		case purposeKEK:
			v.keks[k.ID] = newWrapper(NewSecret(key))
		case purposeIndex:
			v.indexes = []Secret{NewSecret(key)}
		case purposeDerive:
			v.derived = NewSecret(key)
		}
	}
	checkVectors(t, v, x)
}

func checkVectors(t *testing.T, v *Vault, x vectors) {
	t.Helper()
	keys := map[string]*Key{}
	for _, d := range x.DEKs {
		k := &Key{id: d.ID, owner: Owner{d.OwnerKind, d.OwnerID}}
		dek, ok := v.keks[d.KEK]().open(k.place(d.KEK), d.Wrapped)
		k.dek = NewSecret(dek)
		if !ok || !bytes.Equal(k.checkValue(), d.KCV) {
			t.Fatalf("data key %s does not open, or is another", d.ID)
		}
		keys[d.ID] = k
	}
	for _, c := range x.Cells {
		got, err := keys[c.DEK].Open(Cell{c.Table, c.Column, c.Row}, c.Sealed)
		if err != nil || string(got) != c.Text {
			t.Errorf("cell %v: %q, %v", c, got, err)
		}
	}
	for _, c := range x.Index {
		if got := v.Index(c.Domain, c.Value); !bytes.Equal(got, c.Index) {
			t.Errorf("index of %q in %q: %x", c.Value, c.Domain, got)
		}
	}
	for _, c := range x.Derive {
		if got := v.Derive(c.Purpose); !bytes.Equal(got, c.Key) {
			t.Errorf("derived for %q: %x", c.Purpose, got)
		}
	}
	for _, c := range x.Padme {
		if got := padme(c[0]); got != c[1] {
			t.Errorf("padme(%d) = %d", c[0], got)
		}
	}
	if len(x.Cells) < 5 || len(x.Index) < 3 || len(x.Derive) < 2 || len(x.Padme) < 5 {
		t.Error("vectors are missing")
	}
}

func writeVectors(t *testing.T) {
	t.Helper()
	key := func(of string) []byte { s := sha256.Sum256([]byte("hulan vault vectors " + of)); return s[:] }
	root := Root{NewSecret(key("root"))}
	x := vectors{
		Note: "Test vectors of Hulan's vault; docs/vault.md describes the formats. The keys are public: use them for nothing else.",
		Root: key("root"), RootID: root.ID(),
	}
	for i, p := range []string{purposeKEK, purposeIndex, purposeDerive} {
		k := version{ID: "VERSION" + strconv.Itoa(i+1), Purpose: p, N: int64(i + 1)}
		x.Keys = append(x.Keys, vecKey{k.ID, p, k.N, newBox(x.Root, "wrap key").seal(formatExact, k.wrapPlace(root), key(p))})
	}
	keys := map[string]*Key{}
	for _, o := range []Owner{{"case", "CASE1"}, {"staff", "STAFF1"}} {
		k := &Key{id: "KEY-" + o.ID, owner: o, dek: NewSecret(key(o.ID))}
		keys[k.id] = k
		x.DEKs = append(x.DEKs, vecDEK{k.id, o.Kind, o.ID, "VERSION1", k.checkValue(), k.wrap("VERSION1", newWrapper(NewSecret(key(purposeKEK))))})
	}
	for i, text := range []string{"", "13800138000", "张三，示例路88号", string(bytes.Repeat([]byte("a long message "), 30))} {
		c := Cell{"message", "body_c", "ROW" + strconv.Itoa(i)}
		k := keys["KEY-CASE1"]
		x.Cells = append(x.Cells, vecCell{k.id, c.Table, c.Column, c.Row, text, k.Seal(c, []byte(text))}, vecCell{k.id, c.Table, c.Column, c.Row, text, k.SealPadded(c, []byte(text))})
	}
	staff := Cell{"staff", "totp_c", "STAFF1"}
	x.Cells = append(x.Cells, vecCell{"KEY-STAFF1", staff.Table, staff.Column, staff.Row, "seed", keys["KEY-STAFF1"].Seal(staff, []byte("seed"))})
	v := &Vault{indexes: []Secret{NewSecret(key(purposeIndex))}, derived: NewSecret(key(purposeDerive))}
	for _, c := range [][2]string{{"receipt", "0123456789"}, {"token", "0123456789"}, {"", "北京"}} {
		x.Index = append(x.Index, vecIndex{c[0], c[1], v.Index(c[0], c[1])})
	}
	for _, p := range []string{"receipt pepper", "checkpoint seed"} {
		x.Derive = append(x.Derive, vecDerive{p, v.Derive(p)})
	}
	for _, n := range []int{0, 1, 2, 9, 100, 255, 257, 1000, 4097, 65537, 1_000_000} {
		x.Padme = append(x.Padme, [2]int{n, padme(n)})
	}
	data, err := json.MarshalIndent(x, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A reader in another language, written from docs/vault.md with nothing but
// SHA-256 and HMAC of its standard library, opens the same vectors, and notices
// one that was changed.
func TestVectorsInPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
			t.Fatal("python3 is not installed")
		}
		t.Skip("python3 is not installed")
	}
	script := filepath.Join("testdata", "read_vectors.py")
	out, err := exec.Command(python, script, vectorFile).CombinedOutput()
	if err != nil || !bytes.HasPrefix(out, []byte("ok ")) {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var x vectors
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	x.Cells[3].Sealed[40] ^= 1
	if data, err = json.Marshal(x); err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "vectors.json")
	if err := os.WriteFile(changed, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(python, script, changed).CombinedOutput(); err == nil {
		t.Fatalf("a changed vector passes: %s", out)
	}
}
