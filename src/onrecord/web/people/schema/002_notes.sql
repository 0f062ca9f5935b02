-- Notes on articles, statements and sayings, in threads, with every earlier wording. E-mail addresses stay in this file.
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'statement', 'saying')),
    title TEXT NOT NULL,
    answers_id INTEGER REFERENCES note (id),
    root_id INTEGER REFERENCES note (id),
    depth INTEGER NOT NULL DEFAULT 0,
    account TEXT,
    browser BLOB,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'shown', 'refused', 'withdrawn', 'erased')),
    made TEXT NOT NULL,
    edited TEXT,
    decided TEXT,
    decided_by TEXT,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX note_about ON note (about, root_id, id);
CREATE INDEX note_root ON note (root_id, id);
CREATE INDEX note_state ON note (state, id);
CREATE TABLE note_wording (
    id INTEGER PRIMARY KEY,
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;
CREATE INDEX note_wording_note ON note_wording (note_id);
