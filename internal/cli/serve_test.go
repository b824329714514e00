// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/config"
)

// The log is written from the level on that the settings name, as text or JSON.
func TestLogSettings(t *testing.T) {
	for _, c := range []struct {
		level, format string
		want          int // of the four lines
	}{{"debug", "text", 4}, {"info", "text", 3}, {"warn", "json", 2}, {"error", "json", 1}} {
		var buf bytes.Buffer
		log := slog.New(logHandler(&buf, config.Log{Level: c.level, Format: c.format}))
		log.Debug("one")
		log.Info("two")
		log.Warn("three")
		log.Error("four", "error", "made up")
		lines := strings.Split(strings.TrimSpace(buf.String()), "\n")
		if len(lines) != c.want {
			t.Errorf("%s: %d lines, want %d", c.level, len(lines), c.want)
		}
		if got := json.Valid([]byte(lines[0])); got != (c.format == "json") {
			t.Errorf("%s: JSON %v: %s", c.format, got, lines[0])
		}
	}
}
