# SPDX-License-Identifier: Apache-2.0
"""Reads vectors.json without any code of Hulan's: python3 read_vectors.py FILE

Needs Python's standard library only; AES-256-GCM (FIPS 197, NIST SP 800-38D) is
written out below. It is slow and leaks by its timing: for checking, not for use.
"""
import hashlib
import hmac
import json
import struct
import sys


# AES-256, encryption only.
def xtime(a):
    return (a << 1 ^ (0x1B if a & 0x80 else 0)) & 0xFF


def gmul8(a, b):
    r = 0
    while b:
        if b & 1:
            r ^= a
        a, b = xtime(a), b >> 1
    return r


def sbox_table():
    box = []
    for a in range(256):
        inv = next((b for b in range(256) if gmul8(a, b) == 1), 0)
        s = 0x63
        for shift in range(5):
            s ^= (inv << shift | inv >> (8 - shift)) & 0xFF
        box.append(s)
    return box


SBOX = sbox_table()
MUL2 = [xtime(a) for a in range(256)]


def expand(key):
    w = [list(key[i:i + 4]) for i in range(0, 32, 4)]
    rcon = 1
    for i in range(8, 60):
        t = list(w[i - 1])
        if i % 8 == 0:
            t = [SBOX[b] for b in t[1:] + t[:1]]
            t[0] ^= rcon
            rcon = xtime(rcon)
        elif i % 8 == 4:
            t = [SBOX[b] for b in t]
        w.append([a ^ b for a, b in zip(w[i - 8], t)])
    return [sum(w[i:i + 4], []) for i in range(0, 60, 4)]


def encrypt_block(rounds, block):
    s = [a ^ b for a, b in zip(block, rounds[0])]
    for n in range(1, 15):
        s = [SBOX[s[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if n < 14:
            mixed = []
            for c in range(0, 16, 4):
                col = s[c:c + 4]
                total = col[0] ^ col[1] ^ col[2] ^ col[3]
                mixed += [col[i] ^ total ^ MUL2[col[i] ^ col[(i + 1) % 4]] for i in range(4)]
            s = mixed
        s = [a ^ b for a, b in zip(s, rounds[n])]
    return bytes(s)


# GCM with nonces of 96 bits.
def ghash_mul(x, h):
    z = 0
    for i in range(127, -1, -1):
        if x >> i & 1:
            z ^= h
        h = h >> 1 ^ (0xE1 << 120 if h & 1 else 0)
    return z


def gcm(key, nonce, data, aad, opening):
    rounds = expand(key)
    h = int.from_bytes(encrypt_block(rounds, bytes(16)), "big")
    out = bytearray()
    for i in range(0, len(data), 16):
        pad = encrypt_block(rounds, nonce + struct.pack(">I", 2 + i // 16))
        out += bytes(a ^ b for a, b in zip(data[i:i + 16], pad))
    sealed = data if opening else bytes(out)
    y = 0
    for part in (aad, sealed):
        for i in range(0, len(part), 16):
            y = ghash_mul(y ^ int.from_bytes(part[i:i + 16].ljust(16, b"\0"), "big"), h)
    y = ghash_mul(y ^ (len(aad) * 8 << 64 | len(sealed) * 8), h)
    mask = encrypt_block(rounds, nonce + b"\0\0\0\1")
    return bytes(out), bytes(a ^ b for a, b in zip(y.to_bytes(16, "big"), mask))


def gcm_self_test():
    # NIST's GCM test case 14: AES-256, zero key and nonce, one zero block.
    out, tag = gcm(bytes(32), bytes(12), bytes(16), b"", False)
    assert out.hex() == "cea7403d4d606b6e074ec5d3baf39d18", "AES-GCM is wrong"
    assert tag.hex() == "d0d1c8a799996bf0265b98b5d48ab919", "AES-GCM is wrong"


# The vault's formats.
def joined(*parts):
    out = b""
    for p in parts:
        p = p if isinstance(p, bytes) else p.encode()
        out += struct.pack(">I", len(p)) + p
    return out


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def derive(key, n, label, *parts):
    prk = mac(bytes(32), key)
    info, out, t, i = joined("hulan vault " + label, *parts), b"", b"", 0
    while len(out) < n:
        i += 1
        t = mac(prk, t + info + bytes([i]))
        out += t
    return out[:n]


def open_sealed(key, place, sealed, label, *parts):
    okm = derive(key, 64, label, *parts)
    form, commit, nonce, rest, tag = sealed[:1], sealed[1:17], sealed[17:29], sealed[29:-16], sealed[-16:]
    assert form in (b"\1", b"\2"), "unknown format"
    place = form + place
    assert mac(okm[32:], nonce + place)[:16] == commit, "commitment"
    plain, want = gcm(okm[:32], nonce, rest, place, True)
    assert want == tag, "tag"
    if form == b"\2":
        plain = plain.rstrip(b"\0")
        assert plain[-1:] == b"\x80", "padding"
        plain = plain[:-1]
    return plain


def padme(n):
    if n < 2:
        return n
    e = n.bit_length() - 1
    mask = (1 << e - e.bit_length()) - 1
    return n + mask & ~mask


def main(path):
    gcm_self_test()
    x = json.load(open(path, encoding="utf-8"))
    hx = bytes.fromhex
    root = hx(x["root"])
    root_id = derive(root, 16, "root id").hex()
    assert root_id == x["root_id"], "root id"
    versions = {}
    for k in x["key_versions"]:
        place = joined("key", k["id"], k["purpose"], str(k["n"]), root_id)
        versions[k["id"]] = versions[k["purpose"]] = open_sealed(root, place, hx(k["wrapped"]), "wrap key")
    deks = {}
    for d in x["data_keys"]:
        place = joined("dek", d["id"], d["owner_kind"], d["owner_id"], d["kek_id"])
        dek = open_sealed(versions[d["kek_id"]], place, hx(d["wrapped"]), "wrap dek")
        assert derive(dek, 16, "dek check").hex() == d["kcv"], "check value"
        deks[d["id"]] = dek, d["owner_kind"], d["owner_id"]

    def open_cell(dek_id, table, column, row, sealed):
        dek, kind, owner = deks[dek_id]
        return open_sealed(dek, joined("cell", table, column, row, kind, owner, dek_id), sealed, "cell", table, column)

    for c in x["cells"]:
        assert open_cell(c["dek_id"], c["table"], c["column"], c["row"], hx(c["sealed"])) == c["text"].encode(), c["row"]
    for c in x["index"]:
        assert mac(versions["index"], joined(c["domain"], c["value"]))[:16].hex() == c["index"], "index"
    for c in x["derive"]:
        assert derive(versions["derive"], 32, "derive", c["purpose"]).hex() == c["key"], "derive"
    for n, m in x["padme"]:
        assert padme(n) == m, "padme"
    print("ok", len(x["cells"]), "cells")


main(sys.argv[1])
