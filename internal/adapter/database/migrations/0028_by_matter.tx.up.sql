-- Duties due on one day and letters drafted at one instant are listed as people count the numbers of their matters. The key that
-- sorts so is the matter's (0016), made by the program for those that are there when it opens the zone.
ALTER TABLE duties ADD COLUMN matter_key {{.Text}} NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN matter_key {{.Text}} NOT NULL DEFAULT '';

DROP INDEX duties_state;
CREATE INDEX duties_state ON duties (zone_id, state, due_at, matter_key, matter_id, id, opens_at);
DROP INDEX duties_what;
CREATE INDEX duties_what ON duties (zone_id, state, what, cadence, period, due_at, matter_key, matter_id, id, opens_at);
DROP INDEX letters_state;
CREATE INDEX letters_state ON letters (zone_id, state, drafted_at, matter_key, matter_id, id);
