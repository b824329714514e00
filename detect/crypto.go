// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"crypto/sha256"
	"strings"
)

var _ = register(recogniser{
	id: "crypto", typ: Crypto,
	source: "Bitcoin: base58check (version bytes of Bitcoin, Litecoin, Dogecoin and Tron), BIP 173 and BIP 350 (bech32, bech32m); Ethereum: EIP-55; Monero: CryptoNote standard 007, Keccak",
	about:  "Address of a wallet: Bitcoin, Ethereum, Tron, Litecoin, Dogecoin or Monero, by its checksum; an Ethereum address in one case only beside a context word",
	on:     []trigger{onLong(cryptoWord, cryptoShort, cryptoLong), onCue(cryptoCues, nil)},
	check: func(v string) (bool, string) {
		a := cryptoOf(bytes.TrimSpace([]byte(v)))
		return a.coin != "", a.why
	},
})

var cryptoCues = cues("crypto", `bitcoin btc xbt ethereum eth ether wallet wallets wallet_address crypto cryptocurrency erc20 trc20 usdt usdc monero xmr
	litecoin ltc dogecoin doge tron trx metamask deposit_address address_eth
	钱包 錢包 钱包地址 收款地址 充币地址 提币地址 比特币 比特幣 以太坊 以太币 以太幣 虚拟币 加密货币 波场 门罗币 莱特币 狗狗币 泰达币
	кошелёк кошелек биткоин эфириум billetera monedero criptomoneda carteira portefeuille ウォレット ビットコイン 지갑 비트코인 이더리움`)

// The lengths of addresses: Bitcoin's shortest, Monero's with a payment.
const (
	cryptoShort = 26
	cryptoLong  = 106
)

// cryptoAddress is what an address turns out to be; coin is empty if it is none.
type cryptoAddress struct {
	coin  string
	why   string
	plain bool // without a checksum
	test  bool // of a network whose coins are worth nothing, or of nobody
}

func cryptoWord(s *scan, start, end int) {
	if s.wordBefore(start) || s.wordAfter(end) {
		return
	}
	a := cryptoOf(s.text[start:end])
	if a.coin == "" {
		return
	}
	f := Finding{Kind: a.coin, Start: start, End: end, Evidence: HasShape}
	bare, cued := 0.95, 0.98 // a checksum of 30 bits or 32, or some 15 capitals
	if a.plain {
		bare, cued = 0.2, 0.75
	} else {
		f.Evidence |= HasChecksum
	}
	s.weigh(&f, maskOf(cryptoCues), cueMask{}, bare, cued)
	if a.test {
		f.Score, f.Evidence = min(f.Score, 0.3), f.Evidence|IsTest
	}
	s.emit(f)
}

// cryptoOf judges b, a word of letters and digits.
func cryptoOf(b []byte) cryptoAddress {
	switch {
	case len(b) == 42 && b[0] == '0' && lower(b[1]) == 'x':
		return ethereumAddress(b[2:])
	case len(b) == 95 || len(b) == 106:
		return moneroAddress(b)
	case len(b) > 3 && len(b) <= 90:
		switch lower(b[0]) {
		case 'b', 't', 'l':
			if a := bech32Address(b); a.coin != "" || lower(b[0]) == 'b' {
				return a
			}
		}
	}
	if len(b) < cryptoShort || len(b) > 35 {
		return cryptoAddress{why: "no address is of this form"}
	}
	return base58Address(b)
}

// ethereumAddress judges forty hexadecimal digits: those that are letters are
// capitals where the digest of the address, in small letters, has a digit of 8 or
// more (EIP-55). Letters in one case say nothing.
func ethereumAddress(hex []byte) cryptoAddress {
	var small [40]byte
	upper, letters, zeros := 0, 0, 0
	for i, c := range hex {
		small[i] = lower(c)
		switch {
		case isDigit(c):
			if c == '0' {
				zeros++
			}
		case small[i] > 'f' || !isLetter(c):
			return cryptoAddress{why: "not hexadecimal"}
		default:
			letters++
			if isUpper(c) {
				upper++
			}
		}
	}
	// The zero address and those of built-in contracts are nobody's.
	a := cryptoAddress{coin: "ethereum", why: "letters in one case carry no checksum", plain: true, test: zeros > 30}
	if upper == 0 || upper == letters {
		return a
	}
	sum := keccak256(small[:])
	for i, c := range hex {
		high := sum[i/2]>>(4*(1-i%2))&8 != 0
		if isLetter(c) && isUpper(c) != high {
			return cryptoAddress{why: "EIP-55 checksum is wrong"}
		}
	}
	a.why, a.plain = "EIP-55 checksum is right", false
	return a
}

// base58Alphabet is Bitcoin's: without 0, O, I and l.
const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58Decode writes the number that b, in base 58, stands for into out, most
// significant byte first. It reports whether b has other characters or the number
// is too large.
func base58Decode(out, b []byte) bool {
	clear(out)
	for _, c := range b {
		carry := strings.IndexByte(base58Alphabet, c)
		if carry < 0 {
			return false
		}
		for i := len(out) - 1; i >= 0; i-- {
			carry += int(out[i]) * 58
			out[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return false
		}
	}
	return true
}

// base58Address judges b as a version byte, a digest of twenty bytes and four of
// a checksum, SHA-256 twice.
func base58Address(b []byte) cryptoAddress {
	var raw [25]byte
	if !base58Decode(raw[:], b) {
		return cryptoAddress{why: "not in base 58, or too long"}
	}
	ones := 0 // each stands for a leading zero byte
	for ones < len(b) && b[ones] == '1' {
		ones++
	}
	zeros := 0
	for zeros < len(raw) && raw[zeros] == 0 {
		zeros++
	}
	a := cryptoAddress{why: "base58check is right"}
	switch raw[0] {
	case 0x00, 0x05:
		a.coin = "bitcoin"
	case 0x6F, 0xC4:
		a.coin, a.test = "bitcoin", true
	case 0x30, 0x32:
		a.coin = "litecoin"
	case 0x1E, 0x16:
		a.coin = "dogecoin"
	case 0x41:
		a.coin = "tron"
	default:
		return cryptoAddress{why: "no coin has this version byte"}
	}
	first := sha256.Sum256(raw[:21])
	second := sha256.Sum256(first[:])
	if ones != zeros || !bytes.Equal(second[:4], raw[21:]) {
		return cryptoAddress{why: "base58check is wrong"}
	}
	a.test = a.test || zeros > 10 // the digest of nobody's key
	return a
}

// moneroAddress judges b: blocks of eleven characters stand for eight bytes, the
// last seven for five. Network, keys and payment are followed by four bytes of
// their digest.
func moneroAddress(b []byte) cryptoAddress {
	var raw [77]byte
	n := 0
	for len(b) > 11 {
		if !base58Decode(raw[n:n+8], b[:11]) {
			return cryptoAddress{why: "not in base 58"}
		}
		b, n = b[11:], n+8
	}
	if !base58Decode(raw[n:n+5], b) {
		return cryptoAddress{why: "not in base 58"}
	}
	n += 5
	switch network := raw[0]; {
	case network != 18 && network != 19 && network != 42:
		return cryptoAddress{why: "no network has this first byte"}
	case (network == 19) != (n == 77):
		return cryptoAddress{why: "not of the length of its kind"}
	}
	sum := keccak256(raw[:n-4])
	if !bytes.Equal(sum[:4], raw[n-4:n]) {
		return cryptoAddress{why: "Keccak checksum is wrong"}
	}
	return cryptoAddress{coin: "monero", why: "Keccak checksum is right"}
}
