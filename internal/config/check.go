// SPDX-License-Identifier: Apache-2.0

package config

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Problem is something that Check found in the world.
type Problem struct {
	// Field is the setting it concerns.
	Field string
	// Text says what is wrong and what to do.
	Text string
	// Fatal says that the service cannot start with it; otherwise it is a warning.
	Fatal bool
}

// String names the setting first, and says when it is only a warning.
func (p Problem) String() string {
	if p.Fatal {
		return p.Field + ": " + p.Text
	}
	return p.Field + ": warning: " + p.Text
}

// dialTime bounds how long Check waits for the mail server: a server that
// needs longer is not there.
const dialTime = 5 * time.Second

// Check looks at the folders, files and servers that the settings name and
// returns what is wrong, the list empty when all is well. It changes nothing,
// except that it makes and removes a file in the data folder when there is one.
// The database is checked by who opens it.
func (c *Config) Check(ctx context.Context) []Problem {
	var all []Problem
	note := func(fatal bool, field, format string, args ...any) {
		all = append(all, Problem{Field: field, Text: fmt.Sprintf(format, args...), Fatal: fatal})
	}
	c.checkData(note)
	c.checkFiles(note)
	c.checkNetwork(note)
	c.checkMail(ctx, note)
	if c.Anchors.File == "" && c.Anchors.Mail == "" {
		note(false, "anchors", "no checkpoint leaves this machine, so the ledger cannot show what its operator changed; set anchors.file or anchors.mail")
	}
	return all
}

type noter func(fatal bool, field, format string, args ...any)

func (c *Config) checkData(note noter) {
	info, err := os.Stat(c.Data)
	if os.IsNotExist(err) {
		// It is made at start; then the folder above must be there.
		if _, err := os.Stat(filepath.Dir(filepath.Clean(c.Data))); err != nil {
			note(true, "data", "%s cannot be made: %v", c.Data, err)
		}
		return
	}
	if err != nil {
		note(true, "data", "%v", err)
		return
	}
	if !info.IsDir() {
		note(true, "data", "%s is a file, want a folder", c.Data)
		return
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		note(false, "data", "%s has mode %04o and others may look into it; chmod 700 it", c.Data, m)
	}
	f, err := os.CreateTemp(c.Data, ".check-*")
	if err != nil {
		note(true, "data", "%s cannot be written to: %v", c.Data, err)
		return
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
}

func (c *Config) checkFiles(note noter) {
	if c.path != "" && (c.Database.Reveal() != "" || c.Mail.Password.Reveal() != "" || c.OIDC.ClientSecret.Reveal() != "") {
		if info, err := os.Stat(c.path); err == nil && info.Mode().Perm()&0o004 != 0 {
			note(false, "file", "%s can be read by everybody on this machine; chmod 600 it, or keep secrets in files of their own (KEY_file)", c.path)
		}
	}
	if kind, name, has := strings.Cut(c.RootKey, ":"); kind == "systemd" {
		if !has {
			name = "hulan-root-key"
		}
		dir := os.Getenv("CREDENTIALS_DIRECTORY")
		if _, err := os.Stat(filepath.Join(dir, name)); dir == "" || err != nil {
			note(true, "root_key", "there is no credential %s: set LoadCredential= or LoadCredentialEncrypted= in the unit, and start through it", name)
		}
	} else if has {
		if info, err := os.Stat(name); err != nil {
			note(true, "root_key", "%v", err)
		} else if m := info.Mode().Perm(); m&0o077 != 0 {
			note(true, "root_key", "%s has mode %04o, others may read the key; chmod 600 it", name, m)
		}
	}
	if c.Platform.Logo != "" {
		if info, err := os.Stat(c.Platform.Logo); err != nil {
			note(true, "platform.logo", "%v", err)
		} else if info.Size() > 1e6 {
			note(true, "platform.logo", "%s has %d octets, want at most 1000000: every visitor loads it", c.Platform.Logo, info.Size())
		} else if _, err := c.Platform.Picture(); err != nil {
			note(true, "platform.logo", "%s: %v", c.Platform.Logo, err)
		}
	}
	if c.Anchors.File != "" {
		if _, err := os.Stat(filepath.Dir(c.Anchors.File)); err != nil {
			note(true, "anchors.file", "%v", err)
		} else if rel, err := filepath.Rel(c.Data, c.Anchors.File); err == nil && filepath.IsLocal(rel) {
			note(false, "anchors.file", "%s lies in the data folder, where it can be changed together with the ledger; keep it elsewhere", c.Anchors.File)
		}
	}
}

func (c *Config) checkNetwork(note noter) {
	host, _, _ := net.SplitHostPort(c.Listen)
	u, err := url.Parse(c.PublicURL)
	if err != nil {
		return
	}
	if !IsLoopback(host) && u.Scheme == "http" {
		note(false, "public_url", "the service listens on %s but calls itself %s; set public_url to the https address of the proxy in front of it", c.Listen, c.PublicURL)
	}
	behind := u.Scheme == "https" && IsLoopback(host)
	if behind && len(c.TrustedProxies) == 0 {
		note(false, "trusted_proxies", "a proxy seems to stand in front; without trusted_proxies (127.0.0.1/32) all visitors share one limit")
	}
	for _, p := range c.TrustedProxies {
		if p != p.Masked() {
			note(false, "trusted_proxies", "%s names a host inside %s, which is what counts", p, p.Masked())
		}
		if p.Addr().Is4() && p.Bits() < 8 || p.Addr().Is6() && p.Bits() < 16 || p == netip.MustParsePrefix("0.0.0.0/0") {
			note(false, "trusted_proxies", "%s is very large: whoever sits in it chooses the address that the limits see", p)
		}
	}
}

func (c *Config) checkMail(ctx context.Context, note noter) {
	if c.Mail.CAFile != "" {
		if pem, err := os.ReadFile(c.Mail.CAFile); err != nil {
			note(true, "mail.ca_file", "%v", err)
		} else if !x509.NewCertPool().AppendCertsFromPEM(pem) {
			note(true, "mail.ca_file", "%s holds no certificate in PEM", c.Mail.CAFile)
		}
	}
	if c.Mail.Host == "" {
		note(false, "mail.host", "no mail is sent: people and staff are told of news on the pages alone")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(c.Mail.Host, strconv.Itoa(c.Mail.Port)))
	if err != nil {
		note(false, "mail.host", "the mail server cannot be reached (%v); mail waits until it can", err)
		return
	}
	_ = conn.Close()
}
