// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_health", typ: HealthRecord,
	source: "PIPL art. 28 (medical health); GB/T 45574-2025 annex A; GDPR art. 9(1), health",
	about:  "An illness, treatment or medicine that a sentence or form ascribes to a person; general talk of it scores below 0.5",
	on:     health.triggers(),
})

var health = special{
	values: cues("health", `糖尿病 高血压 冠心病 心脏病 先天性心脏病 心梗 心肌梗塞 心肌梗死 脑梗死 脑梗塞 心肌炎 癌症 肺癌 肺腺癌 胃癌 肝癌 肝硬化 乳腺癌 宫颈癌 卵巢癌 前列腺癌 肠癌 直肠癌 结肠癌 甲状腺癌 食道癌 鼻咽癌 胰腺癌 膀胱癌 白血病 淋巴瘤 淋巴癌 骨癌 肿瘤 脑瘤 骨肉瘤 尿毒症 肾衰竭 肾病 肾炎 哮喘 肺炎 胃溃疡 胃炎 阑尾炎 癫痫 中风 脑梗 脑溢血 脑出血 帕金森 阿尔茨海默 老年痴呆 痴呆 抑郁症 重度抑郁症 重度抑郁 中度抑郁 产后抑郁 双相 双相情感障碍 躁郁症 焦虑症 精神分裂 精神分裂症 精神病 精神疾病 自闭症 孤独症 多动症 强迫症 厌食症 暴食症 失眠症 红斑狼疮 类风湿 痛风 骨折 白内障 青光眼 甲亢 甲减 痔疮 前列腺炎 脂肪肝 新冠 甲流 血友病 渐冻症 白癜风 银屑病 牛皮癣 妇科病 化疗 放疗 透析 手术 搭桥手术 心脏支架 支架 舍曲林 氟西汀 百忧解 奥氮平 碳酸锂 胰岛素 二甲双胍 抗抑郁药 安定片 降压药 靶向药 糖尿病足 抑鬱症 糖尿病史 高血壓 癌症晚期 精神分裂症史
		diabetes diabetic type_1_diabetes type_2_diabetes cancer breast_cancer lung_cancer leukemia leukaemia lymphoma tumor tumour brain_tumor depression bipolar bipolar_disorder schizophrenia schizophrenic epilepsy asthma stroke parkinson parkinson's alzheimer alzheimer's dementia autism autistic adhd ptsd anorexia bulimia lupus multiple_sclerosis cystic_fibrosis heart_disease heart_attack heart_failure kidney_failure kidney_disease arthritis crohn crohn's hypertension high_blood_pressure pneumonia covid covid-19 chemo chemotherapy dialysis insulin prozac zoloft lithium antidepressants sertraline mental_illness eating_disorder panic_attacks panic_disorder anxiety_disorder nervous_breakdown seizures psychosis sickle_cell ocd melanoma cirrhosis`),
	facts:  cues("health_fact", `住进ICU 割腕 自杀未遂 病危 住院治疗 戒毒所 精神病院 确诊阳性 reha overdosed had_an_overdose attempted_suicide in_rehab psychiatric_ward self-harms self-harm`),
	labels: cues("health_label", `诊断 诊断结果 临床诊断 入院诊断 出院诊断 既往史 既往病史 病史 疾病史 现病史 过敏史 用药 健康状况 diagnosis diagnoses medical_history medications allergies health_condition medical_condition`),
	links:  wordHave | wordBe | wordTake | linkOf,
	bare:   true,
	alone:  0.2,
	grow: func(s *scan, _ *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleFact {
			f.cueStart, f.cueEnd = h.start, h.end
		}
		for _, w := range [...]string{"1型", "2型", "I型", "II型", "Ⅰ型", "Ⅱ型", "急性", "慢性", "原发性", "重度", "中度", "轻度"} {
			f.start = s.backOver(f.start, w)
		}
		if string(s.text[h.start:h.end]) == "手术" {
			return f, !s.startsWith(h.end, "室") && !s.startsWith(h.end, "刀")
		}
		return f, true
	},
}
