// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "mx_license_plate", typ: "MX_LICENSE_PLATE", region: "MX",
	en: "Mexican license plate", zh: "墨西哥车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "NOM-001-SCT-2-2016: ABC-123-D for private cars of the states, A12-BCD for Mexico City, AB-1234-C for lorries; ABC-12-34 and 123-ABC before",
	about:      "License plate of Mexico behind a context word: ABC-123-D, A12-BCD, ABC-12-34, 123-ABC",
	cues: `placas_del_vehículo placas_del_vehiculo placas_del_coche placas_del_auto placas_del_carro placa_del_vehículo placa_del_auto placas_de_circulación placa_de_circulación
		número_de_placa numero_de_placa número_de_placas matrícula_del_vehículo con_placas placas: placas= mexican_license_plate 墨西哥车牌`,
	pattern: `[A-Z]{3}[ -]?[0-9]{3}[ -]?[A-Z]|[A-Z][0-9]{2}[ -]?[A-Z]{3}|[A-Z]{2}[ -]?[0-9]{4}[ -]?[A-Z]|[A-Z]{3}-[0-9]{2}-[0-9]{2}|[0-9]{3}-[A-Z]{3}`,
	form:    "ABC-123-D, A12-BCD, AB-1234-C, ABC-12-34 or 123-ABC",
	check: func(id []byte) (bool, Evidence, string) {
		for _, c := range id {
			if c == 'I' || c == 'O' || c == 'Q' {
				return false, 0, "I, O and Q are not used"
			}
		}
		return true, 0, "has the form of a plate"
	},
})
