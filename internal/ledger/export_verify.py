# SPDX-License-Identifier: Apache-2.0
"""Verifies an extract of a Hulan ledger: see README.txt beside this file."""
import base64, hashlib, json, os, subprocess, sys, tempfile


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def fail(why):
    sys.exit("NOT VALID: " + why)


def check_signature(text, line):
    """line is the signature line of the checkpoint: dash, name, base64."""
    raw = base64.b64decode(line.split(" ")[2])
    key = open("key.txt").read().strip().split("+")
    if key[0] != line.split(" ")[1] or raw[:4].hex() != key[1]:
        fail("the checkpoint is signed with another key than key.txt")
    with tempfile.TemporaryDirectory() as d:
        for name, data in (("text", text), ("sig", raw[4:])):
            with open(os.path.join(d, name), "wb") as f:
                f.write(data)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin",
             "-in", os.path.join(d, "text"), "-sigfile", os.path.join(d, "sig")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        fail("the signature of the checkpoint")
    pem = base64.b64decode("".join(open("key.pem").read().split("\n")[1:-2]))
    if pem[-32:] != base64.b64decode(key[2])[1:]:
        fail("key.pem is not the key of key.txt")


def root_of(leaves):
    """The root over all leaves, from the roots of full subtrees, largest first."""
    stack = []  # (size, hash)
    for leaf in leaves:
        stack.append((1, leaf_hash(leaf)))
        while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
            (size, right), (_, left) = stack.pop(), stack.pop()
            stack.append((2 * size, node_hash(left, right)))
    root = stack.pop()[1]
    while stack:
        root = node_hash(stack.pop()[1], root)
    return root


def root_by(leaf, n, size, hashes):
    """The root that a proof leads to (RFC 9162, section 2.1.3.2)."""
    at, last, root = n, size - 1, leaf_hash(leaf)
    for h in hashes:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(h, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, h)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def main():
    text, _, signatures = open("checkpoint.txt", "rb").read().partition(b"\n\n")
    text += b"\n"
    origin, size, root = text.decode().splitlines()[:3]
    size, root = int(size), base64.b64decode(root)
    check_signature(text, signatures.decode().splitlines()[0])
    leaves = open("leaves.jsonl", "rb").read().split(b"\n")[:-1]
    for a, b in zip(leaves, leaves[1:]):
        if json.loads(a)["n"] >= json.loads(b)["n"]:
            fail("the leaves are not in their order")
    if not os.path.exists("proofs.jsonl"):
        if len(leaves) != size or root_of(leaves) != root:
            fail("the leaves are not those of the checkpoint")
    else:
        proofs = [json.loads(line) for line in open("proofs.jsonl")]
        if len(proofs) != len(leaves):
            fail("not a proof for each leaf")
        for leaf, proof in zip(leaves, proofs):
            hashes = [base64.b64decode(h) for h in proof["hashes"]]
            n = json.loads(leaf)["n"]
            if n != proof["n"] or n >= size or root_by(leaf, n, size, hashes) != root:
                fail("leaf %d" % n)
    print("valid: %d of %d leaves of %s" % (len(leaves), size, origin))


main()
