-- The append-only log: a Merkle tree over leaves (see docs/ledger.md). Bodies
-- hold salted commitments; the salts stand apart so that they can be erased.

-- +goose Up
CREATE TABLE leaf (
    n      INTEGER NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    type   TEXT    NOT NULL,
    object TEXT    NOT NULL,
    body   BLOB    NOT NULL
) STRICT;
CREATE INDEX leaf_object ON leaf (object, n);

CREATE TABLE leaf_hash (
    i INTEGER NOT NULL PRIMARY KEY,
    h BLOB    NOT NULL
) STRICT;

CREATE TABLE leaf_salt (
    n    INTEGER NOT NULL PRIMARY KEY,
    salt BLOB    NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL,
    note TEXT    NOT NULL
) STRICT;
