// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_biometric", typ: Biometric,
	source: "PIPL art. 28 (biometric identification); GB/T 45574-2025 annex A; GDPR art. 9(1), genetic and biometric data",
	about:  "A fingerprint, face template, voice print, iris or gene profile that a sentence gives or describes as a person's",
	on:     biometric.triggers(),
})

var biometric = special{
	values: cues("biometric", `指纹 指纹模板 指纹信息 指纹数据 指纹特征 人脸信息 人脸数据 人脸特征 人脸模板 人脸特征值 面部特征 虹膜 虹膜信息 虹膜数据 声纹 声纹特征 声纹模型 掌纹 掌静脉 步态 耳廓 基因检测 基因检测报告 基因数据 基因序列 基因突变 dna检测 dna数据 dna样本 亲子鉴定 指紋
		fingerprint fingerprints fingerprint_template face_template face_scan faceprint facial_scan facial_recognition_data face_id iris_scan iris_template retina_scan voiceprint voice_print palm_print palmprint dna_profile dna_test dna_sample dna_results genetic_test genetic_profile genome gait_data brca1 brca2 brca_mutation`),
	facts:  cues("biometric_fact", `录了指纹 录入了指纹 录入指纹 采集了指纹 录了人脸 刷过脸录入 took_his_fingerprints took_her_fingerprints`),
	labels: cues("biometric_label", `指纹模板编号 人脸特征码 faceprint_id fingerprint_hash`),
	links:  linkOf | wordHave | wordTake,
	whom:   wordSelf | wordWho | wordKin | wordRole | wordBare | wordNamed,
	alone:  0.2,
	grow: func(s *scan, _ *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleFact {
			f.cueStart, f.cueEnd = h.start, h.end
		}
		for _, w := range [...]string{"锁", "识别功能", "打卡", "解锁", "支付", "密码", "浏览器", "开锁", "机", " of the key", " reader", " sensor", " lock", " of the", " algorithm", " scanner"} {
			if s.startsWith(h.end, w) {
				return f, false
			}
		}
		return f, true
	},
}
