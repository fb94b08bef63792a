{{if not .SQLite}}-- Who lists the zones reads them and cannot delete them: the walls of these tables are put up anew.
DROP POLICY IF EXISTS zone_wall ON zones;
DROP POLICY IF EXISTS zone_wall ON audit_heads;
{{else}}-- SQLite has no such walls.
{{end}}
