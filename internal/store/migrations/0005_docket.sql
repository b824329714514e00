-- Cases of every kind: what they are, what happened to them, what was said,
-- what is due (see docs/cases.md). *_c columns are sealed by the vault.

-- +goose Up
CREATE TABLE queue (
    id       TEXT    NOT NULL PRIMARY KEY,
    name     TEXT    NOT NULL,
    lang     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    active   INTEGER NOT NULL,
    row_ver  INTEGER NOT NULL
) STRICT;

-- The first active rule whose conditions hold says where a new case goes.
CREATE TABLE queue_rule (
    id         TEXT    NOT NULL PRIMARY KEY,
    position   INTEGER NOT NULL,
    conditions TEXT    NOT NULL,
    queue_id   TEXT    NOT NULL REFERENCES queue (id),
    active     INTEGER NOT NULL,
    row_ver    INTEGER NOT NULL
) STRICT;

CREATE TABLE case_ (
    id              TEXT    NOT NULL PRIMARY KEY,
    ref             TEXT    NOT NULL UNIQUE,
    kind            TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    outcome         TEXT    NOT NULL,
    decider         TEXT    NOT NULL,
    told            INTEGER NOT NULL,
    severity        INTEGER NOT NULL,
    queue_id        TEXT    NOT NULL REFERENCES queue (id),
    lang            TEXT    NOT NULL,
    anonymous       INTEGER NOT NULL,
    key_id          TEXT    NOT NULL,
    opened_at       INTEGER NOT NULL,
    state_at        INTEGER NOT NULL,
    ack_at          INTEGER NOT NULL,
    feedback_at     INTEGER NOT NULL,
    closed_at       INTEGER NOT NULL,
    retention_until INTEGER NOT NULL,
    legal_hold      INTEGER NOT NULL,
    unread          INTEGER NOT NULL,
    next_due        INTEGER NOT NULL,
    row_ver         INTEGER NOT NULL
) STRICT;
-- What lists are sorted by, and behind it what they leave out: a filter that
-- lets nothing through reads the index alone.
CREATE INDEX case_queue ON case_ (queue_id, next_due, opened_at, id, severity, unread) WHERE state <> 'closed';
CREATE INDEX case_open ON case_ (next_due, opened_at, id, severity, unread) WHERE state <> 'closed';
CREATE INDEX case_retention ON case_ (retention_until) WHERE retention_until > 0;

CREATE TABLE transition (
    id          TEXT    NOT NULL PRIMARY KEY,
    case_id     TEXT    NOT NULL REFERENCES case_ (id),
    seq         INTEGER NOT NULL,
    event       TEXT    NOT NULL,
    from_state  TEXT    NOT NULL,
    to_state    TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    UNIQUE (case_id, seq)
) STRICT;

CREATE TABLE message (
    id         TEXT    NOT NULL PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES case_ (id),
    seq        INTEGER NOT NULL,
    direction  TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    author     TEXT    NOT NULL,
    template   TEXT    NOT NULL,
    body_c     BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    read_at    INTEGER NOT NULL,
    UNIQUE (case_id, seq)
) STRICT;

CREATE TABLE attachment (
    id          TEXT    NOT NULL PRIMARY KEY,
    case_id     TEXT    NOT NULL REFERENCES case_ (id),
    message_id  TEXT    NOT NULL,
    name_c      BLOB    NOT NULL,
    media       TEXT    NOT NULL,
    scrub       TEXT    NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    size        INTEGER NOT NULL,
    digest      BLOB    NOT NULL,
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_case ON attachment (case_id);

-- The sealed content of a file, in pieces. It lies in the database so that
-- every node sees it and a backup is whole.
CREATE TABLE attachment_data (
    attachment_id TEXT    NOT NULL REFERENCES attachment (id),
    n             INTEGER NOT NULL,
    data_c        BLOB    NOT NULL,
    PRIMARY KEY (attachment_id, n)
) STRICT;

CREATE TABLE case_link (
    id    TEXT    NOT NULL PRIMARY KEY,
    a     TEXT    NOT NULL REFERENCES case_ (id),
    b     TEXT    NOT NULL REFERENCES case_ (id),
    rel   TEXT    NOT NULL,
    actor TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    UNIQUE (a, b, rel)
) STRICT;
CREATE INDEX case_link_b ON case_link (b, rel);

-- Who works on a case now. A lease that ran out is nobody's.
CREATE TABLE lease (
    case_id TEXT    NOT NULL PRIMARY KEY REFERENCES case_ (id),
    staff   TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL
) STRICT;
CREATE INDEX lease_staff ON lease (staff, until);

CREATE TABLE clock (
    id            TEXT    NOT NULL PRIMARY KEY,
    case_id       TEXT    NOT NULL REFERENCES case_ (id),
    rule          TEXT    NOT NULL,
    rule_ver      TEXT    NOT NULL,
    started_at    INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    provisional   TEXT    NOT NULL,
    paused_at     INTEGER NOT NULL,
    pauses        TEXT    NOT NULL,
    extended_at   INTEGER NOT NULL,
    extended_by   TEXT    NOT NULL,
    extend_reason TEXT    NOT NULL,
    met_at        INTEGER NOT NULL,
    breached_at   INTEGER NOT NULL,
    cancelled_at  INTEGER NOT NULL,
    fired         TEXT    NOT NULL,
    next_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX clock_case ON clock (case_id);
CREATE INDEX clock_next ON clock (next_at) WHERE next_at > 0;

-- What a clock told the staff, once for each step.
CREATE TABLE alarm (
    id       TEXT    NOT NULL PRIMARY KEY,
    clock_id TEXT    NOT NULL REFERENCES clock (id),
    case_id  TEXT    NOT NULL REFERENCES case_ (id),
    step     TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    tell     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    seen_at  INTEGER NOT NULL,
    UNIQUE (clock_id, step)
) STRICT;
CREATE INDEX alarm_open ON alarm (at) WHERE seen_at = 0;

CREATE TABLE template (
    id      TEXT    NOT NULL PRIMARY KEY,
    purpose TEXT    NOT NULL,
    lang    TEXT    NOT NULL,
    ver     INTEGER NOT NULL,
    title   TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    active  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (purpose, lang, title, ver)
) STRICT;

CREATE TABLE tag (
    name TEXT NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT;

CREATE TABLE case_tag (
    case_id TEXT NOT NULL REFERENCES case_ (id),
    tag     TEXT NOT NULL REFERENCES tag (name),
    PRIMARY KEY (case_id, tag)
) STRICT;

-- Parts of finished cases that were erased at the end of their retention keep
-- a row here: when, and why.
CREATE TABLE erased_case (
    id     TEXT    NOT NULL PRIMARY KEY,
    ref    TEXT    NOT NULL,
    kind   TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
