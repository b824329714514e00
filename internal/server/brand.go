// SPDX-License-Identifier: Apache-2.0

package server

import (
	"fmt"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/web"
)

// brandOf is the look of the platform for the pages.
func brandOf(p config.Platform) (web.Brand, error) {
	logo, err := p.Picture()
	if err != nil {
		return web.Brand{}, fmt.Errorf("platform.logo: %w", err)
	}
	return web.Brand{Logo: logo.Data, Media: logo.Media, Width: logo.Width, Height: logo.Height, Colours: colours(p)}, nil
}

// colours is a style sheet that sets the operator's colours, or "" when they are
// those of hulan.css. The pale ground of notes becomes that of other parts, on
// which the settings have checked the contrast.
func colours(p config.Platform) string {
	if !p.OwnColours() {
		return ""
	}
	set := func(accent, deep, on config.Colour) string {
		return fmt.Sprintf("--accent: %s; --accent-deep: %s; --on-accent: %s; --accent-wash: var(--wash);", accent, deep, on)
	}
	light, dark := set(p.Accent, p.AccentDeep, p.OnAccent), set(p.DarkAccent, p.DarkAccentDeep, p.DarkOnAccent)
	return ":root { " + light + " }\n" +
		"@media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) { " + dark + " } }\n" +
		":root[data-theme=\"dark\"] { " + dark + " }\n"
}
