// SPDX-License-Identifier: Apache-2.0

//go:build !hulanlean

package detect

import "log/slog"

// LogValue makes a finding safe and short in logs. The lean build writes none.
func (f Finding) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("type", string(f.Type)), slog.Int("start", f.Start), slog.Int("end", f.End),
		slog.Float64("score", f.Score), slog.String("rule", f.Rule))
}
