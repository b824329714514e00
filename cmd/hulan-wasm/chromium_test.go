// SPDX-License-Identifier: Apache-2.0

//go:build !js && !windows

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// chromium is a browser without a window that is spoken to through pipes: the
// DevTools protocol as JSON, each message ended by a zero byte.
type chromium struct {
	t       *testing.T
	in      io.Writer
	out     *bufio.Reader
	last    int
	session string
}

// startChromium starts a browser with one empty page and an own profile.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	path := program(t, "chromium", "chromium-browser", "google-chrome")
	// Not t.TempDir: processes of the browser that still end would write there.
	profile, err := os.MkdirTemp("", "hulan-chromium")
	if err != nil {
		t.Fatal(err)
	}
	fromUs, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, toUs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe", "--user-data-dir="+profile, "about:blank")
	cmd.ExtraFiles = []*os.File{fromUs, toUs} // 3 and 4, where it expects them
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fromUs.Close()
	toUs.Close()
	c := &chromium{t: t, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		in.Close() // the end of its pipe ends it
		stuck := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		stuck.Stop()
		out.Close()
		os.RemoveAll(profile)
	})
	// A browser that hangs ends the reads instead of the whole test run.
	hang := time.AfterFunc(3*time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() { hang.Stop() })
	var page struct{ TargetID, SessionID string }
	c.call("Target.createTarget", map[string]any{"url": "about:blank"}, &page)
	c.call("Target.attachToTarget", map[string]any{"targetId": page.TargetID, "flatten": true}, &page)
	c.session = page.SessionID
	c.call("Page.enable", nil, nil)
	return c
}

// call sends a command and reads until its answer comes; events are passed over.
func (c *chromium) call(method string, params, result any) {
	c.t.Helper()
	c.last++
	message := map[string]any{"id": c.last, "method": method}
	if params != nil {
		message["params"] = params
	}
	if c.session != "" {
		message["sessionId"] = c.session
	}
	data, err := json.Marshal(message)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.Write(append(data, 0)); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	for {
		data, err := c.out.ReadBytes(0)
		if err != nil {
			c.t.Fatalf("%s: the browser has gone: %v", method, err)
		}
		var answer struct {
			ID     int
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(bytes.TrimSuffix(data, []byte{0}), &answer); err != nil {
			c.t.Fatal(err)
		}
		if answer.ID != c.last {
			continue
		}
		if answer.Error != nil {
			c.t.Fatalf("%s: %s", method, answer.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(answer.Result, result); err != nil {
				c.t.Fatal(err)
			}
		}
		return
	}
}

// eval runs JavaScript in the page, waits for what it promises and reads it into
// result.
func (c *chromium) eval(script string, result any) {
	c.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	c.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &answer)
	if x := answer.ExceptionDetails; x != nil {
		c.t.Fatalf("%s\n%s %s", script, x.Text, x.Exception.Description)
	}
	if result != nil {
		if err := json.Unmarshal(answer.Result.Value, result); err != nil {
			c.t.Fatalf("%s: %v", script, err)
		}
	}
}

// open goes to an address and waits until the page was loaded.
func (c *chromium) open(url string) {
	c.t.Helper()
	c.call("Page.navigate", map[string]any{"url": url}, nil)
	c.wait(fmt.Sprintf("location.href === %q && document.readyState === 'complete'", url))
}

// wait waits until an expression is true, for half a minute at most.
func (c *chromium) wait(condition string) {
	c.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		ok := false
		if c.eval("Boolean("+condition+")", &ok); ok {
			return
		}
	}
	var page string
	c.eval("document.body.innerText", &page)
	c.t.Fatalf("waited in vain for %s; the page says:\n%s", condition, strings.TrimSpace(page))
}

// look sets width, height and theme.
func (c *chromium) look(width, height int, theme string) {
	c.t.Helper()
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	c.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": theme}}}, nil)
}

// picture writes the whole page to a PNG file.
func (c *chromium) picture(file string) {
	c.t.Helper()
	var size struct {
		CSSContentSize struct{ Width, Height float64 }
	}
	c.call("Page.getLayoutMetrics", nil, &size)
	var shot struct{ Data []byte }
	c.call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true, "clip": map[string]any{
		"x": 0, "y": 0, "width": size.CSSContentSize.Width, "height": size.CSSContentSize.Height, "scale": 1,
	}}, &shot)
	if err := os.WriteFile(file, shot.Data, 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// press types a key with its text.
func (c *chromium) press(key, text string, code int) {
	c.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		c.call("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": key, "code": key, "text": text, "windowsVirtualKeyCode": code}, nil)
	}
}
