-- Long tasks, notices, deliveries, webhooks and work orders taken in. Instants are microseconds since 1970, 0 for
-- none. What is sealed was encrypted with the installation's key: addresses and secrets.

CREATE TABLE job_progress (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	kind {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL,
	state {{.Text}} NOT NULL,
	done BIGINT NOT NULL,
	total BIGINT NOT NULL,
	note {{.Text}} NOT NULL,
	error {{.Text}} NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	result {{.Bytes}} NOT NULL, -- the input until there is one
	PRIMARY KEY (zone_id, id)
);

CREATE INDEX job_progress_person ON job_progress (zone_id, person, id);
CREATE INDEX job_progress_ended ON job_progress (zone_id, ended_at) WHERE ended_at > 0;

-- How far each reader of a zone's log has come: it has dealt with every event before this position.
CREATE TABLE log_readers (
	zone_id {{.Text}} NOT NULL,
	reader {{.Text}} NOT NULL,
	pos BIGINT NOT NULL,
	PRIMARY KEY (zone_id, reader)
);

CREATE TABLE notify_people (
	zone_id {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL,
	lang {{.Text}} NOT NULL,
	quiet_from INTEGER NOT NULL, -- minutes since midnight in Shanghai; the same as quiet_to: no quiet hours
	quiet_to INTEGER NOT NULL,
	rest_days BOOLEAN NOT NULL, -- days off are quiet, too
	urgent_passes BOOLEAN NOT NULL,
	muted {{.Text}} NOT NULL, -- kinds that stay in the inbox alone, with commas between
	PRIMARY KEY (zone_id, person)
);

CREATE TABLE notify_channels (
	zone_id {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL,
	channel {{.Text}} NOT NULL,
	enabled BOOLEAN NOT NULL,
	address {{.Bytes}} NOT NULL, -- sealed
	secret {{.Bytes}} NOT NULL, -- sealed
	PRIMARY KEY (zone_id, person, channel)
);

CREATE TABLE notices (
	zone_id {{.Text}} NOT NULL,
	person {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	kind {{.Text}} NOT NULL,
	urgent BOOLEAN NOT NULL,
	secret BOOLEAN NOT NULL, -- of a confidential kind: its words do not leave the house
	title {{.Text}} NOT NULL,
	body {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	number {{.Text}} NOT NULL,
	created_at BIGINT NOT NULL,
	read_at BIGINT NOT NULL,
	sent_at BIGINT NOT NULL, -- when it went into a digest, or was found to need none
	PRIMARY KEY (zone_id, person, id)
);

CREATE INDEX notices_unread ON notices (zone_id, person, id) WHERE read_at = 0;
CREATE INDEX notices_unsent ON notices (zone_id, person, id) WHERE sent_at = 0;
CREATE INDEX notices_created ON notices (zone_id, created_at);

CREATE TABLE deliveries (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	channel {{.Text}} NOT NULL,
	target {{.Text}} NOT NULL, -- a person, or a webhook
	kind {{.Text}} NOT NULL,
	subject {{.Text}} NOT NULL,
	state {{.Text}} NOT NULL, -- waiting, done, dead
	attempts INTEGER NOT NULL,
	error {{.Text}} NOT NULL,
	next_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	body {{.Bytes}} NOT NULL,
	PRIMARY KEY (zone_id, id)
);

CREATE INDEX deliveries_due ON deliveries (zone_id, next_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_state ON deliveries (zone_id, state, id);
CREATE INDEX deliveries_target ON deliveries (zone_id, target, id);

CREATE TABLE webhooks (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	url {{.Bytes}} NOT NULL, -- sealed: many carry a token
	secret {{.Bytes}} NOT NULL, -- sealed: it must be known to sign with
	old_secret {{.Bytes}} NOT NULL, -- sealed; signs too until old_until
	old_until BIGINT NOT NULL,
	kinds {{.Text}} NOT NULL, -- events wanted, with commas between; none: all
	note {{.Text}} NOT NULL,
	active BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	created_by {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, id)
);

-- Which matter a sender's work order became, and a keyed digest of each of its members to tell a repetition from
-- a change without keeping what it says of persons.
CREATE TABLE intake_orders (
	zone_id {{.Text}} NOT NULL,
	sender {{.Text}} NOT NULL,
	number {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	matter_number {{.Text}} NOT NULL,
	received_at BIGINT NOT NULL,
	digests {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, sender, number)
);
