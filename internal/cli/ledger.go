// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

var _ = register(command{"ledger", 70, (*app).ledger})

// maxNotes bounds a file of checkpoints in bytes: a million of some 250 bytes.
const maxNotes = 256 << 20

// maxProofFile bounds a proof in bytes; more than ledger.VerifyReceipt takes.
const maxProofFile = 32 << 20

func (a *app) ledger() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: a.tr("verify the log of what was done, and take proofs from it", "验证操作日志，并从中取得证明"),
		Long: a.tr(`The ledger of a service is a log of every step, signed and in one chain, in the
service's own database. These commands need no secret and write nothing into it.
docs/ledger.md says what they prove and what they do not.`,
			`服务的操作日志记录每一个步骤，环环相扣并经签名，存放在服务自己的数据库里。
这些命令不需要任何密钥，也不向其中写入任何内容。
能证明什么、不能证明什么，见 docs/ledger.md。`),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "ledger takes verify, export, anchor, verify-receipt or key", "ledger 的子命令是 verify、export、anchor、verify-receipt、key"),
		RunE:        func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.ledgerVerify(), a.ledgerExport(), a.ledgerAnchor(), a.ledgerReceipt(), a.ledgerKey())
	return cmd
}

// ledgerFlags say where the log is and what to verify it by.
type ledgerFlags struct {
	data, postgres, key string
	checkpoints         []string
}

func (a *app) ledgerWhere(cmd *cobra.Command, f *ledgerFlags) {
	cmd.Flags().StringVar(&f.data, "data", "", a.tr("data directory of the service", "服务的数据目录"))
	cmd.Flags().StringVar(&f.postgres, "postgres", "", a.tr("PostgreSQL instead; a password is taken from PGPASSWORD", "改用 PostgreSQL；密码取自 PGPASSWORD"))
}

func (a *app) ledgerBy(cmd *cobra.Command, f *ledgerFlags) {
	cmd.Flags().StringVar(&f.key, "key", "", a.tr("published verification key, or a file that holds it", "已公布的验证公钥，或保存它的文件"))
}

// withLog opens the log for reading alone.
func (a *app) withLog(ctx context.Context, f ledgerFlags, do func(*ledger.Log) error) error {
	o := store.Options{Postgres: f.postgres, ReadOnly: true}
	switch {
	case (f.data == "") == (f.postgres == ""):
		return errors.New(a.tr("name the service's data directory with --data, or its PostgreSQL with --postgres", "请用 --data 指定服务的数据目录，或用 --postgres 指定 PostgreSQL"))
	case f.data != "":
		o.Path = filepath.Join(f.data, "hulan.db")
	}
	db, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	l, err := ledger.Open(ctx, db, ledger.Options{Tables: ledgerTables()})
	if err == nil {
		err = do(l)
	}
	return errors.Join(err, db.Close())
}

// verifierKey is the key of --key.
func (f ledgerFlags) verifierKey() (string, error) {
	if f.key == "" {
		return "", nil
	}
	if _, err := note.NewVerifier(f.key); err == nil {
		return f.key, nil
	}
	const maxKeyLine = 4 << 10 // a name and 44 characters
	data, err := readFile(f.key, maxKeyLine)
	if err != nil {
		return "", fmt.Errorf("--key is neither a verification key (name+hash+base64) nor a file: %w", err)
	}
	key := strings.TrimSpace(string(data))
	if _, err := note.NewVerifier(key); err != nil {
		return "", fmt.Errorf("%s holds no verification key (name+hash+base64): %w", f.key, err)
	}
	return key, nil
}

// outside reads the files of --checkpoint.
func (f ledgerFlags) outside() ([][]byte, error) {
	var all [][]byte
	for _, name := range f.checkpoints {
		data, err := readFile(name, maxNotes)
		if err != nil {
			return nil, fmt.Errorf("checkpoints: %w", err)
		}
		notes := ledger.SplitCheckpoints(data)
		if len(notes) == 0 {
			return nil, fmt.Errorf("%s holds no checkpoint", name)
		}
		all = append(all, notes...)
	}
	return all, nil
}

