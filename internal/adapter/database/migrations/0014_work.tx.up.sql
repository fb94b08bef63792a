-- What somebody has in hand, by stage and in order of number, is found without looking at their other matters.
DROP INDEX matters_owner;
CREATE INDEX matters_owner ON matters (zone_id, owner, stage, number, (CASE number WHEN '' THEN id ELSE '' END), kind, open) WHERE open;
