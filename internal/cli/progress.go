// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/hulanhq/hulan/internal/scan"
)

// progressEvery is how often the bar moves: often enough to look alive.
const progressEvery = 100 * time.Millisecond

// showProgress shows how far a run is, if standard error is a terminal. The
// result ends it. total is how many bytes there are to read; -1 if that is only
// known at the end, because a folder has to be walked.
func (a *app) showProgress(p *scan.Progress, total int64) (stop func()) {
	if p == nil || !isTerminal(a.stderr) || a.env("TERM") == "dumb" {
		return func() {}
	}
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(a.stderr),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetWidth(20),
		progressbar.OptionClearOnFinish(),
	)
	begin := time.Now()
	end := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			select {
			case <-end:
				bar.Clear()
				return
			case <-tick.C:
				bar.Describe(a.progress(p, time.Since(begin)))
				bar.Set64(p.Bytes.Load())
			}
		}
	})
	return func() { close(end); wg.Wait() }
}

// progress returns how far a run is in words.
func (a *app) progress(p *scan.Progress, since time.Duration) string {
	read := p.Bytes.Load()
	rate := int64(float64(read) / max(since.Seconds(), 0.001))
	return a.trf("%d files, %s, %s/s, %d findings", "%d 个文件，%s，每秒 %s，%d 处发现", p.Files.Load(), a.size(read), a.size(rate), p.Hits.Load())
}

// totalSize returns the size of all arguments if they are files, else -1.
func totalSize(args []string) int64 {
	var sum int64
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.Mode().IsRegular() {
			return -1
		}
		sum += info.Size()
	}
	return sum
}
