// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/internal/scan"
	"github.com/hulanhq/hulan/redact"
)

var _ = register(command{"redact", 20, (*app).redact})

type redactFlags struct {
	engine  engineFlags
	input   inputFlags
	output  string
	policy  string
	inPlace bool
	keyFile string
	quiet   bool
}

func (a *app) redact() *cobra.Command {
	f := &redactFlags{}
	cmd := &cobra.Command{
		Use:   "redact FILE [-o OUT]",
		Short: a.tr("write a cleaned copy of a file", "写出文件的清理副本"),
		Long: a.tr(`Copies a file with everything that scan would find replaced. Encoding, byte order
mark, format and all other bytes stay: JSON stays JSON, a table keeps its rows.
"-" is standard input; without -o the copy goes to standard output.

A file is written complete or not at all, and the input is never overwritten
unless --in-place is given. What cannot be read as its format promises is not
written: the status is then 3. Comments "hulan:ignore" do not count here.

Policies: mask (138****8000), hide (all stars), replace (<PHONE_NUMBER>),
placeholder (<PHONE_NUMBER_1>), remove, hash and hash-sm3 (keyed), pseudonym,
surrogate (made up, valid), date-shift, generalise, keep; or a YAML file:

  default: mask
  types:
    PERSON: pseudonym
    CREDIT_CARD: {kind: mask, keep_end: 4}`,
			`复制文件，把 scan 会发现的内容全部替换。编码、BOM、格式和其他字节保持不变：
JSON 仍是 JSON，表格行列不变。“-”表示标准输入；不带 -o 时写到标准输出。

文件要么完整写出，要么完全不写；没有 --in-place 时绝不覆盖输入。不能按其格式读懂的
内容不会写出，此时退出码为 3。“hulan:ignore”注释在这里不起作用。

策略：mask（138****8000）、hide（全部星号）、replace（<PHONE_NUMBER>）、
placeholder（<PHONE_NUMBER_1>）、remove、hash 和 hash-sm3（带密钥）、pseudonym、
surrogate（虚构但有效）、date-shift、generalise、keep；或者一个 YAML 文件：

  default: mask
  types:
    PERSON: pseudonym
    CREDIT_CARD: {kind: mask, keep_end: 4}`),
		Example: "  hulan redact chat.log -o clean.log\n  hulan redact --policy surrogate --key-file key.txt members.csv -o demo.csv\n  cat post.txt | hulan redact - --policy placeholder",
		Annotations: map[string]string{"exit": a.statuses(
			a.tr("a cleaned copy was written, whether anything was found or not", "已写出清理副本（无论有无发现）"), "",
			a.tr("incomplete: something could not be read and was not written", "不完整：有内容无法读懂，未写出"))},
		Args: a.needs(1, -1, "redact needs a file, or - for standard input", "redact 需要一个文件，或用 - 表示标准输入"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runRedact(cmd.Context(), f, args) },
	}
	f.engine.add(a, cmd)
	f.input.add(a, cmd)
	fs := cmd.Flags()
	fs.StringVarP(&f.output, "output", "o", "", a.tr("file to write", "输出文件"))
	fs.StringVar(&f.policy, "policy", "mask", a.tr("what takes the place of values: a name or a file", "替换策略：名称或文件"))
	fs.BoolVar(&f.inPlace, "in-place", false, a.tr("replace the input by the copy; several files may be given", "用清理副本替换输入；可给出多个文件"))
	fs.StringVar(&f.keyFile, "key-file", "", a.tr("key for hash, pseudonym, surrogate and date-shift: at least 16 bytes", "hash、pseudonym、surrogate、date-shift 的密钥文件：至少 16 字节"))
	fs.BoolVarP(&f.quiet, "quiet", "q", false, a.tr("do not say what was replaced", "不输出替换统计"))
	return cmd
}

// runRedact runs the command.
func (a *app) runRedact(ctx context.Context, f *redactFlags, args []string) error {
	if err := f.check(args); err != nil {
		return err
	}
	r, err := a.newRedactor(f.policy, f.keyFile)
	if err != nil {
		return err
	}
	o := scan.Options{Format: f.input.format, Encoding: f.input.encoding}
	if o.Detect, err = f.engine.options(a); err != nil {
		return err
	}
	s, err := scan.New(o)
	if err != nil {
		return f.engine.explain(err)
	}
	c := cleaner{a: a, f: f, s: s, r: r}
	code := exitNone
	for _, name := range args {
		err := c.file(ctx, name)
		if err == nil {
			continue
		}
		st, ok := errors.AsType[status](err)
		if !ok || len(args) == 1 {
			return err
		}
		code = st.code // say it and go on with the next file
		a.outcome(err)
	}
	return exit(code)
}

