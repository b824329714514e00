// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/config"
)

// The list of settings shows each one in the words in which it is set, says
// which were chosen, explains every one and keeps secrets masked.
func TestRows(t *testing.T) {
	c, err := config.Load(config.Options{Env: []string{}, Flags: map[string]string{
		"database": "postgres://hulan:hunter2@db.internal/hulan", "retention.cases": "400d", "intake.complaints": "5/m", "trusted_proxies": "10.0.0.0/8,fd00::/8",
	}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.Rows()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]config.Row{}
	for _, r := range rows {
		got[r.Key] = r
		if r.About == "" {
			t.Errorf("%s has no manual", r.Key)
		}
		if strings.Contains(r.Value, "hunter2") {
			t.Errorf("%s shows a secret", r.Key)
		}
	}
	for key, want := range map[string]string{
		"database": "[secret]", "retention.cases": "400d", "retention.originals": "180d", "intake.complaints": "5/m", "intake.attachment_size": "10MB",
		"trusted_proxies": "10.0.0.0/8, fd00::/8", "languages": "zh-CN, en", "platform.accent": "#0b5673", "mail.port": "587", "anchors.every": "24h", "clocks": "",
	} {
		if got[key].Value != want {
			t.Errorf("%s is shown as %q, want %q", key, got[key].Value, want)
		}
	}
	if got["retention.cases"].Default || !got["retention.originals"].Default {
		t.Error("chosen and default values are mixed up")
	}
}
