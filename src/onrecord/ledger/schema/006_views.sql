-- For people who open the file in Datasette or another browser of databases.
CREATE VIEW statements_to_read AS
SELECT statement.said, coalesce(entity.name, speaker.name) AS speaker, speaker.role, statement.content, statement.kind,
    statement.act, outlet.name AS outlet, version.headline, 'https://' || article.address AS address,
    statement.key AS statement
FROM statement JOIN version ON version.id = statement.version_id JOIN article ON article.id = version.article_id
LEFT JOIN speaker ON speaker.id = statement.speaker_id LEFT JOIN entity ON entity.id = statement.entity_id
LEFT JOIN outlet ON outlet.id = statement.outlet_id;
CREATE VIEW speakers_to_read AS
SELECT entity.name, entity.kind, entity.country, entity.wikidata,
    (SELECT count(DISTINCT version_id) FROM speaker WHERE entity_id = entity.id) AS articles,
    (SELECT count(*) FROM statement WHERE entity_id = entity.id) AS statements, entity.key AS entity
FROM entity;
CREATE VIEW sayings_to_read AS
SELECT count(*) AS wordings, count(DISTINCT statement.outlet_id) AS outlets, min(statement.said) AS first,
    min(statement.content) AS example, saying.key AS saying
FROM saying JOIN statement ON statement.saying_id = saying.id GROUP BY saying.id;
CREATE VIEW copies_to_read AS
SELECT copies.key AS copies, outlet.name AS outlet, version.headline, version.published, version.words, version.origin,
    'https://' || article.address AS address
FROM copies JOIN article ON article.copies_id = copies.id JOIN version ON version.id = article.current_id
LEFT JOIN outlet ON outlet.id = version.outlet_id;
