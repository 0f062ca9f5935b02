-- Without a list of their own, words that begin with three or four letters are found by merging the lists of thousands of words.
DROP TRIGGER statement_words_added;
DROP TRIGGER statement_words_removed;
DROP TRIGGER statement_words_changed;
DROP TABLE statement_words;
CREATE VIRTUAL TABLE statement_words USING fts5 (
    content, content = 'statement', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4'
);
INSERT INTO statement_words (statement_words) VALUES ('rebuild');
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
