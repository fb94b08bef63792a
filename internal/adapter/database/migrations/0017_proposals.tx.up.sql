-- Versions of the mechanisms that one person proposes and another decides on (docs/adr/0012). The ledger has an event
-- for each step; what was proposed waits here.
CREATE TABLE proposals (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	state {{.Text}} NOT NULL,
	version {{.Text}} NOT NULL,
	hash {{.Text}} NOT NULL,
	base {{.Text}} NOT NULL,
	from_at BIGINT NOT NULL,
	why TEXT NOT NULL,
	post {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL,
	at BIGINT NOT NULL,
	answer_post {{.Text}} NOT NULL,
	answerer {{.Text}} NOT NULL,
	answered_at BIGINT NOT NULL,
	answer TEXT NOT NULL,
	sight TEXT NOT NULL,
	report {{.Bytes}} NOT NULL,
	files {{.Bytes}} NOT NULL,
	PRIMARY KEY (zone_id, id)
);
