-- Who first received a matter sees it: the post, for matters that are there made by the program when it opens the zone.
ALTER TABLE matters ADD COLUMN first_contact {{.Text}} NOT NULL DEFAULT '';
CREATE INDEX matters_of_first_contact ON matters (zone_id, first_contact, number_key) WHERE first_contact <> '';
