-- What people decided against the machine, apart from what it read. Nothing here is ever deleted: what is taken back is
-- marked as undone.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL,
    article TEXT NOT NULL,
    anchor TEXT NOT NULL,
    value TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    made TEXT NOT NULL,
    anchored INTEGER NOT NULL DEFAULT 1,
    undone TEXT,
    undone_by TEXT,
    undone_reason TEXT
) STRICT;
CREATE INDEX correction_article ON correction (article);
-- The corrections that an article's rows were laid out with.
ALTER TABLE article ADD COLUMN corrected TEXT NOT NULL DEFAULT '';
-- The identities under which a statement was known before a newer reading drew its borders differently.
CREATE TABLE former_key (
    key TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX former_key_article ON former_key (article_id);
