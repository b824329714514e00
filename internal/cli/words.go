// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// typeWords are the types in words. A type that is not here is shown by its name,
// so that a new recogniser does not have to touch this file.
var typeWords = map[detect.Type][2]string{
	detect.Person:          {"name of a person", "姓名"},
	detect.Address:         {"address", "地址"},
	detect.PhoneNumber:     {"telephone number", "电话号码"},
	detect.EmailAddress:    {"e-mail address", "电子邮箱"},
	detect.CreditCard:      {"bank card", "银行卡号"},
	detect.IBANCode:        {"IBAN", "国际银行账号"},
	detect.IPAddress:       {"IP address", "IP 地址"},
	detect.MACAddress:      {"MAC address", "MAC 地址"},
	detect.URL:             {"link", "链接"},
	detect.IMEI:            {"IMEI of a device", "设备 IMEI"},
	detect.VIN:             {"vehicle number", "车辆识别代号"},
	detect.Coordinates:     {"precise place", "精确位置"},
	detect.DateOfBirth:     {"date of birth", "出生日期"},
	detect.PassportMRZ:     {"passport, machine-readable", "护照机读码"},
	detect.Credential:      {"password or key", "密码或密钥"},
	detect.CNResidentID:    {"Chinese resident ID", "居民身份证号"},
	detect.CNForeignerID:   {"Chinese ID of a foreigner", "外国人永久居留证号"},
	detect.CNPassport:      {"Chinese passport", "护照号"},
	detect.CNHKMacauPermit: {"Hong Kong and Macau permit", "港澳通行证号"},
	detect.CNTaiwanPermit:  {"Taiwan permit", "台湾通行证号"},
	detect.CNLicensePlate:  {"Chinese licence plate", "车牌号"},
	detect.CNUSCC:          {"unified social credit code", "统一社会信用代码"},
	detect.CNMilitaryID:    {"military or police ID", "军官证或警官证号"},
	detect.CNSocialCard:    {"social security number", "社保或医保卡号"},
	detect.CNDriverLicense: {"Chinese driving licence", "驾驶证号"},
	detect.CNQQ:            {"QQ number", "QQ 号"},
	detect.CNWeChatID:      {"WeChat ID", "微信号"},
	detect.SocialHandle:    {"account on a platform", "平台账号"},
	detect.HKIDCard:        {"Hong Kong ID", "香港身份证号"},
	detect.MOIDCard:        {"Macau ID", "澳门身份证号"},
	detect.TWNationalID:    {"Taiwan ID", "台湾身份证号"},
	detect.Crypto:          {"wallet address", "加密货币钱包地址"},
	detect.USSSN:           {"US social security number", "美国社会安全号"},
	detect.UKNINO:          {"UK national insurance number", "英国国民保险号"},

	// Special categories.
	detect.HealthRecord:     {"illness or treatment", "疾病或诊疗信息"},
	detect.Infectious:       {"infectious disease, fertility or disability", "传染病、生育或残疾信息"},
	detect.BodyMetric:       {"body measure", "身体指标"},
	detect.Biometric:        {"biometric data", "生物识别信息"},
	detect.Religion:         {"religion", "宗教信仰"},
	detect.Ethnicity:        {"ethnicity or nationality", "民族或国籍"},
	detect.Sexuality:        {"sexual orientation or sex life", "性取向或性生活"},
	detect.MaritalStatus:    {"marital status", "婚姻状况"},
	detect.CriminalRecord:   {"verdict or criminal record", "违法犯罪记录"},
	detect.Minor:            {"child under fourteen", "不满十四周岁未成年人信息"},
	detect.Track:            {"movements with their times", "行踪轨迹"},
	detect.PreciseLocation:  {"where somebody is now", "实时位置"},
	detect.Lodging:          {"lodging", "住宿信息"},
	detect.Order:            {"order or waybill", "订单或运单"},
	detect.Income:           {"income", "收入明细"},
	detect.Property:         {"deposit, debt or real estate", "存款、负债或房产"},
	detect.CreditReport:     {"credit record", "征信信息"},
	detect.Correspondence:   {"private correspondence", "通信内容"},
	detect.EducationWork:    {"employer or school", "工作或就读单位"},
	detect.PoliticalOpinion: {"political opinion", "政治观点"},
}

// typeName returns a type in words; one without words as it is written.
func (a *app) typeName(t detect.Type) string {
	if w, ok := typeWords[t]; ok {
		return a.tr(w[0], w[1])
	}
	if en, zh, ok := detect.TypeNames(t); ok {
		return a.tr(en, zh)
	}
	return string(t)
}

// evidenceWords are what can speak for a finding, by the engine's names.
var evidenceWords = map[string][2]string{
	"shape":        {"shape", "格式相符"},
	"checksum":     {"check digit", "校验码正确"},
	"region":       {"known region or issuer", "地区或发行机构存在"},
	"date":         {"possible date", "日期有效"},
	"plan":         {"allocated number range", "号段已分配"},
	"cue":          {"context word", "上下文词"},
	"field":        {"field name", "字段名"},
	"lexicon":      {"word list", "词表"},
	"model":        {"model", "模型"},
	"repeat":       {"found elsewhere", "别处已确认"},
	"list":         {"list of the same kind", "同类列表"},
	"normalised":   {"written to hide", "经变形书写"},
	"decoded":      {"inside an encoding", "编码内"},
	"not_cue":      {"context says otherwise", "上下文指向其他含义"},
	"not_personal": {"published contact", "公开联系方式"},
	"test":         {"test number", "测试号码"},
	"masked":       {"masked already", "已遮盖"},
}

// why returns what spoke for a finding, with the word that counted.
func (a *app) why(h *scan.Hit) string {
	var parts []string
	for _, name := range h.Evidence.Names() {
		w, ok := evidenceWords[name]
		if !ok {
			w = [2]string{name, name}
		}
		s := a.tr(w[0], w[1])
		switch {
		case (name == "cue" || name == "not_cue") && h.Cue != "":
			s += a.trf(" %q", "“%s”", printable(h.Cue))
		case name == "field" && h.Field != "":
			s += a.trf(" %q", "“%s”", printable(h.Field))
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, a.tr(", ", "、"))
}

// reason returns a reason of a grade in words.
func (a *app) reason(r detect.Reason) string { return a.tr(r.EN, r.ZH) }

// likelihood returns a likelihood in words.
func (a *app) likelihood(l detect.Likelihood) string {
	switch l {
	case detect.VeryUnlikely:
		return a.tr("very unlikely", "极不可能")
	case detect.Unlikely:
		return a.tr("unlikely", "不太可能")
	case detect.Possible:
		return a.tr("possible", "可能")
	case detect.Likely:
		return a.tr("likely", "很可能")
	}
	return a.tr("very likely", "极可能")
}

// levelStyle is the colour of a level.
func levelStyle(l detect.Level) style {
	switch {
	case l >= detect.S4:
		return alarm
	case l == detect.S3:
		return red
	case l == detect.S2:
		return yellow
	case l == detect.S1:
		return cyan
	}
	return faint
}
