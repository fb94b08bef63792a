-- Files: what they belong to (a matter's id, or import/ID) and what they are called. Content lies elsewhere, by its
-- SHA-256. An import is a ledger that somebody sent, its dry run and what came of it.
CREATE TABLE attachments (
	zone_id {{.Text}} NOT NULL,
	about {{.Text}} NOT NULL,
	hash {{.Text}} NOT NULL,
	name TEXT NOT NULL,
	size BIGINT NOT NULL,
	type {{.Text}} NOT NULL,
	by_person {{.Text}} NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (zone_id, about, hash)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE INDEX attachments_hash ON attachments (zone_id, hash);

CREATE TABLE imports (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL, -- who sent it; nobody else reads it
	post {{.Text}} NOT NULL, -- that imports
	hash {{.Text}} NOT NULL,
	options {{.Text}} NOT NULL, -- JSON
	dry_task {{.Text}} NOT NULL, -- of job_progress
	real_task {{.Text}} NOT NULL, -- of the import itself; '' until somebody wants it
	created_at BIGINT NOT NULL,
	PRIMARY KEY (zone_id, id)
);

CREATE INDEX imports_person ON imports (zone_id, person, id);
CREATE INDEX imports_created ON imports (zone_id, created_at);
