// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "br_license_plate", typ: "BR_LICENSE_PLATE", region: "BR",
	en: "Brazilian license plate", zh: "巴西车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "Resolução CONTRAN nº 969/2022: ABC1D23 (Mercosul) since 2018; Resolução CONTRAN nº 231/2007: ABC-1234",
	about:      "License plate of Brazil behind a context word: ABC1D23, or ABC-1234 with a separator",
	// placa alone is a card or a board: placa de vídeo.
	cues: `placa_do_carro placa_do_veículo placa_do_veiculo placa_do_automóvel placa_da_moto placa_veicular placa_de_carro placa_mercosul número_da_placa numero_da_placa
		de_placa carro_placa veículo_placa placa: placa= emplacamento brazilian_license_plate 巴西车牌`,
	// Without a separator the old form is that of products too: RTX4090.
	pattern: `[A-Z]{3}[ -]?[0-9][A-Z][0-9]{2}|[A-Z]{3}[ -][0-9]{4}`,
	form:    "ABC1D23 or ABC-1234",
	check: func(id []byte) (bool, Evidence, string) {
		// The fifth place is one of A to J, in the order of the old digits.
		if isLetter(id[4]) && id[4] > 'J' {
			return false, 0, "the letter between the digits is A to J"
		}
		return true, 0, "has the form of a plate"
	},
})
