// SPDX-License-Identifier: Apache-2.0

// Package detect finds personal information in text and says how bad its
// disclosure is.
//
//	e, err := detect.New(detect.Options{})
//	for _, f := range e.Find("收货人：梁松，电话13812345678") {
//		fmt.Println(f.Type, f.Start, f.End, f.Likelihood())
//	}
//
// The examples show the rest: a stream, fields, rules of your own, how bad a
// disclosure is, a lone value, offsets in other units. Package redact cleans what
// was found, package document reads and writes files.
//
// It knows the documents, numbers and accounts of Greater China and the
// international ones ([Recognisers] lists them), Chinese and English names and
// addresses, and the ways in which people hide a number from a filter. It also
// knows what is nobody's: order numbers, prices, hotlines, test numbers. Facts
// such as an illness or a faith count where a sentence ascribes them to somebody.
// [Conversation] finds what one author spreads over several messages.
//
// # What it promises
//
//   - Offsets are exact and count bytes of the original text, also where the
//     value was written in full-width digits, Chinese numerals, with invisible
//     characters or in base64. See [ToUnit] for code points and UTF-16.
//   - [Finding] never holds the value, so findings may be logged and stored.
//   - Score is how sure the engine is; how sensitive the type is says [ClassOf];
//     how bad this disclosure is says [Assess].
//   - Time grows linearly with the text; a stream of any length needs bounded
//     memory and gives the findings of the whole ([Engine.NewStream]).
//   - The package does no I/O, has no clock, and runs in a browser.
//
// # What it refuses
//
// It never asks a third party whether a value is real. A number without a check
// digit is not reported without a word that says what it is, and a name never on
// the strength of a word list alone.
//
// # How it works
//
// One pass makes bitmaps of character classes for 64 bytes at a time and
// computes from them where structured values may stand; another collects
// context words and the characters that names and addresses begin with. At each
// of these anchors the recognisers that asked for it look closer. A recogniser
// is one file of this package; adding one touches no list.
package detect
