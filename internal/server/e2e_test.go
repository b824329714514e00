// SPDX-License-Identifier: Apache-2.0

package server_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/server"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// A complaint from the form to its end, as people do it: in a real browser, in
// both languages, on a telephone and on a desk, the public pages without
// JavaScript. Somebody reports with a screenshot and a receipt, an officer asks,
// they answer, are told the outcome, disagree, and another officer decides.
//
// Afterwards nothing of what they wrote, nor who they are, is to be found in
// what the service leaves on disk, in its log or in a copy of its database.
func TestComplaintFromFormToEnd(t *testing.T) {
	long(t)
	t.Run("sqlite", func(t *testing.T) {
		s := startService(t, "")
		for _, l := range []look{{lang: "zh-CN", width: 360}, {lang: "zh-CN", width: 1280}, {lang: "en", width: 360}, {lang: "en", width: 1280}} {
			t.Run(l.String(), func(t *testing.T) { newStory(t, s, l).tell() })
		}
		s.leavesNothing(t)
	})
	t.Run("postgres", func(t *testing.T) {
		s := startService(t, storetest.Postgres(t))
		newStory(t, s, look{lang: "zh-CN", width: 360}).tell()
		s.leavesNothing(t)
	})
}

// What the person's side of the network is made of: an address that a trusted
// proxy names, the address of the connection, and the browser's name. RFC 5737
// and RFC 3849 keep the first ones for documents; each story has a network of
// its own, because one network may try 20 receipts at once and no more.
var fromProxy = map[string]string{"zh-CN.360": "203.0.113.77", "zh-CN.1280": "198.51.100.77", "en.360": "192.0.2.77", "en.1280": "2001:db8:7777::77"}

const (
	fromPeer = "127.99.88.77"
	agent    = "PlantedBrowser/77.1 (Planted Telephone 9)"
)

// running is a demonstration that answers on a port of this machine.
type running struct {
	*server.Demo
	// base is where officers reach it. The public comes by way of door, so that
	// the service sees them at fromPeer.
	base, door string
	data, temp string
	dsn        string
	// pictures and shots are folders outside of the service's reach: for
	// screenshots, and for what the person sends.
	pictures, shots string
	log             *bytes.Buffer
	mailbox         *mailbox
	secrets         []string // what may not be found later
	refs            []string // what may be: it shows that the search sees the rows
	reachable       int      // people who left an address
}

// startService runs a demonstration, on SQLite or on a PostgreSQL database.
func startService(t *testing.T, dsn string) *running {
	t.Helper()
	chromium.once.Do(chromium.start) // before TMPDIR is the service's own
	s := &running{data: t.TempDir(), temp: t.TempDir(), dsn: dsn, pictures: pictures(t), shots: t.TempDir(), log: &bytes.Buffer{}, mailbox: newMailbox(t)}
	t.Setenv("TMPDIR", s.temp)
	flags := map[string]string{"data": s.data, "trusted_proxies": "127.0.0.0/8", "platform.name": "Clearbrook 清溪"}
	if dsn != "" {
		flags["database"] = dsn
	}
	s.mailbox.settings(flags)
	cfg, err := config.Load(config.Options{Env: []string{}, Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	if s.Demo, err = server.OpenDemo(t.Context(), cfg, slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.base, s.door = "http://"+l.Addr().String(), "http://"+door(t, l.Addr().String())
	return s
}

// door forwards connections to the service from another address of this
// machine, which is then the person's as far as the service can see.
func door(t *testing.T, to string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	dial := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(fromPeer)}}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				out, err := dial.Dial("tcp", to)
				if err != nil {
					return
				}
				defer out.Close()
				go func() { _, _ = io.Copy(out, in); _ = out.(*net.TCPConn).CloseWrite() }()
				_, _ = io.Copy(in, out)
			}()
		}
	}()
	return l.Addr().String()
}

