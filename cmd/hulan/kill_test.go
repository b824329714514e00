// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/store/storetest"
)

// long is for runs of many minutes; their last figures are in docs/faults.md.
var long = os.Getenv("HULAN_LONG") == "1"

// The whole service is killed (signal 9) again and again while people file
// complaints and write messages. Whatever it confirmed to them is there when it
// runs again, the log verifies against checkpoints kept outside, and every row
// is as its leaf says.
func TestKill(t *testing.T) {
	kills := 4
	if long {
		kills = 200
	}
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			args, where := []string{"--data", dir, "--set", "trusted_proxies=127.0.0.0/8"}, []string{"--data", dir}
			if kind == "postgres" {
				dsn := storetest.Postgres(t)
				args, where = append(args, "--set", "database="+dsn), []string{"--postgres", dsn}
			}
			n := newNode(t, args...)
			n.start()
			if code, _ := get(t, n.url+"/metrics"); code != http.StatusOK { // signs a first checkpoint
				t.Fatalf("metrics: status %d", code)
			}
			audit := newLog(t, where...)
			all, said := told{}, 0
			for k := range kills {
				audit.anchor(t)
				round := killed(t, n)
				audit.verify(t)
				n.start()
				round.areThere(t, n.url)
				for r, texts := range round.all {
					for _, x := range texts {
						all.add(r, x)
					}
				}
				if k%20 == 19 {
					t.Logf("%d kills: %d complaints, %d words acknowledged", k+1, len(all.all), all.said)
				}
				said += len(round.all)
			}
			all.areThere(t, n.url)
			n.stop()
			all.leftNothing(t, n)
			report, _, _ := strings.Cut(audit.verify(t), "root")
			t.Logf("%d kills; acknowledged: %d complaints, %d texts in all\n%s", kills, said, all.said, report)
			if said < kills/2 || all.said == said {
				t.Error("too little was acknowledged to mean anything")
			}
		})
	}
}

// killed lets four people use the service, asks it to sign a checkpoint, kills it
// at a random moment and returns what it had acknowledged.
func killed(t *testing.T, n *node) *told {
	t.Helper()
	round := &told{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done, name := make(chan struct{}), strconv.FormatUint(rand.Uint64(), 36)
	go func() {
		defer close(done)
		round.crowd(ctx, n.url, name, 4, func(err error) bool {
			if _, answered := err.(*answerError); answered {
				t.Errorf("before the kill: %v", err)
			}
			return true
		})
	}()
	// From the first request on to some dozens of complaints later.
	moment := rand.N(600 * time.Millisecond)
	signs := rand.N(moment + 1)
	time.Sleep(signs)
	signed := make(chan struct{})
	go func() {
		defer close(signed)
		// The scrape makes the service sign. It may be killed meanwhile.
		if res, err := http.Get(n.url + "/metrics"); err == nil {
			_ = res.Body.Close()
		}
	}()
	time.Sleep(moment - signs)
	n.kill()
	<-done
	<-signed
	return round
}
