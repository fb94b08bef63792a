-- Which of a zone's tables that are folded from its matters are complete: one that a newer program added is made
-- for the matters that were there before.
CREATE TABLE projections (
	zone_id {{.Text}} NOT NULL,
	name {{.Text}} NOT NULL,
	PRIMARY KEY (zone_id, name)
);
