-- Complaints by mail. claimable says that nobody has the receipt yet: the person
-- gets it on a page, with a code from a mail. mail_seen holds keyed hashes of
-- messages that were taken, so that one which is delivered twice counts once.

-- +goose Up
ALTER TABLE complaint ADD COLUMN claimable INTEGER NOT NULL DEFAULT 0;

CREATE TABLE mail_seen (
    id_bi BLOB    NOT NULL PRIMARY KEY,
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_seen_at ON mail_seen (at);
