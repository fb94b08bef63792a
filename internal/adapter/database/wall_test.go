package database_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

// twoZones is a store on PostgreSQL with a matter in each of the zones a and b, signed in as the owner of the
// tables, who is no superuser.
func twoZones(t *testing.T) (*database.DB, *database.Store) {
	t.Helper()
	databasetest.Needs(t)
	db := databasetest.Migrated(t, databasetest.PostgreSQL(t))
	store := database.NewStore(db)
	for _, zone := range []string{"a", "b"} {
		err := store.InTx(t.Context(), func(ctx context.Context) error {
			if err := store.PutZone(ctx, engine.ZoneRow{ZoneID: zone}); err != nil {
				return err
			}
			return store.Put(ctx, engine.Rows{
				Matters: []engine.MatterRow{{ZoneID: zone, ID: "m", Number: zone + "1", Title: "项目", State: []byte{}}},
				Texts:   []engine.TextRow{{ZoneID: zone, MatterID: "m", Text: "项目"}},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var owner, above bool
	query := "SELECT t.tableowner = current_user, r.rolsuper OR r.rolbypassrls FROM pg_tables t, pg_roles r WHERE t.tablename = 'matters' AND t.schemaname = current_schema() AND r.rolname = current_user"
	if err := db.Conn(t.Context()).QueryRowContext(t.Context(), query).Scan(&owner, &above); err != nil || !owner || above {
		t.Fatalf("the test must own the tables and stand above no policy: %v %v %v", owner, above, err)
	}
	return db, store
}

// zonesSeen lists the zones of the matters that a query finds.
func zonesSeen(t *testing.T, ctx context.Context, db *database.DB, query string) string {
	t.Helper()
	var found []string
	if err := db.Conn(ctx).NewRaw(query).Scan(ctx, &found); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(found)
}

func TestAQueryWithoutItsZoneStillReachesNoOther(t *testing.T) {
	t.Parallel()
	db, store := twoZones(t)
	unfiltered, other := "SELECT zone_id FROM matters", "SELECT zone_id FROM matters WHERE zone_id = 'b'"
	a := database.Confine(t.Context(), "a")
	for name, c := range map[string]struct {
		ctx   context.Context
		query string
		want  string
	}{
		"no filter, confined to a zone":         {a, unfiltered, "[a]"},
		"another zone's id":                     {a, other, "[]"},
		"another zone named within":             {database.InZone(a, "b"), other, "[]"},
		"confined again":                        {database.Confine(database.InZone(t.Context(), "b"), "a"), unfiltered, "[a]"},
		"no zone said at all":                   {t.Context(), unfiltered, "[]"},
		"no zone said, one asked for":           {t.Context(), other, "[]"},
		"the installation's own rows":           {database.InZone(a, ""), unfiltered, "[]"},
		"every zone, which is for listing them": {database.EveryZone(a), unfiltered, "[]"},
		"zones, of one":                         {a, "SELECT zone_id FROM zones", "[a]"},
		"zones, of none":                        {t.Context(), "SELECT zone_id FROM zones", "[]"},
		"zones, of every one":                   {database.EveryZone(a), "SELECT zone_id FROM zones ORDER BY zone_id", "[a b]"},
		"texts of another zone":                 {a, "SELECT zone_id FROM search WHERE matter_id = 'm'", "[a]"},
		"an or that is always true":             {a, "SELECT zone_id FROM matters WHERE zone_id = 'b' OR TRUE", "[a]"},
		"a union with another zone":             {a, "SELECT zone_id FROM zones UNION SELECT zone_id FROM matters WHERE zone_id = 'b'", "[a]"},
	} {
		if got := zonesSeen(t, c.ctx, db, c.query); got != c.want {
			t.Errorf("%s: outside a transaction %s sees %s, want %s", name, c.query, got, c.want)
		}
		for _, in := range []func(context.Context, func(context.Context) error) error{db.InTx, db.InSnapshot} {
			err := in(c.ctx, func(ctx context.Context) error {
				if got := zonesSeen(t, ctx, db, c.query); got != c.want {
					t.Errorf("%s: in a transaction %s sees %s, want %s", name, c.query, got, c.want)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := store.Matter(a, "b", "m"); !errs.Is(err, "matter.not_found") {
		t.Errorf("the store gives another zone's matter to one who is confined: %v", err)
	}
	for row, err := range store.Search(a, "b", "项目", engine.Filter{}) {
		t.Errorf("a search in another zone finds %s (%v)", row.Number, err)
	}
	for row, err := range store.List(a, "b", engine.Filter{}) {
		t.Errorf("a list of another zone holds %s (%v)", row.Number, err)
	}
}

func TestNothingIsWrittenIntoAnotherZone(t *testing.T) {
	t.Parallel()
	db, store := twoZones(t)
	a := database.Confine(t.Context(), "a")
	undo := errors.New("undo")
	for name, c := range map[string]struct {
		statement string
		refused   bool
	}{
		"a row put into another zone":   {"INSERT INTO supports (zone_id, unit, matter_id) VALUES ('b', 'u', 'm')", true},
		"a row moved into another zone": {"UPDATE matters SET zone_id = 'b', id = 'n', number = 'n' WHERE zone_id = 'a'", true},
		"another zone's row changed":    {"UPDATE matters SET title = 'x' WHERE zone_id = 'b'", false},
		"another zone's row deleted":    {"DELETE FROM matters WHERE zone_id = 'b'", false},
		"another zone's numbers taken":  {"UPDATE zones SET size = size + 1 WHERE zone_id = 'b'", false},
	} {
		err := db.InTx(a, func(ctx context.Context) error {
			res, err := db.Conn(ctx).NewRaw(c.statement).Exec(ctx)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); n != 0 || err != nil {
				t.Errorf("%s: %d rows (%v)", name, n, err)
			}
			return undo
		})
		if c.refused {
			wantCode(t, err, "database.other_zone")
		} else if !errors.Is(err, undo) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := store.InTx(a, func(ctx context.Context) error {
		return store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{{ZoneID: "b", ID: "new", State: []byte{}}}})
	})
	wantCode(t, err, "database.other_zone")
}

func TestAConnectionKeepsNothingOfTheZoneItWasIn(t *testing.T) {
	t.Parallel()
	db, _ := twoZones(t)
	query := "SELECT zone_id FROM matters"
	var group sync.WaitGroup
	for i := range 12 { // more than there are connections
		group.Go(func() {
			zone := []string{"a", "b"}[i%2]
			ctx := database.InZone(t.Context(), zone)
			for j := range 40 {
				within := ctx
				if j%5 == 4 {
					within = t.Context()
				}
				var found []string
				read := func(ctx context.Context) error { return db.Conn(ctx).NewRaw(query).Scan(ctx, &found) }
				var err error
				switch j % 3 {
				case 0:
					err = read(within)
				case 1:
					err = db.InTx(within, read)
				case 2: // a transaction that goes on in the other zone, and is undone
					err = db.InTx(within, func(outer context.Context) error {
						if err := read(database.InZone(outer, "b")); err != nil || !slices.Equal(found, []string{"b"}) {
							return fmt.Errorf("in b: %v %w", found, err)
						}
						return errors.Join(read(database.InZone(outer, "a")), context.Canceled)
					})
					if errors.Is(err, context.Canceled) && slices.Equal(found, []string{"a"}) {
						continue
					}
				}
				want := []string{zone}
				if j%5 == 4 {
					want = nil
				}
				if err != nil || !slices.Equal(found, want) {
					t.Errorf("in %v: %v %v", want, found, err)
				}
			}
		})
	}
	group.Wait()
}

func TestAMigrationStepSeesEveryRowAndLeavesAWallOnItsTables(t *testing.T) {
	t.Parallel()
	db, _ := twoZones(t)
	files := fstest.MapFS{"9999_more.tx.up.sql": {Data: []byte(
		"UPDATE matters SET title = 'changed'; CREATE TABLE more (zone_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (zone_id, id)); INSERT INTO more SELECT zone_id, id FROM matters")}}
	steps, err := fs.Glob(database.Migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		data, err := database.Migrations.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		files[path.Base(step)] = &fstest.MapFile{Data: data}
	}
	if err := database.Migrate(t.Context(), db, files); err != nil {
		t.Fatal(err)
	}
	for _, zone := range []string{"a", "b"} {
		ctx := database.InZone(t.Context(), zone)
		for _, query := range []string{"SELECT zone_id FROM matters WHERE title = 'changed'", "SELECT zone_id FROM more"} {
			if got := zonesSeen(t, ctx, db, query); got != "["+zone+"]" {
				t.Errorf("%s sees %s in %s", query, got, zone)
			}
		}
	}
	if got := zonesSeen(t, t.Context(), db, "SELECT zone_id FROM more"); got != "[]" {
		t.Errorf("without a zone %s is seen", got)
	}
}

func TestAStoreTellsThatItsUserIsHeldToNoPolicy(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		users := map[string]bool{address: false}
		if strings.HasPrefix(address, "postgres") {
			users[databasetest.Keeper(t, address)] = true
		}
		for address, want := range users {
			user, err := databasetest.Open(t, address).Unwalled(t.Context())
			if err != nil || (user != "") != want {
				t.Errorf("%s: %q, %v", address, user, err)
			}
		}
	})
}
