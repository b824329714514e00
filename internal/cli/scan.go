// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/internal/scan"
	"github.com/hulanhq/hulan/internal/source"
)

var _ = register(command{"scan", 10, (*app).scan})

// scanFlags are the flags of scan.
type scanFlags struct {
	engine        engineFlags
	format        string
	output        string
	showValues    bool
	baseline      string
	writeBaseline string
	keyFile       string
	exitCode      int
	workers       int
	all           bool
	exclude       []string
	follow        bool
	noInline      bool
	collect       *scan.Baseline
	maxSize       string
	timings       bool
	input         inputFlags
}

// inputFlags force what is otherwise guessed of each document.
type inputFlags struct{ format, encoding string }

func (f *inputFlags) add(a *app, cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.format, "input-format", "", a.tr("format of the input, instead of guessing: ", "输入格式（默认自动识别）：")+strings.Join(document.Formats(), ", "))
	fs.StringVar(&f.encoding, "encoding", "", a.tr("encoding of the input, instead of guessing: ", "输入编码（默认自动识别）：")+strings.Join(document.Encodings(), ", "))
}

// check refuses unknown names before anything is read.
func (f *inputFlags) check() error {
	_, err := document.NewBytes(nil, document.Options{Format: f.format, Encoding: f.encoding})
	return err
}

// reporter shows a run in one format.
type reporter interface {
	// document shows one document, or a part of it.
	document(scan.Document)
	// close shows the rest.
	close(scan.Report)
}

// reporters are the formats of scan. Each gets a buffered writer whose errors
// show when it is flushed.
var reporters = map[string]func(*app, *scanFlags, io.Writer) reporter{
	"text":    newTextReport,
	"json":    newJSONReport,
	"jsonl":   newLinesReport,
	"csv":     newCSVReport,
	"sarif":   newSARIFReport,
	"summary": newSummaryReport,
}

const formatNames = "text, json, jsonl, csv, sarif, summary"

func (a *app) scan() *cobra.Command {
	f := &scanFlags{}
	cmd := &cobra.Command{
		Use:   "scan PATH…",
		Short: a.tr("find personal information in files, folders or standard input", "在文件、文件夹或标准输入中查找个人信息"),
		Long: a.tr(`Looks at every text below the given paths ("-" is standard input) and lists what
it finds: place, masked value, type, likelihood, level of the disclosure (S0 to
S4) and why. The same value in several places is one finding. At the end it
says what was read and what not.

Folders are walked with .gitignore and .hulanignore in force; links are not
followed. A comment "hulan:ignore [TYPE] [until 2027-01-31] reason" on a line, or
on the line before, passes over its findings until that date. A baseline holds
findings that are known; it contains no values, only HMACs under a key.`,
			`检查给定路径下的每个文本（“-”表示标准输入），列出发现：位置、遮盖后的值、类型、
可能性、泄露等级（S0 到 S4）和理由。同一个值出现在多处算一个发现。最后说明读了什么、
没有读什么。

遍历文件夹时遵守 .gitignore 和 .hulanignore，不跟随链接。某行或其上一行的注释
“hulan:ignore [类型] [until 2027-01-31] 理由”使该行的发现在此日期前不报告。
基线保存已知的发现，其中没有原值，只有带密钥的 HMAC。`),
		Example: "  hulan scan .\n  hulan scan --format sarif -o hulan.sarif src/\n  hulan scan --write-baseline known.json . && hulan scan --baseline known.json .",
		Annotations: map[string]string{"exit": a.statuses(
			a.tr("nothing was found", "没有发现"),
			a.tr("something was found (--exit-code changes this)", "有发现（可用 --exit-code 改变）"),
			a.tr("incomplete, found or not: something could not be read; it is listed", "不完整（无论有无发现）：有内容无法读取，已列出"))},
		Args: a.needs(1, -1, "scan needs a file, a folder, or - for standard input", "scan 需要文件、文件夹，或用 - 表示标准输入"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runScan(cmd.Context(), f, args) },
	}
	f.engine.add(a, cmd)
	f.input.add(a, cmd)
	f.add(a, cmd)
	return cmd
}

