// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"fmt"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/mail"
)

// anchors are the places outside where checkpoints are kept.
func (s *Service) anchors() ([]ledger.Anchor, error) {
	var all []ledger.Anchor
	if c := s.Config; c.Anchors.File != "" {
		a, err := ledger.NewFileAnchor(c.Anchors.File, c.Data)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if to := s.Config.Anchors.Mail; to != "" && s.mailer != nil {
		all = append(all, ledger.AnchorFunc(func(ctx context.Context, c ledger.Checkpoint) error {
			return s.mailer.Send(ctx, checkpointMail(to, s.Config.Languages[0], c))
		}))
	}
	return all, nil
}

// checkpointMail is a checkpoint as a mail: the note is all of its text, so that
// the mail saved as text is what "hulan ledger verify --checkpoint" reads. The
// same checkpoint has the same Message-ID.
func checkpointMail(to, lang string, c ledger.Checkpoint) mail.Message {
	subject := fmt.Sprintf("Ledger checkpoint %d", c.Size)
	if lang != "en" {
		subject = fmt.Sprintf("账本检查点 %d", c.Size)
	}
	return mail.Message{ID: fmt.Sprintf("checkpoint-%d", c.Size), To: to, Subject: subject, Note: string(c.Note), Lang: lang}
}
