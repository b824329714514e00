// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

// said takes in of whom a special category is said: see [KindSelf] and
// [KindSomeone].
func (it *disclosed) said(kind string) {
	switch kind {
	case KindSelf:
		if !it.cleared {
			it.whose, it.cleared = ofAuthor, true
		}
	case KindSomeone:
		it.vague = true
	}
}

// identify decides about the items of one passage that are said of "he" or "my
// neighbour". Beside a name, a number or a place they have the grade of their
// kind. Otherwise few can tell who is meant, and the item is ordinary: a person
// should look at it, nothing more (PIPL art. 4, an identified or identifiable
// person).
func identify(items []disclosed) {
	known := slices.ContainsFunc(items, func(it disclosed) bool {
		switch it.class.part {
		case partWho, partContact, partAccount, partID, partPlate:
			return true
		}
		return it.typ == Address
	})
	for i := range items {
		it := &items[i]
		if it.vague = it.vague && !known; it.vague {
			it.class.Level = min(it.class.Level, S1)
		}
	}
}
