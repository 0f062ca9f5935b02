-- FTS5 writes a small list out whenever a statement with triggers runs: words and prints are therefore written by the program,
-- at the end of each transaction, and not by triggers row by row. What is taken out of the index still is by triggers.
DROP TRIGGER statement_words_added;
DROP TRIGGER statement_prints_set;
DROP TRIGGER version_bands_set;
DROP TRIGGER statement_counted;
DROP TRIGGER statement_uncounted;
CREATE TRIGGER statement_unsaid AFTER DELETE ON statement BEGIN
    INSERT OR IGNORE INTO recount SELECT 'saying', old.saying_id WHERE old.saying_id IS NOT NULL;
    INSERT OR IGNORE INTO recount SELECT 'entity', old.entity_id WHERE old.entity_id IS NOT NULL;
END;