// staff is somebody of the staff who is signed in with password and code.
func (s *running) staff(t *testing.T, who string, role account.Role, l look) *reader {
	t.Helper()
	l.script = true
	p := server.DemoPerson{Roles: []account.Role{role}, Name: "Officer", Email: strings.ToLower(who) + "@clearbrook.example", Locale: l.lang, Password: "four lanterns orchard " + who, Second: "somebody"}
	if err := s.Join(t.Context(), &p); err != nil {
		t.Fatal(err)
	}
	s.secrets = append(s.secrets, p.Email, p.Password, p.Secret)
	r := newReader(t, s.base, "staff-"+who, s.pictures, l)
	r.open("/staff/signin")
	r.write("email", p.Email)
	r.write("password", p.Password)
	r.click("main form button.btn")
	// A code is good once, and the present one was used to join.
	code, err := totp.GenerateCode(p.Secret, s.DB.Now().Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	r.write("code", code)
	r.click("main form button.btn")
	if got := r.cookies(); len(got) != 2 {
		t.Fatalf("%s is not signed in: cookies %v\n%s", who, got, r.words())
	}
	return r
}

// story is one complaint with everybody in it.
type story struct {
	*running
	t        *testing.T
	look     look
	me       *reader // the person
	first    *reader // the officer who decides
	second   *reader // the one who decides the appeal
	receipt  string
	ref      string
	pass     string
	words    map[string]string
	overturn bool
}

// newStory brings a person and two officers in.
func newStory(t *testing.T, s *running, l look) *story {
	t.Helper()
	// The narrow half leave name and mail, the wide half stay anonymous.
	st := &story{running: s, t: t, look: l, words: said[l.lang], overturn: l.width == 360, pass: "planted lantern words " + l.String()}
	person := l
	person.agent, person.from = agent, fromProxy[l.String()]
	st.me = newReader(t, s.door, "public."+l.String(), s.pictures, person)
	st.first = s.staff(t, "decides."+l.String(), account.Officer, l)
	st.second = s.staff(t, "reviews."+l.String(), account.Officer, l)
	return st
}

// said is what the pages say, where the story looks.
var said = map[string]map[string]string{
	"zh-CN": {
		"start": "公开了个人信息吗", "other": "Where is it?", "none": "请至少选一项", "comma": "网址里的逗号应当是点", "error": "错误：", "urgent": "110",
		"sent": "举报已提交", "typed": "和上面的回执号不一样", "unknown": "没有找到这个回执号", "ack": "你的举报已收到并受理", "waits": "等你回复",
		"over": "这段话里好像有个人信息", "outcome": "内容已经删除", "appealed": "正在复查", "closed": "举报已结束", "gone": "这一页已经过期",
	},
	"en": {
		"start": "posted personal information", "other": "内容在哪里？", "none": "Choose at least one", "comma": "a comma where a dot should be", "error": "Error: ", "urgent": "110",
		"sent": "report was sent", "typed": "not the receipt above", "unknown": "cannot find this receipt", "ack": "We have your report and have accepted it", "waits": "waits for you",
		"over": "seems to hold personal information", "outcome": "The content was removed", "appealed": "appeal is being looked at", "closed": "This report is closed", "gone": "This page has expired",
	},
}

// What the person writes. Made up, and distinctive enough to be searched for.
const (
	plantedPlace  = "https://planted-place.example/t/77419"
	plantedWhat   = "planted words: 我的手机号 13900077419 被贴出来了"
	plantedPhone  = "13900077419"
	plantedName   = "Planted Nameholder"
	plantedMail   = "planted-contact@mail.example"
	plantedExif   = "PLANTED-EXIF 31.23040N 121.47370E PhoneCam 77"
	plantedTail   = "PLANTED-TAIL behind the end of the picture"
	plantedAsk    = "planted question: which of the two?"
	plantedAnswer = "planted answer: both of them"
	plantedResult = "planted outcome: looked again, it is gone"
	plantedWhy    = "planted reason: it is still in the search"
	plantedFile   = "planted-screenshot"
)

func (st *story) tell() {
	shot := picture(st.t, st.shots)
	st.start()
	st.where(shot)
	st.rest()
	st.check()
	st.send()
	st.badReceipts()
	st.acknowledged()
	st.question()
	st.answer(shot)
	st.outcome()
	st.appeal()
	st.end()
	st.secrets = append(st.secrets, st.receipt, st.receipt[:20], st.pass)
	st.refs = append(st.refs, st.ref)
}

func (st *story) start() {
	me, say := st.me, st.words
	me.open("/")
	me.sees(say["start"])
	me.picture("start")
	me.click("a.btn-go")
	me.picture("what")
	if got := me.press("go", "next"); got != http.StatusUnprocessableEntity {
		st.t.Errorf("no answer: status %d", got)
	}
	me.sees(say["none"], say["error"])
	if title := eval[string](me, "document.title"); !strings.HasPrefix(title, say["error"]) {
		st.t.Errorf("the title does not begin with the error: %s", title)
	}
	me.click(".errors a") // leads to the field and to no other page
	me.pick("c-contact", "c-minor")
	me.press("go", "next")
}

// where answers the second question, badly at first, and changes the language
// and goes back on the way: nothing that was written gets lost.
func (st *story) where(shot string) {
	me, say := st.me, st.words
	me.picture("where")
	me.write("places", "https://planted-place,example/t/77419")
	me.write("what", plantedWhat)
	me.choose("files", shot)
	if got := me.press("go", "next"); got != http.StatusUnprocessableEntity {
		st.t.Errorf("bad address: status %d", got)
	}
	me.sees(say["comma"], plantedFile)
	me.picture("where-wrong")
	if got := me.value("places"); got != "https://planted-place,example/t/77419" {
		st.t.Errorf("the bad address is gone: %q", got)
	}
	me.write("places", plantedPlace)
	other := map[string]string{"zh-CN": "en", "en": "zh-CN"}[st.look.lang]
	me.press("lang", other)
	me.sees(say["other"], plantedFile)
	if a, b := me.value("places"), me.value("what"); a != plantedPlace || b != plantedWhat {
		st.t.Errorf("the change of language lost answers: %q %q", a, b)
	}
	me.press("lang", st.look.lang)
	me.press("go", "next")
	me.press("go", "where") // back
	if a, b := me.value("places"), me.value("what"); a != plantedPlace || b != plantedWhat {
		st.t.Errorf("going back lost answers: %q %q", a, b)
	}
	me.sees(plantedFile)
	me.press("go", "next")
}

func (st *story) rest() {
	me := st.me
	me.picture("whose")
	me.pick("r-third_party")
	me.press("go", "next")
	me.picture("remedy")
	me.pick("m-remove", "m-stop_spread")
	me.press("go", "next")
	me.picture("contact")
	if st.look.width == 360 {
		st.reachable++
		me.pick("mode-identified")
		me.write("contact", plantedMail)
		me.write("name", plantedName)
	} else {
		me.pick("mode-anonymous")
	}
	me.press("go", "next")
}

// check changes one answer and finds the others as they were.
func (st *story) check() {
	me, say := st.me, st.words
	me.sees(plantedPlace, plantedWhat, plantedFile, say["urgent"])
	me.press("go", "change:whose")
	me.pick("r-guardian")
	me.press("go", "next")
	me.sees(plantedPlace, plantedWhat, plantedFile)
	me.picture("check")
	me.press("go", "next")
}

// send types the receipt back, wrongly first, and sends with two clicks.
func (st *story) send() {
	me, say := st.me, st.words
	st.receipt = eval[string](me, `[...document.querySelectorAll(".digits li")].map((li) => li.textContent).join("")`)
	me.picture("receipt")
	me.write("typed", desk.NewReceipt().Groups()[0])
	me.write("passphrase", st.pass)
	if got := me.press("go", "next"); got != http.StatusUnprocessableEntity {
		st.t.Errorf("receipt mistyped: status %d", got)
	}
	me.sees(say["typed"])
	me.write("typed", st.receipt[:5]+" "+st.receipt[5:10]+"-"+st.receipt[10:])
	if got := me.value("passphrase"); got != st.pass {
		st.t.Errorf("the passphrase is gone after the receipt was mistyped: %q", got)
	}
	me.do(chromedp.DoubleClick(chromedp.CSS(`button[value="next"]:not(.vh)`)), chromedp.WaitVisible(chromedp.CSS(`button[value="proof"]`)))
	me.sees(say["sent"])
	me.picture("sent")
	st.ref = eval[string](me, `document.querySelector(".done-head .mono, .note .mono").textContent`)
	var n int
	if err := st.DB.Read(st.t.Context(), txGet("SELECT count(*) FROM case_ WHERE ref = $1", &n, st.ref)); err != nil || n != 1 {
		st.t.Errorf("%d cases after two clicks: %v", n, err)
	}
	st.proof(me.download("go", "proof"))
}

// proof checks what the person took home with nothing but the file itself.
func (st *story) proof(file []byte) {
	rc, err := ledger.VerifyReceipt(file, st.Ledger.VerifierKey())
	if err != nil {
		st.t.Fatalf("proof: %v", err)
	}
	if i := slices.IndexFunc(rc.Cells, func(c ledger.Cell) bool { return c.Column == "ref" }); i < 0 || rc.Cells[i].Text() != st.ref || rc.Type != "complaint.filed" {
		st.t.Errorf("proof of %s: %v, want one of %s", rc.Type, rc.Cells, st.ref)
	}
	for _, x := range []string{"planted", "Planted", st.receipt, st.receipt[:20]} {
		if bytes.Contains(file, []byte(x)) {
			st.t.Errorf("the proof holds %q", x)
		}
	}
}

// badReceipts tries what is no receipt, one of nobody, and the right one with a
// wrong passphrase: each is answered in the same words.
func (st *story) badReceipts() {
	me := st.me
	var answers []string
	for _, try := range [][2]string{{"48213 90657 271840 539612", ""}, {strings.Join(desk.NewReceipt().Groups(), " "), ""}, {st.receipt, "not the words"}} {
		me.open("/follow")
		me.write("receipt", try[0])
		me.write("passphrase", try[1])
		if got := me.press("go", "enter"); got != http.StatusUnprocessableEntity {
			st.t.Errorf("receipt %d: status %d", len(answers), got)
		}
		me.sees(st.words["unknown"], st.words["error"])
		answers = append(answers, strings.ReplaceAll(me.words(), try[0], ""))
	}
	me.picture("follow-unknown")
	if len(slices.Compact(answers)) != 1 {
		st.t.Errorf("receipts that open nothing are answered in different words:\n%s", strings.Join(answers, "\n---\n"))
	}
}

// enter comes back with the receipt.
func (st *story) enter() {
	st.me.open("/follow")
	st.me.write("receipt", st.receipt)
	st.me.write("passphrase", st.pass)
	st.me.press("go", "enter")
	st.me.sees(st.ref)
}

func (st *story) acknowledged() {
	st.enter()
	st.me.sees(st.words["ack"], plantedPlace, plantedWhat)
	st.me.picture("acknowledged")
	st.me.press("go", "leave")
}

// open shows the case to an officer, from the queue.
func (st *story) open(o *reader) {
	o.t.Helper()
	o.open("/staff/queue")
	link := fmt.Sprintf(`a[href="/staff/cases/%s"]`, st.ref)
	if eval[bool](o, fmt.Sprintf("document.querySelector(%q) !== null", link)) {
		o.click(link)
	} else {
		o.open("/staff/cases/" + st.ref) // further down than the queue's first page
	}
	o.sees(st.ref)
}

// step takes a step as an officer: its part of the page is opened and filled.
func (st *story) step(o *reader, event, outcome, text string) int {
	o.t.Helper()
	form := fmt.Sprintf(`form:has(input[name="event"][value=%q])`, event)
	if closed := fmt.Sprintf(`details:not([open]):has(input[name="event"][value=%q]) > summary`, event); eval[bool](o, fmt.Sprintf("document.querySelector('%s') !== null", closed)) {
		o.do(chromedp.Click(chromedp.CSS(closed)))
	}
	if outcome != "" {
		o.do(chromedp.SetValue(chromedp.CSS(form+` [name="outcome"]`), outcome))
	}
	if text != "" {
		o.write("text-"+event, text)
	}
	return o.click(form + " button.btn")
}

func (st *story) question() {
	o := st.first
	st.open(o)
	// Officers see what was written with what is personal in it masked.
	o.misses(plantedPhone, plantedName, plantedMail)
	o.sees("139****7419")
	o.picture("case")
	o.press("do", "claim")
	st.step(o, "investigate", "", "")
	st.step(o, "ask", "", plantedAsk)
	o.sees(plantedAsk)
}

func (st *story) answer(shot string) {
	st.enter()
	me := st.me
	me.sees(plantedAsk, st.words["waits"])
	me.picture("question")
	me.write("text", plantedAnswer)
	me.choose("files", shot)
	me.press("go", "write")
	me.sees(plantedAnswer)
	me.misses(st.words["waits"])
	me.press("go", "leave")
}

func (st *story) outcome() {
	o := st.first
	st.open(o)
	o.sees(plantedAnswer)
	st.cleanFiles(o)
	if got := st.step(o, "respond", "removed", plantedResult+" "+plantedPhone); got != http.StatusUnprocessableEntity {
		st.t.Errorf("an outcome that repeats the number: status %d", got)
	}
	o.sees(st.words["over"])
	o.picture("case-repeats")
	st.step(o, "respond", "removed", plantedResult)
	o.sees(plantedResult)

	st.enter()
	me := st.me
	me.sees(st.words["outcome"], plantedResult)
	me.picture("outcome")
	me.pick("star-2")
	me.press("go", "rate")
	if !eval[bool](me, `document.getElementById("star-2").checked`) {
		st.t.Error("the rating is not shown")
	}
}

// cleanFiles downloads what the person sent as the officer gets it: nothing but
// the picture is left of it.
func (st *story) cleanFiles(o *reader) {
	links := eval[[]string](o, `[...document.querySelectorAll('a[href*="/files/"]')].map((a) => a.getAttribute("href"))`)
	if len(links) != 2 {
		st.t.Fatalf("%d files on the page, want 2", len(links))
	}
	for _, l := range links {
		got := eval[[]int](o, fmt.Sprintf(`(() => { const x = new XMLHttpRequest(); x.open("GET", %q, false); x.overrideMimeType("text/plain; charset=x-user-defined"); x.send(); return [...x.responseText].map((c) => c.charCodeAt(0) & 255); })()`, l))
		data := make([]byte, len(got))
		for i, b := range got {
			data[i] = byte(b)
		}
		if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
			st.t.Errorf("the file is no picture: %v", err)
		}
		for _, x := range []string{"PLANTED", "Exif", "PhoneCam"} {
			if bytes.Contains(data, []byte(x)) {
				st.t.Errorf("the picture still holds %q", x)
			}
		}
	}
}

