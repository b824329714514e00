// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"
	"slices"
)

func lookRoutes() []route {
	return []route{
		{"GET", "/staff/look", signedIn, lookPage},
		{"POST", "/staff/look", signedIn, lookPost},
	}
}

// themes are the faces of the console. The empty one follows the system.
var themes = []string{"", "light", "dark"}

// themeCookie remembers the choice on one device. It is for the console alone:
// public pages set no cookie and follow the system.
const themeCookie = "hulan_look"

// themeFor is what the reader of the console chose on this device.
func themeFor(q *request) string {
	c, err := q.r.Cookie(themeCookie)
	if err != nil || !slices.Contains(themes, c.Value) {
		return ""
	}
	return c.Value
}

func lookPage(w *Web, q *request) error {
	w.render(q, "look", "staff", map[string]any{"Themes": themes, "Now": themeFor(q), "Saved": q.r.URL.Query().Get("saved") != ""})
	return nil
}

func lookPost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	theme := p.Get("theme")
	if !slices.Contains(themes, theme) {
		return &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	// A year: longer than anybody remembers having chosen.
	c := &http.Cookie{Name: themeCookie, Value: theme, Path: "/staff", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: w.secure(), SameSite: http.SameSiteStrictMode}
	if theme == "" {
		c.MaxAge = -1
	}
	http.SetCookie(q.w, c)
	http.Redirect(q.w, q.r, "/staff/look?saved=1", http.StatusSeeOther)
	return nil
}