func (a *app) ledgerVerify() *cobra.Command {
	var f ledgerFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: a.tr("verify the log, and the rows it speaks of", "验证日志及其所述的数据行"),
		Long: a.tr(`Rebuilds every hash, compares it with the stored ones, with the signed
checkpoints and with those kept outside, and each row with the newest leaf that
speaks of it. The service may run meanwhile.`,
			`重新计算每一个哈希，与已存的哈希、经签名的检查点以及保存在外部的检查点比对，
并把每一行数据与最新的相关记录比对。服务可以同时运行。`),
		Example:     "  hulan ledger verify --data /var/lib/hulan --key key.txt --checkpoint /mnt/worm/checkpoints",
		Annotations: map[string]string{"exit": a.statuses(a.tr("everything is as it was logged", "一切与日志相符"), a.tr("something was changed; it is listed", "有内容被改动，已列出"), "")},
		Args:        a.needs(0, 0, "ledger verify takes no arguments", "ledger verify 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withLog(cmd.Context(), f, func(l *ledger.Log) error {
				rep, err := a.verifyLog(cmd.Context(), l, f)
				if err != nil {
					return err
				}
				return a.showReport(rep, asJSON)
			})
		},
	}
	a.ledgerWhere(cmd, &f)
	a.ledgerBy(cmd, &f)
	cmd.Flags().StringArrayVar(&f.checkpoints, "checkpoint", nil, a.tr("file of checkpoints kept outside; may be repeated", "保存在外部的检查点文件，可重复"))
	cmd.Flags().BoolVar(&asJSON, "json", false, a.tr("as JSON", "以 JSON 输出"))
	return cmd
}

func (a *app) verifyLog(ctx context.Context, l *ledger.Log, f ledgerFlags) (*ledger.Report, error) {
	key, err := f.verifierKey()
	if err != nil {
		return nil, err
	}
	outside, err := f.outside()
	if err != nil {
		return nil, err
	}
	return l.Verify(ctx, ledger.VerifyOptions{Key: key, Checkpoints: outside})
}

func (a *app) showReport(rep *ledger.Report, asJSON bool) error {
	if asJSON {
		enc := newEncoder(a.stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(rep); err != nil {
			return err
		}
	} else {
		a.printReport(rep)
	}
	if rep.KeyFromLog {
		a.remark("no --key was given: the key came from the database, and who rewrote the log may have put it there", "未指定 --key：公钥取自数据库，改写日志的人可能也换了它")
	}
	if rep.Outside == 0 {
		a.remark("no --checkpoint was given: leaves that were cut off at the end go unnoticed", "未指定 --checkpoint：日志末尾若被截去，无从发现")
	}
	if n := rep.Leaves - rep.Signed; n > 0 {
		a.remark("the last %d leaves are not signed yet: only the service, which has the key, can tell whether it wrote them", "最后 %d 条记录尚未签名：只有持有密钥的服务能判断是否由它写入", n)
	}
	if !rep.OK() {
		return exit(exitFound)
	}
	return nil
}

func (a *app) printReport(rep *ledger.Report) {
	w := a.stdout
	for _, p := range rep.Problems {
		fmt.Fprintln(w, a.paint(red, a.tr("problem: ", "问题："))+printable(p.String()))
	}
	if rep.More > 0 {
		fmt.Fprintln(w, a.trf("and %d more", "另有 %d 个", rep.More))
	}
	line := func(en, zh string, args ...any) { fmt.Fprintln(w, a.trf(en, zh, args...)) }
	line("leaves       %d, %d signed, %d anchored outside, %d erased", "记录    %d，已签名 %d，外部留存 %d，已抹除 %d", rep.Leaves, rep.Signed, rep.Anchored, rep.Erased)
	line("rows         %d", "数据行  %d", rep.Rows)
	line("checkpoints  %d stored, %d from outside", "检查点  库内 %d，外部 %d", rep.Checkpoints, rep.Outside)
	line("root         %s", "根哈希  %s", rep.Root)
	if rep.OK() {
		line("valid", "有效")
		return
	}
	n := len(rep.Problems) + int(rep.More)
	fmt.Fprintln(w, a.tr("NOT VALID: ", "无效：")+a.count(n, "problem", "problems", "个问题"))
}

func (a *app) ledgerExport() *cobra.Command {
	var f ledgerFlags
	var output, from, to, object string
	cmd := &cobra.Command{
		Use:   "export",
		Short: a.tr("write a zip that others can verify", "写出可供他人验证的 zip"),
		Long: a.tr(`Writes leaves, the newest checkpoint, proofs and instructions. Python and OpenSSL
verify it; nothing of the rows is in it.`,
			`写出日志记录、最新检查点、证明和说明。用 Python 和 OpenSSL 即可验证；
其中没有任何数据行的内容。`),
		Example:     "  hulan ledger export --data /var/lib/hulan --from 2026-07-01 --to 2026-10-01 -o q3.zip",
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "ledger export takes no arguments; name the file with -o", "ledger export 不带参数；用 -o 指定文件"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := ledger.ExportOptions{Object: object}
			var err1, err2 error
			o.From, err1 = a.instant("--from", from)
			o.To, err2 = a.instant("--to", to)
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			if output == "" {
				return errors.New(a.tr("name the file to write with -o", "请用 -o 指定输出文件"))
			}
			return a.withLog(cmd.Context(), f, func(l *ledger.Log) error { return a.writeExport(cmd.Context(), l, output, o) })
		},
	}
	a.ledgerWhere(cmd, &f)
	cmd.Flags().StringVarP(&output, "output", "o", "", a.tr("file to write; it must not be there yet", "输出文件，不得已存在"))
	cmd.Flags().StringVar(&from, "from", "", a.tr("steps from this day or time on (UTC)", "从此日期或时间起（UTC）"))
	cmd.Flags().StringVar(&to, "to", "", a.tr("steps before this day or time (UTC)", "在此日期或时间之前（UTC）"))
	cmd.Flags().StringVar(&object, "object", "", a.tr("steps of this object, KIND:ID", "只取此对象的步骤，形如 KIND:ID"))
	return cmd
}

