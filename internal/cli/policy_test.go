// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// A policy is a name or a file; a file that is wrong is refused with the place.
func TestReadPolicy(t *testing.T) {
	for name, want := range policies {
		p, err := readPolicy(name)
		if err != nil || p.Default != want {
			t.Errorf("%s: %+v, %v", name, p.Default, err)
		}
	}
	dir := t.TempDir()
	file := func(content string) string {
		name := filepath.Join(dir, "policy.yaml")
		must(t, os.WriteFile(name, []byte(content), 0o600))
		return name
	}
	p, err := readPolicy(file("default: hide\ntypes:\n  phone: placeholder\n  CREDIT_CARD: {kind: mask, keep_end: 4, mask_char: '#'}\n"))
	must(t, err)
	card := p.ByType[detect.CreditCard]
	if p.Default.Kind != redact.KindMask || p.ByType[detect.PhoneNumber].Kind != redact.KindPlaceholder || card.KeepEnd != 4 || card.KeepStart != 0 || card.MaskChar != '#' {
		t.Errorf("policy: %+v", p)
	}
	if p, err := readPolicy(file(`{"types": {"PERSON": "remove"}}`)); err != nil || p.Default.KeepStart != redact.OwnForm {
		t.Errorf("JSON without default: %+v, %v", p, err)
	}
	for content, says := range map[string]string{
		"default: nonsense\n":                      "is not a policy",
		"colour: red\n":                            "policy.yaml",
		"types: {PERSON: {kind: mask, colour: 1}}": "policy.yaml",
		"types: {PERSON: {mask_char: '##'}}":       "2 characters",
		"types: [1, 2":                             "policy.yaml",
	} {
		if _, err := readPolicy(file(content)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", content, err)
		}
	}
	if _, err := readPolicy(filepath.Join(dir, "none.yaml")); err == nil || !strings.Contains(err.Error(), "placeholder") {
		t.Errorf("a file that does not exist: %v", err)
	}
}
