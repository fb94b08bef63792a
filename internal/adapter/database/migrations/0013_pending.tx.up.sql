{{if not .SQLite}}-- A search walks through what the index of words has not sorted in yet: a few dozen matters, no longer a thousand.
ALTER INDEX search_words SET (gin_pending_list_limit = 64);
{{else}}-- The index of words on SQLite has no such list.
{{end}}