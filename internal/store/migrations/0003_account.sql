-- Staff, their roles, credentials and sessions, one-time links and API keys
-- (see docs/accounts.md). Names, e-mail addresses and labels are sealed (*_c);
-- tokens stand here as hashes only, keyed for
-- sessions and links. Times are Unix milliseconds, 0 is "never".

-- +goose Up
CREATE TABLE staff (
    id         TEXT    NOT NULL PRIMARY KEY,
    key_id     TEXT    NOT NULL,
    name_c     BLOB,
    email_c    BLOB,
    email_bi   BLOB,
    status     TEXT    NOT NULL CHECK (status IN ('invited', 'active', 'suspended', 'left')),
    locale     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    row_ver    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX staff_email ON staff (email_bi);

CREATE TABLE role_grant (
    id          TEXT    NOT NULL PRIMARY KEY,
    staff_id    TEXT    NOT NULL REFERENCES staff (id),
    role        TEXT    NOT NULL,
    scope_kind  TEXT    NOT NULL CHECK (scope_kind IN ('all', 'queue')),
    scope_id    TEXT    NOT NULL,
    from_at     INTEGER NOT NULL,
    to_at       INTEGER NOT NULL,
    granted_by  TEXT    NOT NULL,
    granted_at  INTEGER NOT NULL,
    approved_by TEXT    NOT NULL,
    approved_at INTEGER NOT NULL,
    ended_by    TEXT    NOT NULL,
    ended_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX role_grant_staff ON role_grant (staff_id);

-- material, sealed: a password's argon2id string, the secret of an authenticator
-- app, a passkey's public part. It changes with a leaf only.
-- lookup: the keyed hash of a recovery code, of a passkey's id, of a subject of
-- single sign-on. counter: the last time step of an app, a passkey's counter.
CREATE TABLE credential (
    id         TEXT    NOT NULL PRIMARY KEY,
    staff_id   TEXT    NOT NULL REFERENCES staff (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('password', 'totp', 'recovery', 'passkey', 'sso')),
    state      TEXT    NOT NULL CHECK (state IN ('pending', 'live', 'removed')),
    lookup     BLOB,
    material   BLOB,
    label_c    BLOB,
    counter    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_day   INTEGER NOT NULL
) STRICT;
CREATE INDEX credential_staff ON credential (staff_id);
CREATE UNIQUE INDEX credential_lookup ON credential (lookup);

CREATE TABLE session (
    id         TEXT    NOT NULL PRIMARY KEY,
    hash       BLOB    NOT NULL,
    staff_id   TEXT    NOT NULL REFERENCES staff (id),
    method     TEXT    NOT NULL,
    level      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    step_up_at INTEGER NOT NULL,
    label_c    BLOB
) STRICT;
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_staff ON session (staff_id);

-- One-time links: set-up, invitation, new password.
CREATE TABLE ticket (
    id         TEXT    NOT NULL PRIMARY KEY,
    hash       BLOB    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('setup', 'invite', 'reset')),
    staff_id   TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ticket_hash ON ticket (hash);

CREATE TABLE api_key (
    id         TEXT    NOT NULL PRIMARY KEY,
    hash       BLOB    NOT NULL,
    label      TEXT    NOT NULL,
    rights     TEXT    NOT NULL,
    queues     TEXT    NOT NULL,
    ip_allow   TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    used_day   INTEGER NOT NULL
) STRICT;

-- Challenges of passkeys: single use, five minutes.
CREATE TABLE ceremony (
    hash       BLOB    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    staff_id   TEXT    NOT NULL,
    data       TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Wrong tries per account and factor; no address of anybody.
CREATE TABLE lockout (
    k       TEXT    NOT NULL PRIMARY KEY,
    fails   INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;

CREATE TABLE account_count (
    day  INTEGER NOT NULL,
    what TEXT    NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (day, what)
) STRICT;
