// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/server"
)

var _ = register(command{"admin", 65, (*app).admin})

// maxPassphrase bounds a file with a passphrase, in bytes.
const maxPassphrase = 4 << 10

type adminFlags struct {
	config, data, passphrase, out, reason string
	noKey                                 bool
}

func (a *app) admin() *cobra.Command {
	var f adminFlags
	cmd := &cobra.Command{
		Use:   "admin",
		Short: a.tr("back up, restore, list, erase, help staff in", "备份、恢复、导出、销毁、帮员工登录"),
		Long: a.tr(`Look after the data of a service. None of these shows what people wrote.
docs/service.md tells how often to do what.`, `照管服务的数据。这些命令都不会显示人们写下的内容。
多久做一次，见 docs/service.md。`),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "admin takes backup, restore, export, erase or people", "admin 的子命令是 backup、restore、export、erase、people"),
		RunE:        func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&f.data, "data", "", a.tr("data `DIR` of the service", "服务的数据目录 `DIR`"))
	cmd.PersistentFlags().StringVar(&f.config, "config", "", a.tr("settings `FILE`", "设置文件 `FILE`"))
	cmd.AddCommand(a.adminBackup(&f), a.adminRestore(&f), a.adminExport(&f), a.adminErase(&f), a.adminPeople(&f))
	return cmd
}

func (a *app) adminBackup(f *adminFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "backup -o FILE --passphrase-file FILE", Short: a.tr("one sealed file from which the service can be brought back", "一个加密文件，可据此恢复服务"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "backup takes no arguments", "backup 不带参数"),
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.runBackup(cmd.Context(), f) },
	}
	c.Flags().StringVarP(&f.out, "output", "o", "", a.tr("`FILE` to write; it must not exist", "要写的 `FILE`，不能已存在"))
	c.Flags().StringVar(&f.passphrase, "passphrase-file", "", a.tr("`FILE` with the passphrase", "存放口令的 `FILE`"))
	c.Flags().BoolVar(&f.noKey, "without-key", false, a.tr("leave the root key out; keep it elsewhere", "不含根密钥，另行保管"))
	return c
}

func (a *app) adminRestore(f *adminFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "restore FILE --passphrase-file FILE --data DIR", Short: a.tr("unpack a backup into a new folder", "把备份恢复到新文件夹"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(1, 1, "restore takes one backup file", "restore 需要一个备份文件"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.runRestore(f, args[0]) },
	}
	c.Flags().StringVar(&f.passphrase, "passphrase-file", "", a.tr("`FILE` with the passphrase", "存放口令的 `FILE`"))
	return c
}

func (a *app) adminExport(f *adminFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "export", Short: a.tr("the register of all cases as CSV: codes and dates, no text", "全部案件登记表（CSV）：代码和日期，不含内容"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "export takes no arguments", "export 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withService(cmd.Context(), f, func(s *server.Service) error {
				_, err := s.Register(cmd.Context(), a.stdout)
				return err
			})
		},
	}
	return c
}

func (a *app) adminErase(f *adminFlags) *cobra.Command {
	c := &cobra.Command{
		Use: "erase REF --reason CODE", Short: a.tr("destroy the keys of a case, so that it can never be read again", "销毁一件案件的密钥，使其永远无法读出"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(1, 1, "erase takes one reference, such as C-7K3M-92QX", "erase 需要一个编号，例如 C-7K3M-92QX"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.reason == "" {
				return errors.New(a.tr("say why with --reason, a word such as request or court", "请用 --reason 说明原因，例如 request 或 court"))
			}
			return a.withService(cmd.Context(), f, func(s *server.Service) error {
				if err := s.EraseCase(cmd.Context(), args[0], f.reason); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, a.tr("%s is erased; older backups still hold it until they are destroyed\n", "%s 已销毁；旧备份中仍有它，直到备份销毁\n"), args[0])
				return err
			})
		},
	}
	c.Flags().StringVar(&f.reason, "reason", "", a.tr("`CODE` that the ledger keeps", "日志保存的原因 `CODE`"))
	return c
}

// withService opens the service without answering requests.
func (a *app) withService(ctx context.Context, f *adminFlags, do func(*server.Service) error) error {
	cfg, err := serveFlags{config: f.config, data: f.data}.load()
	if err != nil {
		return err
	}
	if err := mustExist(cfg); err != nil {
		return err
	}
	s, err := server.Open(ctx, cfg, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

// mustExist keeps a mistyped folder from becoming a new, empty service.
func mustExist(cfg *config.Config) error {
	if cfg.Database.Reveal() != "" {
		return nil
	}
	if _, err := os.Stat(cfg.Data + "/hulan.db"); err != nil {
		return fmt.Errorf("no service in %s: name its folder with --data", cfg.Data)
	}
	return nil
}

func readPassphrase(name string) (string, error) {
	if name == "" {
		return "", errors.New("name a file with the passphrase: --passphrase-file FILE")
	}
	b, err := readFile(name, maxPassphrase)
	if err != nil {
		return "", fmt.Errorf("passphrase: %w", err)
	}
	p := strings.TrimRight(string(b), "\r\n")
	if len([]rune(p)) < 15 {
		return "", errors.New("the passphrase has fewer than 15 characters; five random words do well")
	}
	return p, nil
}

func (a *app) runBackup(ctx context.Context, f *adminFlags) error {
	pass, err := readPassphrase(f.passphrase)
	if err != nil {
		return err
	}
	if f.out == "" {
		return errors.New("name the file to write: -o FILE")
	}
	return a.withService(ctx, f, func(s *server.Service) error {
		out, err := os.OpenFile(f.out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		err = errors.Join(s.Backup(ctx, out, pass, !f.noKey), out.Sync(), out.Close())
		if err != nil {
			return errors.Join(err, os.Remove(f.out))
		}
		return nil
	})
}

func (a *app) runRestore(f *adminFlags, name string) error {
	pass, err := readPassphrase(f.passphrase)
	if err != nil {
		return err
	}
	if f.data == "" {
		return errors.New("name a new folder: --data DIR")
	}
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	err = errors.Join(server.Restore(io.Reader(in), pass, f.data), in.Close())
	if err == nil {
		_, err = fmt.Fprintf(a.stdout, a.tr("Restored to %s. Verify it against a checkpoint kept elsewhere:\n  hulan ledger verify --data %s --key KEY --checkpoint FILE\n", "已恢复到 %s。请用保存在别处的检查点核验：\n  hulan ledger verify --data %s --key KEY --checkpoint FILE\n"), f.data, f.data)
	}
	return err
}
