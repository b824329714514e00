// SPDX-License-Identifier: Apache-2.0

package config

import "net/netip"

// Config holds every setting of the service. The zero value of a field means
// its default, which the tag names and the comment explains.
type Config struct {
	// Data is the folder of the database, keys and attachments, made with mode
	// 0700. Defaults to hulan-data in the working directory.
	Data string `key:"data" default:"hulan-data"`
	// Listen is the address that the service listens on, as HOST:PORT. Defaults
	// to 127.0.0.1:8787, which only this machine can reach; put a reverse proxy
	// with TLS in front of it for anything else.
	Listen string `key:"listen" default:"127.0.0.1:8787"`
	// PublicURL is the address that people type, without a path. Defaults to
	// http://localhost:PORT with the port of listen: passkeys are bound to a name
	// and refuse IP addresses.
	PublicURL string `key:"public_url"`
	// Database is the connection string of a PostgreSQL server, such as
	// postgres://hulan@db.internal/hulan. Empty, the default, means SQLite in the
	// data folder.
	Database Secret `key:"database"`
	// RootKey is where the key comes from that all others hang on: file, a file
	// root.key in the data folder, made when missing; file:PATH for another place;
	// systemd for the credential hulan-root-key, or systemd:NAME. Defaults to file.
	RootKey string `key:"root_key" default:"file"`
	// Languages are the languages of the pages, the first one for visitors who
	// ask for none of them. Defaults to zh-CN, en.
	Languages []string `key:"languages" default:"zh-CN,en"`
	// TrustedProxies are the networks (CIDR) of reverse proxies whose
	// X-Forwarded-For is believed. Empty, the default, means none: the address of
	// the connection counts.
	TrustedProxies []netip.Prefix `key:"trusted_proxies"`

	Platform  Platform  `key:"platform"`
	Mail      Mail      `key:"mail"`
	MailIn    MailIn    `key:"mail_in"`
	Intake    Intake    `key:"intake"`
	Retention Retention `key:"retention"`
	// Clocks are other terms for new clocks, by the id of the rule in
	// docs/clocks.md: a number with h (hours), d (calendar days) or wd (working
	// days), whichever the rule is counted in. House defaults may have any, a legal
	// deadline only a shorter one. The words of the public pages follow. Empty by
	// default.
	Clocks  map[string]Term `key:"clocks"`
	Anchors Anchors         `key:"anchors"`
	Metrics Metrics         `key:"metrics"`
	OIDC    OIDC            `key:"oidc"`
	Log     Log             `key:"log"`

	path string // the file it was read from
}

// Platform is how the operator's platform is called and looks.
type Platform struct {
	// Name is the platform's name on pages and in mails, at most 60 characters.
	// Defaults to Hulan.
	Name string `key:"name" default:"Hulan"`
	// Logo is a PNG or JPEG file shown before the name on public pages, 28 pixels
	// high on a white ground, at most 1 MB. Empty, the default, means our own sign.
	Logo string `key:"logo"`
	// Accent is the colour of links and buttons on light pages, as #rrggbb, with a
	// contrast of at least 4.5 on #ffffff and #f2f5f6 (WCAG 2.2, 1.4.3). Defaults
	// to #0b5673.
	Accent Colour `key:"accent" default:"#0b5673"`
	// AccentDeep is the accent under the pointer on light pages. Defaults to
	// #083f55.
	AccentDeep Colour `key:"accent_deep" default:"#083f55"`
	// OnAccent is the colour of text on both, with a contrast of at least 4.5.
	// Defaults to #ffffff.
	OnAccent Colour `key:"on_accent" default:"#ffffff"`
	// DarkAccent is the accent on dark pages, with a contrast of at least 4.5 on
	// #10181d and #18232a. Defaults to #7cc4e0.
	DarkAccent Colour `key:"dark_accent" default:"#7cc4e0"`
	// DarkAccentDeep is the accent under the pointer on dark pages. Defaults to
	// #a5d8ec.
	DarkAccentDeep Colour `key:"dark_accent_deep" default:"#a5d8ec"`
	// DarkOnAccent is the colour of text on both on dark pages. Defaults to
	// #08222e.
	DarkOnAccent Colour `key:"dark_on_accent" default:"#08222e"`
}

// Mail is the server that outgoing mail is handed to.
type Mail struct {
	// Host is the name of the SMTP server. Empty, the default, means no mail is
	// sent; people then read answers on the page alone.
	Host string `key:"host"`
	// Port is the server's port. Defaults to 587, and to 465 with implicit TLS.
	Port int `key:"port"`
	// TLS is mandatory (STARTTLS or nothing), implicit (TLS from the first octet)
	// or none, which is allowed for a server on this machine only. Defaults to
	// mandatory.
	TLS string `key:"tls" default:"mandatory"`
	// CAFile is a PEM file of the authority that signed the server's certificate.
	// Empty, the default, means those of the system.
	CAFile string `key:"ca_file"`
	// User is the name to log in with. Empty, the default, means no login.
	User string `key:"user"`
	// Password is the password to log in with. Empty by default.
	Password Secret `key:"password"`
	// From is the sender's address, such as noreply@forum.example. It must be set
	// when host is.
	From string `key:"from"`
}

