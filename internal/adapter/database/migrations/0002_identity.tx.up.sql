-- Who may sign in, how they prove it, and who did what. Instants are microseconds since 1970 (0 for none).
--
-- Accounts and what hangs on them belong to the installation, not to a zone: an administrator has none, a login
-- is unique everywhere, and a cookie or token says nothing about the zone of who carries it. They are the small
-- reference tables of a distributed database. Delegations and the audit log belong to a zone and their keys
-- begin with it ('' is the installation's own log).

CREATE TABLE accounts (
	id {{.Text}} NOT NULL PRIMARY KEY,
	login {{.Text}} NOT NULL UNIQUE, -- folded
	title {{.Text}} NOT NULL,        -- a post or an organisation
	zone_id {{.Text}} NOT NULL,      -- '' for the whole installation
	kind {{.Text}} NOT NULL CHECK (kind IN ('staff', 'enterprise', 'citizen', 'machine')),
	admin {{.Text}} NOT NULL CHECK (admin IN ('', 'system', 'security', 'audit')),
	person {{.Text}} NOT NULL,  -- of the org chart; '' for none
	holder {{.Text}} NOT NULL,  -- who answers for an administrator's account
	parties {{.Text}} NOT NULL, -- JSON list
	state {{.Text}} NOT NULL CHECK (state IN ('pending', 'open', 'locked', 'closed')),
	password {{.Text}} NOT NULL, -- PHC string; '' for none
	password_at BIGINT NOT NULL,
	must_change BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	created_by {{.Text}} NOT NULL,
	admitted_by {{.Text}} NOT NULL,
	version BIGINT NOT NULL,
	-- An administrator of the three has no post and acts for nobody (三员分立).
	CHECK (admin = '' OR (kind = 'staff' AND person = '' AND parties = '[]' AND holder <> ''))
);

-- One person holds one of the three at most, and one account of their own.
CREATE UNIQUE INDEX accounts_holder ON accounts (holder) WHERE admin <> '' AND state <> 'closed';
CREATE UNIQUE INDEX accounts_person ON accounts (zone_id, person) WHERE person <> '' AND state <> 'closed';
CREATE INDEX accounts_zone ON accounts (zone_id, id);

CREATE TABLE former_passwords (
	account_id {{.Text}} NOT NULL,
	at BIGINT NOT NULL,
	password {{.Text}} NOT NULL,
	PRIMARY KEY (account_id, at)
);

-- Failures are counted by what was typed, whether such an account exists or not.
CREATE TABLE sign_in_failures (
	subject {{.Text}} NOT NULL PRIMARY KEY, -- keyed hash
	failures BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	until_at BIGINT NOT NULL
);

-- One row a browser that signed in. A row that ended stays until its time is over, so that a request which was
-- still running cannot bring it back.
CREATE TABLE visits (
	hash {{.Bytes}} NOT NULL PRIMARY KEY, -- SHA-256 of the cookie
	account_id {{.Text}} NOT NULL,
	method {{.Text}} NOT NULL,
	address {{.Text}} NOT NULL,
	agent {{.Text}} NOT NULL,
	since_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	data {{.Bytes}} NOT NULL
);

CREATE INDEX visits_account ON visits (account_id, since_at) WHERE account_id <> '';
CREATE INDEX visits_since ON visits (since_at);

CREATE TABLE one_time_codes (
	account_id {{.Text}} NOT NULL PRIMARY KEY,
	secret {{.Bytes}} NOT NULL, -- sealed
	confirmed BOOLEAN NOT NULL,
	last_step BIGINT NOT NULL,
	created_at BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
	account_id {{.Text}} NOT NULL,
	hash {{.Bytes}} NOT NULL,
	PRIMARY KEY (account_id, hash)
);

CREATE TABLE security_keys (
	credential_id {{.Bytes}} NOT NULL PRIMARY KEY,
	account_id {{.Text}} NOT NULL,
	title {{.Text}} NOT NULL,
	data {{.Bytes}} NOT NULL, -- sealed
	created_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL
);

CREATE INDEX security_keys_account ON security_keys (account_id, created_at);

-- What the server must remember between the two steps of a ceremony (WebAuthn, OIDC). Taken once.
CREATE TABLE ceremonies (
	hash {{.Bytes}} NOT NULL PRIMARY KEY,
	kind {{.Text}} NOT NULL,
	account_id {{.Text}} NOT NULL,
	data {{.Bytes}} NOT NULL, -- sealed
	until_at BIGINT NOT NULL
);

CREATE TABLE account_subjects (
	provider {{.Text}} NOT NULL,
	subject {{.Text}} NOT NULL,
	account_id {{.Text}} NOT NULL,
	linked_at BIGINT NOT NULL,
	PRIMARY KEY (provider, subject)
);

CREATE UNIQUE INDEX account_subjects_account ON account_subjects (account_id, provider);

CREATE TABLE api_tokens (
	id {{.Text}} NOT NULL PRIMARY KEY,
	hash {{.Bytes}} NOT NULL UNIQUE,
	account_id {{.Text}} NOT NULL,
	title {{.Text}} NOT NULL,
	prefix {{.Text}} NOT NULL,
	scopes {{.Text}} NOT NULL, -- JSON list
	created_at BIGINT NOT NULL,
	created_by {{.Text}} NOT NULL,
	expires_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	revoked_at BIGINT NOT NULL
);

CREATE INDEX api_tokens_account ON api_tokens (account_id, created_at);

CREATE TABLE delegations (
	zone_id {{.Text}} NOT NULL,
	id {{.Text}} NOT NULL,
	post {{.Text}} NOT NULL,
	giver {{.Text}} NOT NULL,
	taker {{.Text}} NOT NULL,
	from_on INTEGER NOT NULL,
	to_on INTEGER NOT NULL, -- the first day on which it no longer holds
	reason {{.Text}} NOT NULL,
	created_at BIGINT NOT NULL,
	created_by {{.Text}} NOT NULL,
	revoked_at BIGINT NOT NULL,
	revoked_by {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, id)
);

CREATE INDEX delegations_taker ON delegations (zone_id, taker, from_on);
CREATE INDEX delegations_giver ON delegations (zone_id, giver, from_on);

CREATE TABLE audit (
	zone_id {{.Text}} NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	account_id {{.Text}} NOT NULL,
	action {{.Text}} NOT NULL,
	object {{.Text}} NOT NULL,
	outcome {{.Text}} NOT NULL,
	hash {{.Bytes}} NOT NULL, -- SHA-256(the hash before it ‖ body)
	body {{.Bytes}} NOT NULL, -- the exact bytes that were hashed
	PRIMARY KEY (zone_id, seq)
){{if .SQLite}} WITHOUT ROWID{{end}};

CREATE INDEX audit_account ON audit (zone_id, account_id, seq);
CREATE INDEX audit_action ON audit (zone_id, action, seq);
CREATE INDEX audit_object ON audit (zone_id, object, seq);

-- Where each log begins and ends, sealed with the installation's key: rows cut off or written anew show.
CREATE TABLE audit_heads (
	zone_id {{.Text}} NOT NULL PRIMARY KEY,
	before_seq BIGINT NOT NULL, -- of the last row that was pruned
	before_hash {{.Bytes}} NOT NULL,
	last_seq BIGINT NOT NULL,
	last_hash {{.Bytes}} NOT NULL,
	seal {{.Bytes}} NOT NULL
);
