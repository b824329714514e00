// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

var _ = register(command{"rules", 50, (*app).rules})

func (a *app) rules() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rules",
		Short: a.tr("list what is looked for; check a value; test your own rules", "列出识别规则；校验一个值；测试自定义规则"),
		Long: a.tr("Without a command, lists the recognisers: ID, type, whether it can check a lone\nvalue, and what it finds. The presets for --preset stand below.",
			"不带子命令时列出全部识别器：ID、类型、能否校验单个值、识别内容。\n其后是 --preset 可用的预设。"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "rules takes list, show, check or test", "rules 的子命令是 list、show、check、test"),
		RunE:        func(*cobra.Command, []string) error { return a.listRules(asJSON) },
	}
	list := &cobra.Command{
		Use:         "list",
		Short:       a.tr("list the recognisers", "列出识别器"),
		Annotations: cmd.Annotations,
		Args:        a.needs(0, 0, "rules list takes no arguments", "rules list 不带参数"),
		RunE:        cmd.RunE,
	}
	for _, c := range []*cobra.Command{cmd, list} {
		c.Flags().BoolVar(&asJSON, "json", false, a.tr("as JSON", "以 JSON 输出"))
	}
	cmd.AddCommand(list, a.rulesShow(), a.rulesCheck(), a.rulesTest())
	return cmd
}

func (a *app) listRules(asJSON bool) error {
	w := bufio.NewWriter(a.stdout)
	defer w.Flush()
	if asJSON {
		enc := newEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(detect.Recognisers())
	}
	for _, r := range detect.Recognisers() {
		check := a.tr("     ", "    ")
		if r.Checks {
			check = a.tr("check", "校验")
		}
		fmt.Fprintf(w, "%-24s %-20s %s  %s\n", r.ID, r.Type, check, r.About)
	}
	fmt.Fprintf(w, "\n%s\n", a.tr("Presets:", "预设："))
	for _, p := range detect.Presets() {
		fmt.Fprintf(w, "  %-9s %s\n", p[0], p[1])
	}
	return nil
}

