-- Who is one across articles. The names are keys made for looking up (onrecord.ledger.names).
CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    wikidata TEXT,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX entity_folded ON entity (folded);
CREATE TABLE entity_name (
    name_key TEXT NOT NULL,
    entity_id INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    PRIMARY KEY (name_key, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_name_entity ON entity_name (entity_id);

-- What was said once and reported several times; and texts that were printed several times.
CREATE TABLE saying (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE copies (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
) STRICT;

ALTER TABLE speaker ADD COLUMN aliases TEXT NOT NULL DEFAULT '[]';
ALTER TABLE speaker ADD COLUMN entity_id INTEGER REFERENCES entity (id);
ALTER TABLE speaker ADD COLUMN link_reason TEXT;
CREATE INDEX speaker_entity ON speaker (entity_id);
DROP INDEX statement_speaker;
ALTER TABLE statement ADD COLUMN entity_id INTEGER REFERENCES entity (id);
ALTER TABLE statement ADD COLUMN saying_id INTEGER REFERENCES saying (id);
ALTER TABLE statement ADD COLUMN prints TEXT NOT NULL DEFAULT '';
CREATE INDEX statement_speaker ON statement (speaker_id);
CREATE INDEX statement_entity ON statement (entity_id, said);
CREATE INDEX statement_saying ON statement (saying_id) WHERE saying_id IS NOT NULL;
ALTER TABLE version ADD COLUMN origin TEXT;
ALTER TABLE version ADD COLUMN bands TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN copies_id INTEGER REFERENCES copies (id);
CREATE INDEX article_copies ON article (copies_id) WHERE copies_id IS NOT NULL;
ALTER TABLE article ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX article_unlinked ON article (id) WHERE linked = 0;

-- Hashes of runs of words, by which texts that share a run are found. FTS5 keeps them as a list that grows in order, where
-- an ordinary index would touch a page of the file for every hash.
CREATE VIRTUAL TABLE statement_prints USING fts5 (
    prints, content = 'statement', content_rowid = 'id', tokenize = 'ascii', detail = 'none', columnsize = 0
);
CREATE TRIGGER statement_prints_removed AFTER DELETE ON statement WHEN old.prints <> '' BEGIN
    INSERT INTO statement_prints (statement_prints, rowid, prints) VALUES ('delete', old.id, old.prints);
END;
CREATE TRIGGER statement_prints_set AFTER UPDATE OF prints ON statement WHEN new.prints <> '' AND old.prints = '' BEGIN
    INSERT INTO statement_prints (rowid, prints) VALUES (new.id, new.prints);
END;
CREATE VIRTUAL TABLE version_bands USING fts5 (
    bands, content = 'version', content_rowid = 'id', tokenize = 'ascii', detail = 'none', columnsize = 0
);
CREATE TRIGGER version_bands_set AFTER UPDATE OF bands ON version WHEN new.bands <> '' AND old.bands = '' BEGIN
    INSERT INTO version_bands (rowid, bands) VALUES (new.id, new.bands);
END;
CREATE TRIGGER version_bands_unset AFTER UPDATE OF bands ON version WHEN new.bands = '' AND old.bands <> '' BEGIN
    INSERT INTO version_bands (version_bands, rowid, bands) VALUES ('delete', old.id, old.bands);
END;
