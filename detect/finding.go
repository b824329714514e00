// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"strings"
)

// Type names a kind of personal information, for example [PhoneNumber]. The
// names are Presidio's where one exists and <ISO 3166 code>_<THING> elsewhere.
type Type string

// The types that recognisers of this package report. A recogniser may bring
// further ones; [Types] lists all.
const (
	Person          Type = "PERSON"             // a person's name
	Address         Type = "ADDRESS"            // a place one can go to: street level and below
	PhoneNumber     Type = "PHONE_NUMBER"       // every phone; Kind says cn_mobile, cn_landline, e164 …
	EmailAddress    Type = "EMAIL_ADDRESS"      //
	CreditCard      Type = "CREDIT_CARD"        // every payment or bank card; Kind is the brand
	IBANCode        Type = "IBAN_CODE"          //
	IPAddress       Type = "IP_ADDRESS"         // Kind ipv4 or ipv6
	MACAddress      Type = "MAC_ADDRESS"        //
	URL             Type = "URL"                // a link; Kind credentials or token where it carries a secret
	IMEI            Type = "IMEI"               //
	VIN             Type = "VIN"                // vehicle identification number
	Coordinates     Type = "COORDINATES"        // a precise place as latitude and longitude
	DateOfBirth     Type = "DATE_OF_BIRTH"      //
	PassportMRZ     Type = "PASSPORT_MRZ"       // machine-readable zone of a travel document
	Credential      Type = "CREDENTIAL"         // password, key or token; the span is the secret alone
	CNResidentID    Type = "CN_RESIDENT_ID"     // Kind id18 or id15
	CNForeignerID   Type = "CN_FOREIGNER_ID"    // permanent residence card, old and 2023 form
	CNPassport      Type = "CN_PASSPORT"        //
	CNHKMacauPermit Type = "CN_HK_MACAU_PERMIT" // travel permits to and from Hong Kong and Macau
	CNTaiwanPermit  Type = "CN_TAIWAN_PERMIT"   // travel permits to and from Taiwan
	CNLicensePlate  Type = "CN_LICENSE_PLATE"   //
	CNUSCC          Type = "CN_USCC"            // unified social credit code, old organisation code
	CNMilitaryID    Type = "CN_MILITARY_ID"     // officer, soldier and police cards
	CNSocialCard    Type = "CN_SOCIAL_SECURITY" // social-security and medical-insurance cards
	CNQQ            Type = "CN_QQ"              //
	CNWeChatID      Type = "CN_WECHAT_ID"       //
	SocialHandle    Type = "SOCIAL_HANDLE"      // Weibo, Douyin, Xiaohongshu, Alipay …; Kind is the platform
	HKIDCard        Type = "HK_ID_CARD"         //
	MOIDCard        Type = "MO_ID_CARD"         //
	TWNationalID    Type = "TW_NATIONAL_ID"     // national id and resident certificate
	Crypto          Type = "CRYPTO"             // address of a wallet
	USSSN           Type = "US_SSN"             //
	UKNINO          Type = "UK_NINO"            //
)

// Finding is one piece of personal information in a text. It holds where and
// what, never the value itself, so that it may be logged and stored.
type Finding struct {
	Type  Type
	Kind  string // finer than Type, for example "cn_mobile"; may be empty
	Start int    // first byte in the original text
	End   int    // byte after the last one
	// Score says how sure the engine is, 0 to 1. It is not how bad the
	// disclosure is: see [Assess].
	Score    float64
	Evidence Evidence
	Rule     string // ID of the recogniser or user rule
	// CueStart and CueEnd bound the context word that counted, in the same
	// text; both zero if there was none or it stood in the field's name.
	CueStart, CueEnd int
}

// Likelihood returns the score in the five steps that Google's DLP made usual.
func (f Finding) Likelihood() Likelihood { return LikelihoodOf(f.Score) }

// Likelihood is a score in words.
type Likelihood int

// The likelihoods. [DefaultMinScore] is where Possible begins.
const (
	VeryUnlikely Likelihood = iota
	Unlikely
	Possible
	Likely
	VeryLikely
)

// DefaultMinScore is the score below which findings are not reported unless
// [Options.MinScore] says otherwise: the lower bound of [Possible].
const DefaultMinScore = 0.5

// LikelihoodOf returns the step that score falls into: below 0.25
// VeryUnlikely, 0.5 Unlikely, 0.7 Possible, 0.9 Likely, else VeryLikely.
func LikelihoodOf(score float64) Likelihood {
	switch {
	case score < 0.25:
		return VeryUnlikely
	case score < 0.5:
		return Unlikely
	case score < 0.7:
		return Possible
	case score < 0.9:
		return Likely
	}
	return VeryLikely
}

var likelihoodNames = [...]string{"VERY_UNLIKELY", "UNLIKELY", "POSSIBLE", "LIKELY", "VERY_LIKELY"}

func (l Likelihood) String() string {
	if l < 0 || int(l) >= len(likelihoodNames) {
		return "Likelihood(" + strconv.Itoa(int(l)) + ")"
	}
	return likelihoodNames[l]
}

// Evidence is the set of things that spoke for (or against) a finding.
type Evidence uint32

// What can speak for a finding. The last four count against it.
const (
	HasShape      Evidence = 1 << iota // length, characters and boundaries fit
	HasChecksum                        // the check digit of the standard is right
	HasRegion                          // a region, issuer or country table knows it
	HasDate                            // a date inside is possible
	HasPlan                            // the numbering plan has allocated it
	HasCue                             // a context word stands near
	HasField                           // the field, column or key name says so
	HasLexicon                         // a word list knows it
	HasModel                           // a trained model says so
	HasRepeat                          // the same value was found elsewhere with better evidence
	HasList                            // it continues a list of the same type
	WasNormalised                      // found after undoing full-width forms, separators, numerals …
	WasDecoded                         // found inside base64, percent, \u, hex or entities
	NotCue                             // a context word near says it is something else
	NotPersonal                        // published contact, hotline, reserved or example value
	IsTest                             // a test number of a standard or of documentation
	IsMasked                           // partly masked already
)

var evidenceNames = [...]string{
	"shape", "checksum", "region", "date", "plan", "cue", "field", "lexicon", "model", "repeat", "list",
	"normalised", "decoded", "not_cue", "not_personal", "test", "masked",
}

// Names returns the names of the members, in a fixed order.
func (e Evidence) Names() []string {
	var out []string
	for i, n := range evidenceNames {
		if e&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return out
}

// Has reports whether all of x is in e.
func (e Evidence) Has(x Evidence) bool { return e&x == x }

// MarshalJSON writes the evidence as a list of names; null if there is none.
func (e Evidence) MarshalJSON() ([]byte, error) {
	names := e.Names()
	if names == nil {
		return []byte("null"), nil
	}
	return []byte(`["` + strings.Join(names, `","`) + `"]`), nil
}
