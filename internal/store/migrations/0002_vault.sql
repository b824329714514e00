-- The vault: which root keys are in force, the keys below them, the data keys,
-- and the files sealed under data keys (see docs/vault.md). Nothing in these
-- tables opens anything without the root key, which is in none of them.

-- +goose Up
CREATE TABLE vault_root (
    id          TEXT    NOT NULL PRIMARY KEY,
    state       TEXT    NOT NULL CHECK (state IN ('active', 'deactivated', 'destroyed')),
    created     INTEGER NOT NULL,
    deactivated INTEGER NOT NULL DEFAULT 0,
    destroyed   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX vault_root_active ON vault_root (state) WHERE state = 'active';

CREATE TABLE key_version (
    id          TEXT    NOT NULL PRIMARY KEY,
    purpose     TEXT    NOT NULL,
    n           INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('pre_activation', 'active', 'deactivated', 'compromised', 'destroyed')),
    created     INTEGER NOT NULL,
    activated   INTEGER NOT NULL DEFAULT 0,
    deactivated INTEGER NOT NULL DEFAULT 0,
    destroyed   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (purpose, n)
) STRICT;
CREATE UNIQUE INDEX key_version_active ON key_version (purpose) WHERE state = 'active';

-- A key version wrapped under a root; twice while the root is being changed.
CREATE TABLE key_wrap (
    key_id  TEXT NOT NULL REFERENCES key_version (id),
    root_id TEXT NOT NULL REFERENCES vault_root (id),
    wrapped BLOB NOT NULL,
    PRIMARY KEY (key_id, root_id)
) STRICT;

CREATE TABLE dek (
    id         TEXT    NOT NULL PRIMARY KEY,
    owner_kind TEXT    NOT NULL,
    owner_id   TEXT    NOT NULL,
    kek_id     TEXT    NOT NULL REFERENCES key_version (id),
    kcv        BLOB    NOT NULL,
    wrapped    BLOB,
    created    INTEGER NOT NULL,
    destroyed  INTEGER NOT NULL DEFAULT 0,
    CHECK ((destroyed = 0) = (wrapped IS NOT NULL))
) STRICT;
CREATE INDEX dek_kek ON dek (kek_id, id) WHERE destroyed = 0;

CREATE TABLE blob (
    id      TEXT    NOT NULL PRIMARY KEY,
    dek_id  TEXT    NOT NULL REFERENCES dek (id),
    key_c   BLOB    NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX blob_dek ON blob (dek_id);
