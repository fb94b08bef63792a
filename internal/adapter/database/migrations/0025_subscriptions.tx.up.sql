-- Who wants to hear of what becomes of their entitlements, their claims, and the clauses of the zone; and what they were
-- told last, so that a run tells what differs from it, once.
CREATE TABLE subscriptions (
	zone_id {{.Text}} NOT NULL,
	owner {{.Text}} NOT NULL, -- of the inbox
	account {{.Text}} NOT NULL, -- for whose parties it is
	entitlements BOOLEAN NOT NULL,
	claims BOOLEAN NOT NULL,
	clauses BOOLEAN NOT NULL,
	since BIGINT NOT NULL,
	due BOOLEAN NOT NULL, -- something happened that may have changed a result
	day INTEGER NOT NULL, -- as of which it was last compared
	revision BIGINT NOT NULL, -- goes up with each change: who compared an older one begins again
	PRIMARY KEY (zone_id, owner)
);

CREATE TABLE subscription_results (
	zone_id {{.Text}} NOT NULL,
	owner {{.Text}} NOT NULL,
	register {{.Text}} NOT NULL, -- none: of the clause itself
	record {{.Text}} NOT NULL,
	clause {{.Text}} NOT NULL, -- document/key; none: that the record is theirs
	state {{.Text}} NOT NULL, -- met, unmet, undecided; of a clause itself, a digest of what it says
	asked_fen BIGINT NOT NULL,
	title_zh {{.Text}} NOT NULL, -- of the clause; where there is none, the record's name
	title_en {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, owner, register, record, clause)
);

CREATE INDEX subscription_results_record ON subscription_results (zone_id, record) WHERE clause = '';
