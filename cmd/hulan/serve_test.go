// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// serve runs `hulan serve` as a process of its own and returns its address and
// what it printed, once it answers.
func serve(t *testing.T, args ...string) (url string, printed []string) {
	t.Helper()
	n := newNode(t, args...)
	n.start()
	t.Cleanup(n.stop)
	return n.url, n.printed
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// `hulan serve --demo` prints what README.md says, and shows a page.
func TestServeDemo(t *testing.T) {
	url, printed := serve(t, "--demo")
	want := []string{"A made-up platform. Who can sign in: " + url + "/demo", "Hulan is at " + url}
	if strings.Join(printed, "\n") != strings.Join(want, "\n") {
		t.Errorf("printed %q, want %q", printed, want)
	}
	if code, body := get(t, url+"/?lang=en"); code != http.StatusOK || !strings.Contains(body, "Start a report") {
		t.Errorf("start page: %d", code)
	}
}

// On an empty folder it prints a link that leads to setting up.
func TestServeEmpty(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	url, printed := serve(t, "--data", dir)
	link := regexp.MustCompile(regexp.QuoteMeta(url) + `/staff/setup\?token=\S+`).FindString(strings.Join(printed, "\n"))
	if link == "" {
		t.Fatalf("no link in %q", printed)
	}
	if code, body := get(t, link); code != http.StatusOK || !strings.Contains(body, `name="password"`) {
		t.Errorf("set-up page: %d", code)
	}
	if code, _ := get(t, url+"/staff/setup?token=wrong"); code != http.StatusGone {
		t.Errorf("a wrong link: %d", code)
	}
	for _, name := range []string{"hulan.db", "root.key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}
