-- Outgoing mail: a template and a sealed recipient, no text. Rows are deleted
-- when they are old; that somebody was told is in the ledger.

-- +goose Up
CREATE TABLE mail_outbox (
    id        TEXT    NOT NULL PRIMARY KEY,
    template  TEXT    NOT NULL,
    lang      TEXT    NOT NULL,
    recipient BLOB    NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    attempts  INTEGER NOT NULL,
    next_at   INTEGER NOT NULL,
    made_at   INTEGER NOT NULL,
    code      TEXT    NOT NULL
) STRICT;
CREATE INDEX mail_outbox_due ON mail_outbox (state, next_at);
