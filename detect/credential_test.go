// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"testing"
)

// body is random text of n letters and digits, the same every time. Tokens are
// put together here so that no scanner takes this file for a leak.
func body(n int) string {
	const s = "7uW9XFOGOeMVNen5n1Ae6pWz3NnYJoQ9WmXeHH2fdeeTFJGvVvQe1sKhBN88zapF1qH6YytwMe4LbyoVFz8uZdZv8FuKKIBJlKx92Lq"
	return strings.Repeat(s, n/len(s)+1)[:n]
}

// Tokens are recognised by the prefix and length that their issuer publishes,
// anywhere in a text.
func TestTokenForms(t *testing.T) {
	e, err := New(Options{Types: []Type{Credential}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ prefix, body, kind string }{
		{"gh" + "p_", body(36), "github"},
		{"github" + "_pat_", body(82), "github"},
		{"gl" + "pat-", body(20), "gitlab"},
		{"xo" + "xb-", "2187364509-" + body(24), "slack"},
		{"sk" + "_live_", body(24), "stripe"},
		{"sk" + "-", body(48), "openai"},
		{"sk" + "-proj-", body(60), "openai"},
		{"np" + "m_", body(36), "npm"},
		{"AI" + "za", body(35), "google"},
		{"hf" + "_", body(34), "huggingface"},
		{"S" + "G.", body(22) + "." + body(43), "sendgrid"},
		{"LT" + "AI5t", body(18), "alibaba"},
	} {
		token := c.prefix + c.body
		for _, text := range []string{token, "key=" + token + "\n", "用" + token + "登录", `{"t":"` + token + `"}`} {
			fs := e.Find(text)
			if len(fs) != 1 || text[fs[0].Start:fs[0].End] != token || fs[0].Kind != c.kind {
				t.Errorf("%s token in %q: %v", c.kind, text, fs)
			}
		}
		for _, text := range []string{c.prefix + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "x" + token, c.prefix + "abc", c.prefix + "..."} {
			if fs := e.Find(text); len(fs) > 0 && text[fs[0].Start:fs[0].End] != c.body {
				t.Errorf("%q is taken for a token", text)
			}
		}
	}
}

// A private key is reported whole, up to its longest length; public parts and
// placeholders are not.
func TestPrivateKey(t *testing.T) {
	e, err := New(Options{Types: []Type{Credential}})
	if err != nil {
		t.Fatal(err)
	}
	block := func(label, body string) string {
		return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----"
	}
	lines := strings.Repeat(body(64)+"\n", 20)
	for _, c := range []struct {
		text string
		want bool
	}{
		{block("RSA PRIVATE KEY", lines), true},
		{block("OPENSSH PRIVATE KEY", lines), true},
		{strings.ReplaceAll(block("EC PRIVATE KEY", lines), "\n", `\n`), true},
		{block("PRIVATE KEY", strings.Repeat(body(64)+"\n", 52)), true},
		{block("PRIVATE KEY", strings.Repeat(body(64)+"\n", 70)), false}, // longer than any
		{block("PRIVATE KEY", "..."), false},
		{block("PRIVATE KEY", "<your key here, at least sixty-four characters of base64 text in here>"), false},
		{block("PUBLIC KEY", lines), false},
		{"-----BEGIN PRIVATE KEY-----\n" + lines, false}, // no end
	} {
		fs := e.Find("x\n" + c.text + "\ny")
		got := len(fs) == 1 && fs[0].End-fs[0].Start == len(c.text)
		if got != c.want {
			t.Errorf("%.40q…: %v, want found %v", c.text, fs, c.want)
		}
	}
}

// Passwords differ from names, types, calls and rules about passwords.
func TestPasswordForms(t *testing.T) {
	e, err := New(Options{Types: []Type{Credential}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"password=Heron-Ladder-58":                    "Heron-Ladder-58",
		"PASSWORD='Heron-Ladder-58'":                  "Heron-Ladder-58",
		"password: Kx9herring\nhost: x":               "Kx9herring",
		`set password to "abc"`:                       "",
		"?user=rita&password=Kx9herring&page=2":       "Kx9herring",
		"密码：kx9herring，别外传":                           "kx9herring",
		"密码是 herring":                                 "",
		"密码8位以上":                                      "",
		"password := readPassword2()":                 "",
		"password = user.password2":                   "",
		"password = password2":                        "",
		"Password: \"Kx9-herring\", // a test":        "",
		"if password == \"Kx9herring\" {":             "",
		"password=%s":                                 "",
		"password=********":                           "",
		"password: <REDACTED>":                        "",
		"enter the password (8 to 20 characters)":     "",
		"password https://example.com/reset1":         "",
		"token=" + body(32):                           body(32),
		"token: user_name_field_of_the_form_12":       "",
		"api_key = " + body(24):                       body(24),
		"api_key = YOUR_API_KEY_GOES_HERE_1234":       "",
		"X-Auth-Token: " + body(40):                   body(40),
		"client_secret: 3f9c2a7be81d4056a7c2e9b1d4f8": "3f9c2a7be81d4056a7c2e9b1d4f8",
		"PIN: 4827":                                   "4827",
		"PIN: 1234":                                   "",
		"pin 4827":                                    "",
	} {
		var got strings.Builder
		for _, f := range e.Find(text) {
			got.WriteString(text[f.Start:f.End])
		}
		if got.String() != want {
			t.Errorf("%q holds %q, want %q", text, got.String(), want)
		}
	}
}
