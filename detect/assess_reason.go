// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"slices"
)

// Reason is one thing that spoke for a grade, or against it.
type Reason struct {
	Code   string `json:"code"`
	Level  Level  `json:"level"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	Anchor string `json:"anchor"` // the article or rule behind it
	// Findings are the indexes of the findings concerned, ascending, at most
	// [MaxReasonFindings]. It is empty where the text as a whole is meant.
	Findings []int `json:"findings"`
}

// MaxReasonFindings bounds [Reason.Findings]: enough to show, not a second copy
// of the findings of a dump.
const MaxReasonFindings = 256

// The codes of reasons. They are stable.
const (
	ReasonItem           = "item"
	ReasonSensitive      = "sensitive"
	ReasonGrave          = "grave_kind"
	ReasonWhoContact     = "who_contact"
	ReasonWhoAddress     = "who_address"
	ReasonWhoID          = "who_id"
	ReasonWhoMany        = "who_many"
	ReasonNumberLinked   = "number_linked"
	ReasonHealth         = "health"
	ReasonHandle         = "handle_identity"
	ReasonList           = "list"
	ReasonTrack          = "track"
	ReasonCall           = "call_to_action"
	ReasonThreat         = "threat"
	ReasonDanger         = "danger_to_life"
	ReasonMinor          = "minor"
	ReasonSeller         = "seller"
	ReasonInsider        = "insider"
	ReasonOwnDatabase    = "own_database"
	ReasonPersons        = "incident_persons"
	ReasonCount          = "count"
	ReasonCriminalLine   = "criminal_line"
	ReasonEspecially     = "criminal_line_tenfold"
	ReasonPlatformLine   = "platform_line"
	ReasonSafetyTier     = "safety_tier"
	ReasonOwn            = "own_data"
	ReasonPublic         = "public_contact"
	ReasonTest           = "test_data"
	ReasonMasked         = "masked"
	ReasonSaysTest       = "says_test"
	ReasonMissingPerson  = "says_missing"
	interpretation2017   = "2017 judicial interpretation on personal information, "
	interpretation2019   = "2019 judicial interpretation on network services, "
	compositeHouse       = "house rule on composites; PIPL art. 28; GB/T 45574-2025 (aggregates)"
	cyberviolenceOutline = "Provisions on the Governance of Cyber-violence Information (2024)"
)

// reasonTable holds the fixed part of every reason.
var reasonTable = [...]Reason{
	{Code: ReasonItem, Level: S1, Anchor: "PIPL art. 4, 25", ZH: "公开了他人的一项普通个人信息", EN: "discloses ordinary personal information of another person"},
	{Code: ReasonSensitive, Level: S2, Anchor: "PIPL art. 28; GB/T 35273-2020 annex B; GB/T 45574-2025 annex A; GDPR art. 9", ZH: "包含他人的敏感个人信息", EN: "contains sensitive personal information of another person"},
	{Code: ReasonGrave, Level: S3, Anchor: "PIPL art. 28; " + interpretation2017 + "art. 5(1)", ZH: "包含后果严重的一类信息（健康、行踪、住宿、密码密钥、证件照片、私密影像等）", EN: "contains a kind of information whose disclosure does grave harm (health, movements, lodging, credentials, document photo, intimate images)"},
	{Code: ReasonWhoContact, Level: S2, Anchor: compositeHouse, ZH: "姓名与联系方式同时出现", EN: "links a name with a way to reach the person"},
	{Code: ReasonWhoAddress, Level: S2, Anchor: compositeHouse, ZH: "姓名与住址或精确位置同时出现", EN: "links a name with a place where the person can be found"},
	{Code: ReasonWhoID, Level: S2, Anchor: compositeHouse, ZH: "姓名与证件号码同时出现", EN: "links a name with an official number"},
	{Code: ReasonWhoMany, Level: S2, Anchor: compositeHouse, ZH: "姓名与两类以上信息拼合，足以锁定一个人", EN: "links a name with two or more further kinds of information"},
	{Code: ReasonNumberLinked, Level: S3, Anchor: compositeHouse, ZH: "证件号码与联系方式或住址同时出现", EN: "links an official number with a way to reach or find its holder"},
	{Code: ReasonHealth, Level: S3, Anchor: "PIPL art. 28; " + interpretation2017 + "art. 5(1)(4)", ZH: "公开了可识别的人的健康状况", EN: "discloses the health of somebody who can be told from the text"},
	{Code: ReasonHandle, Level: S2, Anchor: compositeHouse, ZH: "把网络账号与真实身份及联系方式或位置对应起来", EN: "ties a platform handle to a real name and a contact or place"},
	{Code: ReasonList, Level: S3, Anchor: "house rule on composites; " + interpretation2017 + "art. 5, 11", ZH: "成批列出三人以上的信息", EN: "lists three or more persons"},
	{Code: ReasonTrack, Level: S3, Anchor: interpretation2017 + "art. 5(1)(3); PIPL art. 28", ZH: "连续的位置点构成行踪轨迹", EN: "a sequence of positions makes a track of a person's movements"},
	{Code: ReasonCall, Level: S3, Anchor: "Civil Code art. 1033; " + cyberviolenceOutline, ZH: "号召他人针对当事人行动或扩散其信息", EN: "calls on others to act against the person or to spread the information"},
	{Code: ReasonThreat, Level: S3, Anchor: "Public Security Administration Punishments Law (2025); " + cyberviolenceOutline, ZH: "伴有威胁", EN: "comes with a threat"},
	{Code: ReasonDanger, Level: S4, Anchor: interpretation2017 + "art. 5(2)", ZH: "威胁人身安全，并公开了可以找到当事人的地点", EN: "threatens somebody's life and tells where to find the person"},
	{Code: ReasonMinor, Level: S3, Anchor: "PIPL art. 28, 31; Regulations on the Network Protection of Minors art. 38", ZH: "疑似涉及不满十四周岁的未成年人", EN: "seems to concern a child under fourteen"},
	{Code: ReasonSeller, Level: S3, Anchor: "Criminal Law art. 253-1; Public Security Administration Punishments Law (2025) art. 56", ZH: "疑似买卖个人信息的广告", EN: "looks like an advert for personal information"},
	{Code: ReasonInsider, Level: S3, Anchor: interpretation2017 + "art. 5(1)(8)", ZH: "信息来自履行职责或者提供服务的过程", EN: "the information was obtained in duty or in providing a service"},
	{Code: ReasonOwnDatabase, Level: S4, Anchor: "PIPL art. 57; Cybersecurity Law art. 44 (in force 2026-01-01)", ZH: "已证实数据来自本平台的数据库", EN: "the data are proven to come from the operator's own database"},
	{Code: ReasonPersons, Level: S4, Anchor: "National Cybersecurity Incident Reporting Measures, annex", ZH: "涉及一百万人以上", EN: "concerns a million people or more"},
	{Code: ReasonCount, Level: S1, Anchor: interpretation2017 + "art. 5; house levels by count", ZH: "按法定标准折算的数量已达到该等级", EN: "the number of items, weighed as the law weighs them, alone gives this level"},
	{Code: ReasonCriminalLine, Level: S4, Anchor: interpretation2017 + "art. 5(1)", ZH: "数量达到“情节严重”的标准", EN: "the number reaches the line of a serious offence"},
	{Code: ReasonEspecially, Level: S4, Anchor: interpretation2017 + "art. 5(2)", ZH: "数量达到“情节特别严重”的标准", EN: "the number reaches the line of an especially serious offence"},
	{Code: ReasonPlatformLine, Level: S4, Anchor: interpretation2019 + "art. 4", ZH: "数量达到平台拒不改正时承担刑事责任的标准", EN: "the number reaches the line at which a platform that refuses to correct is liable"},
	{Code: ReasonSafetyTier, Level: S0, Anchor: interpretation2017 + "art. 5(1)(4)", ZH: "可能影响人身安全的信息按较严的标准计数", EN: "information that can affect somebody's safety is counted by the stricter tier"},
	{Code: ReasonOwn, Level: S0, Anchor: "PIPL art. 13, 27", ZH: "作者自己的信息：提醒即可", EN: "the author's own information: a warning is enough"},
	{Code: ReasonPublic, Level: S0, Anchor: "PIPL art. 27", ZH: "面向公众的办公或服务联系方式", EN: "a contact of an office or a service, meant for the public"},
	{Code: ReasonTest, Level: S0, Anchor: "PIPL art. 4", ZH: "测试、示例或占位数据", EN: "a test, example or placeholder value"},
	{Code: ReasonMasked, Level: S0, Anchor: "PIPL art. 73(3)", ZH: "已作遮盖处理", EN: "is masked already"},
	{Code: ReasonSaysTest, Level: S0, Anchor: "house rule: for the reviewer", ZH: "文中自称为测试或虚构数据，需人工核实", EN: "the text says the data are made up; a reviewer should check"},
	{Code: ReasonMissingPerson, Level: S0, Anchor: "house rule: for the reviewer", ZH: "文中自称寻人启事，可能是真，也可能是借口，需人工核实", EN: "the text says it is a missing-person notice, which may be true or a pretext; a reviewer should check"},
}

// reasonList collects reasons by code.
type reasonList map[string]*Reason

// add gives a reason with the level of the table.
func (l reasonList) add(code string, findings ...int) {
	i := slices.IndexFunc(reasonTable[:], func(r Reason) bool { return r.Code == code })
	l.raise(code, reasonTable[i].Level, findings...)
}

// raise gives a reason with at least this level.
func (l reasonList) raise(code string, level Level, findings ...int) {
	r := l[code]
	if r == nil {
		i := slices.IndexFunc(reasonTable[:], func(r Reason) bool { return r.Code == code })
		fresh := reasonTable[i]
		fresh.Findings = []int{} // an empty list, not null, in JSON
		r = &fresh
		l[code] = r
	}
	r.Level = max(r.Level, level)
	room := MaxReasonFindings - len(r.Findings)
	r.Findings = append(r.Findings, findings[:min(room, len(findings))]...)
}

// sorted returns the reasons by level, highest first, then as in the table.
// The plain item is left out where something else explains the level.
func (l reasonList) sorted() []Reason {
	out := []Reason{}
	explained := false
	for _, fixed := range reasonTable {
		r := l[fixed.Code]
		if r == nil {
			continue
		}
		slices.Sort(r.Findings)
		r.Findings = slices.Compact(r.Findings)
		explained = explained || r.Level >= S1 && r.Code != ReasonItem
		out = append(out, *r)
	}
	if explained {
		out = slices.DeleteFunc(out, func(r Reason) bool { return r.Code == ReasonItem })
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(b.Level, a.Level) })
	return out
}
