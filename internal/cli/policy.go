// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// policies are the policies that have a name. Mask shows what is customary in
// China, as 138****8000; hide shows nothing.
var policies = map[string]redact.Operator{
	"mask":        {Kind: redact.KindMask, KeepStart: redact.OwnForm},
	"hide":        {Kind: redact.KindMask},
	"replace":     {Kind: redact.KindReplace},
	"placeholder": {Kind: redact.KindPlaceholder},
	"remove":      {Kind: redact.KindRemove},
	"hash":        {Kind: redact.KindHMAC},
	"hash-sm3":    {Kind: redact.KindHMAC, Hash: "sm3"},
	"pseudonym":   {Kind: redact.KindPseudonym},
	"surrogate":   {Kind: redact.KindSurrogate},
	"date-shift":  {Kind: redact.KindDateShift},
	"generalise":  {Kind: redact.KindGeneralise},
	"keep":        {Kind: redact.KindKeep},
}

func policyNames() string { return strings.Join(slices.Sorted(maps.Keys(policies)), ", ") }

// policyFile is a file for --policy, YAML or JSON:
//
//	default: mask
//	types:
//	  PERSON: pseudonym
//	  CREDIT_CARD: {kind: mask, keep_end: 4}
type policyFile struct {
	Default policyEntry            `yaml:"default"`
	Types   map[string]policyEntry `yaml:"types"`
}

// policyEntry is the name of a policy, or an operator in detail.
type policyEntry struct {
	Kind      string `yaml:"kind"` // a name from policies; mask if empty
	MaskChar  string `yaml:"mask_char"`
	KeepStart int    `yaml:"keep_start"`
	KeepEnd   int    `yaml:"keep_end"`
	New       string `yaml:"new"`
	Days      int    `yaml:"days"`
	Years     int    `yaml:"years"`
	set       bool
}

// UnmarshalYAML accepts the name alone.
func (e *policyEntry) UnmarshalYAML(data []byte) error {
	e.set = true
	var name string
	if err := yaml.Unmarshal(data, &name); err == nil {
		e.Kind = name
		return nil
	}
	type detail policyEntry // without this method
	return yaml.UnmarshalWithOptions(data, (*detail)(e), yaml.Strict())
}

func (e policyEntry) operator() (redact.Operator, error) {
	name := e.Kind
	if name == "" {
		name = "mask"
	}
	o, ok := policies[name]
	if !ok {
		return o, fmt.Errorf("%q is not a policy; known are %s", name, policyNames())
	}
	if e.KeepStart != 0 || e.KeepEnd != 0 {
		o.KeepStart, o.KeepEnd = e.KeepStart, e.KeepEnd
	}
	if e.MaskChar != "" {
		r := []rune(e.MaskChar)
		if len(r) != 1 {
			return o, fmt.Errorf("mask_char is %d characters, one is needed", len(r))
		}
		o.MaskChar = r[0]
	}
	o.New, o.Days, o.Years = e.New, e.Days, e.Years
	return o, nil
}

// maxPolicy bounds a policy file in bytes.
const maxPolicy = 1 << 20

// readPolicy turns --policy into a policy: a name, else a file.
func readPolicy(name string) (redact.Policy, error) {
	if o, ok := policies[name]; ok {
		return redact.Policy{Default: o}, nil
	}
	var p redact.Policy
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return p, fmt.Errorf("--policy %q is neither a file nor one of %s", name, policyNames())
	}
	data, err := readFile(name, maxPolicy)
	if err != nil {
		return p, fmt.Errorf("policy: %w", err)
	}
	var file policyFile
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		return p, fmt.Errorf("policy %s: %w", name, err)
	}
	if p.Default, err = file.Default.operator(); err != nil {
		return p, fmt.Errorf("policy %s: default: %w", name, err)
	}
	p.ByType = map[detect.Type]redact.Operator{}
	for t, e := range file.Types {
		if p.ByType[typeNamed(t, nil)], err = e.operator(); err != nil {
			return p, fmt.Errorf("policy %s: %s: %w", name, t, err)
		}
	}
	return p, nil
}

// newRedactor makes the redactor of --policy and --key-file. Without a key file,
// a policy that needs a key gets one for this run.
func (a *app) newRedactor(policy, keyFile string) (*redact.Redactor, error) {
	p, err := readPolicy(policy)
	if err != nil {
		return nil, err
	}
	if keyFile != "" {
		if p.Key, err = readKey(keyFile); err != nil {
			return nil, err
		}
	}
	r, err := redact.New(p)
	if !errors.Is(err, redact.ErrNoKey) {
		return r, err
	}
	p.Key = make([]byte, 32)
	rand.Read(p.Key) // never fails, see its documentation
	a.remark("no --key-file: using a key for this run only, so that nothing links with other runs", "未指定 --key-file：使用仅限本次的密钥，结果不能与其他批次关联")
	return redact.New(p)
}
