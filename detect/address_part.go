// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

// AddressKind names a part of an address.
type AddressKind string

// The kinds of parts. The municipalities of China (北京市 …) are cities here.
const (
	AddressPostcode AddressKind = "postcode"
	AddressCountry  AddressKind = "country"
	AddressProvince AddressKind = "province" // 广东省; a state of a federation
	AddressCity     AddressKind = "city"     // 深圳市, a prefecture, a town in Latin script
	AddressDistrict AddressKind = "district" // 南山区, a county, a banner
	AddressTown     AddressKind = "town"     // 镇, 乡, 街道
	AddressVillage  AddressKind = "village"  // 朝阳村
	AddressGroup    AddressKind = "group"    // 3组 of a village
	AddressRoad     AddressKind = "road"     // with its section (四段)
	AddressLane     AddressKind = "lane"     // 216巷, 19弄
	AddressNumber   AddressKind = "number"   // 88号, 12B
	AddressEstate   AddressKind = "estate"   // 小区, a named house, campus or company
	AddressBuilding AddressKind = "building" // 3号楼, A座, Bldg 4
	AddressUnit     AddressKind = "unit"     // 2单元, Apt 5, Suite 200
	AddressFloor    AddressKind = "floor"    // 12楼, Floor 3
	AddressRoom     AddressKind = "room"     // 501室
	AddressPOBox    AddressKind = "po_box"   // 12号信箱, PO Box 255, PSC 3 Box 81
)

// AddressPart is one part of an address and its place, in bytes.
type AddressPart struct {
	Kind       AddressKind
	Start, End int
}

// ParseAddress divides an address, and nothing but an address, into its parts, in
// the order in which they stand; they do not overlap. What it cannot name is left
// out. It knows the forms of the Chinese mainland, Taiwan and Hong Kong, and those
// of the United States, Britain and the continent of Europe that the recognisers
// of [Address] find. It looks at no map: the parts are what the words say, whether
// there is such a place or not.
func ParseAddress(address string) []AddressPart {
	if strings.IndexFunc(address, inHan) >= 0 {
		return parseHanAddress(address)
	}
	return parseLatinAddress(address)
}

// checkAddress says whether address, in the script of the recogniser that asks, has
// the parts that lead to a door, a box or a house of a village.
func checkAddress(address string, han bool) (bool, string) {
	const why = "no road with number, estate with building, village with group, or post box"
	if han != (strings.IndexFunc(address, inHan) >= 0) {
		return false, why
	}
	has := map[AddressKind]bool{}
	for _, p := range ParseAddress(address) {
		has[p.Kind] = true
	}
	switch door := has[AddressBuilding] || has[AddressUnit] || has[AddressRoom]; {
	case has[AddressRoad] && has[AddressNumber]:
		return true, "road and number"
	case has[AddressEstate] && door:
		return true, "estate and building or room"
	case has[AddressVillage] && (has[AddressGroup] || has[AddressNumber]):
		return true, "village and group or number"
	case has[AddressPOBox]:
		return true, "post box"
	case has[AddressBuilding] && has[AddressRoom]:
		return true, "building and room"
	}
	return false, why
}

// AddressParts returns the parts of an [Address] that was found in text, with
// their places there; nil for a finding of another type. See [ParseAddress]. It is
// not done while looking, since few ask for it.
func (f Finding) AddressParts(text string) []AddressPart {
	if f.Type != Address || f.Evidence.Has(WasDecoded) || f.Start < 0 || f.End > len(text) || f.Start >= f.End {
		return nil
	}
	parts := ParseAddress(text[f.Start:f.End])
	for i := range parts {
		parts[i].Start += f.Start
		parts[i].End += f.Start
	}
	return parts
}
