// SPDX-License-Identifier: Apache-2.0

package account

// HoldHashes takes every slot for hashes until release is called. waiting says
// how many wait for one.
func (r *Register) HoldHashes() (waiting func() int, release func()) {
	for range cap(r.hasher.slots) {
		r.hasher.slots <- struct{}{}
	}
	return func() int { return int(r.hasher.waiting.Load()) }, func() {
		for range cap(r.hasher.slots) {
			<-r.hasher.slots
		}
	}
}
