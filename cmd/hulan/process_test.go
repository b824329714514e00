// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// node is `hulan serve` as a process of its own.
type node struct {
	t    *testing.T
	args []string
	addr string
	url  string
	cmd  *exec.Cmd
	// printed is what it said before and shortly after it answered, log all that
	// it wrote to standard error.
	printed []string
	log     string
}

// newNode finds a free address. args are those of `hulan serve`.
func newNode(t *testing.T, args ...string) *node {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &node{t: t, addr: l.Addr().String(), args: args, log: filepath.Join(t.TempDir(), "log")}
	n.url = "http://localhost:" + n.addr[strings.LastIndex(n.addr, ":")+1:]
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

// start starts the process and waits until it answers.
func (n *node) start() {
	n.t.Helper()
	// Its own context: the process is told to stop, not killed, when the test ends.
	n.cmd = exec.CommandContext(context.WithoutCancel(n.t.Context()), "hulan", append([]string{"serve", "--listen", n.addr}, n.args...)...)
	n.cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "TMPDIR="+n.t.TempDir())
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		n.t.Fatal(err)
	}
	defer log.Close()
	n.cmd.Stderr = log
	if err := n.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	// It is read to its end, so that the process is never held up.
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if code, _ := get(n.t, n.url+"/readyz"); code == http.StatusOK {
			break
		}
		if time.Since(start) > time.Minute {
			n.kill()
			n.t.Fatalf("no answer within a minute:\n%s", n.said())
		}
	}
	n.printed = nil
	for {
		select {
		case s, ok := <-lines:
			if !ok {
				return
			}
			n.printed = append(n.printed, s)
		case <-time.After(100 * time.Millisecond):
			return
		}
	}
}

// kill ends the process at once, with signal 9.
func (n *node) kill() {
	n.t.Helper()
	if err := n.cmd.Process.Kill(); err != nil {
		n.t.Error(err)
	}
	_ = n.cmd.Wait() // it was killed
}

// stop tells the process to stop and waits for it.
func (n *node) stop() {
	n.t.Helper()
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		n.t.Error(err)
	}
	if err := n.cmd.Wait(); err != nil {
		n.t.Errorf("hulan serve, told to stop: %v\n%s", err, n.said())
	}
}

// said is the process's log.
func (n *node) said() string {
	data, err := os.ReadFile(n.log)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// run runs the program and returns what it printed.
func run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hulan", args...)
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8")
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("hulan %s: %v\n%s%s", strings.Join(args, " "), err, out, failed.Bytes())
	}
	return string(out)
}

// person is somebody at a browser without JavaScript and cookies. Each request
// begins in a network of its own, as far as the service can see behind a trusted
// proxy: the limits for one network are not what is tested.
type person struct {
	url  string
	http http.Client
	n    atomic.Int64
}

func newPerson(url string) *person {
	return &person{url: url, http: http.Client{Transport: &http.Transport{}, Timeout: time.Minute}}
}

// answerError is an answer that is not what was asked for.
type answerError struct {
	code int
	page string
}

