-- What was read: captures, articles, their versions with the whole reading, and the refusals.
CREATE TABLE capture (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    zipped BLOB NOT NULL
) STRICT;
CREATE TABLE outlet (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    address TEXT UNIQUE,
    current_id INTEGER REFERENCES version (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX article_current ON article (current_id);
CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    article_id INTEGER NOT NULL REFERENCES article (id),
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    captured TEXT NOT NULL,
    location TEXT NOT NULL,
    context TEXT NOT NULL,
    added TEXT NOT NULL,
    reader TEXT NOT NULL,
    verdict TEXT NOT NULL,
    outlet_id INTEGER REFERENCES outlet (id),
    headline TEXT,
    published TEXT,
    language TEXT,
    words INTEGER NOT NULL,
    reading BLOB NOT NULL,
    UNIQUE (article_id, number),
    UNIQUE (sha256, captured)
) STRICT;
CREATE INDEX version_outlet ON version (outlet_id);
CREATE INDEX version_published ON version (published);
CREATE INDEX version_reader ON version (reader);
CREATE TABLE refusal (
    id INTEGER PRIMARY KEY,
    location TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    advice TEXT NOT NULL,
    added TEXT NOT NULL,
    UNIQUE (location, sha256, kind)
) STRICT;

-- What follows from the readings of the current versions, and can be made again from them.
CREATE TABLE speaker (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT,
    affiliation TEXT,
    country TEXT,
    UNIQUE (version_id, label)
) STRICT;
CREATE INDEX speaker_folded ON speaker (folded);
CREATE TABLE statement (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    version_id INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    start INTEGER NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    speaker_id INTEGER REFERENCES speaker (id),
    outlet_id INTEGER REFERENCES outlet (id),
    said TEXT,
    act TEXT,
    content TEXT NOT NULL,
    UNIQUE (version_id, label)
) STRICT;
CREATE INDEX statement_speaker ON statement (speaker_id, said);
CREATE INDEX statement_outlet ON statement (outlet_id, said);
CREATE INDEX statement_said ON statement (said);
CREATE INDEX statement_act ON statement (act, said);
CREATE VIRTUAL TABLE statement_words USING fts5 (
    content, content = 'statement', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER statement_words_added AFTER INSERT ON statement BEGIN
    INSERT INTO statement_words (rowid, content) VALUES (new.id, new.content);
END;
CREATE TRIGGER statement_words_removed AFTER DELETE ON statement BEGIN
    INSERT INTO statement_words (statement_words, rowid, content) VALUES ('delete', old.id, old.content);
END;
CREATE TRIGGER statement_words_changed AFTER UPDATE OF content ON statement BEGIN
    INSERT INTO statement_words (statement_words, rowid, content) VALUES ('delete', old.id, old.content);
    INSERT INTO statement_words (rowid, content) VALUES (new.id, new.content);
END;