func (f *scanFlags) add(a *app, cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVarP(&f.format, "format", "f", "text", a.tr("output: ", "输出格式：")+formatNames)
	fs.StringVarP(&f.output, "output", "o", "", a.tr("file to write to instead of standard output", "写入文件而不是标准输出"))
	fs.BoolVar(&f.showValues, "show-values", false, a.tr("show values as they are", "显示原值"))
	fs.StringVar(&f.baseline, "baseline", "", a.tr("file of known findings, which are not reported", "已知发现的基线文件，其中的发现不再报告"))
	fs.StringVar(&f.writeBaseline, "write-baseline", "", a.tr("write what is found to a baseline; the exit status is then 0", "把发现写入基线文件；此时退出码为 0"))
	fs.StringVar(&f.keyFile, "key-file", "", a.tr("key of baselines and fingerprints (default: a key of your own, in your configuration folder)", "基线和指纹的密钥文件（默认使用配置文件夹中您自己的密钥）"))
	fs.IntVar(&f.exitCode, "exit-code", exitFound, a.tr("exit status when something is found", "有发现时的退出码"))
	fs.IntVarP(&f.workers, "workers", "j", 0, a.tr("texts looked at at once; 0 means one per processor", "并行数；0 表示每个处理器一个"))
	fs.BoolVar(&f.all, "no-ignore", false, a.tr("read what .gitignore and .hulanignore name, too", "同时检查 .gitignore 和 .hulanignore 排除的文件"))
	fs.StringArrayVar(&f.exclude, "exclude", nil, a.tr("pattern of paths to leave out, as in .gitignore; may be repeated", "排除的路径模式，写法同 .gitignore；可重复"))
	fs.BoolVar(&f.follow, "follow", false, a.tr("follow symbolic links", "跟随符号链接"))
	fs.BoolVar(&f.noInline, "no-inline-ignores", false, a.tr("report what comments in the text tell to pass over; for texts by strangers", "忽略文本中的 hulan:ignore 注释；用于他人撰写的文本"))
	fs.BoolVar(&f.timings, "timings", false, a.tr("say at the end, on standard error, what each rule has cost", "结束时在标准错误输出列出每条规则的耗时"))
	fs.StringVar(&f.maxSize, "max-size", "", a.tr("largest file to read, as 100MB; larger ones are listed (default: no limit)", "读取文件的大小上限，如 100MB；超过的会列出（默认不限）"))
}

// gcPercent keeps the heap near what is alive: a scan makes little garbage, so
// that collecting early costs next to nothing.
const gcPercent = 40

// runScan runs the command.
func (a *app) runScan(ctx context.Context, f *scanFlags, args []string) error {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	s, progress, err := a.newScanner(f)
	if err != nil {
		return err
	}
	newReporter := reporters[f.format]
	if newReporter == nil {
		return fmt.Errorf("--format %q is not known; it is one of %s", f.format, formatNames)
	}
	if err := checkPaths(args); err != nil {
		return err
	}
	var report scan.Report
	err = a.output(f.output, func(w io.Writer) error {
		out := newReporter(a, f, w)
		stop := a.showProgress(progress, totalSize(args))
		report, err = s.Run(ctx, a.walk(f, args), out.document)
		stop()
		if err != nil {
			return err
		}
		out.close(report)
		return nil
	})
	if err != nil {
		return err
	}
	if f.timings {
		a.tellTimings(s.Engine().Timings())
	}
	if f.writeBaseline != "" {
		return a.saveBaseline(f, report)
	}
	if f.format != "text" && f.format != "summary" {
		a.tellProblems(report.Coverage)
	}
	return exit(f.status(report))
}

// tellTimings writes what each rule has cost, the dearest first.
func (a *app) tellTimings(ts []detect.Timing) {
	fmt.Fprintf(a.stderr, "%-24s %12s %12s %10s\n", a.tr("rule", "规则"), a.tr("calls", "调用"), a.tr("candidates", "候选"), a.tr("ms", "毫秒"))
	for _, t := range ts {
		fmt.Fprintf(a.stderr, "%-24s %12d %12d %10.1f\n", t.Rule, t.Calls, t.Findings, float64(t.Nanos)/1e6)
	}
}

// status returns the exit status of a run.
func (f *scanFlags) status(r scan.Report) int {
	switch {
	case !r.Coverage.Complete():
		return exitIncomplete
	case r.Hits > 0:
		return f.exitCode
	}
	return exitNone
}

