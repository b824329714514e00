// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"maps"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Nothing has to be set: the defaults are complete, valid, and those that the
// design names.
func TestDefaults(t *testing.T) {
	c, err := Load(Options{Env: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8787" || c.PublicURL != "http://localhost:8787" || c.Data != "hulan-data" {
		t.Errorf("listen %q, public URL %q, data %q", c.Listen, c.PublicURL, c.Data)
	}
	if c.Retention.Cases.Duration() != 3*365*24*time.Hour || c.Intake.AttachmentSize != 10e6 || c.Intake.Complaints != (Rate{20, time.Hour}) || c.Mail.Port != 587 {
		t.Errorf("%+v", c)
	}
	if err := new(Config).Validate(); err != nil {
		t.Errorf("the zero value: %v", err)
	}
	for _, f := range fieldsOf(c) {
		if f.def != "" && f.value.IsZero() {
			t.Errorf("%s has a default and is zero", f.key)
		}
	}
}

// Defaults < file < environment < command line.
func TestPrecedence(t *testing.T) {
	path := write(t, "hulan.yaml", "listen: 127.0.0.1:1\ndata: from-file\nlanguages: [en, zh-CN]\n"+
		"mail:\n  # comment\n  host: localhost\n  from: a@forum.example\n  port: 1025\nclocks:\n  house.feedback: 10wd\n")
	c, err := Load(Options{
		Path:  path,
		Env:   []string{"HULAN_LISTEN=127.0.0.1:2", "HULAN_MAIL_PORT=2525", "HULAN_TRUSTED_PROXIES=10.0.0.0/8, ::1/128", "PATH=x", "HULAN_CORPUS=x"},
		Flags: map[string]string{"listen": "127.0.0.1:3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s %s %s %d %v %v", c.Listen, c.PublicURL, c.Data, c.Mail.Port, c.Languages, c.TrustedProxies)
	if want := "127.0.0.1:3 http://localhost:3 from-file 2525 [en zh-CN] [10.0.0.0/8 ::1/128]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c.Clocks["house.feedback"] != (Term{10, "wd"}) {
		t.Errorf("clocks %v", c.Clocks)
	}
}

// Each mistake is told with its setting, its place, what was got and what is
// allowed; all of them at once.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"listne: x", "listne: there is no such setting, did you mean listen? (hulan.yaml:1)"},
		{"mial:\n  host: x", "mial: there is no such setting, did you mean mail? (hulan.yaml:1)"},
		{"mail:\n  hots: x", "mail.hots: there is no such setting, did you mean mail.host? (hulan.yaml:2)"},
		{"host: x", "host: there is no such setting, did you mean mail.host? (hulan.yaml:1)"},
		{"qqqqqqqq: x", "qqqqqqqq: there is no such setting (hulan.yaml:1)"},
		{"listen: here", `listen: got "here", want HOST:PORT, such as 127.0.0.1:8787 (hulan.yaml:1)`},
		{"\nlisten:", "listen: got nothing; leave the setting out for its default (hulan.yaml:2)"},
		{"mail:\n  port: 0", `mail.port: got "0", want a number above zero (hulan.yaml:2)`},
		{"mail: {port: 70000}", `mail.port: got "70000", want 1 to 65535 (hulan.yaml:1)`},
		{"mail: {host: mail.forum.example, from: a@forum.example, tls: none}", `mail.tls: got "none", want mandatory or implicit: mail.forum.example is not this machine (hulan.yaml:1)`},
		{"mail: {host: mail.forum.example}", "mail.from: want the sender's address, since mail.host is set"},
		{"public_url: http://127.0.0.1:8787", "want a name, not an IP address: passkeys refuse them"},
		{"public_url: http://forum.example", "want https, except for localhost"},
		{"platform: {accent: '#777777'}", `platform.accent: got "#777777", want a contrast of 4.5 on #ffffff, it has 4.48 (hulan.yaml:1)`},
		{"platform: {accent: blue}", `platform.accent: got "blue", want a colour as #rrggbb, such as #0b5673 (hulan.yaml:1)`},
		{"retention: {cases: 3y}", `retention.cases: got "3y", want a number with m, h, d, such as 3d, or off`},
		{"clocks: {a.b: 3 weeks}", `clocks: got "3 weeks", want a number with h (hours), d (calendar days) or wd (working days), such as 10wd`},
		{"intake: {complaints: 5/y}", `intake.complaints: got "5/y", want a number with /s, /m, /h or /d, such as 20/h, or off`},
		{"trusted_proxies: [0.0.0.0/0]", `trusted_proxies: got "0.0.0.0/0", want a network such as 10.0.0.0/8, not the whole internet`},
		{"listen: 127.0.0.1:1\nlisten: 127.0.0.1:2", "not YAML: line 2: mapping key \"listen\" already defined"},
		{"mail:\n  password: a\n  password_file: b", "mail.password_file: is given twice"},
		{"data: [a, b]", "data: got a list, want one value (hulan.yaml:1)"},
		{"data: *x", "hulan.yaml"},
		{"just text", "want settings as KEY: VALUE"},
	} {
		_, err := Load(Options{Path: write(t, "hulan.yaml", c.file), Env: []string{}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v\nwant %s", c.file, err, c.want)
		}
	}
	_, err := Load(Options{Env: []string{"HULAN_LISTEN=x", "HULAN_LOG_LEVEL=loud", "HULAN_MAIL_HOTS=x"}})
	for _, want := range []string{"(HULAN_LISTEN)", "(HULAN_LOG_LEVEL)", "did you mean HULAN_MAIL_HOST?"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("all mistakes at once: %v\nwant %s", err, want)
		}
	}
	if e, ok := errors.AsType[*Error](err); !ok || e.Field == "" {
		t.Errorf("no *Error in %v", err)
	}
}