func (a *app) rulesShow() *cobra.Command {
	return &cobra.Command{
		Use:         "show ID|TYPE",
		Short:       a.tr("show a recogniser, or all of a type", "显示一个识别器，或某类型的全部识别器"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(1, 1, "rules show needs the ID of a recogniser or a type", "rules show 需要识别器的 ID 或类型"),
		RunE: func(_ *cobra.Command, args []string) error {
			t := typeNamed(args[0], nil)
			n := 0
			for _, r := range detect.Recognisers() {
				if r.ID == args[0] || r.Type == t {
					a.showRule(r)
					n++
				}
			}
			if n == 0 {
				return fmt.Errorf(a.tr("no recogniser or type %q; `hulan rules` lists them", "没有识别器或类型 %q；`hulan rules` 列出全部"), args[0])
			}
			return nil
		},
	}
}

func (a *app) showRule(r detect.Info) {
	region := r.Region
	if region == "" {
		region = a.tr("everywhere", "不限地区")
	}
	yes := a.tr("no", "否")
	if r.Checks {
		yes = a.tr("yes", "是")
	}
	class := detect.ClassOf(r.Type, "")
	fmt.Fprintf(a.stdout, "%s\n  %s\n", a.paint(bold, r.ID), r.About)
	for _, line := range [][2]string{
		{a.tr("type", "类型"), string(r.Type) + a.tr(", ", "，") + a.typeName(r.Type)},
		{a.tr("region", "地区"), region},
		{a.tr("source", "依据"), r.Source},
		{a.tr("level alone", "单项等级"), class.Level.String() + a.tr(", ", "，") + a.levelWords(class.Level)},
		{a.tr("checks a value", "可校验"), yes},
	} {
		fmt.Fprintf(a.stdout, "  %s: %s\n", line[0], line[1])
	}
}

func (a *app) rulesCheck() *cobra.Command {
	show := false
	c := &cobra.Command{
		Use:   "check TYPE VALUE",
		Short: a.tr("say whether a value is valid, and why", "判断一个值是否有效及原因"),
		Long: a.tr(`Looks at the value alone: length, check digit, tables, dates. With "-" the value
is read from standard input, so that it does not end up in the shell's history.
The parts of an address, from province to room, are listed with their places in
bytes.`,
			`只看值本身：长度、校验码、号段和地区表、日期。用“-”从标准输入读取该值，
以免它留在 shell 历史中。对地址还列出各组成部分（省至室）及其字节位置。`),
		Example: "  hulan rules check CREDIT_CARD 4111111111111111\n  hulan rules check CN_RESIDENT_ID -",
		Annotations: map[string]string{"exit": a.statuses(
			a.tr("the value is valid", "值有效"), a.tr("it is not", "值无效"), "")},
		Args: a.needs(2, 2, "rules check needs a type and a value (- reads it from standard input)", "rules check 需要类型和值（用 - 从标准输入读取）"),
		RunE: func(_ *cobra.Command, args []string) error { return a.checkValue(args[0], args[1], show) },
	}
	c.Flags().BoolVar(&show, "show-values", false, a.tr("show the parts of an address in clear", "不掩码，显示地址各部分的原文"))
	c.Flags().SetInterspersed(false) // a value may begin with '-', as coordinates do
	return c
}

// maxValue bounds a value that is checked, in bytes: a key in PEM has 3,000.
const maxValue = 64 << 10

func (a *app) checkValue(typ, value string, show bool) error {
	if value == "-" {
		data, err := io.ReadAll(io.LimitReader(a.stdin, maxValue))
		if err != nil {
			return fmt.Errorf("read the value from standard input: %w", err)
		}
		value = strings.TrimRight(string(data), "\r\n")
	}
	t := typeNamed(typ, nil)
	ok, why, err := detect.Check(t, value)
	if err != nil {
		return err
	}
	if ok {
		fmt.Fprintln(a.stdout, a.tr("valid: ", "有效：")+why)
		if t == detect.Address {
			return a.printParts(value, show)
		}
		return nil
	}
	fmt.Fprintln(a.stdout, a.tr("not valid: ", "无效：")+why)
	return exit(exitFound)
}

// printParts prints the parts of the addresses in value and their places there.
func (a *app) printParts(value string, show bool) error {
	e, err := detect.New(detect.Options{Types: []detect.Type{detect.Address}})
	if err != nil {
		return err
	}
	found := e.Find(value)
	if len(found) == 0 || len(found) == 1 && strings.IndexFunc(value[:found[0].Start]+value[found[0].End:], unicode.IsLetter) < 0 {
		found = []detect.Finding{{End: len(value)}} // nothing else, but perhaps a postcode
	}
	for _, f := range found {
		a.printPartsAt(f.Start, value[f.Start:f.End], show)
	}
	return nil
}

func (a *app) printPartsAt(at int, address string, show bool) {
	for _, p := range scan.AddressParts(address, show) {
		text := p.Masked
		if show {
			text = p.Value
		}
		fmt.Fprintf(a.stdout, "  %-9s %3d–%-3d %s\n", p.Kind, at+int(p.Start), at+int(p.End), oneLine(printable(text)))
	}
}

func (a *app) rulesTest() *cobra.Command {
	return &cobra.Command{
		Use:   "test FILE…",
		Short: a.tr("load files of your own rules and try their examples", "加载自定义规则文件并验证其中的示例"),
		Annotations: map[string]string{"exit": a.statuses(
			a.tr("all rules load and all examples hold", "全部规则可加载，示例全部符合"), "", "")},
		Args: a.needs(1, -1, "rules test needs a file of rules", "rules test 需要规则文件"),
		RunE: func(_ *cobra.Command, args []string) error {
			var errs []error
			for _, name := range args {
				errs = append(errs, a.testRules(name))
			}
			return errors.Join(errs...)
		},
	}
}

func (a *app) testRules(name string) error {
	rs, err := a.readRules(name)
	if err != nil {
		return err
	}
	if _, err := detect.New(detect.Options{Rules: rs}); err != nil {
		return fmt.Errorf("rules %s: %w", name, err)
	}
	var types []detect.Type
	for _, r := range rs {
		if !slices.Contains(types, r.Type) {
			types = append(types, r.Type)
		}
	}
	fmt.Fprintln(a.stdout, a.trf("%s: %s of %s; all examples hold", "%s：%s，%s；示例全部符合", name,
		a.count(len(rs), "rule", "rules", "条规则"), a.count(len(types), "type", "types", "种类型")))
	return nil
}
