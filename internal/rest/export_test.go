// SPDX-License-Identifier: Apache-2.0

package rest

import "github.com/hulanhq/hulan/internal/account"

// Needs gives the right of each operation, by its id.
func (a *API) Needs() map[string]account.Right { return a.needs }
