// SPDX-License-Identifier: Apache-2.0

package detect

// TypeWords is [TypeNames] for every type, not only for the numbers that
// authorities give to persons. ok is false for types that are known by their name
// alone.
func TypeWords(t Type) (en, zh string, ok bool) {
	if w, ok := typeWords[t]; ok {
		return w[0], w[1], true
	}
	return TypeNames(t)
}

// typeWords are what types are called in English and Chinese. A type that is not
// here and brings no words of its own is shown by its name, so that a new
// recogniser does not have to touch this file.
var typeWords = map[Type][2]string{
	Person:          {"name of a person", "姓名"},
	Address:         {"address", "地址"},
	PhoneNumber:     {"telephone number", "电话号码"},
	EmailAddress:    {"e-mail address", "电子邮箱"},
	CreditCard:      {"bank card", "银行卡号"},
	IBANCode:        {"IBAN", "国际银行账号"},
	IPAddress:       {"IP address", "IP 地址"},
	MACAddress:      {"MAC address", "MAC 地址"},
	URL:             {"link", "链接"},
	IMEI:            {"IMEI of a device", "设备 IMEI"},
	VIN:             {"vehicle number", "车辆识别代号"},
	Coordinates:     {"precise place", "精确位置"},
	DateOfBirth:     {"date of birth", "出生日期"},
	PassportMRZ:     {"passport, machine-readable", "护照机读码"},
	Credential:      {"password or key", "密码或密钥"},
	CNResidentID:    {"Chinese resident ID", "居民身份证号"},
	CNForeignerID:   {"Chinese ID of a foreigner", "外国人永久居留证号"},
	CNPassport:      {"Chinese passport", "护照号"},
	CNHKMacauPermit: {"Hong Kong and Macau permit", "港澳通行证号"},
	CNTaiwanPermit:  {"Taiwan permit", "台湾通行证号"},
	CNLicensePlate:  {"Chinese licence plate", "车牌号"},
	CNUSCC:          {"unified social credit code", "统一社会信用代码"},
	CNMilitaryID:    {"military or police ID", "军官证或警官证号"},
	CNSocialCard:    {"social security number", "社保或医保卡号"},
	CNDriverLicense: {"Chinese driving licence", "驾驶证号"},
	CNQQ:            {"QQ number", "QQ 号"},
	CNWeChatID:      {"WeChat ID", "微信号"},
	SocialHandle:    {"account on a platform", "平台账号"},
	HKIDCard:        {"Hong Kong ID", "香港身份证号"},
	MOIDCard:        {"Macau ID", "澳门身份证号"},
	TWNationalID:    {"Taiwan ID", "台湾身份证号"},
	Crypto:          {"wallet address", "加密货币钱包地址"},
	USSSN:           {"US social security number", "美国社会安全号"},
	UKNINO:          {"UK national insurance number", "英国国民保险号"},

	// Special categories.
	HealthRecord:     {"illness or treatment", "疾病或诊疗信息"},
	Infectious:       {"infectious disease, fertility or disability", "传染病、生育或残疾信息"},
	BodyMetric:       {"body measure", "身体指标"},
	Biometric:        {"biometric data", "生物识别信息"},
	Religion:         {"religion", "宗教信仰"},
	Ethnicity:        {"ethnicity or nationality", "民族或国籍"},
	Sexuality:        {"sexual orientation or sex life", "性取向或性生活"},
	MaritalStatus:    {"marital status", "婚姻状况"},
	CriminalRecord:   {"verdict or criminal record", "违法犯罪记录"},
	Minor:            {"child under fourteen", "不满十四周岁未成年人信息"},
	Track:            {"movements with their times", "行踪轨迹"},
	PreciseLocation:  {"where somebody is now", "实时位置"},
	Lodging:          {"lodging", "住宿信息"},
	Order:            {"order or waybill", "订单或运单"},
	Income:           {"income", "收入明细"},
	Property:         {"deposit, debt or real estate", "存款、负债或房产"},
	CreditReport:     {"credit record", "征信信息"},
	Correspondence:   {"private correspondence", "通信内容"},
	EducationWork:    {"employer or school", "工作或就读单位"},
	PoliticalOpinion: {"political opinion", "政治观点"},
}
