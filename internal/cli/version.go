// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

var _ = register(command{"version", 90, (*app).version})

// release is set when a release is built.
var release = ""

// versionOf returns the version of this program: the release, the module's
// version, or the commit it was built from.
func versionOf() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "0.0.0-" + s.Value[:12]
		}
	}
	return "0.0.0"
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:         "version",
		Short:       a.tr("show the version", "显示版本"),
		Annotations: map[string]string{"exit": a.statuses(a.tr("always", "总是"), "", "")},
		Args:        a.needs(0, 0, "version takes no arguments", "version 不带参数"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.stdout, "hulan %s %s %s/%s\n", versionOf(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
