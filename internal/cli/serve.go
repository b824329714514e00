// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/web"
)

var _ = register(command{"serve", 60, (*app).serve})

// serveFlags are the flags of serve.
type serveFlags struct {
	config, data, listen string
	set                  []string
	demo, check          bool
}

func (a *app) serve() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: a.tr("run the service: complaints, cases, pages", "运行服务：举报、案件、网页"),
		Long: a.tr(`Run the service: the public form for complaints, the console for staff, the clocks.

On an empty folder it makes everything it needs and prints a link, good once,
with which the first admin signs up. It listens on this machine alone unless
told otherwise. Settings come from a file, the environment and flags; see
docs/configuration.md.`, `运行服务：公众举报表单、工作台、时限。

在空文件夹中，它会建好一切，并打印一个一次性链接，第一位管理员用它注册。
除非另行指定，只在本机监听。设置来自文件、环境变量和参数，
见 docs/configuration.md。`),
		Example: `  hulan serve --data /srv/hulan
  hulan serve --demo
  hulan serve --config hulan.yaml --check`,
		Annotations: map[string]string{"exit": a.statuses(a.tr("the service was stopped, or --check found nothing", "服务已停止，或 --check 没有发现问题"), "", "")},
		Args:        a.needs(0, 0, "serve takes no arguments", "serve 不带参数"),
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.runServe(cmd.Context(), f) },
	}
	c.Flags().StringVar(&f.config, "config", "", a.tr("settings `FILE` (YAML)", "设置文件 `FILE`（YAML）"))
	c.Flags().StringVar(&f.data, "data", "", a.tr("data `DIR` (default hulan-data)", "数据目录 `DIR`（默认 hulan-data）"))
	c.Flags().StringVar(&f.listen, "listen", "", a.tr("`HOST:PORT` (default 127.0.0.1:8787)", "监听 `HOST:PORT`（默认 127.0.0.1:8787）"))
	c.Flags().StringArrayVar(&f.set, "set", nil, a.tr("one setting as `KEY=VALUE`; may be repeated", "单项设置 `KEY=VALUE`，可重复"))
	c.Flags().BoolVar(&f.demo, "demo", false, a.tr("a made-up platform with complaints in every state, in a temporary folder", "虚构平台，含各种状态的举报，使用临时文件夹"))
	c.Flags().BoolVar(&f.check, "check", false, a.tr("check the settings and what they name, then stop", "检查设置及其所指，然后停止"))
	return c
}

func (f serveFlags) load() (*config.Config, error) {
	flags := map[string]string{}
	for _, kv := range f.set {
		k, v, ok := strings.Cut(kv, "=")
		if !ok {
			return nil, fmt.Errorf("--set %s: write KEY=VALUE", kv)
		}
		flags[k] = v
	}
	if f.data != "" {
		flags["data"] = f.data
	}
	if f.listen != "" {
		flags["listen"] = f.listen
	}
	return config.Load(config.Options{Path: f.config, Flags: flags})
}

func (a *app) runServe(ctx context.Context, f serveFlags) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	cfg, err := f.load()
	if err != nil {
		return err
	}
	if f.check {
		return a.checkSettings(ctx, cfg)
	}
	log := slog.New(logHandler(a.stderr, cfg.Log))
	if f.demo {
		return a.serveDemo(ctx, f, cfg, log)
	}
	s, err := server.Open(ctx, cfg, log, nil)
	if err != nil {
		return err
	}
	return errors.Join(a.listen(ctx, s), s.Close())
}

// logHandler writes the log as the settings say, which were validated.
func logHandler(w io.Writer, c config.Log) slog.Handler {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "warn": slog.LevelWarn, "error": slog.LevelError}
	o := &slog.HandlerOptions{Level: levels[c.Level]} // info otherwise
	if c.Format == "json" {
		return slog.NewJSONHandler(w, o)
	}
	return slog.NewTextHandler(w, o)
}

// listen prints where the service is and runs it.
func (a *app) listen(ctx context.Context, s *server.Service) error {
	l, err := net.Listen("tcp", s.Config.Listen)
	if err != nil {
		return err
	}
	empty, err := s.Accounts.NeedsSetup(ctx)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(a.stdout, a.tr("Hulan is at %s\n", "Hulan 在 %s\n"), s.Config.PublicURL)
	if empty {
		token, err := s.Accounts.SetupToken(ctx)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		fmt.Fprintf(a.stdout, a.tr("Open this link to set it up (good once, for 24 hours):\n  %s\n", "打开此链接完成设置（一次有效，24 小时内）：\n  %s\n"), web.LinkURL(s.Config.PublicURL, account.LinkSetup, token))
	}
	return s.Serve(ctx, l)
}

// checkSettings prints what is wrong with the settings.
func (a *app) checkSettings(ctx context.Context, cfg *config.Config) error {
	problems := server.Check(ctx, cfg)
	for _, p := range problems {
		fmt.Fprintln(a.stdout, p)
	}
	if len(problems) > 0 {
		return status{code: exitError}
	}
	fmt.Fprintln(a.stdout, a.tr("settings: nothing wrong", "设置：没有问题"))
	return nil
}

// serveDemo runs a demonstration in a temporary folder, which goes with it.
func (a *app) serveDemo(ctx context.Context, f serveFlags, cfg *config.Config, log *slog.Logger) error {
	if f.data != "" || cfg.Database.Reveal() != "" && f.config != "" {
		return errors.New("--demo makes a folder of its own; leave out --data and --config")
	}
	host, _, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("--demo shows passwords, so it listens on this machine only")
	}
	dir, err := os.MkdirTemp("", "hulan-demo-")
	if err != nil {
		return err
	}
	cfg.Data = dir
	cfg.Platform.Name = "Clearbrook 清溪"
	d, err := server.OpenDemo(ctx, cfg, log)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	fmt.Fprintf(a.stdout, a.tr("A made-up platform. Who can sign in: %s/demo\n", "虚构平台。登录账号见 %s/demo\n"), cfg.PublicURL)
	return errors.Join(a.listen(ctx, d.Service), d.Close(), os.RemoveAll(dir))
}
