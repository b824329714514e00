// SPDX-License-Identifier: Apache-2.0

package server

import (
	"archive/tar"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"filippo.io/age"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// Names in a backup.
const (
	backupDB  = "hulan.db"
	backupKey = "root.key"
)

// ErrPostgres is returned by what only a service on SQLite can do.
var ErrPostgres = errors.New("the database is PostgreSQL: back it up with its own tools, and keep the root key apart (docs/service.md)")

// Backup writes one file from which the service can be brought back: the
// database as it is at this moment, while people go on writing, and the root
// key, as a tar under a passphrase (age, scrypt). Without withKey the root key
// stays out: then who has file and passphrase still reads nothing that people
// wrote, and restoring needs the key from elsewhere.
func (s *Service) Backup(ctx context.Context, w io.Writer, passphrase string, withKey bool) (err error) {
	if s.DB.Dialect() != store.SQLite {
		return ErrPostgres
	}
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	// The copy lies beside the database, under the same mode, and holds no more
	// in clear than that does.
	dir, err := os.MkdirTemp(s.Config.Data, ".backup-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copyPath := filepath.Join(dir, backupDB)
	if err := s.DB.CopyTo(ctx, copyPath); err != nil {
		return err
	}
	sealed, err := age.Encrypt(w, r)
	if err != nil {
		return err
	}
	t := tar.NewWriter(sealed)
	if err := addFile(t, backupDB, copyPath, s.DB.Now()); err != nil {
		return err
	}
	if withKey {
		path, err := rootPath(s.Config)
		if err != nil {
			return err
		}
		if err := addFile(t, backupKey, path, s.DB.Now()); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), sealed.Close())
}

func addFile(t *tar.Writer, name, path string, at time.Time) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: at}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}

// Restore unpacks a backup into a folder that does not exist or is empty.
// Nothing is overwritten, and a backup that is cut off leaves nothing behind.
func Restore(r io.Reader, passphrase, dir string) (err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: restore into a new folder", dir)
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return err
	}
	plain, err := age.Decrypt(r, id)
	if err != nil {
		return fmt.Errorf("open the backup: wrong passphrase, or no backup of this service: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var made []string
	defer func() {
		if err != nil {
			for _, m := range made {
				err = errors.Join(err, os.Remove(m))
			}
		}
	}()
	t := tar.NewReader(plain)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read the backup: %w", err)
		}
		if h.Name != backupDB && h.Name != backupKey {
			return fmt.Errorf("the backup holds %q, which is not part of a backup", h.Name)
		}
		path := filepath.Join(dir, h.Name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("the backup holds %q twice", h.Name)
		}
		made = append(made, path)
		if err := writeNew(path, t); err != nil {
			return err
		}
	}
	if len(made) == 0 || filepath.Base(made[0]) != backupDB {
		return errors.New("the backup holds no database")
	}
	return nil
}

func writeNew(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// Register writes the list of all cases as CSV, as an authority or an auditor
// asks for it: codes, levels and dates, nothing that people wrote.
func (s *Service) Register(ctx context.Context, w io.Writer) (int, error) {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"ref", "kind", "state", "outcome", "level", "opened", "acknowledged", "feedback", "closed"}); err != nil {
		return 0, err
	}
	n := 0
	err := s.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Query(ctx, "SELECT ref, kind, state, outcome, severity, opened_at, ack_at, feedback_at, closed_at FROM case_ ORDER BY opened_at, id")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var ref, kind, state, outcome string
			var level int
			var at [4]int64
			if err := rows.Scan(&ref, &kind, &state, &outcome, &level, &at[0], &at[1], &at[2], &at[3]); err != nil {
				return err
			}
			line := []string{ref, kind, state, outcome, strconv.Itoa(level)}
			for _, ms := range at {
				day := ""
				if ms > 0 {
					day = store.Time(ms).Format(time.RFC3339)
				}
				line = append(line, day)
			}
			if err := c.Write(line); err != nil {
				return err
			}
			n++
		}
		return rows.Err()
	})
	c.Flush()
	return n, errors.Join(err, c.Error())
}

// EraseCase destroys the keys of a case before its time, because the person
// asked for it or a court ordered it. A legal hold stops it.
func (s *Service) EraseCase(ctx context.Context, ref, reason string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := docket.ByRef(ctx, tx, ref)
		if err != nil {
			return err
		}
		return s.Desk.Erase(ctx, tx, c.ID, reason)
	})
}

// ExportRoot writes the root key under a passphrase, for a safe.
func (s *Service) ExportRoot(w io.Writer, passphrase string) error {
	return s.Vault.ExportRoot(w, passphrase)
}

// ImportRoot puts an exported root key where the service with this folder looks
// for it. A key that is there already is never replaced.
func ImportRoot(r io.Reader, passphrase, dir string) error {
	root, err := vault.ImportRoot(r, passphrase)
	if err != nil {
		return err
	}
	return root.Save(filepath.Join(dir, backupKey))
}
