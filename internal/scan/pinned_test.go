// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/hex"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// IDs, fingerprints, entries of baselines and names of keys never change: users
// have stored them (docs/compat.md). The ways of writing a value count as one.
func TestIdentityIsPinned(t *testing.T) {
	h := newHasher([]byte("a key for tests, 32 bytes long.."))
	if got := h.keyID(); got != "3c3445b75707021f" {
		t.Errorf("name of the key: %s", got)
	}
	for _, c := range []struct {
		typ              detect.Type
		values           []string
		id, print, entry string
	}{
		{detect.PhoneNumber, []string{"13800138000", "+86 138-0013-8000", "１３８００１３８０００"}, "9c3d8f6b72f5b3b1204052c7720fef3c", "047b59869d5b22f5675f091bc6b24862", "ae0628ab7d13bce224ef5e2364206642"},
		{detect.CNResidentID, []string{"11010519491231002X", "11010519491231002x", "110105 19491231 002X"}, "ccab969382e6baed3be104a6a59fc691", "215f39ccb681c9b0f4b7a77a5ef02e67", "f776ef78570045cdf3434407d08dc283"},
		{detect.EmailAddress, []string{"li@example.com", "Li@Example.com"}, "cf4d109d59ecb48b96d127ac201f62d2", "68996cb152d12702936531bc63ec735a", "1d6b2f3cbf30548d883fc3b191def870"},
		{detect.Person, []string{"Ann Roe", "ann  roe"}, "3e56540ea2d5b5bba71f6cec446a80b1", "b081ff5f63a3d53e5df13f58a28f79d6", "ac4751b1cc1eab495b060af640649040"},
		{detect.Credential, []string{"Heron-Ladder-58"}, "30c821c9fc5b1c0bf82ad6088e832122", "fabd65462da5699b196dc8796ffa5321", "7beabaacd8faf8e629090b8f2f38ae27"},
	} {
		for _, v := range c.values {
			id, print := h.ids(c.typ, []byte(v), 3)
			e := h.entry(c.typ, []byte(v), "a/b.txt")
			if entry := hex.EncodeToString(e[:]); id != c.id || print != c.print || entry != c.entry {
				t.Errorf("%s %q: %q, %q, %q; want %q, %q, %q", c.typ, v, id, print, entry, c.id, c.print, c.entry)
			}
		}
	}
}
