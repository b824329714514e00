// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/account"
)

// The console is light or dark as its reader chose on the device, else as the
// system is; what is no theme is refused; public pages know nothing of it.
func TestTheme(t *testing.T) {
	s := newSite(t, "")
	m := s.people[account.Moderator]
	if a := s.get(m, "/staff/queue"); strings.Contains(a.body, "data-theme") {
		t.Error("a theme that nobody chose")
	}
	with := func(path, theme string) answer {
		r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
		r.AddCookie(&http.Cookie{Name: "hulan_look", Value: theme})
		return s.do(m, r)
	}
	for _, theme := range []string{"dark", "light"} {
		a := s.post(m, "/staff/look", url.Values{"theme": {theme}})
		if a.status != 303 || len(a.cookies) != 1 || a.cookies[0].Value != theme || a.cookies[0].Path != "/staff" || !a.cookies[0].HttpOnly {
			t.Fatalf("%s: %d %v", theme, a.status, a.cookies)
		}
		if a := with("/staff/queue", theme); !strings.Contains(a.body, `<html lang="en" data-theme="`+theme+`">`) {
			t.Errorf("the console is not %s", theme)
		}
		if a := with("/", theme); strings.Contains(a.body, "data-theme") {
			t.Errorf("a public page is %s", theme)
		}
	}
	if a := s.post(m, "/staff/look", url.Values{"theme": {""}}); a.status != 303 || len(a.cookies) != 1 || a.cookies[0].MaxAge >= 0 {
		t.Errorf("as the system: %d %v", a.status, a.cookies)
	}
	if a := s.post(m, "/staff/look", url.Values{"theme": {"pink"}}); a.status != 400 {
		t.Errorf("pink: %d", a.status)
	}
	if a := with("/staff/queue", `"><script>`); strings.Contains(a.body, "data-theme") {
		t.Error("a theme that is none")
	}
}
