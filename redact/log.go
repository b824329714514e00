// SPDX-License-Identifier: Apache-2.0

//go:build !hulanlean

package redact

import "log/slog"

// LogValue keeps the key and the values that were met out of logs. The lean build
// (for browsers) writes none.
func (p Policy) LogValue() slog.Value    { return slog.StringValue(p.String()) }
func (r *Redactor) LogValue() slog.Value { return slog.StringValue(r.String()) }
func (d *Document) LogValue() slog.Value { return slog.StringValue(d.String()) }
