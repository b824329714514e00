-- Complaints: what the form says, under which receipt it is found again, and
-- forms that are being filled in. *_c columns are sealed, *_bi are keyed hashes.

-- +goose Up
CREATE TABLE complaint (
    case_id        TEXT    NOT NULL PRIMARY KEY REFERENCES case_ (id),
    ref            TEXT    NOT NULL,
    channel        TEXT    NOT NULL,
    mode           TEXT    NOT NULL,
    categories     TEXT    NOT NULL,
    relation       TEXT    NOT NULL,
    remedies       TEXT    NOT NULL,
    details_c      BLOB    NOT NULL,
    contact_c      BLOB    NOT NULL,
    identity_key   TEXT    NOT NULL,
    identity_c     BLOB    NOT NULL,
    receipt_bi     BLOB    NOT NULL UNIQUE,
    pass_salt      BLOB    NOT NULL,
    pass_hash      BLOB    NOT NULL,
    submission_bi  BLOB    NOT NULL UNIQUE,
    leaf           INTEGER NOT NULL,
    returns        INTEGER NOT NULL,
    last_return    TEXT    NOT NULL,
    satisfaction   INTEGER NOT NULL
) STRICT;

CREATE TABLE complaint_place (
    case_id  TEXT NOT NULL REFERENCES case_ (id),
    place_bi BLOB NOT NULL,
    PRIMARY KEY (case_id, place_bi)
) STRICT;
CREATE INDEX complaint_place_bi ON complaint_place (place_bi);

-- A form that is being filled in, or a person who follows a case: sealed under
-- a token that only the page holds.
CREATE TABLE draft (
    id_bi   BLOB    NOT NULL PRIMARY KEY,
    kind    TEXT    NOT NULL,
    data_c  BLOB    NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_expires ON draft (expires);

CREATE TABLE draft_file (
    id      TEXT    NOT NULL PRIMARY KEY,
    id_bi   BLOB    NOT NULL REFERENCES draft (id_bi) ON DELETE CASCADE,
    n       INTEGER NOT NULL,
    data_c  BLOB    NOT NULL
) STRICT;
CREATE INDEX draft_file_draft ON draft_file (id_bi, n);