var headings = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>|class="mono">([A-Z0-9]{8})<`)

// Error is the page's heading, and its number, under which the log has more.
func (e *answerError) Error() string {
	return fmt.Sprintf("status %d: %q", e.code, headings.FindAllString(e.page, -1))
}

func (p *person) post(ctx context.Context, path string, v url.Values) (string, error) {
	v.Set("lang_now", "en")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+path, strings.NewReader(v.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	n := p.n.Add(1)
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.1", n>>8&255, n&255))
	res, err := p.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", &answerError{res.StatusCode, string(body)}
	}
	return string(body), nil
}

var (
	tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)
	digitGroup = regexp.MustCompile(`<li>(\d{5,6})</li>`)
)

// files answers all questions of the form and returns the receipt once the
// service has confirmed it.
func (p *person) files(ctx context.Context, what string) (receipt string, err error) {
	token := ""
	for _, step := range []struct {
		name   string
		answer url.Values
	}{
		{"what", url.Values{"category": {"contact"}}},
		{"where", url.Values{"places": {"https://clearbrook.example/" + url.PathEscape(what)}, "what": {what}}},
		{"whose", url.Values{"relation": {"self"}}},
		{"remedy", url.Values{"remedy": {"remove"}}},
		{"contact", url.Values{"mode": {"anonymous"}}},
		{"check", url.Values{}},
		{"receipt", url.Values{}},
	} {
		step.answer.Set("step", step.name)
		step.answer.Set("token", token)
		step.answer.Set("go", "next")
		if step.name == "receipt" {
			step.answer.Set("typed", receipt)
		}
		page, err := p.post(ctx, "/report", step.answer)
		if err != nil {
			return "", err
		}
		if m := tokenField.FindStringSubmatch(page); m != nil {
			token = m[1]
		}
		if step.name == "check" {
			for _, m := range digitGroup.FindAllStringSubmatch(page, -1) {
				receipt += m[1]
			}
		}
		if step.name == "receipt" && !strings.Contains(page, "Your report was sent") {
			return "", &answerError{http.StatusOK, page}
		}
	}
	return receipt, nil
}

// says writes a message under a receipt and returns once the service shows it.
func (p *person) says(ctx context.Context, receipt, text string) error {
	page, err := p.post(ctx, "/follow", url.Values{"receipt": {receipt}})
	if err != nil {
		return err
	}
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		return &answerError{http.StatusOK, page}
	}
	page, err = p.post(ctx, "/follow", url.Values{"token": {m[1]}, "go": {"write"}, "text": {text}})
	if err == nil && !strings.Contains(page, text) {
		err = &answerError{http.StatusOK, page}
	}
	return err
}

// told is what the service has acknowledged to people: under each receipt, what
// was said. It is safe for concurrent use.
type told struct {
	mu   sync.Mutex
	all  map[string][]string
	said int
	// unsure counts requests whose answer nobody waited for, or that said that it
	// is not known whether they were kept.
	unsure int
}

func (o *told) add(receipt, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil {
		o.all = map[string][]string{}
	}
	o.all[receipt] = append(o.all[receipt], text)
	o.said++
}

func (o *told) saidNow() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.said
}

// honest says what is wrong with a refusal: it must tell that nothing was kept,
// or that nobody knows, and that the service is to blame.
func (o *told) honest(err error) error {
	a, ok := errors.AsType[*answerError](err)
	if !ok || a.code != http.StatusServiceUnavailable {
		return err
	}
	if strings.Contains(a.page, "We do not know whether this was kept") {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.unsure++
		return nil
	}
	if !strings.Contains(a.page, "We cannot take anything new at the moment") || !strings.Contains(a.page, "was not kept") {
		return err
	}
	return nil
}

// areAll checks that a database holds what was confirmed and nothing else: what
// people were told was not kept was not.
func (o *told) areAll(t *testing.T, where store.Options) {
	t.Helper()
	where.ReadOnly = true
	db := storetest.Open(t, where)
	var complaints, messages int
	if err := db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.Get(t.Context(), "SELECT (SELECT count(*) FROM complaint), (SELECT count(*) FROM message WHERE direction = 'in')", nil, &complaints, &messages)
	}); err != nil {
		t.Fatal(err)
	}
	said := o.said - len(o.all)
	if complaints < len(o.all) || complaints > len(o.all)+o.unsure || messages < said || messages > said+o.unsure {
		t.Errorf("%d complaints and %d messages are kept, %d and %d were confirmed, of %d nobody knew", complaints, messages, len(o.all), said, o.unsure)
	}
}

// crowd lets people file complaints and add messages until ctx ends or fail says
// that an error ends it; everything acknowledged is noted.
func (o *told) crowd(ctx context.Context, url, name string, people int, fail func(error) bool) {
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			p := newPerson(url)
			defer p.http.CloseIdleConnections()
			for n := 0; ctx.Err() == nil; n++ {
				what := fmt.Sprintf("words-%s-%d-%d", name, i, n)
				receipt, err := p.files(ctx, what)
				if err == nil {
					o.add(receipt, what)
					more := "more-" + what
					if err = p.says(ctx, receipt, more); err == nil {
						o.add(receipt, more)
					}
				}
				if err != nil && fail(err) {
					return
				}
			}
		})
	}
	wg.Wait()
}

// areThere checks under each receipt that everything said is there.
func (o *told) areThere(t *testing.T, at string) {
	t.Helper()
	p := newPerson(at)
	defer p.http.CloseIdleConnections()
	for receipt, texts := range o.all {
		page, err := p.post(t.Context(), "/follow", url.Values{"receipt": {receipt}})
		if err != nil {
			t.Errorf("a receipt that was shown opens nothing: %v", err)
			continue
		}
		for _, text := range texts {
			if !strings.Contains(page, ">"+text+"<") {
				t.Errorf("what was acknowledged is not there: %s", text)
			}
		}
	}
}

// leftNothing checks that the log of a process that had trouble names nobody: no
// receipt, no word, no address of a person.
func (o *told) leftNothing(t *testing.T, n *node) {
	t.Helper()
	log := n.said()
	for receipt, texts := range o.all {
		for _, secret := range append([]string{receipt, receipt[:20]}, texts...) {
			if strings.Contains(log, secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	}
	if at := regexp.MustCompile(`\b10\.\d+\.\d+\.\d+|words-|Go-http-client`).FindString(log); at != "" {
		t.Errorf("the log holds %q", at)
	}
}

// log is the ledger as an auditor with a key and checkpoints of their own has it.
type log struct {
	where       []string // --data DIR or --postgres DSN
	key, copies string
}

func newLog(t *testing.T, where ...string) *log {
	t.Helper()
	dir := t.TempDir()
	l := &log{where: where, key: filepath.Join(dir, "key.txt"), copies: filepath.Join(dir, "checkpoints")}
	if err := os.WriteFile(l.key, []byte(run(t, append([]string{"ledger", "key"}, where...)...)), 0o600); err != nil {
		t.Fatal(err)
	}
	return l
}

// anchor keeps the newest checkpoint outside; the program verifies first that it
// continues those kept before.
func (l *log) anchor(t *testing.T) {
	t.Helper()
	run(t, append([]string{"ledger", "anchor", "--key", l.key, "--to", l.copies}, l.where...)...)
}

// verify fails unless log and rows agree with each other and with everything
// kept outside. It returns the program's report.
func (l *log) verify(t *testing.T) string {
	t.Helper()
	return run(t, append([]string{"ledger", "verify", "--key", l.key, "--checkpoint", l.copies}, l.where...)...)
}
