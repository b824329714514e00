// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serve runs `hulan serve` as a process of its own and returns its address and
// what it printed, once it answers.
func serve(t *testing.T, args ...string) (url string, printed []string) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "hulan")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	// Its own context: the process is told to stop, not killed, when the test ends.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), bin, append([]string{"serve", "--listen", addr}, args...)...)
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "TMPDIR="+t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("hulan serve, told to stop: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		printed = append(printed, lines.Text())
		if strings.HasPrefix(lines.Text(), "Hulan is at") {
			break
		}
	}
	// What comes after is read too, so that the process is never held up.
	more := make(chan string, 10)
	go func() {
		defer close(more)
		for lines.Scan() {
			more <- lines.Text()
		}
	}()
	url = "http://localhost:" + port
	for start := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if code, _ := get(t, url+"/readyz"); code == http.StatusOK {
			break
		}
		if time.Since(start) > time.Minute {
			t.Fatal("no answer within a minute")
		}
	}
	for {
		select {
		case s, ok := <-more:
			if !ok {
				return url, printed
			}
			printed = append(printed, s)
		case <-time.After(100 * time.Millisecond):
			return url, printed
		}
	}
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
