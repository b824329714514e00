// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/hulanhq/hulan/internal/store"
)

// A disk that is full: people read that nothing was kept, what was confirmed
// before stays, also when the service is killed meanwhile, and it goes on by
// itself once there is space. The disk is really full in one test, and the
// operating system refuses to let files grow in the other, which needs no rights.
func TestFullDisk(t *testing.T) {
	t.Run("no file may grow", func(t *testing.T) {
		dir := t.TempDir()
		t.Setenv(ignoreLimitSignal, "1")
		outOfSpace(t, dir, func(n *node) { limitFiles(t, n, 4096) }, func(n *node) {
			if n.cmd.ProcessState == nil { // it was not killed
				limitFiles(t, n, ^uint64(0))
			}
		})
	})
	t.Run("no space left", func(t *testing.T) {
		dir := t.TempDir()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16m,mode=0700"); err != nil {
			// Not asked for by HULAN_REQUIRE_ALL: no package to install gives the right.
			t.Skip("a small file system of its own needs the right to mount one: ", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		})
		ballast := filepath.Join(dir, "ballast")
		outOfSpace(t, dir, func(*node) { fillUp(t, ballast) }, func(*node) {
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// outOfSpace tells the story; fill and free make the disk full and give space back.
func outOfSpace(t *testing.T, dir string, fill, free func(*node)) {
	t.Helper()
	data := filepath.Join(dir, "data")
	n := newNode(t, "--data", data, "--set", "trusted_proxies=127.0.0.0/8")
	n.start()
	if code, _ := get(t, n.url+"/metrics"); code != http.StatusOK {
		t.Fatalf("metrics: status %d", code)
	}
	audit := newLog(t, "--data", data)
	audit.anchor(t)
	all := &told{}
	for round, kill := range []bool{false, true} {
		before := all.said
		all.until(t, n, func(int) bool { return all.saidNow() >= before+10 }, nil)
		confirmed := all.said
		fill(n)
		refused := all.until(t, n, func(refused int) bool { return refused >= 20 }, all.honest)
		if code, _ := get(t, n.url+"/?lang=en"); code != http.StatusOK {
			t.Errorf("the first page, while the disk is full: status %d", code)
		}
		if kill {
			n.kill()
		}
		free(n)
		if kill {
			n.start()
		}
		all.areThere(t, n.url)
		after := all.said
		all.until(t, n, func(int) bool { return all.saidNow() >= after+10 }, nil)
		all.areThere(t, n.url)
		audit.anchor(t)
		t.Logf("round %d, killed while full: %v: %d texts confirmed before, %d answers that nothing was kept, %d texts confirmed in all", round+1, kill, confirmed, refused, all.said)
	}
	n.stop()
	audit.verify(t)
	all.areAll(t, store.Options{Path: filepath.Join(data, "hulan.db")})
	all.leftNothing(t, n)
	if log := n.said(); !strings.Contains(log, "request failed") {
		t.Error("the log says nothing of a full disk")
	}
}

// until lets three people use the service until enough says so, and returns how
// many of their requests were refused. refused checks each refusal; without it
// there may be none.
func (o *told) until(t *testing.T, n *node, enough func(refused int) bool, refused func(error) error) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var count atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.crowd(ctx, n.url, "full"+time.Now().Format("150405.000"), 3, func(err error) bool {
			if ctx.Err() != nil {
				o.mu.Lock()
				o.unsure++ // the answer was not waited for
				o.mu.Unlock()
				return true
			}
			count.Add(1)
			if refused == nil {
				t.Errorf("refused: %v", err)
			} else if bad := refused(err); bad != nil {
				t.Error(bad)
			}
			return refused == nil
		})
	}()
	for ctx.Err() == nil && !enough(int(count.Load())) {
		select {
		case <-done:
			t.Fatal("nobody goes on")
		case <-time.After(10 * time.Millisecond):
		}
	}
	if ctx.Err() != nil {
		t.Errorf("not enough within a minute: %d refused, %d texts confirmed", count.Load(), o.saidNow())
	}
	cancel()
	<-done
	return int(count.Load())
}

// limitFiles bounds the size of files that the process writes, in octets.
func limitFiles(t *testing.T, n *node, size uint64) {
	t.Helper()
	limit := syscall.Rlimit{Cur: size, Max: ^uint64(0)}
	const fileSize = 1 // RLIMIT_FSIZE of <sys/resource.h>
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(n.cmd.Process.Pid), fileSize, uintptr(unsafe.Pointer(&limit)), 0, 0, 0); e != 0 {
		t.Fatal(e)
	}
}

// fillUp writes a file until the disk takes no more.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatal(err)
			}
			size /= 2
		}
	}
}