// newScanner makes the scanner that the flags describe.
func (a *app) newScanner(f *scanFlags) (*scan.Scanner, *scan.Progress, error) {
	o := scan.Options{
		Workers: f.workers, ShowValues: f.showValues, NoInline: f.noInline, Today: a.now(),
		CountOnly: f.format == "summary", Format: f.input.format, Encoding: f.input.encoding,
		Progress: new(scan.Progress),
	}
	if f.exitCode < 0 || f.exitCode > 125 {
		return nil, nil, fmt.Errorf("--exit-code %d is not between 0 and 125", f.exitCode)
	}
	if err := f.input.check(); err != nil {
		return nil, nil, err
	}
	var err error
	if o.MaxSize, err = parseSize(f.maxSize); err != nil {
		return nil, nil, fmt.Errorf("--max-size: %w", err)
	}
	if o.Detect, err = f.engine.options(a); err != nil {
		return nil, nil, err
	}
	if f.timings {
		begin := time.Now()
		o.Detect.Clock = func() int64 { return int64(time.Since(begin)) }
	}
	if o.Key, err = a.fingerprintKey(f.keyFile, f.writeBaseline != ""); err != nil {
		return nil, nil, err
	}
	if f.baseline != "" {
		if o.Baseline, err = openBaseline(f.baseline, o.Key); err != nil {
			return nil, nil, fmt.Errorf("baseline %s: %w", f.baseline, err)
		}
	}
	if f.writeBaseline != "" {
		o.Collect = scan.NewBaseline(o.Key)
		f.collect = o.Collect
	}
	s, err := scan.New(o)
	return s, o.Progress, f.engine.explain(err)
}

func openBaseline(name string, key []byte) (*scan.Baseline, error) {
	if len(key) == 0 {
		return nil, errors.New("there is no key to read it with; give the one it was written with, with --key-file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return scan.ReadBaseline(f, key)
}

// saveBaseline writes the baseline. What was found is then known, and no
// reason for a status other than 0.
func (a *app) saveBaseline(f *scanFlags, r scan.Report) error {
	err := a.output(f.writeBaseline, func(w io.Writer) error {
		_, err := f.collect.WriteTo(w)
		return err
	})
	if err != nil {
		return err
	}
	a.remark("wrote %s to the baseline %s", "已将 %s写入基线 %s", a.count(f.collect.Len(), "finding", "findings", "个发现"), f.writeBaseline)
	if !r.Coverage.Complete() {
		return exit(exitIncomplete)
	}
	return nil
}

// checkPaths refuses a path that does not exist before anything is read.
func checkPaths(args []string) error {
	for _, arg := range args {
		if arg == "-" {
			continue
		}
		if _, err := os.Lstat(arg); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s does not exist; name a file, a folder, or - for standard input", arg)
		}
	}
	if i := slices.Index(args, "-"); i >= 0 && slices.Contains(args[i+1:], "-") {
		return errors.New("standard input can be read once only; name - once")
	}
	return nil
}

// walk returns the walk over the arguments.
func (a *app) walk(f *scanFlags, args []string) scan.Walk {
	o := source.Options{All: f.all, Exclude: f.exclude, Follow: f.follow}
	return func(ctx context.Context, item func(source.Item) bool, skip func(source.Skip)) error {
		for _, arg := range args {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if arg == "-" {
				item(source.Input(a.stdin))
				continue
			}
			if err := source.Walk(ctx, []string{arg}, o, item, skip); err != nil {
				return err
			}
		}
		return nil
	}
}

// parseSize reads "100MB", "64k" or a number of bytes; units are powers of 1000.
func parseSize(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	t := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(s)), "B")
	unit := int64(1)
	for i, u := range []string{"K", "M", "G", "T"} {
		if n, ok := strings.CutSuffix(t, u); ok {
			t = n
			for range i + 1 {
				unit *= 1000
			}
			break
		}
	}
	var n float64
	if _, err := fmt.Sscanf(strings.TrimSpace(t)+"|", "%g|", &n); err != nil || n <= 0 || n > 1e15 {
		return 0, fmt.Errorf("%q is not a size; write it as 100MB", s)
	}
	return int64(n * float64(unit)), nil
}
