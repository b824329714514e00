// SPDX-License-Identifier: Apache-2.0

package account

import "net/http"

// CookieKind says what a cookie is for.
type CookieKind int

const (
	// CookieSession holds the token of a session, until the browser closes.
	CookieSession CookieKind = iota
	// CookieDevice marks a browser in which somebody signed in, for a year.
	CookieDevice
	// CookieFlow binds a single sign-on to the browser that began it, ten minutes.
	CookieFlow
)

// CookieName is the name of a cookie. Over https it begins with "__Host-": the
// browser then takes it from this very host, over https, only.
func CookieName(k CookieKind, secure bool) string {
	name := [...]string{"hulan", "hulan-device", "hulan-flow"}[k]
	if secure {
		return "__Host-" + name
	}
	return name
}

// Cookie makes a cookie; an empty value deletes it. secure is false on a
// loopback listener without TLS only. Session and flow are Lax, because a link
// in a mail and the way back from single sign-on come from elsewhere (what
// changes something is guarded by http.CrossOriginProtection); the device's is
// Strict, as only the sign-in form needs it.
func Cookie(k CookieKind, secure bool, value Secret) *http.Cookie {
	c := &http.Cookie{
		Name: CookieName(k, secure), Value: value.Clear(), Path: "/", Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	switch k {
	case CookieDevice:
		c.SameSite, c.MaxAge = http.SameSiteStrictMode, 365*24*60*60
	case CookieFlow:
		c.MaxAge = 10 * 60
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}
