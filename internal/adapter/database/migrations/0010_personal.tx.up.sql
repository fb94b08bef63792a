-- Values of personal fields, with the salts that open the commitments to them in the ledger. A row that is deleted
-- is gone; the ledger verifies without it (docs/privacy.md).
CREATE TABLE personal_values (
	zone_id {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	field {{.Text}} NOT NULL,
	salt {{.Bytes}} NOT NULL,
	value {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, matter_id, field)
){{if .SQLite}} WITHOUT ROWID{{end}};

-- What holds a field, for erasing it when its retention is over.
CREATE INDEX personal_values_field ON personal_values (zone_id, field, matter_id);
