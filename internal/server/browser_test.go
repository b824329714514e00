// SPDX-License-Identifier: Apache-2.0

package server_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	code := storetest.Main(m)
	chromium.stop()
	os.Exit(code)
}

// chromium is the one browser of all tests of this package, started when first
// needed. Every reader has a context of their own in it, as in private windows.
var chromium process

type process struct {
	once    sync.Once
	err     error
	ctx     context.Context
	cancel  context.CancelFunc
	profile string
}

func (p *process) start() {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, p.err = exec.LookPath(name); p.err == nil {
			break
		}
	}
	if p.err != nil {
		return
	}
	if p.profile, p.err = os.MkdirTemp("", "hulan-chromium"); p.err != nil {
		return
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(p.profile), chromedp.Flag("hide-scrollbars", true),
		// No name but ours leads anywhere: the tests touch no network.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"))...)
	tab, end := chromedp.NewContext(ctx)
	p.ctx, p.cancel = tab, func() { end(); stop() }
	p.err = chromedp.Do(tab)
}

func (p *process) stop() {
	if p.cancel != nil {
		p.cancel()
	}
	if p.profile != "" {
		os.RemoveAll(p.profile)
	}
}

// long skips a test with a browser when little time is given: the race detector,
// which is run so, makes minutes of it and has the packages' own tests to look at.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a test with a browser takes half a minute")
	}
}

// patience bounds one action of a reader: a page is there in 50 ms, or in some
// seconds on a machine that is busy with all tests at once.
const patience = 30 * time.Second

// reader is somebody at a browser, with cookies of their own and a look.
type reader struct {
	t    *testing.T
	ctx  context.Context
	base string
	look look
	// pictures is the folder that screenshots go to, name the beginning of theirs.
	pictures, name string
	shots          int

	mu      sync.Mutex
	strange []string // addresses asked for that are not ours
}

// look is how a reader sees pages.
type look struct {
	lang   string
	width  int
	theme  string // "light" when empty
	script bool   // JavaScript runs
	// agent and from are sent with every request as the browser's name and the
	// address that a trusted proxy says it asks for.
	agent, from string
}

func (l look) String() string { return fmt.Sprintf("%s.%d", l.lang, l.width) }

// newReader opens a browser window at a service.
func newReader(t *testing.T, base, name, pictures string, l look) *reader {
	t.Helper()
	chromium.once.Do(chromium.start)
	if chromium.err != nil {
		if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
			t.Fatal("no Chromium: ", chromium.err)
		}
		t.Skip("no Chromium: ", chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	r := &reader{t: t, ctx: ctx, base: base, look: l, name: name, pictures: pictures}
	r.must(chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		events := cdp.Events(ctx, tab, network.RequestWillBeSent)
		go func() {
			for e, err := range events {
				if err != nil {
					return
				}
				if u := e.Request.URL; !strings.HasPrefix(u, base) {
					r.mu.Lock()
					r.strange = append(r.strange, u)
					r.mu.Unlock()
				}
			}
		}()
		headers := network.Headers{"Accept-Language": l.lang}
		if l.from != "" {
			headers["X-Forwarded-For"] = l.from
		}
		if _, err := cdp.Call(ctx, tab, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: headers}); err != nil {
			return err
		}
		if l.agent != "" {
			if _, err := cdp.Call(ctx, tab, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: l.agent}); err != nil {
				return err
			}
		}
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !l.script})
		return err
	})))
	r.resize(l.width, l.theme)
	return r
}

// pictures is the folder of screenshots: HULAN_SCREENSHOTS, or the test's
// artifact folder, which go test -artifacts keeps.
func pictures(t *testing.T) string {
	dir := os.Getenv("HULAN_SCREENSHOTS")
	if dir == "" {
		return t.ArtifactDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (r *reader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%s: %v", r.name, err)
	}
}

// do runs actions within the reader's patience.
func (r *reader) do(steps ...chromedp.Action[chromedp.Void]) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		r.t.Fatalf("%s: %v\n%s", r.name, err, r.words())
	}
}

// resize changes width and theme of the window.
func (r *reader) resize(width int, theme string) {
	r.t.Helper()
	r.look.width, r.look.theme = width, theme
	r.do(chromedp.EmulateViewport(int64(width), 800), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
}

// load does something that leads to a page, waits for it and returns its status.
func (r *reader) load(steps ...chromedp.Action[chromedp.Void]) int {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	res, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		r.t.Fatalf("%s: %v\n%s", r.name, err, r.words())
	}
	if res == nil {
		return 0
	}
	return int(res.Status)
}

// open types an address.
func (r *reader) open(path string) int {
	r.t.Helper()
	return r.load(chromedp.Navigate(r.base + path))
}

// click follows a link or presses a button.
func (r *reader) click(sel string) int {
	r.t.Helper()
	return r.load(chromedp.Click(chromedp.CSS(sel)))
}

