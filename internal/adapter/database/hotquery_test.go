package database_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/database/storetest"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/plan"
)

// acrossZones are statements that may name no zone, with the reason.
var acrossZones = map[string]string{
	"select zone_id, title, public_key, private_key, world, size from zones order by zone_id": "lists the zones",
}

var (
	literal   = regexp.MustCompile(`'(?:[^']|'')*'`)
	spaces    = regexp.MustCompile(`\s+`)
	mentioned = regexp.MustCompile(`\b(from|join|into|update|,) (?:only )?"?([a-z_]+)"?`)
	bound     = regexp.MustCompile(`zone_id"? = `)
	comma     = regexp.MustCompile(`\bfrom "?[a-z_]+"?(?: as [a-z_]+| [a-z]+)?, "?[a-z_]+"?`)
)

// unbound says of a statement how many tables of zones it names more often than it says their zone; 0 is well.
func unbound(statement string, zonal []string) int {
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

func TestAStatementThatNamesNoZoneIsFoundOut(t *testing.T) {
	t.Parallel()
	zonal := []string{"matters", "events", "search"}
	for statement, want := range map[string]int{
		"SELECT id FROM matters WHERE zone_id = $1":          0,
		"SELECT id FROM matters WHERE id = $1":               1,
		"SELECT id FROM matters WHERE title = 'zone_id = 1'": 1,
		"UPDATE matters SET title = $1 WHERE id = $2":        1,
		"DELETE FROM matters":                                1,
		"INSERT INTO matters (zone_id, id) VALUES ($1, $2) ON CONFLICT (zone_id, id) DO UPDATE SET title = ''": 0,
		"INSERT INTO matters (id) VALUES ($1)":                                                   1,
		"SELECT m.id FROM matters m JOIN events e ON e.stream = m.id WHERE m.zone_id = $1":       1,
		"SELECT m.id FROM matters m JOIN events e ON e.zone_id = m.zone_id WHERE m.zone_id = $1": 0,
		"SELECT 1 FROM matters WHERE zone_id = $1 AND id IN (SELECT matter_id FROM search)":      1,
		"SELECT 1 FROM matters, events WHERE matters.zone_id = $1":                               10,
		"SELECT id FROM accounts": 0,
	} {
		if got := unbound(statement, zonal); got != want {
			t.Errorf("%s: %d, want %d", statement, got, want)
		}
	}
}

// What the store's contract and a day of the engine ask PostgreSQL names its zone, each table of each statement.
func TestEveryQueryNamesItsZone(t *testing.T) {
	databasetest.Needs(t)
	address := databasetest.PostgreSQL(t)
	zonal := zonalTables(t, databasetest.Migrated(t, address))
	w, past := tapped(t, address)
	t.Run("contract", func(t *testing.T) {
		store := database.NewStore(databasetest.Open(t, past))
		storetest.Run(t, func(*testing.T) engine.Store { return store })
	})
	t.Run("day", func(t *testing.T) { day(t, databasetest.Open(t, past)) })
	statements := w.seen()
	hot := 0
	for _, s := range statements {
		if n := unbound(s, zonal); n > 0 {
			t.Errorf("a table of zones is asked without its zone (%d): %s", n, s)
		}
		if bound.MatchString(s) {
			hot++
		}
	}
	if hot < 60 {
		t.Errorf("only %d of %d statements went past the wire", hot, len(statements))
	}
}

// zonalTables lists the tables that have a zone_id and belong to zones.
func zonalTables(t *testing.T, db *database.DB) (zonal []string) {
	t.Helper()
	for _, table := range tablesOf(t, db) {
		if database.InstallationTables[table] == "" && slices.Contains(columnsOf(t, db, table), "zone_id") {
			zonal = append(zonal, table)
		}
	}
	return zonal
}

// day does with the engine what a zone does in a day.
func day(t *testing.T, db *database.DB) {
	t.Helper()
	w := open(t, db)
	s := w.assigned("2023-02-01 09:00", "引进一个项目", "red")
	w.do("2023-02-02 09:10", "招商局干部", "accept", s.Number, nil)
	if _, err := w.Share(t.Context(), zone, given("m"), nil); err != nil {
		t.Fatal(err)
	}
	w.sweep("2023-03-13 09:00")
	store := database.NewStore(db)
	_, today := w.Today(t.Context(), zone, nil, w.now)
	_, checkpoint := w.Checkpoint(t.Context(), zone)
	_, receipt := w.Receipt(t.Context(), zone, s.Number, 0)
	_, planned := w.Plan(t.Context(), zone, bundle(t, "5wd"), plan.Options{})
	_, forgotten := store.ForgetAnswers(t.Context(), zone, w.now.Add(-time.Hour))
	_, zones := store.ListZones(t.Context())
	for _, err := range []error{today, checkpoint, receipt, planned, forgotten, zones, w.Reproject(t.Context(), zone)} {
		if err != nil {
			t.Error(err)
		}
	}
	w.verified()
}
