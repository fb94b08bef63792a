-- What a matter can be found by: its number, title and brief, cut into words (package text).
{{if .SQLite}}CREATE TABLE search (
	made INTEGER PRIMARY KEY, -- in order of registration
	zone_id TEXT NOT NULL,
	matter_id TEXT NOT NULL,
	words TEXT NOT NULL,
	UNIQUE (zone_id, matter_id)
);
CREATE VIRTUAL TABLE search_words USING fts5 (words, content = 'search', content_rowid = 'made', columnsize = 0, tokenize = "unicode61 remove_diacritics 0");
CREATE TRIGGER search_added AFTER INSERT ON search BEGIN
	INSERT INTO search_words (rowid, words) VALUES (new.made, new.words);
END;
CREATE TRIGGER search_changed AFTER UPDATE OF words ON search BEGIN
	INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.made, old.words);
	INSERT INTO search_words (rowid, words) VALUES (new.made, new.words);
END;
{{else}}CREATE TABLE search (
	zone_id {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	made BIGINT NOT NULL, -- when it was registered
	words TSVECTOR NOT NULL,
	PRIMARY KEY (zone_id, matter_id)
);
CREATE INDEX search_words ON search USING gin (words);
CREATE INDEX search_made ON search (zone_id, made DESC, matter_id DESC);
{{end}}
