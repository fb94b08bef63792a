-- What was closed out may be looked at again by a later version of the mechanisms, which earlier programs did not wake
-- it for: the next sweep looks at each once and says when it is to be looked at next.
UPDATE matters SET next_at = 1 WHERE next_at = 0 AND stage IN ('closed', 'archived');
