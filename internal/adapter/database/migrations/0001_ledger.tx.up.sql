-- The ledger and what is folded from it. Instants are microseconds since 1970 (BIGINT), dates days since
-- 1970 (INTEGER), 0 for none.

CREATE TABLE zones (
	zone_id {{.Text}} NOT NULL PRIMARY KEY,
	title {{.Text}} NOT NULL,
	public_key {{.Text}} NOT NULL,
	private_key {{.Text}} NOT NULL,
	world BIGINT NOT NULL,
	size BIGINT NOT NULL -- events so far; raising it is what keeps two writers of a zone apart
);

CREATE TABLE versions (
	zone_id {{.Text}} NOT NULL,
	from_at BIGINT NOT NULL,
	version {{.Text}} NOT NULL,
	hash {{.Text}} NOT NULL,
	applied_at BIGINT NOT NULL,
	applied_by {{.Text}} NOT NULL,
	files {{.Bytes}} NOT NULL,
	PRIMARY KEY (zone_id, from_at)
);

CREATE TABLE numbers (
	zone_id {{.Text}} NOT NULL,
	register {{.Text}} NOT NULL,
	year INTEGER NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (zone_id, register, year)
);

-- On SQLite the rows lie in order of the key, so that a whole stream is one stretch of the file.
CREATE TABLE events (
	zone_id {{.Text}} NOT NULL,
	stream {{.Text}} NOT NULL,
	seq BIGINT NOT NULL,
	pos BIGINT NOT NULL,
	at BIGINT NOT NULL,
	recorded BIGINT NOT NULL,
	type {{.Text}} NOT NULL,
	actor {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL,
	deputy BOOLEAN NOT NULL,
	derived BOOLEAN NOT NULL,
	mechanism {{.Text}} NOT NULL,
	calendar {{.Text}} NOT NULL,
	hash {{.Bytes}} NOT NULL,
	body {{.Bytes}} NOT NULL, -- the exact bytes that were hashed
	PRIMARY KEY (zone_id, stream, seq)
){{if .SQLite}} WITHOUT ROWID{{end}};

-- The log reads positions and hashes from an index alone.
{{if .SQLite}}CREATE UNIQUE INDEX events_pos ON events (zone_id, pos);
CREATE INDEX events_log ON events (zone_id, pos, stream, seq, hash);
{{else}}CREATE UNIQUE INDEX events_pos ON events (zone_id, pos) INCLUDE (stream, seq, hash);
{{end}}
CREATE TABLE nodes (
	zone_id {{.Text}} NOT NULL,
	level INTEGER NOT NULL,
	n BIGINT NOT NULL,
	hash {{.Bytes}} NOT NULL,
	PRIMARY KEY (zone_id, level, n)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE TABLE checkpoints (
	zone_id {{.Text}} NOT NULL,
	size BIGINT NOT NULL,
	note {{.Text}} NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (zone_id, size)
);

CREATE TABLE matters (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	number {{.Text}} NOT NULL,
	kind {{.Text}} NOT NULL,
	title {{.Text}} NOT NULL,
	stage {{.Text}} NOT NULL,
	open BOOLEAN NOT NULL,
	light {{.Text}} NOT NULL,
	urgency {{.Text}} NOT NULL,
	category {{.Text}} NOT NULL,
	lead_unit {{.Text}} NOT NULL,
	owner {{.Text}} NOT NULL,
	sponsor {{.Text}} NOT NULL,
	verifier {{.Text}} NOT NULL,
	parent {{.Text}} NOT NULL,
	weight BIGINT NOT NULL,
	progress DOUBLE PRECISION NOT NULL,
	level BIGINT NOT NULL,
	missed BIGINT NOT NULL,
	due_on INTEGER NOT NULL,
	registered_at BIGINT NOT NULL,
	completed_at BIGINT NOT NULL,
	closed_at BIGINT NOT NULL,
	light_at BIGINT NOT NULL,
	origin {{.Text}} NOT NULL,
	next_at BIGINT NOT NULL,
	cursor_at BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	head {{.Bytes}} NOT NULL,
	state {{.Bytes}} NOT NULL, -- last, so that lists need not read over it
	PRIMARY KEY (zone_id, id)
);

-- A number belongs to one matter; those without one are kept apart by their id. Lists read in this order.
CREATE UNIQUE INDEX matters_number ON matters (zone_id, number, (CASE number WHEN '' THEN id ELSE '' END));
CREATE INDEX matters_due ON matters (zone_id, next_at, id) WHERE next_at > 0;
-- The counts of the overview are read from these alone. "open" repeats their condition: SQLite looks for
-- every column that a query names.
CREATE INDEX matters_light ON matters (zone_id, lead_unit, light, open) WHERE open;
CREATE INDEX matters_category ON matters (zone_id, kind, category, light, open) WHERE open AND category <> '';
CREATE INDEX matters_owner ON matters (zone_id, owner, open) WHERE open;
-- The two lists of the overview that are short among many matters, in the order in which they are shown. A
-- query finds them when it uses these very words.
CREATE INDEX matters_waiting ON matters (zone_id, number, (CASE number WHEN '' THEN id ELSE '' END)) WHERE open AND stage IN ('completed', 'followed-up');
CREATE INDEX matters_unowned ON matters (zone_id, number, (CASE number WHEN '' THEN id ELSE '' END)) WHERE open AND owner = '';
CREATE INDEX matters_kind ON matters (zone_id, kind, stage);
CREATE INDEX matters_parent ON matters (zone_id, parent, id) WHERE parent <> '';
CREATE INDEX matters_origin ON matters (zone_id, origin) WHERE origin <> '';

CREATE TABLE duties (
	zone_id {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	opens_at BIGINT NOT NULL,
	what {{.Text}} NOT NULL,
	owner {{.Text}} NOT NULL,
	cadence {{.Text}} NOT NULL,
	period {{.Text}} NOT NULL,
	letter {{.Text}} NOT NULL,
	due_at BIGINT NOT NULL,
	state {{.Text}} NOT NULL,
	missed_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	PRIMARY KEY (zone_id, matter_id, id, opens_at)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE INDEX duties_state ON duties (zone_id, state, due_at);
CREATE INDEX duties_what ON duties (zone_id, state, what, cadence, period, due_at, matter_id, id, opens_at);
CREATE INDEX duties_owner ON duties (zone_id, owner, state);

CREATE TABLE letters (
	zone_id {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	template {{.Text}} NOT NULL,
	number {{.Text}} NOT NULL,
	to_post {{.Text}} NOT NULL,
	by_post {{.Text}} NOT NULL,
	state {{.Text}} NOT NULL,
	drafted_at BIGINT NOT NULL,
	issued_at BIGINT NOT NULL,
	reply_by BIGINT NOT NULL,
	late BOOLEAN NOT NULL,
	PRIMARY KEY (zone_id, matter_id, id)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE INDEX letters_state ON letters (zone_id, state, drafted_at);
CREATE INDEX letters_post ON letters (zone_id, to_post, state);
