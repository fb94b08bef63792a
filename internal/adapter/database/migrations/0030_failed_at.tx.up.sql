-- When the last attempt to send a message failed: of one that still waits neither created_at nor ended_at tells.
ALTER TABLE deliveries ADD COLUMN failed_at BIGINT NOT NULL DEFAULT 0;
UPDATE deliveries SET failed_at = ended_at WHERE error <> '';
