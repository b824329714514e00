-- The append-only log: a Merkle tree over leaves (see docs/ledger.md). Bodies
-- hold salted commitments; the salts stand apart so that they can be erased.
-- leaf_tail proves that the leaves after the newest checkpoint are the
-- program's own; a checkpoint empties it.

-- +goose Up
CREATE TABLE leaf (
    n      INTEGER NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    type   TEXT    NOT NULL,
    object TEXT    NOT NULL,
    body   BLOB    NOT NULL
) STRICT;
CREATE INDEX leaf_object ON leaf (object, n);
CREATE INDEX leaf_key ON leaf (n) WHERE type = 'ledger.key';

CREATE TABLE leaf_hash (
    i INTEGER NOT NULL PRIMARY KEY,
    h BLOB    NOT NULL
) STRICT;

CREATE TABLE leaf_salt (
    n    INTEGER NOT NULL PRIMARY KEY,
    salt BLOB    NOT NULL
) STRICT;

CREATE TABLE leaf_tail (
    n   INTEGER NOT NULL PRIMARY KEY,
    mac BLOB    NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT    NOT NULL
) STRICT;
