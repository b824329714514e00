// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// minPassphrase is what NIST SP 800-63B-4 §3.1.1.2 asks of a password that
// protects alone, in characters.
const minPassphrase = 15

// ExportRoot writes the root key for keeping in a safe, as an armored age file
// under a passphrase of at least 15 characters (scrypt, about a second for each
// guess). `age -d FILE` shows it in the form that [LoadRoot] reads.
func (v *Vault) ExportRoot(w io.Writer, passphrase string) error {
	if err := v.root.export(w, passphrase); err != nil {
		return fmt.Errorf("export root key: %w", err)
	}
	return nil
}

func (r Root) export(w io.Writer, passphrase string) error {
	if n := utf8.RuneCountInString(passphrase); n < minPassphrase {
		return fmt.Errorf("the passphrase has %d characters, at least %d are needed: take five random words", n, minPassphrase)
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	a := armor.NewWriter(w)
	e, err := age.Encrypt(a, to)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(e, r.text()); err != nil {
		return err
	}
	return errors.Join(e.Close(), a.Close())
}

// ImportRoot reads what [Vault.ExportRoot] wrote. [Root.Save] puts it where the
// service looks for it.
func ImportRoot(r io.Reader, passphrase string) (Root, error) {
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Root{}, fmt.Errorf("import root key: %w", err)
	}
	// 4 KiB is ten times what an export has.
	d, err := age.Decrypt(armor.NewReader(io.LimitReader(r, 4<<10)), id)
	if err != nil {
		if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
			return Root{}, errors.New("import root key: wrong passphrase")
		}
		return Root{}, fmt.Errorf("import root key: %w", err)
	}
	data, err := io.ReadAll(d)
	if err != nil {
		return Root{}, fmt.Errorf("import root key: %w", err)
	}
	root, err := parseRoot(data)
	if err != nil {
		return Root{}, fmt.Errorf("import root key: %w", err)
	}
	return root, nil
}
