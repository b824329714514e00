// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/rule"
)

// engineFlags are the flags that choose what is looked for.
type engineFlags struct {
	preset   string
	types    []string
	minScore float64
	rules    []string
	noModel  bool
}

func (f *engineFlags) add(a *app, cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.preset, "preset", "all", a.tr("what to look for: ", "查找范围：")+strings.Join(presetNames(), ", "))
	fs.StringSliceVar(&f.types, "types", nil, a.tr("only these types, comma-separated; `hulan rules` lists them", "只查这些类型，用逗号分隔；`hulan rules` 列出全部"))
	fs.Float64Var(&f.minScore, "min-score", detect.DefaultMinScore, a.tr("least score of a finding, 0 to 1", "发现的最低分值，0 到 1"))
	fs.StringArrayVar(&f.rules, "rules", nil, a.tr("file of further rules: YAML, gitleaks TOML or Presidio YAML; may be repeated", "附加规则文件：YAML、gitleaks TOML 或 Presidio YAML；可重复"))
	fs.BoolVar(&f.noModel, "no-model", false, a.tr("leave out the trained models of names: faster, fewer names", "不用人名模型：更快，但找到的人名更少"))
}

func presetNames() []string {
	var names []string
	for _, p := range detect.Presets() {
		names = append(names, p[0])
	}
	return names
}

// options turns the flags into options of the engine.
func (f *engineFlags) options(a *app) (detect.Options, error) {
	o := detect.Options{Preset: f.preset, MinScore: f.minScore, NoModel: f.noModel}
	if f.minScore < 0 || f.minScore > 1 {
		return o, fmt.Errorf("--min-score %g is not between 0 and 1", f.minScore)
	}
	if f.minScore == 0 {
		o.MinScore = -1 // the engine takes 0 for the default
	}
	for _, name := range f.rules {
		rs, err := a.readRules(name)
		if err != nil {
			return o, err
		}
		o.Rules = append(o.Rules, rs...)
	}
	for _, t := range f.types {
		o.Types = append(o.Types, typeNamed(t, o.Rules))
	}
	return o, nil
}

// explain names the files of rules where an engine refuses a rule.
func (f *engineFlags) explain(err error) error {
	if err == nil || len(f.rules) == 0 {
		return err
	}
	return fmt.Errorf("%w (rules from %s)", err, strings.Join(f.rules, ", "))
}

// typeNamed returns the type that a user means: by our name in any case, by
// the name of a rule's type, or by what other products call it.
func typeNamed(name string, rules []detect.Rule) detect.Type {
	t := detect.Type(strings.ToUpper(strings.TrimSpace(name)))
	own := slices.Contains(detect.Types(), t) || slices.ContainsFunc(rules, func(r detect.Rule) bool { return r.Type == t })
	if c, ok := detect.CanonicalType(string(t)); ok && !own {
		return c
	}
	return t
}

// maxRules bounds a file of rules in bytes.
const maxRules = 16 << 20

// readRules reads a file of rules and repeats its notes on standard error.
func (a *app) readRules(name string) ([]detect.Rule, error) {
	data, err := readFile(name, maxRules)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	rs, notes, err := rule.Parse(name, data)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err) // names the file
	}
	for _, n := range notes {
		a.remark("rules %s: %s", "规则 %s：%s", name, n)
	}
	return rs, nil
}

// readFile reads a file of at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, not a file", name)
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, at most %d are read", name, info.Size(), limit)
	}
	return os.ReadFile(name)
}

// needs returns an argument check: at least min and at most max arguments (-1:
// any number), else the hint.
func (a *app) needs(low, high int, en, zh string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < low || high >= 0 && len(args) > high {
			return fmt.Errorf("%s; "+a.tr("see `%s --help`", "请看 `%s --help`"), a.tr(en, zh), cmd.CommandPath())
		}
		return nil
	}
}
