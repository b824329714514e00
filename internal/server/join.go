// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
)

// DemoPerson is somebody made up who works in a demonstration or a test.
type DemoPerson struct {
	Roles                         []account.Role
	Name, Email, Password, Locale string
	// Second is the id of who approves a role, where it takes two.
	Second string
	// ID and Secret, of the authenticator app, are set by [Service.Join].
	ID, Secret string
}

// Join makes a person who has joined: invited by the program, with a password
// and an authenticator app. The app's code of now is used up.
func (s *Service) Join(ctx context.Context, p *DemoPerson) error {
	reg := s.Accounts
	who, link, err := reg.Invite(ctx, account.System(), account.NewPerson{
		Name: account.Personal(p.Name), Email: account.Personal(p.Email), Locale: p.Locale, Roles: p.Roles,
	})
	if err != nil {
		return err
	}
	p.ID = who.ID
	in, err := reg.Accept(ctx, link, account.Secret(p.Password))
	if err != nil {
		return err
	}
	app, err := reg.AddTOTP(ctx, in.Session.Actor)
	if err != nil {
		return err
	}
	p.Secret = app.Secret.Clear()
	code, err := totp.GenerateCode(p.Secret, reg.Now())
	if err != nil {
		return err
	}
	if in, _, err = reg.ConfirmTOTP(ctx, in.Session.Actor, app.ID, account.Secret(code)); err != nil {
		return err
	}
	grants, err := reg.Grants(ctx, in.Session.Actor, p.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Waiting() {
			if err := reg.Approve(ctx, account.Fixed(p.Second, reg.Now(), account.Admin), g.ID); err != nil {
				return err
			}
		}
	}
	return reg.SignOut(ctx, in.Token)
}
