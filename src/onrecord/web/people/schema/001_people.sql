-- Who may come in, how they prove it, and what they did. Of every secret only a hash is kept. Times are ISO 8601, UTC.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    password TEXT,
    made TEXT NOT NULL,
    disabled TEXT
) STRICT;
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    made TEXT NOT NULL,
    seen TEXT NOT NULL,
    expires TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires);
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
    remark TEXT NOT NULL,
    made TEXT NOT NULL,
    made_by TEXT NOT NULL,
    expires TEXT NOT NULL,
    used TEXT,
    used_by TEXT,
    withdrawn TEXT
) STRICT;
CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    made TEXT NOT NULL,
    used TEXT,
    expires TEXT NOT NULL,
    revoked TEXT
) STRICT;
CREATE INDEX token_account ON token (account_id);

-- What was done, by whom. It only grows: each entry has a hash over itself and the entry before.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    account TEXT,
    means TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    detail TEXT NOT NULL,
    chain TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;
