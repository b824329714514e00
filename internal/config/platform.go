// SPDX-License-Identifier: Apache-2.0

package config

import (
	"os"

	"github.com/hulanhq/hulan/internal/picture"
)

// logoHeight is how high a logo is kept, in pixels: four times what a page shows,
// for screens of high density and for print.
const logoHeight = 112

// Picture reads the logo and decodes and encodes it anew, no larger than a page
// needs. Without one it is the zero value.
func (p Platform) Picture() (picture.Cleaned, error) {
	if p.Logo == "" {
		return picture.Cleaned{}, nil
	}
	data, err := os.ReadFile(p.Logo)
	if err != nil {
		return picture.Cleaned{}, err
	}
	// A logo is seldom more than six times as wide as it is high.
	return picture.Clean(data, picture.Limits{Bytes: 1e6, Edge: 6 * logoHeight})
}

// OwnColours says whether any colour is not the default.
func (p Platform) OwnColours() bool {
	plain := &Config{}
	plain.fill()
	d := plain.Platform
	d.Name, d.Logo = p.Name, p.Logo
	return p != d
}