func (st *story) appeal() {
	me := st.me
	if got := me.press("go", "appeal"); got != http.StatusUnprocessableEntity {
		st.t.Errorf("appeal without a reason: status %d", got)
	}
	me.write("why", plantedWhy)
	me.press("go", "appeal")
	me.sees(st.words["appealed"], plantedWhy)
	me.picture("appealed")
	me.press("go", "leave")

	event := "uphold"
	if st.overturn {
		event = "overturn"
	}
	// Who decided is not offered to decide the appeal.
	st.open(st.first)
	if eval[bool](st.first, fmt.Sprintf(`document.querySelector('input[name="event"][value=%q]') !== null`, event)) {
		st.t.Errorf("the officer who decided may %s", event)
	}
	st.first.press("do", "release")

	o := st.second
	st.open(o)
	o.sees(plantedWhy)
	o.press("do", "claim")
	st.step(o, event, "", plantedResult)
	if st.overturn {
		st.step(o, "investigate", "", "")
		st.step(o, "respond", "removed", plantedResult)
	}
	st.step(o, "close", "", "")
	o.picture("case-closed")
}

// end reads the last word and leaves. What stays in the browser tells nothing.
func (st *story) end() {
	me := st.me
	st.enter()
	me.sees(st.words["closed"], plantedResult)
	me.picture("closed")
	token := eval[string](me, `document.querySelector("[name=token]").value`)
	st.secrets = append(st.secrets, token)
	me.press("go", "leave")
	st.replay(token)
	if out := eval[string](me, `const a = document.querySelector("nav.under a[rel]"); a.rel + " " + a.href`); !strings.HasPrefix(out, "noreferrer https://") {
		st.t.Errorf("the way out is %s", out)
	}
	if c := me.cookies(); len(c) != 0 {
		st.t.Errorf("the public pages set cookies: %v", c)
	}
	for _, u := range me.history() {
		path := strings.TrimPrefix(u, me.base)
		if !slices.Contains([]string{"about:blank", "/", "/report", "/report#categories", "/report?lang=" + st.look.lang, "/follow"}, path) {
			st.t.Errorf("the browser remembers %s", path)
		}
	}
	if e := me.elsewhere(); len(e) != 0 {
		st.t.Errorf("the pages ask elsewhere: %v", e)
	}
	me.leave()
}

