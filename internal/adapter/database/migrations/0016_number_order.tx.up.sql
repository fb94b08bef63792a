-- Matters are listed as people count their numbers: 招调〔2023〕2号 before 招调〔2023〕10号. The key that sorts so is made by
-- the program (text.NumberKey), for those that are there when it opens the zone; it is unique where the number is, and takes
-- the place of the number in every index that had one.
ALTER TABLE matters ADD COLUMN number_key {{.Text}} NOT NULL DEFAULT '';

DROP INDEX matters_number;
CREATE UNIQUE INDEX matters_number ON matters (zone_id, number_key, (CASE number_key WHEN '' THEN id ELSE '' END));
DROP INDEX matters_waiting;
CREATE INDEX matters_waiting ON matters (zone_id, number_key, (CASE number_key WHEN '' THEN id ELSE '' END)) WHERE open AND stage IN ('completed', 'followed-up');
DROP INDEX matters_unowned;
CREATE INDEX matters_unowned ON matters (zone_id, number_key, (CASE number_key WHEN '' THEN id ELSE '' END)) WHERE open AND owner = '';
DROP INDEX matters_of_unit;
CREATE INDEX matters_of_unit ON matters (zone_id, lead_unit, number_key);
DROP INDEX matters_of_owner;
CREATE INDEX matters_of_owner ON matters (zone_id, owner, number_key) WHERE owner <> '';
DROP INDEX matters_of_sponsor;
CREATE INDEX matters_of_sponsor ON matters (zone_id, sponsor, number_key) WHERE sponsor <> '';
DROP INDEX matters_of_verifier;
CREATE INDEX matters_of_verifier ON matters (zone_id, verifier, number_key) WHERE verifier <> '';
DROP INDEX matters_of_applicant;
CREATE INDEX matters_of_applicant ON matters (zone_id, applicant, number_key) WHERE applicant <> '';
DROP INDEX matters_owner;
CREATE INDEX matters_owner ON matters (zone_id, owner, stage, number_key, (CASE number_key WHEN '' THEN id ELSE '' END), kind, open) WHERE open;
