// SPDX-License-Identifier: Apache-2.0

package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// knownLanguages are those whose pages are complete.
var knownLanguages = []string{"zh-CN", "en"}

// minContrast is what WCAG 2.2 asks of text (1.4.3, level AA).
const minContrast = 4.5

// Validate looks at the settings alone, not at the world. A zero field counts as
// its default. The error joins one [*Error] for each field.
func (c *Config) Validate() error {
	filled := *c
	filled.fill()
	v := &validator{}
	filled.validateService(v)
	filled.Platform.validate(v)
	filled.Mail.validate(v)
	filled.MailIn.validate(v, filled.Mail)
	filled.validateRest(v)
	return errors.Join(v.errs...)
}

type validator struct{ errs []error }

// want notes that a setting is not allowed. got is left out for secrets.
func (v *validator) want(ok bool, field, got, allowed string) {
	if ok {
		return
	}
	text := "want " + allowed
	if got != "" {
		text = fmt.Sprintf("got %q, want %s", got, allowed)
	}
	v.errs = append(v.errs, &Error{Field: field, Text: text})
}

func (v *validator) oneOf(field, got string, allowed ...string) {
	v.want(slices.Contains(allowed, got), field, got, strings.Join(allowed, ", "))
}

func (c *Config) validateService(v *validator) {
	host, port, err := net.SplitHostPort(c.Listen)
	n, perr := strconv.Atoi(port)
	v.want(err == nil && perr == nil && n >= 0 && n <= 65535, "listen", c.Listen, "HOST:PORT, such as 127.0.0.1:8787")
	if err == nil && host != "" && host != "localhost" {
		_, err := netip.ParseAddr(host)
		v.want(err == nil, "listen", c.Listen, "an IP address before the port, or localhost")
	}
	u, err := url.Parse(c.PublicURL)
	v.want(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == "",
		"public_url", withoutUser(c.PublicURL), "http://NAME or https://NAME without path, user or query")
	if err == nil {
		_, ipErr := netip.ParseAddr(u.Hostname())
		v.want(ipErr != nil, "public_url", withoutUser(c.PublicURL), "a name, not an IP address: passkeys refuse them")
		v.want(u.Scheme != "http" || u.Hostname() == "localhost", "public_url", withoutUser(c.PublicURL), "https, except for localhost: browsers keep passkeys from anything else")
	}
	if s := c.Database.Reveal(); s != "" {
		v.want(strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://") || strings.Contains(s, "="),
			"database", "", "postgres://… or key=value (what was got is not shown)")
	}
	kind, arg, has := strings.Cut(c.RootKey, ":")
	v.want((kind == "file" || kind == "systemd") && (!has || arg != "") && !(kind == "systemd" && strings.ContainsAny(arg, "/\\")),
		"root_key", c.RootKey, "file, file:PATH, systemd or systemd:NAME")
	seen := map[string]bool{}
	for _, l := range c.Languages {
		v.want(slices.Contains(knownLanguages, l) && !seen[l], "languages", l, strings.Join(knownLanguages, ", ")+", each once")
		seen[l] = true
	}
	for _, p := range c.TrustedProxies {
		v.want(p.IsValid() && p.Bits() > 0, "trusted_proxies", p.String(), "a network such as 10.0.0.0/8, not the whole internet")
	}
}

// withoutUser hides a password that was put into a URL by mistake.
func withoutUser(s string) string {
	if _, after, ok := cutLast(s, "@"); ok {
		return "…@" + after
	}
	return s
}

// The colours of design.md §2 that the accent stands on.
var (
	paper     = Colour{0xff, 0xff, 0xff, true}
	wash      = Colour{0xf2, 0xf5, 0xf6, true}
	darkPaper = Colour{0x10, 0x18, 0x1d, true}
	darkWash  = Colour{0x18, 0x23, 0x2a, true}
)

func (p Platform) validate(v *validator) {
	v.want(utf8.ValidString(p.Name) && utf8.RuneCountInString(p.Name) <= 60 && !strings.ContainsFunc(p.Name, func(r rune) bool { return r < ' ' }),
		"platform.name", p.Name, "at most 60 characters on one line")
	pair := func(field string, c Colour, against ...Colour) {
		for _, a := range against {
			r := Contrast(c, a)
			v.want(r >= minContrast, "platform."+field, c.String(), fmt.Sprintf("a contrast of %.1f on %s, it has %.2f", minContrast, a, r))
		}
	}
	pair("accent", p.Accent, paper, wash)
	pair("accent_deep", p.AccentDeep, paper)
	pair("on_accent", p.OnAccent, p.Accent, p.AccentDeep)
	pair("dark_accent", p.DarkAccent, darkPaper, darkWash)
	pair("dark_accent_deep", p.DarkAccentDeep, darkPaper)
	pair("dark_on_accent", p.DarkOnAccent, p.DarkAccent, p.DarkAccentDeep)
}

