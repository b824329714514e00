// SPDX-License-Identifier: Apache-2.0

package server

import (
	"sync"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
)

// deskOptions are the words that the desk says by itself, and the engine that
// grades what a complaint tells.
func (s *Service) deskOptions() desk.Options {
	return desk.Options{
		Log:    s.log,
		Grade:  grade,
		Limits: desk.Limits{Files: int(s.Config.Intake.Attachments), Text: s.Config.Intake.BodyLength},
		Notify: s.notify,
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

// engine is made once: its tables take some milliseconds.
var engine = sync.OnceValues(func() (*detect.Engine, error) { return detect.New(detect.Options{}) })

func grade(text string) int {
	e, err := engine()
	if err != nil {
		return 0
	}
	return int(detect.Assess([]byte(text), e.Find(text), detect.AssessOptions{}).Level)
}

// newsText and codeText are all that a mail about a case ever says.
func newsText(lang, platform, public string) (subject, text string) {
	if lang == "en" {
		return "There is news about your report",
			"There is news about the report that you made to " + platform + ".\n\nGo to " + public + "/follow and enter your receipt to read it.\n\nWe never ask for the receipt by mail or telephone.\n"
	}
	return "你的举报有新消息",
		"你向" + platform + "提交的举报有新消息。\n\n请打开 " + public + "/follow ，输入回执号查看。\n\n我们不会用邮件或电话向你索要回执号。\n"
}

// codeText goes with a code to somebody who wrote by mail: it acknowledges what
// came, or says that there is news.
func codeText(lang, platform, public string, ack bool) (subject, text string) {
	where := public + "/follow/code"
	if lang == "en" {
		subject, text = "There is news about your report", "There is news about the report that you sent to "+platform+" by mail."
		if ack {
			subject, text = "We have your report", platform+" has your report and has accepted it. You do not have to do anything now. If you answer this mail, your answer goes to the same report."
		}
		return subject, text + "\n\nTo read our answers, get your receipt: go to " + where + " and type this. It is good once, for two weeks.\n"
	}
	subject, text = "你的举报有新消息", "你用邮件向"+platform+"提交的举报有新消息。"
	if ack {
		subject, text = "你的举报已收到", platform+"已收到并受理你的举报。现在你不用做什么。直接回复本邮件，内容会进入同一举报。"
	}
	return subject, text + "\n\n要看答复，请先领取回执：打开 " + where + " ，输入下面这一行。只能用一次，两周内有效。\n"
}
