-- Search at a million matters. Words are kept apart by zone, each with a short mark of its zone before it, so that
-- a common word of one zone is not walked through in another. The words of matters that are there are made anew.
DELETE FROM projections WHERE name = 'scope and search';
{{if .SQLite}}
-- A matter has a number of SQLite's own, in order of registration, which every index of matters holds: full-text
-- search finds these numbers, and rows by them.
ALTER TABLE matters RENAME TO matters_before;
CREATE TABLE matters (
	made INTEGER PRIMARY KEY,
	zone_id TEXT NOT NULL,
	id TEXT NOT NULL,
	number TEXT NOT NULL,
	kind TEXT NOT NULL,
	title TEXT NOT NULL,
	stage TEXT NOT NULL,
	open BOOLEAN NOT NULL,
	light TEXT NOT NULL,
	urgency TEXT NOT NULL,
	category TEXT NOT NULL,
	lead_unit TEXT NOT NULL,
	owner TEXT NOT NULL,
	sponsor TEXT NOT NULL,
	verifier TEXT NOT NULL,
	parent TEXT NOT NULL,
	support TEXT NOT NULL DEFAULT '',
	applicant TEXT NOT NULL DEFAULT '',
	weight BIGINT NOT NULL,
	progress DOUBLE PRECISION NOT NULL,
	level BIGINT NOT NULL,
	missed BIGINT NOT NULL,
	due_on INTEGER NOT NULL,
	registered_at BIGINT NOT NULL,
	completed_at BIGINT NOT NULL,
	closed_at BIGINT NOT NULL,
	light_at BIGINT NOT NULL,
	origin TEXT NOT NULL,
	next_at BIGINT NOT NULL,
	cursor_at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	head BLOB NOT NULL,
	state BLOB NOT NULL, -- last, so that lists need not read over it
	UNIQUE (zone_id, id)
);
INSERT INTO matters (zone_id, id, number, kind, title, stage, open, light, urgency, category, lead_unit, owner, sponsor, verifier, parent, support, applicant,
	weight, progress, level, missed, due_on, registered_at, completed_at, closed_at, light_at, origin, next_at, cursor_at, seq, head, state)
SELECT zone_id, id, number, kind, title, stage, open, light, urgency, category, lead_unit, owner, sponsor, verifier, parent, support, applicant,
	weight, progress, level, missed, due_on, registered_at, completed_at, closed_at, light_at, origin, next_at, cursor_at, seq, head, state
FROM matters_before ORDER BY registered_at, id;
DROP TABLE matters_before;

-- The indexes of matters, as before.
CREATE UNIQUE INDEX matters_number ON matters (zone_id, number, (CASE number WHEN '' THEN id ELSE '' END));
CREATE INDEX matters_due ON matters (zone_id, next_at, id) WHERE next_at > 0;
CREATE INDEX matters_light ON matters (zone_id, lead_unit, light, open) WHERE open;
CREATE INDEX matters_category ON matters (zone_id, kind, category, light, open) WHERE open AND category <> '';
CREATE INDEX matters_owner ON matters (zone_id, owner, open) WHERE open;
CREATE INDEX matters_waiting ON matters (zone_id, number, (CASE number WHEN '' THEN id ELSE '' END)) WHERE open AND stage IN ('completed', 'followed-up');
CREATE INDEX matters_unowned ON matters (zone_id, number, (CASE number WHEN '' THEN id ELSE '' END)) WHERE open AND owner = '';
CREATE INDEX matters_kind ON matters (zone_id, kind, stage);
CREATE INDEX matters_parent ON matters (zone_id, parent, id) WHERE parent <> '';
CREATE INDEX matters_origin ON matters (zone_id, origin) WHERE origin <> '';
CREATE INDEX matters_of_unit ON matters (zone_id, lead_unit, number);
CREATE INDEX matters_of_owner ON matters (zone_id, owner, number) WHERE owner <> '';
CREATE INDEX matters_of_sponsor ON matters (zone_id, sponsor, number) WHERE sponsor <> '';
CREATE INDEX matters_of_verifier ON matters (zone_id, verifier, number) WHERE verifier <> '';
CREATE INDEX matters_of_applicant ON matters (zone_id, applicant, number) WHERE applicant <> '';

DROP TABLE search_words;
DROP TABLE search;
CREATE TABLE search (
	made INTEGER PRIMARY KEY, -- the matter's
	words TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_words USING fts5 (words, content = 'search', content_rowid = 'made', columnsize = 0, tokenize = "unicode61 remove_diacritics 0");
CREATE TRIGGER search_added AFTER INSERT ON search BEGIN
	INSERT INTO search_words (rowid, words) VALUES (new.made, new.words);
END;
CREATE TRIGGER search_changed AFTER UPDATE OF words ON search WHEN new.words <> old.words BEGIN
	INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.made, old.words);
	INSERT INTO search_words (rowid, words) VALUES (new.made, new.words);
END;
CREATE TRIGGER search_removed AFTER DELETE ON search BEGIN
	INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.made, old.words);
END;
{{else}}
-- Beside the words stands who the matter is of: its owner, lead unit and so on, as words that no text contains, so
-- that the index alone joins what somebody looks for to what they may see.
DROP TABLE search;
CREATE TABLE search (
	zone_id {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	made BIGINT NOT NULL, -- when it was registered
	who {{.Text}} NOT NULL, -- those of its words that say who, with spaces between
	words TSVECTOR NOT NULL,
	PRIMARY KEY (zone_id, matter_id)
);
CREATE INDEX search_words ON search USING gin (words) WITH (gin_pending_list_limit = 1024);
CREATE INDEX search_made ON search (zone_id, made DESC, matter_id DESC);
{{end}}