func (m Mail) validate(v *validator) {
	v.oneOf("mail.tls", m.TLS, "mandatory", "implicit", "none")
	v.want(m.Port > 0 && m.Port < 65536, "mail.port", strconv.Itoa(m.Port), "1 to 65535")
	v.want(m.TLS != "none" || m.Host == "" || IsLoopback(m.Host), "mail.tls", m.TLS, "mandatory or implicit: "+m.Host+" is not this machine")
	v.want(m.From == "" || isAddress(m.From), "mail.from", m.From, "an address such as noreply@forum.example, without a name")
	v.want(m.Host == "" || m.From != "", "mail.from", "", "the sender's address, since mail.host is set")
	v.want(!strings.ContainsAny(m.Host, ":/@ "), "mail.host", m.Host, "a host name without port; it has its own setting")
	v.want(m.Password.Reveal() == "" || m.User != "", "mail.user", "", "a name, since mail.password is set")
}

func (m MailIn) validate(v *validator, out Mail) {
	if path, unix := strings.CutPrefix(m.Listen, "unix:"); unix {
		v.want(strings.HasPrefix(path, "/"), "mail_in.listen", m.Listen, "unix:/PATH")
	} else if m.Listen != "" {
		host, port, err := net.SplitHostPort(m.Listen)
		n, perr := strconv.Atoi(port)
		v.want(err == nil && perr == nil && n >= 0 && n <= 65535 && IsLoopback(host), "mail_in.listen", m.Listen, "HOST:PORT of this machine, such as 127.0.0.1:8724, or unix:/PATH")
	}
	v.want(m.Address == "" || isAddress(m.Address), "mail_in.address", m.Address, "an address such as privacy@forum.example, without a name")
	v.want(m.Listen == "" || m.Address != "", "mail_in.address", "", "the address that people write to, since mail_in.listen is set")
	v.want(m.Address == "" || !strings.EqualFold(m.Address, out.From), "mail_in.address", m.Address, "another address than mail.from: our own mails must not come back as complaints")
	v.want(m.Listen == "" || out.Host != "", "mail_in.listen", "", "mail.host to be set as well: a complaint by mail is acknowledged by mail")
}

// IsLoopback says whether host, a name or an address, is this machine.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}

func (c *Config) validateRest(v *validator) {
	in := c.Intake
	// What is decoded in memory has a bound, whatever an operator wishes.
	v.want(in.AttachmentSize >= 1000 && in.AttachmentSize <= 25e6, "intake.attachment_size", fmt.Sprintf("%dB", in.AttachmentSize), "1kB to 25MB")
	v.want(in.Attachments == Off || in.Attachments >= 1 && in.Attachments <= 100, "intake.attachments", strconv.Itoa(int(in.Attachments)), "1 to 100, or off")
	v.want(in.BodyLength >= 100 && in.BodyLength <= 100_000, "intake.body_length", strconv.Itoa(in.BodyLength), "100 to 100000")
	v.want(c.Anchors.Every >= Period(time.Minute) && c.Anchors.Every <= Period(24*time.Hour) || c.Anchors.Every == Off, "anchors.every", c.Anchors.Every.Duration().String(), "one minute to 24 hours, or off")
	v.want(c.Anchors.Mail == "" || isAddress(c.Anchors.Mail), "anchors.mail", c.Anchors.Mail, "an address such as ledger@auditor.example")
	v.want(c.Anchors.Mail == "" || c.Mail.Host != "", "anchors.mail", "", "mail.host to be set as well")
	v.oneOf("metrics.access", c.Metrics.Access, "auto", "open", "off")
	v.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	v.oneOf("log.format", c.Log.Format, "text", "json")
	if c.OIDC.Issuer != "" {
		u, err := url.Parse(c.OIDC.Issuer)
		v.want(err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u.Hostname())),
			"oidc.issuer", withoutUser(c.OIDC.Issuer), "an https URL")
		v.want(c.OIDC.ClientID != "", "oidc.client_id", "", "the name that the provider gave, since oidc.issuer is set")
	}
	v.want(c.OIDC.Issuer != "" || c.OIDC.ClientID == "" && c.OIDC.ClientSecret.Reveal() == "", "oidc.issuer", "", "the provider's URL, since the client is set")
}