func (a *app) writeExport(ctx context.Context, l *ledger.Log, output string, o ledger.ExportOptions) error {
	w, err := os.OpenFile(output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	n, err := l.Export(ctx, w, o)
	if err = errors.Join(err, w.Close()); err != nil {
		return errors.Join(err, os.Remove(output))
	}
	a.remark("%s: %d leaves", "%s：%d 条记录", printable(output), n)
	return nil
}

// instant reads a day or a time.
func (a *app) instant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf(a.tr("%s %q is not a day like 2026-11-24 or a time like 2026-11-24T08:00:00Z", "%s %q 不是 2026-11-24 这样的日期，也不是 2026-11-24T08:00:00Z 这样的时间"), flag, s)
}

func (a *app) ledgerAnchor() *cobra.Command {
	var f ledgerFlags
	var to string
	cmd := &cobra.Command{
		Use:   "anchor",
		Short: a.tr("keep the newest checkpoint in a file outside", "把最新检查点保存到外部文件"),
		Long: a.tr(`Verifies the log against the checkpoints that the file has, and appends the newest
one. Keep the file where those who can write the database cannot write.`,
			`先用文件中已有的检查点验证日志，再追加最新的检查点。
请把该文件放在能写数据库的人写不到的地方。`),
		Example:     "  hulan ledger anchor --data /var/lib/hulan --key key.txt --to /mnt/worm/checkpoints",
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), a.tr("something was changed; it is listed, and nothing was written", "有内容被改动，已列出；未写入"), "")},
		Args:        a.needs(0, 0, "ledger anchor takes no arguments; name the file with --to", "ledger anchor 不带参数；用 --to 指定文件"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return errors.New(a.tr("name the file outside with --to", "请用 --to 指定外部文件"))
			}
			if _, err := os.Stat(to); err == nil {
				f.checkpoints = []string{to}
			}
			return a.withLog(cmd.Context(), f, func(l *ledger.Log) error { return a.anchor(cmd.Context(), l, f, to) })
		},
	}
	a.ledgerWhere(cmd, &f)
	a.ledgerBy(cmd, &f)
	cmd.Flags().StringVar(&to, "to", "", a.tr("file outside the data directory", "数据目录之外的文件"))
	return cmd
}

func (a *app) anchor(ctx context.Context, l *ledger.Log, f ledgerFlags, to string) error {
	file, err := ledger.NewFileAnchor(to, f.data)
	if err != nil {
		return err
	}
	rep, err := a.verifyLog(ctx, l, f)
	if err != nil {
		return err
	}
	if !rep.OK() {
		return a.showReport(rep, false)
	}
	c, err := l.Newest(ctx)
	if err != nil {
		return err
	}
	if err := file.Put(ctx, c); err != nil {
		return err
	}
	a.remark("%s: checkpoint of %d leaves", "%s：%d 条记录的检查点", printable(to), c.Size)
	return nil
}