// A secret comes from the file, the environment or a file of its own, and is
// never printed: not by fmt, slog or JSON, and not in an error.
func TestSecrets(t *testing.T) {
	const planted = "hunter2-planted"
	secret := write(t, "password", planted+"\n")
	c, err := Load(Options{Env: []string{"HULAN_MAIL_PASSWORD_FILE=" + secret, "HULAN_MAIL_USER=u", "HULAN_DATABASE=postgres://u:" + planted + "@h/d"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Mail.Password.Reveal() != planted {
		t.Errorf("password %q", c.Mail.Password.Reveal())
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "c", c, "p", c.Mail.Password)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "c", c, "p", c.Mail.Password)
	js, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	all.WriteString(log.String() + string(js))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all.WriteString(fmt.Sprintf(verb, c.Mail.Password) + fmt.Sprintf(verb, *c) + fmt.Sprintf(verb, c))
	}
	for _, bad := range []string{"database: [" + planted + ", b]", "database: " + planted, "database: {" + planted + ": *x", "database: \"" + planted, "mail: {password: *" + planted + "}", "public_url: https://u:" + planted + "@forum.example"} {
		_, err := Load(Options{Path: write(t, "hulan.yaml", bad), Env: []string{}})
		if err == nil {
			t.Errorf("%q is no error", bad)
			continue
		}
		all.WriteString(err.Error())
	}
	if strings.Contains(all.String(), planted) || strings.Contains(all.String(), "68756e74") {
		t.Errorf("the secret is shown in:\n%s", all.String())
	}
	for _, env := range [][]string{
		{"HULAN_MAIL_PASSWORD=a", "HULAN_MAIL_PASSWORD_FILE=" + secret, "HULAN_MAIL_USER=u"},
		{"HULAN_MAIL_PASSWORD_FILE=" + write(t, "empty", "\n"), "HULAN_MAIL_USER=u"},
		{"HULAN_MAIL_PASSWORD_FILE=/does/not/exist", "HULAN_MAIL_USER=u"},
		{"HULAN_LISTEN_FILE=" + secret},
	} {
		if _, err := Load(Options{Env: env}); err == nil {
			t.Errorf("%v is no error", env)
		}
	}
}

// Contrast agrees with the ratios of the design's table.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#15222a", "#ffffff", 16.2}, {"#0b5673", "#ffffff", 8.1}, {"#0b5673", "#f2f5f6", 7.4}, {"#7cc4e0", "#10181d", 9.3}, {"#7cc4e0", "#18232a", 8.2}, {"#08222e", "#7cc4e0", 8.5}, {"#000000", "#ffffff", 21}} {
		var a, b Colour
		if err := errors.Join(a.UnmarshalText([]byte(c.a)), b.UnmarshalText([]byte(c.b))); err != nil {
			t.Fatal(err)
		}
		if got := Contrast(a, b); got < c.want-0.06 || got > c.want+0.06 || got != Contrast(b, a) {
			t.Errorf("%s on %s: %.2f, want %.1f", c.a, c.b, got, c.want)
		}
	}
}