// check refuses flags that do not go together, before anything is read.
func (f *redactFlags) check(args []string) error {
	if err := f.input.check(); err != nil {
		return err
	}
	switch {
	case len(args) > 1 && !f.inPlace:
		return errors.New("several files can only be cleaned with --in-place; otherwise name one, and -o")
	case f.inPlace && f.output != "":
		return errors.New("--in-place and -o exclude each other")
	case f.inPlace && strings.Contains("\x00"+strings.Join(args, "\x00")+"\x00", "\x00-\x00"):
		return errors.New("standard input cannot be cleaned in place")
	}
	return nil
}

// cleaner cleans files with one policy.
type cleaner struct {
	a *app
	f *redactFlags
	s *scan.Scanner
	r *redact.Redactor
}

// file cleans one file.
func (c *cleaner) file(ctx context.Context, name string) error {
	if name == "-" {
		return c.to(ctx, c.a.stdin, name, nil)
	}
	in, err := os.Open(name)
	if err != nil {
		return incomplete(err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return incomplete(err)
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a folder; name files, as in `hulan redact --in-place %s/*`", name, strings.TrimSuffix(name, "/"))
	}
	if !c.f.inPlace && c.f.output != "" {
		if out, err := os.Stat(c.f.output); err == nil && os.SameFile(info, out) {
			return fmt.Errorf("%s is the input; use --in-place to overwrite it", c.f.output)
		}
	}
	return c.to(ctx, in, name, info)
}

func incomplete(err error) error { return status{exitIncomplete, err} }

// to cleans r to where the flags say. info is that of the input, if it is a file.
func (c *cleaner) to(ctx context.Context, r io.Reader, name string, info os.FileInfo) error {
	out, mode := c.f.output, os.FileMode(0o644)
	if info != nil {
		mode = info.Mode().Perm()
	}
	if c.f.inPlace {
		real, err := filepath.EvalSymlinks(name) // the file, not a link to it
		if err != nil {
			return err
		}
		out = real
	}
	if out == "" || out == "-" {
		return c.toStdout(ctx, r, name, info)
	}
	file, err := createFile(out, mode)
	if err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	defer file.abandon()
	if c.f.inPlace {
		keepOwner(file.File, info)
	}
	if err := c.clean(ctx, file, r, name); err != nil {
		return err
	}
	return file.commit()
}

// maxHeld is the size in bytes up to which a copy for standard output is held
// back until it is known to be good. Larger ones, and standard input, stream.
const maxHeld = 16 << 20

func (c *cleaner) toStdout(ctx context.Context, r io.Reader, name string, info os.FileInfo) error {
	if info == nil || info.Size() > maxHeld {
		return c.clean(ctx, c.a.stdout, r, name)
	}
	var held bytes.Buffer
	if err := c.clean(ctx, &held, r, name); err != nil {
		return err
	}
	_, err := held.WriteTo(c.a.stdout)
	return err
}

// clean copies r to w and fails if the copy is not to be trusted.
func (c *cleaner) clean(ctx context.Context, w io.Writer, r io.Reader, name string) error {
	hint := name
	if name == "-" {
		hint = ""
	}
	result, err := c.s.Clean(ctx, w, r, hint, c.r.Document())
	switch {
	case errors.Is(err, document.ErrBinary):
		return incomplete(fmt.Errorf(c.a.tr("%s: %w; nothing was written; if it is text, name its encoding with --encoding", "%s：%w（不是文本）；未写出；如果是文本，请用 --encoding 指定编码"), name, err))
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return incomplete(fmt.Errorf(c.a.tr("%s: %w; the copy was not kept", "%s：%w；副本未保留"), name, err))
	case len(result.Doubts) > 0:
		return incomplete(fmt.Errorf(c.a.tr("%s: %s; the copy was not kept, since something may have been overlooked; name what it is with --input-format or --encoding", "%s：%s；可能有遗漏，副本未保留；请用 --input-format 或 --encoding 指明"), name, strings.Join(result.Doubts, "; ")))
	}
	if !c.f.quiet {
		c.tell(name, result)
	}
	return nil
}

// tell says what was replaced.
func (c *cleaner) tell(name string, r scan.Cleaned) {
	var parts []string
	for _, t := range byCount(r.ByType) {
		parts = append(parts, fmt.Sprintf("%s %d", t, r.ByType[t]))
	}
	what := c.a.count(r.Replaced, "place", "places", "处")
	if len(parts) > 0 {
		what += c.a.tr(": ", "：") + strings.Join(parts, c.a.tr(", ", "、"))
	}
	c.a.remark("%s: replaced %s", "%s：已替换 %s", printable(name), what)
}