// press presses the button of a form that is called go (or lang, or do).
func (r *reader) press(name, value string) int {
	r.t.Helper()
	return r.click(fmt.Sprintf(`button[name=%q][value=%q]:not(.vh)`, name, value))
}

// pick chooses a box or a circle by the words beside it.
func (r *reader) pick(ids ...string) {
	r.t.Helper()
	for _, id := range ids {
		r.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("label[for=%q]", id))))
	}
}

// write types a text into a field in place of what is there.
func (r *reader) write(id, text string) {
	r.t.Helper()
	eval[bool](r, fmt.Sprintf("(() => { const e = document.getElementById(%q); e.focus(); e.select(); return true })()", id))
	r.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// choose picks files for a field.
func (r *reader) choose(id string, files ...string) {
	r.t.Helper()
	r.do(chromedp.SetUploadFiles(chromedp.ID(id), files))
}

// eval reads something from the page as the developer tools do.
func eval[T any](r *reader, script string) T {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		r.t.Fatalf("%s: %s: %v", r.name, script, err)
	}
	return v
}

// words is the text of the page as it is seen.
func (r *reader) words() string {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.title + '\\n' + document.body.innerText"))
	if err != nil {
		return err.Error()
	}
	return s
}

// sees fails unless the page says all of it.
func (r *reader) sees(words ...string) {
	r.t.Helper()
	text := r.words()
	for _, w := range words {
		if !strings.Contains(text, w) {
			r.t.Fatalf("%s: the page does not say %q:\n%s", r.name, w, text)
		}
	}
	if strings.Contains(text, "⟦") {
		r.t.Errorf("%s: a word is missing:\n%s", r.name, text)
	}
}

// misses fails if the page says any of it.
func (r *reader) misses(words ...string) {
	r.t.Helper()
	text := r.words()
	for _, w := range words {
		if strings.Contains(text, w) {
			r.t.Errorf("%s: the page says %q:\n%s", r.name, w, text)
		}
	}
}

// value is what a field holds.
func (r *reader) value(id string) string {
	r.t.Helper()
	return eval[string](r, fmt.Sprintf("document.getElementById(%q).value", id))
}

// fits fails if the page is wider than the window.
func (r *reader) fits(what string) {
	r.t.Helper()
	if over := eval[int](r, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		who := eval[[]string](r, `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".scroll, .vh, .skip"))
			.map((e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 30)).slice(-4)`)
		r.t.Errorf("%s %s: the page is %d px too wide for %d: %q", r.name, what, over, r.look.width, who)
	}
}

// picture keeps the page as a PNG and sees that it fits the window.
func (r *reader) picture(what string) {
	r.t.Helper()
	r.fits(what)
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	r.must(err)
	r.shots++
	file := fmt.Sprintf("%s.%02d-%s.png", r.name, r.shots, what)
	r.must(os.WriteFile(filepath.Join(r.pictures, file), png, 0o644))
}

// download presses a button that gives a file, and reads the file.
func (r *reader) download(name, value string) []byte {
	r.t.Helper()
	dir, err := os.MkdirTemp(r.pictures, "download")
	r.must(err)
	defer os.RemoveAll(dir)
	id := chromedp.FromContext(r.ctx).BrowserContextID
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	yes := true
	_, err = cdp.Call(ctx, chromedp.FromContext(r.ctx).Browser, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: id, DownloadPath: dir, EventsEnabled: &yes,
	})
	r.must(err)
	r.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`button[name=%q][value=%q]:not(.vh)`, name, value))))
	for {
		found, err := filepath.Glob(filepath.Join(dir, "*"))
		r.must(err)
		if len(found) == 1 && !strings.HasSuffix(found[0], ".crdownload") && !strings.HasPrefix(filepath.Base(found[0]), ".") {
			if data, err := os.ReadFile(found[0]); err == nil && len(data) > 0 {
				return data
			}
		}
		if ctx.Err() != nil {
			r.t.Fatalf("%s: nothing was downloaded", r.name)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// cookies lists the names of all cookies that the reader was given.
func (r *reader) cookies() []string {
	r.t.Helper()
	res, err := cdp.Call(r.ctx, chromedp.FromContext(r.ctx).Browser, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: chromedp.FromContext(r.ctx).BrowserContextID})
	r.must(err)
	var names []string
	for _, c := range res.Cookies {
		names = append(names, c.Name)
	}
	return names
}

// history lists the addresses that the reader was at.
func (r *reader) history() []string {
	r.t.Helper()
	var out []string
	r.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		res, err := cdp.Call(ctx, tab, page.GetNavigationHistory, cdp.Empty{})
		if err != nil {
			return err
		}
		for _, e := range res.Entries {
			out = append(out, e.URL)
		}
		return nil
	}))
	return out
}

// elsewhere lists what the reader's browser asked for that is not of the service.
func (r *reader) elsewhere() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.strange...)
}
