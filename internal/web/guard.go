// SPDX-License-Identifier: Apache-2.0

package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/hulanhq/hulan/internal/config"
)

// guard bounds how often one network may file or look up, without keeping an
// address: the key of a bucket is an HMAC of the network under a random key
// that is replaced every day and never leaves the memory.
type guard struct {
	proxies []netip.Prefix
	now     func() time.Time

	mu      sync.Mutex // guards what follows
	key     []byte
	day     string
	buckets map[[16]byte]*rate.Limiter
	all     *rate.Limiter // everybody together; nil before the first
}

// maxBuckets bounds the memory of the guard: 100,000 networks in a day are some
// 20 MB. Beyond that everybody shares one bucket until the day ends.
const maxBuckets = 100_000

func newGuard(proxies []netip.Prefix, now func() time.Time) *guard {
	return &guard{proxies: proxies, now: now}
}

// allow says whether a request of a kind may go on: limit.N of them at once, and
// as many more in its time. A limit that is off or zero lets everything pass.
func (g *guard) allow(r *http.Request, kind string, limit config.Rate) bool {
	if limit.N <= 0 {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if day := now.Format(time.DateOnly); day != g.day {
		g.day, g.key, g.buckets = day, make([]byte, 32), map[[16]byte]*rate.Limiter{}
		rand.Read(g.key)
	}
	h := hmac.New(sha256.New, g.key)
	h.Write([]byte(kind + "\x00" + g.network(r)))
	id := [16]byte(h.Sum(nil))
	b := g.buckets[id]
	if b == nil {
		if len(g.buckets) >= maxBuckets {
			id = [16]byte{}
			if b = g.buckets[id]; b != nil {
				return b.AllowN(now, 1)
			}
		}
		b = newLimiter(limit)
		g.buckets[id] = b
	}
	return b.AllowN(now, 1)
}

func newLimiter(l config.Rate) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(float64(l.N)/l.Per.Seconds()), l.N)
}

// allowAll is allow for everybody together, on this node.
func (g *guard) allowAll(limit config.Rate) bool {
	if limit.N <= 0 {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all == nil {
		g.all = newLimiter(limit)
	}
	return g.all.AllowN(g.now(), 1)
}

// network is the /24 or /48 a request comes from: a household or an office, as
// whom one person counts.
func (g *guard) network(r *http.Request) string {
	addr := ClientAddr(r, g.proxies)
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// ClientAddr is the address a request comes from: of the connection, or of whom
// one of the proxies asks for. It is not valid where neither tells.
func ClientAddr(r *http.Request, proxies []netip.Prefix) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	for _, p := range proxies {
		if p.Contains(addr.Unmap()) {
			addr = forwarded(r, addr, proxies)
			break
		}
	}
	return addr.Unmap()
}

// forwarded is the last address of X-Forwarded-For that is no trusted proxy.
func forwarded(r *http.Request, own netip.Addr, proxies []netip.Prefix) netip.Addr {
	var list []netip.Addr
	for _, line := range r.Header.Values("X-Forwarded-For") {
		for part := range splitComma(line) {
			if a, err := netip.ParseAddr(part); err == nil {
				list = append(list, a)
			}
		}
	}
	for i := len(list) - 1; i >= 0; i-- {
		trusted := false
		for _, p := range proxies {
			trusted = trusted || p.Contains(list[i].Unmap())
		}
		if !trusted {
			return list[i]
		}
	}
	return own
}

// headers are those of every page. Nothing is loaded from elsewhere, nothing
// runs that is not a file of ours, nobody frames the page, nothing is kept by a
// cache or told to the next site.
func headers(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
}
