// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package detect

import "time"

var started = time.Now()

// cpuSeconds returns the time since the start where the system does not tell
// the processor time.
func cpuSeconds() float64 { return time.Since(started).Seconds() }
