// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/internal/ledger"
)

func (a *app) ledgerReceipt() *cobra.Command {
	var f ledgerFlags
	var showValues bool
	cmd := &cobra.Command{
		Use:   "verify-receipt FILE",
		Short: a.tr("verify a proof that somebody was given", "验证某人持有的证明"),
		Long: a.tr(`Verifies the file against the published key alone; the service and its database are
not needed. A single changed character makes it fail.`,
			`只凭已公布的公钥验证文件，不需要服务及其数据库。
改动任何一个字符都会导致验证失败。`),
		Example:     "  hulan ledger verify-receipt proof.tlog-proof --key key.txt",
		Annotations: map[string]string{"exit": a.statuses(a.tr("the proof holds", "证明成立"), a.tr("it does not", "证明不成立"), "")},
		Args:        a.needs(1, 1, "ledger verify-receipt needs the file of the proof", "ledger verify-receipt 需要证明文件"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := f.verifierKey()
			if err != nil {
				return err
			}
			if key == "" {
				return errors.New(a.tr("name the published verification key with --key", "请用 --key 指定已公布的验证公钥"))
			}
			text, err := readFile(args[0], maxProofFile)
			if err != nil {
				return err
			}
			r, err := ledger.VerifyReceipt(text, key)
			if err != nil {
				return status{exitFound, fmt.Errorf("%s: %w", args[0], err)}
			}
			a.showReceipt(r, showValues)
			return nil
		},
	}
	a.ledgerBy(cmd, &f)
	cmd.Flags().BoolVar(&showValues, "show-values", false, a.tr("show the values that the proof discloses", "显示证明所披露的值"))
	return cmd
}

func (a *app) showReceipt(r *ledger.Receipt, showValues bool) {
	line := func(en, zh, value string) { fmt.Fprintf(a.stdout, "%s %s\n", a.tr(en, zh), printable(value)) }
	line("log    ", "日志    ", r.Origin)
	line("leaf   ", "记录    ", a.trf("%d of %d", "%d，共 %d", r.Leaf, r.Size))
	line("time   ", "时间    ", r.At.Format(time.RFC3339))
	line("step   ", "步骤    ", r.Type)
	line("object ", "对象    ", r.Object)
	line("actor  ", "操作者  ", r.Actor)
	for _, c := range r.Cells {
		value := a.tr("(disclosed; --show-values shows it)", "（已披露；用 --show-values 显示）")
		if showValues {
			value = c.Text()
		}
		line("value  ", "值      ", fmt.Sprintf("%s %s.%s: %s", c.ID, c.Table, c.Column, value))
	}
	fmt.Fprintln(a.stdout, a.tr("valid", "有效"))
}

func (a *app) ledgerKey() *cobra.Command {
	var f ledgerFlags
	cmd := &cobra.Command{
		Use:   "key",
		Short: a.tr("show the verification keys that the log names", "显示日志记载的验证公钥"),
		Long: a.tr(`The last one signs now. Publish it where the database's owner cannot change it
unseen, and compare it there: taken from the database it proves nothing.`,
			`最后一个是现用公钥。请公布在数据库管理者不能悄悄改动的地方，并以那里的为准：
取自数据库的公钥什么也证明不了。`),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "ledger key takes no arguments", "ledger key 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withLog(cmd.Context(), f, func(l *ledger.Log) error {
				ks, err := l.Keys(cmd.Context())
				if err != nil {
					return err
				}
				if len(ks) == 0 {
					return errors.New(a.tr("the log names no key: it has no checkpoint yet", "日志没有记载公钥：还没有检查点"))
				}
				for _, k := range ks {
					fmt.Fprintln(a.stdout, printable(k.Verifier))
				}
				return nil
			})
		},
	}
	a.ledgerWhere(cmd, &f)
	return cmd
}
