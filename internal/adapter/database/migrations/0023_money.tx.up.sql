-- Budget lines of a year, what each claim has of them, and the claims. All of it follows from events.
CREATE TABLE funds (
	zone_id {{.Text}} NOT NULL,
	stream {{.Text}} NOT NULL, -- fund/YEAR/LINE
	budget_fen BIGINT NOT NULL,
	committed_fen BIGINT NOT NULL,
	paid_fen BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	head {{.Bytes}} NOT NULL,
	PRIMARY KEY (zone_id, stream)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE TABLE fund_holdings (
	zone_id {{.Text}} NOT NULL,
	stream {{.Text}} NOT NULL,
	claim {{.Text}} NOT NULL,
	committed_fen BIGINT NOT NULL,
	paid_fen BIGINT NOT NULL,
	state {{.Bytes}} NOT NULL, -- JSON of fund.Holding
	PRIMARY KEY (zone_id, stream, claim)
){{if .SQLite}} WITHOUT ROWID{{end}};

-- One claim for a clause, a period and a record: they are its stream.
CREATE TABLE claims (
	zone_id {{.Text}} NOT NULL,
	stream {{.Text}} NOT NULL, -- claim/DOCUMENT/CLAUSE/PERIOD/RECORD
	clause {{.Text}} NOT NULL,
	record {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	step {{.Text}} NOT NULL,
	line {{.Text}} NOT NULL,
	day INTEGER NOT NULL,
	amount_fen BIGINT NOT NULL,
	batch {{.Text}} NOT NULL, -- that paid it last
	seq BIGINT NOT NULL,
	head {{.Bytes}} NOT NULL,
	state {{.Bytes}} NOT NULL, -- JSON of claim.Claim
	PRIMARY KEY (zone_id, stream)
);

CREATE UNIQUE INDEX claims_matter ON claims (zone_id, matter_id);
CREATE INDEX claims_step ON claims (zone_id, step, clause);
CREATE INDEX claims_record ON claims (zone_id, record);
