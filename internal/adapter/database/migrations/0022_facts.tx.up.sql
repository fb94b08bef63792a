-- Records of registers that keep facts, each packed into one row that follows from its events; and the words that rows
-- name by number.
CREATE TABLE facts (
	zone_id {{.Text}} NOT NULL,
	stream {{.Text}} NOT NULL, -- facts/REGISTER/KEY
	name TEXT NOT NULL,
	seq BIGINT NOT NULL,
	head {{.Bytes}} NOT NULL,
	facts {{.Bytes}} NOT NULL,
	PRIMARY KEY (zone_id, stream)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE TABLE fact_words (
	zone_id {{.Text}} NOT NULL,
	n BIGINT NOT NULL,
	word TEXT NOT NULL,
	PRIMARY KEY (zone_id, n)
){{if .SQLite}} WITHOUT ROWID{{end}};