// Every field has a comment that begins with its name, names the default of the
// tag and its kind of value; keys and variables are unique.
func TestFieldsAreDocumented(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "fields.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		f, ok := node.(*ast.Field)
		if !ok || f.Tag == nil || len(f.Names) == 0 {
			return true
		}
		tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
		if tag.Get("key") == "" {
			t.Errorf("%s has no key", f.Names[0])
		}
		if id, ok := f.Type.(*ast.Ident); ok && id.Name == f.Names[0].Name { // a section
			return true
		}
		n++
		doc := strings.Join(strings.Fields(f.Doc.Text()), " ")
		if !strings.HasPrefix(doc, f.Names[0].Name+" is ") && !strings.HasPrefix(doc, f.Names[0].Name+" are ") || !strings.HasSuffix(doc, ".") {
			t.Errorf("%s: %q does not begin with its name or is no sentence", f.Names[0], doc)
		}
		def := tag.Get("default")
		if def != "" && !strings.Contains(doc, "Defaults to "+strings.ReplaceAll(def, ",", ", ")) {
			t.Errorf("%s: the comment does not say: Defaults to %s", f.Names[0], def)
		}
		if def == "" && !strings.Contains(doc, "default") && !strings.Contains(doc, "Default") && !strings.Contains(doc, " set") && !strings.Contains(doc, "the name that") && f.Names[0].Name != "ClientID" {
			t.Errorf("%s: the comment does not say what holds when it is not set", f.Names[0])
		}
		return true
	})
	fields := fieldsOf(&Config{})
	if n != len(fields) || n == 0 {
		t.Errorf("%d fields in the source, %d in the struct", n, len(fields))
	}
	seen := map[string]string{}
	for _, f := range fields {
		for _, name := range []string{f.env(), f.env() + "_FILE"} {
			if seen[name] != "" && seen[name] != f.key {
				t.Errorf("%s and %s share %s", f.key, seen[name], name)
			}
			seen[name] = f.key
		}
	}
}

// docs/configuration.md is what Docs renders; UPDATE=1 writes it.
func TestDocs(t *testing.T) {
	page := filepath.Join("..", "..", "docs", "configuration.md")
	want, err := Docs()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Error("docs/configuration.md is not what the fields say; UPDATE=1 go test ./internal/config writes it")
	}
	for _, f := range fieldsOf(&Config{}) {
		if !strings.Contains(want, "### `"+f.key+"`\n") {
			t.Errorf("%s is not on the page", f.key)
		}
	}
	_, rest, _ := strings.Cut(want, "```yaml\n")
	sample, _, _ := strings.Cut(rest, "```")
	sample = strings.ReplaceAll(sample, "/etc/hulan/mail-password", write(t, "password", "x"))
	if _, err := Load(Options{Path: write(t, "hulan.yaml", sample), Env: []string{}}); err != nil {
		t.Errorf("the sample: %v", err)
	}
}

