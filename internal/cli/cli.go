// SPDX-License-Identifier: Apache-2.0

// Package cli is the command line: one file per command. A command reads its
// flags, hands the work to the packages below, and shows what comes back;
// [Main] turns what went wrong into a sentence and an exit status.
//
// Commands are drop-in files: each registers a function that builds it, and
// only what is run is built. How they speak is written at the head of voice.go.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// The exit statuses that every command shares.
const (
	exitNone       = 0 // done, nothing found
	exitFound      = 1
	exitError      = 2
	exitIncomplete = 3 // something could not be read; it is listed
)

// app is one call of the program.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	now            func() time.Time
	lang           language
	color          bool     // of standard output
	args           []string // as given, to be repeated in reports
}

// command is one entry of the command list.
type command struct {
	name  string
	order int // in the help, ascending
	build func(*app) *cobra.Command
}

var commands []command

// register adds a command; every command's file calls it once, as
//
//	var _ = register(command{…})
func register(c command) bool {
	commands = append(commands, c)
	return true
}

// status is an error that carries an exit status. A nil err says nothing more.
type status struct {
	code int
	err  error
}

func (s status) Error() string {
	if s.err == nil {
		return fmt.Sprintf("exit status %d", s.code)
	}
	return s.err.Error()
}

func (s status) Unwrap() error { return s.err }

// exit returns nil for status 0.
func exit(code int) error {
	if code == exitNone {
		return nil
	}
	return status{code: code}
}

// Main runs the command line of this process and returns its exit status.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv, now: time.Now}
	return a.run(ctx, os.Args[1:])
}

// run runs one command line.
func (a *app) run(ctx context.Context, args []string) int {
	a.lang, a.args = languageOf(a.env), args
	var langErr error
	for i, arg := range args { // before anything is built: help is in it, too
		v, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			v, ok = args[i+1], true
		}
		if arg == "--" {
			break
		}
		if ok {
			var l language
			if l, langErr = parseLanguage(v); langErr == nil {
				a.lang = l
			}
		}
	}
	a.color = isTerminal(a.stdout) && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
	err := langErr
	if err == nil {
		root := a.root()
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	return a.outcome(err)
}

// outcome says what went wrong, if anything, and returns the exit status.
func (a *app) outcome(err error) int {
	if err == nil {
		return exitNone
	}
	code := exitError
	if s, ok := errors.AsType[status](err); ok {
		code = s.code
		if s.err == nil {
			return code
		}
	}
	if errors.Is(err, context.Canceled) {
		a.remark("interrupted", "已中断")
		return exitError
	}
	fmt.Fprintln(a.stderr, "hulan: "+printable(err.Error()))
	return code
}

// root builds the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "hulan",
		Short:         a.tr("find personal information and clean it up", "发现并清理个人信息"),
		Long:          a.manual(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.unknown(args[0])
			}
			return cmd.Help()
		},
		Args:              cobra.ArbitraryArgs,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().String("lang", "", a.tr("language of messages: en or zh (default: that of the environment)", "提示语言：en 或 zh（默认取自环境变量）"))
	root.SetHelpFunc(a.help)
	root.SetUsageFunc(func(cmd *cobra.Command) error { a.help(cmd, nil); return nil })
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; "+a.tr("see `%s --help`", "请看 `%s --help`"), err, cmd.CommandPath())
	})
	for _, c := range sorted() {
		root.AddCommand(c.build(a))
	}
	root.SetHelpCommand(a.helpCommand())
	return root
}

func sorted() []command {
	cs := slices.Clone(commands)
	slices.SortFunc(cs, func(a, b command) int { return cmp.Or(cmp.Compare(a.order, b.order), strings.Compare(a.name, b.name)) })
	return cs
}

// unknown is the error for a command that does not exist.
func (a *app) unknown(name string) error {
	var names []string
	for _, c := range sorted() {
		names = append(names, c.name)
	}
	return fmt.Errorf(a.tr("command %q is not known; known are %s", "没有命令 %q；可用的有 %s"), name, strings.Join(names, ", "))
}
