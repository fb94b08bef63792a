-- The cockpit counts all open matters by what it tells apart from this index alone, and what was registered, closed or
-- turned red within a stretch of days from the three that follow.
CREATE INDEX matters_figures ON matters (zone_id, registered_at, lead_unit, kind, light, level, due_on, progress, missed, open) WHERE open;
CREATE INDEX matters_registered ON matters (zone_id, registered_at);
CREATE INDEX matters_closed ON matters (zone_id, closed_at) WHERE closed_at > 0;
CREATE INDEX matters_lit ON matters (zone_id, light_at) WHERE open AND light = 'red';
