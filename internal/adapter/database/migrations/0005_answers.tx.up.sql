-- What was answered under an Idempotency-Key, kept as long as a sender may try again.
CREATE TABLE answers (
	zone_id {{.Text}} NOT NULL,
	account {{.Text}} NOT NULL,
	key {{.Text}} NOT NULL,
	request {{.Text}} NOT NULL,
	status BIGINT NOT NULL,
	etag {{.Text}} NOT NULL,
	place {{.Text}} NOT NULL,
	body {{.Bytes}} NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (zone_id, account, key)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE INDEX answers_at ON answers (zone_id, at);
