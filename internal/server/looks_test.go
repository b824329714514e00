// SPDX-License-Identifier: Apache-2.0

package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/store"
)

// axe-core, which .ci/run installs and names in HULAN_AXE, finds nothing to mend
// on any page, by WCAG 2.0 to 2.2 A and AA and its best practices: in both
// languages, light and dark, wide and narrow. No page is wider than a window of
// 320 px or with text of double size, and a public page stays small.
func TestEveryPageIsAccessible(t *testing.T) {
	long(t)
	axe := axeCore(t)
	s := startService(t, "")
	shot := picture(t, s.shots)
	for _, lang := range []string{"zh-CN", "en"} {
		t.Run(lang, func(t *testing.T) {
			i := &inspection{axe: axe, public: true, reader: newReader(t, s.base, "look."+lang, s.pictures, look{lang: lang, width: 1280, script: true})}
			i.form(shot)
			i.following(s)
			i.others()
			i.reader.leave()
			i.public = false
			i.signIn(t, s)
			i.console(t, s)
		})
	}
}

// inspection shows pages to axe-core.
type inspection struct {
	*reader
	axe    string
	public bool
}

// axeCore reads axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	name := os.Getenv("HULAN_AXE")
	if name == "" {
		if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
			t.Fatal("HULAN_AXE does not name axe-core's axe.min.js")
		}
		t.Skip("HULAN_AXE does not name axe-core's axe.min.js, of the npm package axe-core")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// maxPublicPage is what a public page and its style sheet may have together
// before compression, in octets (design, principle 6).
const maxPublicPage = 40_000

// look examines the page that is open.
func (i *inspection) see(what string) {
	r := i.reader
	r.t.Helper()
	if text := r.words(); strings.Contains(text, "⟦") {
		r.t.Errorf("%s: a word is missing:\n%s", what, text)
	}
	eval[bool](r, i.axe+"; true")
	for _, width := range []int{1280, 390} {
		for _, theme := range []string{"light", "dark"} {
			r.resize(width, theme)
			i.violations(fmt.Sprintf("%s, %s, %d px, %s", what, r.look.lang, width, theme))
			if os.Getenv("HULAN_SCREENSHOTS") != "" {
				r.keep(fmt.Sprintf("%s.%s.%d.%s.png", what, r.look.lang, width, theme))
			}
		}
		// Text of double size, as a reader sets it in the browser.
		eval[bool](r, `document.documentElement.style.fontSize = "200%"; true`)
		r.fits(what + " with text of double size")
		eval[bool](r, `document.documentElement.style.fontSize = ""; true`)
	}
	r.resize(320, "light")
	r.fits(what)
	r.resize(1280, "light")
	if i.public {
		i.small(what)
		if os.Getenv("HULAN_SCREENSHOTS") != "" {
			i.printed(what)
		}
	}
}

