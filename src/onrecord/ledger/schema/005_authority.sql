-- What an authority file says of entities: further names, and offices with the time that they were held.
CREATE TABLE entity_alias (
    entity_id INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (entity_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE entity_role (
    entity_id INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    since TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (entity_id, role, since, until)
) STRICT, WITHOUT ROWID;
