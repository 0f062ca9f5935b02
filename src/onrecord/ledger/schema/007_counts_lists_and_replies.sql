-- Counts and orders that are kept, so that no list is counted or sorted anew at each question (onrecord.ledger.tally).
CREATE TABLE tally (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What has changed since it was counted: entities, sayings, groups of copies, stories, and the replies of versions.
CREATE TABLE recount (
    kind TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (kind, row)
) STRICT, WITHOUT ROWID;

-- Articles about one event.
CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    articles INTEGER NOT NULL DEFAULT 0,
    texts INTEGER NOT NULL DEFAULT 0,
    first TEXT NOT NULL DEFAULT '',
    last TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX story_last ON story (last);

-- Of an article: the verdict with corrections laid over it, and the day that it came out ('' where that is not known).
ALTER TABLE article ADD COLUMN verdict TEXT;
ALTER TABLE article ADD COLUMN day TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN story_id INTEGER REFERENCES story (id);
CREATE INDEX article_day ON article (day);
CREATE INDEX article_verdict ON article (verdict, day);
CREATE INDEX article_story ON article (story_id) WHERE story_id IS NOT NULL;

-- Of a speaker across articles: the name that it is filed under ('' for those that are in no list, "a neighbour").
ALTER TABLE entity ADD COLUMN filed TEXT NOT NULL DEFAULT '';
ALTER TABLE entity ADD COLUMN statements INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entity_texts ON entity (texts, statements) WHERE filed > '';
CREATE INDEX entity_filed ON entity (filed) WHERE filed > '';
CREATE INDEX entity_country ON entity (country) WHERE country IS NOT NULL;

-- Of a saying: how far it went, and the statement that was seen first.
ALTER TABLE saying ADD COLUMN statements INTEGER NOT NULL DEFAULT 0;
ALTER TABLE saying ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE saying ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE saying ADD COLUMN outlets INTEGER NOT NULL DEFAULT 0;
ALTER TABLE saying ADD COLUMN first TEXT;
ALTER TABLE saying ADD COLUMN last TEXT;
ALTER TABLE saying ADD COLUMN lead_id INTEGER REFERENCES statement (id) ON DELETE SET NULL;
CREATE INDEX saying_texts ON saying (texts, articles);
CREATE INDEX saying_lead ON saying (lead_id);

-- Who answers whom, statement by statement, and to whom a statement was made.
CREATE TABLE reply (
    statement_id INTEGER NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    answered_id INTEGER NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    PRIMARY KEY (statement_id, answered_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_answered ON reply (answered_id);
ALTER TABLE statement ADD COLUMN addressee_id INTEGER REFERENCES speaker (id);
CREATE INDEX statement_addressee ON statement (addressee_id) WHERE addressee_id IS NOT NULL;
-- The same, version by version, between entities.
CREATE TABLE exchange (
    version_id INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    target_id INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    answers INTEGER NOT NULL,
    addresses INTEGER NOT NULL,
    PRIMARY KEY (version_id, source_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX exchange_source ON exchange (source_id);
CREATE INDEX exchange_target ON exchange (target_id);

INSERT INTO tally (name, value)
SELECT 'statements', count(*) FROM statement
UNION ALL SELECT 'versions', count(*) FROM version
UNION ALL SELECT 'refusals', count(*) FROM refusal
UNION ALL SELECT 'sayings', count(*) FROM saying
UNION ALL SELECT 'copies', count(*) FROM copies
UNION ALL SELECT 'copied', count(*) FROM article WHERE copies_id IS NOT NULL
UNION ALL SELECT 'corrections', count(*) FROM correction WHERE undone IS NULL
UNION ALL SELECT 'stories', 0
UNION ALL SELECT 'speakers', 0;

CREATE TRIGGER statement_counted AFTER INSERT ON statement BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'statements';
END;
CREATE TRIGGER statement_uncounted AFTER DELETE ON statement BEGIN
    UPDATE tally SET value = value - 1 WHERE name = 'statements';
    INSERT OR IGNORE INTO recount SELECT 'saying', old.saying_id WHERE old.saying_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'entity', old.entity_id WHERE old.entity_id IS NOT NULL;
END;
CREATE TRIGGER statement_said AFTER UPDATE OF saying_id ON statement WHEN old.saying_id IS NOT new.saying_id BEGIN
    INSERT OR IGNORE INTO recount SELECT 'saying', old.saying_id WHERE old.saying_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'saying', new.saying_id WHERE new.saying_id IS NOT NULL;
END;
CREATE TRIGGER speaker_linked AFTER UPDATE OF entity_id ON speaker WHEN old.entity_id IS NOT new.entity_id BEGIN
    INSERT OR IGNORE INTO recount SELECT 'entity', old.entity_id WHERE old.entity_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'entity', new.entity_id WHERE new.entity_id IS NOT NULL;
    INSERT OR IGNORE INTO recount VALUES ('exchange', new.version_id);
END;
CREATE TRIGGER speaker_unlinked AFTER DELETE ON speaker WHEN old.entity_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO recount VALUES ('entity', old.entity_id);
    INSERT OR IGNORE INTO recount VALUES ('exchange', old.version_id);
END;
CREATE TRIGGER article_judged AFTER UPDATE OF verdict ON article WHEN old.verdict IS NOT new.verdict BEGIN
    UPDATE tally SET value = value - 1 WHERE name = 'verdict:' || old.verdict;
    INSERT INTO tally (name, value) SELECT 'verdict:' || new.verdict, 1 WHERE new.verdict IS NOT NULL
    ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER article_copied AFTER UPDATE OF copies_id ON article WHEN old.copies_id IS NOT new.copies_id BEGIN
    UPDATE tally SET value = value + (new.copies_id IS NOT NULL) - (old.copies_id IS NOT NULL) WHERE name = 'copied';
    INSERT OR IGNORE INTO recount SELECT 'copies', old.copies_id WHERE old.copies_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'copies', new.copies_id WHERE new.copies_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'story', new.story_id WHERE new.story_id IS NOT NULL;
    INSERT OR IGNORE INTO recount
    SELECT 'entity', entity_id FROM speaker WHERE version_id = new.current_id AND entity_id IS NOT NULL;
    INSERT OR IGNORE INTO recount
    SELECT 'saying', saying_id FROM statement WHERE version_id = new.current_id AND saying_id IS NOT NULL;
END;
CREATE TRIGGER article_told AFTER UPDATE OF story_id ON article WHEN old.story_id IS NOT new.story_id BEGIN
    INSERT OR IGNORE INTO recount SELECT 'story', old.story_id WHERE old.story_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'story', new.story_id WHERE new.story_id IS NOT NULL;
END;
CREATE TRIGGER entity_counted AFTER UPDATE OF texts ON entity WHEN new.filed > '' AND (old.texts > 0) <> (new.texts > 0) BEGIN
    UPDATE tally SET value = value + iif(new.texts > 0, 1, -1) WHERE name = 'speakers';
END;
CREATE TRIGGER entity_uncounted AFTER DELETE ON entity WHEN old.filed > '' AND old.texts > 0 BEGIN
    UPDATE tally SET value = value - 1 WHERE name = 'speakers';
END;
CREATE TRIGGER saying_counted AFTER INSERT ON saying BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'sayings';
END;
CREATE TRIGGER saying_uncounted AFTER DELETE ON saying BEGIN
    UPDATE tally SET value = value - 1 WHERE name = 'sayings';
END;
CREATE TRIGGER copies_counted AFTER INSERT ON copies BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'copies';
END;
CREATE TRIGGER copies_uncounted AFTER DELETE ON copies BEGIN
    UPDATE tally SET value = value - 1 WHERE name = 'copies';
END;
CREATE TRIGGER story_counted AFTER INSERT ON story BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'stories';
END;
CREATE TRIGGER story_uncounted AFTER DELETE ON story BEGIN
    UPDATE tally SET value = value - 1 WHERE name = 'stories';
END;
CREATE TRIGGER version_counted AFTER INSERT ON version BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'versions';
END;
CREATE TRIGGER refusal_counted AFTER INSERT ON refusal BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'refusals';
END;
CREATE TRIGGER correction_counted AFTER INSERT ON correction BEGIN
    UPDATE tally SET value = value + 1 WHERE name = 'corrections';
END;
CREATE TRIGGER correction_uncounted AFTER UPDATE OF undone ON correction WHEN (old.undone IS NULL) <> (new.undone IS NULL) BEGIN
    UPDATE tally SET value = value + iif(new.undone IS NULL, 1, -1) WHERE name = 'corrections';
END;
