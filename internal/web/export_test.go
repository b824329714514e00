// SPDX-License-Identifier: Apache-2.0

package web

import "github.com/hulanhq/hulan/internal/account"

// Route is an address as tests see it.
type Route struct {
	Method, Path string
	// Need is the right that staff must have; "" is for everybody, "*" for all who
	// are signed in.
	Need account.Right
}

// Routes lists all addresses.
func Routes() []Route {
	var out []Route
	for _, r := range routes() {
		out = append(out, Route{r.method, r.path, r.need})
	}
	return out
}

// Words gives the catalogue: language, key, text.
func Words() (map[string]map[string]string, error) {
	c, err := loadCatalogue(files)
	if err != nil {
		return nil, err
	}
	return c.words, nil
}

// Files are the templates and static files.
var Files = files

// Inert guards a cell of a table against formulas.
var Inert = inert
