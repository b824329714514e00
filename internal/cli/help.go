// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manual is the page that `hulan help` shows.
func (a *app) manual() string {
	return a.tr(`Hulan keeps people's personal information from leaking. It finds telephone
numbers, identity numbers, cards, addresses, names, accounts and secrets in
Chinese and international text, says how sure it is and how bad the disclosure
is, and cleans it up. Nothing leaves this machine.

  hulan scan export/                 what is in this folder, file by file
  hulan scan --format summary .      only counts
  cat chat.log | hulan scan -        from standard input
  hulan redact post.html -o out.html the same file, cleaned
  hulan rules check CN_RESIDENT_ID - is this a valid number, and why

Values are masked in every output unless --show-values is given. Messages are
English, or Chinese with --lang zh or LANG=zh_CN.`,
		`护栏用来防止个人信息泄露：在中文和国际文本里找出电话、证件号码、银行卡、
地址、姓名、账号和密钥，说明把握有多大、泄露有多严重，并把它们清理掉。
一切都在本机完成，不向外发送任何内容。

  hulan scan export/                 逐个文件检查这个文件夹
  hulan scan --format summary .      只给出统计
  cat chat.log | hulan scan -        检查标准输入
  hulan redact post.html -o out.html 同一个文件，已清理
  hulan rules check CN_RESIDENT_ID - 这个号码是否有效，为什么

除非使用 --show-values，任何输出里的值都经过遮盖。
提示语言用 --lang zh 或 LANG=zh_CN 选择。`)
}

// statuses is the paragraph on exit statuses of a command's help.
func (a *app) statuses(none, found, incomplete string) string {
	var b strings.Builder
	b.WriteString(a.tr("Exit status:", "退出码："))
	line := func(code int, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n  %d  %s", code, text)
		}
	}
	line(exitNone, none)
	line(exitFound, found)
	line(exitError, a.tr("error: wrong usage, or nothing could be done", "出错：用法不对，或者什么也没能做"))
	line(exitIncomplete, incomplete)
	return b.String()
}

// help writes the page of one command.
func (a *app) help(cmd *cobra.Command, _ []string) {
	w := cmd.OutOrStdout()
	fmt.Fprintln(w, a.paint(bold, cmd.CommandPath())+" - "+cmd.Short)
	fmt.Fprintln(w)
	use := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		use = cmd.CommandPath() + a.tr(" COMMAND", " 命令")
	}
	fmt.Fprintln(w, a.tr("Usage: ", "用法：")+use)
	if cmd.Long != "" {
		fmt.Fprintln(w)
		fmt.Fprintln(w, cmd.Long)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(w)
		fmt.Fprintln(w, a.tr("Commands:", "命令："))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(w, "  %-9s %s\n", c.Name(), c.Short)
			}
		}
	}
	a.flags(cmd)
	if cmd.Example != "" {
		fmt.Fprintf(w, "\n%s\n%s\n", a.tr("Examples:", "示例："), cmd.Example)
	}
	if s := cmd.Annotations["exit"]; s != "" {
		fmt.Fprintf(w, "\n%s\n", s)
	}
	if !cmd.HasParent() {
		fmt.Fprintf(w, "\n%s\n\n%s\n", a.statuses(
			a.tr("done, nothing found", "完成，没有发现"),
			a.tr("personal information was found (scan), a value is not valid (rules check)", "发现个人信息（scan），值无效（rules check）"),
			a.tr("incomplete: something could not be read; it is listed", "不完整：有内容无法读取，已列出")),
			a.tr("`hulan COMMAND --help` tells more about a command.", "`hulan 命令 --help` 给出命令的详细说明。"))
	}
}

// flags writes the flags of a command.
func (a *app) flags(cmd *cobra.Command) {
	w := cmd.OutOrStdout()
	fs := cmd.NonInheritedFlags()
	if fs.HasAvailableFlags() {
		fmt.Fprintf(w, "\n%s\n%s", a.tr("Flags:", "选项："), a.usages(fs))
	}
	if cmd.InheritedFlags().HasAvailableFlags() {
		fmt.Fprintf(w, "\n%s\n%s", a.tr("For all commands:", "所有命令通用："), a.usages(cmd.InheritedFlags()))
	}
}

// usages lists flags; the one that cobra adds gets words in the user's language.
func (a *app) usages(fs *pflag.FlagSet) string {
	if f := fs.Lookup("help"); f != nil {
		f.Usage = a.tr("show this page", "显示本页")
	}
	return fs.FlagUsages()
}

// helpCommand is `hulan help [COMMAND]`.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: a.tr("show this page, or that of a command", "显示本页或某个命令的说明"),
		RunE: func(cmd *cobra.Command, args []string) error {
			found, _, err := cmd.Root().Find(args)
			if err != nil || found == nil || len(args) > 0 && found == cmd.Root() {
				return a.unknown(strings.Join(args, " "))
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}
