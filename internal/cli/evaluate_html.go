// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"html/template"
	"io"
)

// The page is one file: its style stands in it, it has no script, and its policy
// forbids the browser to load anything.

//go:embed evaluate_report.html
var reportPage string

//go:embed evaluate_report.css
var reportStyle string

// writeHTML writes the report as a page. The template escapes whatever it is
// given; both languages stand side by side in it, as in tr.
func (a *app) writeHTML(w io.Writer, r *report) error {
	t, err := template.New("report").Funcs(template.FuncMap{"tr": a.tr}).Parse(reportPage)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(reportStyle))
	return t.Execute(w, struct {
		*report
		Style  template.CSS
		Policy string
	}{r, template.CSS(reportStyle), "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"})
}
