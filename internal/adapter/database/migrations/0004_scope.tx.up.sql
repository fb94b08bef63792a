-- What row scope looks at: the supporting units of a matter ("|zsj|jfj|") and the applicant.
ALTER TABLE matters ADD COLUMN support {{.Text}} NOT NULL DEFAULT '';
ALTER TABLE matters ADD COLUMN applicant {{.Text}} NOT NULL DEFAULT '';

-- Finds the matters that a unit has ever supported; the column above tells whether it still does.
CREATE TABLE supports (
	zone_id {{.Text}} NOT NULL,
	unit {{.Text}} NOT NULL,
	matter_id {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, unit, matter_id)
){{if .SQLite}} WITHOUT ROWID{{end}};

-- One index for each way in which somebody stands to a matter, in the order in which lists are shown.
CREATE INDEX matters_of_unit ON matters (zone_id, lead_unit, number);
CREATE INDEX matters_of_owner ON matters (zone_id, owner, number) WHERE owner <> '';
CREATE INDEX matters_of_sponsor ON matters (zone_id, sponsor, number) WHERE sponsor <> '';
CREATE INDEX matters_of_verifier ON matters (zone_id, verifier, number) WHERE verifier <> '';
CREATE INDEX matters_of_applicant ON matters (zone_id, applicant, number) WHERE applicant <> '';
