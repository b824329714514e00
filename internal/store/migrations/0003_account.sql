-- The people who work here: what they may do, how they sign in. Names, e-mail
-- addresses and second-factor secrets are sealed; of tokens only hashes are kept.

-- +goose Up
CREATE TABLE staff (
    id         TEXT    NOT NULL PRIMARY KEY,
    key_id     TEXT    NOT NULL,
    name_c     BLOB    NOT NULL,
    email_c    BLOB    NOT NULL,
    email_bi   BLOB    NOT NULL UNIQUE,
    status     TEXT    NOT NULL,
    lang       TEXT    NOT NULL,
    password   TEXT    NOT NULL,
    totp_c     BLOB    NOT NULL,
    totp_step  INTEGER NOT NULL,
    failures   INTEGER NOT NULL,
    wait_until INTEGER NOT NULL,
    at         INTEGER NOT NULL
) STRICT;

CREATE TABLE role_grant (
    id         TEXT    NOT NULL PRIMARY KEY,
    staff_id   TEXT    NOT NULL REFERENCES staff (id),
    role       TEXT    NOT NULL,
    from_at    INTEGER NOT NULL,
    to_at      INTEGER NOT NULL,
    granted_by TEXT    NOT NULL
) STRICT;
CREATE INDEX role_grant_staff ON role_grant (staff_id);

CREATE TABLE session (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    staff_id   TEXT    NOT NULL REFERENCES staff (id),
    made_at    INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    step_up_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_staff ON session (staff_id);

-- Links that are used once: to set the service up, to accept an invitation.
CREATE TABLE invitation (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    staff_id   TEXT    NOT NULL,
    expires    INTEGER NOT NULL
) STRICT;

CREATE TABLE api_key (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    token_hash BLOB    NOT NULL UNIQUE,
    rights     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    last_day   TEXT    NOT NULL
) STRICT;