// leave follows the way out, which leads to a page of somebody else.
func (r *reader) leave() {
	r.t.Helper()
	r.do(chromedp.Click(chromedp.CSS("nav.under a[rel]")))
	at := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		// Between two pages there is none to ask.
		if at, _ = chromedp.Run(r.ctx, chromedp.Evaluate[string]("document.URL")); at != "" && !strings.HasPrefix(at, r.base) {
			return
		}
	}
	r.t.Errorf("%s: still at %s", r.name, at)
}

// replay sends the form of a page that was left once more.
func (st *story) replay(token string) {
	body := strings.NewReader("token=" + token + "&go=show&lang_now=" + st.look.lang)
	req := httptest.NewRequest("POST", "/follow", body)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	st.Handler().ServeHTTP(rec, req)
	if rec.Code != http.StatusGone || !strings.Contains(rec.Body.String(), st.words["gone"]) || strings.Contains(rec.Body.String(), "planted") {
		st.t.Errorf("a page that was left opens again: %d %s", rec.Code, rec.Body)
	}
}

// picture makes a photograph with the place and the telephone it was made with
// in it, and more behind its end.
func picture(t *testing.T, dir string) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 200))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7 / 3)
	}
	img.Set(1, 1, color.Black)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	app1 := append([]byte("Exif\x00\x00"), plantedExif...)
	n := len(app1) + 2
	data := slices.Concat(b.Bytes()[:2], []byte{0xff, 0xe1, byte(n >> 8), byte(n)}, app1, b.Bytes()[2:], []byte(plantedTail))
	file := filepath.Join(dir, plantedFile+".jpg")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