func (i *inspection) violations(where string) {
	r := i.reader
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
		.then((r) => r.violations.map((v) => v.id + ": " + v.help + " " + v.nodes.map((n) => n.target + " " + n.failureSummary).join("; ")))`, chromedp.EvalAwaitPromise))
	r.must(err)
	for _, v := range found {
		r.t.Errorf("%s: %s", where, v)
	}
}

// small weighs the page with its style sheet.
func (i *inspection) small(what string) {
	r := i.reader
	r.t.Helper()
	page := eval[int](r, "new TextEncoder().encode(document.documentElement.outerHTML).length")
	res, err := http.Get(eval[string](r, `document.querySelector("link[rel=stylesheet]").href`))
	r.must(err)
	defer res.Body.Close()
	css, err := io.ReadAll(res.Body)
	r.must(err)
	if n := page + len(css); n > maxPublicPage {
		r.t.Errorf("%s: %d octets with its style sheet, more than %d", what, n, maxPublicPage)
	}
}

// printed keeps a picture of the page as it comes out of a printer.
func (i *inspection) printed(what string) {
	medium := func(name string) chromedp.Action[chromedp.Void] {
		return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name})
			return err
		})
	}
	i.do(medium("print"))
	i.keep(fmt.Sprintf("%s.%s.print.png", what, i.look.lang))
	i.do(medium(""))
}

// keep writes the page as a PNG.
func (r *reader) keep(file string) {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	r.must(err)
	r.must(os.WriteFile(filepath.Join(r.pictures, file), png, 0o644))
}

// form goes through the pages of a complaint, with something wrong on each.
func (i *inspection) form(shot string) {
	i.open("/?lang=" + i.look.lang)
	i.see("start")
	i.click("a.btn-go")
	i.see("what")
	i.press("go", "next")
	i.see("what-error")
	i.pick("c-doxxing")
	i.press("go", "next")
	i.write("places", "https://clearbrook,example/t/20419")
	i.choose("files", shot)
	i.press("go", "next")
	i.see("where-error")
	i.write("places", "https://clearbrook.example/t/20419\nhttps://clearbrook.example/t/20419?page=3")
	i.write("what", "Made up: they call people to his door.")
	i.press("go", "next")
	i.press("go", "next")
	i.see("whose-error")
	i.pick("r-third_party")
	i.press("go", "next")
	i.see("remedy")
	i.pick("m-remove")
	i.press("go", "next")
	i.pick("mode-identified")
	i.press("go", "next")
	i.see("contact-error")
	i.pick("mode-anonymous")
	i.press("go", "next")
	i.see("check")
	i.press("go", "next")
	i.see("receipt")
	receipt := eval[string](i.reader, `document.querySelector(".digits").innerText`)
	i.write("typed", "48213")
	i.press("go", "next")
	i.see("receipt-error")
	i.write("typed", receipt)
	i.press("go", "next")
	i.see("sent")
}

// following looks at a case in the states that a person can find it in, made by
// the demonstration.
func (i *inspection) following(s *running) {
	i.open("/follow?lang=" + i.look.lang)
	i.see("follow")
	i.write("receipt", "48213 90657 271840 539612")
	i.press("go", "enter")
	i.see("follow-error")
	// 1 was closed, 2 waits in the queue, 6 waits for an answer, 7 is appealed.
	for _, n := range []int{1, 2, 6, 7} {
		i.open("/follow?lang=" + i.look.lang)
		i.write("receipt", strings.Join(s.Receipts[n].Groups(), " "))
		i.press("go", "enter")
		i.see(fmt.Sprintf("case-%d", n))
		if n == 6 {
			i.press("go", "write") // nothing was written
			i.see("case-6-error")
			i.press("go", "withdraw?")
			i.see("withdraw")
			i.press("go", "show")
		}
		i.press("go", "leave")
	}
}

func (i *inspection) others() {
	for path, what := range map[string]string{"/rights": "rights", "/policy": "policy", "/follow/code": "claim", "/no/such/page": "not-found"} {
		i.open(path + "?lang=" + i.look.lang)
		i.see(what)
	}
}

// signIn looks at the doors of the console: to sign in, to join, to set up.
func (i *inspection) signIn(t *testing.T, s *running) {
	i.reader = newReader(t, s.base, "look-staff."+i.look.lang, s.pictures, i.look)
	i.open("/staff/signin?lang=" + i.look.lang)
	i.see("signin")
	i.write("email", "nobody@clearbrook.example")
	i.click("main form button.btn")
	i.see("signin-error")
	who, token, err := s.Accounts.Invite(t.Context(), account.System(), account.NewPerson{
		Name: "New", Email: account.Personal("new." + i.look.lang + "@clearbrook.example"), Locale: i.look.lang, Roles: []account.Role{account.Officer},
	})
	i.must(err)
	i.open("/staff/join?lang=" + i.look.lang + "&token=" + token.Clear())
	i.click("main button.btn") // nothing was filled in
	i.see("join-error")
	i.write("password", "four lanterns orchard new")
	i.click("main form button.btn")
	i.see("factor")
	i.press("do", "app")
	i.see("app")
	secret := strings.ReplaceAll(eval[string](i.reader, `document.getElementById("secret").innerText`), " ", "")
	i.press("do", "confirm") // nothing was typed
	i.see("app-error")
	code, err := totp.GenerateCode(secret, s.DB.Now())
	i.must(err)
	i.write("code", code)
	i.press("do", "confirm")
	i.see("recovery")
	link, err := s.Accounts.Reset(t.Context(), account.System(), who.ID)
	i.must(err)
	i.open("/staff/reset?lang=" + i.look.lang + "&token=" + link.Clear())
	i.see("reset")
	i.open("/staff/signin?lang=" + i.look.lang)
	i.write("email", who.Email.Clear())
	i.write("password", "four lanterns orchard new")
	i.click("main form button.btn")
	i.see("signin-code")
	i.write("code", "000000")
	i.click("main form button.btn")
	i.see("signin-code-error")

	cfg, err := config.Load(config.Options{Env: []string{}, Flags: map[string]string{"data": t.TempDir()}})
	i.must(err)
	empty, err := server.Open(t.Context(), cfg, slog.New(slog.DiscardHandler), nil)
	i.must(err)
	defer empty.Close()
	srv := httptest.NewServer(empty.Handler())
	defer srv.Close()
	token, err = empty.Accounts.SetupToken(t.Context())
	i.must(err)
	i.load(chromedp.Navigate(srv.URL + "/staff/setup?lang=" + i.look.lang + "&token=" + token.Clear()))
	i.see("setup")
	i.load(chromedp.Navigate("about:blank"))
}

// failJob has a job that nothing mends, and waits for its failure.
func (s *running) failJob(t *testing.T) {
	t.Helper()
	var id int64
	if err := s.DB.Write(t.Context(), func(tx *store.Tx) (err error) {
		id, err = s.Jobs.Insert(t.Context(), tx, jobs.Job{Kind: "mail.send", Args: map[string]int{"mail": 5}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		j, err := s.Jobs.State(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if j.State == jobs.Cancelled {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the job is %s", j.State)
		}
	}
}

// console looks at what officers and admins work with.
func (i *inspection) console(t *testing.T, s *running) {
	i.reader = s.staff(t, "admin."+i.look.lang, account.Admin, i.look)
	i.open("/staff")
	i.see("staff-home")
	s.failJob(t)
	i.open("/staff/jobs")
	i.see("jobs")
	i.open("/staff/look")
	i.see("look")
	i.account(t, s)
	i.reader = s.staff(t, "officer."+i.look.lang, account.Officer, i.look)
	for _, show := range []string{"", "mine"} {
		i.open("/staff/queue?show=" + show)
		i.see("queue-" + show)
	}
	i.open("/staff/queue?show=free")
	i.click(`main a[href^="/staff/cases/"]`)
	i.see("staffcase")
	i.press("do", "claim")
	eval[bool](i.reader, `for (const d of document.querySelectorAll("details")) d.open = true; true`)
	i.see("staffcase-open")
	eval[bool](i.reader, `for (const d of document.querySelectorAll("details")) d.open = true; true`)
	i.click(`form:has(input[value="note"]) button.btn`) // nothing was written
	i.see("staffcase-error")
	i.open("/staff/cases/C-0000-0000")
	i.see("staff-not-found")
}

// account looks at the pages about people, keys and oneself.
func (i *inspection) account(t *testing.T, s *running) {
	opened := `for (const d of document.querySelectorAll("details")) d.open = true; true`
	i.open("/staff/me")
	i.see("me")
	i.press("do", "password") // nothing was typed
	i.see("me-error")
	i.open("/staff/stepup?back=me")
	i.see("stepup")
	i.click("main form button.btn")
	i.see("stepup-error")
	_, err := s.Accounts.Grant(t.Context(), account.System(), account.Grant{StaffID: s.People[4].ID, Role: account.Custodian})
	if i.look.lang == "zh-CN" { // the second language finds it waiting
		i.must(err)
	}
	i.open("/staff/people")
	i.see("people")
	eval[bool](i.reader, opened)
	i.see("people-open")
	i.press("do", "invite") // nothing was filled in
	i.see("people-error")
	i.write("name", "Somebody")
	i.write("email", "somebody."+strings.ToLower(i.look.lang)+"@clearbrook.example")
	i.pick("role-trainer")
	i.press("do", "invite")
	i.see("people-link")
	i.open("/staff/keys")
	i.press("do", "make") // nothing was filled in
	i.see("keys-error")
	i.write("name", "forum-plugin")
	i.pick("k-case.enter")
	i.press("do", "make")
	i.see("keys")
}