// Check finds what the settings cannot show by themselves.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	gone := filepath.Join(dir, "gone", "deeper")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil { // nobody listens there now
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	loose := write(t, "root.key", "x")
	if err := os.Chmod(loose, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		settings map[string]string
		field    string
		fatal    bool
	}{
		{map[string]string{"data": gone}, "data", true},
		{map[string]string{"data": write(t, "file", "x")}, "data", true},
		{map[string]string{"root_key": "systemd"}, "root_key", true},
		{map[string]string{"root_key": "file:" + gone}, "root_key", true},
		{map[string]string{"root_key": "file:" + loose}, "root_key", true},
		{map[string]string{"platform.logo": gone}, "platform.logo", true},
		{map[string]string{"anchors.file": gone}, "anchors.file", true},
		{map[string]string{"anchors.file": filepath.Join(dir, "anchor")}, "anchors.file", false},
		{map[string]string{}, "anchors", false},
		{map[string]string{}, "mail.host", false},
		{map[string]string{"mail.ca_file": loose}, "mail.ca_file", true},
		{map[string]string{"mail.host": "localhost", "mail.from": "a@forum.example", "mail.port": fmt.Sprint(port)}, "mail.host", false},
		{map[string]string{"listen": "0.0.0.0:80"}, "public_url", false},
		{map[string]string{"public_url": "https://forum.example"}, "trusted_proxies", false},
		{map[string]string{"trusted_proxies": "0.0.0.0/2"}, "trusted_proxies", false},
		{map[string]string{"trusted_proxies": "10.1.2.3/8"}, "trusted_proxies", false},
	} {
		settings := map[string]string{"data": dir}
		maps.Copy(settings, c.settings)
		cfg, err := Load(Options{Env: []string{}, Flags: settings})
		if err != nil {
			t.Fatal(err)
		}
		problems := cfg.Check(t.Context())
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Field == c.field && p.Fatal == c.fatal && p.Text != "" }) {
			t.Errorf("%v: no problem of %s (fatal: %v) in %+v", c.settings, c.field, c.fatal, problems)
		}
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 0 {
		t.Errorf("Check left %v in the data folder (%v)", names, err)
	}
	cfg, err := Load(Options{Env: []string{}, Flags: map[string]string{"data": filepath.Join(dir, "new")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range cfg.Check(t.Context()) {
		if p.Fatal {
			t.Errorf("the defaults on an empty machine: %+v", p)
		}
	}
}

// Whatever the file holds, Load returns settings that are valid or an error, and
// the error does not repeat what stands at a secret's place.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{"", "a", "listen: 127.0.0.1:1", "mail: {port: 1}", "a: [b", "? a", "- a", "clocks: {a: 1d}", "mail:\n  password: |\n    x\n", "&a *a", "---\n---\n", "data: !!binary aGk=", "languages: []", "<<: *a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(Options{Path: write(t, "hulan.yaml", text), Env: []string{}})
		if (c == nil) == (err == nil) {
			t.Fatalf("settings %v, error %v", c, err)
		}
		if err == nil {
			if err := c.Validate(); err != nil {
				t.Fatal(err)
			}
		}
		planted := "database: Zq9\n" + text
		if _, err := Load(Options{Path: write(t, "hulan.yaml", planted), Env: []string{}}); err != nil && strings.Contains(err.Error(), "Zq9") && !strings.Contains(text, "Zq9") {
			t.Fatalf("the error repeats a secret: %v", err)
		}
	})
}

// A logo that is no picture is told by the check, in words, before anybody
// sees the page.
func TestCheckLogo(t *testing.T) {
	for text, want := range map[string]string{"no picture": "platform.logo: ", "": "platform.logo: "} {
		c, err := Load(Options{Env: []string{}, Flags: map[string]string{"data": t.TempDir(), "platform.logo": write(t, "logo.png", text)}})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(c.Check(t.Context()), func(p Problem) bool { return p.Fatal && strings.HasPrefix(p.String(), want) }) {
			t.Errorf("%q was taken as a logo", text)
		}
	}
}
