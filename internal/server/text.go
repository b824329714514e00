// SPDX-License-Identifier: Apache-2.0

package server

import (
	"log/slog"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
)

// deskOptions are the words that the desk says by itself, and the engine that
// grades what a complaint tells.
func deskOptions(log *slog.Logger) desk.Options {
	return desk.Options{
		Log:   log,
		Grade: grade,
		Acknowledgement: func(lang string, _ *docket.Case) string {
			if lang == "en" {
				return "We have your report and have accepted it. If we need to ask you something, we ask here. You do not have to do anything now."
			}
			return "你的举报已收到并受理。需要问你时，问题会放在这里。现在你不用做什么。"
		},
		DuplicateText: func(lang, outcome string) string {
			if lang == "en" {
				return "Others reported the same thing, and it was decided for all of you together. The outcome stands above. If you disagree, you can appeal."
			}
			return "有人举报了同样的内容，已经一起处理。结果见上方。不同意可以申诉。"
		},
	}
}

func grade(text string) int {
	e, err := detect.New(detect.Options{})
	if err != nil {
		return 0
	}
	return int(detect.Assess([]byte(text), e.Find(text), detect.AssessOptions{}).Level)
}
