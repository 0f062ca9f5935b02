-- Where an identity leads that is gone since two sayings, two stories or two speakers turned out to be one: links to it stay good.
CREATE TABLE moved (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    row INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_row ON moved (kind, row);
-- A row's number may be given out again.
CREATE TRIGGER saying_left AFTER DELETE ON saying BEGIN
    DELETE FROM moved WHERE kind = 'saying' AND row = old.id;
END;
CREATE TRIGGER story_left AFTER DELETE ON story BEGIN
    DELETE FROM moved WHERE kind = 'story' AND row = old.id;
END;
CREATE TRIGGER entity_left AFTER DELETE ON entity BEGIN
    DELETE FROM moved WHERE kind = 'entity' AND row = old.id;
END;
