// SPDX-License-Identifier: Apache-2.0

package web

import "github.com/hulanhq/hulan/internal/account"

// Setting is a line of the page that shows how the service is set up. Secrets
// come masked.
type Setting struct {
	// Name is the key, such as mail.host; Env the variable that sets it too.
	Name, Env string
	// Value is what holds now; Default says that nobody chose it.
	Value   string
	Default bool
	// About is what it is, in the words of docs/configuration.md.
	About string
}

func settingRoutes() []route {
	return []route{{"GET", "/staff/settings", account.SettingsRead, settingsPage}}
}

func settingsPage(w *Web, q *request) error {
	var rows []Setting
	if w.opts.Settings != nil {
		rows = w.opts.Settings()
	}
	w.render(q, "settings", "staff", map[string]any{"Rows": rows})
	return nil
}
