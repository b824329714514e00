// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var statusLine = regexp.MustCompile(`(?m)^  (\d)  `)

// Surface lists what scripts depend on, sorted: commands, their flags with short
// form and kind of value, and their exit statuses. Words are not in it; they may
// change.
func Surface() []string {
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, env: func(string) string { return "" }}
	var lines []string
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		path := cmd.CommandPath()
		lines = append(lines, path)
		flags := func(f *pflag.Flag) {
			line := path + " --" + f.Name
			if f.Shorthand != "" {
				line += " -" + f.Shorthand
			}
			lines = append(lines, line+" "+f.Value.Type())
		}
		cmd.LocalFlags().VisitAll(flags)
		for _, m := range statusLine.FindAllStringSubmatch(cmd.Annotations["exit"], -1) {
			lines = append(lines, path+" exit "+m[1])
		}
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(a.root())
	slices.Sort(lines)
	return slices.Compact(lines)
}
