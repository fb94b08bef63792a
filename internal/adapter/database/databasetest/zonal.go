package databasetest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
)

// acrossZones are statements that may name no zone, with the reason.
var acrossZones = map[string]string{
	"select zone_id, title, public_key, private_key, world, size from zones order by zone_id": "lists the zones",
	`select "audit_heads"."zone_id" from "audit_heads" order by "zone_id"`:                    "lists the logs of the zones, each of which is then pruned by itself",
}

var (
	literal   = regexp.MustCompile(`'(?:[^']|'')*'`)
	spaces    = regexp.MustCompile(`\s+`)
	mentioned = regexp.MustCompile(`\b(from|join|into|update|,) (?:only )?"?([a-z_]+)"?`)
	bound     = regexp.MustCompile(`zone_id"? = `)
	comma     = regexp.MustCompile(`\bfrom "?[a-z_]+"?(?: as [a-z_]+| [a-z]+)?, "?[a-z_]+"?`)
)

// Unbound says of a statement how many tables of zones it names more often than it says their zone; 0 is well.
func Unbound(statement string, zonal []string) int {
	s := strings.ToLower(spaces.ReplaceAllString(literal.ReplaceAllString(statement, "''"), " "))
	if acrossZones[strings.TrimSpace(s)] != "" {
		return 0
	}
	insert := strings.HasPrefix(s, "insert")
	n := 0
	for _, m := range mentioned.FindAllStringSubmatch(strings.ReplaceAll(s, "do update set", "do set"), -1) {
		if m[1] == "," || !slices.Contains(zonal, m[2]) {
			continue
		}
		if insert && m[1] == "into" {
			if columns, _, _ := strings.Cut(s, ")"); strings.Contains(columns, "zone_id") {
				continue
			}
		}
		n++
	}
	if comma.MatchString(s) { // a list of tables is not read here: write a join
		n += 10
	}
	return max(0, n-len(bound.FindAllString(s, -1)))
}

// ZonalTables lists the tables of a migrated PostgreSQL store that have a zone_id and belong to zones.
func ZonalTables(t testing.TB, db *database.DB) (zonal []string) {
	t.Helper()
	query := "SELECT DISTINCT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND column_name = 'zone_id' ORDER BY 1"
	if err := db.Conn(t.Context()).NewRaw(query).Scan(t.Context(), &zonal); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(zonal, database.OfInstallation)
}

// NameTheirZone fails the test for each statement that went by and names a table of zones without saying which zone. It
// gives how many named theirs.
func (w *Wire) NameTheirZone(t testing.TB, zonal []string) (named int) {
	t.Helper()
	for _, s := range w.Seen() {
		if n := Unbound(s, zonal); n > 0 {
			t.Errorf("a table of zones is asked without its zone (%d): %s", n, s)
		}
		if bound.MatchString(s) {
			named++
		}
	}
	return named
}
