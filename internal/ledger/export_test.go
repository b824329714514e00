// SPDX-License-Identifier: Apache-2.0

package ledger

// SetLeavesPerPass makes verification take many passes over few leaves.
func (l *Log) SetLeavesPerPass(n int64) { l.perPass = n }