// MailIn is how complaints by mail come in: the operator's mail server hands
// them over by LMTP.
type MailIn struct {
	// Listen is where the mail server hands mail over: HOST:PORT of this machine,
	// or unix:PATH. Whoever can connect is believed, so it is never reached from
	// elsewhere. Empty, the default, means no complaints by mail.
	Listen string `key:"listen"`
	// Address is the address that people write to, such as privacy@forum.example;
	// mail for any other is refused. It must be set when listen is, and so must
	// mail.host, since every complaint is acknowledged by mail.
	Address string `key:"address"`
}

// Intake bounds what the public form and its API take from one person.
type Intake struct {
	// Attachments is how many files a complaint or message may have, at most 100.
	// Defaults to 10; off allows none.
	Attachments Count `key:"attachments" default:"10"`
	// AttachmentSize is how large a file may be, in octets with kB or MB, 1kB to
	// 25MB: files are decoded in memory and lie in the database. Defaults to 10MB,
	// a picture of a telephone. Everything sent at once has 32 MB at most.
	AttachmentSize Size `key:"attachment_size" default:"10MB"`
	// BodyLength is how many characters a text may have, 100 to 100000. Defaults
	// to 20000, some ten printed pages.
	BodyLength int `key:"body_length" default:"20000"`
	// Complaints is how many complaints are taken from one network (/24 of IPv4,
	// /48 of IPv6; kept in memory only, under a key of the day), as N/s, N/m, N/h
	// or N/d: that many at once, and that many more in the time. It is counted when
	// a form is begun, so that nobody is turned away after filling it in. Defaults
	// to 20/h, since a school or an office shares one; off means no limit.
	Complaints Rate `key:"complaints" default:"20/h"`
	// Messages is the same for messages under a receipt. Defaults to 60/h.
	Messages Rate `key:"messages" default:"60/h"`
	// Lookups is the same for receipts that are typed in, right or wrong. Defaults
	// to 60/h.
	Lookups Rate `key:"lookups" default:"60/h"`
	// Total is how many complaints each node of the service takes. Defaults to
	// 200/s, the load it is built for; more are asked to come back in a minute.
	Total Rate `key:"total" default:"200/s"`
}

// Retention is how long things are kept, in days (d) or hours (h); off keeps
// them until they are erased by hand. A legal hold stops every term.
type Retention struct {
	// Cases is how long a case is kept after it was closed. Defaults to 1095d: a
	// claim lapses after three years (Civil Code of China, art. 188).
	Cases Period `key:"cases" default:"1095d"`
	// Originals is how long files that are kept as they came, such as a PDF, are
	// kept after the case was closed; pictures, which were cleaned, stay as long as
	// the case. Defaults to 180d.
	Originals Period `key:"originals" default:"180d"`
	// Outbox is how long the record of a mail that was sent is kept. It holds no
	// text. Defaults to 30d.
	Outbox Period `key:"outbox" default:"30d"`
}

// Anchors is where checkpoints of the ledger are kept outside the database, so
// that nobody can rewrite it unseen. Without one, the ledger proves little
// against the operator.
type Anchors struct {
	// File is a file that each checkpoint is appended to, best on another machine
	// or on paper. Empty, the default, means none.
	File string `key:"file"`
	// Mail is an address outside the operator's house that each checkpoint is sent
	// to, with nothing else in the mail. Empty, the default, means none.
	Mail string `key:"mail"`
	// Every is the time between checkpoints that go there, one minute to 24 hours.
	// Defaults to 24h; off sends none by itself.
	Every Period `key:"every" default:"24h"`
}

// Metrics is who may read /metrics, which holds counts and no personal data.
type Metrics struct {
	// Access is auto (anybody while listen is loopback, an API key otherwise), open
	// (anybody) or off. Defaults to auto.
	Access string `key:"access" default:"auto"`
}

// OIDC is the identity provider that staff may sign in with.
type OIDC struct {
	// Issuer is the provider's URL; it must be https. Empty, the default, means
	// passkeys and passwords only.
	Issuer string `key:"issuer"`
	// ClientID is the name that the provider knows this service by.
	ClientID string `key:"client_id"`
	// ClientSecret is the secret shared with the provider. Empty by default.
	ClientSecret Secret `key:"client_secret"`
}

// Log is what is written to standard error. It never holds personal data.
type Log struct {
	// Level is debug, info, warn or error: the least important kind that is
	// written. Defaults to info.
	Level string `key:"level" default:"info"`
	// Format is text or json. Defaults to text.
	Format string `key:"format" default:"text"`
}
