// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/web"
)

// peopleFlags are what is done; one at a time, nothing lists.
type peopleFlags struct{ approve, reset, factors string }

// adminPeople stands in for a second admin: who holds the machine holds the root
// key anyway. Each step is a leaf of the ledger, by "system".
func (a *app) adminPeople(f *adminFlags) *cobra.Command {
	var p peopleFlags
	c := &cobra.Command{
		Use: "people", Short: a.tr("list staff, approve a role, help in who lost password or phone", "列出员工、同意角色、帮丢了密码或手机的人登录"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("done", "完成"), "", "")},
		Args:        a.needs(0, 0, "people takes no arguments", "people 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withService(cmd.Context(), f, func(s *server.Service) error { return a.people(cmd.Context(), s, p) })
		},
	}
	c.Flags().StringVar(&p.approve, "approve", "", a.tr("be the second person of the role `GRANT` that waits", "作为第二个人同意等待中的角色 `GRANT`"))
	c.Flags().StringVar(&p.reset, "reset", "", a.tr("print a link by which `PERSON` sets a new password", "输出链接，供 `PERSON` 设置新密码"))
	c.Flags().StringVar(&p.factors, "factors", "", a.tr("take the second factors of `PERSON` away", "去掉 `PERSON` 的第二道验证"))
	c.MarkFlagsMutuallyExclusive("approve", "reset", "factors")
	return c
}

func (a *app) people(ctx context.Context, s *server.Service, p peopleFlags) error {
	reg, by := s.Accounts, account.System()
	switch {
	case p.approve != "":
		err := reg.Approve(ctx, by, p.approve)
		if errors.Is(err, account.ErrSecond) {
			return errors.New(a.tr("the program itself gave this role: an admin has to approve it", "这个角色是程序自己授予的，要由管理员同意"))
		}
		return err
	case p.reset != "":
		token, err := reg.Reset(ctx, by, p.reset)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, web.LinkURL(s.Config.PublicURL, account.LinkReset, token))
		return err
	case p.factors != "":
		return reg.RemoveFactors(ctx, by, p.factors)
	}
	all, err := reg.People(ctx, by)
	if err != nil {
		return err
	}
	for _, x := range all {
		grants, err := reg.Grants(ctx, by, x.ID)
		if err != nil {
			return err
		}
		var roles []string
		for _, g := range grants {
			switch {
			case !g.Open(reg.Now()):
			case g.Waiting():
				roles = append(roles, fmt.Sprintf(a.tr("%s (waits: --approve %s)", "%s（等待同意：--approve %s）"), g.Role, g.ID))
			default:
				roles = append(roles, string(g.Role))
			}
		}
		if _, err := fmt.Fprintf(a.stdout, "%s  %-9s  %s <%s>  %s\n", x.ID, x.Status, x.Name.Clear(), x.Email.Clear(), strings.Join(roles, ", ")); err != nil {
			return err
		}
	}
	return nil
}
