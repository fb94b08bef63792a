-- SQLite stores whatever it is given. An event with a value of another class than its column's, which reads the same and
-- which no comparison finds, stands in this index, and so verify need not look at every event for it. The condition is
-- that of Store.Fit, word for word.
{{if .SQLite}}CREATE INDEX events_unfit ON events (zone_id) WHERE stream >= x'' OR seq >= '' OR pos >= '' OR at >= '' OR recorded >= '' OR type >= x'' OR actor >= x'' OR person >= x'' OR deputy >= '' OR derived >= '' OR mechanism >= x'' OR calendar >= x'' OR typeof(hash) NOT IN ('blob', 'text') OR typeof(body) NOT IN ('blob', 'text');
{{end}}
